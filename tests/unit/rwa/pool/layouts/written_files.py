"""Files written from the layouts' own tables, for every shape."""

import csv
import io
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from xml.sax.saxutils import escape

from rwa.pool.layouts.cells import CellKind
from rwa.pool.layouts.layout import FileLayout, LayoutColumn, Shape

Cells = Mapping[str, str]
"""Cells by the source names of their columns."""

_ORDINARY = MappingProxyType(
    {
        CellKind.TEXT: "A1",
        CellKind.COUNT: "360",
        CellKind.DOLLARS: "1000.00",
        CellKind.DOLLARS_NEGATED: "-1000.00",
        CellKind.PER_CENT: "6.125",
        CellKind.FRACTION: "0.06125",
        CellKind.DATE_ISO: "2024-03-15",
        CellKind.DATE_US: "03-15-2024",
        CellKind.DATE_COMPACT: "20240315",
        CellKind.MONTH_ISO: "2024-03",
        CellKind.MONTH_COMPACT: "202403",
        CellKind.MONTH_FIRST: "032024",
        CellKind.TRUTH: "false",
    }
)
_LOANS = MappingProxyType(
    {
        "fannie-mae": "100000000001",
        "freddie-mac-origination": "F24Q10000001",
        "freddie-mac-performance": "F24Q10000001",
    }
)


def ordinary_cell(column: LayoutColumn, layout: FileLayout) -> str:
    if column.target == "loan_id":
        return _LOANS.get(layout.name, "L-1")
    if column.kind is CellKind.CODE:
        return next(iter(column.codes))
    if column.kind is CellKind.TRUTH and layout.name == "fannie-mae":
        return "N"
    return _ORDINARY[column.kind]


def row_of(layout: FileLayout, **targets: str) -> dict[str, str]:
    """A row with an ordinary cell in every column that is read; cells by target are replaced."""
    return {
        column.source: targets.get(str(column.target), ordinary_cell(column, layout))
        for column in layout.read_columns
    }


def file_of(
    layout: FileLayout,
    rows: Sequence[Cells],
    *,
    delimiter: str | None = None,
    width: int | None = None,
) -> bytes:
    """A file of rows, each by the source names of its cells; the rest of a row is empty."""
    if layout.shape is Shape.MARKUP:
        return xml_of(layout, rows)
    lines = [[row.get(column.source, "") for column in layout.columns] for row in rows]
    if layout.shape is Shape.POSITIONS:
        lines = [fitted(line, width or min(layout.widths)) for line in lines]
    else:
        lines.insert(0, [column.source for column in layout.columns])
    sink = io.StringIO()
    writer = csv.writer(
        sink,
        delimiter=delimiter or layout.delimiters[0],
        quoting=layout.quoting,
        lineterminator="\n",
    )
    writer.writerows(lines)
    return sink.getvalue().encode()


def fitted(line: list[str], width: int) -> list[str]:
    """Columns that a narrower edition of a layout lacks are cut off, others filled up."""
    return line[:width] + [""] * (width - len(line))


def xml_of(layout: FileLayout, rows: Sequence[Cells]) -> bytes:
    entries = []
    for row in rows:
        inner, nested = [], []
        for name, text in row.items():
            parent, _, child = name.rpartition("/")
            if text:
                element = f"<{child}>{escape(text)}</{child}>"
                (nested if parent else inner).append(element)
        properties = f"<property>{''.join(nested)}</property>" if nested else ""
        entries.append(f"<assets>{''.join(inner)}{properties}</assets>\n")
    body = "".join(entries)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return f'{head}<assetData xmlns="{layout.namespace}">\n{body}</assetData>\n'.encode()
