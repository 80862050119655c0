"""What a command line gives: files and numbers."""

import sys
from decimal import Decimal, InvalidOperation
from pathlib import Path

from rwa.core.errors import UsageError

STANDARD_INPUT = Path("-")


class FileNotThere(UsageError):
    """A file named on the command line does not exist or cannot be read."""

    def __init__(self, path: Path, *, cause: str, layout: str) -> None:
        self.path = path
        self.cause = cause
        self.layout = layout
        super().__init__(f"cannot read {path}: {cause}; name a file ({layout})")


class NotANumber(UsageError):
    """An option wants a number of per cent."""

    def __init__(self, name: str, *, received: str) -> None:
        self.name = name
        self.received = received
        super().__init__(f"--{name} is {received!r}, expected a number such as 100; correct it")


def read_file(path: Path, *, layout: str) -> bytes:
    """Return a user's file; `layout` is the page that describes it. Raises FileNotThere."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise FileNotThere(path, cause=error.strerror or str(error), layout=layout) from error


def read_file_or_input(path: Path, *, layout: str, most: int) -> bytes:
    """Return a user's file or, for `-`, standard input, no more of it than `most` bytes and one."""
    if path == STANDARD_INPUT:
        return sys.stdin.buffer.read(most + 1)
    return read_file(path, layout=layout)


def percent(name: str, text: str) -> Decimal:
    """Read an option in per cent, zero or more. Raises NotANumber."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise NotANumber(name, received=text) from None
    if not value.is_finite() or value < 0:
        raise NotANumber(name, received=text)
    return value
