"""Files that hold a secret: read only while nobody but their owner can read or change them."""

import os
import stat
from pathlib import Path

from rwa.core.errors import ConfigurationError

OTHERS = stat.S_IRWXG | stat.S_IRWXO


class PrivateFileUnusable(ConfigurationError):
    """A file with a secret is missing, unreadable, or open to others."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"{path}: {reason}")


def read_private(path: Path) -> str:
    """Return a file's text. Raises PrivateFileUnusable, which never carries any of the text.

    The permissions asked about are those of the file that is read, not of one that has taken
    its name since.
    """
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            if not stat.S_ISREG(mode):
                raise PrivateFileUnusable(path, "it is no plain file; give the path of one")
            if mode & OTHERS:
                raise PrivateFileUnusable(path, f"others may use it; run: chmod 600 {path}")
            return file.read().decode()
    except FileNotFoundError as error:
        raise PrivateFileUnusable(path, "it does not exist; create it or correct the path") from (
            error
        )
    except OSError as error:
        reason = f"it cannot be read ({error.strerror}); give it to this process's user"
        raise PrivateFileUnusable(path, reason) from error
    except UnicodeDecodeError:
        # Not chained: the error's own text would show the bytes.
        raise PrivateFileUnusable(path, "it is no UTF-8 text; restore it") from None
