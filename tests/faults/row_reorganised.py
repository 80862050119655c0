"""Row: reorganisations of every depth under everything that a month does.

Months of reports, funding, transfers and settlements go over a chain that is reorganised again and
again, between the read model's readings and in the middle of them. After each the read model must
equal one that is built from nothing, and both must equal what the contracts themselves say. So it
is with a poster and a node's view under reports of their own.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from rwa.core.errors import ChainError
from rwa.readmodel import projector as projector_module
from rwa.readmodel.database import open_memory
from rwa.readmodel.projector import Projector
from rwa.readmodel.tables import BLOCKS, HOLDINGS
from tests.faults.contradicting_nodes import answers_need_not_hang_together
from tests.faults.reorganised_acceptances import (
    require_acceptances_follow,
    what_is_done_is_not_looked_at_again,
)
from tests.faults.rows import FaultRow, Tally, Witness
from tests.faults.simulated_chain import FINALITY, SimulatedChain
from tests.faults.traded_pool import TradedPool, difference, rows_of, script

REORGANISATIONS = 4
"""In each seed, besides those of the depths that are due."""
LATEST_CALL = 7
"""A reading asks about so many questions; one of them is preceded by a reorganisation."""


class ReorganisedMeanwhile:
    """A chain that is reorganised just before one of the next calls."""

    def __init__(self, chain: SimulatedChain) -> None:
        self._chain = chain
        self._due: tuple[int, int] | None = None

    def plan(self, *, call: int, depth: int) -> None:
        """Replace `depth` blocks before the given call from now, counted from 1."""
        self._due = (call, depth)

    def happens_now(self) -> None:
        """What was planned and not reached happens at once."""
        if self._due is not None:
            _, depth = self._due
            self._due = None
            self._chain.reorg(depth)

    def __getattr__(self, name: str) -> Any:
        if self._due is not None and name != "identity":
            call, depth = self._due
            self._due = None if call == 1 else (call - 1, depth)
            if call == 1:
                self._chain.reorg(depth)
        return getattr(self._chain, name)


def run(seed: int) -> Tally:
    """One history."""
    random, witness, database = Random(seed), Witness(), open_memory()
    pool = TradedPool(random)
    chain = ReorganisedMeanwhile(pool.chain)
    projector = pool.projector(database, chain)
    pool.idle(2 * FINALITY)
    steps = script()
    due = set(random.sample(range(len(steps)), REORGANISATIONS))
    for number, step in enumerate(steps):
        pool.take(step)
        pool.idle(3)
        if random.random() < 0.5:
            _read(projector, witness)
        if number in due:
            _reorganise(pool, chain, projector, witness)
            _compare(pool, projector, database, witness)
    database.dispose()
    require_acceptances_follow(random, witness)
    return witness.tally()


def _reorganise(
    pool: TradedPool, chain: ReorganisedMeanwhile, projector: Projector, witness: Witness
) -> None:
    """Replace some blocks, before a reading or during one."""
    random = pool.random
    depth = random.randint(1, min(FINALITY, pool.chain.not_final()))
    witness.attempts += 1
    witness.saw("depth", depth, pool.chain.head().hash)
    if random.random() < 0.5:
        blocks = max(1, depth + random.randint(-1, 2))
        pool.chain.reorg(depth, blocks=blocks, keep=random.choice((1.0, 0.8)))
        return
    chain.plan(call=random.randint(1, LATEST_CALL), depth=depth)
    _read(projector, witness, may_fail=True)
    chain.happens_now()


def _read(projector: Projector, witness: Witness, *, may_fail: bool = False) -> None:
    """Bring the read model to the head; during a reorganisation it may say why it did not."""
    try:
        projector.catch_up()
    except Exception as error:  # noqa: BLE001 - whatever it is, the read model did not arrive
        allowed = may_fail and isinstance(error, ChainError)
        witness.require(allowed, f"read model stopped: {type(error).__name__}")


def _compare(pool: TradedPool, projector: Projector, database: Engine, witness: Witness) -> None:
    head = pool.chain.head()
    _read(projector, witness)
    expected, found = pool.fresh_rows(), rows_of(database)
    witness.saw(head.hash, len(repr(found)))
    witness.require(expected == found, f"not a fresh re-index: {difference(expected, found)}")
    _compare_with_contracts(pool, database, witness)


def _compare_with_contracts(pool: TradedPool, database: Engine, witness: Witness) -> None:
    """The newest balance of each holder, and their sum, are the certificates'."""
    tranches = pool.world.registration().tranches
    with database.begin() as connection:
        for tranche, certificate in zip(tranches, pool.world.certificates, strict=True):
            newest = (
                select(
                    HOLDINGS.c.holder,
                    HOLDINGS.c.balance_units,
                    func.row_number()
                    .over(
                        partition_by=HOLDINGS.c.holder,
                        order_by=(HOLDINGS.c.block_number.desc(), HOLDINGS.c.log_index.desc()),
                    )
                    .label("rank"),
                ).where(HOLDINGS.c.tranche_id == tranche.tranche_id)
            ).subquery()
            rows = connection.execute(select(newest).where(newest.c.rank == 1)).all()
            found = {row.holder: row.balance_units for row in rows}
            said = {holder: certificate.balance_of(holder) for holder in found}
            witness.require(found == said, f"balances are {found}, the contract says {said}")
            total = sum(found.values())
            witness.require(
                total == tranche.original_face_units,
                f"{total} units are held of {tranche.original_face_units}",
            )
        assert connection.execute(select(func.count()).select_from(BLOCKS)).scalar_one()


@contextmanager
def replaced_rows_are_kept() -> Iterator[None]:
    """Nothing is deleted above a fork."""
    with pytest.MonkeyPatch.context() as removed:
        removed.setattr(projector_module, "forget_above", lambda *_: None)
        yield


@contextmanager
def blocks_are_known_by_height() -> Iterator[None]:
    """A block that was read counts as canonical as long as the head is not below it."""

    def at_that_height(_self: Projector, known: Any, head: Any) -> Any:
        return tuple(block for block in known if block.number <= head.number)

    with pytest.MonkeyPatch.context() as removed:
        removed.setattr(Projector, "_still_canonical", at_that_height)
        yield


ROW = FaultRow(
    name="reorganised",
    target="read model equals a fresh re-index, 1,000 seeds",
    run=run,
    protections={
        "rows of replaced blocks are removed": replaced_rows_are_kept,
        "a block is known by its hash": blocks_are_known_by_height,
        "what is read in one go is one branch": answers_need_not_hang_together,
        "what is done is undone with its block": what_is_done_is_not_looked_at_again,
    },
    seeds=3,
    long_seeds=1_000,
)
