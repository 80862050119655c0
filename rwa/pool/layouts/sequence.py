"""Following each loan from month to month: repeated months, gaps, and balances that rise.

A balance may rise when the row says why: the loan was modified (interest or advances are then added
to it), or another adjustment of principal is below zero. Rising from one month to the next is told
from the balance at the end of both.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

from rwa.core.money import ZERO
from rwa.pool.layouts.fault import FaultKind, LoanFileFault
from rwa.pool.layouts.layout import FileLayout
from rwa.pool.layouts.record import ReportedLoanMonth
from rwa.pool.layouts.row_reading import ReadRow


def sequence_faults(rows: Iterable[ReadRow], layout: FileLayout) -> Iterator[LoanFileFault]:
    """Yield what is wrong between the rows of each loan, in no order."""
    loans: dict[str, list[ReadRow]] = defaultdict(list)
    for row in rows:
        if row.loan_id:
            loans[row.loan_id].append(row)
    field = _source(layout, "reporting_period", "loan_id")
    for months in loans.values():
        months.sort(key=lambda row: (row.period is not None, row.period, row.number))
        yield from _repeated(months, field)
        yield from _gaps(months, field)
        yield from _rises([row.month for row in months], months, layout)


def _repeated(months: list[ReadRow], field: str) -> Iterator[LoanFileFault]:
    """Both rows of a repeated month: nothing says which of them is right."""
    for one, other in pairwise(months):
        if one.period == other.period:
            value = f"{one.loan_id} in {one.period or 'the file'}"
            for row, elsewhere in ((one, other.number), (other, one.number)):
                expected = f"one row a loan and month; row {elsewhere} has it too"
                yield LoanFileFault(row.number, field, value, expected, FaultKind.REPEATED_MONTH)


def _gaps(months: list[ReadRow], field: str) -> Iterator[LoanFileFault]:
    for one, other in pairwise(months):
        if one.period and other.period and other.period.months_since(one.period) > 1:
            expected = f"{one.period + 1}, the month after {one.period} of {one.loan_id}"
            yield LoanFileFault(
                other.number, field, str(other.period), expected, FaultKind.MONTH_GAP
            )


def _rises(
    records: list[ReportedLoanMonth | None], months: list[ReadRow], layout: FileLayout
) -> Iterator[LoanFileFault]:
    for (before, after), row in zip(pairwise(records), months[1:], strict=True):
        if before is None or after is None or before.reporting_period == after.reporting_period:
            continue
        begin, end = before.balance_end_cents, after.balance_end_cents
        if begin is None or end is None or end <= begin or _says_why(after):
            continue
        if layout.masks_balances and begin == ZERO and before.zero_balance_code is None:
            continue
        target = "scheduled_balance_end_cents"
        field = _source(layout, target, "actual_balance_end_cents")
        expected = f"at most {begin}, as in {before.reporting_period}, or a stated reason"
        yield LoanFileFault(row.number, field, str(end), expected, FaultKind.BALANCE_RISE)


def _says_why(month: ReportedLoanMonth) -> bool:
    adjustment = month.other_principal_adjustment_cents
    is_modified = month.is_modified or month.modification_date or month.modification_code
    return bool(is_modified) or (adjustment is not None and adjustment < ZERO)


def _source(layout: FileLayout, target: str, otherwise: str) -> str:
    """What the layout calls the column of a target, or of another where it has none."""
    named = {column.target: column.source for column in layout.read_columns}
    return named.get(target) or named.get(otherwise) or target
