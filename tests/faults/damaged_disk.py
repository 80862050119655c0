"""Databases locked, full and damaged, as other programs, disks and accidents make them."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import event

from oracle.signing_log import SigningLog
from oracle.store.database import Store

PAGE = 4_096
HEADER = 100
LOCK_MILLISECONDS = 20


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Another program writes and does not come to an end."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def impatient(logs: list[SigningLog]) -> Iterator[None]:
    """Nodes wait a moment for others, so that tests need not."""
    for log in logs:
        log._database.execute(f"PRAGMA busy_timeout = {LOCK_MILLISECONDS}")
    yield


@contextmanager
def full_store(store: Store, *, pages_left: int) -> Iterator[None]:
    """The store may grow by so many pages and no more."""

    def limit(connection: Any, *_: object) -> None:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages + pages_left}")

    store._engine.dispose()
    event.listen(store._engine, "connect", limit)
    yield
    event.remove(store._engine, "connect", limit)
    store._engine.dispose()


@contextmanager
def full_log(log: SigningLog) -> Iterator[None]:
    """A signing log that may not grow at all, and has no room inside."""
    database = log._database
    database.execute("CREATE TABLE ballast (filler BLOB)")
    (pages,) = database.execute("PRAGMA page_count").fetchone()
    database.execute(f"PRAGMA max_page_count = {pages}")
    yield
    database.execute("PRAGMA max_page_count = 1073741823")
    database.execute("DROP TABLE ballast")


def damage(path: Path, random: Random) -> str:
    """Cut a closed database's file, or write nonsense over a part of it; say which."""
    content = bytearray(path.read_bytes())
    kind = random.choice(("cut", "page", "piece", "header"))
    if kind == "cut":
        path.write_bytes(content[: random.randrange(1, len(content))])
        return kind
    length = {"page": PAGE, "piece": random.randint(64, 1_024), "header": HEADER}[kind]
    pages = len(content) // PAGE
    start = {
        "page": random.randrange(pages) * PAGE,
        "piece": random.randrange(len(content) - length),
        "header": 0,
    }[kind]
    content[start : start + length] = random.randbytes(length)
    path.write_bytes(content)
    return kind
