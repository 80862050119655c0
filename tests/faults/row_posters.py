"""Row: two posters bring the same reports, in any interleaving.

They have stores of their own and keys of their own, or one key between them, which is worse; some
answers are lost and some blocks replaced meanwhile. Each report must be accepted once, both must
know it in the end, and neither may be stuck or call for a person without need.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import pytest

from oracle.posting import judging
from oracle.posting.job_rows import JobState
from tests.faults.posting_desk import (
    Counter,
    months,
    nothing_is_logged,
    require_accepted,
    scratch,
    simulated,
)
from tests.faults.rows import FaultRow, Tally, Witness
from tests.faults.simulated_chain import SimulatedChain
from tests.faults.unreliable_chain import Rates, UnreliableChain

REPORTS = 3
MOST_ROUNDS = 400
"""Steps of either poster, after which they are stuck."""
RATES = Rates(unreachable=0.02, reply_lost=0.04, timeout=0.02)
OWN_KEYS, ONE_KEY = ("poster", "other-poster"), ("poster", "poster")
EXPECTED_ALERTS = {OWN_KEYS: frozenset[str](), ONE_KEY: frozenset({"key used elsewhere"})}
ENDED = (JobState.DONE, JobState.SUPERSEDED)


def run(seed: int) -> Tally:
    """Both posters get every report, and race."""
    random, witness = Random(seed), Witness()
    roles = OWN_KEYS if seed % 2 else ONE_KEY
    pool = simulated(random)
    node = UnreliableChain(pool.chain, random, RATES)
    with nothing_is_logged(), scratch() as directory:
        desks = [_desk(directory, number, role, node) for number, role in enumerate(roles)]
        _race(desks, pool.chain, random, witness)
        node.rates = Rates()
        _settle(desks, pool.chain)
        _require_both_know(desks, EXPECTED_ALERTS[roles], witness)
        for desk in desks:
            desk.close()
    require_accepted(pool, months()[:REPORTS], witness)
    witness.saw(pool.chain.head().hash, sorted(node.faults.items()))
    return witness.tally()


def _desk(directory: Path, number: int, role: str, node: Any) -> Counter:
    return Counter(directory / str(number), node, role=role)


def _race(desks: list[Counter], chain: SimulatedChain, random: Random, witness: Witness) -> None:
    """Each is handed the reports in its own time, and one or the other steps."""
    to_add = {number: list(months()[:REPORTS]) for number in range(len(desks))}
    for _ in range(MOST_ROUNDS):
        number = random.randrange(len(desks))
        desk = desks[number]
        if to_add[number] and random.random() < 0.5:
            desk.outbox.add(to_add[number].pop(0))
            witness.attempts += 1
        desk.step()
        if random.random() < 0.2:
            desk.restart()
        if random.random() < 0.5:
            chain.mine()
        if random.random() < 0.06 and chain.not_final():
            chain.reorg(random.randint(1, chain.not_final()), keep=random.choice((1.0, 0.5)))
        if not any(to_add.values()) and not any(desk.outbox.pending() for desk in desks):
            return
    witness.require(False, f"{[desk.outbox.pending() for desk in desks]} jobs stuck")


def _settle(desks: list[Counter], chain: SimulatedChain) -> None:
    """With good answers, until everything is final."""
    for _ in range(chain.finality + 4):
        for desk in desks:
            desk.step()
        chain.mine()


def _require_both_know(desks: list[Counter], expected: frozenset[str], witness: Witness) -> None:
    for desk in desks:
        states = sorted(record.state.value for record in desk.outbox.jobs())
        witness.require(
            all(record.state in ENDED and record.final for record in desk.outbox.jobs()),
            f"jobs end {states}",
        )
        unexpected = set(desk.kinds_of_alerts()) - expected
        witness.require(not unexpected, f"alarm without need: {sorted(unexpected)}")


@contextmanager
def what_is_in_force_is_not_asked() -> Iterator[None]:
    """A report is taken for one to be brought although the contract has it."""
    with pytest.MonkeyPatch.context() as removed:
        removed.setattr(judging, "_against", lambda *_, **__: None)
        yield


ROW = FaultRow(
    name="two-posters",
    target="one accepted, the other a no-op",
    run=run,
    protections={
        "the contract is asked what is in force": what_is_in_force_is_not_asked,
    },
    seeds=4,
    long_seeds=300,
)
