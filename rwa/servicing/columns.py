"""A tape as columns: what the columnar engine computes on, and back without loss.

Amounts are int64 cents, rates int32 parts per million, terms int32 months. The bounds of
`rwa.pool.bounds` are checked whenever columns are made: within them no product that the engine
forms leaves 64 bits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from rwa.core.dates import Period
from rwa.core.errors import ValueOutOfRange
from rwa.core.ids import LoanId
from rwa.core.money import Cents
from rwa.core.random import key_of_text
from rwa.core.rates import Ppm
from rwa.pool.bounds import MAX_AGE_MONTHS, MAX_BALANCE, MAX_RATE, MAX_TERM_MONTHS
from rwa.pool.loan import Accrual, Loan, RateReset
from rwa.pool.tape import LoanTape
from rwa.pool.terms import PoolTerms
from rwa.servicing.column_types import (
    STATUS_CODE,
    STATUSES,
    CentColumn,
    FlagColumn,
    KeyColumn,
    MonthColumn,
    PpmColumn,
    StatusColumn,
)

_AMOUNT = (0, MAX_BALANCE.count)
_RATE = (0, MAX_RATE.count)
_TERM = (0, MAX_TERM_MONTHS)
_RANGES = {
    "original_balance": (1, MAX_BALANCE.count),
    "balance": _AMOUNT,
    "payment": _AMOUNT,
    "advances_outstanding": _AMOUNT,
    "escrow_balance": (-MAX_BALANCE.count, MAX_BALANCE.count),
    "note_rate": _RATE,
    "servicing_fee": _RATE,
    "guaranty_fee": _RATE,
    "original_term": (1, MAX_TERM_MONTHS),
    "remaining": _TERM,
    "age": (0, MAX_AGE_MONTHS),
    "status": (0, len(STATUSES) - 1),
    "interest_only": _TERM,
    "balloon": _TERM,
    "reset_margin": _RATE,
    "months_to_reset": _TERM,
    "reset_interval": _TERM,
    "reset_periodic_cap": _RATE,
    "reset_floor": _RATE,
    "reset_ceiling": _RATE,
    "reset_step": _RATE,
    "months_behind": _TERM,
    "months_advanced": _TERM,
    "deferred": _AMOUNT,
    "escrow_advances": _AMOUNT,
}


class ColumnOutOfRange(ValueOutOfRange):
    """A value of a column is beyond what 64-bit accounting is exact for."""

    def __init__(self, field: str, *, loan_id: LoanId, value: int, low: int, high: int) -> None:
        self.loan_id = loan_id
        self.low = low
        self.high = high
        super().__init__(
            f"{field} of loan {loan_id}",
            value=value,
            allowed=f"{low} to {high} (cents, ppm or months)",
        )


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class TapeColumns:
    """A loan tape, a column a field, rows in tape order. Arrays are read-only.

    Raises ColumnOutOfRange.
    """

    pool: PoolTerms
    """The pool, as issued."""
    as_of: Period
    """Last month accounted in the balances."""
    loan_ids: tuple[LoanId, ...]
    """The servicer's numbers, rising."""
    loan_keys: KeyColumn
    """Random-number key of each loan, from its number."""
    states: tuple[str | None, ...]
    """Postal codes; None where the servicer did not say."""
    original_balance: CentColumn
    """Amounts lent."""
    balance: CentColumn
    """Scheduled balances after the last accounted month."""
    note_rate: PpmColumn
    """Rates borrowers pay."""
    servicing_fee: PpmColumn
    """The servicer's fees."""
    guaranty_fee: PpmColumn
    """The guarantor's fees."""
    payment: CentColumn
    """Level monthly payments."""
    original_term: MonthColumn
    """Scheduled payments at origination."""
    remaining: MonthColumn
    """Scheduled payments left; zero when nothing is owed."""
    age: MonthColumn
    """Months since interest first accrued."""
    recasts: FlagColumn
    """Whether the payment is recomputed each month."""
    status: StatusColumn
    """Standing, as a position in `STATUSES`."""
    advances_outstanding: CentColumn
    """Missed payments the servicer advanced and has not recovered."""
    escrow_balance: CentColumn
    """Borrowers' tax and insurance money held."""
    counts_days: FlagColumn
    """Whether interest accrues by the days of the month over 360; else a twelfth of a year."""
    interest_only: MonthColumn
    """Payments left that are interest alone."""
    balloon: MonthColumn
    """Months by which amortisation outlasts maturity."""
    reset_margin: PpmColumn
    """Added to the index of an adjustable rate."""
    months_to_reset: MonthColumn
    """Months until the rate changes next; zero of a fixed rate."""
    reset_interval: MonthColumn
    """Months between changes; zero of a fixed rate."""
    reset_periodic_cap: PpmColumn
    """Most that one change moves the rate."""
    reset_floor: PpmColumn
    """Lowest rate of the loan's life."""
    reset_ceiling: PpmColumn
    """Highest rate of the loan's life."""
    reset_step: PpmColumn
    """What a new rate is a multiple of; zero of a fixed rate."""
    months_behind: MonthColumn
    """Payments that fell due and were not made."""
    months_advanced: MonthColumn
    """The oldest of those, which the servicer advanced."""
    advances_stopped: FlagColumn
    """Whether the servicer no longer advances."""
    deferred: CentColumn
    """Parts of balances that bear no interest."""
    escrow_advances: CentColumn
    """What the servicer put into escrow accounts and has not got back."""

    def __post_init__(self) -> None:
        for name, (low, high) in _RANGES.items():
            self._check_range(name, low=low, high=high)
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, np.ndarray):
                value.flags.writeable = False

    @property
    def active(self) -> FlagColumn:
        """Which loans have a balance."""
        return self.balance > 0

    def _check_range(self, name: str, *, low: int, high: int) -> None:
        column: npt.NDArray[Any] = getattr(self, name)
        outside = (column < low) | (column > high)
        if outside.any():
            row = int(outside.argmax())
            raise ColumnOutOfRange(
                name, loan_id=self.loan_ids[row], value=int(column[row]), low=low, high=high
            )


@dataclass(frozen=True, slots=True)
class _Column:
    """How a column's numbers are read from loans."""

    of_loan: Callable[[Loan], int]
    dtype: type[np.generic] = np.int32


def _reset_column(of_reset: Callable[[RateReset], int]) -> _Column:
    return _Column(lambda loan: of_reset(loan.reset) if loan.reset else 0)


_COLUMNS = {
    "original_balance": _Column(lambda loan: loan.original_balance_cents.count, np.int64),
    "balance": _Column(lambda loan: loan.balance_cents.count, np.int64),
    "note_rate": _Column(lambda loan: loan.note_rate_ppm.count),
    "servicing_fee": _Column(lambda loan: loan.servicing_fee_ppm.count),
    "guaranty_fee": _Column(lambda loan: loan.guaranty_fee_ppm.count),
    "payment": _Column(lambda loan: loan.payment_cents.count, np.int64),
    "original_term": _Column(lambda loan: loan.original_term_months),
    "remaining": _Column(lambda loan: loan.remaining_months),
    "age": _Column(lambda loan: loan.age_months),
    "recasts": _Column(lambda loan: loan.recasts, np.bool_),
    "status": _Column(lambda loan: STATUS_CODE[loan.status], np.int8),
    "advances_outstanding": _Column(lambda loan: loan.advances_outstanding_cents.count, np.int64),
    "escrow_balance": _Column(lambda loan: loan.escrow_balance_cents.count, np.int64),
    "counts_days": _Column(lambda loan: loan.accrual is Accrual.ACTUAL_360, np.bool_),
    "interest_only": _Column(lambda loan: loan.interest_only_months),
    "balloon": _Column(lambda loan: loan.balloon_months),
    "reset_margin": _reset_column(lambda reset: reset.margin_ppm.count),
    "months_to_reset": _reset_column(lambda reset: reset.months_to_reset),
    "reset_interval": _reset_column(lambda reset: reset.interval_months),
    "reset_periodic_cap": _reset_column(lambda reset: reset.periodic_cap_ppm.count),
    "reset_floor": _reset_column(lambda reset: reset.floor_ppm.count),
    "reset_ceiling": _reset_column(lambda reset: reset.ceiling_ppm.count),
    "reset_step": _reset_column(lambda reset: reset.step_ppm.count),
    "months_behind": _Column(lambda loan: loan.months_behind),
    "months_advanced": _Column(lambda loan: loan.months_advanced),
    "advances_stopped": _Column(lambda loan: loan.advances_stopped, np.bool_),
    "deferred": _Column(lambda loan: loan.deferred_cents.count, np.int64),
    "escrow_advances": _Column(lambda loan: loan.escrow_advances_cents.count, np.int64),
}
"""Every column that is read from loans, by name."""


def columns_of(tape: LoanTape) -> TapeColumns:
    """The columns of a tape."""
    loans = tape.loans
    read = {
        name: np.array([column.of_loan(loan) for loan in loans], dtype=column.dtype)
        for name, column in _COLUMNS.items()
    }
    return TapeColumns(
        pool=tape.pool,
        as_of=tape.as_of,
        loan_ids=tuple(loan.loan_id for loan in loans),
        loan_keys=np.array([key_of_text(loan.loan_id) for loan in loans], dtype=np.uint64),
        states=tuple(loan.state for loan in loans),
        **read,
    )


def tape_of(columns: TapeColumns) -> LoanTape:
    """The tape of columns: `tape_of(columns_of(tape)) == tape`. Raises what tapes and loans do."""
    numbers = zip(*(getattr(columns, name).tolist() for name in _COLUMNS), strict=True)
    loans = tuple(
        _loan(loan_id, state, dict(zip(_COLUMNS, row, strict=True)))
        for loan_id, state, row in zip(columns.loan_ids, columns.states, numbers, strict=True)
    )
    return LoanTape(pool=columns.pool, as_of=columns.as_of, loans=loans)


def _loan(loan_id: LoanId, state: str | None, row: dict[str, Any]) -> Loan:
    return Loan(
        loan_id=loan_id,
        original_balance_cents=Cents(row["original_balance"]),
        balance_cents=Cents(row["balance"]),
        note_rate_ppm=Ppm(row["note_rate"]),
        servicing_fee_ppm=Ppm(row["servicing_fee"]),
        guaranty_fee_ppm=Ppm(row["guaranty_fee"]),
        payment_cents=Cents(row["payment"]),
        original_term_months=row["original_term"],
        remaining_months=row["remaining"],
        age_months=row["age"],
        recasts=row["recasts"],
        status=STATUSES[row["status"]],
        advances_outstanding_cents=Cents(row["advances_outstanding"]),
        escrow_balance_cents=Cents(row["escrow_balance"]),
        state=state,
        accrual=Accrual.ACTUAL_360 if row["counts_days"] else Accrual.THIRTY_360,
        interest_only_months=row["interest_only"],
        balloon_months=row["balloon"],
        reset=_reset(row) if row["reset_interval"] else None,
        months_behind=row["months_behind"],
        months_advanced=row["months_advanced"],
        advances_stopped=row["advances_stopped"],
        deferred_cents=Cents(row["deferred"]),
        escrow_advances_cents=Cents(row["escrow_advances"]),
    )


def _reset(row: dict[str, Any]) -> RateReset:
    return RateReset(
        margin_ppm=Ppm(row["reset_margin"]),
        months_to_reset=row["months_to_reset"],
        interval_months=row["reset_interval"],
        periodic_cap_ppm=Ppm(row["reset_periodic_cap"]),
        floor_ppm=Ppm(row["reset_floor"]),
        ceiling_ppm=Ppm(row["reset_ceiling"]),
        step_ppm=Ppm(row["reset_step"]),
    )
