"""Posters on one simulated chain, each with a store of its own, and reports ready to be posted."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import structlog

from oracle.metrics import OracleMetrics
from oracle.posting.fees import FeePolicy
from oracle.posting.job_rows import JobState
from oracle.posting.jobs import AcceptReport
from oracle.posting.outbox import Outbox
from oracle.posting.poster import Poster
from oracle.posting.transaction_rows import TransactionState, transactions_of_job
from oracle.store.database import Store, open_store
from rwa.chain.embedded import EmbeddedChain
from rwa.chain.report import hash_content
from rwa.core.ids import Address
from tests.faults.rows import Witness
from tests.faults.simulated_chain import GWEI, SimulatedChain
from tests.unit.oracle.posting.posted_pool import PostedPool, account, contents, new_pool

SECONDS_A_BLOCK = 12
FEES = FeePolicy(cap_wei=200 * GWEI, resend_after_seconds=24, bump_after_seconds=60)
FINALITY = 8
MEMORY = Path("/dev/shm")  # noqa: S108 - a directory in it gets a random name


@contextmanager
def scratch() -> Iterator[Path]:
    """A directory in memory, where there is one: a killed process loses nothing that it wrote."""
    with TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as directory:
        yield Path(directory)


@contextmanager
def nothing_is_logged() -> Iterator[None]:
    """Leave out what the parts say; a campaign makes them say it millions of times."""
    before = structlog.get_config()
    structlog.configure(processors=[_drop])
    try:
        yield
    finally:
        structlog.configure(**before)


def _drop(*_: object) -> Any:
    raise structlog.DropEvent


@cache
def opened_pool() -> PostedPool:
    """Built once, forked by every seed."""
    return new_pool()


@cache
def months() -> tuple[AcceptReport, ...]:
    """The first four months, each signed by a quorum."""
    return tuple(opened_pool().report(number) for number in (1, 2, 3, 4))


@cache
def revisions(count: int) -> tuple[AcceptReport, ...]:
    """The first month, and so many reports less one that each revise the one before."""
    found = [contents()[0]]
    for revision in range(1, count):
        previous = hash_content(found[-1])
        found.append(replace(found[0], revision=revision, previous_report_hash=previous))
    return tuple(opened_pool().report(1, content=content) for content in found)


@dataclass
class Counter:
    """One poster, its store and its outbox."""

    directory: Path
    chain: Any
    role: str = "poster"
    now: int = 0
    metrics: OracleMetrics = field(default_factory=OracleMetrics)
    store: Store = field(init=False)

    def __post_init__(self) -> None:
        self.directory.mkdir(exist_ok=True)
        self.store = open_store(f"sqlite:///{self.directory / 'store.sqlite'}")
        self.outbox = Outbox(self.store)
        self.restart()

    @property
    def address(self) -> Address:
        return account(self.role).address

    def restart(self) -> None:
        """Begin anew with what is in the store."""
        self.poster = Poster(
            self.store,
            self.chain,
            account(self.role),
            clock=lambda: self.now,
            fees=FEES,
            metrics=self.metrics,
        )

    def step(self) -> None:
        """Some seconds later, do what is due."""
        self.now += SECONDS_A_BLOCK
        self.poster.step()

    def state(self, job_id: int) -> JobState:
        return self.outbox.job(job_id).state

    def mined(self, job_id: int, *, succeeded: bool = True) -> int:
        """How many transactions of a job are in blocks, in force or reverted, as the store has it."""
        with self.store.reading() as connection:
            rows = transactions_of_job(connection, job_id)
        mined = (row for row in rows if row.state is TransactionState.MINED)
        return sum(row.succeeded is succeeded for row in mined)

    def kinds_of_alerts(self) -> list[str]:
        return sorted({alert.kind for alert in self.outbox.alerts()})

    def close(self) -> None:
        self.store.close()


def simulated(random: Random, *, finality: int = FINALITY) -> PostedPool:
    """The opened pool on a chain with a mempool, some blocks behind it."""
    origin = opened_pool()
    assert isinstance(origin.chain, EmbeddedChain)
    pool = origin.on(SimulatedChain(origin.chain, random, finality=finality))
    pool.chain.mine_empty(finality)  # type: ignore[attr-defined]
    return pool


def require_accepted(pool: PostedPool, reports: Sequence[AcceptReport], witness: Witness) -> None:
    """Each of these was accepted once, in order, and nothing else; no cent is missing."""
    expected = [report.envelope.content_hash for report in reports]
    found = pool.accepted()
    witness.require(
        found == expected,
        f"{len(found)} acceptances of {len(set(found))} reports, expected {len(expected)}",
    )
    balance = pool.oracle.pool_balance_cents()
    said = reports[-1].content.balance_end_cents
    witness.require(balance == said, f"the pool holds {balance} cents, reported are {said}")
