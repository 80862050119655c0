"""A published file layout written down as a table: its shape, its columns and what they say."""

import csv
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

from rwa.pool.layouts.cells import CellKind, CellValue


class Shape(StrEnum):
    """How a file holds its rows."""

    NAMED = "text with a line of column names"
    POSITIONS = "text without column names"
    MARKUP = "XML"


@dataclass(frozen=True, slots=True)
class LayoutColumn:
    """One column: where it is, what it says, and which field of the record takes it."""

    source: str
    """Its name in the file, or in the publication where the file has no names."""
    target: str | None = None
    """Field of ReportedLoanMonth; None when the column is not read."""
    kind: CellKind = CellKind.TEXT
    """How its cells are written."""
    meaning: str = ""
    """What a cell says, in words; empty when the column is not read."""
    is_required: bool = False
    """Whether each row must have a value."""
    unsaid: tuple[str, ...] = ()
    """Cells that mean: not known."""
    codes: Mapping[str, CellValue] = field(default_factory=lambda: MappingProxyType({}))
    """What each code means, where the kind is CODE."""

    @property
    def wording(self) -> str:
        """What a cell must be, as a rejected row is told."""
        if self.kind is not CellKind.CODE:
            return self.kind.wording
        shown = ", ".join(list(self.codes)[:12])
        return f"one of {shown}" + (", ..." if len(self.codes) > 12 else "")


@dataclass(frozen=True, slots=True)
class FileLayout:
    """A layout. Several columns with one target are added up."""

    name: str
    """What commands call it."""
    title: str
    """Whose file it is."""
    source: str
    """The publication and version that its columns follow."""
    shape: Shape
    """How its rows are held."""
    columns: tuple[LayoutColumn, ...]
    """Its columns; where there are no names, in the order of their positions."""
    delimiters: tuple[str, ...] = (",",)
    """What may stand between the cells of text."""
    is_quoted: bool = False
    """Whether cells of text may stand in double quotes."""
    widths: Collection[int] = ()
    """Numbers of cells a row may have, where there are no names."""
    marks: tuple[tuple[int, str], ...] = ()
    """Positions, from 1, and patterns of cells by which a row without names is recognised."""
    namespace: str = ""
    """Namespace of the elements, for XML."""
    passed_over: frozenset[str] = frozenset()
    """Names that are known and not read, beside the columns."""
    only_part_of_a_loan: frozenset[str] = frozenset()
    """An XML entry with no other elements than these describes a property, not a loan."""
    months_behind: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    """Whole payments behind by payment status; a status not listed does not say."""
    masks_balances: bool = False
    """Whether a balance of zero without a zero balance code means: not disclosed."""

    @property
    def read_columns(self) -> tuple[LayoutColumn, ...]:
        """The columns that are read."""
        return tuple(column for column in self.columns if column.target is not None)

    @property
    def quoting(self) -> Literal[0, 3]:
        """How the standard library's reader is told about quotes."""
        return csv.QUOTE_MINIMAL if self.is_quoted else csv.QUOTE_NONE

    @property
    def widths_wording(self) -> str:
        """The numbers of cells a row may have, in words."""
        if isinstance(self.widths, range):
            return f"{self.widths.start} to {self.widths.stop - 1}"
        return " or ".join(str(width) for width in self.widths)

    def fits(self, cells: list[str]) -> bool:
        """Whether a row without names looks like this layout's."""
        return len(cells) in self.widths and all(
            re.fullmatch(pattern, cells[position - 1].strip(), re.ASCII)
            for position, pattern in self.marks
        )


def unread(*names: str) -> tuple[LayoutColumn, ...]:
    """Columns that are not read."""
    return tuple(LayoutColumn(name) for name in names)
