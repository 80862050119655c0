"""What a file of reported months adds up to: rows, loans, months, balances at both ends."""

from collections.abc import Iterable
from dataclasses import dataclass

from rwa.core.dates import Period
from rwa.core.money import Cents, total
from rwa.pool.layouts.record import ReportedLoanMonth


@dataclass(frozen=True, slots=True)
class MonthTotal:
    """One month of all loans."""

    period: Period
    """The month."""
    loan_count: int
    """Loans with a row."""
    balance_cents: Cents
    """Sum of their balances after the month, scheduled where there is a schedule."""


@dataclass(frozen=True, slots=True)
class ReportedTotals:
    """What records add up to."""

    row_count: int
    """Records."""
    loan_count: int
    """Loans among them."""
    month_count: int
    """Months among them; 0 where the layout has none."""
    original_balance_cents: Cents | None
    """What was lent, each loan once, as its last row says; None where no row says it."""
    first: MonthTotal | None
    """The earliest month; None where the layout has none."""
    last: MonthTotal | None
    """The latest month."""


def totals_of(months: Iterable[ReportedLoanMonth]) -> ReportedTotals:
    """Add up records; amounts that the file does not say count as zero."""
    kept = tuple(months)
    lent = {month.loan_id: month.original_balance_cents for month in kept}
    said = [amount for amount in lent.values() if amount is not None]
    periods = {month.reporting_period for month in kept if month.reporting_period}
    return ReportedTotals(
        row_count=len(kept),
        loan_count=len(lent),
        month_count=len(periods),
        original_balance_cents=total(said) if said else None,
        first=_month_total(kept, min(periods)) if periods else None,
        last=_month_total(kept, max(periods)) if periods else None,
    )


def _month_total(months: tuple[ReportedLoanMonth, ...], period: Period) -> MonthTotal:
    those = [month for month in months if month.reporting_period == period]
    balances = (month.balance_end_cents for month in those)
    return MonthTotal(
        period, len(those), total(balance for balance in balances if balance is not None)
    )
