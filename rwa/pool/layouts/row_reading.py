"""One row of cells read into one neutral record, or into what is wrong with it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from rwa.core.dates import Period
from rwa.core.errors import ValueOutOfRange
from rwa.core.ids import LoanId
from rwa.core.money import Cents
from rwa.core.rates import Ppb
from rwa.pool.layouts.cells import CellKind, CellValue, cell_reader
from rwa.pool.layouts.fault import FaultKind, LoanFileFault
from rwa.pool.layouts.layout import FileLayout, LayoutColumn
from rwa.pool.layouts.record import ReportedLoanMonth
from rwa.pool.layouts.source_row import SourceRow


@dataclass(frozen=True, slots=True)
class ReadRow:
    """What a row says."""

    number: int
    """Its number in the file."""
    loan_id: str
    """The loan, empty where it could not be read."""
    period: Period | None
    """The month; None where it could not be read or the layout has none."""
    month: ReportedLoanMonth | None
    """The record; None when the row has a fault."""
    faults: tuple[LoanFileFault, ...]
    """What is wrong with its cells."""


class RowReader:
    """Reads the rows of one layout."""

    def __init__(self, layout: FileLayout) -> None:
        self._months_behind = layout.months_behind
        self._columns = [(column, _reader(column)) for column in layout.read_columns]
        self._sources: dict[str, str] = {}
        for column in layout.read_columns:
            self._sources.setdefault(str(column.target), column.source)

    def read(self, row: SourceRow) -> ReadRow:
        """Read each cell; a row with one faulty cell has no record."""
        values: dict[str, Any] = {}
        faults: list[LoanFileFault] = []
        for (column, reader), text in zip(self._columns, row.cells, strict=True):
            if not text or text in column.unsaid:
                if column.is_required:
                    expected = f"{column.wording}; the value is required"
                    faults.append(_cell_fault(row, column.source, text, expected))
                continue
            value = reader(text)
            if value is None:
                faults.append(_cell_fault(row, column.source, text, column.wording))
            else:
                _take(values, str(column.target), value)
        month = None if faults else self._record(row, values, faults)
        period = values.get("reporting_period")
        return ReadRow(row.number, values.get("loan_id", ""), period, month, tuple(faults))

    def _record(
        self, row: SourceRow, values: dict[str, Any], faults: list[LoanFileFault]
    ) -> ReportedLoanMonth | None:
        behind = self._months_behind.get(values.get("payment_status", ""))
        try:
            return ReportedLoanMonth(**values, months_delinquent=behind)
        except ValueOutOfRange as error:
            source = self._sources.get(error.field, error.field)
            faults.append(_cell_fault(row, source, str(error.value), error.allowed))
            return None


def _reader(column: LayoutColumn) -> Callable[[str], CellValue | None]:
    return column.codes.get if column.kind is CellKind.CODE else cell_reader(column.kind)


def _take(values: dict[str, Any], target: str, value: CellValue) -> None:
    """Amounts and rates of one target add up; a month is where its day falls."""
    if target == "reporting_period" and isinstance(value, date):
        values[target] = Period.of(value)
    elif target == "loan_id":
        values[target] = LoanId(str(value))
    elif target in values and isinstance(value, (Cents, Ppb)):
        values[target] = type(value)(values[target].count + value.count)
    else:
        values[target] = value


def _cell_fault(row: SourceRow, field: str, value: str, expected: str) -> LoanFileFault:
    return LoanFileFault(row.number, field, value, expected, FaultKind.CELL)
