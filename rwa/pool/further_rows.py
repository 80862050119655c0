"""The further cells of a tape's row, both ways: how a loan bears interest, and what it misses."""

from dataclasses import dataclass

from rwa.core.errors import ValueOutOfRange
from rwa.core.money import Cents
from rwa.pool.bounds import MAX_TERM_MONTHS
from rwa.pool.loan import Accrual, Loan, LoanStatus, RateReset
from rwa.pool.rows import FileRow

RESET_COLUMNS = (
    "reset_margin",
    "months_to_reset",
    "reset_interval",
    "reset_periodic_cap",
    "reset_floor",
    "reset_ceiling",
    "reset_step",
)
"""Columns of an adjustable rate, given together or not at all."""
LEAST_BEHIND = {
    LoanStatus.DELINQUENT_30: 1,
    LoanStatus.DELINQUENT_60: 2,
    LoanStatus.DELINQUENT_90: 3,
    LoanStatus.FORECLOSURE: 3,
    LoanStatus.REO: 3,
}
"""Payments that a standing says were missed, in a tape that does not count them."""


@dataclass(frozen=True, slots=True)
class FurtherTerms:
    """How a loan bears interest and repays."""

    accrual: Accrual
    """How a month's interest is counted."""
    interest_only_months: int
    """Payments left that are interest alone."""
    balloon_months: int
    """Months by which the amortisation outlasts the maturity."""
    reset: RateReset | None
    """How the rate follows an index; None of a fixed rate."""
    deferred_cents: Cents
    """Part of the balance that bears no interest."""


@dataclass(frozen=True, slots=True)
class Arrears:
    """What a borrower missed."""

    months_behind: int
    """Payments that fell due and were not made."""
    months_advanced: int
    """The oldest of those, which the servicer advanced."""


@dataclass(frozen=True, slots=True)
class ReadStanding:
    """What tells how far a borrower is behind, where the tape does not count it."""

    status: LoanStatus
    """Standing of the loan."""
    payment_cents: Cents
    """Monthly payment."""
    advances_cents: Cents
    """Advances outstanding."""
    recasts: bool
    """Whether it is a line of many loans, of which no payment is missed."""

    @property
    def payments_in_advances(self) -> int:
        """Payments that the advances make, a part counted whole."""
        payment = self.payment_cents.count
        if payment <= 0 or self.recasts or self.status.is_final:
            return 0
        return min(max(0, -(-self.advances_cents.count // payment)), MAX_TERM_MONTHS)

    @property
    def usually_behind(self) -> int:
        """Payments missed, as advances and standing tell."""
        least = 0 if self.recasts else LEAST_BEHIND.get(self.status, 0)
        return max(least, self.payments_in_advances)


def read_further_terms(row: FileRow) -> FurtherTerms:
    """Read how the loan bears interest, noting faults in the row."""
    return FurtherTerms(
        accrual=row.one_of("accrual", tuple(Accrual)) or Accrual.THIRTY_360,
        interest_only_months=row.count("interest_only_months"),
        balloon_months=row.count("balloon_months"),
        reset=_read_reset(row),
        deferred_cents=row.dollars("deferred"),
    )


def read_arrears(row: FileRow, standing: ReadStanding) -> Arrears:
    """Read what the borrower missed; what the row leaves out is told by the loan's standing."""
    behind = row.count("months_behind") if row.has("months_behind") else standing.usually_behind
    advanced = min(standing.payments_in_advances, behind)
    if row.has("months_advanced"):
        advanced = row.count("months_advanced")
    return Arrears(months_behind=behind, months_advanced=advanced)


def further_cells(loan: Loan) -> tuple[str, ...]:
    """Return the cells of one loan in the order of FURTHER_COLUMNS."""
    return (
        loan.accrual.value,
        str(loan.interest_only_months),
        str(loan.balloon_months),
        *_reset_cells(loan.reset),
        str(loan.months_behind),
        str(loan.months_advanced),
        "true" if loan.advances_stopped else "false",
        loan.deferred_cents.plain,
        loan.escrow_advances_cents.plain,
    )


def _read_reset(row: FileRow) -> RateReset | None:
    if not row.given_together(RESET_COLUMNS):
        return None
    try:
        return RateReset(
            margin_ppm=row.per_cent("reset_margin"),
            months_to_reset=row.count("months_to_reset"),
            interval_months=row.count("reset_interval"),
            periodic_cap_ppm=row.per_cent("reset_periodic_cap"),
            floor_ppm=row.per_cent("reset_floor"),
            ceiling_ppm=row.per_cent("reset_ceiling"),
            step_ppm=row.per_cent("reset_step"),
        )
    except ValueOutOfRange as error:
        row.reject_value(error)
        return None


def _reset_cells(reset: RateReset | None) -> tuple[str, ...]:
    if reset is None:
        return _NO_RESET
    return (
        reset.margin_ppm.plain,
        str(reset.months_to_reset),
        str(reset.interval_months),
        reset.periodic_cap_ppm.plain,
        reset.floor_ppm.plain,
        reset.ceiling_ppm.plain,
        reset.step_ppm.plain,
    )


_NO_RESET = ("",) * len(RESET_COLUMNS)
