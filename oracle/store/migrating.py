"""Bringing the tables of a store to a revision, all of it or nothing."""

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from oracle.store.errors import StoreNewer

NEWEST: Final = "head"
"""The revision that this program works with."""
EMPTY: Final = "base"
"""A database without tables."""
_FOLDER: Final = Path(__file__).with_name("migrations")


def upgrade(connection: Connection, revision: str, *, place: str) -> None:
    """Add what is missing up to `revision`, within the transaction that is open.

    A process killed on the way leaves the tables as they were. Raises StoreNewer.
    """
    found = MigrationContext.configure(connection).get_current_revision()
    known = revisions()
    if found is not None and found not in known:
        raise StoreNewer(place, found=found, newest_known=known[-1])
    if found != known[-1]:
        command.upgrade(_config(connection), revision)


def downgrade(connection: Connection, revision: str) -> None:
    """Take away what came after `revision`, within the transaction that is open."""
    command.downgrade(_config(connection), revision)


def revisions() -> tuple[str, ...]:
    """Return every revision, oldest first."""
    script = ScriptDirectory(str(_FOLDER))
    return tuple(each.revision for each in script.walk_revisions())[::-1]


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
