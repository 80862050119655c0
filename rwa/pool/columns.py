"""What a column of a tape or activity file is, for readers, writers and the docs."""

from dataclasses import dataclass
from enum import StrEnum


class ColumnKind(StrEnum):
    """How the cells of a column are written."""

    TEXT = "text"
    MONTH = "month"
    DOLLARS = "dollars"
    PER_CENT = "per cent"
    COUNT = "count"
    TRUTH = "truth"

    @property
    def wording(self) -> str:
        """What a cell must be, as a rejected row is told."""
        return _WORDING[self]


_WORDING = {
    ColumnKind.TEXT: "text",
    ColumnKind.MONTH: "a month as YYYY-MM",
    ColumnKind.DOLLARS: "dollars as a plain decimal such as 1234.56, without separators or "
    "currency signs",
    ColumnKind.PER_CENT: "per cent as a plain decimal such as 6.125, at most four decimals",
    ColumnKind.COUNT: "a whole number",
    ColumnKind.TRUTH: "true or false",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a file."""

    name: str
    """Name in the header."""
    kind: ColumnKind
    """How its cells are written."""
    meaning: str
    """What a cell says, in words."""
    default: str | None = None
    """What an absent column or empty cell means, in words; None where a value is required."""

    @property
    def is_required(self) -> bool:
        """Whether a file must have the column, with a value in each row."""
        return self.default is None
