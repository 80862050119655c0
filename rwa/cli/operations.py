"""One pool in operation: its chain and contracts, its people, its months so far."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Self

from oracle.network.client import CollectorClient
from oracle.network.node_service import PoolSecrets
from oracle.node import AcceptedMonth
from rwa.chain.cash_token import TestDollar
from rwa.chain.certificate import PoolCertificate
from rwa.chain.deployment import Deployment
from rwa.chain.distribution_ledger import DistributionLedger
from rwa.chain.hashing import keccak
from rwa.chain.holder_registry import HolderRegistry
from rwa.chain.protocol import Chain
from rwa.chain.remittance_oracle import RemittanceOracle
from rwa.cli.actors import Actors
from rwa.cli.in_process_network import InProcessNetwork, open_network
from rwa.cli.reported_months import ReportedMonths
from rwa.deal.terms import Deal
from rwa.pool.files import tape_bytes
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


def demo_salt(seed: int) -> bytes:
    """Return the secret for tape roots of a demo's pool, 32 bytes."""
    return keccak(f"rwa demo salt: {seed}".encode())


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
    """Directory of the nodes' own databases; None keeps them in memory."""
    silent: frozenset[str] = frozenset()
    """Nodes that are not asked, as if they were down."""
    collector: CollectorClient | None = None
    """Where months are reported through; None asks nodes within this process."""

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
        return demo_salt(self.actors.seed)

    def end_of(self, period: int) -> AcceptedMonth:
        """How an accepted month ended, which the next begins with; the issue for 0."""
        split = self.months.document(period).distributions if period else None
        return AcceptedMonth(self.months.tape_after(period), split)

    @cached_property
    def network(self) -> InProcessNetwork:
        """The oracle's nodes and their collector, in this process.

        Each node has a database of its own, which outlives it.
        """
        actors, months = self.actors, self.months
        return open_network(
            self.oracle,
            {name: actors[name] for name in self._node_names},
            deal=self.deal,
            pool=PoolSecrets(
                terms=self.pool,
                issue_tape_sha256=months.documents.put(tape_bytes(months.issue_tape)),
                salt=self.salt,
            ),
            documents=months.documents,
            first_block=self.deployment.first_block,
            poster=actors["poster"],
            databases=self.signing_logs,
        )

    @property
    def _node_names(self) -> tuple[str, ...]:
        """The nodes in force whose keys are here and who answer."""
        in_force = self.oracle.nodes()
        return tuple(
            name
            for name, address in self.actors.addresses.items()
            if address in in_force and name not in self.silent
        )

    def close(self) -> None:
        """Release the nodes' databases and the chain."""
        if "network" in vars(self):
            self.network.close()
        if self.collector is not None:
            self.collector.close()
        self.chain.close()
