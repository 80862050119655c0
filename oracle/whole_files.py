"""Files that are whole or absent, whatever happens while they are written."""

import os
import threading
from errno import EISDIR
from pathlib import Path


def write_whole(path: Path, content: bytes) -> None:
    """Put a file in place, durably, with its directories; an older one is replaced at once."""
    if path.is_dir():
        raise IsADirectoryError(EISDIR, "it is a directory", str(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    writer = f"{os.getpid()}-{threading.get_ident()}"
    unfinished = path.with_name(f"{path.name}.{writer}.part")
    with unfinished.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
