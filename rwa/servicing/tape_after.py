"""The tape that a month leaves: terms, standing and accounts of every loan, columnar."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from rwa.pool.loan import LoanStatus
from rwa.servicing.activity_columns import ActivityColumns
from rwa.servicing.arrears import months_advanced_after, months_behind_after, status_after
from rwa.servicing.basis import CollectionBasis
from rwa.servicing.column_types import STATUS_CODE, CentColumn, FlagColumn, StatusColumn
from rwa.servicing.columns import TapeColumns
from rwa.servicing.loan_columns import LoanColumns
from rwa.servicing.modifications import with_new_terms
from rwa.servicing.resets import months_to_reset_after, reset_rates, resets_due
from rwa.servicing.schedule import levelled


def tape_after(
    tape: TapeColumns, activity: ActivityColumns, basis: CollectionBasis, loans: LoanColumns
) -> TapeColumns:
    """The tape after a month that has not been refused. Raises ColumnOutOfRange, TermOutOfRange."""
    owing = loans.end > 0
    months_behind = months_behind_after(tape, activity, basis, owing=owing)
    standing = status_after(tape.status, months_behind=months_behind, moved_to=activity.moved_to)
    return replace(
        tape,
        as_of=activity.period,
        balance=loans.end,
        age=tape.age + tape.active.astype(np.int32),
        status=np.where(owing, standing, _ended(tape, activity)).astype(np.int8),
        advances_outstanding=loans.advances_end,
        escrow_balance=loans.escrow_end,
        escrow_advances=loans.escrow_advances_end,
        interest_only=np.where(owing, np.maximum(tape.interest_only - 1, 0), 0).astype(np.int32),
        months_to_reset=months_to_reset_after(tape, owing=owing),
        months_behind=months_behind,
        months_advanced=months_advanced_after(tape, activity, basis, owing=owing),
        advances_stopped=basis.stopped & (months_behind > 0),
        **_terms_after(tape, activity, loans.end, owing),
    )


def _ended(tape: TapeColumns, activity: ActivityColumns) -> StatusColumn:
    """The final standing of each loan, were it to owe nothing."""
    now = np.where(
        activity.liquidated, STATUS_CODE[LoanStatus.LIQUIDATED], STATUS_CODE[LoanStatus.PAID_OFF]
    )
    return np.where(tape.active, now, tape.status)


def _terms_after(
    tape: TapeColumns, activity: ActivityColumns, end: CentColumn, owing: FlagColumn
) -> dict[str, Any]:
    """Rate, payment and terms: modified first, then reset, then made level.

    A last payment that was not made stays due: the loan keeps a month.
    """
    terms = with_new_terms(
        {
            "note_rate": tape.note_rate,
            "payment": tape.payment,
            "remaining": np.where(owing, np.maximum(tape.remaining - 1, 1), 0).astype(np.int32),
            "balloon": tape.balloon,
            "deferred": np.where(owing, np.minimum(tape.deferred, end), 0),
        },
        activity,
    )
    resets = owing & resets_due(tape)
    if activity.index_ppm is not None:
        reset = reset_rates(tape, terms["note_rate"], activity.index_ppm)
        terms["note_rate"] = np.where(resets, reset, terms["note_rate"])
    amortises = owing & (tape.interest_only == 1)
    return terms | {
        "payment": _payment_after(tape, terms, end, owing=owing, anew=resets | amortises)
    }


def _payment_after(
    tape: TapeColumns,
    terms: dict[str, Any],
    end: CentColumn,
    *,
    owing: FlagColumn,
    anew: FlagColumn,
) -> CentColumn:
    """Payments with those made level that change, over the amortisation the loan is made for."""
    bearing, rate, remaining = end - terms["deferred"], terms["note_rate"], terms["remaining"]
    own = np.flatnonzero(anew & ~tape.recasts)
    months = remaining + terms["balloon"]
    payment = levelled(terms["payment"], own, bearing=bearing, rate=rate, months=months)
    lines = np.flatnonzero(tape.recasts & owing & (bearing > 0))
    return levelled(payment, lines, bearing=bearing, rate=rate, months=remaining)
