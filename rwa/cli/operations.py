"""One pool in operation: its chain and contracts, its people, its months so far.

Nothing is remembered beside the chain and the documents it names, so that a command in another
process continues exactly where the last one stopped.
"""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from oracle.node import AcceptedMonth, Node
from oracle.signing_log import SigningLog
from rwa.chain.cash_token import TestDollar
from rwa.chain.certificate import PoolCertificate
from rwa.chain.contract_events import RemittanceAccepted
from rwa.chain.deployment import Deployment
from rwa.chain.distribution_ledger import DistributionLedger
from rwa.chain.event_log import read_events
from rwa.chain.hashing import keccak
from rwa.chain.holder_registry import HolderRegistry
from rwa.chain.protocol import Chain
from rwa.chain.remittance_oracle import RemittanceOracle
from rwa.cli.actors import Actors
from rwa.cli.documents import Documents
from rwa.core.ids import Sha256
from rwa.deal.terms import Deal
from rwa.pool.files import read_tape
from rwa.pool.tape import LoanTape
from rwa.remittance.canonical import parse_document
from rwa.remittance.document import RemittanceDocument
from rwa.servicing.simulation import Behaviour


@dataclass(frozen=True, slots=True)
class Borrowers:
    """How simulated borrowers behave."""

    seed: int
    """Of every draw."""
    psa: Decimal
    """Speed of payoffs, per cent of the PSA curve."""
    curtailment_chance: Decimal
    """Share who pay something extra in a month, 0 to 1."""

    @property
    def behaviour(self) -> Behaviour:
        """The same in servicing's words."""
        return Behaviour(psa=self.psa, curtailment_chance=self.curtailment_chance)


@dataclass(frozen=True, slots=True)
class ReportedMonth:
    """A month the contract accepted."""

    document: RemittanceDocument
    """What the servicer reported."""
    tape: LoanTape
    """The tape after it."""


@dataclass
class Operations:
    """Everything it takes to run a pool's months."""

    chain: Chain
    actors: Actors
    deal: Deal
    issue_tape: LoanTape
    deployment: Deployment
    documents: Documents
    borrowers: Borrowers
    months: dict[int, ReportedMonth]
    """Accepted months by period, as last revised."""
    signing_logs: Path | None
    """Directory of the nodes' signing logs; None keeps them in memory."""

    @cached_property
    def oracle(self) -> RemittanceOracle:
        """The pool's RemittanceOracle."""
        return RemittanceOracle(self.chain, self.deployment.oracle)

    @cached_property
    def registry(self) -> HolderRegistry:
        """The pool's HolderRegistry."""
        return HolderRegistry(self.chain, self.deployment.registry)

    @cached_property
    def cash(self) -> TestDollar:
        """The cash token."""
        return TestDollar(self.chain, self.deployment.cash)

    @cached_property
    def certificates(self) -> tuple[PoolCertificate, ...]:
        """One for each class."""
        return tuple(
            PoolCertificate(self.chain, each.certificate) for each in self.deployment.tranches
        )

    @cached_property
    def ledgers(self) -> tuple[DistributionLedger, ...]:
        """One for each class."""
        return tuple(
            DistributionLedger(self.chain, each.ledger) for each in self.deployment.tranches
        )

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """The oracle's nodes, each with its own log and its own copy of the months."""
        accepted = {0: AcceptedMonth(self.issue_tape, None)}
        for period, month in self.months.items():
            accepted[period] = AcceptedMonth(month.tape, month.document.distributions)
        return tuple(
            Node(self.actors[name], self._signing_log(name), deal=self.deal, accepted=accepted)
            for name in self.actors.node_names
        )

    def _signing_log(self, name: str) -> SigningLog:
        if self.signing_logs is None:
            return SigningLog(None)
        self.signing_logs.mkdir(parents=True, exist_ok=True)
        return SigningLog(self.signing_logs / f"{name}.sqlite")

    @property
    def last_period(self) -> int:
        """Number of the last accepted period, 0 before the first."""
        return max(self.months, default=0)

    @property
    def salt(self) -> bytes:
        """The pool's secret for tape roots; public here, as every key of a demo is."""
        return keccak(f"rwa demo salt: {self.actors.seed}".encode())

    def tape_before(self, period: int) -> LoanTape:
        """The tape that period `period` starts from."""
        return self.issue_tape if period == 1 else self.months[period - 1].tape


def reported_months(
    oracle: RemittanceOracle, documents: Documents, *, issue_tape: LoanTape, first_block: int
) -> dict[int, ReportedMonth]:
    """Return the months in force by period: from events, and the documents they name."""
    events = read_events(
        oracle.chain, [oracle.address], first=first_block, last=oracle.chain.head().number
    )
    names = {
        event.period: Sha256(event.content.document_hash.hex())
        for event in events
        if isinstance(event, RemittanceAccepted)
    }
    return {period: _month(documents, name, issue_tape) for period, name in names.items()}


def _month(documents: Documents, name: Sha256, issue_tape: LoanTape) -> ReportedMonth:
    document = parse_document(documents.get(name))
    content = documents.get(document.tape_sha256)
    tape = read_tape(content, pool=issue_tape.pool, as_of=document.remittance.period)
    return ReportedMonth(document=document, tape=tape)
