"""Reading a loan file of a known layout: every record, every fault, nothing half-loaded.

A file with faults is not loaded unless the caller asks for what is left: rows with a faulty cell and
both rows of a repeated month are then left out, rows with a gap or a rise before them are kept. A file
that was not read to its end, for its names, an open quote or too many faults, is never loaded.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from rwa.pool.layouts.delimited import read_text_rows
from rwa.pool.layouts.fault import FaultKind, LoanFileFault, LoanFileRejected
from rwa.pool.layouts.layout import FileLayout, Shape
from rwa.pool.layouts.markup import read_exhibit
from rwa.pool.layouts.packing import decoded, unpacked
from rwa.pool.layouts.recognition import refuse_another
from rwa.pool.layouts.record import ReportedLoanMonth
from rwa.pool.layouts.registry import LAYOUTS
from rwa.pool.layouts.row_reading import ReadRow, RowReader
from rwa.pool.layouts.sequence import sequence_faults
from rwa.pool.layouts.source_row import SourceRow
from rwa.pool.layouts.unreadable import LoanFileEmpty

MOST_FAULTS = 10_000
"""Faults after which reading stops: the file is then another one."""


@dataclass(frozen=True, slots=True)
class ExaminedFile:
    """What a file says and what is wrong with it."""

    layout: FileLayout
    """How it was read."""
    row_count: int
    """Rows of loans in it, faulty ones too."""
    property_entries: int
    """Entries about single properties, passed over."""
    usable: tuple[ReportedLoanMonth, ...]
    """Records of the rows that can be used, in the order of the file."""
    faults: tuple[LoanFileFault, ...]
    """Everything wrong, in the order of the rows."""

    def require_read_to_the_end(self) -> tuple[ReportedLoanMonth, ...]:
        """The records of the rows that can be used. Raises LoanFileRejected unless all were read."""
        if any(fault.kind.ends_the_reading for fault in self.faults):
            raise LoanFileRejected(self.faults)
        return self.usable

    def require_faultless(self) -> tuple[ReportedLoanMonth, ...]:
        """The records, when nothing is wrong. Raises LoanFileRejected."""
        if self.faults:
            raise LoanFileRejected(self.faults)
        return self.usable


def read_loan_file(data: bytes, layout: FileLayout) -> tuple[ReportedLoanMonth, ...]:
    """Read a file whole. Raises LoanFileRejected with every fault, and LoanFileUnreadable."""
    return examine_loan_file(data, layout).require_faultless()


def examine_loan_file(data: bytes, layout: FileLayout) -> ExaminedFile:
    """Read a file, gzip-compressed or not, and say what is wrong with it.

    Raises LoanFileUnreadable where it cannot be split into rows of the layout.
    """
    text = decoded(unpacked(data))
    refuse_another(text, layout, LAYOUTS)
    property_entries = 0
    source: Iterable[SourceRow | LoanFileFault]
    if layout.shape is Shape.MARKUP:
        exhibit = read_exhibit(text, layout)
        source, property_entries = exhibit.rows, exhibit.property_entries
    else:
        source = read_text_rows(text, layout)
    rows, faults = _read_rows(source, layout)
    if not rows and not faults:
        raise LoanFileEmpty
    faults += sequence_faults(rows, layout)
    unusable = {fault.row for fault in faults if fault.kind.loses_the_row}
    return ExaminedFile(
        layout=layout,
        row_count=len(rows) + sum(fault.field == "row" for fault in faults),
        property_entries=property_entries,
        usable=tuple(row.month for row in rows if row.month and row.number not in unusable),
        faults=tuple(sorted(faults, key=lambda fault: fault.row or 0)),
    )


def _read_rows(
    source: Iterable[SourceRow | LoanFileFault], layout: FileLayout
) -> tuple[list[ReadRow], list[LoanFileFault]]:
    reader = RowReader(layout)
    rows: list[ReadRow] = []
    faults: list[LoanFileFault] = []
    for found in source:
        if isinstance(found, LoanFileFault):
            faults.append(found)
        else:
            row = reader.read(found)
            rows.append(row)
            faults.extend(row.faults)
        if len(faults) >= MOST_FAULTS:
            expected = f"fewer than {MOST_FAULTS:,} faults; what follows was not read"
            value = f"{len(faults):,} faults"
            faults.append(LoanFileFault(None, "file", value, expected, FaultKind.FILE))
            break
    return rows, faults
