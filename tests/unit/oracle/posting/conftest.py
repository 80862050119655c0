"""Posters on SQLite and PostgreSQL, on a chain that mines at once or when it is told."""

from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from oracle.store.database import Store, open_store
from rwa.chain.embedded import EmbeddedChain
from tests.faults.simulated_chain import SimulatedChain
from tests.unit.oracle.posting.posted_pool import PostedPool, new_pool
from tests.unit.oracle.posting.posting_desk import Desk
from tests.unit.oracle.store.postgres_server import PostgresServer, postgres_server


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    with postgres_server() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def new_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Store]]:
    """Open a store in a new database of either kind."""
    opened: list[Store] = []

    def create() -> Store:
        if request.param == "sqlite":
            url = f"sqlite:///{tmp_path / f'store-{len(opened)}.sqlite'}"
        else:
            url = request.getfixturevalue("postgres").new_database()
        opened.append(open_store(url))
        return opened[-1]

    yield create
    for store in opened:
        store.close()


@pytest.fixture
def store(new_store: Callable[[], Store]) -> Store:
    return new_store()


@pytest.fixture(scope="session")
def issued_pool() -> PostedPool:
    """Built once; forked by every test."""
    return new_pool()


@pytest.fixture
def pool(issued_pool: PostedPool) -> PostedPool:
    """On a chain that mines at once."""
    assert isinstance(issued_pool.chain, EmbeddedChain)
    return issued_pool.on(issued_pool.chain.fork())


@pytest.fixture
def slow(issued_pool: PostedPool) -> PostedPool:
    """On a chain with a mempool, whose blocks come when the test mines them."""
    assert isinstance(issued_pool.chain, EmbeddedChain)
    return issued_pool.on(SimulatedChain(issued_pool.chain.fork(), Random(1), finality=5))


@pytest.fixture
def desk(pool: PostedPool, store: Store) -> Desk:
    return Desk(pool, store)


@pytest.fixture
def slow_desk(slow: PostedPool, store: Store) -> Desk:
    return Desk(slow, store)
