"""How likely loans are to move from one standing to another within a month: roll rates.

A row for each standing of a loan that owes, a column for each standing it may reach. Nobody misses
two payments in a month, foreclosure ends only when nothing is owed, and REO is not cured; what is
unreachable is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction

from rwa.core.errors import DataRejected, ValueOutOfRange
from rwa.core.rates import Ppm
from rwa.pool.bounds import check_rate, check_whole_number
from rwa.pool.loan import LoanStatus

OWING = tuple(status for status in LoanStatus if not status.is_final)
"""The rows of a matrix, in order."""
_ENDS = (LoanStatus.LIQUIDATED, LoanStatus.PAID_OFF)
_LEGAL = (LoanStatus.FORECLOSURE, LoanStatus.REO)
REACHABLE = {
    LoanStatus.CURRENT: (LoanStatus.CURRENT, LoanStatus.DELINQUENT_30, LoanStatus.PAID_OFF),
    LoanStatus.DELINQUENT_30: (*OWING[:3], *_LEGAL, *_ENDS),
    LoanStatus.DELINQUENT_60: (*OWING[:4], *_LEGAL, *_ENDS),
    LoanStatus.DELINQUENT_90: (*OWING[:4], *_LEGAL, *_ENDS),
    LoanStatus.FORECLOSURE: (LoanStatus.CURRENT, *_LEGAL, *_ENDS),
    LoanStatus.REO: (LoanStatus.REO, *_ENDS),
}
"""Where each standing may lead within a month."""
NO_FEE = Ppm(0)
"""Late fee of loans that pay none."""
MAX_SEVERITY = Decimal(2)
"""Largest share of a balance that a liquidation may lose, expenses and advances included."""


class RollRatesDoNotSum(DataRejected):
    """The chances of one standing do not add up to exactly one."""

    def __init__(self, status: LoanStatus, *, total: Decimal) -> None:
        self.status = status
        self.total = total
        super().__init__(
            f"roll rates of {status.value} add up to {total}, expected is exactly 1; "
            "correct that row"
        )


class StandingUnreachable(DataRejected):
    """A roll rate leads where no loan of that standing gets within a month."""

    def __init__(self, status: LoanStatus, *, to: LoanStatus) -> None:
        self.status = status
        self.to = to
        reachable = ", ".join(each.value for each in REACHABLE.get(status, ()))
        super().__init__(
            f"roll rates lead from {status.value} to {to.value}, "
            f"reachable within a month is {reachable or 'nothing'}; correct that row"
        )


@dataclass(frozen=True, slots=True)
class LossTerms:
    """What simulated delinquency costs, and when the servicer stops. Raises ValueOutOfRange."""

    severity: Decimal = Decimal("0.35")
    """Loss of a liquidation as a share of the balance, advances and interest included."""
    stops_advances_at: int | None = None
    """Payments behind from which the servicer advances no more; None where it always does."""
    late_fee_ppm: Ppm = NO_FEE
    """Late fee as a share of the payment that came late."""

    def __post_init__(self) -> None:
        if not self.severity.is_finite() or not 0 <= self.severity <= MAX_SEVERITY:
            raise ValueOutOfRange("severity", value=self.severity, allowed=f"0 to {MAX_SEVERITY}")
        if self.stops_advances_at is not None:
            check_whole_number("stops_advances_at", self.stops_advances_at, low=1, high=480)
        check_rate("late_fee", self.late_fee_ppm)


@dataclass(frozen=True, slots=True)
class EscrowTerms:
    """Taxes and insurance of simulated loans. Raises ValueOutOfRange."""

    year_ppm: Ppm
    """A year's bills as a share of the amount lent."""
    bill_months: tuple[int, ...]
    """Calendar months in which they are paid, in equal parts."""

    def __post_init__(self) -> None:
        check_rate("escrow_year", self.year_ppm)
        if not self.bill_months or len(set(self.bill_months)) < len(self.bill_months):
            raise ValueOutOfRange(
                "bill_months", value=self.bill_months, allowed="at least one month, each once"
            )
        for month in self.bill_months:
            check_whole_number("bill_months", month, low=1, high=12)


@dataclass(frozen=True, slots=True)
class RollRates:
    """A roll-rate matrix and what goes with it.

    Raises RollRatesDoNotSum, StandingUnreachable and ValueOutOfRange.
    """

    matrix: Mapping[LoanStatus, Mapping[LoanStatus, Decimal]]
    """The chance of each standing to lead to another; what is not named has none."""
    losses: LossTerms = LossTerms()
    """What delinquency costs."""
    escrow: EscrowTerms | None = None
    """Taxes and insurance; None where loans have no escrow account."""

    def __post_init__(self) -> None:
        for status in (*OWING, *self.matrix):
            row = self.matrix.get(status, {})
            for to, chance in row.items():
                _check_chance(status, to, chance)
            # Fractions add up exactly; decimals are rounded to their context.
            if sum(map(Fraction, row.values())) != 1:
                raise RollRatesDoNotSum(status, total=_sum_shown(row.values()))

    def shares(self, status: LoanStatus) -> tuple[Fraction, ...]:
        """The chances of one standing, in the order of LoanStatus."""
        row = self.matrix[status]
        return tuple(Fraction(row.get(to, Decimal(0))) for to in LoanStatus)


def _sum_shown(chances: Iterable[Decimal]) -> Decimal:
    """A sum to more places than anybody writes, so that what misses one is seen."""
    with localcontext(prec=60):
        return sum(chances, Decimal(0))


def _check_chance(status: LoanStatus, to: LoanStatus, chance: Decimal) -> None:
    if not chance.is_finite() or not 0 <= chance <= 1:
        raise ValueOutOfRange(
            f"roll rate from {status.value} to {to.value}", value=chance, allowed="0 to 1"
        )
    if chance and to not in REACHABLE.get(status, ()):
        raise StandingUnreachable(status, to=to)
