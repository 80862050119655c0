"""One pool in operation: its chain and contracts, its people, its months so far."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Self

from oracle.node import AcceptedMonth, Node
from oracle.signing_log import SigningLog
from rwa.chain.cash_token import TestDollar
from rwa.chain.certificate import PoolCertificate
from rwa.chain.deployment import Deployment
from rwa.chain.distribution_ledger import DistributionLedger
from rwa.chain.hashing import keccak
from rwa.chain.holder_registry import HolderRegistry
from rwa.chain.protocol import Chain
from rwa.chain.remittance_oracle import RemittanceOracle
from rwa.cli.actors import NODES, Actors
from rwa.cli.reported_months import ReportedMonths
from rwa.deal.terms import Deal
from rwa.pool.terms import PoolTerms
from rwa.servicing.simulation import Behaviour

CURTAILMENT_CHANCE = Decimal("0.05")
"""Share of simulated borrowers who pay something extra in a month."""


@dataclass(frozen=True, slots=True)
class Borrowers:
    """How simulated borrowers behave."""

    seed: int
    """Of every draw."""
    behaviour: Behaviour
    """How likely they are to repay early."""

    @classmethod
    def at_speed(cls, psa: Decimal, *, seed: int) -> Self:
        """Payoffs at a PSA speed, and the usual share of curtailments. Raises ValueOutOfRange."""
        return cls(seed, Behaviour(psa=psa, curtailment_chance=CURTAILMENT_CHANCE))


@dataclass
class Operations:
    """Everything it takes to run a pool's months."""

    chain: Chain
    """Where the pool lives."""
    actors: Actors
    """Who acts."""
    deal: Deal
    """How a month is split between classes."""
    deployment: Deployment
    """Where the contracts are."""
    borrowers: Borrowers
    """How they behave in months to come."""
    months: ReportedMonths
    """What was accepted so far."""
    signing_logs: Path | None
    """Directory of the nodes' signing logs; None keeps them in memory."""

    @property
    def pool(self) -> PoolTerms:
        """The pool, as issued."""
        return self.months.issue_tape.pool

    def has_ended(self) -> bool:
        """Whether no loan owes anything any more."""
        return not self.months.tape_after(self.months.last).balance_cents

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

    @property
    def salt(self) -> bytes:
        """The pool's secret for tape roots; public here, as every key of a demo is."""
        return keccak(f"rwa demo salt: {self.actors.seed}".encode())

    def end_of(self, period: int) -> AcceptedMonth:
        """How an accepted month ended, which the next begins with; the issue for 0."""
        split = self.months.document(period).distributions if period else None
        return AcceptedMonth(self.months.tape_after(period), split)

    def nodes_after(self, period: int) -> tuple[Node, ...]:
        """The oracle's nodes, as they start behind an accepted month: with its tape and split.

        Each has a signing log of its own, which outlives it.
        """
        accepted = {period: self.end_of(period)}
        return tuple(
            Node(self.actors[name], log, deal=self.deal, accepted=accepted)
            for name, log in self._signing_logs.items()
        )

    @cached_property
    def _signing_logs(self) -> Mapping[str, SigningLog]:
        place = self.signing_logs
        if place is None:
            return {name: SigningLog(None) for name in NODES}
        place.mkdir(parents=True, exist_ok=True)
        return {name: SigningLog(place / f"{name}.sqlite") for name in NODES}

    def close(self) -> None:
        """Release the nodes' logs and the chain."""
        if "_signing_logs" in vars(self):
            for log in self._signing_logs.values():
                log.close()
        self.chain.close()
