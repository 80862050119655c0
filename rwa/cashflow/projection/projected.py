"""A projection's result: its columns as arrays, for Arrow, for notebooks and for programs."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from rwa.cashflow.arrays import FloatArray, IntArray
from rwa.cashflow.tables import ArrowTable

STOCKS = ("beginning_balance", "ending_balance", "performing_balance", "in_foreclosure")
"""Columns that are balances: their sum means nothing."""
NOT_MONEY = ("month", "smm")
"""Columns that are not dollars."""


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class Projection(ArrowTable):
    """A line's or a pool's life, one entry a month; dollars. Arrays are read-only."""

    month: IntArray
    """Counted from 1."""
    beginning_balance: FloatArray
    """Performing and in foreclosure, before the month."""
    smm: FloatArray
    """Prepayment speed of the month, per cent."""
    payment: FloatArray
    """Gross interest and scheduled principal: without defaults, what borrowers owe."""
    gross_interest: FloatArray
    """Note interest expected on the beginning balance."""
    net_interest: FloatArray
    """Interest at the pass-through rate less `interest_lost`: what investors get."""
    scheduled_principal: FloatArray
    """Principal by the schedule, of performing loans and advanced for defaulted ones."""
    prepaid_principal: FloatArray
    """Payoffs and curtailments."""
    total_principal: FloatArray
    """Scheduled, prepaid and recovered: what investors get."""
    ending_balance: FloatArray
    """Performing and in foreclosure, after the month."""
    performing_balance: FloatArray
    """Loans that pay, after the month."""
    new_defaults: FloatArray
    """Balance that stopped paying in the month."""
    in_foreclosure: FloatArray
    """Defaulted and not yet liquidated, after the month."""
    amortized_default_balance: FloatArray
    """Balance liquidated in the month, as the advances have amortised it."""
    principal_recovery: FloatArray
    """What liquidation brought of it."""
    principal_loss: FloatArray
    """What it did not."""
    interest_lost: FloatArray
    """Pass-through interest of loans in default."""
    advanced_principal: FloatArray
    """Scheduled principal the servicer advanced for loans in foreclosure."""
    totals: dict[str, float]
    """Sum of every column that is a flow, in cents without loss if it was projected in cents."""

    def __post_init__(self) -> None:
        for column in self.columns().values():
            column.setflags(write=False)

    def __len__(self) -> int:
        """Number of months."""
        return len(self.month)

    @property
    def cash_flow(self) -> FloatArray:
        """What investors get each month: net interest and total principal."""
        return self.net_interest + self.total_principal

    def columns(self) -> dict[str, Any]:
        """Every column by its name, in order."""
        return {name: getattr(self, name) for name in COLUMNS}

    def _html_cell(self, name: str, value: Any) -> str:
        if name == "month":
            return str(value)
        return f"{value:.5f}" if name in NOT_MONEY else f"{value:,.2f}"

    def _html_foot(self) -> str:
        sums = [self.totals.get(name) for name in COLUMNS[1:]]
        cells = "".join(
            "<td></td>" if total is None else f"<td>{total:,.2f}</td>" for total in sums
        )
        return f"<tfoot><tr><th>total</th>{cells}</tr></tfoot>"


COLUMNS = tuple(field.name for field in fields(Projection) if field.name != "totals")
"""Names of the columns, in order."""
FLOWS = tuple(name for name in COLUMNS if name not in (*STOCKS, *NOT_MONEY))
"""Names of the columns that can be summed."""
