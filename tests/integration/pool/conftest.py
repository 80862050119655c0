"""A pool of two classes and five holders in operation, on a chain that forks at no cost.

`world` is fresh: deployed and issued, on the first morning of December 2026. Everything happens
on a fork of one chain built once, so no test sees another's transactions.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from oracle.collector import Quorum, quorum_of
from oracle.node import AcceptedMonth, Node
from oracle.package import MonthPackage, ReportTarget
from oracle.signing_log import SigningLog
from rwa.api.app import create_app
from rwa.chain.accounts import LocalAccount, demo_account
from rwa.chain.cash_token import TestDollar
from rwa.chain.certificate import PoolCertificate
from rwa.chain.contract_structs import HolderFacts
from rwa.chain.deal_terms import Bounds, DealTerms, RoleHolders, TrancheTerms
from rwa.chain.deployment import Deployment, deploy
from rwa.chain.deployment_plan import DeploymentPlan
from rwa.chain.distribution_ledger import ALL_STEPS, DistributionLedger
from rwa.chain.embedded import EmbeddedChain
from rwa.chain.embedded_evm import Genesis
from rwa.chain.holder_registry import FOR_EVER, HolderRegistry
from rwa.chain.protocol import Chain, Receipt
from rwa.chain.remittance_oracle import RemittanceOracle
from rwa.chain.transactions import ContractCall, send, send_many
from rwa.core.dates import Period
from rwa.core.ids import Address, PoolId, TrancheId
from rwa.core.money import ZERO, Cents
from rwa.deal.distribution import distribute
from rwa.deal.terms import ClassTerms, Deal, PrincipalRule
from rwa.pool.activity import MonthActivity, activity_hash
from rwa.pool.files import tape_hash
from rwa.pool.generator import generate_pool
from rwa.pool.tape import LoanTape
from rwa.readmodel.database import open_memory
from rwa.readmodel.projector import Projector
from rwa.readmodel.registration import PoolRegistration, RegisteredPeriod, TrancheRegistration
from rwa.remittance.document import RemittanceDocument
from rwa.servicing.accounting import run_month
from rwa.servicing.life import simulate_activity
from rwa.servicing.simulation import Behaviour
from tests.integration.pool.direct_posting import post

ISSUE = Period(2026, 12)
ISSUED_AT = 1_796_101_200
"""2026-12-01 00:00 in New York."""
LOANS, PERIODS = 20, 24
SENIOR_FACE = Cents.dollars(4_000_000)
SALT = b"\x5a" * 32
ETHER = 10**18
ROLES = ("admin", "issuer", "transfer-agent", "compliance", "guardian", "servicer", "poster")
NODES = ("node-1", "node-2", "node-3", "node-4")
HOLDERS = tuple(f"certificate-holder-{letter}" for letter in "abcde")
SPARES = ("successor", "payout-wallet", "attacker")
SHARES = (31, 23, 19, 17, 10)
"""Per cent of each class that holders a to e begin with; e takes the rest."""


@dataclass
class World:
    """One pool, its people and its months; methods act as the servicer unless they say who."""

    chain: Chain
    tape: LoanTape
    deal: Deal
    deployment: Deployment
    people: dict[str, LocalAccount]
    months: dict[int, MonthPackage] = field(default_factory=dict)
    """Accepted months by period."""

    def __post_init__(self) -> None:
        self.oracle = RemittanceOracle(self.chain, self.deployment.oracle)
        self.registry = HolderRegistry(self.chain, self.deployment.registry)
        self.cash = TestDollar(self.chain, self.deployment.cash)
        tranches = self.deployment.tranches
        self.certificates = [PoolCertificate(self.chain, each.certificate) for each in tranches]
        self.ledgers = [DistributionLedger(self.chain, each.ledger) for each in tranches]
        self.nodes = self.new_nodes()

    def fork(self, chain: Chain | None = None) -> "World":
        """The same pool on another chain: a fork of this one's unless it is given."""
        if chain is None:
            assert isinstance(self.chain, EmbeddedChain)
            chain = self.chain.fork()
        return replace(self, chain=chain, months=dict(self.months))

    # --- people ------------------------------------------------------------------------------

    @property
    def holders(self) -> tuple[Address, ...]:
        """Holders a to e."""
        return tuple(self.people[name].address for name in HOLDERS)

    @property
    def wallets(self) -> tuple[Address, ...]:
        """Everybody who may come to hold."""
        return tuple(self.people[name].address for name in (*HOLDERS, *SPARES))

    def send(self, who: str, call: ContractCall, *, at: int | None = None) -> Receipt:
        """Mine a transaction of somebody."""
        return send(self.chain, self.people[who], call, at=at)

    def sell(
        self, seller: int, buyer: int, units: int, *, tranche: int = 0, at: int | None = None
    ) -> None:
        """Transfer certificates from one holder to another, both by number."""
        call = self.certificates[tranche].transfer(self.holders[buyer], units)
        self.send(HOLDERS[seller], call, at=at)

    # --- time --------------------------------------------------------------------------------

    def record_time(self, period: int) -> int:
        """Last second of a period's holding."""
        return self.tape.pool.programme.record_time(self.tape.pool.period_at(period))

    def pay_time(self, period: int) -> int:
        """First second in which a period may be paid."""
        return self.tape.pool.programme.payment_time(self.tape.pool.period_at(period))

    def advance(self, at: int) -> None:
        """Let time pass, at least a second."""
        self.chain.advance_to(at)

    # --- months ------------------------------------------------------------------------------

    def new_nodes(self) -> tuple[Node, ...]:
        """Four nodes that have signed nothing."""
        return tuple(Node(self.people[name], SigningLog(None), deal=self.deal) for name in NODES)

    def end_of(self, period: int) -> AcceptedMonth:
        """How an accepted month ended; the issue for 0."""
        if period == 0:
            return AcceptedMonth(self.tape, None)
        month = self.months[period]
        return AcceptedMonth(month.tape, month.document.distributions)

    def activity(self, period: int) -> MonthActivity:
        """What borrowers do: half of them pay something extra."""
        extra = Behaviour(psa=Decimal(300), curtailment_chance=Decimal("0.5"))
        return simulate_activity(self._tape_before(period), extra, seed=7)

    def package(
        self, period: int, activity: MonthActivity | None = None, *, revision: int = 0
    ) -> MonthPackage:
        """A month as the servicer reports it."""
        before = self._tape_before(period)
        activity = activity or self.activity(period)
        serviced = run_month(before, activity, revision=revision)
        prior = self.months[period - 1].document.distributions if period > 1 else None
        document = RemittanceDocument(
            remittance=serviced.remittance,
            distributions=distribute(serviced.remittance, self.deal, prior),
            prior_tape_sha256=tape_hash(before),
            activity_sha256=activity_hash(activity),
            tape_sha256=tape_hash(serviced.tape),
            reason="a payment was posted late" if revision else None,
        )
        return MonthPackage(activity=activity, document=document, tape=serviced.tape, salt=SALT)

    def target(self) -> ReportTarget:
        """Where the next report goes."""
        return ReportTarget(
            chain_id=self.chain.identity.chain_id,
            oracle=self.oracle.address,
            previous_report_hash=self.oracle.last_report_hash(),
            node_set_digest=self.oracle.node_set_digest(),
            valid_until=2_000_000_000,
        )

    def quorum(self, package: MonthPackage) -> Quorum:
        """Ask every node."""
        after = self.end_of(package.document.remittance.period_index - 1)
        answers = [node.review(package, self.target(), after) for node in self.nodes]
        return quorum_of(answers, threshold=3)

    def report(self, package: MonthPackage, *, at: int | None = None) -> Quorum:
        """Have a month accepted."""
        quorum = self.quorum(package)
        assert post(quorum, contract=self.oracle, poster=self.people["poster"], at=at)
        self.saw_accepted(package)
        return quorum

    def saw_accepted(self, package: MonthPackage) -> None:
        """Go on from an accepted month."""
        self.months[package.document.remittance.period_index] = package

    def fund(self, period: int) -> None:
        """Post and pay in a month of both classes."""
        calls = [ledger.post_and_fund(period) for ledger in self.ledgers]
        send_many(self.chain, [(self.people["servicer"], call) for call in calls])

    def adjust(self, period: int, *, tranche: int = 0) -> None:
        """Post and pay in what the last revision changes for a class."""
        ledger = self.ledgers[tranche]
        for call in (ledger.post_adjustment(period), ledger.fund_adjustment(period)):
            self.send("servicer", call)

    def settle(self, *wallets: Address, max_steps: int = ALL_STEPS, at: int | None = None) -> None:
        """Settle wallets, all holders if none is given, in both classes."""
        calls = [
            ledger.settle_many(wallets or self.holders, max_steps=max_steps)
            for ledger in self.ledgers
        ]
        send_many(self.chain, [(self.people["servicer"], call) for call in calls], at=at)

    def report_and_fund(self, period: int) -> None:
        """A month up to the cash: accepted after its record time, funded, not payable yet."""
        self.report(self.package(period), at=self.record_time(period) + 86_400 * 5)
        self.fund(period)

    def pay(self, period: int, *wallets: Address) -> None:
        """A whole month: everybody, or the wallets given, settle at the payment time."""
        self.report_and_fund(period)
        self.settle(*wallets, at=self.pay_time(period))

    def _tape_before(self, period: int) -> LoanTape:
        return self.tape if period == 1 else self.months[period - 1].tape

    # --- read side ---------------------------------------------------------------------------

    def registration(self) -> PoolRegistration:
        """What the read model is told of the pool."""
        pool = self.tape.pool
        periods = tuple(
            RegisteredPeriod(index, pool.period_at(index).yyyymm, record, pay)
            for index, (record, pay) in enumerate(zip(*_times(self.tape), strict=True), start=1)
        )
        return PoolRegistration(
            pool_id=pool.pool_id,
            programme=pool.programme.title,
            pass_through_rate_ppm=pool.pass_through_rate_ppm.count,
            original_balance_cents=pool.original_balance_cents.count,
            original_loan_count=pool.original_loan_count,
            remittance_oracle=self.deployment.oracle,
            holder_registry=self.deployment.registry,
            cash_token=self.deployment.cash,
            first_block=self.deployment.first_block,
            tranches=tuple(
                TrancheRegistration(
                    tranche_id=TrancheId(contracts.name),
                    tranche_index=index,
                    certificate=contracts.certificate,
                    distribution_ledger=contracts.ledger,
                    original_face_units=terms.original_balance_cents.units,
                    periods=periods,
                )
                for index, (terms, contracts) in enumerate(
                    zip(self.deal.classes, self.deployment.tranches, strict=True)
                )
            ),
        )

    def projector(self, database: Engine | None = None) -> Projector:
        """A read model of this pool, in memory unless a database is given."""
        return Projector(database or open_memory(), self.chain, (self.registration(),))


def _times(tape: LoanTape) -> tuple[Sequence[int], Sequence[int]]:
    pool, programme = tape.pool, tape.pool.programme
    months = [pool.period_at(index) for index in range(1, PERIODS + 1)]
    return [*map(programme.record_time, months)], [*map(programme.payment_time, months)]


def _deal(tape: LoanTape) -> Deal:
    """A senior class that takes all principal first, and a junior one."""
    faces = {"A": SENIOR_FACE, "B": tape.pool.original_balance_cents - SENIOR_FACE}
    classes = tuple(
        ClassTerms(
            tranche=TrancheId(name),
            original_balance_cents=face,
            pass_through_rate_ppm=tape.pool.pass_through_rate_ppm,
        )
        for name, face in faces.items()
    )
    rule = PrincipalRule.SEQUENTIAL
    return Deal(pool_id=tape.pool.pool_id, classes=classes, principal_rule=rule)


def _terms(
    tape: LoanTape, deal: Deal, people: dict[str, LocalAccount], bounds: Bounds
) -> DealTerms:
    record_times, pay_times = _times(tape)
    return DealTerms(
        pool=tape.pool.pool_id,
        first_yyyymm=tape.pool.first_period.yyyymm,
        record_times=tuple(record_times),
        pay_times=tuple(pay_times),
        balance_cents=tape.pool.original_balance_cents.count,
        loan_count=tape.pool.original_loan_count,
        tranches=tuple(
            TrancheTerms(
                name=terms.tranche,
                certificate_name=f"class {terms.tranche}",
                symbol=terms.tranche,
                original_face_cents=terms.original_balance_cents.count,
            )
            for terms in deal.classes
        ),
        bounds=bounds,
        roles=RoleHolders(
            admins=(people["admin"].address,),
            issuer=people["issuer"].address,
            transfer_agent=people["transfer-agent"].address,
            compliance=people["compliance"].address,
            guardian=people["guardian"].address,
            payers=(people["servicer"].address,),
        ),
        threshold=3,
    )


def _issue(world: World) -> None:
    """Register everybody, give the holders their certificates, fill the servicer's account."""
    world.send(
        "transfer-agent",
        world.registry.set_holders(
            {
                world.people[name].address: HolderFacts(
                    # The successor is holder a, with a new key.
                    identity=1 if name == "successor" else number,
                    valid_until=FOR_EVER,
                    country=840,
                    investor_class=0,
                )
                for number, name in enumerate((*HOLDERS, *SPARES), start=1)
            }
        ),
    )
    for certificate, terms in zip(world.certificates, world.deal.classes, strict=True):
        face = terms.original_balance_cents.units
        shares = [face * share // 100 for share in SHARES[:-1]]
        shares.append(face - sum(shares))
        world.send("issuer", certificate.batch_mint(tuple(zip(world.holders, shares, strict=True))))
        world.send("issuer", certificate.close_issuance())
    servicer = world.people["servicer"].address
    world.send("admin", world.cash.mint(servicer, Cents.dollars(10_000_000).units))
    for ledger in world.ledgers:
        world.send("servicer", world.cash.approve(ledger.address, 2**255))


def issue_world(
    chain: Chain | None = None,
    *,
    bounds: Bounds | None = None,
    pool_id: str = "RWA-2026-1",
) -> World:
    """Deploy and issue a pool, on a new chain unless one is given."""
    tape = generate_pool(seed=7, loan_count=LOANS, issue=ISSUE, pool_id=PoolId(pool_id))
    people = {name: demo_account(7, name) for name in (*ROLES, *NODES, *HOLDERS, *SPARES)}
    deal = _deal(tape)
    if chain is None:
        chain = EmbeddedChain.in_memory(genesis_of(people))
    terms = _terms(tape, deal, people, bounds or Bounds(max_rate_ppm=90_000, max_fee_ppm=20_000))
    nodes = tuple(sorted((people[name] for name in NODES), key=lambda one: one.address.lower()))
    plan = DeploymentPlan(chain=chain, terms=terms, deployer=people["admin"].address, nodes=nodes)
    world = World(chain, tape, deal, deploy(plan, people["admin"]), people)
    _issue(world)
    return world


@pytest.fixture(scope="session")
def new_world() -> Callable[..., World]:
    """Deploys and issues a pool, on a new chain unless one is given."""
    return issue_world


def genesis_of(people: dict[str, LocalAccount]) -> Genesis:
    rich = tuple((account.address, 1_000 * ETHER) for account in people.values())
    return Genesis(timestamp=ISSUED_AT, balances_wei=rich)


@pytest.fixture(scope="session")
def issued_world(new_world: Callable[..., World]) -> World:
    """Built once; use `world`, a fork of it."""
    return new_world()


@pytest.fixture
def world(issued_world: World) -> World:
    return issued_world.fork()


@pytest.fixture(scope="session")
def three_months(issued_world: World) -> World:
    """Two months paid, holder b blocked since the second, the third funded and payable.

    Built once and only read; fork it to go on.
    """
    world = issued_world.fork()
    world.sell(0, 1, 1_000_001, at=world.record_time(1))
    world.pay(1)
    screening = world.registry.block_holder(world.holders[1], b"\x01" * 32)
    world.send("compliance", screening)
    world.pay(2)
    world.report_and_fund(3)
    world.advance(world.pay_time(3))
    return world


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[World], TestClient]]:
    """The API over a pool, following its chain."""
    clients = []

    def start(world: World) -> TestClient:
        database = open_memory()
        client = TestClient(create_app(database, keep_current=world.projector(database).catch_up))
        clients.append(client)
        return client

    yield start
    for client in clients:
        client.close()


@pytest.fixture(scope="session")
def api(serve: Callable[[World], TestClient], three_months: World) -> TestClient:
    """The API over `three_months`."""
    return serve(three_months)


@pytest.fixture(scope="session")
def without_an_extra_payment() -> Callable[[MonthActivity], MonthActivity]:
    """The same month with the first extra payment taken out."""

    def take_out(activity: MonthActivity) -> MonthActivity:
        at = next(number for number, line in enumerate(activity.loans) if line.curtailment_cents)
        taken = replace(activity.loans[at], curtailment_cents=ZERO)
        return replace(activity, loans=(*activity.loans[:at], taken, *activity.loans[at + 1 :]))

    return take_out
