"""`rwa tape layouts`: what can be read, and the columns of one layout."""

from typing import Any

from rwa.cli.console import Output, Row
from rwa.pool.layouts.layout import FileLayout, Shape
from rwa.pool.layouts.registry import LAYOUTS, layout_named

_HEADINGS = ("position", "name", "field", "cells", "required")


def show(name: str | None, *, as_json: bool) -> None:
    """List the layouts, or one layout's columns. Raises UnknownLayout."""
    output = Output(as_json)
    if name is None:
        rows: list[Row] = [
            {"name": layout.name, "title": layout.title, "shape": layout.shape.value}
            for layout in LAYOUTS
        ]
        output.table(("name", "file", "shape"), rows)
        output.result(rows)
        return
    layout = layout_named(name)
    output.tell(f"{layout.title}. Follows {layout.source}.", indent="")
    output.table(
        _HEADINGS,
        [dict(zip(_HEADINGS, row.values(), strict=False)) for row in _columns(layout)],
    )
    output.result({"name": layout.name, "source": layout.source, "columns": _columns(layout)})


def _columns(layout: FileLayout) -> list[dict[str, Any]]:
    return [
        {
            "position": str(position) if layout.shape is Shape.POSITIONS else "",
            "name": column.source,
            "field": column.target or "",
            "cells": column.kind.value if column.target else "",
            "required": "yes" if column.is_required else "",
            "meaning": column.meaning,
        }
        for position, column in enumerate(layout.columns, start=1)
        if column.target or layout.shape is not Shape.MARKUP
    ]
