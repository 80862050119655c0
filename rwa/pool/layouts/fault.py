"""What is wrong with a row of a loan file, and the report of all of it."""

import csv
import io
from dataclasses import dataclass
from enum import StrEnum

from rwa.pool.rejection import FileRejected, RowFault


class FaultKind(StrEnum):
    """What a fault is about."""

    CELL = "cell"
    ROW = "row"
    REPEATED_MONTH = "repeated month"
    MONTH_GAP = "month gap"
    BALANCE_RISE = "balance rise"
    FILE = "file"

    @property
    def ends_the_reading(self) -> bool:
        """Whether nothing after it was read, so that what was read is only a part of the file."""
        return self is FaultKind.FILE

    @property
    def loses_the_row(self) -> bool:
        """Whether the row cannot be used; a gap or a rise does not say which row is wrong."""
        return self not in {FaultKind.MONTH_GAP, FaultKind.BALANCE_RISE}


@dataclass(frozen=True, slots=True)
class LoanFileFault(RowFault):
    """One thing wrong with one row. Rows are lines of a text, or the entries of an XML file."""

    kind: FaultKind
    """What it is about."""


class LoanFileRejected(FileRejected):
    """A loan file has faults, so nothing of it was loaded."""

    def __init__(self, faults: tuple[LoanFileFault, ...]) -> None:
        super().__init__("loan file", faults)


REPORT_COLUMNS = ("row", "field", "value", "expected", "kind")
"""Columns of a report of rejects."""


def report_rows(faults: tuple[LoanFileFault, ...]) -> list[dict[str, str]]:
    """Each fault by the names of REPORT_COLUMNS; the row is empty where the file is at fault."""
    return [
        {
            "row": "" if fault.row is None else str(fault.row),
            "field": fault.field,
            "value": fault.value,
            "expected": fault.expected,
            "kind": fault.kind.value,
        }
        for fault in faults
    ]


def report_csv(faults: tuple[LoanFileFault, ...]) -> str:
    """The report as CSV with a line of names."""
    sink = io.StringIO()
    writer = csv.DictWriter(sink, REPORT_COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(report_rows(faults))
    return sink.getvalue()
