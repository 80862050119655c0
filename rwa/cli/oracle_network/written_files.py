"""Where a command is told to write: directories are named by people, never made from a typing error."""

from pathlib import Path

from rwa.core.errors import ConfigurationError


class DirectoryMissing(ConfigurationError):
    """A file or directory is to be written where no directory is."""

    def __init__(self, place: Path, *, missing: Path) -> None:
        self.place = place
        self.missing = missing
        super().__init__(
            f"cannot write {place}: there is no directory {missing}; make it, or name another place"
        )


def require_directory_of(place: Path) -> None:
    """Raise DirectoryMissing, naming the first that is missing, unless `place` can be put there."""
    missing = [parent for parent in place.parents if not parent.is_dir()]
    if missing:
        raise DirectoryMissing(place, missing=missing[-1])
