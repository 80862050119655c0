"""A tape as columns: what the columnar engine computes on, and back without loss.

Amounts are int64 cents, rates int32 parts per million, terms int32 months. The bounds of
`rwa.pool.bounds` are checked whenever columns are made: within them no product that the engine
forms leaves 64 bits.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from rwa.core.dates import Period
from rwa.core.errors import ValueOutOfRange
from rwa.core.ids import LoanId
from rwa.core.money import Cents
from rwa.core.random import key_of_text
from rwa.core.rates import Ppm
from rwa.pool.bounds import MAX_AGE_MONTHS, MAX_BALANCE, MAX_RATE, MAX_TERM_MONTHS
from rwa.pool.loan import Loan, LoanStatus
from rwa.pool.tape import LoanTape
from rwa.pool.terms import PoolTerms

CentColumn: TypeAlias = npt.NDArray[np.int64]
"""Whole cents, one a loan."""
PpmColumn: TypeAlias = npt.NDArray[np.int32]
"""Annual rates in parts per million, one a loan."""
MonthColumn: TypeAlias = npt.NDArray[np.int32]
"""Numbers of months or payments, one a loan."""
FlagColumn: TypeAlias = npt.NDArray[np.bool_]
"""Yes or no, one a loan."""
StatusColumn: TypeAlias = npt.NDArray[np.int8]
"""Positions in `STATUSES`, one a loan."""
KeyColumn: TypeAlias = npt.NDArray[np.uint64]
"""Unsigned 64-bit words, one a loan."""

STATUSES = tuple(LoanStatus)
"""Every status in the order of its column code."""
STATUS_CODE = {status: code for code, status in enumerate(STATUSES)}
"""Column code of each status."""

_RANGES = {
    "original_balance": (1, MAX_BALANCE.count),
    "balance": (0, MAX_BALANCE.count),
    "payment": (0, MAX_BALANCE.count),
    "advances_outstanding": (0, MAX_BALANCE.count),
    "escrow_balance": (-MAX_BALANCE.count, MAX_BALANCE.count),
    "note_rate": (0, MAX_RATE.count),
    "servicing_fee": (0, MAX_RATE.count),
    "guaranty_fee": (0, MAX_RATE.count),
    "original_term": (1, MAX_TERM_MONTHS),
    "remaining": (0, MAX_TERM_MONTHS),
    "age": (0, MAX_AGE_MONTHS),
    "status": (0, len(STATUSES) - 1),
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


def columns_of(tape: LoanTape) -> TapeColumns:
    """The columns of a tape."""
    loans = tape.loans
    return TapeColumns(
        pool=tape.pool,
        as_of=tape.as_of,
        loan_ids=tuple(loan.loan_id for loan in loans),
        loan_keys=np.array([key_of_text(loan.loan_id) for loan in loans], dtype=np.uint64),
        states=tuple(loan.state for loan in loans),
        original_balance=_int64([loan.original_balance_cents.count for loan in loans]),
        balance=_int64([loan.balance_cents.count for loan in loans]),
        note_rate=_int32([loan.note_rate_ppm.count for loan in loans]),
        servicing_fee=_int32([loan.servicing_fee_ppm.count for loan in loans]),
        guaranty_fee=_int32([loan.guaranty_fee_ppm.count for loan in loans]),
        payment=_int64([loan.payment_cents.count for loan in loans]),
        original_term=_int32([loan.original_term_months for loan in loans]),
        remaining=_int32([loan.remaining_months for loan in loans]),
        age=_int32([loan.age_months for loan in loans]),
        recasts=np.array([loan.recasts for loan in loans], dtype=np.bool_),
        status=np.array([STATUS_CODE[loan.status] for loan in loans], dtype=np.int8),
        advances_outstanding=_int64([loan.advances_outstanding_cents.count for loan in loans]),
        escrow_balance=_int64([loan.escrow_balance_cents.count for loan in loans]),
    )


def tape_of(columns: TapeColumns) -> LoanTape:
    """The tape of columns: `tape_of(columns_of(tape)) == tape`. Raises what tapes and loans do."""
    numbers = zip(*(getattr(columns, name).tolist() for name in _LOAN_COLUMNS), strict=True)
    loans = map(_loan, columns.loan_ids, columns.states, numbers)
    return LoanTape(pool=columns.pool, as_of=columns.as_of, loans=tuple(loans))


_LOAN_COLUMNS = (
    "original_balance",
    "balance",
    "note_rate",
    "servicing_fee",
    "guaranty_fee",
    "payment",
    "original_term",
    "remaining",
    "age",
    "recasts",
    "status",
    "advances_outstanding",
    "escrow_balance",
)


def _loan(loan_id: LoanId, state: str | None, numbers: tuple[Any, ...]) -> Loan:
    (original, balance, note, servicing, guaranty, payment, *rest) = numbers
    term, remaining, age, recasts, status, advances, escrow = rest
    return Loan(
        loan_id=loan_id,
        original_balance_cents=Cents(original),
        balance_cents=Cents(balance),
        note_rate_ppm=Ppm(note),
        servicing_fee_ppm=Ppm(servicing),
        guaranty_fee_ppm=Ppm(guaranty),
        payment_cents=Cents(payment),
        original_term_months=term,
        remaining_months=remaining,
        age_months=age,
        recasts=recasts,
        status=STATUSES[status],
        advances_outstanding_cents=Cents(advances),
        escrow_balance_cents=Cents(escrow),
        state=state,
    )


def _int64(values: list[int]) -> CentColumn:
    return np.array(values, dtype=np.int64)


def _int32(values: list[int]) -> npt.NDArray[np.int32]:
    return np.array(values, dtype=np.int32)
