"""Row: a node that fails one call in five, in every way there is.

The chain grows while the read model reads it through `UnreliableChain`: no answers, lost answers,
timeouts, refusals, replicas that lag, receipts that lack some logs, and now and then a node of
another chain. After every reading, whether it ended well or not, each row must be one of the true
chain's and none up to the newest block may be missing; and the head is reached.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

import pytest
from sqlalchemy import Engine

from rwa.chain import proven_events
from rwa.core.errors import ChainError, ConfigurationError
from rwa.readmodel.database import open_memory
from rwa.readmodel.followed_blocks import newest_block
from rwa.readmodel.projector import Projector
from tests.faults.contradicting_nodes import answers_need_not_hang_together
from tests.faults.rows import FaultRow, Tally, Witness
from tests.faults.traded_pool import (
    Rows,
    TradedPool,
    difference,
    rows_of,
    script,
)
from tests.faults.unreliable_chain import Rates, UnreliableChain

RATES = Rates(
    unreachable=0.02,
    reply_lost=0.01,
    timeout=0.02,
    rate_limited=0.02,
    stale=0.03,
    partial=0.03,
    wrong_chain=0.07,
)
"""One call in five meets a fault."""
TRIES = 400
"""Readings after which the head must have been reached."""


def run(seed: int) -> Tally:
    """One history, read through one bad node."""
    random, witness, database = Random(seed), Witness(), open_memory()
    pool = TradedPool(random)
    stranger = TradedPool(random)
    stranger.chain.mine(stranger.chain.head().timestamp + 5)
    node = UnreliableChain(pool.chain, random, RATES, stranger=stranger.chain)
    projector = pool.projector(database, node)
    for step in script():
        pool.take(step)
        pool.idle(2)
        _keep_pace(stranger, pool)
        truth = pool.fresh_rows()
        for _ in range(random.randint(3, 8)):
            _read(projector, witness)
            _compare(pool, truth, database, witness)
    _converge(pool, projector, database, witness)
    witness.attempts += sum(node.faults.values())
    witness.saw(sorted(node.faults.items()))
    database.dispose()
    return witness.tally()


def _keep_pace(stranger: TradedPool, pool: TradedPool) -> None:
    """The other chain has our pool on it too, is as long as ours, and says otherwise."""
    while stranger.chain.head().number < pool.chain.head().number:
        if stranger.random.random() < 0.3:
            stranger.trade()
        stranger.chain.mine()


def _read(projector: Projector, witness: Witness) -> bool:
    """Try once to reach the head; a failure must say what it is."""
    try:
        projector.catch_up()
    except (ChainError, ConfigurationError) as error:
        witness.saw(type(error).__name__)
        return False
    except Exception as error:  # noqa: BLE001 - an error that nobody foresaw
        witness.require(False, f"an error without a name: {type(error).__name__}")
        return False
    return True


def _compare(pool: TradedPool, truth: Rows, database: Engine, witness: Witness) -> None:
    """What the read model says now is what it should say at its newest block."""
    with database.begin() as connection:
        newest = newest_block(connection)
    number = -1 if newest is None else newest.number
    if newest is not None:
        is_ours = pool.chain.block(number).hash == newest.hash
        witness.require(is_ours, f"block {number} is not of this chain")
    found = rows_of(database)
    expected = {
        name: tuple(row for row in rows if row[0] <= number) for name, rows in truth.items()
    }
    witness.saw(number)
    witness.require(expected == found, f"rows are not the chain's: {difference(expected, found)}")


def _converge(pool: TradedPool, projector: Projector, database: Engine, witness: Witness) -> None:
    truth, head = pool.fresh_rows(), pool.chain.head()
    for tries in range(1, TRIES + 1):
        _read(projector, witness)
        with database.begin() as connection:
            newest = newest_block(connection)
        if newest is not None and newest.hash == head.hash:
            witness.saw("tries", tries)
            break
    else:
        witness.require(False, f"the head was not reached in {TRIES} readings")
    _compare(pool, truth, database, witness)


@contextmanager
def receipts_are_believed() -> Iterator[None]:
    """What a node answers counts as all there is."""
    with pytest.MonkeyPatch.context() as removed:
        removed.setattr(proven_events, "_require_complete", lambda _, receipts: receipts)
        yield


ROW = FaultRow(
    name="unreliable-node",
    target="converges to the truth",
    run=run,
    protections={
        "receipts hash to the root in their block's header": receipts_are_believed,
        "blocks name their parents by hash": answers_need_not_hang_together,
    },
    seeds=3,
    long_seeds=300,
    seeds_to_show=20,
)
