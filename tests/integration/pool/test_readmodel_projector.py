"""Following the chain: every way of reading it gives the same rows."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from sqlalchemy import Engine, select

from rwa.chain.embedded import EmbeddedChain
from rwa.chain.embedded_evm import Genesis
from rwa.chain.errors import BlockNotFound, ChainMoved, ChainUnreachable
from rwa.chain.finality import HeadRegressed
from rwa.readmodel import projector as projector_module
from rwa.readmodel.database import open_database, open_memory, sqlite_url
from rwa.readmodel.errors import (
    DatabaseUnusable,
    NothingRead,
    OtherChainsDatabase,
    PoolNotFollowed,
    PoolRedefined,
)
from rwa.readmodel.pools import as_of, pool, pools
from rwa.readmodel.projector import Projector
from rwa.readmodel.tables import BLOCKS, EVENT_TABLES, SETTLEMENTS

A, B, C, D, E = range(5)
Rows = dict[str, list[tuple[object, ...]]]
NewWorld = Callable[..., Any]


class NothingFinal:
    """A chain on which no block of ours is final yet; the embedded chain's are all final at once."""

    def __init__(self, chain: Any) -> None:
        self._chain = chain

    def finalized(self) -> Any:
        return self._chain.block(0)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._chain, name)


class Detour:
    """A chain that, once told so, answers from another branch, or not at all.

    Both branches are real chains; only which of them a node follows changes under our hands.
    """

    def __init__(self, chain: Any) -> None:
        self._chain = chain
        self._calls_left: dict[str, tuple[int, Callable[[], None]]] = {}
        self.detours = 0

    def before(self, method: str, *, call: int, do: Callable[[], None]) -> None:
        """Do something just before the given call of a method, counted from 1."""
        self._calls_left[method] = (call, do)

    def follow(self, chain: Any) -> None:
        """Answer from another branch from now on."""
        self._chain = chain

    def __getattr__(self, name: str) -> Any:
        if name in self._calls_left:
            left, do = self._calls_left.pop(name)
            if left == 1:
                self.detours += 1
                do()
            else:
                self._calls_left[name] = (left - 1, do)
        return getattr(self._chain, name)


def rows_of(database: Engine) -> Rows:
    """Every row that came from an event, with its block."""
    with database.begin() as connection:
        return {
            table.name: sorted(
                tuple(row)
                for row in connection.execute(
                    select(table, BLOCKS.c.hash, BLOCKS.c.timestamp).join(
                        BLOCKS, BLOCKS.c.number == table.c.block_number
                    )
                )
            )
            for table in EVENT_TABLES
        }


def fresh_rows(world: Any) -> Rows:
    database = open_memory()
    world.projector(database).catch_up()
    return rows_of(database)


def not_final(world: Any) -> Any:
    """The same world on a chain that may still be reorganised."""
    return world.fork(NothingFinal(world.chain))


def lively(world: Any, *periods: int) -> None:
    """Months with trades, a block, a correction by order, and a late holder."""
    for period in periods:
        world.sell(A, B, 1_000 + period, at=world.record_time(period) - 5)
        world.sell(C, D, 2_000 + period, tranche=1)
        reason = bytes([period]) * 32
        world.send("compliance", world.registry.block_holder(world.holders[C], reason))
        world.pay(period, *world.holders[1:])
        world.send("compliance", world.registry.unblock_holder(world.holders[C], reason))


@pytest.fixture(scope="module")
def two_months(issued_world: Any) -> Any:
    """Built once; use `lively_world`, a fork of it."""
    world = issued_world.fork()
    lively(world, 1, 2)
    payout = world.people["payout-wallet"].address
    world.send("certificate-holder-b", world.registry.set_payout(payout))
    return world


@pytest.fixture
def lively_world(two_months: Any) -> Any:
    return two_months.fork()


# --- ways to the head ----------------------------------------------------------------------------


def test_catch_up__block_by_block__equals_a_rebuild(world: Any) -> None:
    database = open_memory()
    projector = world.projector(database)
    for period in (1, 2, 3):
        world.sell(A, B, 1_000, at=world.record_time(period))
        projector.catch_up()
        world.report_and_fund(period)
        projector.catch_up()
        world.settle(*world.holders[:period], at=world.pay_time(period))
        projector.catch_up()

    rows = rows_of(database)
    assert rows == fresh_rows(world)
    filled = {name for name, content in rows.items() if content}
    assert {"transfers", "holdings", "postings", "fundings", "settlements"} <= filled


@pytest.mark.parametrize("blocks_at_once", [1, 3, 7])
def test_catch_up__in_spans_of_any_length__gives_the_same_rows(
    lively_world: Any, monkeypatch: pytest.MonkeyPatch, blocks_at_once: int
) -> None:
    whole = fresh_rows(lively_world)
    monkeypatch.setattr(projector_module, "BLOCKS_AT_ONCE", blocks_at_once)

    assert fresh_rows(lively_world) == whole


def test_catch_up__repeated_at_the_same_head__changes_nothing(lively_world: Any) -> None:
    database = open_memory()
    projector = lively_world.projector(database)
    head = projector.catch_up()
    rows = rows_of(database)

    assert projector.catch_up() == head == lively_world.chain.head()
    assert rows_of(database) == rows


def test_catch_up__interrupted__goes_on_behind_the_last_whole_span(
    lively_world: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(projector_module, "BLOCKS_AT_ONCE", 4)
    url = sqlite_url(tmp_path / "readmodel.sqlite")
    chain = Detour(lively_world.chain)

    def hang_up() -> None:
        raise ChainUnreachable("the test's node", "it hung up")

    chain.before("block_receipts", call=3, do=hang_up)
    with pytest.raises(ChainUnreachable):
        Projector(open_database(url), chain, (lively_world.registration(),)).catch_up()
    with open_database(url).begin() as connection:
        read = as_of(connection).block
    assert lively_world.deployment.first_block < read < lively_world.chain.head().number

    again = open_database(url)
    lively_world.projector(again).catch_up()

    assert rows_of(again) == fresh_rows(lively_world)


@pytest.mark.parametrize("in_memory", [True, False])
def test_catch_up__into_a_file_or_memory__gives_the_same_rows(
    lively_world: Any, tmp_path: Path, in_memory: bool
) -> None:
    database = open_database(sqlite_url(None if in_memory else tmp_path / "readmodel.sqlite"))
    lively_world.projector(database).catch_up()

    assert rows_of(database) == fresh_rows(lively_world)


def test_pools__after_reports__are_the_oracles(lively_world: Any) -> None:
    database = open_memory()
    lively_world.projector(database).catch_up()

    with database.begin() as connection:
        (found,) = pools(connection)
        assert pool(connection, "RWA-2026-1") == found
    assert found.balance_cents == lively_world.oracle.pool_balance_cents()
    assert found.loan_count == lively_world.oracle.report_of(2).loan_count_end
    assert (str(found.last_period), found.original_loan_count) == ("2027-02", 20)


# --- reorganisations -----------------------------------------------------------------------------


def branches(world: Any) -> tuple[Any, Any]:
    """Two worlds with a common past and different presents."""
    ours, theirs = not_final(world.fork()), not_final(world.fork())
    lively(ours, 3)
    theirs.sell(B, A, 5, at=theirs.record_time(3))
    theirs.sell(D, C, 6, tranche=1)
    theirs.pay(3, theirs.holders[D])
    return ours, theirs


def test_catch_up__on_another_branch__rolls_back_and_equals_a_fresh_reading(
    lively_world: Any,
) -> None:
    ours, theirs = branches(lively_world)
    database = open_memory()
    ours.projector(database).catch_up()
    assert rows_of(database) == fresh_rows(ours) != fresh_rows(theirs)

    theirs.projector(database).catch_up()
    assert rows_of(database) == fresh_rows(theirs)

    ours.projector(database).catch_up()
    assert rows_of(database) == fresh_rows(ours)


@pytest.mark.parametrize("depth", [1, 2, 7, 20])
def test_catch_up__branches_of_every_depth__equal_a_fresh_reading(world: Any, depth: int) -> None:
    """Both branches go on for `depth` blocks; the projector has read every block of ours."""
    database = open_memory()
    ours, theirs = not_final(world.fork()), not_final(world.fork())
    projector = ours.projector(database)
    for number in range(depth):
        ours.sell(A, B, 100 + number)
        projector.catch_up()
        theirs.sell(number % 4, 4, 200 + number)

    theirs.projector(database).catch_up()

    assert rows_of(database) == fresh_rows(theirs)


def test_catch_up__on_a_shorter_branch__forgets_what_is_above_its_head(
    lively_world: Any,
) -> None:
    shorter = lively_world.fork()
    database = open_memory()
    lively(lively_world, 3)
    not_final(lively_world).projector(database).catch_up()

    head = shorter.projector(database).catch_up()

    assert rows_of(database) == fresh_rows(shorter)
    with database.begin() as connection:
        assert as_of(connection).block <= head.number


def test_catch_up__branch_before_the_deployment__reads_everything_anew(
    new_world: NewWorld,
) -> None:
    ours = new_world()
    database = open_memory()
    not_final(ours).projector(database).catch_up()
    people = ours.people
    rich = tuple((account.address, 1_000 * 10**18) for account in people.values())
    chain = EmbeddedChain.in_memory(Genesis(timestamp=1_796_101_200, balances_wei=rich))
    chain.advance_to(1_796_101_200 + 3_600)
    theirs = new_world(chain)
    assert theirs.registration().tranches == ours.registration().tranches
    theirs.sell(A, B, 5)

    Projector(database, chain, (ours.registration(),)).catch_up()

    assert rows_of(database) == fresh_rows(theirs)


def test_catch_up__branch_that_ends_before_the_deployment__leaves_nothing(world: Any) -> None:
    database = open_memory()
    not_final(world).projector(database).catch_up()
    rich = tuple((one.address, 1_000 * 10**18) for one in world.people.values())
    empty = EmbeddedChain.in_memory(Genesis(timestamp=1_796_101_200, balances_wei=rich))

    projector = Projector(database, empty, (world.registration(),))

    assert projector.catch_up() == projector.catch_up() == empty.head()
    assert not any(rows_of(database).values())
    with database.begin() as connection, pytest.raises(NothingRead):
        as_of(connection)


def test_catch_up__chain_file_replaced_by_another__halts_and_keeps_its_rows(
    new_world: NewWorld, issued_world: Any, tmp_path: Path
) -> None:
    rich = tuple((one.address, 1_000 * 10**18) for one in issued_world.people.values())
    genesis = Genesis(timestamp=1_796_101_200, balances_wei=rich)
    ours = new_world(EmbeddedChain.create_file(tmp_path / "ours.sqlite", genesis))
    ours.pay(1)
    ours.chain.close()
    shutil.copy(tmp_path / "ours.sqlite", tmp_path / "theirs.sqlite")
    ours = ours.fork(EmbeddedChain.open_file(tmp_path / "ours.sqlite"))
    theirs = ours.fork(EmbeddedChain.open_file(tmp_path / "theirs.sqlite"))
    ours.pay(2)
    theirs.sell(A, B, 7)
    url = sqlite_url(tmp_path / "readmodel.sqlite")
    ours.projector(open_database(url)).catch_up()

    database = open_database(url)
    with pytest.raises(HeadRegressed):
        theirs.projector(database).catch_up()

    assert rows_of(database) == fresh_rows(ours) != fresh_rows(theirs)
    ours.chain.close()
    theirs.chain.close()


@pytest.fixture(scope="module")
def two_branches(two_months: Any) -> tuple[Any, Any]:
    """Two presents of one past, built once."""
    ours, theirs = two_months.fork(), two_months.fork()
    lively(ours, 3)
    for number in range(40):
        theirs.sell(B, A, 1 + number)
    return ours, theirs


@pytest.fixture
def parted(
    two_months: Any, two_branches: tuple[Any, Any]
) -> tuple[Any, Any, Detour, Engine, Projector]:
    """A projector at the point where two branches part; both have gone on since."""
    ours, theirs = (branch.fork() for branch in two_branches)
    chain, database = Detour(NothingFinal(two_months.chain)), open_memory()
    projector = Projector(database, chain, (ours.registration(),))
    projector.catch_up()
    ours, theirs = not_final(ours), not_final(theirs)
    chain.follow(ours.chain)
    return ours, theirs, chain, database, projector


READ_CALLS = [
    ("head", 1),
    ("finalized", 1),
    ("head", 2),
    ("blocks", 1),
    ("blocks", 2),
    ("block_receipts", 1),
]


@pytest.mark.parametrize(("method", "call"), READ_CALLS)
def test_catch_up__reorganised_behind_what_is_known__keeps_nothing_false_and_heals(
    parted: tuple[Any, Any, Detour, Engine, Projector], method: str, call: int
) -> None:
    _, theirs, chain, database, projector = parted
    chain.before(method, call=call, do=lambda: chain.follow(theirs.chain))

    with suppress(ChainMoved, BlockNotFound):
        projector.catch_up()
    projector.catch_up()

    assert chain.detours == 1
    assert rows_of(database) == fresh_rows(theirs)


@pytest.mark.parametrize(("method", "call"), READ_CALLS)
def test_catch_up__reorganised_below_what_is_known__keeps_nothing_false_and_heals(
    parted: tuple[Any, Any, Detour, Engine, Projector], method: str, call: int
) -> None:
    ours, theirs, chain, database, projector = parted
    projector.catch_up()
    ours.sell(A, B, 9)
    ours.sell(A, B, 9)
    ours.sell(A, B, 9)
    chain.before(method, call=call, do=lambda: chain.follow(theirs.chain))

    with suppress(ChainMoved, BlockNotFound):
        projector.catch_up()
    projector.catch_up()

    assert chain.detours == 1
    assert rows_of(database) == fresh_rows(theirs)


def test_catch_up__events_of_one_branch_under_the_blocks_of_another__are_not_kept(
    parted: tuple[Any, Any, Detour, Engine, Projector],
) -> None:
    ours, theirs, chain, database, projector = parted
    before = rows_of(database)
    chain.before("block_receipts", call=1, do=lambda: chain.follow(theirs.chain))

    with pytest.raises(ChainMoved) as caught:
        projector.catch_up()

    chain.follow(ours.chain)
    assert chain.detours == 1
    assert caught.value.expected != caught.value.found
    assert rows_of(database) == before
    projector.catch_up()
    assert rows_of(database) == fresh_rows(ours)


# --- whose database ------------------------------------------------------------------------------


def test_projector__database_of_another_chain__is_refused_with_both_sides(world: Any) -> None:
    database = open_memory()
    world.projector(database).catch_up()
    rows = rows_of(database)
    stranger = EmbeddedChain.in_memory(Genesis(timestamp=5, balances_wei=(), chain_id=5))

    with pytest.raises(OtherChainsDatabase) as caught:
        Projector(database, stranger, (world.registration(),))

    assert caught.value.stored.startswith("31337 (0x")
    assert caught.value.received.startswith("5 (0x")
    assert rows_of(database) == rows


def test_projector__same_chain_id_other_genesis__is_refused(world: Any) -> None:
    database = open_memory()
    world.projector(database)
    stranger = EmbeddedChain.in_memory(Genesis(timestamp=5, balances_wei=()))

    with pytest.raises(OtherChainsDatabase):
        Projector(database, stranger, (world.registration(),))


def test_projector__pool_with_other_contracts__is_refused(world: Any, new_world: NewWorld) -> None:
    database = open_memory()
    world.projector(database)
    redeployed = new_world(world.chain)

    with pytest.raises(PoolRedefined) as caught:
        redeployed.projector(database)

    assert caught.value.stored == world.deployment.oracle
    assert caught.value.received == redeployed.deployment.oracle


@pytest.fixture
def two_pools(world: Any, new_world: NewWorld) -> tuple[Any, Any]:
    """Two pools on one chain, busy in turns."""
    second = new_world(world.chain, pool_id="RWA-2027-1")
    for number in range(1, 4):
        world.sell(A, B, number)
        second.sell(C, D, number)
    return world, second


def test_projector__pool_added_later__is_read_from_its_first_block(
    two_pools: tuple[Any, Any],
) -> None:
    first, second = two_pools
    both = (first.registration(), second.registration())
    together, grown = open_memory(), open_memory()
    Projector(together, first.chain, both).catch_up()
    first.projector(grown).catch_up()

    Projector(grown, first.chain, both).catch_up()

    assert rows_of(grown) == rows_of(together)
    with grown.begin() as connection:
        assert [found.pool_id for found in pools(connection)] == ["RWA-2026-1", "RWA-2027-1"]


def test_projector__pool_not_followed_any_more__is_refused(two_pools: tuple[Any, Any]) -> None:
    first, second = two_pools
    database = open_memory()
    Projector(database, first.chain, (first.registration(), second.registration()))

    with pytest.raises(PoolNotFollowed) as caught:
        first.projector(database)

    assert (caught.value.pool_id, caught.value.followed) == ("RWA-2027-1", ("RWA-2026-1",))


# --- readings ------------------------------------------------------------------------------------


def test_as_of__before_anything_was_read__says_so(world: Any) -> None:
    database = open_memory()
    world.projector(database)

    with database.begin() as connection, pytest.raises(NothingRead):
        as_of(connection)


def test_reading__while_the_projector_writes__stays_at_its_block(
    world: Any, tmp_path: Path
) -> None:
    database = open_database(sqlite_url(tmp_path / "readmodel.sqlite"))
    projector = world.projector(database)
    projector.catch_up()
    with database.begin() as connection:
        before = as_of(connection)
        world.pay(1)
        projector.catch_up()

        assert as_of(connection) == before
        assert connection.execute(select(SETTLEMENTS)).all() == []
        assert pool(connection, "RWA-2026-1").last_period is None
    with database.begin() as connection:
        assert as_of(connection).block == world.chain.head().number


def test_catch_up__two_processes_on_one_database__share_the_work(
    lively_world: Any, tmp_path: Path
) -> None:
    """Two engines with their own connections, as `rwa serve` and `rwa holders` are."""
    url = sqlite_url(tmp_path / "readmodel.sqlite")
    databases = [open_database(url) for _ in range(2)]
    failures: list[BaseException] = []
    done = Event()

    def follow(projector: Projector) -> None:
        try:
            while not done.is_set():
                projector.catch_up()
            projector.catch_up()
        except BaseException as failure:  # noqa: BLE001 - handed to the test's own thread
            failures.append(failure)

    threads = [Thread(target=follow, args=(lively_world.projector(one),)) for one in databases]
    for thread in threads:
        thread.start()
    lively(lively_world, 3)
    done.set()
    for thread in threads:
        thread.join()

    assert failures == []
    assert rows_of(databases[0]) == rows_of(databases[1]) == fresh_rows(lively_world)


def test_catch_up__database_locked_for_too_long__says_so_and_keeps_nothing(
    lively_world: Any, tmp_path: Path
) -> None:
    database = open_database(sqlite_url(tmp_path / "readmodel.sqlite"))
    projector = lively_world.projector(database)
    with database.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 1")
    other = sqlite3.connect(tmp_path / "readmodel.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(DatabaseUnusable) as caught:
        projector.catch_up()

    assert "locked" in caught.value.cause
    other.execute("ROLLBACK")
    other.close()
    assert not any(rows_of(database).values())
    projector.catch_up()
    assert rows_of(database) == fresh_rows(lively_world)


def test_catch_up__from_many_threads_at_once__reads_each_block_once(lively_world: Any) -> None:
    database = open_memory()
    projector = lively_world.projector(database)
    failures: list[BaseException] = []
    done = Event()

    def follow() -> None:
        try:
            while not done.is_set():
                projector.catch_up()
                with database.begin() as connection:
                    block = as_of(connection).block
                    assert as_of(connection).block == block
        except BaseException as failure:  # noqa: BLE001 - handed to the test's own thread
            failures.append(failure)

    threads = [Thread(target=follow) for _ in range(4)]
    for thread in threads:
        thread.start()
    lively(lively_world, 3)
    done.set()
    for thread in threads:
        thread.join()
    projector.catch_up()

    assert failures == []
    assert rows_of(database) == fresh_rows(lively_world)
