"""Records of columns as tables: for Arrow, for notebooks and for programs."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from html import escape
from typing import Any

SHOWN_ROWS = 12
"""Rows a notebook shows at each end."""


class ArrowTable(ABC):
    """A record that is a table: its subclass says the columns."""

    __slots__ = ()

    @abstractmethod
    def columns(self) -> Mapping[str, Any]:
        """Every column by its name, in order: arrays or lists of one length."""

    def __repr__(self) -> str:
        """What it is, and how many rows it has; the rows are for `_repr_html_` and Arrow."""
        length = len(next(iter(self.columns().values())))
        return f"<{type(self).__name__}: {length:,} rows of {', '.join(self.columns())}>"

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The columns through Arrow's C interface, for Polars, DuckDB, pandas and others."""
        from pyarrow import table  # noqa: PLC0415 - a tenth of a second, for those who ask

        return table(dict(self.columns())).__arrow_c_stream__(requested_schema)

    def _repr_html_(self) -> str:
        """The first and last rows, as notebooks show them."""
        columns = self.columns()
        length = len(next(iter(columns.values())))
        head = "".join(f"<th>{escape(name.replace('_', ' '))}</th>" for name in columns)
        shown: list[int | None] = list(range(length))
        if length > 2 * SHOWN_ROWS:
            shown = [*shown[:SHOWN_ROWS], None, *shown[-SHOWN_ROWS:]]
        body = "".join(f"<tr>{self._html_row(columns, index)}</tr>" for index in shown)
        return (
            f"<table><caption>{length:,} rows</caption><thead><tr>{head}</tr></thead>"
            f"<tbody>{body}</tbody>{self._html_foot()}</table>"
        )

    def _html_row(self, columns: Mapping[str, Any], index: int | None) -> str:
        if index is None:
            return f'<td colspan="{len(columns)}">…</td>'
        cells = [self._html_cell(name, column[index]) for name, column in columns.items()]
        return f"<th>{cells[0]}</th>" + "".join(f"<td>{cell}</td>" for cell in cells[1:])

    def _html_cell(self, name: str, value: Any) -> str:  # noqa: ARG002 - subclasses look at it
        """A value as it is shown; numbers that are not whole with six digits."""
        return f"{value:,.6g}" if isinstance(value, float) else escape(str(value))

    def _html_foot(self) -> str:
        """What stands below the rows; nothing unless a subclass has totals."""
        return ""
