"""Turnover and lock-in: who sells a home, and who stays because the mortgage is too good to lose.

Source: docs/reference/sources.md#mortgage-rate-lock-in
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rwa.cashflow.arrays import FloatArray
from rwa.cashflow.behaviour.refinancing import seasonality, seasoning
from rwa.cashflow.bounds import bounded, finite

SALES_LOST_PER_POINT = 0.181
"""Share of sales lost for each percentage point by which market rates exceed the note rate."""
BASE_TURNOVER_CPR = 0.10
"""Yearly turnover of seasoned borrowers who are not locked in: sales, and payoffs with them that
no lower rate explains. After lock-in from 3% to 7% it leaves 4.5%, as pools of that time paid."""

_POINT = 0.01


def lock_in_multiplier(
    note_rate: npt.ArrayLike,
    mortgage_rate: npt.ArrayLike,
    *,
    lost_per_point: float = SALES_LOST_PER_POINT,
) -> FloatArray:
    """Return the share of sales that still happen: `(1 - lost)**points`, 1 without a gap.

    Every further point cuts what the points before it have left, so that no gap on a simulated
    path, however wide, forbids all sales. Below the note rate nobody is locked in.
    Raises ValueOutOfRange. Source: docs/reference/sources.md#mortgage-rate-lock-in
    """
    bounded("lost_per_point", lost_per_point, high=1.0)
    gap = finite("mortgage_rate", mortgage_rate) - finite("note_rate", note_rate)
    return np.asarray((1.0 - lost_per_point) ** (np.maximum(gap, 0.0) / _POINT))


@dataclass(frozen=True, slots=True, kw_only=True)
class Turnover:
    """How often homes are sold, and how lock-in cuts it. Raises ValueOutOfRange."""

    base_cpr: float = BASE_TURNOVER_CPR
    """CPR of seasoned borrowers in an average month, without lock-in."""
    lost_per_point: float = SALES_LOST_PER_POINT
    """Share of it lost for each percentage point of gap; 0 for loans the buyer may assume."""

    def __post_init__(self) -> None:
        bounded("base_cpr", self.base_cpr, high=1.0)
        bounded("lost_per_point", self.lost_per_point, high=1.0)

    def seasoned_cpr(self, note_rate: npt.ArrayLike, mortgage_rate: npt.ArrayLike) -> FloatArray:
        """Return the CPR of seasoned borrowers in an average month, after lock-in."""
        return self.base_cpr * lock_in_multiplier(
            note_rate, mortgage_rate, lost_per_point=self.lost_per_point
        )


HOME_SALES = Turnover()
"""Turnover as assumed where nothing else is said."""


def turnover_cpr(
    note_rate: npt.ArrayLike,
    mortgage_rate: npt.ArrayLike,
    *,
    age_months: npt.ArrayLike,
    calendar_month: npt.ArrayLike,
    turnover: Turnover = HOME_SALES,
) -> FloatArray:
    """Return the CPR of home sales: base, lock-in, seasoning and seasonality, at most 1.

    Ages and months as in `refinancing`. Raises ValueOutOfRange.
    """
    seasoned = turnover.seasoned_cpr(note_rate, mortgage_rate)
    timed = seasoned * seasoning(age_months) * seasonality(calendar_month)
    return np.asarray(np.minimum(timed, 1.0))
