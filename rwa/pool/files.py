"""Loan tapes as files: CSV, whose bytes name a tape, and Parquet.

A tape is read whole or not at all; a refused file is reported with every bad row. The columns are
in `docs/reference/tape.md`.
"""

from rwa.core.dates import Period
from rwa.core.ids import PoolId, Sha256
from rwa.core.money import total
from rwa.core.rates import Ppm
from rwa.pool import parquet
from rwa.pool.canonical import csv_bytes, sha256_of
from rwa.pool.loan import Loan
from rwa.pool.loan_rows import TapeContext, loan_of_row, row_of_loan
from rwa.pool.programme import Programme
from rwa.pool.rejection import RowFault, TapeRejected
from rwa.pool.rows import all_faults, read_csv_rows, reject_repeated
from rwa.pool.tape import LoanTape, check_loans_continue
from rwa.pool.tape_columns import TAPE_COLUMNS
from rwa.pool.terms import PoolTerms


def tape_bytes(tape: LoanTape) -> bytes:
    """Return the canonical CSV form of a tape; equal tapes give equal bytes."""
    return csv_bytes(TAPE_COLUMNS, (row_of_loan(tape, loan) for loan in tape.loans))


def tape_hash(tape: LoanTape) -> Sha256:
    """Return the SHA-256 of the tape's canonical CSV form."""
    return sha256_of(tape_bytes(tape))


def tape_parquet(tape: LoanTape) -> bytes:
    """Return a tape as a Parquet file of the same columns, with exact decimal types."""
    rows = (row_of_loan(tape, loan) for loan in tape.loans)
    return parquet.parquet_bytes(TAPE_COLUMNS, rows)


def read_tape(
    data: bytes, *, pool: PoolTerms, as_of: Period, before: LoanTape | None = None
) -> LoanTape:
    """Read the tape of a known pool after month `as_of`; CSV or Parquet, told by its first bytes.

    Rows may come in any order. `before` is an earlier tape of the pool, if there is one: only then
    can a loan that was dropped or added be named. Raises TapeRejected with every bad row, and
    TapeError when the loans do not make up the pool.
    """
    context = TapeContext(
        pool_id=pool.pool_id,
        as_of=as_of,
        programme=pool.programme,
        pass_through_rate_ppm=pool.pass_through_rate_ppm,
        is_issue=as_of == pool.issue,
    )
    loans = _read_loans(data, context)
    if before is not None:
        check_loans_continue(loans, before)
    return LoanTape(pool=pool, as_of=as_of, loans=loans)


def read_issue_tape(
    data: bytes,
    *,
    pool_id: PoolId,
    programme: Programme,
    pass_through_rate: Ppm,
    issue: Period,
) -> LoanTape:
    """Read the tape a new pool is issued from; its balance and loan count become the pool's.

    CSV or Parquet, told by its first bytes; rows in any order. Raises TapeRejected with every bad
    row, and ValueOutOfRange when the pool itself is out of range.
    """
    context = TapeContext(
        pool_id=pool_id,
        as_of=issue,
        programme=programme,
        pass_through_rate_ppm=pass_through_rate,
        is_issue=True,
    )
    loans = _read_loans(data, context)
    pool = PoolTerms(
        pool_id=pool_id,
        programme=programme,
        pass_through_rate_ppm=pass_through_rate,
        issue=issue,
        original_balance_cents=total(loan.balance_cents for loan in loans),
        original_loan_count=len(loans),
    )
    return LoanTape(pool=pool, as_of=issue, loans=loans)


def _read_loans(data: bytes, context: TapeContext) -> tuple[Loan, ...]:
    """All loans of a file in tape order. Raises TapeRejected."""
    is_parquet = data.startswith(parquet.MAGIC)
    read_rows = parquet.read_parquet_rows if is_parquet else read_csv_rows
    file = read_rows(data, TAPE_COLUMNS)
    loans = [loan_of_row(row, context) for row in file.rows]
    reject_repeated("loan_id", file.rows)
    faults = all_faults(file)
    if not file.rows and not faults:
        faults = (RowFault(None, "content", "no loans", "a row per loan"),)
    if faults:
        raise TapeRejected(faults)
    return tuple(sorted((loan for loan in loans if loan), key=lambda loan: loan.loan_id))
