"""The poster and a node's view of the chain, on a connection that comes to contradict itself."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from oracle.network.chain_view import ChainView
from oracle.posting.job_rows import JobState
from oracle.signing_log import SigningLog
from rwa.chain.finality import ChainHalted
from rwa.chain.remittance_oracle import RemittanceOracle
from tests.faults.contradicting_nodes import RegressedNode, SwitchedNode, strange_chain
from tests.faults.posting_desk import (
    FINALITY,
    Counter,
    months,
    nothing_is_logged,
    require_accepted,
    scratch,
    simulated,
)
from tests.faults.rows import Witness
from tests.unit.oracle.posting.posted_pool import PostedPool

MOST_STEPS = 30
Contradict = Callable[[PostedPool, SwitchedNode, Random], None]


def _deep_fork(pool: PostedPool, node: SwitchedNode, random: Random) -> None:
    other = simulated(random).chain
    other.mine(other.head().timestamp + random.randint(100, 200))
    other.mine_empty(pool.chain.head().number + random.randint(0, 5) - other.head().number)
    node.chain = other


def _regressing_head(pool: PostedPool, node: SwitchedNode, random: Random) -> None:
    node.chain = RegressedNode(pool.chain, pool.chain.finalized().number - random.randint(1, 3))


def _other_genesis(pool: PostedPool, node: SwitchedNode, random: Random) -> None:
    node.chain = strange_chain(pool.chain.block(0).timestamp + random.randint(1, 3))


CONTRADICTIONS: tuple[Contradict, ...] = (_deep_fork, _regressing_head, _other_genesis)


def require_poster_halts(random: Random, witness: Witness) -> None:
    """A poster with work to do sends nothing and writes nothing, and goes on when all is well."""
    for contradict in CONTRADICTIONS:
        pool = simulated(random)
        node = SwitchedNode(pool.chain)
        with nothing_is_logged(), scratch() as directory:
            desk = Counter(directory, node)
            _bring(desk, desk.outbox.add(months()[0]), pool)
            pool.chain.mine_empty(FINALITY + random.randint(1, 5))
            desk.step()
            second = desk.outbox.add(months()[1])
            contradict(pool, node, random)
            _require_halt(desk.step, directory / "store.sqlite", witness, who="poster")
            node.chain = pool.chain
            _bring(desk, second, pool)
            desk.close()
        require_accepted(pool, months()[:2], witness)


def _bring(desk: Counter, job_id: int, pool: PostedPool) -> None:
    for _ in range(MOST_STEPS):
        desk.step()
        if desk.state(job_id) is JobState.DONE:
            return
        pool.chain.mine()


def require_view_halts(random: Random, witness: Witness) -> None:
    """A node sees nothing in such a chain, and its database stays as it is."""
    for contradict in CONTRADICTIONS:
        pool = simulated(random)
        node = SwitchedNode(pool.chain)
        with scratch() as directory:
            path = directory / "signing.sqlite"
            view = ChainView(
                contract=RemittanceOracle(node, pool.oracle.address),
                first_block=0,
                genesis_hash=pool.chain.block(0).hash,
                final=SigningLog(path),
            )
            pool.chain.mine_empty(FINALITY + random.randint(1, 5))
            seen = view.look()
            contradict(pool, node, random)
            _require_halt(view.look, path, witness, who="node")
            node.chain = pool.chain
            witness.require(view.look() == seen, "a node sees other things on the true chain")


def _require_halt(act: Callable[[], Any], path: Path, witness: Witness, *, who: str) -> None:
    """The act raises what says why, twice, and the database does not change."""
    before = _everything_in(path)
    witness.attempts += 1
    for _ in range(2):
        try:
            act()
        except ChainHalted as error:
            witness.saw(type(error).__name__)
        except Exception as error:  # noqa: BLE001 - another error does not say what is wrong
            witness.require(False, f"the {who} was stopped by {type(error).__name__}")
        else:
            witness.require(False, f"the {who} followed a node that contradicts what was final")
        witness.require(_everything_in(path) == before, f"rows of the {who} changed")


def _everything_in(path: Path) -> list[str]:
    """Every row of every table of a SQLite file."""
    database = sqlite3.connect(path)
    try:
        return list(database.iterdump())
    finally:
        database.close()
