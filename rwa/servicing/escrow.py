"""Escrow accounts: what moves them in a month, and what the servicer puts in and gets back.

Escrow money is the borrowers' and never mixes with holders' cash
(docs/reference/sources.md#reg-x-escrow).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rwa.servicing.activity_columns import ActivityColumns
from rwa.servicing.column_types import CentColumn, FlagColumn
from rwa.servicing.columns import TapeColumns


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class EscrowColumns:
    """A month of each loan's escrow account."""

    deposits: CentColumn
    """Paid in by borrowers, with what loans that ended still owed."""
    disbursements: CentColumn
    """Taxes, insurance and refunds paid out, and advances paid back."""
    advances: CentColumn
    """What the servicer put in."""
    end: CentColumn
    """Accounts after the month."""
    advances_end: CentColumn
    """What the servicer has put in and not got back."""


def escrow_columns_of(
    tape: TapeColumns, activity: ActivityColumns, *, ended: FlagColumn
) -> EscrowColumns:
    """Move each account; of loans that ended, close it.

    Deposits repay advances first, as a disbursement. What a disbursement does not find in the
    account is advanced. A closed account pays out what is in it and is paid what was advanced.
    """
    deposits, disbursements = activity.escrow_deposit, activity.escrow_disbursement
    repaid = np.minimum(tape.escrow_advances, deposits)
    available = tape.escrow_balance + deposits - repaid
    advanced = np.maximum(disbursements - np.maximum(available, 0), 0)
    balance = available + advanced - disbursements
    owed = tape.escrow_advances - repaid + advanced
    paid_in = np.where(ended, owed + np.maximum(-balance, 0), 0)
    paid_out = np.where(ended, owed + np.maximum(balance, 0), 0)
    return EscrowColumns(
        deposits=deposits + paid_in,
        disbursements=disbursements + repaid + paid_out,
        advances=advanced,
        end=balance + paid_in - paid_out,
        advances_end=np.where(ended, 0, owed),
    )
