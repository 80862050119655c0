"""`rwa activity` and `rwa correct`: look at a reported month, and report it again."""

from pathlib import Path

from rwa.cli.arguments import read_file
from rwa.cli.console import Output, Row, plain
from rwa.cli.correction import corrected_months, report_again
from rwa.cli.held_months import activity_in, document_in, is_held
from rwa.cli.operations import Operations
from rwa.cli.settings import Settings
from rwa.cli.unfinished import finish
from rwa.cli.workspace import opened
from rwa.core.dates import Period
from rwa.core.errors import UsageError
from rwa.core.money import Cents
from rwa.pool.activity import MonthActivity, activity_bytes
from rwa.pool.activity_file import read_activity
from rwa.remittance.document import RemittanceDocument


class NotReported(UsageError):
    """A month is named that no report was accepted for."""

    def __init__(self, month: Period, *, last: Period | None) -> None:
        self.month = month
        self.last = last
        until = "none is" if last is None else f"the last one is {last}"
        super().__init__(f"{month} is not reported, {until}; name a month that is")


class NotAMonthAndFile(UsageError):
    """A correction is not written as a month, an equals sign and a file."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(f"{text!r} is no correction; write MONTH=FILE such as 2027-03=march.csv")


def print_activity(settings: Settings, month: str) -> None:
    """Write what borrowers did in a reported month as CSV. Raises NotReported."""
    with opened(settings, read_only=True) as operations:
        period = _correctable(operations, Period.parse(month))
        content = activity_bytes(activity_in(operations, period))
    print(content.decode(), end="")  # noqa: T201 - a file for a program, not a line for people


def correct(
    settings: Settings, corrections: tuple[str, ...], *, reason: str, pay: bool, as_json: bool
) -> None:
    """Report months again from corrected activity, fund what that adds, and pay it.

    Every month is accounted before the first is reported. Raises NotReported, NothingToCorrect,
    NotAMonthAndFile and what reading and accounting activity raise.
    """
    output = Output(as_json)
    files = [_month_and_file(text) for text in corrections]
    with opened(settings) as operations:
        activities = dict(_activity(operations, month, file) for month, file in files)
        packages = corrected_months(operations, activities, reason=reason)
        before = [
            document_in(operations, package.document.remittance.period_index)
            for package in packages
        ]
        report_again(operations, packages)
        finish(operations, pay=pay)
        rows = [
            _correction_row(old, new.document) for old, new in zip(before, packages, strict=True)
        ]
    headings = ("month", "revision", "basis", "reason", "reported", "corrected", "to holders")
    output.table(headings, rows)
    output.result([plain(row) for row in rows])


def _month_and_file(text: str) -> tuple[Period, Path]:
    month, separator, file = text.partition("=")
    if not separator or not file:
        raise NotAMonthAndFile(text)
    return Period.parse(month), Path(file)


def _activity(operations: Operations, month: Period, file: Path) -> tuple[int, MonthActivity]:
    period = _correctable(operations, month)
    content = read_file(file, layout="docs/reference/tape.md")
    return period, read_activity(content, pool_id=operations.pool.pool_id, period=month)


def reported_period(operations: Operations, month: Period) -> int:
    """Return the number of a reported month. Raises NotReported."""
    last = operations.months.last
    period = month.months_since(operations.pool.first_period) + 1
    if not 1 <= period <= last:
        raise NotReported(month, last=operations.pool.period_at(last) if last else None)
    return period


def _correctable(operations: Operations, month: Period) -> int:
    """The number of a month that is reported, or whose first report is held."""
    upcoming = operations.months.last + 1
    if month == operations.pool.period_at(upcoming) and is_held(operations, upcoming):
        return upcoming
    return reported_period(operations, month)


def _correction_row(before: RemittanceDocument, after: RemittanceDocument) -> Row:
    old, new = _to_holders(before), _to_holders(after)
    return {
        "month": str(after.remittance.period),
        "revision": str(after.remittance.revision),
        "basis": after.basis.value,
        "reason": after.reason or "",
        "reported": old,
        "corrected": new,
        "to_holders": new - old,
    }


def _to_holders(document: RemittanceDocument) -> Cents:
    split = document.distributions
    return split.interest_to_investors_cents + split.principal_to_investors_cents
