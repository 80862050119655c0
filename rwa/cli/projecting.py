"""`rwa project`: the cash flows and the value of a pool that a file describes."""

from pathlib import Path

from rwa.cashflow.projection.projected import Projection
from rwa.cashflow.spec.answer import ValuedProjection, answer
from rwa.cashflow.spec.doubts import doubts
from rwa.cashflow.spec.reading import MOST_BYTES
from rwa.cashflow.spec.spec import ProjectionSpec, read_spec
from rwa.cli.arguments import read_file_or_input
from rwa.cli.console import Cell, Output, Row
from rwa.cli.projection_files import write_chart, write_csv
from rwa.core.money import Cents

SHOWN = {
    "beginning_balance": "begin",
    "net_interest": "net interest",
    "scheduled_principal": "scheduled",
    "prepaid_principal": "prepaid",
    "principal_recovery": "recovered",
    "principal_loss": "lost",
    "ending_balance": "end",
}
"""Columns that people see, with their headings."""
DEFAULT_COLUMNS = ("principal_recovery", "principal_loss")
MONTHS_SHOWN = 12
"""Each of the first year's months is a row; later ones are a row a year."""
LABELS = {
    "wal_years": "weighted average life, years",
    "price": "price",
    "accrued": "accrued",
    "yield_bey": "yield, bond-equivalent, %",
    "mortgage_yield": "yield, monthly, %",
    "macaulay_duration": "Macaulay duration, years",
    "modified_duration": "modified duration, years",
    "convexity": "convexity, years squared",
}
"""Analytics as people see them."""


def read_specification(place: Path) -> ProjectionSpec:
    """Read a specification from a file or standard input. Raises FileNotThere, SpecRejected."""
    layout = "docs/reference/projection.md"
    return read_spec(read_file_or_input(place, layout=layout, most=MOST_BYTES))


def project(
    place: Path,
    *,
    every_month: bool,
    chart: Path | None,
    csv: Path | None,
    as_json: bool,
) -> None:
    """Project a specification from a file or standard input. Raises SpecRejected."""
    spec = read_specification(place)
    output = Output(as_json)
    for doubt in doubts(spec):
        output.note(f"note: {doubt}")
    found = answer(spec)
    if chart is not None:
        write_chart(found.projection, chart, output=output)
    if csv is not None:
        write_csv(found.projection, csv, output=output)
    _show(output, spec, found, every_month=every_month)
    output.result(found.document())


def _show(
    output: Output, spec: ProjectionSpec, found: ValuedProjection, *, every_month: bool
) -> None:
    line = spec.line
    output.say(
        f"{line.balance:,} at {100 * line.wac:.3f}% to investors {100 * line.pass_through_rate:.3f}%, "
        f"{line.remaining_months} months left, loans {line.age_months} months old"
    )
    if spec.servicing_fee is not None and spec.guaranty_fee is not None:
        output.say(
            f"fees: servicing {100 * spec.servicing_fee:.3f}%, "
            f"guaranty {100 * spec.guaranty_fee:.3f}%"
        )
    shown = [name for name in SHOWN if name not in DEFAULT_COLUMNS or found.projection.totals[name]]
    rows = _rows(found.projection, shown, every_month=every_month)
    output.table(("month", *(SHOWN[name] for name in shown)), rows)
    for name, value in found.analytics_document().items():
        if value is not None:
            output.say(f"  {LABELS[name]:<30} {value:>12,.4f}")


def _rows(projection: Projection, shown: list[str], *, every_month: bool) -> list[Row]:
    """A row for each month, or for each of the first year's and then for each year."""
    count = len(projection)
    first = count if every_month else min(MONTHS_SHOWN, count)
    spans = [(month, month + 1) for month in range(first)]
    spans += [(begin, min(begin + 12, count)) for begin in range(first, count, 12)]
    rows: list[Row] = [_row(projection, shown, begin, end) for begin, end in spans]
    totals: dict[str, Cell] = {
        name: _cents(projection.totals[name]) if name in projection.totals else "" for name in shown
    }
    return [*rows, {"month": "total", **totals}]


def _row(projection: Projection, shown: list[str], begin: int, end: int) -> Row:
    row: dict[str, Cell] = {"month": f"{begin + 1}" if end == begin + 1 else f"{begin + 1}-{end}"}
    for name in shown:
        column = getattr(projection, name)
        if name == "beginning_balance":
            value = column[begin]
        elif name == "ending_balance":
            value = column[end - 1]
        else:
            value = column[begin:end].sum()
        row[name] = _cents(value)
    return row


def _cents(dollars: float) -> Cents:
    """To the nearest cent, for people."""
    return Cents(round(100 * dollars))
