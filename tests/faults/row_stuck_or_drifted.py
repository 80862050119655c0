"""Row: a transaction that no block takes, and nonces that are not what they were.

Fees rise above what was offered, or above the poster's own cap; the mempool forgets; blocks vanish
with the transactions in them; the key signs elsewhere; a version that was replaced is mined after
all. The poster is never started anew, and every report must be in force in the end, once.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random
from typing import Any

import pytest

from oracle.posting import reconciling
from oracle.posting.job_rows import JobState
from oracle.posting.sending import Sender
from rwa.chain.protocol import Fees
from rwa.chain.transactions import ContractCall, Transaction, sign_transaction
from tests.faults.posting_desk import (
    FEES,
    SECONDS_A_BLOCK,
    Counter,
    months,
    nothing_is_logged,
    require_accepted,
    scratch,
    simulated,
)
from tests.faults.rows import FaultRow, Tally, Witness
from tests.faults.simulated_chain import GWEI, SimulatedChain
from tests.unit.oracle.posting.posted_pool import account

REPORTS = 3
"""In each seed, each with a trouble of its own."""
MOST_ROUNDS = 150
"""Blocks after which a report is stuck for good."""
PATIENCE = FEES.bump_after_seconds // SECONDS_A_BLOCK + 2
"""Blocks after which a version with higher fees must be there."""
GAS_OF_A_TRANSFER = 30_000


@dataclass
class Trouble:
    """One poster in trouble."""

    desk: Counter
    chain: SimulatedChain
    random: Random
    witness: Witness
    elsewhere: int = 0
    """Transactions that the poster's key signed elsewhere."""

    def block(self) -> None:
        """A step, and a block with what fits."""
        self.desk.step()
        self.chain.mine()

    def step_unmined(self, times: int = 1) -> None:
        """Steps without room in any block."""
        for _ in range(times):
            self.desk.step()
            self.chain.mine(limit=0)

    def offered(self) -> int:
        """The highest fee that waits."""
        waiting = self.chain.waiting()
        return max((one.transaction.max_fee_per_gas for one in waiting), default=GWEI)

    def sign_elsewhere(self) -> None:
        """Use the poster's key behind its back, under the next nonce of a block, and outbid it."""
        key = account(self.desk.role)
        suggested = self.chain.fees()
        most = max(suggested.max_fee_wei, self.offered())
        fees = Fees(4 * most, 4 * most)
        nonce = self.chain.mined_nonce(key.address)
        call = ContractCall(key.address, b"", label="elsewhere")
        identity = self.chain.identity
        offer = Transaction(identity.chain_id, nonce, fees, GAS_OF_A_TRANSFER, call)
        self.chain.broadcast(sign_transaction(key, offer))
        self.elsewhere += 1


def run(seed: int) -> Tally:
    """Some months, one trouble after another."""
    random, witness = Random(seed), Witness()
    pool = simulated(random)
    with nothing_is_logged(), scratch() as directory:
        desk = Counter(directory, pool.chain)
        trouble = Trouble(desk, pool.chain, random, witness)
        reports = months()[:REPORTS]
        for report in reports:
            make = random.choice(TROUBLES)
            job_id = desk.outbox.add(report)
            make(trouble)
            witness.attempts += 1
            _require_healed(trouble, job_id, make.__name__.strip("_"))
        _settle(trouble, len(reports))
        witness.saw(desk.kinds_of_alerts(), pool.chain.head().hash)
        desk.close()
    require_accepted(pool, reports, witness)
    return witness.tally()


def _require_healed(trouble: Trouble, job_id: int, what: str) -> None:
    for rounds in range(MOST_ROUNDS):
        if trouble.desk.state(job_id) is JobState.DONE:
            trouble.witness.saw(what, rounds)
            break
        trouble.block()
        if rounds == MOST_ROUNDS // 2:
            trouble.chain.congestion_wei = 0
    else:
        state = trouble.desk.state(job_id)
        trouble.witness.require(False, f"{what}: {state} after {MOST_ROUNDS} blocks")
    trouble.chain.congestion_wei = trouble.random.choice((0, trouble.chain.congestion_wei // 2))


def _settle(trouble: Trouble, reports: int) -> None:
    """Everything becomes final; each report's transaction is one, and nothing is left over."""
    trouble.chain.congestion_wei = 0
    for _ in range(trouble.chain.finality + 2):
        trouble.block()
    open_jobs = trouble.desk.outbox.pending()
    trouble.witness.require(open_jobs == 0, f"{open_jobs} jobs are open in the end")
    jobs = [record.job_id for record in trouble.desk.outbox.jobs()]
    successes = [trouble.desk.mined(job_id) for job_id in jobs]
    trouble.witness.require(successes == [1] * reports, f"{successes} transactions did the reports")
    # A month that a reorganisation put before the one before it reverts, and is brought again.
    reverted = sum(trouble.desk.mined(job_id, succeeded=False) for job_id in jobs)
    mined = trouble.chain.mined_nonce(trouble.desk.address)
    most = reports + reverted + trouble.elsewhere
    trouble.witness.require(mined <= most, f"{mined} transactions mined, at most {most} are due")
    waiting = len(trouble.chain.waiting())
    trouble.witness.require(waiting == 0, f"{waiting} transactions wait for ever")


def _fees_rise(trouble: Trouble) -> None:
    """The next blocks ask for more than was offered, up to what the poster would pay."""
    trouble.desk.step()
    most = FEES.cap_wei * 2 // 3
    asked = trouble.offered() * trouble.random.randint(101, 2_000) // 100
    trouble.chain.congestion_wei = min(asked, most)


def _mempool_forgets(trouble: Trouble) -> None:
    """What waits is forgotten, perhaps again and again."""
    trouble.desk.step()
    for _ in range(trouble.random.randint(1, 4)):
        for one in trouble.chain.waiting():
            trouble.chain.drop(one.transaction.hash)
        trouble.step_unmined(trouble.random.randint(1, PATIENCE))


def _blocks_vanish(trouble: Trouble) -> None:
    """Blocks are replaced, and what was in them is lost: nonces are missing."""
    for _ in range(trouble.random.randint(1, 3)):
        trouble.block()
    depth = trouble.random.randint(1, trouble.chain.not_final())
    trouble.chain.reorg(depth, keep=0.0)
    if trouble.random.random() < 0.5:
        for one in trouble.chain.waiting():
            trouble.chain.drop(one.transaction.hash)


def _key_used_elsewhere(trouble: Trouble) -> None:
    """Another transaction takes the nonce: before ours, in its place, or in a reorganisation."""
    when = trouble.random.randrange(3)
    if when == 0:
        trouble.sign_elsewhere()
    trouble.desk.step()
    if when == 1:
        trouble.sign_elsewhere()
    if when == 2:
        trouble.chain.mine()
        trouble.desk.step()
        trouble.chain.reorg(min(trouble.chain.not_final(), 2), keep=0.0)
        for one in trouble.chain.waiting():
            trouble.chain.drop(one.transaction.hash)
        trouble.sign_elsewhere()
        trouble.chain.mine()


def _replaced_is_mined(trouble: Trouble) -> None:
    """A version with higher fees is out, and a block holds the one before it."""
    trouble.desk.step()
    first = trouble.chain.waiting()
    trouble.step_unmined(PATIENCE)
    newer = [one for one in trouble.chain.waiting() if one not in first]
    if not first or not newer:
        return
    for one in newer:
        trouble.chain.drop(one.transaction.hash)
    for one in first:
        trouble.chain.broadcast(one.raw)
    trouble.chain.mine()


def _fees_above_the_cap(trouble: Trouble) -> None:
    """Fees are above the cap for a while: somebody must be told, and then they fall."""
    trouble.desk.step()
    trouble.chain.congestion_wei = FEES.cap_wei + 1
    cap_reached = False
    for _ in range(40):
        trouble.block()
        cap_reached = "fee cap reached" in trouble.desk.kinds_of_alerts()
        if cap_reached:
            break
    trouble.witness.require(cap_reached, "fees are above the cap, and nobody was told")
    trouble.chain.congestion_wei = 0


TROUBLES: tuple[Callable[[Trouble], None], ...] = (
    _fees_rise,
    _mempool_forgets,
    _blocks_vanish,
    _key_used_elsewhere,
    _replaced_is_mined,
    _fees_above_the_cap,
)


@contextmanager
def fees_are_never_raised() -> Iterator[None]:
    """A transaction waits with what it offered first."""
    with pytest.MonkeyPatch.context() as removed:
        removed.setattr(Sender, "_is_stuck", lambda *_: False)
        yield


@contextmanager
def nonces_only_rise() -> Iterator[None]:
    """The next nonce is counted here, above every one that was ever used."""
    act = Sender.act

    def counted(self: Any, sighting: Any, ready: Any, *, at: int | None, now: int) -> bool:
        if not isinstance(self._chain, _OnlyRising):
            self._chain = _OnlyRising(self._chain)
        return act(self, sighting, ready, at=at, now=now)

    with pytest.MonkeyPatch.context() as removed:
        removed.setattr(Sender, "act", counted)
        yield


class _OnlyRising:
    """A chain whose nonces never fall."""

    def __init__(self, chain: Any) -> None:
        self._chain = chain
        self._highest = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.__dict__["_chain"], name)

    def mined_nonce(self, address: Any) -> int:
        self._highest = max(self._highest, self._chain.mined_nonce(address))
        return self._highest


@contextmanager
def foreign_transactions_are_not_noticed() -> Iterator[None]:
    """A nonce without one of our receipts is taken for one that waits."""
    standing = reconciling._standing

    def waits(seen: Any, receipt: Any, *, nonce_mined: bool, sighting: Any) -> Any:
        mined = nonce_mined and receipt is not None
        return standing(seen, receipt, nonce_mined=mined, sighting=sighting)

    with pytest.MonkeyPatch.context() as removed:
        removed.setattr(reconciling, "_standing", waits)
        yield


@contextmanager
def the_cap_is_silent() -> Iterator[None]:
    """Nobody is told that the fees stay at the cap."""
    with pytest.MonkeyPatch.context() as removed:
        removed.setattr(Sender, "_alert", lambda *_, **__: None)
        yield


ROW = FaultRow(
    name="stuck-or-drifted",
    target="healed without restart; 0 permanent jams in 1,000 seeds",
    run=run,
    protections={
        "a version with higher fees follows": fees_are_never_raised,
        "the nonce is what the chain has mined": nonces_only_rise,
        "a foreign transaction of the key is noticed": foreign_transactions_are_not_noticed,
        "reaching the cap is told": the_cap_is_silent,
    },
    seeds=6,
    long_seeds=1_000,
    seeds_to_show=30,
)
