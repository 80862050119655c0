"""The borrowers of a pool: home sales and refinancing, each with what slows it down."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rwa.cashflow.arrays import FloatArray
from rwa.cashflow.behaviour.burnout import BorrowerMix
from rwa.cashflow.behaviour.lock_in import HOME_SALES, Turnover, turnover_cpr
from rwa.cashflow.behaviour.refinancing import ARCTANGENT, RefinancingModel, refinancing_cpr
from rwa.cashflow.bounds import bounded


@dataclass(frozen=True, slots=True, kw_only=True)
class BorrowerModel:
    """What is assumed about a pool's borrowers.

    With turnover, `CPR = turnover + burnout * (incentive - its floor)`, because the floor of a
    refinancing curve counts home sales too. Without it the curve stands alone, floor included.
    """

    refinancing: RefinancingModel = ARCTANGENT
    """The refinancing curve."""
    turnover: Turnover | None = HOME_SALES
    """Home sales and lock-in; None leaves them to the curve's floor, which knows no lock-in."""
    mix: BorrowerMix | None = None
    """Groups whose leaving makes burnout; None makes it from the balance, `0.3 + 0.7*B/B0`."""

    def refinancing_cpr(
        self,
        note_rate: npt.ArrayLike,
        mortgage_rate: npt.ArrayLike,
        *,
        age_months: npt.ArrayLike,
        calendar_month: npt.ArrayLike,
    ) -> FloatArray:
        """Return the part of the CPR that burns out, before burnout."""
        curve = self.refinancing
        share = curve.cpr if self.turnover is None else curve.excess_cpr
        return refinancing_cpr(
            share(note_rate, mortgage_rate),
            age_months=age_months,
            calendar_month=calendar_month,
            burnout_share=1.0,
        )

    def turnover_cpr(
        self,
        note_rate: npt.ArrayLike,
        mortgage_rate: npt.ArrayLike,
        *,
        age_months: npt.ArrayLike,
        calendar_month: npt.ArrayLike,
    ) -> FloatArray:
        """Return the part of the CPR that does not burn out: home sales."""
        return turnover_cpr(
            note_rate,
            mortgage_rate,
            age_months=age_months,
            calendar_month=calendar_month,
            turnover=Turnover(base_cpr=0.0) if self.turnover is None else self.turnover,
        )

    def cpr(
        self,
        note_rate: npt.ArrayLike,
        mortgage_rate: npt.ArrayLike,
        *,
        age_months: npt.ArrayLike,
        calendar_month: npt.ArrayLike,
        burnout_share: npt.ArrayLike,
    ) -> FloatArray:
        """Return the CPR at a share of the incentive that is left, at most 1.

        Rates are decimals; ages and months are those of the month projected, January is 1. All
        broadcast. Raises ValueOutOfRange.
        """
        left = bounded("burnout_share", burnout_share, high=1.0)
        refinanced = self.refinancing_cpr(
            note_rate, mortgage_rate, age_months=age_months, calendar_month=calendar_month
        )
        sold = self.turnover_cpr(
            note_rate, mortgage_rate, age_months=age_months, calendar_month=calendar_month
        )
        return np.asarray(np.minimum(sold + left * refinanced, 1.0))
