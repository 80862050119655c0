"""A node's own database: what it has signed, and which block it saw as final.

One content for each (pool, period, revision), for ever, written down before a signature leaves
the node: after a crash it reads here what it may sign again, and refuses anything else for the
same key.
"""

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from oracle.whole_files import make_private
from rwa.chain.finality import BlockMark
from rwa.core.errors import CheckFailed, ConfigurationError
from rwa.core.ids import PoolId

LAYOUT = 2
"""Version of the tables, `PRAGMA user_version`: 0 is a file without the table of final blocks, 1
one without the rows' checksums."""
SIGNED = """
    CREATE TABLE IF NOT EXISTS signed (
        pool TEXT, period INTEGER, revision INTEGER, content_hash BLOB NOT NULL, checksum BLOB,
        PRIMARY KEY (pool, period, revision)
    ) WITHOUT ROWID
"""
SEEN_FINAL = """
    CREATE TABLE IF NOT EXISTS seen_final (
        only INTEGER PRIMARY KEY CHECK (only = 1), number INTEGER NOT NULL, hash BLOB NOT NULL
    )
"""


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


class SigningLogMissing(ConfigurationError):
    """A node that may have signed before finds no log of what it signed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(
            f"signing log {path} is missing or empty; make its disk available. Start with "
            "--new-database only a node whose key has never signed"
        )


class SigningLogTaken(ConfigurationError):
    """A new log was to be made where one is already."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(f"signing log {path} is there already; start without --new-database")


class SigningLog:
    """The node's own SQLite file, or memory for None; one row for each key.

    Raises SigningLogUnusable, here and later, for a file that cannot be opened, read or written,
    and for one that a later version wrote.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        with self._usable():
            self._database = sqlite3.connect(path or ":memory:", isolation_level=None)
            # Only EXTRA waits for the directory too, so that a power cut undoes no commit.
            self._database.execute("PRAGMA synchronous = EXTRA")
            self._prepare()

    @classmethod
    def existing(cls, path: Path) -> Self:
        """Open a log that is there. Raises SigningLogMissing and SigningLogUnusable."""
        if _is_empty(path):
            raise SigningLogMissing(path)
        return cls(path)

    @classmethod
    def new(cls, path: Path) -> Self:
        """Make a log for a key that has signed nothing. Raises SigningLogTaken."""
        if not _is_empty(path):
            raise SigningLogTaken(path)
        make_private(path)
        return cls(path)

    def record(self, key: ReportKey, content_hash: bytes) -> None:
        """Make it durable that `content_hash` is what this node signs for `key`.

        Recording the same again changes nothing. Raises AlreadySignedOther.
        """
        columns = (key.pool_id, key.period_index, key.revision)
        with self._usable():
            self._database.execute(
                "INSERT INTO signed VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                (*columns, content_hash, _checksum(*columns, content_hash)),
            )
        stored = self.signed(key)
        if stored != content_hash:
            raise AlreadySignedOther(key, signed=stored or b"", asked=content_hash)

    def signed(self, key: ReportKey) -> bytes | None:
        """The content hash this node signs for a key, None before it signs one."""
        with self._usable():
            row = self._database.execute(
                "SELECT content_hash FROM signed WHERE (pool, period, revision) = (?, ?, ?)",
                (key.pool_id, key.period_index, key.revision),
            ).fetchone()
        return None if row is None else bytes(row[0])

    def seen_final(self) -> BlockMark | None:
        """The highest block that was final when the node last looked, None before."""
        with self._usable():
            row = self._database.execute("SELECT number, hash FROM seen_final").fetchone()
        return None if row is None else BlockMark(row[0], bytes(row[1]))

    def note_final(self, block: BlockMark) -> None:
        """Remember a final block; a lower one than is remembered changes nothing."""
        with self._usable():
            self._database.execute(
                "INSERT INTO seen_final VALUES (1, ?, ?) ON CONFLICT (only) DO UPDATE"
                " SET number = excluded.number, hash = excluded.hash"
                " WHERE excluded.number > seen_final.number",
                (block.number, block.hash),
            )

    def close(self) -> None:
        """Release the file."""
        self._database.close()

    def _prepare(self) -> None:
        (layout,) = self._database.execute("PRAGMA user_version").fetchone()
        if layout > LAYOUT:
            cause = f"it has layout {layout}, this version knows {LAYOUT}"
            raise SigningLogUnusable(self._path, cause=cause)
        (found,) = self._database.execute("PRAGMA quick_check(1)").fetchone()
        if found != "ok":
            raise SigningLogUnusable(self._path, cause=f"it is damaged: {found}")
        if layout < LAYOUT:
            self._database.execute("BEGIN IMMEDIATE")
            self._renew()
            self._database.execute("COMMIT")
        self._require_whole_rows()

    def _renew(self) -> None:
        """Bring the tables of an earlier layout to this one; their rows stay."""
        for table in (SIGNED, SEEN_FINAL):
            self._database.execute(table)
        columns = [column[1] for column in self._database.execute("PRAGMA table_info(signed)")]
        if "checksum" not in columns:
            self._database.execute("ALTER TABLE signed ADD COLUMN checksum BLOB")
            self._database.create_function("checksum", 4, _checksum, deterministic=True)
            self._database.execute(
                "UPDATE signed SET checksum = checksum(pool, period, revision, content_hash)"
            )
        self._database.execute(f"PRAGMA user_version = {LAYOUT}")

    def _require_whole_rows(self) -> None:
        """A key changed on the disk would let the node sign a second content for it."""
        for *row, checksum in self._database.execute("SELECT * FROM signed"):
            if _checksum(*row) != checksum:
                cause = f"the row of period {row[1]} revision {row[2]} is damaged"
                raise SigningLogUnusable(self._path, cause=cause)

    @contextmanager
    def _usable(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise SigningLogUnusable(self._path, cause=str(error)) from error


def _is_empty(path: Path) -> bool:
    """Whether nothing was ever written there."""
    try:
        return not path.stat().st_size
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError as error:
        raise SigningLogUnusable(path, cause=str(error)) from error


def _checksum(*row: object) -> bytes:
    """What a row must hash to; SQLite's own check does not see a changed value."""
    return hashlib.sha256(repr(row).encode()).digest()
