"""What the chain says of a pool, read once and at one block.

Every question to a contract is asked as of that block, and events end with it, so that no line of
a verification is about another moment than the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from oracle.verification.pool_events import read_pool_events
from oracle.verification.verdict import Verdict
from rwa.chain.calendar import PeriodTimes, RecordCalendar
from rwa.chain.cash_token import TestDollar
from rwa.chain.certificate import PoolCertificate
from rwa.chain.contract_events import RemittanceAccepted, Transfer
from rwa.chain.deployment import Deployment
from rwa.chain.distribution_ledger import DistributionLedger
from rwa.chain.event_log import ContractEvent, decode_logs
from rwa.chain.protocol import Block, Chain
from rwa.chain.remittance_oracle import RemittanceOracle
from rwa.core.ids import Address, Sha256, TrancheId
from rwa.deal.terms import Deal
from rwa.pool.terms import PoolTerms

Kind = TypeVar("Kind", bound=ContractEvent)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A pool as its publisher describes it to anybody: what it is, and where."""

    pool: PoolTerms
    """The pool, as issued."""
    issue_tape_sha256: Sha256
    """Name of the tape at issue."""
    deal: Deal
    """How a month is split between classes."""
    deployment: Deployment
    """Where its contracts are."""


@dataclass(frozen=True, slots=True)
class ClassContracts:
    """One class's contracts, answering as of the block."""

    name: TrancheId
    """The class."""
    index: int
    """Its row in a report, from 0."""
    certificate: PoolCertificate
    """Who holds it."""
    ledger: DistributionLedger
    """Who is paid."""

    @property
    def about(self) -> str:
        """What its lines are headed by."""
        return f"class {self.name}"


@dataclass(frozen=True, slots=True)
class ChainRecord:
    """The contracts and events of a pool as of one block."""

    subject: Subject
    """The pool."""
    chain: Chain
    """The chain."""
    head: Block
    """The block."""
    oracle: RemittanceOracle
    """The pool's reports, answering as of the block."""
    cash: TestDollar
    """The cash token, asked for no more than any ERC-20 answers, as of the block."""
    classes: tuple[ClassContracts, ...]
    """Every class, in the order of a report's rows."""
    events: tuple[ContractEvent, ...]
    """Of the oracle, the certificates and the ledgers, from deployment to the block."""
    events_line: Verdict
    """Whether these were proven to be all."""
    times: tuple[PeriodTimes, ...]
    """Record and payment time of every period."""
    _block_times: dict[int, int] = field(default_factory=dict, repr=False)
    _receipts: dict[bytes, tuple[ContractEvent, ...]] = field(default_factory=dict, repr=False)

    @property
    def acceptances(self) -> tuple[RemittanceAccepted, ...]:
        """Every accepted report, in order of acceptance."""
        return tuple(self.of_kind(RemittanceAccepted, self.oracle.address))

    def of_kind(self, kind: type[Kind], emitter: Address) -> Iterator[Kind]:
        """Events of one kind and contract, in order."""
        return (
            event for event in self.events if isinstance(event, kind) and event.emitter == emitter
        )

    def time_of(self, block: int) -> int:
        """A block's time, Unix seconds."""
        if block not in self._block_times:
            self._block_times[block] = self.chain.block(block).timestamp
        return self._block_times[block]

    def receipt_events(self, transaction_hash: bytes) -> tuple[ContractEvent, ...]:
        """Events in a transaction's own receipt, every contract's; none if it is unknown."""
        if transaction_hash not in self._receipts:
            receipt = self.chain.receipt(transaction_hash)
            logs = () if receipt is None else receipt.logs
            self._receipts[transaction_hash] = tuple(decode_logs(logs))
        return self._receipts[transaction_hash]

    def cash_moved(self, transaction_hash: bytes) -> tuple[Transfer, ...]:
        """Transfers of cash in a transaction, by its receipt."""
        return tuple(
            event
            for event in self.receipt_events(transaction_hash)
            if isinstance(event, Transfer) and event.emitter == self.cash.address
        )


def read_chain(subject: Subject, chain: Chain) -> ChainRecord:
    """Read everything up to the newest block. Raises ChainMoved."""
    head, deployment = chain.head(), subject.deployment
    classes = tuple(_classes(subject, chain, head.number))
    emitters = [deployment.oracle]
    for each in classes:
        emitters += [each.certificate.address, each.ledger.address]
    found = read_pool_events(chain, emitters, first=deployment.first_block, head=head)
    return ChainRecord(
        subject=subject,
        chain=chain,
        head=head,
        oracle=RemittanceOracle(chain, deployment.oracle, head.number),
        cash=TestDollar(chain, deployment.cash, head.number),
        classes=classes,
        events=tuple(sorted(found.events, key=position)),
        events_line=found.line,
        times=RecordCalendar(chain, deployment.calendar, head.number).all_times(),
    )


def position(event: ContractEvent) -> tuple[int, int]:
    """Where an event stands among all others."""
    return event.block_number, event.log_index


def latest(events: Iterable[Kind], *, before: ContractEvent | None = None) -> Kind | None:
    """The last of some events in chain order, or the last before another."""
    kept = (event for event in events if before is None or position(event) < position(before))
    return max(kept, key=position, default=None)


def _classes(subject: Subject, chain: Chain, block: int) -> Iterator[ClassContracts]:
    pairs = zip(subject.deal.classes, subject.deployment.tranches, strict=True)
    for index, (terms, contracts) in enumerate(pairs):
        yield ClassContracts(
            terms.tranche,
            index,
            PoolCertificate(chain, contracts.certificate, block),
            DistributionLedger(chain, contracts.ledger, block),
        )
