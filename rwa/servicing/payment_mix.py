"""How many payments simulated borrowers make, by shares: none, one, several, one and some more.

Each draws for the month and on its own. Who makes several pays two to all that are owed, each
number as likely; a borrower who owes only the month's pays that and a curtailment of one payment,
as money beyond the payments owed is. Who curtails does so with up to one payment of extra
principal, and only while nothing is missed. Loans whose schedule ends while they are behind pay
everything off. Lines that stand for a pool make their payment.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from decimal import Decimal
from fractions import Fraction

import numpy as np

from rwa.core.errors import DataRejected, ValueOutOfRange
from rwa.core.rates import Ppm
from rwa.servicing.activity_columns import ActivityColumns
from rwa.servicing.column_types import CentColumn, MonthColumn
from rwa.servicing.columns import TapeColumns
from rwa.servicing.draws import Purpose, chosen, month_draws, part_of_payment
from rwa.servicing.endings import must_settle
from rwa.servicing.schedule import due_on, due_payment

_NONE, _ONE, _SEVERAL, _CURTAILS = range(4)


class SharesDoNotSum(DataRejected):
    """The shares of a payment mix do not add up to exactly one."""

    def __init__(self, total: Decimal) -> None:
        self.total = total
        super().__init__(
            f"shares of the payment mix add up to {total}, expected is exactly 1; correct one"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentMix:
    """Shares of borrowers by what they pay in a month. Raises ValueOutOfRange, SharesDoNotSum."""

    none: Decimal
    """Share that misses the payment."""
    one: Decimal
    """Share that makes one payment."""
    several: Decimal = Decimal(0)
    """Share that makes two or more."""
    curtails: Decimal = Decimal(0)
    """Share that makes one and pays something extra."""

    def __post_init__(self) -> None:
        for field in fields(self):
            share = getattr(self, field.name)
            if not share.is_finite() or not 0 <= share <= 1:
                raise ValueOutOfRange(field.name, value=share, allowed="0 to 1")
        if sum(self.shares) != 1:
            raise SharesDoNotSum(self.none + self.one + self.several + self.curtails)

    @property
    def shares(self) -> tuple[Fraction, ...]:
        """None, one, several, curtails; exact."""
        return tuple(map(Fraction, (self.none, self.one, self.several, self.curtails)))

    def draw(
        self, tape: TapeColumns, *, seed: int, index_ppm: Ppm | None = None
    ) -> ActivityColumns:
        """Draw the month after `tape`; it always fits the tape. Raises KeyOutOfRange.

        `index_ppm` is what rates due to be reset go by.
        """
        kind = chosen(month_draws(tape, Purpose.PAYMENTS, seed=seed), self.shares)
        made = _payments(tape, kind, seed=seed)
        settles = must_settle(tape, made)
        made = np.where(settles, 1, made).astype(np.int32)
        extra = np.where(settles, 0, _extra(tape, kind, seed=seed))
        return replace(
            ActivityColumns.nothing(tape.as_of + 1, len(made)),
            payments_made=made,
            curtailment=extra,
            paid_off=settles,
            index_ppm=index_ppm,
        )


def _payments(tape: TapeColumns, kind: MonthColumn, *, seed: int) -> MonthColumn:
    """Payments of each loan, at most those owed."""
    draws = month_draws(tape, Purpose.PAYMENTS_BEYOND_ONE, seed=seed)
    beyond = np.maximum(tape.months_behind, 1).astype(np.uint64)
    several = 2 + (draws % beyond).astype(np.int64)
    wanted = np.select([kind == _NONE, kind == _SEVERAL], [0, several], default=1)
    made = np.where(tape.recasts, 1, np.minimum(wanted, tape.months_behind + 1))
    return np.where(tape.active, made, 0).astype(np.int32)


def _extra(tape: TapeColumns, kind: MonthColumn, *, seed: int) -> CentColumn:
    """Curtailments of loans that are not behind, never the whole of what the schedule leaves."""
    payment = due_payment(tape)
    part = part_of_payment(tape, payment, seed=seed)
    wanted = np.select([kind == _CURTAILS, kind == _SEVERAL], [part, payment], default=0)
    may = tape.active & ~tape.recasts & (tape.months_behind == 0)
    left = tape.balance - due_on(tape).principal
    return np.where(may & (wanted < left), wanted, 0)
