"""Neutral records as a Parquet file with exact decimal types, and back.

Columns are the fields of ReportedLoanMonth without their units: amounts in dollars with two decimals,
rates in per cent with seven, months as `YYYY-MM`. A cell without a value means: the file did not say.
"""

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from rwa.core.dates import Period
from rwa.core.errors import DataRejected
from rwa.core.ids import LoanId
from rwa.core.money import Cents
from rwa.core.rates import Ppb
from rwa.pool.layouts.record import (
    RECORD_FIELDS,
    AccrualBasis,
    PaymentType,
    ReportedLoanMonth,
)

_CENT_PLACES = 2
_PER_CENT_PLACES = 7


class LoanMonthFileBroken(DataRejected):
    """A Parquet file does not hold neutral records."""

    def __init__(self, cause: str) -> None:
        self.cause = cause
        super().__init__(f"not a file of reported loan months: {cause}; import the loans again")


@dataclass(frozen=True, slots=True)
class RecordColumn:
    """One column of the Parquet file."""

    name: str
    """Its name in the file."""
    field: str
    """The field of the record."""
    cells: str
    """How its cells are written, in words."""
    kind: pa.DataType
    """Type in the file."""
    out: Callable[[Any], object]
    """From the record to the file."""
    back: Callable[[Any], object]
    """From the file to the record."""


def loan_months_parquet(months: Iterable[ReportedLoanMonth]) -> bytes:
    """Return the records as Parquet, in their order; bytes depend on the version of pyarrow."""
    kept = tuple(months)
    arrays = [
        pa.array(
            [
                None if (value := getattr(month, column.field)) is None else column.out(value)
                for month in kept
            ],
            type=column.kind,
        )
        for column in RECORD_COLUMNS
    ]
    sink = io.BytesIO()
    table = pa.table(arrays, names=[column.name for column in RECORD_COLUMNS])
    pq.write_table(table, sink, compression="zstd")
    return sink.getvalue()


def read_loan_months(data: bytes) -> tuple[ReportedLoanMonth, ...]:
    """Read what `loan_months_parquet` wrote. Raises LoanMonthFileBroken and ValueOutOfRange."""
    try:
        table = pq.read_table(pa.BufferReader(data))
        wanted = pa.schema([(column.name, column.kind) for column in RECORD_COLUMNS])
        if not table.schema.equals(wanted):
            raise LoanMonthFileBroken("its columns are others")
        cells = [table.column(column.name).to_pylist() for column in RECORD_COLUMNS]
    except (pa.ArrowException, OSError, ValueError) as error:
        lines = str(error).splitlines() or [type(error).__name__]
        raise LoanMonthFileBroken(lines[0][:120]) from None
    return tuple(_record(row) for row in zip(*cells, strict=True))


def _record(row: tuple[Any, ...]) -> ReportedLoanMonth:
    try:
        values: dict[str, Any] = {
            column.field: column.back(value)
            for column, value in zip(RECORD_COLUMNS, row, strict=True)
            if value is not None
        }
        return ReportedLoanMonth(**values)
    except (TypeError, ValueError) as error:
        raise LoanMonthFileBroken(str(error)) from None


def _decimal(places: int) -> Callable[[Cents | Ppb], Decimal]:
    return lambda amount: Decimal(amount.count).scaleb(-places)


def _whole(value: Decimal, places: int) -> int:
    return int(value.scaleb(places))


def _column(field: str) -> RecordColumn:
    """Units are in the names of the fields."""
    if field.endswith("_cents"):
        return RecordColumn(
            field.removesuffix("_cents"),
            field,
            "dollars",
            pa.decimal128(15, _CENT_PLACES),
            _decimal(_CENT_PLACES),
            lambda value: Cents(_whole(value, _CENT_PLACES)),
        )
    if field.endswith("_ppb"):
        return RecordColumn(
            field.removesuffix("_ppb"),
            field,
            "per cent",
            pa.decimal128(10, _PER_CENT_PLACES),
            _decimal(_PER_CENT_PLACES),
            lambda value: Ppb(_whole(value, _PER_CENT_PLACES)),
        )
    if field.endswith("_months") or field == "months_delinquent":
        return RecordColumn(field, field, "count", pa.int32(), int, int)
    if field.endswith("_date"):
        return RecordColumn(field, field, "date", pa.date32(), _same_day, _same_day)
    return _plain_column(field)


def _plain_column(field: str) -> RecordColumn:
    match field:
        case "reporting_period":
            return RecordColumn(field, field, "month", pa.string(), str, Period.parse)
        case "is_modified":
            return RecordColumn(field, field, "truth", pa.bool_(), bool, bool)
        case "accrual_basis":
            return RecordColumn(field, field, "text", pa.string(), str, AccrualBasis)
        case "payment_type":
            return RecordColumn(field, field, "text", pa.string(), str, PaymentType)
        case "loan_id":
            return RecordColumn(field, field, "text", pa.string(), str, LoanId)
        case _:
            return RecordColumn(field, field, "text", pa.string(), str, str)


def _same_day(day: date) -> date:
    return day


RECORD_COLUMNS = tuple(_column(field) for field in RECORD_FIELDS)
"""Columns of the file, in the order of the record's fields."""
