"""Splitting text into rows: with a line of column names, or by positions alone."""

import csv
import io
from collections.abc import Iterator

from rwa.pool.layouts.fault import FaultKind, LoanFileFault
from rwa.pool.layouts.layout import FileLayout, Shape
from rwa.pool.layouts.recognition import delimiter_of, first_line
from rwa.pool.layouts.source_row import SourceRow
from rwa.pool.layouts.unreadable import LoanFileEmpty, LoanFileTruncated

_TAIL = 40
"""Characters of a cut end that are shown."""


def read_text_rows(text: str, layout: FileLayout) -> Iterator[SourceRow | LoanFileFault]:
    """Yield each row, or what is wrong with it; a header with faults ends the reading.

    Raises LoanFileEmpty, and LoanFileTruncated unless the last line ends in a line break: a file
    cut off inside its last number would otherwise read as a smaller number.
    """
    if not text.strip():
        raise LoanFileEmpty
    if not text.endswith(("\n", "\r")):
        end = text[text.rfind("\n") + 1 :][-_TAIL:]
        raise LoanFileTruncated(line=text.count("\n") + 1, end=end)
    lines = _lines(text, layout)
    if layout.shape is Shape.NAMED:
        yield from _named_rows(lines, layout)
    else:
        yield from _positioned_rows(lines, layout)


def _positioned_rows(
    lines: Iterator[tuple[int, list[str]] | LoanFileFault], layout: FileLayout
) -> Iterator[SourceRow | LoanFileFault]:
    places = [place for place, column in enumerate(layout.columns) if column.target is not None]
    width = 0
    for line in lines:
        if isinstance(line, LoanFileFault):
            yield line
            continue
        number, cells = line
        found = len(cells)
        if found not in layout.widths or found != (width or found):
            yield _wrong_width(number, found, str(width) if width else layout.widths_wording)
            continue
        width = found
        yield SourceRow(number, [cells[place].strip() for place in places])


def _named_rows(
    lines: Iterator[tuple[int, list[str]] | LoanFileFault], layout: FileLayout
) -> Iterator[SourceRow | LoanFileFault]:
    header = next(lines)
    if isinstance(header, LoanFileFault):
        yield header
        return
    names = [name.strip().lower() for name in header[1]]
    faults = list(_header_faults(names, header[0], layout))
    if faults:
        yield from faults
        return
    places = [
        names.index(column.source.lower()) if column.source.lower() in names else len(names)
        for column in layout.read_columns
    ]
    for line in lines:
        if isinstance(line, LoanFileFault):
            yield line
        elif len(line[1]) != len(names):
            yield _wrong_width(line[0], len(line[1]), f"{len(names)}, as in the header")
        else:
            cells = [*line[1], ""]
            yield SourceRow(line[0], [cells[place].strip() for place in places])


def _header_faults(names: list[str], row: int, layout: FileLayout) -> Iterator[LoanFileFault]:
    known = {column.source.lower(): column for column in layout.columns}
    for name in names:
        if name not in known:
            expected = f"a column of the layout {layout.name}"
            yield LoanFileFault(row, "header", name, expected, FaultKind.FILE)
    for name, column in known.items():
        if names.count(name) > 1:
            found = f"{names.count(name)} columns"
            yield LoanFileFault(row, column.source, found, "the column once", FaultKind.FILE)
        if column.is_required and name not in names:
            expected = f"a column with {column.wording}"
            yield LoanFileFault(row, column.source, "no such column", expected, FaultKind.FILE)


def _lines(text: str, layout: FileLayout) -> Iterator[tuple[int, list[str]] | LoanFileFault]:
    """Each line that is not blank; a line that cannot be split ends the walk."""
    delimiter = delimiter_of(first_line(text), layout)
    source = io.StringIO(text, newline="")
    reader = csv.reader(source, delimiter=delimiter, quoting=layout.quoting, strict=True)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            expected = "cells with closed quotes"
            yield LoanFileFault(reader.line_num, "row", str(error), expected, FaultKind.FILE)
            return
        if len(cells) > 1 or "".join(cells).strip():
            yield reader.line_num, cells


def _wrong_width(row: int, found: int, expected: str) -> LoanFileFault:
    return LoanFileFault(row, "row", f"{found} cells", f"{expected} cells", FaultKind.ROW)
