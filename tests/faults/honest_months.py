"""Pools drawn from a seed, and the months an honest servicer makes of them."""

from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random

from oracle.node import AcceptedMonth
from oracle.package import MonthPackage
from rwa.core.ids import PoolId, TrancheId
from rwa.core.money import ZERO, Cents
from rwa.deal.distribution import distribute
from rwa.deal.terms import ClassTerms, Deal, PrincipalRule
from rwa.pool.activity import LoanActivity, MonthActivity, activity_hash
from rwa.pool.files import tape_hash
from rwa.pool.generator import generate_pool
from rwa.pool.loan import Loan
from rwa.pool.tape import LoanTape
from rwa.remittance.document import RemittanceDocument
from rwa.servicing.accounting import run_month
from rwa.servicing.life import simulate_activity
from rwa.servicing.simulation import Behaviour

SALT = bytes(range(32))
SPEEDS = (0, 100, 400, 1_500)
"""Per cent of the PSA curve."""
CHANCES = ("0", "0.3", "1")
"""Of a borrower's paying something extra."""


@dataclass(frozen=True, slots=True)
class HonestServicer:
    """Accounts one pool's months and packs them for the nodes."""

    issue: LoanTape
    deal: Deal

    @property
    def at_issue(self) -> AcceptedMonth:
        """What the first month follows."""
        return AcceptedMonth(self.issue, None)

    def drawn_month(self, draw: Random, after: AcceptedMonth, *, revision: int = 0) -> MonthPackage:
        """A month of any speed, with late payers and cures."""
        behaviour = Behaviour(
            psa=Decimal(draw.choice(SPEEDS)), curtailment_chance=Decimal(draw.choice(CHANCES))
        )
        punctual = simulate_activity(after.tape, behaviour, seed=draw.getrandbits(32))
        return self.month(_unpunctual(draw, punctual, after.tape), after, revision=revision)

    def month(
        self, activity: MonthActivity, after: AcceptedMonth, *, revision: int = 0
    ) -> MonthPackage:
        """The month that borrowers made, packed."""
        serviced = run_month(after.tape, activity, revision=revision)
        document = RemittanceDocument(
            remittance=serviced.remittance,
            distributions=distribute(serviced.remittance, self.deal, after.split),
            prior_tape_sha256=tape_hash(after.tape),
            activity_sha256=activity_hash(activity),
            tape_sha256=tape_hash(serviced.tape),
            reason="a payment was posted late" if revision else None,
        )
        return MonthPackage(activity=activity, document=document, tape=serviced.tape, salt=SALT)


def month_of(package: MonthPackage) -> AcceptedMonth:
    """What the month after an honest one follows."""
    return AcceptedMonth(package.tape, package.document.distributions)


def drawn_servicer(draw: Random, *, pool_id: str = "FAULTS-1", loans: int = 0) -> HonestServicer:
    """A pool of a few loans, or of `loans`, in one to three classes."""
    tape = generate_pool(
        seed=draw.getrandbits(32), loan_count=loans or draw.randint(3, 9), pool_id=PoolId(pool_id)
    )
    classes = tuple(
        ClassTerms(
            tranche=TrancheId(name),
            original_balance_cents=Cents(face),
            pass_through_rate_ppm=tape.pool.pass_through_rate_ppm,
        )
        for name, face in zip("ABC", _faces(draw, tape.balance_cents.count), strict=False)
    )
    rule = draw.choice(list(PrincipalRule))
    return HonestServicer(
        tape, Deal(pool_id=tape.pool.pool_id, classes=classes, principal_rule=rule)
    )


def _faces(draw: Random, balance: int) -> tuple[int, ...]:
    """One to three faces that sum to the pool's balance and divide by nothing."""
    cuts = sorted(draw.sample(range(1, balance), draw.randint(0, 2)))
    return tuple(end - start for start, end in zip([0, *cuts], [*cuts, balance], strict=True))


def _unpunctual(draw: Random, activity: MonthActivity, tape: LoanTape) -> MonthActivity:
    """The same month with some payments missed and some of the missed ones made good."""
    loans = tape.by_id
    lines = tuple(_late(draw, line, loans[line.loan_id]) for line in activity.loans)
    return replace(activity, loans=lines)


def _late(draw: Random, line: LoanActivity, loan: Loan) -> LoanActivity:
    ends_soon = (
        loan.remaining_months < 3 or loan.balance_cents < loan.payment_cents + loan.payment_cents
    )
    if line.paid_off or line.curtailment_cents or ends_soon:
        return line
    missed = loan.advances_outstanding_cents.count // loan.payment_cents.count
    if missed and draw.random() < 0.5:
        return replace(line, payments_made=1 + draw.randint(1, missed), curtailment_cents=ZERO)
    return replace(line, payments_made=0) if draw.random() < 0.2 else line
