"""A pool of two classes on the embedded EVM: deployed once, then forked for every history.

Actors are known by role. Everything is the project's own: contracts, bindings and deployment;
only the cash token may be one that lies.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from functools import cache
from typing import Any

from rwa.chain.accounts import LocalAccount, demo_account
from rwa.chain.cash_token import CashToken, TestDollar
from rwa.chain.certificate import PoolCertificate
from rwa.chain.contract_structs import HolderFacts
from rwa.chain.deal_terms import Bounds, DealTerms, Delays, RoleHolders, TrancheTerms
from rwa.chain.deployment import Deployment, deploy
from rwa.chain.deployment_plan import DeploymentPlan
from rwa.chain.distribution_ledger import DistributionLedger
from rwa.chain.embedded import EmbeddedChain
from rwa.chain.embedded_evm import Genesis
from rwa.chain.errors import ContractReverted
from rwa.chain.event_log import ContractEvent, decode_logs
from rwa.chain.holder_registry import FOR_EVER, HolderRegistry
from rwa.chain.remittance_oracle import RemittanceOracle
from rwa.chain.report import pack_signatures
from rwa.chain.transactions import ContractCall, attempt_many, revert_of, send
from rwa.core.dates import Period, new_york_timestamp
from rwa.core.ids import Address
from rwa.pool.programme import UMBS

ISSUED_AT = 1_796_101_200
"""2026-12-01 00:00 in New York."""
PERIODS = 6
FACES_CENTS = (700_001, 199_999)
"""Primes and near-primes, so that nothing divides."""
OVERCOLLATERALISATION_CENTS = 100_000
LOAN_COUNT = 5
UNITS_PER_CENT = 10_000
UNITED_STATES = 840
FOREVER_CASH = 2**255
MONTHS = tuple(Period(2027, 1) + number for number in range(PERIODS))
RECORD_TIMES = tuple(UMBS.record_time(month) for month in MONTHS)
PAY_TIMES = tuple(UMBS.payment_time(month) for month in MONTHS)
AS_OF_TIMES = tuple(new_york_timestamp(month.first_day, time(0)) for month in MONTHS)
REDIRECTION_SECONDS = 7 * 86_400
ESCHEAT_SECONDS = 60 * 86_400

STAFF = ("admin", "issuer", "transfer_agent", "compliance", "guardian", "servicer", "poster")
FIRST_HOLDERS = tuple(f"certificate_holder_{letter}" for letter in "abcd")
NEWCOMERS = ("newcomer",)
SPARE_WALLETS = ("spare_wallet_a", "spare_wallet_b")
"""Unknown to the register until somebody's key is lost."""
TREASURIES = ("treasury", "court")
"""Receive cash and never certificates."""
NODES = ("node_1", "node_2", "node_3", "node_4")


@cache
def account(role: str) -> LocalAccount:
    """The key of a role."""
    return demo_account("random histories", role)


def wallet(role: str) -> Address:
    """The address of a role."""
    return account(role).address


@cache
def role_of(address: Address) -> str:
    """The role behind an address, for messages."""
    everyone = (*STAFF, *FIRST_HOLDERS, *NEWCOMERS, *SPARE_WALLETS, *TREASURIES)
    return next((role for role in everyone if wallet(role) == address), address)


WALLETS = tuple(wallet(role) for role in (*FIRST_HOLDERS, *NEWCOMERS, *SPARE_WALLETS))
"""Every wallet that can ever hold a certificate."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What became of one transaction."""

    at: int
    """Time of its block."""
    error: ContractReverted | None
    """Why it reverted; None when it did not."""
    events: tuple[ContractEvent, ...]
    """What it emitted."""
    gas_used: int
    """As on its receipt."""

    def of_kind(self, *kinds: type[Any]) -> list[Any]:
        """The events of some kinds, in order."""
        return [event for event in self.events if isinstance(event, kinds)]


class LyingDollar(CashToken):
    """A hostile double: anyone may mint it and tell it whom to refuse."""

    __slots__ = ()

    def mint(self, to: Address, amount: int) -> ContractCall:
        return self._call("mint", to, amount)

    def lie_to(self, receiver: Address, *, lies: bool) -> ContractCall:
        return self._call("lieTo", receiver, lies)

    def lie_to_all(self, *, lies: bool) -> ContractCall:
        return self._call("lieToAll", lies)


@cache
def lying_dollar(kind: str) -> type[LyingDollar]:
    """The binding of one double, by its Solidity name."""
    return type(kind, (LyingDollar,), {"artifact": kind, "__slots__": ()})


@dataclass(frozen=True, slots=True)
class PoolOnChain:
    """One chain with one pool on it."""

    chain: EmbeddedChain
    deployment: Deployment
    cash_kind: str

    def fork(self) -> "PoolOnChain":
        """An independent copy; costs less than a millisecond."""
        return PoolOnChain(self.chain.fork(), self.deployment, self.cash_kind)

    @property
    def now(self) -> int:
        return self.chain.head().timestamp

    @property
    def registry(self) -> HolderRegistry:
        return HolderRegistry(self.chain, self.deployment.registry)

    @property
    def oracle(self) -> RemittanceOracle:
        return RemittanceOracle(self.chain, self.deployment.oracle)

    @property
    def cash(self) -> TestDollar | LyingDollar:
        kind = TestDollar if self.cash_kind == "TestDollar" else lying_dollar(self.cash_kind)
        return kind(self.chain, self.deployment.cash)

    def certificate(self, tranche: int) -> PoolCertificate:
        return PoolCertificate(self.chain, self.deployment.tranches[tranche].certificate)

    def ledger(self, tranche: int) -> DistributionLedger:
        return DistributionLedger(self.chain, self.deployment.tranches[tranche].ledger)

    def attempt(self, role: str, call: ContractCall, *, at: int | None = None) -> Attempt:
        """Send one transaction, whatever becomes of it."""
        (receipt,) = attempt_many(self.chain, [(account(role), call)], at=at)
        return Attempt(
            at=self.now,
            error=revert_of(receipt, label=call.label),
            events=tuple(decode_logs(receipt.logs)),
            gas_used=receipt.gas_used,
        )

    def do(self, role: str, call: ContractCall, *, at: int | None = None) -> Attempt:
        """Send one transaction that must succeed."""
        attempt = self.attempt(role, call, at=at)
        if attempt.error is not None:
            raise attempt.error
        return attempt


def allotments(tranche: int) -> dict[Address, int]:
    """Who holds what at issue: thirds that do not divide, and one unit."""
    face = FACES_CENTS[tranche] * UNITS_PER_CENT
    third = face // 3
    shares = (third, face - 2 * third - 1, third, 1)
    return dict(zip(map(wallet, FIRST_HOLDERS), shares, strict=True))


@cache
def issued_pool(cash_kind: str = "TestDollar") -> PoolOnChain:
    """The pool after issue, its cash line open; fork it, never change it."""
    rich = (*STAFF, *FIRST_HOLDERS, *NEWCOMERS, *SPARE_WALLETS, *TREASURIES)
    balances = tuple((wallet(role), 10**24) for role in rich)
    chain = EmbeddedChain.in_memory(Genesis(timestamp=ISSUED_AT, balances_wei=balances))
    cash = None
    if cash_kind != "TestDollar":
        cash = send(chain, account("admin"), lying_dollar(cash_kind).creation()).contract
    deployment = deploy(deployment_plan(chain, cash), account("admin"))
    pool = PoolOnChain(chain, deployment, cash_kind)
    known = (*FIRST_HOLDERS, *NEWCOMERS)
    pool.do("transfer_agent", pool.registry.set_holders(facts_of(known)))
    pool.do("admin", pool.cash.mint(wallet("servicer"), 10**24))
    for tranche in range(len(FACES_CENTS)):
        certificate, ledger = pool.certificate(tranche), pool.ledger(tranche)
        pool.do("issuer", certificate.batch_mint(tuple(allotments(tranche).items())))
        pool.do("issuer", certificate.close_issuance())
        pool.do("servicer", pool.cash.approve(ledger.address, FOREVER_CASH))
    return pool


def facts_of(roles: Sequence[str]) -> dict[Address, HolderFacts]:
    """Registrations under identities 1, 2, ..."""
    return {wallet(role): identity_facts(number) for number, role in enumerate(roles, start=1)}


def identity_facts(identity: int) -> HolderFacts:
    """A registration that never ends."""
    return HolderFacts(identity, FOR_EVER, UNITED_STATES, 0)


def deployment_plan(chain: EmbeddedChain, cash: Address | None) -> DeploymentPlan:
    """Two classes, six periods at their real dates, no waiting for the admin."""
    nodes = sorted(map(account, NODES), key=lambda node: int(node.address, 16))
    terms = DealTerms(
        pool="RANDOM-1",
        first_yyyymm=MONTHS[0].yyyymm,
        record_times=RECORD_TIMES,
        pay_times=PAY_TIMES,
        balance_cents=sum(FACES_CENTS) + OVERCOLLATERALISATION_CENTS,
        loan_count=LOAN_COUNT,
        tranches=tuple(
            TrancheTerms(name, f"Class {name}", name, face)
            for name, face in zip("AB", FACES_CENTS, strict=True)
        ),
        bounds=Bounds(max_rate_ppm=1_000_000, max_fee_ppm=100_000),
        roles=RoleHolders(
            admins=(wallet("admin"),),
            issuer=wallet("issuer"),
            transfer_agent=wallet("transfer_agent"),
            compliance=wallet("compliance"),
            guardian=wallet("guardian"),
            payers=(wallet("servicer"),),
        ),
        threshold=3,
        overcollateralisation_cents=OVERCOLLATERALISATION_CENTS,
        delays=Delays(
            timelock_seconds=0,
            redirection_seconds=REDIRECTION_SECONDS,
            escheat_seconds=ESCHEAT_SECONDS,
        ),
        cash=cash,
    )
    return DeploymentPlan(chain, terms, wallet("admin"), tuple(nodes))


def signatures_of(digest: bytes, signers: Sequence[str]) -> bytes:
    """The packed signatures of some nodes over one digest."""
    return pack_signatures({wallet(node): account(node).sign_digest(digest) for node in signers})
