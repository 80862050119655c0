"""Reports on a chain that is reorganised under them, as a poster and a node's view follow them."""

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

import pytest

from oracle.network.chain_view import ChainMovedOn, ChainView, PoolOnChain
from oracle.posting.reconciling import Reconciler
from rwa.chain.finality import FinalInMemory
from rwa.chain.remittance_oracle import RemittanceOracle
from tests.faults.posting_desk import (
    Counter,
    months,
    nothing_is_logged,
    require_accepted,
    scratch,
    simulated,
)
from tests.faults.rows import Witness
from tests.faults.simulated_chain import FINALITY
from tests.unit.oracle.posting.posted_pool import PostedPool

MOST_STEPS = 100
REPORTS = 3


def require_acceptances_follow(random: Random, witness: Witness) -> None:
    """Blocks of any depth are replaced under each report: none is lost, doubled or misread."""
    pool = simulated(random, finality=FINALITY)
    reports = months()[:REPORTS]
    view = _view(pool)
    with nothing_is_logged(), scratch() as directory:
        desk = Counter(directory, pool.chain)
        for report in reports:
            desk.outbox.add(report)
            _work(desk, view, random.randint(0, 6))
            depth = random.randint(1, pool.chain.not_final())
            pool.chain.reorg(depth, keep=random.choice((1.0, 0.5, 0.0)))
            witness.attempts += 1
            witness.saw("depth", depth)
            _require_fresh(view, pool, witness)
        for _ in range(MOST_STEPS):
            _work(desk, view, 1)
            if not desk.outbox.pending():
                break
        witness.require(not desk.outbox.pending(), f"{desk.outbox.pending()} reports stuck")
        desk.close()
    _require_fresh(view, pool, witness)
    require_accepted(pool, reports, witness)


def _work(desk: Counter, view: ChainView, blocks: int) -> None:
    for _ in range(blocks):
        desk.step()
        desk.chain.mine()
        view.look()


def _view(pool: PostedPool) -> ChainView:
    genesis = pool.chain.block(0).hash
    return ChainView(RemittanceOracle(pool.chain, pool.oracle.address), 0, genesis, FinalInMemory())


def _require_fresh(view: ChainView, pool: PostedPool, witness: Witness) -> None:
    """What a view says that has followed all along is what a new one says."""
    found, expected = _look(view), _look(_view(pool))
    witness.require(found == expected, "a node's view is not that of a new one")


def _look(view: ChainView) -> PoolOnChain:
    """A look; the first behind a reorganisation may say that it must be repeated."""
    try:
        return view.look()
    except ChainMovedOn:
        return view.look()


@contextmanager
def what_is_done_is_not_looked_at_again() -> Iterator[None]:
    """A job that was done once stays done when its block is replaced."""
    with pytest.MonkeyPatch.context() as removed:
        removed.setattr(Reconciler, "_reopened", lambda _, record: record)
        yield
