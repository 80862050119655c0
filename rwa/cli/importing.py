"""`rwa tape import` and `rwa tape check`: a loan file, its rejects and what it adds up to."""

import json
from pathlib import Path
from typing import Any

from rwa.cli.arguments import read_file
from rwa.cli.console import Output, Row
from rwa.core.errors import UsageError
from rwa.pool.layouts.examining import ExaminedFile, examine_loan_file
from rwa.pool.layouts.fault import LoanFileRejected, report_csv, report_rows
from rwa.pool.layouts.loan_month_file import loan_months_parquet
from rwa.pool.layouts.registry import layout_named
from rwa.pool.layouts.summary import MonthTotal, ReportedTotals, totals_of

_PAGE = "docs/reference/loan-files.md"


class RejectsNotKept(UsageError):
    """Rejects are to be left out without being written down."""

    def __init__(self) -> None:
        super().__init__("--accept-rejects leaves rows out; add --rejects FILE to list them")


class WouldOverwrite(UsageError):
    """A result is to be written over the file that is read, or over the other result."""

    def __init__(self, place: Path) -> None:
        self.place = place
        super().__init__(f"{place} is named twice; give each result a file of its own")


def import_file(
    file: Path,
    *,
    layout_name: str,
    place: Path,
    rejects: Path | None,
    accept: bool,
    as_json: bool,
) -> None:
    """Write the records of a loan file as Parquet.

    Raises LoanFileRejected, LoanFileUnreadable, UnknownLayout, RejectsNotKept, WouldOverwrite,
    FileNotThere and OSError.
    """
    if accept and rejects is None:
        raise RejectsNotKept
    _refuse_same(file, place, rejects)
    examined = _examine(file, layout_name, rejects)
    months = examined.require_read_to_the_end() if accept else examined.require_faultless()
    _write(place, loan_months_parquet(months))
    _show(examined, place=place, output=Output(as_json))


def check_file(file: Path, *, layout_name: str, rejects: Path | None, as_json: bool) -> None:
    """Say what a loan file adds up to. Raises as `import_file` does."""
    _refuse_same(file, rejects)
    examined = _examine(file, layout_name, rejects)
    examined.require_faultless()
    _show(examined, place=None, output=Output(as_json))


def _refuse_same(*places: Path | None) -> None:
    seen: set[Path] = set()
    for place in places:
        if place is not None and place.resolve() in seen:
            raise WouldOverwrite(place)
        if place is not None:
            seen.add(place.resolve())


def _examine(file: Path, layout_name: str, rejects: Path | None) -> ExaminedFile:
    """Read the file; its rejects are written even when nothing is kept."""
    layout = layout_named(layout_name)
    examined = examine_loan_file(read_file(file, layout=_PAGE), layout)
    if rejects is not None:
        as_json = rejects.suffix.lower() == ".json"
        text = _report_json(examined) if as_json else report_csv(examined.faults)
        _write(rejects, text.encode())
    return examined


def _report_json(examined: ExaminedFile) -> str:
    return json.dumps(report_rows(examined.faults), indent=2) + "\n"


def _write(place: Path, content: bytes) -> None:
    """The whole file or none of it."""
    unfinished = place.with_name(f"{place.name}.part")
    unfinished.write_bytes(content)
    unfinished.replace(place)


def _show(examined: ExaminedFile, *, place: Path | None, output: Output) -> None:
    totals = totals_of(examined.usable)
    output.table(("", ""), _lines(examined, totals), title=f"{examined.layout.title}")
    if examined.faults:
        shown = str(LoanFileRejected(examined.faults)).splitlines()[1:-1]
        output.note("rejects:\n" + "\n".join(shown))
    if place is not None:
        output.say(f"{totals.row_count:,} rows written to {place}")
    output.result(_document(examined, totals) | ({} if place is None else {"output": str(place)}))


def _lines(examined: ExaminedFile, totals: ReportedTotals) -> list[Row]:
    counts = {
        "rows": examined.row_count,
        "entries of single properties": examined.property_entries,
        "loans": totals.loan_count,
        "months": totals.month_count,
        "rejects": len(examined.faults),
    }
    lines: list[Row] = [
        {"what": name, "value": f"{count:,}"}
        for name, count in counts.items()
        if count or name not in ("entries of single properties", "months")
    ]
    if totals.original_balance_cents is not None:
        lines.append({"what": "lent at origination", "value": str(totals.original_balance_cents)})
    for month in _ends(totals):
        what = f"balance after {month.period}, {month.loan_count:,} loans"
        lines.append({"what": what, "value": str(month.balance_cents)})
    return lines


def _ends(totals: ReportedTotals) -> list[MonthTotal]:
    """The first and last month, once when they are one."""
    return [month for month in dict.fromkeys((totals.first, totals.last)) if month is not None]


def _document(examined: ExaminedFile, totals: ReportedTotals) -> dict[str, Any]:
    lent = totals.original_balance_cents
    return {
        "layout": examined.layout.name,
        "rows": examined.row_count,
        "rows_kept": totals.row_count,
        "property_entries": examined.property_entries,
        "loans": totals.loan_count,
        "months": totals.month_count,
        "original_balance": lent if lent is None else lent.plain,
        "first_month": _month_document(totals.first),
        "last_month": _month_document(totals.last),
        "rejects": report_rows(examined.faults),
    }


def _month_document(month: MonthTotal | None) -> dict[str, Any] | None:
    if month is None:
        return None
    return {
        "period": str(month.period),
        "loans": month.loan_count,
        "balance": month.balance_cents.plain,
    }
