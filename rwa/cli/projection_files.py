"""The files that `rwa project` writes: a chart, and every month as CSV."""

import csv
from decimal import Decimal
from pathlib import Path

from rwa.cashflow.projection.projected import Projection
from rwa.cli.console import Output
from rwa.core.errors import UsageError

CHARTS = (".svg", ".png", ".pdf")


class ChartNotKnown(UsageError):
    """A chart is asked for in a format that is not drawn."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.allowed = CHARTS
        super().__init__(
            f"--chart is {place}, expected a name ending in {', '.join(CHARTS)}; correct it"
        )


def write_chart(projection: Projection, place: Path, *, output: Output) -> None:
    """Draw a projection. Raises ChartNotKnown, PlotsNotInstalled and OSError."""
    if place.suffix not in CHARTS:
        raise ChartNotKnown(place)
    from rwa.cashflow.plots import figure

    figure(projection).savefig(place)
    output.note(f"drawn into {place}")


def write_csv(projection: Projection, place: Path, *, output: Output) -> None:
    """Write every month and column, numbers unrounded and without exponents. Raises OSError."""
    columns = projection.columns()
    with place.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        for row in zip(*(column.tolist() for column in columns.values()), strict=True):
            writer.writerow([row[0], *map(_plain, row[1:])])
    output.note(f"{len(projection)} months written to {place}")


def _plain(value: float) -> str:
    """The shortest text that is read as this double again, without an exponent."""
    return f"{Decimal(repr(value)):f}"
