"""Tables come into being whole: up, down, up again, by several processes, and when killed."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from oracle.posting.outbox import Outbox
from oracle.store import gathering_tables
from oracle.store.database import open_store
from oracle.store.errors import StoreNewer
from oracle.store.metadata import METADATA
from oracle.store.migrating import NEWEST, downgrade, revisions, upgrade
from tests.unit.oracle.posting.posted_pool import new_pool, rows_of
from tests.unit.oracle.store.postgres_server import PostgresServer

KILLED_OPENERS = Path(__file__).with_name("killed_openers.py")
STATEMENTS = 40
"""More than a migration has."""


def test_open_store__empty_database__has_the_tables_that_the_code_declares(url: str) -> None:
    assert gathering_tables.NOTICES.metadata is METADATA
    with open_store(url) as store, store.writing() as connection:
        context = MigrationContext.configure(connection)

        assert context.get_current_revision() == revisions()[-1]
        assert compare_metadata(context, METADATA) == []


def test_downgrade__and_up_again__keeps_the_rows_of_what_stays(url: str) -> None:
    pool = new_pool()
    with open_store(url) as store:
        Outbox(store).add(pool.report(1))
        before = rows_of(store)
        assert len(before) == 1

        for revision in reversed(revisions()):
            with store.writing() as connection:
                downgrade(connection, revision)
            assert rows_of(store) == before
        with store.writing() as connection:
            upgrade(connection, NEWEST, place=store.place)

        assert rows_of(store) == before


def test_downgrade__to_nothing__and_up_again__is_empty_and_whole(url: str) -> None:
    with open_store(url) as store:
        with store.writing() as connection:
            downgrade(connection, "base")
        with store.writing() as connection:
            upgrade(connection, NEWEST, place=store.place)
        with store.writing() as connection:
            assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
        assert rows_of(store) == []


def test_open_store__made_by_a_later_version__is_refused_and_left_alone(url: str) -> None:
    with open_store(url) as store, store.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(StoreNewer) as caught:
        open_store(url)

    assert (caught.value.found, caught.value.newest_known) == ("9999", revisions()[-1])
    assert "secret" not in str(caught.value)


def test_open_store__by_four_processes_at_once__all_find_it_whole(url: str) -> None:
    program = "import sys; from oracle.store.database import open_store; open_store(sys.argv[1])"
    command = [sys.executable, "-c", program, url]
    processes = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(4)]

    ended = [(process.communicate()[1], process.returncode) for process in processes]

    assert ended == [("", 0)] * 4


@pytest.mark.parametrize(
    ("kind", "revision"), [("sqlite", "base"), ("sqlite", "0001"), ("postgresql", "base")]
)
def test_open_store__killed_after_any_statement__is_healed_by_the_next(
    tmp_path: Path, request: pytest.FixtureRequest, kind: str, revision: str
) -> None:
    if kind == "sqlite":
        urls = [f"sqlite:///{tmp_path / f'{number}.sqlite'}" for number in range(STATEMENTS)]
    else:
        server: PostgresServer = request.getfixturevalue("postgres")
        urls = [server.new_database() for _ in range(STATEMENTS)]
    command = [sys.executable, KILLED_OPENERS, revision, *urls]

    completed = subprocess.run(command, capture_output=True, text=True, check=False)

    assert completed.returncode == 0, completed.stderr
    assert len(json.loads(completed.stdout)) >= 8
