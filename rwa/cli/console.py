"""What commands print: tables for people, one JSON document for programs.

Results go to stdout and everything else to stderr, so that `--json` can be piped.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table

from rwa.core.money import UNITS_PER_CENT, dollars_of_units

WIDEST_TABLE = 1_000
"""Columns no table reaches."""


@dataclass(frozen=True, slots=True)
class Output:
    """Where a command's words go."""

    as_json: bool
    """True: say nothing on stdout but one JSON document."""

    def say(self, text: str = "") -> None:
        """A line for people."""
        if not self.as_json:
            out().print(text, highlight=False)

    def note(self, text: str) -> None:
        """A line about the run itself, on stderr."""
        err().print(text, highlight=False)

    def table(
        self, columns: Sequence[str], rows: Iterable[Sequence[str]], *, title: str | None = None
    ) -> None:
        """Rows under headings; figures to the right, names to the left."""
        if self.as_json:
            return
        lines = tuple(rows)
        table = Table(title=title, title_justify="left", box=None, pad_edge=True)
        for index, column in enumerate(columns):
            numeric = all(_is_figure(row[index]) for row in lines)
            table.add_column(column, justify="right" if numeric else "left", no_wrap=True)
        for row in lines:
            table.add_row(*row)
        # Never cut: a narrow terminal wraps lines, a pipe gets them whole.
        out(width=WIDEST_TABLE).print(table, highlight=False)

    def result(self, document: Any) -> None:
        """The document of a `--json` run."""
        if self.as_json:
            print(json.dumps(document, indent=2))  # noqa: T201 - the one thing stdout is for


def out(*, width: int | None = None) -> Console:
    """Results; `width` None is the terminal's."""
    return Console(soft_wrap=True, width=width)


def err() -> Console:
    """Everything else."""
    return Console(stderr=True, soft_wrap=True)


def dollars(units: int) -> str:
    """Base units as dollars and cents with separators; smaller parts are shown if there are any."""
    if units % UNITS_PER_CENT:
        whole, _, rest = dollars_of_units(units).partition(".")
        return f"{int(whole):,}.{rest}" if not whole.startswith("-") else f"{whole}.{rest}"
    sign = "-" if units < 0 else ""
    whole_dollars, cents = divmod(abs(units) // UNITS_PER_CENT, 100)
    return f"{sign}{whole_dollars:,}.{cents:02d}"


def plain(rows: Iterable[Mapping[str, str]]) -> list[dict[str, str]]:
    """Rows as programs want them: figures without separators."""
    return [
        {name: cell.replace(",", "") if _is_figure(cell) else cell for name, cell in row.items()}
        for row in rows
    ]


def _is_figure(text: str) -> bool:
    return not text or text[0].isdigit() or (text[0] in "-." and text[1:2].isdigit())
