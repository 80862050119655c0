"""Row: a node that contradicts what was final, or that serves another chain.

Behind a connection the chain is replaced beyond its finality, by one that parted
long ago, by one with another genesis or another number, or its head goes back below a final block.
The read model, the poster and a node must say so and keep every row as it is, as often as they are
asked; with the true chain back they go on as if nothing had been.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from random import Random
from typing import Any

import pytest
from sqlalchemy import Engine

from oracle.posting import chain_guard as chain_guard_module
from oracle.signing_log import SigningLog
from rwa.chain.finality import BlockMark, ChainHalted, FinalityGuard, Sighting
from rwa.chain.protocol import Block
from rwa.readmodel import projector as projector_module
from rwa.readmodel.database import follow_chain, open_memory
from rwa.readmodel.errors import OtherChainsDatabase
from rwa.readmodel.followed_blocks import FollowedFinality
from rwa.readmodel.projector import Projector
from tests.faults.contradicting_nodes import RegressedNode, SwitchedNode, strange_chain
from tests.faults.halted_oracle import require_poster_halts, require_view_halts
from tests.faults.rows import FaultRow, Tally, Witness
from tests.faults.simulated_chain import FINALITY
from tests.faults.traded_pool import (
    TradedPool,
    difference,
    everything_in,
    rows_of,
    script,
)

HALTED = (ChainHalted, OtherChainsDatabase)


def run(seed: int) -> Tally:
    """Every contradiction once, each after a history of its own."""
    random, witness = Random(seed), Witness()
    for contradict in (_deep_fork, _regressing_head, _parted_long_ago, _other_genesis):
        _contradicted(contradict, random, witness)
    _require_refusal_at_start(random, witness)
    require_poster_halts(random, witness)
    require_view_halts(random, witness)
    return witness.tally()


def _contradicted(
    contradict: Callable[[TradedPool, SwitchedNode], None], random: Random, witness: Witness
) -> None:
    """A history, what contradicts it, and the true chain back."""
    pool, database = TradedPool(random), open_memory()
    node = SwitchedNode(pool.chain)
    projector = pool.projector(database, node)
    for step in script()[: random.randint(1, 5)]:
        pool.take(step)
        pool.idle(3)
    pool.chain.mine_empty(FINALITY + random.randint(1, 20))
    projector.catch_up()
    _require_halt(projector, database, lambda: contradict(pool, node), witness)
    _require_healed(pool, node, projector, database, witness)
    database.dispose()


def _deep_fork(pool: TradedPool, node: SwitchedNode) -> None:
    """The chain is replaced from below its final block, and grows on."""
    other = TradedPool(pool.random)
    other.chain.mine(pool.chain.head().timestamp + 1)
    other.idle(3)
    missing = pool.chain.head().number - other.chain.head().number
    other.chain.mine_empty(max(1, missing + pool.random.randint(-FINALITY, FINALITY)))
    node.chain = other.chain


def _regressing_head(pool: TradedPool, node: SwitchedNode) -> None:
    """The node has only the blocks below the final one."""
    behind = pool.chain.fork()
    head = pool.chain.finalized().number - pool.random.randint(1, 5)
    node.chain = RegressedNode(behind, max(head, pool.world.deployment.first_block))


def _parted_long_ago(pool: TradedPool, node: SwitchedNode) -> None:
    """A chain of the same genesis on which the pool was never deployed."""
    rich = tuple(one.address for one in pool.world.people.values())
    node.chain = strange_chain(pool.chain.block(0).timestamp, rich=rich)


def _other_genesis(pool: TradedPool, node: SwitchedNode) -> None:
    """A chain of the same number that began otherwise."""
    node.chain = strange_chain(pool.chain.block(0).timestamp + pool.random.randint(1, 3))


def _require_halt(
    projector: "Projector | _Started",
    database: Engine,
    contradict: Callable[[], None],
    witness: Witness,
) -> None:
    """The read model refuses, twice, and no row of any table changes."""
    before = everything_in(database)
    contradict()
    witness.attempts += 1
    for _ in range(2):
        try:
            projector.catch_up()
        except HALTED as error:
            witness.saw(str(error))
        except Exception as error:  # noqa: BLE001 - another error does not say what is wrong
            witness.require(False, f"stopped by {type(error).__name__}, which does not say why")
        else:
            witness.require(False, "a node was followed that contradicts what was final")
        after = everything_in(database)
        witness.require(before == after, f"rows changed: {difference(before, after)}")


def _require_healed(
    pool: TradedPool,
    node: SwitchedNode,
    projector: Projector,
    database: Engine,
    witness: Witness,
) -> None:
    """With the true chain back the read model goes on."""
    node.chain = pool.chain
    pool.trade()
    pool.chain.mine()
    try:
        projector.catch_up()
    except Exception as error:  # noqa: BLE001 - whatever it is, the read model is stuck
        witness.require(False, f"stuck with the true chain: {type(error).__name__}")
    expected, found = pool.fresh_rows(), rows_of(database)
    witness.require(expected == found, f"not a fresh re-index: {difference(expected, found)}")


def _require_refusal_at_start(random: Random, witness: Witness) -> None:
    """A young database, in which nothing is final, is not opened for another chain."""
    pool, database = TradedPool(random), open_memory()
    pool.projector(database).catch_up()
    began = pool.chain.block(0).timestamp
    for stranger in (strange_chain(began + 1), strange_chain(began, chain_id=1)):
        _require_halt(
            _Started(pool, database, stranger),
            database,
            lambda: None,
            witness,
        )
    node = SwitchedNode(pool.chain)
    projector = pool.projector(database, node)
    _require_halt(projector, database, lambda: _other_genesis(pool, node), witness)
    database.dispose()


class _Started:
    """A program that is started anew each time it is to catch up."""

    def __init__(self, pool: TradedPool, database: Engine, chain: Any) -> None:
        self._pool = pool
        self._database = database
        self._chain = chain

    def catch_up(self) -> None:
        self._pool.projector(self._database, self._chain).catch_up()


@contextmanager
def what_was_final_is_forgotten() -> Iterator[None]:
    """No final block is remembered."""
    with pytest.MonkeyPatch.context() as removed:
        removed.setattr(FollowedFinality, "note_final", lambda *_: None)
        yield


@contextmanager
def a_low_head_is_believed() -> Iterator[None]:
    """Final blocks are compared by hash only, where the node has them."""
    kept = FinalityGuard._require_kept

    def by_hash(self: FinalityGuard, seen: BlockMark, head: Block) -> None:
        if head.number >= seen.number:
            kept(self, seen, head)

    with pytest.MonkeyPatch.context() as removed:
        removed.setattr(FinalityGuard, "_require_kept", by_hash)
        yield


@contextmanager
def any_chain_is_taken_at_start() -> Iterator[None]:
    """Whose the database is was written once and is not looked at."""

    def unquestioned(database: Engine, **identity: Any) -> None:
        with suppress(OtherChainsDatabase):
            follow_chain(database, **identity)

    with pytest.MonkeyPatch.context() as removed:
        removed.setattr(projector_module, "follow_chain", unquestioned)
        yield


class _Unguarded(FinalityGuard):
    """Believes whatever the chain says."""

    def look(self) -> Sighting:
        return Sighting(self.chain.head(), BlockMark.of(self.chain.finalized()))


@contextmanager
def the_poster_looks_no_further() -> Iterator[None]:
    """The poster takes the chain for in order."""
    with pytest.MonkeyPatch.context() as removed:
        removed.setattr(chain_guard_module, "FinalityGuard", _Unguarded)
        yield


@contextmanager
def a_node_remembers_nothing_final() -> Iterator[None]:
    """Every look of a node is its first."""
    with pytest.MonkeyPatch.context() as removed:
        removed.setattr(SigningLog, "seen_final", lambda _: None)
        yield


@contextmanager
def genesis_is_not_asked_again() -> Iterator[None]:
    """A connection is taken for the chain that it was at first."""
    with pytest.MonkeyPatch.context() as removed:
        removed.setattr(FinalityGuard, "_require_same_chain", lambda _: None)
        yield


ROW = FaultRow(
    name="wrong-chain",
    target="halt, 0 rows changed",
    run=run,
    protections={
        "the newest final block is remembered": what_was_final_is_forgotten,
        "a head below it is refused": a_low_head_is_believed,
        "a database belongs to one chain": any_chain_is_taken_at_start,
        "the genesis block is compared at every look": genesis_is_not_asked_again,
        "the poster looks before each step": the_poster_looks_no_further,
        "a node remembers what was final": a_node_remembers_nothing_final,
    },
    seeds=1,
    long_seeds=100,
)
