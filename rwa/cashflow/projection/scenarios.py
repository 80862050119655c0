"""One line in many prepayment scenarios at once: a month of each takes a nanosecond or two.

What `engine.project` says of one line and one speed, without defaults, this says of thousands of
speeds; how fast: docs/reference/cashflow-speed.md.
Source of every formula: docs/reference/sources.md#sifma-standard-formulas
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rwa.cashflow.arrays import FloatArray, IntArray
from rwa.cashflow.bounds import above, bounded
from rwa.cashflow.projection.arithmetic import principal_share
from rwa.cashflow.tables import ArrowTable
from rwa.cashflow.threads import over_slices
from rwa.core.annuity import check_term
from rwa.core.errors import ValueOutOfRange
from rwa.core.rates import MONTHS_PER_YEAR


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class ScenarioFlows(ArrowTable):
    """A line's months in each scenario, dollars; arrays of shape (scenarios, months), read-only."""

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

    def __post_init__(self) -> None:
        for column in (
            self.ending_balance,
            self.gross_interest,
            self.scheduled_principal,
            self.prepaid_principal,
        ):
            column.setflags(write=False)

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
        interest = self.beginning_balance * (pass_through_rate / MONTHS_PER_YEAR)
        return interest + self.total_principal

    def columns(self) -> dict[str, FloatArray | IntArray]:
        """One row for each month of each scenario, both counted from 1; by name, in order."""
        scenarios, months = self.ending_balance.shape
        return {
            "scenario": np.repeat(np.arange(1, scenarios + 1), months),
            "month": np.tile(np.arange(1, months + 1), scenarios),
            "beginning_balance": self.beginning_balance.reshape(-1),
            "gross_interest": self.gross_interest.reshape(-1),
            "scheduled_principal": self.scheduled_principal.reshape(-1),
            "prepaid_principal": self.prepaid_principal.reshape(-1),
            "ending_balance": self.ending_balance.reshape(-1),
        }


def project_scenarios(
    *, balance: float, wac: float, smm: FloatArray, threads: int = 1
) -> ScenarioFlows:
    """Return the flows of a level-pay line over as many months as `smm` has.

    `balance` is dollars and `wac` an annual share of one; `smm`, (scenarios, months), is the share
    prepaid each month of what the schedule leaves. Results do not depend on `threads`. Raises
    ValueOutOfRange, TermOutOfRange.
    """
    from rwa.cashflow.projection import scenario_kernel as kernel  # noqa: PLC0415 - takes a second

    above("balance", balance)
    bounded("wac", wac, high=1)
    speeds = np.ascontiguousarray(bounded("smm", smm, high=1))
    if speeds.ndim != 2 or not speeds.size:
        raise ValueOutOfRange(
            "smm", value=f"of shape {speeds.shape}", allowed="(scenarios, months)"
        )
    scenarios, months = speeds.shape
    check_term(months)
    terms = _unprepaid(float(balance), float(wac) / MONTHS_PER_YEAR, months)
    ending, interest, scheduled, prepaid = np.empty((4, scenarios, months))
    flows = (ending, interest, scheduled, prepaid)
    over_slices(
        lambda begin, end: kernel.project(begin, end, terms, speeds, flows),
        count=scenarios,
        threads=threads,
    )
    return ScenarioFlows(
        balance=float(balance),
        ending_balance=ending,
        gross_interest=interest,
        scheduled_principal=scheduled,
        prepaid_principal=prepaid,
    )


def _unprepaid(balance: float, monthly_rate: float, months: int) -> FloatArray:
    """What each month would bring if nobody prepaid, as `scenario_kernel.project` takes it."""
    share = principal_share(monthly_rate, payments_left=months)
    due = balance * share * (1.0 + monthly_rate) ** np.arange(months)
    left = balance - np.cumsum(due)
    left[-1] = 0.0
    before = np.concatenate(([balance], left[:-1]))
    due[-1] = before[-1]
    return np.stack((due, before * monthly_rate, left))
