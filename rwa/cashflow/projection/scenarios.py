"""One line in many prepayment scenarios at once: a month of each takes a nanosecond or two.

What `engine.project` says of one line and one speed, without defaults, this says of thousands of
speeds. Source of every formula: docs/reference/sources.md#sifma-standard-formulas
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rwa.cashflow.arrays import FloatArray
from rwa.cashflow.bounds import above, bounded
from rwa.core.annuity import check_term
from rwa.core.errors import ValueOutOfRange


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ScenarioFlows:
    """A line's months in each scenario, dollars; arrays of shape (scenarios, months)."""

    balance: float
    """Balance at the start."""
    ending_balance: FloatArray
    """After the month."""
    gross_interest: FloatArray
    """What borrowers pay on the balance before the month."""
    scheduled_principal: FloatArray
    """By the schedule of what is left; everything in the last month."""
    prepaid_principal: FloatArray
    """Beyond it."""

    @property
    def beginning_balance(self) -> FloatArray:
        """Balance before each month."""
        before = np.empty_like(self.ending_balance)
        before[:, 0] = self.balance
        before[:, 1:] = self.ending_balance[:, :-1]
        return before

    @property
    def total_principal(self) -> FloatArray:
        """Scheduled and prepaid principal."""
        return self.scheduled_principal + self.prepaid_principal

    def cash_flow(self, *, pass_through_rate: float) -> FloatArray:
        """Return what investors get: interest at their annual rate and all principal."""
        return self.beginning_balance * (pass_through_rate / 12) + self.total_principal


def project_scenarios(
    *, balance: float, wac: float, smm: FloatArray, parallel: bool = False
) -> ScenarioFlows:
    """Return the flows of a level-pay line over as many months as `smm` has.

    `balance` is dollars and `wac` an annual share of one; `smm`, (scenarios, months), is the share
    prepaid each month of what the schedule leaves. `parallel` uses numba's threads, else one does
    everything; only the last digits may differ. Raises ValueOutOfRange, TermOutOfRange.
    """
    from rwa.cashflow.projection import scenario_kernel as kernel  # noqa: PLC0415 - takes a second

    above("balance", balance)
    bounded("wac", wac, high=1)
    speeds = np.ascontiguousarray(bounded("smm", smm, high=1))
    if speeds.ndim != 2 or not speeds.size:
        raise ValueOutOfRange(
            "smm", value=f"of shape {speeds.shape}", allowed="(scenarios, months)"
        )
    check_term(speeds.shape[1])
    # One large piece of memory: the system hands it out ten times as fast as four smaller ones.
    ending, interest, scheduled, prepaid = np.empty((4, *speeds.shape))
    run = kernel.project_in_parallel if parallel else kernel.project
    run(float(balance), float(wac), speeds, (ending, interest, scheduled, prepaid))
    return ScenarioFlows(
        balance=float(balance),
        ending_balance=ending,
        gross_interest=interest,
        scheduled_principal=scheduled,
        prepaid_principal=prepaid,
    )
