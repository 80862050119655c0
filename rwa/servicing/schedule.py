"""What accrues and falls due on each loan in a month, columnar: exact cents, half up at each step.

Source: docs/reference/sources.md#fannie-cent-rounding
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rwa.core.annuity import level_payment
from rwa.core.dates import Period
from rwa.core.money import Cents
from rwa.core.rates import MONTHS_PER_YEAR, PPM, Ppm
from rwa.servicing.column_types import CentColumn, FlagColumn, MonthColumn, PpmColumn, RowNumbers
from rwa.servicing.columns import TapeColumns

_YEAR = MONTHS_PER_YEAR * PPM
_DAY_COUNT_YEAR = 360 * PPM
_LOW_WORD = np.int64(2**32 - 1)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Installments:
    """One installment of each of some loans, taken apart."""

    interest: CentColumn
    """Interest on the part of the balance that bears it."""
    principal: CentColumn
    """What is left of the payment, or the whole balance with the last one."""
    servicing_fee: CentColumn
    """The servicer's fee."""
    guaranty_fee: CentColumn
    """The guarantor's fee."""

    @property
    def total(self) -> CentColumn:
        """What borrowers owe for it."""
        return self.interest + self.principal


def due_on(tape: TapeColumns) -> Installments:
    """The month's installment of each loan on the balance it has, older ones left aside."""
    every = np.arange(len(tape.loan_ids), dtype=np.intp)
    back = np.zeros(len(every), dtype=np.int32)
    return installments_on(tape, every, balance=tape.balance, payment=due_payment(tape), back=back)


def installments_on(
    tape: TapeColumns,
    rows: RowNumbers,
    *,
    balance: CentColumn,
    payment: CentColumn,
    back: MonthColumn,
) -> Installments:
    """One installment on `balance` of the loans in `rows`, due `back` months before the month due.

    Interest first; principal is the rest of the payment, nothing while the loan is interest only;
    the last payment takes the whole balance, the deferred part included.
    """
    bearing = np.maximum(balance - tape.deferred[rows], 0)
    days = days_accrued(tape.as_of + 1, back)
    interest, servicing, guaranty = (
        accrued_column(bearing, rate[rows], counts_days=tape.counts_days[rows], days=days)
        for rate in (tape.note_rate, tape.servicing_fee, tape.guaranty_fee)
    )
    regular = np.minimum(np.maximum(payment - interest, 0), bearing)
    amortised = np.where(tape.interest_only[rows] > 0, 0, regular)
    is_last = tape.remaining[rows] + back == 1
    principal = np.where(is_last, balance, amortised)
    return Installments(
        interest=interest, principal=principal, servicing_fee=servicing, guaranty_fee=guaranty
    )


def days_accrued(due: Period, back: MonthColumn) -> npt.NDArray[np.int64]:
    """Days of the month before the one that is `back` months before `due`."""
    furthest = int(back.max(initial=0))
    days = [(due + (-1 - months)).last_day.day for months in range(furthest + 1)]
    return np.array(days, dtype=np.int64)[back]


def accrued_column(
    bearing: CentColumn,
    rate: PpmColumn,
    *,
    counts_days: FlagColumn,
    days: npt.NDArray[np.int64],
) -> CentColumn:
    """A month's interest or fee: by its days over 360 where days count, else a twelfth."""
    twelfth = monthly_interest_column(bearing, rate)
    if not counts_days.any():
        return twelfth
    return np.where(counts_days, actual_interest_column(bearing, rate, days), twelfth)


def monthly_interest_column(balance: CentColumn, rate: PpmColumn) -> CentColumn:
    """A twelfth of a year's interest, in cents half up.

    Exact while `2 * balance * rate` fits 63 bits, which the bounds of TapeColumns ensure:
    2 * 10**13 * 300,000 + 12,000,000 < 2**63.
    """
    return (2 * balance * rate.astype(np.int64) + _YEAR) // (2 * _YEAR)


def actual_interest_column(
    balance: CentColumn, rate: PpmColumn, days: npt.NDArray[np.int64]
) -> CentColumn:
    """Interest of so many days of a year of 360, in cents half up.

    The days multiply whole years and the rest apart, so that only `balance * rate` must fit
    63 bits.
    """
    whole, rest = np.divmod(balance * rate.astype(np.int64), _DAY_COUNT_YEAR)
    counted: CentColumn = whole * days + (rest * days + _DAY_COUNT_YEAR // 2) // _DAY_COUNT_YEAR
    return counted


def due_payment(tape: TapeColumns) -> CentColumn:
    """The payment of each loan; of a line that recasts, the level payment of what bears interest."""
    return recast_payment(
        tape,
        bearing=np.maximum(tape.balance - tape.deferred, 0),
        remaining=tape.remaining,
    )


def recast_payment(tape: TapeColumns, *, bearing: CentColumn, remaining: MonthColumn) -> CentColumn:
    """The tape's payments, with those that recast replaced by the level payment of `bearing`."""
    rows = np.flatnonzero(tape.recasts & (bearing > 0))
    return levelled(tape.payment, rows, bearing=bearing, rate=tape.note_rate, months=remaining)


def levelled(
    payment: CentColumn,
    rows: RowNumbers,
    *,
    bearing: CentColumn,
    rate: PpmColumn,
    months: MonthColumn,
) -> CentColumn:
    """`payment` with those of `rows` replaced by the level payment. Raises TermOutOfRange."""
    replaced = payment.copy()
    for row in rows:
        level = level_payment(
            balance=Cents(int(bearing[row])),
            note_rate=Ppm(int(rate[row])),
            months=int(months[row]),
        )
        replaced[row] = level.count
    return replaced


def exact_sum(column: CentColumn) -> int:
    """The sum of a column as a whole number of any size.

    High and low words are added apart, so that up to 2**31 rows cannot overflow.
    """
    high, low = column >> 32, column & _LOW_WORD
    return (int(high.sum()) << 32) + int(low.sum())
