"""What is due on each loan in a month, columnar: exact cents, half up at each step.

Source: docs/reference/sources.md#fannie-cent-rounding
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rwa.core.annuity import level_payment
from rwa.core.money import Cents
from rwa.core.rates import MONTHS_PER_YEAR, PPM, Ppm
from rwa.servicing.columns import CentColumn, MonthColumn, PpmColumn, TapeColumns

_YEAR = MONTHS_PER_YEAR * PPM
_LOW_WORD = np.int64(2**32 - 1)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class DueColumns:
    """A month's scheduled payment of each loan, taken apart."""

    payment: CentColumn
    """The payment the schedule is worked out from."""
    interest: CentColumn
    """A month's interest on the balance."""
    principal: CentColumn
    """What is left of the payment, or the whole balance with the last one."""

    @property
    def total(self) -> CentColumn:
        """What the borrower owes for the month."""
        return self.interest + self.principal


def due_on(tape: TapeColumns) -> DueColumns:
    """The scheduled payment of each loan in the month after the tape.

    Interest first; principal is the rest of the payment; the last payment, by count or by size,
    takes the rest of the balance. A line that recasts pays the level payment of its balance.
    """
    payment = recast_payment(tape, balance=tape.balance, remaining=tape.remaining)
    interest = monthly_interest_column(tape.balance, tape.note_rate)
    regular = np.minimum(payment - interest, tape.balance)
    principal = np.where(tape.remaining == 1, tape.balance, regular)
    return DueColumns(payment=payment, interest=interest, principal=principal)


def recast_payment(tape: TapeColumns, *, balance: CentColumn, remaining: MonthColumn) -> CentColumn:
    """The tape's payments, with those that recast replaced by the level payment of `balance`."""
    payment = tape.payment.copy()
    for row in np.flatnonzero(tape.recasts & (balance > 0)):
        level = level_payment(
            balance=Cents(int(balance[row])),
            note_rate=Ppm(int(tape.note_rate[row])),
            months=int(remaining[row]),
        )
        payment[row] = level.count
    return payment


def monthly_interest_column(balance: CentColumn, rate: PpmColumn) -> CentColumn:
    """A twelfth of a year's interest, in cents half up.

    Exact while `2 * balance * rate` fits 63 bits, which the bounds of TapeColumns ensure:
    2 * 10**13 * 300,000 + 12,000,000 < 2**63.
    """
    return (2 * balance * rate.astype(np.int64) + _YEAR) // (2 * _YEAR)


def exact_sum(column: CentColumn) -> int:
    """The sum of a column as a whole number of any size.

    High and low words are added apart, so that up to 2**31 rows cannot overflow.
    """
    high, low = column >> 32, column & _LOW_WORD
    return (int(high.sum()) << 32) + int(low.sum())
