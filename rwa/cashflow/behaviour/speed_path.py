"""A pool's speeds along a path of mortgage rates, rolled forward month by month.

Readable rather than fast: the kernels that value many paths are tested against it.
"""

from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from rwa.cashflow.arrays import FloatArray
from rwa.cashflow.behaviour.borrower import BorrowerModel
from rwa.cashflow.behaviour.burnout import mixture_smm
from rwa.cashflow.behaviour.refinancing import burnout, monthly_share
from rwa.cashflow.bounds import bounded, finite
from rwa.cashflow.projection.arithmetic import principal_share
from rwa.cashflow.projection.line import Line
from rwa.core.errors import ValueOutOfRange
from rwa.core.rates import MONTHS_PER_YEAR


@dataclass(frozen=True, slots=True)
class BorrowerPath:
    """What a line's borrowers do along one path of mortgage rates."""

    smm: FloatArray
    """Share prepaid of what the schedule leaves, shape (months,)."""
    balances: FloatArray
    """Balance before each month and, last, after all; dollars, shape (months + 1,)."""


def borrower_path(
    model: BorrowerModel,
    line: Line,
    mortgage_rates: FloatArray,
    *,
    first_calendar_month: int,
    original_balance: Decimal | None = None,
) -> BorrowerPath:
    """Return the speeds and balances of a line whose borrowers see `mortgage_rates`.

    The rate of month k is at `k - 1` of a one-dimensional array with at least the remaining months;
    later ones do not count. `first_calendar_month` is month 1's, January being 1.
    `original_balance` is what burnout compares with; None takes the line's balance, as for a pool
    that has not burnt out yet. Raises ValueOutOfRange.
    """
    months = np.arange(1, line.remaining_months + 1)
    note_rates = np.array([float(line.note_rate(int(month))) for month in months])
    rates = _path_rates(mortgage_rates, months=line.remaining_months)
    bounded("first_calendar_month", first_calendar_month, low=1, high=MONTHS_PER_YEAR)
    ages = line.age_months + months
    calendar = (first_calendar_month + months - 2) % MONTHS_PER_YEAR + 1
    refinanced = model.refinancing_cpr(note_rates, rates, age_months=ages, calendar_month=calendar)
    sold = model.turnover_cpr(note_rates, rates, age_months=ages, calendar_month=calendar)
    if model.mix is not None:
        return _rolled(line, mixture_smm(model.mix, refinanced, other_cpr=sold).smm)
    original = line.balance if original_balance is None else original_balance
    return _rolled_with_burnout(line, refinanced, sold, original=float(original))


def smm_path(
    model: BorrowerModel,
    line: Line,
    mortgage_rates: FloatArray,
    *,
    first_calendar_month: int,
    original_balance: Decimal | None = None,
) -> FloatArray:
    """Return the SMM of each remaining month, shape (months,); arguments as `borrower_path`."""
    return borrower_path(
        model,
        line,
        mortgage_rates,
        first_calendar_month=first_calendar_month,
        original_balance=original_balance,
    ).smm


def _path_rates(mortgage_rates: FloatArray, *, months: int) -> FloatArray:
    rates = finite("mortgage_rates", mortgage_rates)
    if rates.ndim != 1 or len(rates) < months:
        allowed = f"({months},) or longer: a rate for each remaining month"
        raise ValueOutOfRange("shape of mortgage_rates", value=rates.shape, allowed=allowed)
    return rates[:months]


def _rolled(line: Line, smm: FloatArray) -> BorrowerPath:
    kept = (1.0 - _scheduled_shares(line)) * (1.0 - smm)
    left = np.concatenate(([1.0], np.cumprod(kept)))
    return BorrowerPath(smm=smm, balances=float(line.balance) * left)


def _rolled_with_burnout(
    line: Line, refinanced: FloatArray, sold: FloatArray, *, original: float
) -> BorrowerPath:
    """Burnout needs the balance before a month, so months go one by one."""
    scheduled = _scheduled_shares(line)
    smm = np.zeros(line.remaining_months)
    balances = np.full(line.remaining_months + 1, float(line.balance))
    for month in range(line.remaining_months):
        left = burnout(balances[month], original)
        cpr = min(float(sold[month] + left * refinanced[month]), 1.0)
        smm[month] = monthly_share(cpr)
        balances[month + 1] = balances[month] * (1.0 - scheduled[month]) * (1.0 - smm[month])
    return BorrowerPath(smm=smm, balances=balances)


def _scheduled_shares(line: Line) -> FloatArray:
    """Scheduled principal of each month as a share of the balance before it."""
    return np.array(
        [
            principal_share(
                float(line.note_rate(month)) / MONTHS_PER_YEAR,
                payments_left=line.payments_left(month),
            )
            for month in range(1, line.remaining_months + 1)
        ]
    )
