"""Files that are whole or absent, whatever happens while they are written."""

import os
import threading
from contextlib import suppress
from errno import EISDIR
from pathlib import Path

OWNERS_FILE, OWNERS_DIRECTORY = 0o600, 0o700
ANYBODYS_FILE, ANYBODYS_DIRECTORY = 0o666, 0o777
"""Modes of what is made; the process's umask takes from them."""


def make_private(path: Path) -> None:
    """Make an empty file for its owner alone, for a database to fill; one that is there stays.

    Raises nothing: whoever opens the file finds out that it could not be made.
    """
    with suppress(OSError):
        path.touch(mode=OWNERS_FILE, exist_ok=False)


def write_whole(path: Path, content: bytes, *, private: bool = False) -> None:
    """Put a file in place, durably, with its directories; an older one is replaced at once.

    What is `private` is its owner's alone: the file, and its directory where that is made here.
    """
    if path.is_dir():
        raise IsADirectoryError(EISDIR, "it is a directory", str(path))
    path.parent.mkdir(
        parents=True, exist_ok=True, mode=OWNERS_DIRECTORY if private else ANYBODYS_DIRECTORY
    )
    writer = f"{os.getpid()}-{threading.get_ident()}"
    unfinished = path.with_name(f"{path.name}.{writer}.part")
    unfinished.unlink(missing_ok=True)
    mode = OWNERS_FILE if private else ANYBODYS_FILE
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
