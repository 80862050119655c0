"""A database that is locked, full, damaged or not there: said clearly, and nothing lost."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, event, text

from oracle.posting.jobs import FlagLate
from oracle.posting.outbox import Outbox
from oracle.store.database import WRITERS_LOCK, Store, open_store
from oracle.store.errors import StoreBusy, StoreCorrupt, StoreFull, StoreUnusable
from oracle.store.outbox_tables import JOBS
from rwa.core.ids import Address
from tests.unit.oracle.posting.posted_pool import new_pool, rows_of

ORACLE = Address("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")


@contextmanager
def another_writer(url: str) -> Iterator[None]:
    """A process that holds the writers' lock, as any client of the database can."""
    engine = create_engine(url)
    with engine.connect() as connection:
        if url.startswith("sqlite"):
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": WRITERS_LOCK})
        yield
        connection.rollback()
    engine.dispose()


def test_writing__another_process_holds_the_lock__is_refused_and_later_done(url: str) -> None:
    with open_store(url, lock_seconds=0.2) as store:
        outbox = Outbox(store)
        first = outbox.add(FlagLate(ORACLE, 1))
        with another_writer(url):
            with pytest.raises(StoreBusy):
                outbox.add(FlagLate(ORACLE, 2))
            assert [job.job_id for job in outbox.jobs()] == [first]

        outbox.add(FlagLate(ORACLE, 2))
        assert len(outbox.jobs()) == 2


def test_open_store__another_process_holds_the_lock__is_refused(url: str) -> None:
    open_store(url).close()
    with another_writer(url), pytest.raises(StoreBusy):
        open_store(url, lock_seconds=0.2)


def test_writing__error_on_the_way__leaves_nothing(url: str) -> None:
    values = {"natural_key": "k", "kind": "x", "oracle": "", "body": b"", "state": "", "reason": ""}

    def write_and_fail() -> None:
        with store.writing() as connection:
            connection.execute(JOBS.insert().values(**values))
            raise ZeroDivisionError

    with open_store(url) as store:
        with pytest.raises(ZeroDivisionError):
            write_and_fail()
        with store.reading() as connection:
            assert connection.execute(JOBS.select()).all() == []


def test_writing__broken_constraint__is_an_error_of_the_store(url: str) -> None:
    with open_store(url) as store, pytest.raises(StoreUnusable), store.writing() as connection:
        connection.execute(
            text("INSERT INTO alerts (kind, job_id, detail, raised_at) VALUES ('k', 77, 'd', 0)")
        )


def test_open_store__sqlite__waits_for_the_disk_at_each_commit(tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path / 's'}") as store, store.reading() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }

    assert found == {"journal_mode": "wal", "synchronous": 3, "foreign_keys": 1}


# --- a full disk


def limit_pages(store: Store, pages: int) -> None:
    """Leave no room beyond so many pages, on every connection from now on."""

    def limit(connection: Any, _entry: Any) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages}")

    store._engine.dispose()
    event.listen(store._engine, "connect", limit)


def test_add__disk_full__is_not_acknowledged_and_nothing_is_lost(tmp_path: Path) -> None:
    pool = new_pool()
    url = f"sqlite:///{tmp_path / 'store'}"
    acknowledged: list[int] = []
    with open_store(url) as store:
        limit_pages(store, 40)
        outbox = Outbox(store)
        with pytest.raises(StoreFull):
            acknowledged.extend(
                outbox.add(FlagLate(pool.oracle.address, period)) for period in range(1, 2_000)
            )
        kept = rows_of(store)

    with open_store(url) as store:
        assert rows_of(store) == kept
        assert {job.job_id for job in Outbox(store).jobs()} >= set(acknowledged)
        number = len(kept)
        Outbox(store).add(FlagLate(pool.oracle.address, 60_000))
        assert len(rows_of(store)) == number + 1


# --- a damaged file


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """A store with many rows, closed."""
    path = tmp_path / "store"
    with open_store(f"sqlite:///{path}") as store:
        outbox = Outbox(store)
        for period in range(1, 200):
            outbox.add(FlagLate(ORACLE, period))
    return path


def garbage_in_the_middle(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    middle = len(raw) // 2 // 4096 * 4096
    raw[middle - 8192 : middle + 8192] = b"\xa5" * 16_384
    path.write_bytes(raw)


def truncated(path: Path) -> None:
    raw = path.read_bytes()
    path.write_bytes(raw[: len(raw) // 2])


def another_kind_of_file(path: Path) -> None:
    path.write_bytes(b"period,revision\n" * 1_000)


@pytest.mark.parametrize("damage", [garbage_in_the_middle, truncated, another_kind_of_file])
def test_open_store__damaged_file__is_refused_and_left_alone(filled: Path, damage: Any) -> None:
    damage(filled)
    before = filled.read_bytes()

    with pytest.raises(StoreCorrupt) as caught:
        open_store(f"sqlite:///{filled}")

    assert caught.value.exit_code == 3
    assert filled.read_bytes() == before


def test_jobs__file_damaged_while_it_is_open__is_said(filled: Path) -> None:
    with open_store(f"sqlite:///{filled}") as store:
        store._engine.dispose()
        raw = filled.read_bytes()
        filled.write_bytes(raw[:4096] + b"\xa5" * (len(raw) - 4096))

        with pytest.raises(StoreCorrupt):
            Outbox(store).jobs()


# --- no database


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://poster:secret@127.0.0.1:1/store",
        "mysql://poster:secret@127.0.0.1/store",
        "sqlite:////no-such-folder/secret-less/store",
        "secret, no url",
    ],
)
def test_open_store__nothing_there__says_so_without_the_password(url: str) -> None:
    with pytest.raises(StoreUnusable) as caught:
        open_store(url)

    assert "secret@" not in str(caught.value)
    assert "secret, " not in str(caught.value)
