"""The key-value store beneath the embedded chain: memory, or one SQLite file.

A chain file holds py-evm's whole database (headers, transactions, receipts, every state ever)
in one table. Writes gather in memory and reach the file in one SQLite transaction for each
block, so a process that is killed leaves the chain at its last whole block.

One process writes, under a lock on `<file>.lock` that names its pid; any number read.
"""

import fcntl
import os
import sqlite3
from pathlib import Path
from typing import Protocol

from eth.db.backends.base import BaseDB

from rwa.chain.errors import ChainFileBusy, ChainFileUnreadable

FORMAT = "rwa-chain-1"
CACHED_VALUES = 200_000
HASH_LENGTH = 32


class BlockStore(Protocol):
    """A py-evm database whose writes are kept or dropped a block at a time."""

    def commit(self) -> None:
        """Make everything written since the last commit durable, all or nothing."""
        ...

    def rollback(self) -> None:
        """Forget everything written since the last commit."""
        ...

    def committed(self) -> dict[bytes, bytes]:
        """Return a copy of everything committed."""
        ...

    def close(self) -> None:
        """Release the file and its lock."""
        ...


class MemoryStore(BaseDB):
    """A dictionary; what is not committed is only unreachable, so rollback may leave it."""

    def __init__(self, values: dict[bytes, bytes] | None = None) -> None:
        self._values = {} if values is None else values

    def __getitem__(self, key: bytes) -> bytes:
        return self._values[key]

    def __setitem__(self, key: bytes, value: bytes) -> None:
        self._values[key] = value

    def __delitem__(self, key: bytes) -> None:
        del self._values[key]

    def _exists(self, key: bytes) -> bool:
        return key in self._values

    def commit(self) -> None:
        """See BlockStore; memory is always current."""

    def rollback(self) -> None:
        """See BlockStore; py-evm writes the head last, so nothing reachable changed."""

    def committed(self) -> dict[bytes, bytes]:
        """See BlockStore."""
        return dict(self._values)

    def close(self) -> None:
        """See BlockStore; there is nothing to release."""


class WriterLock:
    """An advisory lock beside a chain file, held by the one process that writes it."""

    def __init__(self, chain_file: Path) -> None:
        path = chain_file.with_name(chain_file.name + ".lock")
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(self._descriptor, 20).strip()
            os.close(self._descriptor)
            pid = int(holder) if holder.isdigit() else None
            raise ChainFileBusy(chain_file, pid) from None
        os.truncate(self._descriptor, 0)
        os.pwrite(self._descriptor, f"{os.getpid()}\n".encode(), 0)

    def release(self) -> None:
        """Let another process write; the kernel does the same when this one dies."""
        os.truncate(self._descriptor, 0)
        os.close(self._descriptor)


class FileStore(BaseDB):
    """py-evm's database over one SQLite table, opened by one writer or by readers."""

    def __init__(self, path: Path, *, read_only: bool) -> None:
        self._lock = None if read_only else WriterLock(path)
        self._pending: dict[bytes, bytes] = {}
        self._deleted: set[bytes] = set()
        self._cache: dict[bytes, bytes] = {}
        try:
            self._connection = _connect(path, read_only=read_only)
        except BaseException:
            if self._lock is not None:
                self._lock.release()
            raise

    def __getitem__(self, key: bytes) -> bytes:
        if key in self._pending:
            return self._pending[key]
        if key in self._cache:
            return self._cache[key]
        if key in self._deleted:
            raise KeyError(key)
        row = self._connection.execute("SELECT value FROM node WHERE key = ?", (key,)).fetchone()
        if row is None:
            raise KeyError(key)
        value: bytes = row[0]
        self._remember(key, value)
        return value

    def __setitem__(self, key: bytes, value: bytes) -> None:
        self._deleted.discard(key)
        self._pending[key] = value

    def __delitem__(self, key: bytes) -> None:
        if not self._exists(key):
            raise KeyError(key)
        self._pending.pop(key, None)
        self._cache.pop(key, None)
        self._deleted.add(key)

    def _exists(self, key: bytes) -> bool:
        try:
            self[key]
        except KeyError:
            return False
        return True

    def _remember(self, key: bytes, value: bytes) -> None:
        """Cache what is named by its own hash; other keys, such as the head's, do change."""
        if len(key) == HASH_LENGTH:
            if len(self._cache) >= CACHED_VALUES:
                self._cache.clear()
            self._cache[key] = value

    def read_about(self, key: str) -> str:
        """Return a fact noted when the file was created."""
        row = self._connection.execute("SELECT value FROM about WHERE key = ?", (key,)).fetchone()
        if row is None:
            raise KeyError(key)
        return str(row[0])

    def write_about(self, key: str, value: str) -> None:
        """Note a fact about the chain, at once."""
        with self._connection:
            self._connection.execute("INSERT OR REPLACE INTO about VALUES (?, ?)", (key, value))

    def commit(self) -> None:
        """See BlockStore: one SQLite transaction."""
        with self._connection:
            self._connection.executemany(
                "DELETE FROM node WHERE key = ?", [(key,) for key in self._deleted]
            )
            self._connection.executemany(
                "INSERT OR REPLACE INTO node VALUES (?, ?)", self._pending.items()
            )
        for key, value in self._pending.items():
            self._remember(key, value)
        self._pending.clear()
        self._deleted.clear()

    def rollback(self) -> None:
        """See BlockStore: drop the pending writes."""
        self._pending.clear()
        self._deleted.clear()

    def committed(self) -> dict[bytes, bytes]:
        """See BlockStore."""
        return dict(self._connection.execute("SELECT key, value FROM node"))

    def close(self) -> None:
        """See BlockStore."""
        self._connection.close()
        if self._lock is not None:
            self._lock.release()
            self._lock = None


def _connect(path: Path, *, read_only: bool) -> sqlite3.Connection:
    """Open a chain file, creating its tables for a writer. Raises ChainFileUnreadable."""
    mode = "ro" if read_only else "rwc"
    try:
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={mode}", uri=True, check_same_thread=False
        )
        if not read_only:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            _create_tables(connection)
        found = connection.execute("SELECT value FROM about WHERE key = 'format'").fetchone()
    except sqlite3.Error as error:
        raise ChainFileUnreadable(path, str(error)) from error
    if found != (FORMAT,):
        raise ChainFileUnreadable(path, f"its format is {found}, this program reads {FORMAT}")
    return connection


def _create_tables(connection: sqlite3.Connection) -> None:
    with connection:
        connection.execute("CREATE TABLE IF NOT EXISTS about (key TEXT PRIMARY KEY, value TEXT)")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS node (key BLOB PRIMARY KEY, value BLOB) WITHOUT ROWID"
        )
        connection.execute("INSERT OR IGNORE INTO about VALUES ('format', ?)", (FORMAT,))
