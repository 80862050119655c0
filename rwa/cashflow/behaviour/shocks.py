"""What a move of rates does to a pool: it lives longer when rates rise, shorter when they fall.

One rate for the whole life, known in advance: no option value is in these numbers.
"""

from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from rwa.cashflow.arrays import FloatArray
from rwa.cashflow.behaviour.borrower import BorrowerModel
from rwa.cashflow.behaviour.speed_path import BorrowerPath, borrower_path
from rwa.cashflow.projection.line import Line
from rwa.cashflow.rates.curve import BASIS_POINTS, DiscountCurve
from rwa.core.rates import MONTHS_PER_YEAR

STANDARD_SHIFTS_BP = (-100, -50, -25, 0, 25, 50, 100)
"""Parallel shifts of a table, basis points."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolSetting:
    """A pool and its borrowers, before anything is said about rates."""

    line: Line
    """The pool."""
    borrowers: BorrowerModel
    """How its borrowers answer rates."""
    first_calendar_month: int
    """Calendar month of the first month projected, January is 1."""
    original_balance: Decimal | None = None
    """Balance burnout compares with; None: the line's balance."""

    def path(self, mortgage_rate: float) -> BorrowerPath:
        """Return what borrowers do if the mortgage rate never changes again."""
        return borrower_path(
            self.borrowers,
            self.line,
            np.full(self.line.remaining_months, mortgage_rate),
            first_calendar_month=self.first_calendar_month,
            original_balance=self.original_balance,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolLife:
    """A pool's life at one mortgage rate."""

    mortgage_rate: float
    """The rate, for ever."""
    turnover_cpr: float
    """Home sales of a seasoned pool in an average month at that rate; 0 if not modelled apart."""
    first_year_cpr: float
    """Share prepaid in the first twelve months, or in the whole life if shorter."""
    wal_years: float
    """Mean time to principal, in whole months from now over twelve, without payment delay."""
    duration_years: float
    """Mean time to investors' present value at the mortgage rate, compounded monthly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RateShock:
    """The same pool before and after mortgage rates jump."""

    before: PoolLife
    """Rates stay."""
    after: PoolLife
    """Rates have jumped."""

    @property
    def wal_change_years(self) -> float:
        """Extension where positive, contraction where negative."""
        return self.after.wal_years - self.before.wal_years


@dataclass(frozen=True, slots=True, kw_only=True)
class ParallelShift:
    """One row of a table of parallel shifts."""

    shift_bp: float
    """Shift of the curve and of the mortgage rate, basis points."""
    first_year_cpr: float
    """As in PoolLife."""
    wal_years: float
    """As in PoolLife."""
    price: float
    """Present value of investors' flows per 100 of balance, paid at month ends."""


def pool_life(setting: PoolSetting, mortgage_rate: float) -> PoolLife:
    """Return a pool's life if the mortgage rate stays where it is. Raises ValueOutOfRange."""
    path = setting.path(mortgage_rate)
    years = _years(path)
    discounts = (1.0 + mortgage_rate / MONTHS_PER_YEAR) ** (-years * MONTHS_PER_YEAR)
    values = _flows(setting, path) * discounts
    return PoolLife(
        mortgage_rate=mortgage_rate,
        turnover_cpr=_seasoned_turnover(setting, mortgage_rate),
        first_year_cpr=_first_year_cpr(path),
        wal_years=_wal_years(path),
        duration_years=float(years @ values / values.sum()),
    )


def rate_shock(setting: PoolSetting, *, before: float, after: float) -> RateShock:
    """Return the pool's life at two mortgage rates: 3% to 7% extends, 7% to 3% contracts."""
    return RateShock(before=pool_life(setting, before), after=pool_life(setting, after))


def parallel_shifts(
    setting: PoolSetting,
    curve: DiscountCurve,
    *,
    mortgage_rate: float,
    shifts_bp: tuple[float, ...] = STANDARD_SHIFTS_BP,
) -> tuple[ParallelShift, ...]:
    """Return speed, life and price where curve and mortgage rate move together.

    Raises ValueOutOfRange.
    """
    return tuple(
        _shifted(setting, curve.shifted(shift), mortgage_rate=mortgage_rate, shift_bp=shift)
        for shift in shifts_bp
    )


def _shifted(
    setting: PoolSetting, curve: DiscountCurve, *, mortgage_rate: float, shift_bp: float
) -> ParallelShift:
    path = setting.path(mortgage_rate + shift_bp / BASIS_POINTS)
    value = float(_flows(setting, path) @ curve.discount(_years(path)))
    return ParallelShift(
        shift_bp=shift_bp,
        first_year_cpr=_first_year_cpr(path),
        wal_years=_wal_years(path),
        price=100.0 * value / float(path.balances[0]),
    )


def _flows(setting: PoolSetting, path: BorrowerPath) -> FloatArray:
    """Principal and net interest of each month, dollars."""
    fee, months = setting.line.fee_rate, range(1, setting.line.remaining_months + 1)
    net_rates = np.array([float(setting.line.note_rate(month) - fee) for month in months])
    return np.asarray(path.balances[:-1] * net_rates / MONTHS_PER_YEAR - np.diff(path.balances))


def _years(path: BorrowerPath) -> FloatArray:
    return np.arange(1, len(path.balances)) / MONTHS_PER_YEAR


def _wal_years(path: BorrowerPath) -> float:
    return float(_years(path) @ -np.diff(path.balances) / path.balances[0])


def _first_year_cpr(path: BorrowerPath) -> float:
    return float(1.0 - np.prod(1.0 - path.smm[:MONTHS_PER_YEAR]))


def _seasoned_turnover(setting: PoolSetting, mortgage_rate: float) -> float:
    turnover = setting.borrowers.turnover
    if turnover is None:
        return 0.0
    return float(turnover.seasoned_cpr(float(setting.line.note_rate(1)), mortgage_rate))
