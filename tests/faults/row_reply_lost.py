"""Row: the chain took a transaction, and its answer never came.

Every posting loses at least the first answer, and as often as not the later ones; other calls fail
now and then, and the poster is started anew in between. Each report must cost one transaction.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

import pytest

from oracle.posting.job_rows import JobState
from oracle.posting.sending import Sender
from rwa.chain.errors import ChainUnreachable
from rwa.chain.transactions import Transaction, sign_transaction
from tests.faults.posting_desk import (
    Counter,
    nothing_is_logged,
    require_accepted,
    revisions,
    scratch,
    simulated,
)
from tests.faults.rows import FaultRow, Tally, Witness
from tests.faults.unreliable_chain import PLACE, Rates, UnreliableChain

POSTINGS = 10
"""In each seed: the first month and its revisions."""
MOST_STEPS = 300
"""After so many steps a posting is stuck."""
RATES = Rates(unreachable=0.02, reply_lost=0.02, timeout=0.02, rate_limited=0.02)


class ForgettingChain:
    """Takes a transaction and loses the answer: the first time surely, later as chance has it."""

    def __init__(self, chain: Any, random: Random) -> None:
        self._chain = chain
        self._random = random
        self._known: set[bytes] = set()
        self.lost = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.__dict__["_chain"], name)

    def broadcast(self, signed: bytes, *, at: int | None = None) -> bytes:
        taken: bytes = self._chain.broadcast(signed, at=at)
        if taken not in self._known or self._random.random() < 0.5:
            self._known.add(taken)
            self.lost += 1
            raise ChainUnreachable(PLACE, "connection reset by peer")
        return taken


def run(seed: int) -> Tally:
    """A month and its revisions, brought one after another."""
    random, witness = Random(seed), Witness()
    pool = simulated(random)
    chain = ForgettingChain(UnreliableChain(pool.chain, random, RATES), random)
    with nothing_is_logged(), scratch() as directory:
        desk = Counter(directory, chain)
        for number, report in enumerate(revisions(POSTINGS), start=1):
            job_id = desk.outbox.add(report)
            _bring(desk, job_id, random, witness)
            mined = pool.chain.mined_nonce(desk.address)
            witness.require(mined == number, f"{mined} transactions for {number} postings")
            witness.require(desk.mined(job_id) == 1, "a posting without its one transaction")
        desk.close()
    require_accepted(pool, revisions(POSTINGS), witness)
    witness.attempts = POSTINGS
    witness.saw(chain.lost, pool.chain.head().hash)
    return witness.tally()


def _bring(desk: Counter, job_id: int, random: Random, witness: Witness) -> None:
    for _ in range(MOST_STEPS):
        desk.step()
        if desk.state(job_id) is JobState.DONE:
            return
        if random.random() < 0.3:
            desk.restart()
        if random.random() < 0.6:
            desk.chain.mine()
    witness.require(False, f"a posting stands {desk.state(job_id)} after {MOST_STEPS} steps")


@contextmanager
def signed_anew_each_time() -> Iterator[None]:
    """Nothing is stored; each attempt is signed under the next nonce that the node counts."""

    def at_once(self: Any, record: Any, *given: Any, now: int) -> None:
        call = record.job.call()
        nonce = self._chain.nonce(self._account.address)
        offer = Transaction(self._chain.identity.chain_id, nonce, given[2], 5_000_000, call)
        self._chain.broadcast(sign_transaction(self._account, offer))

    with pytest.MonkeyPatch.context() as removed:
        removed.setattr(Sender, "_store_signed", at_once)
        yield


ROW = FaultRow(
    name="reply-lost",
    target="0 duplicates in 10,000",
    run=run,
    protections={
        "bytes and nonce are stored before they are sent": signed_anew_each_time,
    },
    seeds=2,
    long_seeds=1_000,
)
