"""What borrowers did in one month: the input of accounting, simulated or reported."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from rwa.core.dates import Period
from rwa.core.errors import DataRejected, ValueOutOfRange
from rwa.core.ids import LoanId, PoolId, Sha256
from rwa.core.money import ZERO, Cents
from rwa.core.rates import Ppm
from rwa.pool.bounds import MAX_TERM_MONTHS, check_amount, check_rate, check_whole_number
from rwa.pool.canonical import csv_bytes, sha256_of
from rwa.pool.columns import ACTIVITY_COLUMNS
from rwa.pool.loan import LoanStatus
from rwa.pool.tape import LoanTape


class ActivityError(DataRejected):
    """A month of activity does not hold together, or does not fit its tape."""


class ActivityOutOfOrder(ActivityError):
    """Two neighbouring lines are not in strictly rising order of their loan numbers."""

    def __init__(self, *, before: LoanId, after: LoanId) -> None:
        self.before = before
        self.after = after
        super().__init__(
            f"activity of loan {after!r} follows {before!r}; "
            "list each loan once, in rising order of loan_id"
        )


class ActivityMismatch(ActivityError):
    """Activity is for another pool or month, or for other loans, than the tape's next month."""

    def __init__(self, field: str, *, activity: object, tape: object) -> None:
        self.field = field
        self.activity = activity
        self.tape = tape
        super().__init__(
            f"activity has {field} {activity}, the tape expects {tape}; "
            "give each active loan of the tape exactly one line"
        )


@dataclass(frozen=True, slots=True)
class Modification:
    """New terms of a loan, from the month after this one. Raises ValueOutOfRange."""

    note_rate_ppm: Ppm
    """Annual rate the borrower pays."""
    payment_cents: Cents
    """Payment of principal and interest."""
    remaining_months: int
    """Payments left."""
    balloon_months: int = 0
    """Months by which the amortisation outlasts the maturity."""
    capitalised_cents: Cents = ZERO
    """Arrears added to the balance."""
    forgiven_cents: Cents = ZERO
    """Balance forgiven."""
    deferred_cents: Cents = ZERO
    """Part of the new balance that bears no interest."""

    def __post_init__(self) -> None:
        check_rate("modified_rate", self.note_rate_ppm)
        check_amount("modified_payment", self.payment_cents)
        check_whole_number(
            "modified_months", self.remaining_months, low=1, high=MAX_TERM_MONTHS
        )
        check_whole_number(
            "modified_balloon_months", self.balloon_months, low=0, high=MAX_TERM_MONTHS
        )
        for name in ("capitalised", "forgiven", "deferred"):
            check_amount(name, getattr(self, f"{name}_cents"))


@dataclass(frozen=True, slots=True)
class LoanActivity:
    """What happened to one loan in a month. Raises ValueOutOfRange."""

    loan_id: LoanId
    """The loan."""
    payments_made: int
    """Scheduled payments received: 1 in a normal month, 0 when missed, more when cured."""
    curtailment_cents: Cents
    """Principal paid beyond the schedule without paying the loan off."""
    paid_off: bool
    """Whether the whole balance was repaid."""
    liquidation_proceeds_cents: Cents | None
    """Proceeds of a liquidated loan less expenses; None while it was not liquidated."""
    bought_out: bool = False
    """Whether it was the servicer who paid the loan off, at par."""
    interest_shortfall_cents: Cents = ZERO
    """Interest of the month that a payoff or curtailment did not bring."""
    recovery_cents: Cents = ZERO
    """Cash on a loan that was liquidated in an earlier month."""
    modification: Modification | None = None
    """New terms from the next month on; None when they stay."""
    moved_to: LoanStatus | None = None
    """Foreclosure or REO, in the month in which it began."""
    stops_advances: bool = False
    """Whether the servicer advances no more from this month on."""
    written_off_cents: Cents = ZERO
    """Advances the servicer gives up."""
    escrow_deposit_cents: Cents = ZERO
    """Paid into the escrow account."""
    escrow_disbursement_cents: Cents = ZERO
    """Taxes, insurance and refunds paid out of it."""
    late_fee_cents: Cents = ZERO
    """Late fee collected, the servicer's."""

    def __post_init__(self) -> None:
        check_whole_number("payments_made", self.payments_made, low=0, high=MAX_TERM_MONTHS)
        check_amount("curtailment", self.curtailment_cents)
        proceeds = self.liquidation_proceeds_cents
        if proceeds is not None:
            check_amount("liquidation_proceeds", proceeds)
        if self.paid_off and proceeds is not None:
            raise ValueOutOfRange(
                "liquidation_proceeds", value=proceeds, allowed="none on a loan that was paid off"
            )
        if self.curtailment_cents and (self.paid_off or proceeds is not None):
            raise ValueOutOfRange(
                "curtailment",
                value=self.curtailment_cents,
                allowed="0.00 on a loan that was paid off or liquidated",
            )


@dataclass(frozen=True, slots=True)
class MonthActivity:
    """What the borrowers of one pool did in one month, a line per active loan.

    Raises ActivityOutOfOrder.
    """

    pool_id: PoolId
    """The pool."""
    period: Period
    """Month in which the payments were due."""
    loans: tuple[LoanActivity, ...]
    """The loans with a balance, and liquidated ones on which something was recovered, in rising
    order of `loan_id`."""
    index_ppm: Ppm | None = None
    """The index that adjustable rates of this month are reset by; None where none is."""

    def __post_init__(self) -> None:
        for before, after in pairwise(self.loans):
            if before.loan_id >= after.loan_id:
                raise ActivityOutOfOrder(before=before.loan_id, after=after.loan_id)


def check_activity_fits(activity: MonthActivity, tape: LoanTape) -> None:
    """Raise ActivityMismatch unless `activity` is the tape's next month, loan for loan."""
    if activity.pool_id != tape.pool.pool_id:
        raise ActivityMismatch("pool", activity=activity.pool_id, tape=tape.pool.pool_id)
    if activity.period != tape.next_period:
        raise ActivityMismatch("period", activity=activity.period, tape=tape.next_period)
    reported = {line.loan_id for line in activity.loans}
    expected = {loan.loan_id for loan in tape.active_loans}
    if unknown := sorted(reported - expected):
        raise ActivityMismatch("loan", activity=unknown[0], tape="no such active loan")
    if missing := sorted(expected - reported):
        raise ActivityMismatch("loan", activity="nothing", tape=missing[0])


def activity_bytes(activity: MonthActivity) -> bytes:
    """Return the canonical CSV form of a month's activity; equal months give equal bytes."""
    return csv_bytes(ACTIVITY_COLUMNS, (_row(activity, line) for line in activity.loans))


def activity_hash(activity: MonthActivity) -> Sha256:
    """Return the SHA-256 of the canonical CSV form."""
    return sha256_of(activity_bytes(activity))


def _row(activity: MonthActivity, line: LoanActivity) -> tuple[str, ...]:
    proceeds = line.liquidation_proceeds_cents
    return (
        activity.pool_id,
        str(activity.period),
        line.loan_id,
        str(line.payments_made),
        line.curtailment_cents.plain,
        "true" if line.paid_off else "false",
        "" if proceeds is None else proceeds.plain,
    )
