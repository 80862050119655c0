"""What commands print: lines and tables for people, one JSON document for programs.

Results go to stdout and everything else to stderr, so that `--json` can be piped.
"""

import json
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from rwa.core.money import UNITS_PER_CENT, Cents, dollars_of_units

LINE_WIDTH = 100
"""Columns that running text is wrapped at."""
WIDEST_TABLE = 1_000
"""Columns no table reaches."""


@dataclass(frozen=True, slots=True)
class CashUnits:
    """Cash in base units of the token, printed as dollars."""

    units: int
    """Base units; may be negative."""

    def __str__(self) -> str:
        """Dollars and cents with separators; smaller parts are shown if there are any."""
        if not self.units % UNITS_PER_CENT:
            return str(Cents(self.units // UNITS_PER_CENT))
        whole, _, fraction = dollars_of_units(abs(self.units)).partition(".")
        return f"{'-' if self.units < 0 else ''}{int(whole):,}.{fraction}"

    @property
    def plain(self) -> str:
        """The same without separators, for programs."""
        return str(self).replace(",", "")


Cell = str | Cents | CashUnits
"""What a table holds: a name, or an amount."""
Row = Mapping[str, Cell]
"""Cells by their names in a JSON document."""


@dataclass(frozen=True, slots=True)
class Output:
    """Where a command's words go."""

    as_json: bool
    """True: say nothing on stdout but one JSON document."""

    def say(self, text: str = "") -> None:
        """A line for people."""
        if not self.as_json:
            _print(Console(soft_wrap=True), text)

    def tell(self, text: str, *, indent: str) -> None:
        """A sentence for people, wrapped; lines after the first begin below its first word."""
        lines = textwrap.wrap(
            text,
            LINE_WIDTH,
            initial_indent=indent,
            subsequent_indent=" " * len(indent),
            break_long_words=False,
            break_on_hyphens=False,
        )
        for line in lines:
            self.say(line)

    def note(self, text: str) -> None:
        """A line about the run itself, on stderr."""
        _print(Console(stderr=True, soft_wrap=True), text)

    def table(
        self, headings: Sequence[str], rows: Sequence[Row], *, title: str | None = None
    ) -> None:
        """Rows under headings; amounts to the right, names to the left."""
        if self.as_json:
            return
        table = Table(title=title, title_justify="left", box=None)
        first: Sequence[Cell] = tuple(rows[0].values()) if rows else headings
        for heading, cell in zip(headings, first, strict=True):
            table.add_column(heading, justify="left" if isinstance(cell, str) else "right")
        for row in rows:
            table.add_row(*(Text(str(cell), no_wrap=True) for cell in row.values()))
        # Never cut: a narrow terminal wraps lines, a pipe gets them whole.
        Console(soft_wrap=True, width=WIDEST_TABLE).print(table, highlight=False)

    def result(self, document: Any) -> None:
        """The document of a `--json` run."""
        if self.as_json:
            print(json.dumps(document, indent=2))  # noqa: T201 - the one thing stdout is for


def plain(row: Row) -> dict[str, str]:
    """A row as programs want it: amounts without separators."""
    return {name: cell if isinstance(cell, str) else cell.plain for name, cell in row.items()}


def _print(console: Console, text: str) -> None:
    """As it is: names and paths may hold what would be markup."""
    console.print(text, highlight=False, markup=False, emoji=False)
