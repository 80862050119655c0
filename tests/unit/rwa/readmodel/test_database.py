import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect, select, update
from sqlalchemy.exc import IntegrityError

from rwa.readmodel.database import follow_chain, open_database, open_memory, sqlite_url
from rwa.readmodel.errors import DatabaseUnusable, OtherChainsDatabase
from rwa.readmodel.tables import BLOCKS, CHAIN, EVENT_TABLES, METADATA, SCHEMA_VERSION

GENESIS = b"\x01" * 32
BLOCK = {"number": 7, "hash": "0x" + "07" * 32, "timestamp": 70, "holds_events": True}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "readmodel.sqlite"


def numbers(engine: Engine) -> list[int]:
    with engine.begin() as connection:
        return list(connection.execute(select(BLOCKS.c.number)).scalars())


def put_block(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(BLOCKS.insert().values(BLOCK))


def test_open_database__empty_file__has_every_table(path: Path) -> None:
    engine = open_database(sqlite_url(path))

    assert set(inspect(engine).get_table_names()) == set(METADATA.tables)
    assert {table.name for table in EVENT_TABLES} < set(METADATA.tables)


def test_open_database__same_schema__keeps_its_rows(path: Path) -> None:
    first = open_database(sqlite_url(path))
    follow_chain(first, chain_id=1, genesis_hash=GENESIS)
    put_block(first)

    assert numbers(open_database(sqlite_url(path))) == [7]


@pytest.mark.parametrize("version", [SCHEMA_VERSION - 1, SCHEMA_VERSION + 1])
def test_open_database__other_schema__is_emptied_to_be_rebuilt(path: Path, version: int) -> None:
    first = open_database(sqlite_url(path))
    follow_chain(first, chain_id=1, genesis_hash=GENESIS)
    put_block(first)
    with first.begin() as connection:
        connection.execute(update(CHAIN).values(schema_version=version))

    again = open_database(sqlite_url(path))

    assert numbers(again) == []
    follow_chain(again, chain_id=2, genesis_hash=GENESIS)


def test_open_memory__two__share_nothing() -> None:
    ours, theirs = open_memory(), open_memory()
    put_block(ours)

    assert (numbers(ours), numbers(theirs)) == ([7], [])


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_open_database__memory_by_any_name__outlives_its_connections(url: str) -> None:
    engine = open_database(url)
    put_block(engine)

    assert numbers(engine) == [7]


def test_open_database__not_a_database__is_refused(path: Path) -> None:
    path.write_text("loan_id,balance\n" * 100)

    with pytest.raises(DatabaseUnusable) as caught:
        open_database(sqlite_url(path))

    assert caught.value.url == f"sqlite:///{path}"
    assert "not a database" in caught.value.cause
    assert caught.value.exit_code == 3


def test_open_database__somebody_elses_tables__is_refused_and_left_alone(path: Path) -> None:
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE chain (links INTEGER)")
    other.execute("INSERT INTO chain VALUES (12)")
    other.commit()

    with pytest.raises(DatabaseUnusable):
        open_database(sqlite_url(path))

    assert other.execute("SELECT links FROM chain").fetchall() == [(12,)]
    assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("chain",)]
    other.close()


def test_open_database__in_a_directory_that_is_not_there__is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnusable) as caught:
        open_database(sqlite_url(tmp_path / "nowhere" / "readmodel.sqlite"))

    assert "unable to open" in caught.value.cause


@pytest.mark.parametrize("url", ["not a url", "nosuchdatabase://host/name", ""])
def test_open_database__url_nobody_reads__is_refused(url: str) -> None:
    with pytest.raises(DatabaseUnusable):
        open_database(url)


@pytest.mark.parametrize(
    "url", ["nosuchdatabase://rwa:tell-nobody@host/name", "rwa:tell-nobody@host"]
)
def test_open_database__password_in_the_url__is_not_told(url: str) -> None:
    with pytest.raises(DatabaseUnusable) as caught:
        open_database(url)

    assert "tell-nobody" not in f"{caught.value} {caught.value.url}"


def test_follow_chain__again__is_fine_and_another_is_not() -> None:
    engine = open_memory()
    follow_chain(engine, chain_id=1, genesis_hash=GENESIS)
    follow_chain(engine, chain_id=1, genesis_hash=GENESIS)

    for other in ({"chain_id": 2}, {"genesis_hash": b"\x02" * 32}):
        with pytest.raises(OtherChainsDatabase) as caught:
            follow_chain(engine, **{"chain_id": 1, "genesis_hash": GENESIS, **other})
        assert caught.value.stored == f"1 (0x{GENESIS.hex()})"
        assert caught.value.received != caught.value.stored


def test_transaction__that_only_reads__sees_one_state(path: Path) -> None:
    engine = open_database(sqlite_url(path))
    with engine.begin() as reading:
        assert reading.execute(select(BLOCKS)).all() == []
        put_block(engine)
        assert reading.execute(select(BLOCKS)).all() == []

    assert numbers(engine) == [7]


def test_transaction__that_fails__leaves_nothing(path: Path) -> None:
    engine = open_database(sqlite_url(path))

    def write_the_same_twice() -> None:
        with engine.begin() as writing:
            writing.execute(BLOCKS.insert().values(BLOCK))
            writing.execute(BLOCKS.insert().values(BLOCK))

    with pytest.raises(IntegrityError):
        write_the_same_twice()
    assert numbers(engine) == []


def test_every_event_table__is_keyed_by_its_place_on_the_chain() -> None:
    for table in EVENT_TABLES:
        key = [column.name for column in table.primary_key.columns]
        assert key[:2] == ["block_number", "log_index"], table.name
