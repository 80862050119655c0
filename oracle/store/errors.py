"""Why the store cannot be used; whatever was being written did not happen.

```
ConfigurationError
└── StoreUnusable            it cannot be opened, read or written
    ├── StoreBusy            another process writes for too long
    ├── StoreFull            no room for what was to be written
    ├── StoreCorrupt         its file is damaged
    └── StoreNewer           a later version of this program made it
```
"""

from rwa.core.errors import ConfigurationError


class StoreUnusable(ConfigurationError):
    """The database cannot be opened, read or written; nothing was acknowledged."""

    remedy = "correct its URL, or start the database server"

    def __init__(self, place: str, *, cause: str) -> None:
        self.place = place
        self.cause = cause
        super().__init__(f"database {place}: {cause}; {self.remedy}")


class StoreBusy(StoreUnusable):
    """Another process holds the writers' lock for longer than a writer waits."""

    remedy = "nothing was written; find the process that holds it, then try again"


class StoreFull(StoreUnusable):
    """There is no room left for what was to be written."""

    remedy = "nothing was written; make room, then try again"


class StoreCorrupt(StoreUnusable):
    """The file is damaged, or is no database at all."""

    remedy = "nothing was written; restore the file from a backup, the chain holds what was posted"


class StoreNewer(StoreUnusable):
    """The database has a revision that this program does not know."""

    remedy = "use the version of the program that made it, or a later one"

    def __init__(self, place: str, *, found: str, newest_known: str) -> None:
        self.found = found
        self.newest_known = newest_known
        super().__init__(
            place, cause=f"its revision is {found}, the newest known here is {newest_known}"
        )
