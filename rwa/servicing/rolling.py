"""A month drawn by roll rates: who pays what, who is foreclosed on, what a liquidation brings.

Each loan draws its next standing; the payments it makes are those that lead there. A loan that
stays 90 days behind, in foreclosure or REO pays nothing. A line that stands for a pool pays off
the share of its scheduled balance that current loans do, without chance.

- A liquidation loses the severity's share of the balance, in cents half up, advances and the
  month's interest included. Under a guarantee the servicer buys the loan out where its programme
  allows, and else the borrower pays it off.
- A loan whose schedule ends while it is behind pays everything off.
- Every payment made late brings a late fee, in cents down. Escrow deposits come with payments, a
  twelfth of the year's bills each; bills are paid whether or not the borrower pays.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import numpy as np

from rwa.cashflow.speeds import prepaid_principal
from rwa.core.money import Cents, mul_div_half_up
from rwa.core.rates import MONTHS_PER_YEAR, PPM, Ppm
from rwa.pool.bounds import MAX_BALANCE
from rwa.pool.loan import LoanStatus
from rwa.servicing.activity_columns import NOT_MOVED, ActivityColumns
from rwa.servicing.basis import basis_of
from rwa.servicing.column_types import (
    STATUS_CODE,
    CentColumn,
    FlagColumn,
    MonthColumn,
    StatusColumn,
)
from rwa.servicing.columns import TapeColumns
from rwa.servicing.draws import Purpose, chosen, month_draws
from rwa.servicing.endings import must_settle
from rwa.servicing.loan_columns import owed_on_liquidation
from rwa.servicing.passing_on import pass_on
from rwa.servicing.roll_rates import RollRates
from rwa.servicing.schedule import due_on, due_payment

_SETTLED_TO = {
    STATUS_CODE[LoanStatus.CURRENT]: 0,
    STATUS_CODE[LoanStatus.DELINQUENT_30]: 1,
    STATUS_CODE[LoanStatus.DELINQUENT_60]: 2,
}
"""Payments still missed in each standing that payments lead to."""
_LEGAL = (STATUS_CODE[LoanStatus.FORECLOSURE], STATUS_CODE[LoanStatus.REO])


@dataclass(frozen=True, slots=True)
class RolledBorrowers:
    """Borrowers who move from standing to standing by roll rates."""

    rates: RollRates
    """How likely each move is, and what goes with it."""

    def draw(
        self, tape: TapeColumns, *, seed: int, index_ppm: Ppm | None = None
    ) -> ActivityColumns:
        """Draw the month after `tape`; see `roll_month`."""
        return roll_month(tape, self.rates, seed=seed, index_ppm=index_ppm)


def roll_month(
    tape: TapeColumns, rates: RollRates, *, seed: int, index_ppm: Ppm | None = None
) -> ActivityColumns:
    """Draw what happens in the month after `tape`; it always fits the tape. Raises KeyOutOfRange.

    `index_ppm` is what rates due to be reset go by.
    """
    standing = _next_standing(tape, rates, seed=seed)
    real = tape.active & ~tape.recasts
    made = np.where(tape.recasts & tape.active, 1, _payments_leading_to(tape, standing))
    liquidated, paid_off, bought_out = _ends(tape, standing, made)
    made = np.where(paid_off, 1, np.where(liquidated, 0, made)).astype(np.int32)
    behind = np.where(real & ~paid_off & ~liquidated, tape.months_behind + 1 - made, 0)
    moves = np.isin(standing, _LEGAL) & (standing != tape.status) & (behind > 0)
    stops = rates.losses.stops_advances_at
    month = replace(
        ActivityColumns.nothing(tape.as_of + 1, len(made)),
        payments_made=made,
        curtailment=_pool_lines_prepaid(tape, rates),
        paid_off=paid_off,
        bought_out=bought_out,
        moved_to=np.where(moves, standing, NOT_MOVED).astype(np.int8),
        stops_advances=np.zeros_like(paid_off) if stops is None else behind >= stops,
        late_fee=_late_fees(tape, made, rates),
        index_ppm=index_ppm,
        **_escrow(tape, made, rates, closing=paid_off | liquidated),
    )
    return _with_proceeds(tape, month, liquidated, rates.losses.severity)


def _next_standing(tape: TapeColumns, rates: RollRates, *, seed: int) -> StatusColumn:
    draws = month_draws(tape, Purpose.STANDING, seed=seed)
    following = tape.status.copy()
    for status in rates.matrix:
        rows = np.flatnonzero(tape.active & (tape.status == STATUS_CODE[status]))
        following[rows] = chosen(draws[rows], rates.shares(status))
    return following


def _payments_leading_to(tape: TapeColumns, standing: StatusColumn) -> MonthColumn:
    """Payments that leave as many missed as the standing has; none for every other standing."""
    made = np.zeros(len(standing), dtype=np.int32)
    for code, missed in _SETTLED_TO.items():
        rows = tape.active & (standing == code)
        made[rows] = np.maximum(tape.months_behind[rows] + 1 - missed, 0)
    return made


def _ends(
    tape: TapeColumns, standing: StatusColumn, made: MonthColumn
) -> tuple[FlagColumn, FlagColumn, FlagColumn]:
    """Which loans are liquidated, paid off, and bought out."""
    programme = tape.pool.programme
    real = tape.active & ~tape.recasts
    worked_out = real & (standing == STATUS_CODE[LoanStatus.LIQUIDATED])
    repaid = real & (standing == STATUS_CODE[LoanStatus.PAID_OFF])
    nobody = np.zeros_like(real)
    if programme.guarantee is None:
        return worked_out, repaid | (must_settle(tape, made) & ~worked_out), nobody
    needed = programme.buyout_missed_payments
    ripe = nobody
    if needed is not None:
        ripe = (tape.months_behind >= needed) | (tape.status == STATUS_CODE[LoanStatus.FORECLOSURE])
    return nobody, repaid | worked_out | must_settle(tape, made), worked_out & ripe


def _with_proceeds(
    tape: TapeColumns, month: ActivityColumns, liquidated: FlagColumn, severity: Decimal
) -> ActivityColumns:
    """The month with what each liquidation brings: everything owed less the severity's loss."""
    rows = np.flatnonzero(liquidated)
    if not rows.size:
        return month
    proceeds = month.liquidation_proceeds.copy()
    proceeds[rows] = 0
    begun = replace(month, liquidation_proceeds=proceeds.copy())
    owed = owed_on_liquidation(tape, pass_on(tape, begun, basis_of(tape, begun)))
    numerator, denominator = severity.as_integer_ratio()
    for row in rows:
        lost = mul_div_half_up(int(tape.balance[row]), numerator, denominator)
        proceeds[row] = max(int(owed[row]) - lost, -MAX_BALANCE.count)
    return replace(month, liquidation_proceeds=proceeds)


def _pool_lines_prepaid(tape: TapeColumns, rates: RollRates) -> CentColumn:
    prepaid = np.zeros(len(tape.loan_ids), dtype=np.int64)
    left = tape.balance - due_on(tape).principal
    smm = rates.matrix[LoanStatus.CURRENT].get(LoanStatus.PAID_OFF, Decimal(0))
    for row in np.flatnonzero(tape.recasts & tape.active):
        prepaid[row] = prepaid_principal(smm=smm, scheduled_balance=Cents(int(left[row]))).count
    return prepaid


def _late_fees(tape: TapeColumns, made: MonthColumn, rates: RollRates) -> CentColumn:
    """A fee for each missed payment that was made."""
    fee = due_payment(tape) * rates.losses.late_fee_ppm.count // PPM
    late = np.where(tape.recasts, 0, np.minimum(made, tape.months_behind))
    return np.minimum(late * fee, MAX_BALANCE.count)


def _escrow(
    tape: TapeColumns, made: MonthColumn, rates: RollRates, *, closing: FlagColumn
) -> dict[str, Any]:
    """Deposits with the payments made, and the month's bills of loans that stay."""
    if rates.escrow is None:
        return {}
    year = tape.original_balance * rates.escrow.year_ppm.count // PPM
    real = tape.active & ~tape.recasts
    deposit = np.minimum(made * (year // MONTHS_PER_YEAR), MAX_BALANCE.count)
    bill_months = rates.escrow.bill_months
    bill = year // len(bill_months) * ((tape.as_of + 1).month in bill_months)
    return {
        "escrow_deposit": np.where(real, deposit, 0),
        "escrow_disbursement": np.where(real & ~closing, bill, 0),
    }
