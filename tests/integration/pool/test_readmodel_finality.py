"""What the projector refuses: a node that contradicts what was final, and answers that are cut."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine, select

from rwa.chain.errors import ChainMoved, LogsIncomplete
from rwa.chain.finality import FinalityBroken, HeadRegressed, OtherChain
from rwa.readmodel.database import open_memory
from rwa.readmodel.followed_blocks import FollowedFinality, newest_block
from rwa.readmodel.projector import Projector
from rwa.readmodel.tables import BLOCKS, METADATA

A, B = 0, 1


class SteeredNode:
    """A node of a real chain: what it calls final and which chain it serves are in our hands."""

    def __init__(self, chain: Any, *, final: int) -> None:
        self.chain = chain
        self.identity = chain.identity
        self.final = final
        self.cut: Callable[[Any], Any] | None = None

    def finalized(self) -> Any:
        return self.chain.block(self.final)

    def block_receipts(self, numbers: Any) -> Any:
        whole = self.chain.block_receipts(numbers)
        return whole if self.cut is None else self.cut(whole)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.__dict__["chain"], name)


def everything_in(database: Engine) -> dict[str, list[Any]]:
    with database.begin() as connection:
        return {
            table.name: sorted(connection.execute(select(table)).all())
            for table in METADATA.sorted_tables
        }


def known_numbers(database: Engine) -> list[int]:
    with database.begin() as connection:
        return list(connection.execute(select(BLOCKS.c.number).order_by(BLOCKS.c.number)).scalars())


def following(world: Any, *, behind: int) -> tuple[SteeredNode, Engine, Projector]:
    """A read model at the head of a world whose last `behind` blocks are not final."""
    node = SteeredNode(world.chain, final=world.chain.head().number - behind)
    database = open_memory()
    projector = Projector(database, node, (world.registration(),))
    projector.catch_up()
    return node, database, projector


def with_sales(world: Any, *amounts: int) -> Any:
    """A fork in which holder a sells to holder b, a block each."""
    fork = world.fork()
    for units in amounts:
        fork.sell(A, B, units)
    return fork


# --- beyond finality -----------------------------------------------------------------------------


def test_catch_up__fork_above_the_final_block__is_followed(world: Any) -> None:
    ours, theirs = with_sales(world, 1, 2, 3), with_sales(world, 1, 4, 5, 6)
    node, database, projector = following(ours, behind=2)

    node.chain = theirs.chain
    assert projector.catch_up() == theirs.chain.head()

    with database.begin() as connection:
        newest = newest_block(connection)
    assert newest is not None
    assert newest.hash == theirs.chain.head().hash


def test_catch_up__fork_at_the_final_block__halts_with_both_sides_and_changes_nothing(
    world: Any,
) -> None:
    ours, theirs = with_sales(world, 1, 2, 3), with_sales(world, 1, 4, 5, 6)
    node, database, projector = following(ours, behind=1)
    before = everything_in(database)
    node.chain = theirs.chain

    for _ in range(2):
        with pytest.raises(FinalityBroken) as caught:
            projector.catch_up()

    final = ours.chain.block(ours.chain.head().number - 1)
    assert caught.value.number == final.number
    assert caught.value.seen == final.hash
    assert caught.value.received == theirs.chain.block(final.number).hash
    assert everything_in(database) == before
    node.chain = ours.chain
    ours.sell(A, B, 9)
    assert projector.catch_up() == ours.chain.head()


def test_catch_up__head_below_the_final_block__halts_and_changes_nothing(world: Any) -> None:
    shorter = with_sales(world, 1, 2)
    longer = with_sales(shorter, 3, 4)
    node, database, projector = following(longer, behind=1)
    before = everything_in(database)
    node.chain, node.final = shorter.chain, 0

    with pytest.raises(HeadRegressed) as caught:
        projector.catch_up()

    assert caught.value.head == shorter.chain.head().number
    assert caught.value.final == longer.chain.head().number - 1
    assert everything_in(database) == before


def test_catch_up__started_again_on_a_chain_replaced_beyond_finality__halts(world: Any) -> None:
    ours, theirs = with_sales(world, 1, 2, 3), with_sales(world, 4, 5, 6, 7)
    _, database, _ = following(ours, behind=1)
    before = everything_in(database)

    projector = Projector(database, theirs.chain, (theirs.registration(),))
    with pytest.raises(FinalityBroken):
        projector.catch_up()

    assert everything_in(database) == before


def test_catch_up__other_genesis_behind_the_connection__is_refused_before_anything_is_final(
    world: Any, new_world: Callable[..., Any]
) -> None:
    node, database, projector = following(world, behind=world.chain.head().number)
    stranger = world.chain.fork()
    stranger.advance_to(stranger.head().timestamp + 1)
    before = everything_in(database)
    genesis = stranger.block(0)
    node.chain = SteeredNode(stranger, final=0)
    node.chain.block = lambda number: replace(
        stranger.block(number), hash=genesis.hash[::-1] if number == 0 else b"\x01" * 32
    )
    node.chain.blocks = lambda numbers: tuple(map(node.chain.block, numbers))

    with pytest.raises(OtherChain) as caught:
        projector.catch_up()

    assert caught.value.stored == f"0x{genesis.hash.hex()}"
    assert everything_in(database) == before


def test_catch_up__another_branch_called_final__is_not_taken_for_it(world: Any) -> None:
    ours, theirs = with_sales(world, 1, 2, 3), with_sales(world, 4, 5, 6)
    node, database, projector = following(ours, behind=3)
    before = everything_in(database)
    node.final = ours.chain.head().number
    node.finalized = lambda: theirs.chain.block(node.final)
    ours.sell(A, B, 9)

    with pytest.raises(ChainMoved):
        projector.catch_up()

    assert everything_in(database) == before


# --- what is remembered --------------------------------------------------------------------------


def test_catch_up__finality_moves_on__blocks_without_events_are_forgotten(world: Any) -> None:
    node, database, projector = following(world, behind=0)
    start = world.chain.head().number
    world.sell(A, B, 1)
    for seconds in range(1, 4):
        world.advance(world.chain.head().timestamp + seconds)
    projector.catch_up()
    assert set(range(start, start + 5)) <= set(known_numbers(database))

    node.final = start + 3
    world.sell(A, B, 2)
    projector.catch_up()

    assert [number for number in known_numbers(database) if number > start] == [
        start + 1,
        start + 3,
        start + 4,
        start + 5,
    ]
    with database.begin() as connection:
        final = FollowedFinality(connection).seen_final()
    assert final is not None
    assert (final.number, final.hash) == (start + 3, world.chain.block(start + 3).hash)


def test_catch_up__finality_said_to_go_back__keeps_the_newest(world: Any) -> None:
    node, database, projector = following(world, behind=1)
    was = node.final
    node.final = 0
    world.sell(A, B, 1)

    projector.catch_up()

    with database.begin() as connection:
        final = FollowedFinality(connection).seen_final()
    assert final is not None
    assert final.number == was


# --- answers that are cut ------------------------------------------------------------------------


def without_the_last_log(whole: Any) -> Any:
    *others, last = whole
    *earlier, receipt = last
    return (*others, (*earlier, replace(receipt, logs=receipt.logs[:-1])))


def without_the_last_receipt(whole: Any) -> Any:
    return (*whole[:-1], whole[-1][:-1])


def with_another_amount(whole: Any) -> Any:
    *others, last = whole
    *earlier, receipt = last
    *logs, log = receipt.logs
    changed = replace(log, data=bytes(len(log.data)))
    return (*others, (*earlier, replace(receipt, logs=(*logs, changed))))


@pytest.mark.parametrize(
    "cut", [without_the_last_log, without_the_last_receipt, with_another_amount]
)
def test_catch_up__receipts_that_are_not_the_blocks__keeps_nothing_and_heals(
    world: Any, cut: Callable[[Any], Any]
) -> None:
    node, database, projector = following(world, behind=1)
    world.sell(A, B, 77)
    before = everything_in(database)
    node.cut = cut

    with pytest.raises(LogsIncomplete) as caught:
        projector.catch_up()

    assert caught.value.number == world.chain.head().number
    assert caught.value.expected == f"0x{world.chain.head().receipts_root.hex()}"
    assert caught.value.found != caught.value.expected
    assert everything_in(database) == before
    node.cut = None
    projector.catch_up()
    assert [row.amount_units for row in everything_in(database)["transfers"]][-1] == 77
