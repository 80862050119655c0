"""What of each loan's installments is passed on in a month, columnar.

Installments are laid out on the balance one after another, oldest first, each on what the one
before it leaves. The loop goes over their number: nearly every loan has one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rwa.servicing.activity_columns import ActivityColumns
from rwa.servicing.basis import CollectionBasis
from rwa.servicing.column_types import CentColumn, MonthColumn, RowNumbers
from rwa.servicing.columns import TapeColumns
from rwa.servicing.schedule import Installments, due_payment, installments_on


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class PassedOn:
    """What a month's installments come to for holders, and what they bring back to the servicer."""

    payment: CentColumn
    """The payment installments are worked out from."""
    interest: CentColumn
    """Interest passed on."""
    servicing_fee: CentColumn
    """The servicer's fee on it."""
    guaranty_fee: CentColumn
    """The guarantor's fee on it."""
    principal: CentColumn
    """Principal passed on as scheduled."""
    advanced_interest: CentColumn
    """Interest that paid installments brought after it had been advanced."""
    newest_interest: CentColumn
    """Interest of the month's own installment."""
    newest_principal: CentColumn
    """Principal of the month's own installment."""


def pass_on(tape: TapeColumns, activity: ActivityColumns, basis: CollectionBasis) -> PassedOn:
    """Lay out each loan's installments and add up what is passed on."""
    payment = due_payment(tape)
    left = tape.balance.copy()
    sums = {name: np.zeros_like(left) for name in PassedOn.__slots__ if name != "payment"}
    for number in range(1, int(basis.laid_out.max(initial=0)) + 1):
        rows = np.flatnonzero(tape.active & (basis.laid_out >= number))
        back = basis.laid_out[rows] - number
        installments = installments_on(
            tape, rows, balance=left[rows], payment=payment[rows], back=back
        )
        for name, amounts in _shares(tape, activity, basis, rows, back, installments).items():
            sums[name][rows] += amounts
        left[rows] -= installments.principal
    return PassedOn(payment=payment, **sums)


def _shares(
    tape: TapeColumns,
    activity: ActivityColumns,
    basis: CollectionBasis,
    rows: RowNumbers,
    back: MonthColumn,
    installments: Installments,
) -> dict[str, CentColumn]:
    """One installment of each loan in `rows`, sorted by where it goes."""
    number = tape.months_behind[rows] + 1 - back
    paid = number <= basis.paid[rows]
    advanced = number <= tape.months_advanced[rows]
    newest, as_scheduled = back == 0, basis.as_scheduled[rows]
    unpaid_interest = newest & basis.advances_interest[rows]
    interest_passes = as_scheduled | (paid & ~advanced) | unpaid_interest
    principal_passes = (as_scheduled | paid) & ~activity.liquidated[rows]
    return {
        "interest": np.where(interest_passes, installments.interest, 0),
        "servicing_fee": np.where(interest_passes, installments.servicing_fee, 0),
        "guaranty_fee": np.where(interest_passes, installments.guaranty_fee, 0),
        "principal": np.where(principal_passes, installments.principal, 0),
        "advanced_interest": np.where(paid & advanced, installments.interest, 0),
        "newest_interest": np.where(newest, installments.interest, 0),
        "newest_principal": np.where(newest, installments.principal, 0),
    }
