"""Four nodes and a servicer's honest months, without a chain."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

import pytest

from oracle.node import AcceptedMonth, Node
from oracle.package import MonthPackage, ReportTarget
from oracle.signing_log import SigningLog
from rwa.chain.accounts import LocalAccount, demo_account
from rwa.core.ids import Address, TrancheId
from rwa.core.money import ZERO, Cents
from rwa.deal.distribution import distribute
from rwa.deal.terms import ClassTerms, Deal, PrincipalRule
from rwa.pool.activity import MonthActivity, activity_hash
from rwa.pool.files import tape_hash
from rwa.pool.generator import generate_pool
from rwa.pool.tape import LoanTape
from rwa.remittance.document import RemittanceDocument
from rwa.servicing.accounting import run_month
from rwa.servicing.life import simulate_activity
from rwa.servicing.simulation import Behaviour

LOANS = 12
SALT = bytes(range(32))


@dataclass(frozen=True)
class Servicer:
    """Accounts months honestly and packs them for the nodes."""

    issue_tape: LoanTape
    deal: Deal

    def activity(self, before: LoanTape) -> MonthActivity:
        """What borrowers do in the next month; half of them pay something extra."""
        extra = Behaviour(psa=Decimal(300), curtailment_chance=Decimal("0.5"))
        return simulate_activity(before, extra, seed=11)

    def package(
        self,
        prior: MonthPackage | None = None,
        *,
        activity: MonthActivity | None = None,
        revision: int = 0,
    ) -> MonthPackage:
        """The month after `prior`, or the first one."""
        before = self.issue_tape if prior is None else prior.tape
        activity = activity or self.activity(before)
        serviced = run_month(before, activity, revision=revision)
        document = RemittanceDocument(
            remittance=serviced.remittance,
            distributions=distribute(
                serviced.remittance, self.deal, prior and prior.document.distributions
            ),
            prior_tape_sha256=tape_hash(before),
            activity_sha256=activity_hash(activity),
            tape_sha256=tape_hash(serviced.tape),
            reason="a payment was posted late" if revision else None,
        )
        return MonthPackage(activity=activity, document=document, tape=serviced.tape, salt=SALT)


@pytest.fixture(scope="session")
def servicer() -> Servicer:
    """Of a pool with a senior and a junior class."""
    pool = (tape := generate_pool(seed=11, loan_count=LOANS)).pool
    senior = Cents.dollars(1_000_000)
    faces = {"A": senior, "B": pool.original_balance_cents - senior}
    classes = tuple(
        ClassTerms(
            tranche=TrancheId(name),
            original_balance_cents=face,
            pass_through_rate_ppm=pool.pass_through_rate_ppm,
        )
        for name, face in faces.items()
    )
    rule = PrincipalRule.SEQUENTIAL
    return Servicer(tape, Deal(pool_id=pool.pool_id, classes=classes, principal_rule=rule))


@pytest.fixture(scope="session")
def month_after(servicer: Servicer) -> Callable[..., MonthPackage]:
    """The servicer's honest month after another; see `Servicer.package`."""
    return servicer.package


@pytest.fixture(scope="session")
def first_month(servicer: Servicer) -> MonthPackage:
    return servicer.package()


@pytest.fixture(scope="session")
def restated_first_month(servicer: Servicer, first_month: MonthPackage) -> MonthPackage:
    """The first month again, one extra payment taken out."""
    activity = first_month.activity
    at = next(number for number, line in enumerate(activity.loans) if line.curtailment_cents)
    taken = replace(activity.loans[at], curtailment_cents=ZERO)
    lines = (*activity.loans[:at], taken, *activity.loans[at + 1 :])
    return servicer.package(activity=replace(activity, loans=lines), revision=1)


@pytest.fixture(scope="session")
def issue(servicer: Servicer) -> AcceptedMonth:
    """What the first month begins with."""
    return AcceptedMonth(servicer.issue_tape, None)


@pytest.fixture
def target() -> ReportTarget:
    return ReportTarget(
        chain_id=31_337,
        oracle=Address("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"),
        previous_report_hash=bytes(32),
        node_set_digest=b"\x07" * 32,
        valid_until=1_900_000_000,
    )


@pytest.fixture(scope="session")
def node_keys() -> tuple[LocalAccount, ...]:
    return tuple(demo_account("oracle tests", f"node-{number}") for number in range(1, 5))


@pytest.fixture
def new_node(servicer: Servicer) -> Callable[..., Node]:
    """A node with a log of its own unless one is given."""

    def create(key: LocalAccount, log: SigningLog | None = None) -> Node:
        return Node(key, log or SigningLog(None), deal=servicer.deal)

    return create


@pytest.fixture
def nodes(new_node: Callable[..., Node], node_keys: tuple[LocalAccount, ...]) -> tuple[Node, ...]:
    return tuple(new_node(key) for key in node_keys)
