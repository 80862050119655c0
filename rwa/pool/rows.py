"""Rows of a file as text, and the readers that turn one cell into one value or one fault.

A reader never stops at a fault: it notes it, returns a placeholder and goes on, so that the whole
file is reported at once. A row or file with faults is never used.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

from rwa.core.decimals import scaled_integer
from rwa.core.errors import ValueOutOfRange
from rwa.core.money import Cents
from rwa.core.rates import Ppm
from rwa.pool.columns import Column, ColumnKind
from rwa.pool.rejection import RowFault

Choice = TypeVar("Choice", bound=StrEnum)
_TRUTHS = {"true": True, "false": False, "1": True, "0": False, "yes": True, "no": False}


@dataclass(slots=True)
class FileRow:
    """One row: its cells as trimmed text, and the faults found in it so far."""

    number: int
    """Row number, as in RowFault."""
    cells: Mapping[str, str]
    """Cells by column name; an absent column and an empty cell are both left out."""
    faults: list[RowFault] = field(default_factory=list)
    """What is wrong with this row."""

    def reject(self, name: str, value: str, expected: str) -> None:
        """Note a fault."""
        self.faults.append(RowFault(self.number, name, value, expected))

    def reject_value(self, error: ValueOutOfRange) -> None:
        """Note what a constructor refused."""
        written = self.cells.get(error.field, str(error.value))
        self.reject(error.field, written, error.allowed)

    def has(self, name: str) -> bool:
        """Whether the cell has a value."""
        return name in self.cells

    def require(self, columns: tuple[Column, ...]) -> None:
        """Note each required cell that is empty."""
        for column in columns:
            if column.is_required and not self.has(column.name):
                self.reject(column.name, "", f"{column.kind.wording}; the value is required")

    def expect(self, name: str, value: str) -> None:
        """Note a fault unless the cell is empty or says `value`."""
        if self.cells.get(name, value) != value:
            self.reject(name, self.cells[name], f"{value}, which is what is being read")

    def text(self, name: str) -> str:
        """The cell as written."""
        return self.cells.get(name, "")

    def dollars(self, name: str) -> Cents:
        """The cell as an amount, zero when it is empty."""
        return Cents(self._scaled(name, ColumnKind.DOLLARS, places=2))

    def per_cent(self, name: str) -> Ppm:
        """The cell as a rate, zero when it is empty."""
        return Ppm(self._scaled(name, ColumnKind.PER_CENT, places=4))

    def count(self, name: str) -> int:
        """The cell as a whole number, zero when it is empty; `360.0` is one."""
        return self._scaled(name, ColumnKind.COUNT, places=0)

    def truth(self, name: str, *, default: bool) -> bool:
        """The cell as true or false."""
        if not self.has(name):
            return default
        answer = _TRUTHS.get(self.cells[name].lower())
        if answer is None:
            self.reject(name, self.cells[name], ColumnKind.TRUTH.wording)
        return bool(answer)

    def one_of(self, name: str, choices: tuple[Choice, ...]) -> Choice | None:
        """The cell as one of the choices; None when it is empty."""
        written = self.text(name)
        for choice in choices:
            if choice == written.lower():
                return choice
        if written:
            self.reject(name, written, f"one of {', '.join(choices)}")
        return None

    def given_together(self, names: tuple[str, ...], *, optional: tuple[str, ...] = ()) -> bool:
        """Whether there is a value in the columns; notes those of `names` left out if there is."""
        if not any(self.has(name) for name in (*names, *optional)):
            return False
        for name in names:
            if not self.has(name):
                self.reject(name, "", f"a value, which goes with {', '.join(names)}")
        return all(self.has(name) for name in names)

    def _scaled(self, name: str, kind: ColumnKind, *, places: int) -> int:
        if not self.has(name):
            return 0
        value = scaled_integer(self.cells[name], places=places)
        if value is None:
            self.reject(name, self.cells[name], kind.wording)
            return 0
        return value


@dataclass(frozen=True, slots=True)
class FileRows:
    """What could be read of a file."""

    rows: tuple[FileRow, ...]
    """Its rows, in file order."""
    faults: tuple[RowFault, ...]
    """What is wrong with the file as a whole, its header, or rows that could not be split."""


def check_header(
    names: list[str], columns: tuple[Column, ...], *, row: int | None
) -> list[RowFault]:
    """Return what is wrong with a file's column names: unknown, repeated or missing ones."""
    known = [column.name for column in columns]
    faults = [_unknown_column(name, known, row) for name in names if name not in known]
    faults += [
        RowFault(row, name, f"{names.count(name)} columns", "the column once")
        for name in known
        if names.count(name) > 1
    ]
    faults += [
        RowFault(row, column.name, "no such column", f"a column with {column.kind.wording}")
        for column in columns
        if column.is_required and column.name not in names
    ]
    return faults


def read_csv_rows(data: bytes, columns: tuple[Column, ...]) -> FileRows:
    """Split a CSV file into rows: UTF-8, commas, LF or CRLF, a byte-order mark allowed.

    The last line must end in a line break, since a file cut off inside its last number would
    otherwise read as a smaller number.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        found = f"byte 0x{data[error.start]:02x} at offset {error.start}"
        return _unreadable("encoding", found, "UTF-8 text; save the file as 'CSV UTF-8'")
    if not text.strip():
        return _unreadable("content", "an empty file", "a header line and a line per loan")
    if not text.endswith(("\n", "\r")):
        last = text[text.rfind("\n") + 1 :][-40:]
        expected = "a line break at the end; if the last line is complete, add one"
        return _unreadable("end of file", last, expected)
    return _split(text, columns)


def reject_repeated(name: str, rows: tuple[FileRow, ...]) -> None:
    """Note a fault in each row whose `name` an earlier row already has."""
    first_seen: dict[str, int] = {}
    for row in rows:
        value = row.text(name)
        first = first_seen.setdefault(value, row.number)
        if value and first != row.number:
            row.reject(name, value, f"a value of its own; row {first} already has it")


def all_faults(file: FileRows) -> tuple[RowFault, ...]:
    """Return every fault of a file and its rows, in row order, the file's own first."""
    faults = [*file.faults, *(fault for row in file.rows for fault in row.faults)]
    return tuple(sorted(faults, key=lambda fault: fault.row or 0))


def _split(text: str, columns: tuple[Column, ...]) -> FileRows:
    lines = _lines(text)
    number, header = next(lines)
    if isinstance(header, RowFault):
        return FileRows((), (header,))
    names = [name.strip().lower() for name in header]
    faults = check_header(names, columns, row=number)
    if faults:
        return FileRows((), tuple(faults))
    rows: list[FileRow] = []
    for row, cells in lines:
        if isinstance(cells, RowFault):
            faults.append(cells)
        elif len(cells) != len(names):
            expected = f"{len(names)} fields, as in the header"
            faults.append(RowFault(row, "row", f"{len(cells)} fields", expected))
        else:
            rows.append(FileRow(row, _filled(names, cells)))
    return FileRows(tuple(rows), tuple(faults))


def _lines(text: str) -> Iterator[tuple[int, list[str] | RowFault]]:
    """Each non-blank line's number and cells; a line the parser chokes on ends the walk."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            expected = "a line of comma-separated values with closed quotes"
            yield reader.line_num, RowFault(reader.line_num, "row", str(error), expected)
            return
        if cells:
            yield reader.line_num, cells


def _filled(names: list[str], cells: list[str]) -> dict[str, str]:
    trimmed = ((name, cell.strip()) for name, cell in zip(names, cells, strict=True))
    return {name: cell for name, cell in trimmed if cell}


def _unknown_column(name: str, known: list[str], row: int | None) -> RowFault:
    close = get_close_matches(name, known, n=1)
    expected = f"{close[0]!r}" if close else f"one of {', '.join(known)}"
    if any(separator in name for separator in ";\t|"):
        expected = "columns separated by commas"
    return RowFault(row, "header", name, expected)


def _unreadable(part: str, found: str, expected: str) -> FileRows:
    return FileRows((), (RowFault(None, part, found, expected),))
