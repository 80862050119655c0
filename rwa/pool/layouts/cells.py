"""How cells are written, and reading one exactly: a value, or None for one that is refused."""

import re
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from functools import lru_cache

from rwa.core.decimals import scaled_integer
from rwa.core.money import Cents
from rwa.core.rates import Ppb

CellValue = str | int | bool | Cents | Ppb | date | StrEnum
"""What a cell can say."""


class CellKind(StrEnum):
    """How the cells of a column are written."""

    TEXT = "text"
    CODE = "code"
    COUNT = "count"
    DOLLARS = "dollars"
    DOLLARS_NEGATED = "dollars, sign reversed"
    PER_CENT = "per cent"
    FRACTION = "fraction"
    DATE_ISO = "YYYY-MM-DD"
    DATE_US = "MM-DD-YYYY"
    DATE_COMPACT = "YYYYMMDD"
    MONTH_ISO = "YYYY-MM"
    MONTH_COMPACT = "YYYYMM"
    MONTH_FIRST = "MMYYYY"
    TRUTH = "truth"

    @property
    def wording(self) -> str:
        """What a cell must be, as a rejected row is told."""
        return _WORDING.get(self, f"a date as {self.value}")


_WORDING = {
    CellKind.TEXT: "text",
    CellKind.CODE: "a code of the layout",
    CellKind.COUNT: "a whole number",
    CellKind.DOLLARS: "dollars as a plain decimal such as 1234.56, at most two decimals",
    CellKind.DOLLARS_NEGATED: "dollars as a plain decimal such as -1234.56, at most two decimals",
    CellKind.PER_CENT: "per cent a year as a plain decimal such as 6.125, at most seven decimals",
    CellKind.FRACTION: "a fraction a year as a plain decimal such as 0.06125, at most nine decimals",
    CellKind.MONTH_ISO: "a month as YYYY-MM",
    CellKind.MONTH_COMPACT: "a month as YYYYMM",
    CellKind.MONTH_FIRST: "a month as MMYYYY",
    CellKind.TRUTH: "true or false, Y or N",
}
_DATES = {
    CellKind.DATE_ISO: r"(?P<y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})",
    CellKind.DATE_US: r"(?P<m>[0-9]{2})-(?P<d>[0-9]{2})-(?P<y>[0-9]{4})",
    CellKind.DATE_COMPACT: r"(?P<y>[0-9]{4})(?P<m>[0-9]{2})(?P<d>[0-9]{2})",
    CellKind.MONTH_ISO: r"(?P<y>[0-9]{4})-(?P<m>[0-9]{2})(?P<d>)",
    CellKind.MONTH_COMPACT: r"(?P<y>[0-9]{4})(?P<m>[0-9]{2})(?P<d>)",
    CellKind.MONTH_FIRST: r"(?P<m>[0-9]{2})(?P<y>[0-9]{4})(?P<d>)",
}
_PATTERNS = {kind: re.compile(pattern, re.ASCII) for kind, pattern in _DATES.items()}
_TRUTHS = {"true": True, "false": False, "y": True, "n": False}
_CENT_PLACES = 2
_PER_CENT_PLACES = 7
_FRACTION_PLACES = 9
_EARLIEST_YEAR = 1900


def cell_reader(kind: CellKind) -> Callable[[str], CellValue | None]:
    """Return what reads one trimmed, filled cell of the kind; codes are read by their column."""
    if kind in _PATTERNS:
        return lambda text: read_date(text, kind)
    return _READERS[kind]


@lru_cache(maxsize=8_192)
def read_date(text: str, kind: CellKind) -> date | None:
    """Read a day of the calendar since 1900; a month alone is its first day."""
    match = _PATTERNS[kind].fullmatch(text)
    if match is None or int(match["y"]) < _EARLIEST_YEAR:
        return None
    try:
        return date(int(match["y"]), int(match["m"]), int(match["d"] or 1))
    except ValueError:
        return None


def _text(text: str) -> str:
    return text


def _count(text: str) -> int | None:
    return scaled_integer(text, places=0)


def _dollars(text: str) -> Cents | None:
    cents = scaled_integer(text, places=_CENT_PLACES)
    return None if cents is None else Cents(cents)


def _dollars_negated(text: str) -> Cents | None:
    cents = scaled_integer(text, places=_CENT_PLACES)
    return None if cents is None else Cents(-cents)


def _per_cent(text: str) -> Ppb | None:
    ppb = scaled_integer(text, places=_PER_CENT_PLACES)
    return None if ppb is None else Ppb(ppb)


def _fraction(text: str) -> Ppb | None:
    ppb = scaled_integer(text, places=_FRACTION_PLACES)
    return None if ppb is None else Ppb(ppb)


def _truth(text: str) -> bool | None:
    return _TRUTHS.get(text.lower())


_READERS: dict[CellKind, Callable[[str], CellValue | None]] = {
    CellKind.TEXT: _text,
    CellKind.COUNT: _count,
    CellKind.DOLLARS: _dollars,
    CellKind.DOLLARS_NEGATED: _dollars_negated,
    CellKind.PER_CENT: _per_cent,
    CellKind.FRACTION: _fraction,
    CellKind.TRUTH: _truth,
}
