"""What a node has signed, written down before a signature leaves it.

One content for each (pool, period, revision), for ever: after a crash the node reads here what
it may sign again, and refuses anything else for the same key.
"""

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from rwa.core.errors import CheckFailed, ConfigurationError
from rwa.core.ids import PoolId


@dataclass(frozen=True, slots=True)
class ReportKey:
    """What two conflicting signatures would be about."""

    pool_id: PoolId
    """The pool."""
    period_index: int
    """Number of the period, from 1."""
    revision: int
    """0 for the first report."""


class AlreadySignedOther(CheckFailed):
    """The node has signed another content for the same pool, period and revision."""

    def __init__(self, key: ReportKey, *, signed: bytes, asked: bytes) -> None:
        self.key = key
        self.signed = signed
        self.asked = asked
        super().__init__(
            f"{key.pool_id} period {key.period_index} revision {key.revision}: signed "
            f"0x{signed.hex()}, asked to sign 0x{asked.hex()}; give changed content a higher revision"
        )


class SigningLogUnusable(ConfigurationError):
    """The log cannot be read or written; nothing was signed."""

    def __init__(self, path: Path | None, *, cause: str) -> None:
        self.path = path
        self.cause = cause
        super().__init__(
            f"signing log {path or 'in memory'}: {cause}; nothing was signed. Make the file "
            "writable, or restore it: without it the node may sign twice"
        )


class SigningLog:
    """The node's own SQLite file, or memory for None; one row for each key.

    Raises SigningLogUnusable, here and later, for a file that cannot be opened, read or written.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        try:
            self._database = sqlite3.connect(path or ":memory:", isolation_level=None)
            # Only EXTRA waits for the directory too, so that a power cut undoes no commit.
            self._database.execute("PRAGMA synchronous = EXTRA")
            self._database.execute(
                "CREATE TABLE IF NOT EXISTS signed (pool TEXT, period INTEGER, revision INTEGER,"
                " content_hash BLOB NOT NULL, PRIMARY KEY (pool, period, revision)) WITHOUT ROWID"
            )
        except sqlite3.Error as error:
            raise SigningLogUnusable(path, cause=str(error)) from error

    def record(self, key: ReportKey, content_hash: bytes) -> None:
        """Make it durable that `content_hash` is what this node signs for `key`.

        Recording the same again changes nothing. Raises AlreadySignedOther.
        """
        columns = (key.pool_id, key.period_index, key.revision)
        try:
            self._database.execute(
                "INSERT INTO signed VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                (*columns, content_hash),
            )
            stored: bytes = self._database.execute(
                "SELECT content_hash FROM signed WHERE (pool, period, revision) = (?, ?, ?)",
                columns,
            ).fetchone()[0]
        except sqlite3.Error as error:
            raise SigningLogUnusable(self._path, cause=str(error)) from error
        if stored != content_hash:
            raise AlreadySignedOther(key, signed=stored, asked=content_hash)

    def close(self) -> None:
        """Release the file."""
        self._database.close()
