"""The steps that put a deal on a chain, in an order without cycles.

Every contract's admin is a timelock from its first block, so that the deployer never holds a
power. Roles and reporter nodes are set by the timelock's first operation, which also gives the
timelock its delay and takes the deployer's place away.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from rwa.chain.accounts import Account
from rwa.chain.calendar import RecordCalendar
from rwa.chain.cash_token import TestDollar
from rwa.chain.certificate import PoolCertificate
from rwa.chain.contract import BoundContract
from rwa.chain.contract_structs import ClassTerms, Config
from rwa.chain.deal_terms import DealTerms
from rwa.chain.distribution_ledger import DistributionLedger
from rwa.chain.hashing import ZERO_ADDRESS, word_of_text
from rwa.chain.holder_registry import HolderRegistry
from rwa.chain.protocol import Chain
from rwa.chain.remittance_oracle import RemittanceOracle
from rwa.chain.report import prove_node_key
from rwa.chain.roles import (
    CANCELLER_ROLE,
    COMPLIANCE_ROLE,
    GUARDIAN_ROLE,
    ISSUER_ROLE,
    PAYER_ROLE,
    PROPOSER_ROLE,
    TRANSFER_AGENT_ROLE,
)
from rwa.chain.timelock import Operation, Timelock
from rwa.chain.transactions import ContractCall
from rwa.chain.transfer_rules import TransferRules
from rwa.core.ids import Address

TIMELOCK = "timelock"
CASH = "cash"
REGISTRY = "registry"
RULES = "rules"
CALENDAR = "calendar"
ORACLE = "oracle"
ANNOUNCE = "announce-set-up"
CARRY_OUT = "carry-out-set-up"

Addresses = Mapping[str, Address]
"""Addresses of the contracts so far, by step name."""


@dataclass(frozen=True, slots=True)
class Step:
    """One transaction of a deployment."""

    name: str
    """Unique within the plan; the deployment file records it."""
    creates: type[BoundContract] | None
    """Contract that it creates; None for a call."""
    call: Callable[[Addresses], ContractCall]
    """Builds the transaction from the addresses of the steps before."""


def certificate_step(tranche: str) -> str:
    """Return the name of the step that creates a class's certificate."""
    return f"certificate-{tranche}"


def ledger_step(tranche: str) -> str:
    """Return the name of the step that creates a class's ledger."""
    return f"ledger-{tranche}"


@dataclass(frozen=True, slots=True)
class DeploymentPlan:
    """A deal's steps; nothing happens until they are run."""

    chain: Chain
    """Where the deal will live."""
    terms: DealTerms
    """What it is built with."""
    deployer: Address
    """Pays for the steps."""
    nodes: tuple[Account, ...]
    """Reporter nodes; each signs once, to prove that it holds its key."""

    def steps(self) -> tuple[Step, ...]:
        """Return the steps in order."""
        cash = () if self.terms.cash else (Step(CASH, TestDollar, self._cash),)
        return (
            Step(TIMELOCK, Timelock, self._timelock),
            *cash,
            Step(REGISTRY, HolderRegistry, self._registry),
            Step(RULES, TransferRules, self._rules),
            Step(CALENDAR, RecordCalendar, self._calendar),
            Step(ORACLE, RemittanceOracle, self._oracle),
            *self._class_steps(),
            Step(ANNOUNCE, None, self._announce),
            Step(CARRY_OUT, None, self._carry_out),
        )

    def set_up(self, addresses: Addresses) -> tuple[ContractCall, ...]:
        """Return what the timelock's first operation does."""
        return tuple(self._set_up(addresses))

    def _class_steps(self) -> Iterator[Step]:
        for index, tranche in enumerate(self.terms.tranches):
            yield Step(
                certificate_step(tranche.name),
                PoolCertificate,
                partial(self._certificate, index),
            )
            yield Step(
                ledger_step(tranche.name),
                DistributionLedger,
                partial(self._ledger, tranche.name),
            )

    def _timelock(self, _: Addresses) -> ContractCall:
        return Timelock.deployment(
            delay_seconds=0, proposers=(self.deployer,), executors=(ZERO_ADDRESS,)
        )

    def _cash(self, _: Addresses) -> ContractCall:
        return TestDollar.deployment(admin=self.deployer)

    def _registry(self, addresses: Addresses) -> ContractCall:
        return HolderRegistry.deployment(
            admin_delay_seconds=self.terms.delays.admin_seconds, admin=addresses[TIMELOCK]
        )

    def _rules(self, addresses: Addresses) -> ContractCall:
        return TransferRules.deployment(
            registry=addresses[REGISTRY], limits=self.terms.limits, countries=self.terms.countries
        )

    def _calendar(self, _: Addresses) -> ContractCall:
        return RecordCalendar.deployment(
            first_yyyymm=self.terms.first_yyyymm,
            record_times=self.terms.record_times,
            pay_times=self.terms.pay_times,
        )

    def _oracle(self, addresses: Addresses) -> ContractCall:
        terms, bounds, delays = self.terms, self.terms.bounds, self.terms.delays
        return RemittanceOracle.deployment(
            Config(
                pool=word_of_text(terms.pool),
                calendar=addresses[CALENDAR],
                balance_cents=terms.balance_cents,
                loan_count=terms.loan_count,
                overcollateralisation_cents=terms.overcollateralisation_cents,
                classes=tuple(
                    ClassTerms(tranche.original_face_cents, tranche.notional)
                    for tranche in terms.tranches
                ),
                max_rate_ppm=bounds.max_rate_ppm,
                max_fee_ppm=bounds.max_fee_ppm,
                accrual=bounds.accrual,
                max_smm_ppm=bounds.max_smm_ppm,
                max_loss_ppm=bounds.max_loss_ppm,
                node_delay=delays.node_seconds,
                hold_delay=delays.hold_seconds,
                admin=addresses[TIMELOCK],
                admin_delay=delays.admin_seconds,
            )
        )

    def _certificate(self, index: int, addresses: Addresses) -> ContractCall:
        tranche = self.terms.tranches[index]
        return PoolCertificate.deployment(
            name=tranche.certificate_name,
            symbol=tranche.symbol,
            rules=addresses[RULES],
            calendar=addresses[CALENDAR],
            oracle=addresses[ORACLE],
            tranche=index,
            admin_delay_seconds=self.terms.delays.admin_seconds,
            admin=addresses[TIMELOCK],
        )

    def _ledger(self, tranche: str, addresses: Addresses) -> ContractCall:
        delays = self.terms.delays
        return DistributionLedger.deployment(
            certificate=addresses[certificate_step(tranche)],
            oracle=addresses[ORACLE],
            cash=self.terms.cash or addresses[CASH],
            redirection_delay_seconds=delays.redirection_seconds,
            escheat_delay_seconds=delays.escheat_seconds,
            admin=addresses[TIMELOCK],
            admin_delay_seconds=delays.admin_seconds,
        )

    def _announce(self, addresses: Addresses) -> ContractCall:
        timelock = Timelock(self.chain, addresses[TIMELOCK])
        return timelock.schedule(Operation(self.set_up(addresses)), delay_seconds=0)

    def _carry_out(self, addresses: Addresses) -> ContractCall:
        timelock = Timelock(self.chain, addresses[TIMELOCK])
        return timelock.execute(Operation(self.set_up(addresses)))

    def _set_up(self, addresses: Addresses) -> Iterator[ContractCall]:
        roles = self.terms.roles
        registry = HolderRegistry(self.chain, addresses[REGISTRY])
        yield registry.grant_role(TRANSFER_AGENT_ROLE, roles.transfer_agent)
        yield registry.grant_role(COMPLIANCE_ROLE, roles.compliance)
        yield registry.grant_role(GUARDIAN_ROLE, roles.guardian)
        for tranche in self.terms.tranches:
            yield from self._set_up_class(addresses, tranche.name)
        oracle = RemittanceOracle(self.chain, addresses[ORACLE])
        yield oracle.grant_role(GUARDIAN_ROLE, roles.guardian)
        yield self._open_nodes(oracle)
        yield from self._hand_over(Timelock(self.chain, addresses[TIMELOCK]))

    def _set_up_class(self, addresses: Addresses, tranche: str) -> Iterator[ContractCall]:
        roles = self.terms.roles
        certificate = PoolCertificate(self.chain, addresses[certificate_step(tranche)])
        yield certificate.grant_role(ISSUER_ROLE, roles.issuer)
        yield certificate.grant_role(TRANSFER_AGENT_ROLE, roles.transfer_agent)
        yield certificate.grant_role(COMPLIANCE_ROLE, roles.compliance)
        yield certificate.grant_role(GUARDIAN_ROLE, roles.guardian)
        ledger = DistributionLedger(self.chain, addresses[ledger_step(tranche)])
        for payer in roles.payers:
            yield ledger.grant_role(PAYER_ROLE, payer)
        yield ledger.grant_role(COMPLIANCE_ROLE, roles.compliance)
        yield ledger.grant_role(GUARDIAN_ROLE, roles.guardian)

    def _open_nodes(self, oracle: RemittanceOracle) -> ContractCall:
        chain_id = self.chain.identity.chain_id
        proofs = [
            (node.address, prove_node_key(node, chain_id=chain_id, oracle=oracle.address))
            for node in self.nodes
        ]
        return oracle.open_node_set(proofs, threshold=self.terms.threshold)

    def _hand_over(self, timelock: Timelock) -> Iterator[ContractCall]:
        """Give the timelock to the admins; the deployer keeps nothing."""
        roles = self.terms.roles
        for admin in roles.admins:
            yield timelock.grant_role(PROPOSER_ROLE, admin)
        for canceller in _without_repeats((*roles.admins, roles.guardian)):
            yield timelock.grant_role(CANCELLER_ROLE, canceller)
        if self.deployer not in roles.admins:
            yield timelock.revoke_role(PROPOSER_ROLE, self.deployer)
        if self.deployer not in (*roles.admins, roles.guardian):
            yield timelock.revoke_role(CANCELLER_ROLE, self.deployer)
        yield timelock.update_delay(self.terms.delays.timelock_seconds)


def _without_repeats(addresses: Sequence[Address]) -> tuple[Address, ...]:
    return tuple(dict.fromkeys(addresses))
