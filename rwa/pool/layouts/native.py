"""The project's own tape, read as reported months: a selection of its columns.

Follows `rwa.pool.tape_columns`. Here `as_of` is required, since a file may hold many months; a pool is
issued from a tape by the stricter reading of `rwa.pool.files`.
"""

from types import MappingProxyType

from rwa.pool.columns import Column, ColumnKind
from rwa.pool.layouts.cells import CellKind
from rwa.pool.layouts.layout import FileLayout, LayoutColumn, Shape
from rwa.pool.loan import LoanStatus
from rwa.pool.tape_columns import TAPE_COLUMNS

_KINDS = {
    ColumnKind.TEXT: CellKind.TEXT,
    ColumnKind.MONTH: CellKind.MONTH_ISO,
    ColumnKind.DOLLARS: CellKind.DOLLARS,
    ColumnKind.PER_CENT: CellKind.PER_CENT,
    ColumnKind.COUNT: CellKind.COUNT,
    ColumnKind.TRUTH: CellKind.TRUTH,
}
_TARGETS = {
    "loan_id": "loan_id",
    "as_of": "reporting_period",
    "original_balance": "original_balance_cents",
    "balance": "scheduled_balance_end_cents",
    "note_rate": "note_rate_ppb",
    "servicing_fee": "fee_rate_ppb",
    "guaranty_fee": "fee_rate_ppb",
    "payment": "scheduled_payment_cents",
    "original_term_months": "original_term_months",
    "status": "payment_status",
    "advances_outstanding": "principal_interest_advances_cents",
    "state": "state",
}


def _column(column: Column) -> LayoutColumn:
    target = _TARGETS.get(column.name)
    if target is None:
        return LayoutColumn(column.name)
    is_status = column.name == "status"
    return LayoutColumn(
        column.name,
        target,
        CellKind.CODE if is_status else _KINDS[column.kind],
        column.meaning,
        is_required=column.is_required or column.name == "as_of",
        codes=MappingProxyType({status.value: status.value for status in LoanStatus})
        if is_status
        else MappingProxyType({}),
    )


NATIVE = FileLayout(
    name="native",
    title="The project's own tape",
    source="docs/reference/tape.md",
    shape=Shape.NAMED,
    is_quoted=True,
    columns=tuple(_column(column) for column in TAPE_COLUMNS),
    months_behind=MappingProxyType(
        {
            LoanStatus.CURRENT.value: 0,
            LoanStatus.DELINQUENT_30.value: 1,
            LoanStatus.DELINQUENT_60.value: 2,
            LoanStatus.DELINQUENT_90.value: 3,
        }
    ),
)
