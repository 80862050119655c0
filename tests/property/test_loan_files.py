"""Whatever a layout can say is written and read back equal; a damaged file never gets through."""

import contextlib
import gzip
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rwa.core.dates import Period
from rwa.core.errors import DataRejected
from rwa.core.ids import LoanId
from rwa.core.money import Cents
from rwa.core.rates import Ppb
from rwa.pool.layouts.cells import CellKind
from rwa.pool.layouts.examining import examine_loan_file, read_loan_file
from rwa.pool.layouts.layout import FileLayout, LayoutColumn
from rwa.pool.layouts.loan_month_file import loan_months_parquet, read_loan_months
from rwa.pool.layouts.record import ReportedLoanMonth
from rwa.pool.layouts.registry import LAYOUTS, layout_named
from tests.unit.rwa.pool.layouts.written_files import file_of, row_of

XML = Path(__file__).parents[1] / "data" / "cmbs_benchmark_ex102_2026-03.xml.gz"
MOST_CENTS = 10**10
MOST_CODES = 60
DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))
TEXTS = st.text("ABCxyz019 -./'&<é", min_size=1, max_size=12).map(str.strip).filter(bool)
MONTHS = DAYS.map(lambda day: day.replace(day=1))
RATES = st.integers(0, 500_000_000).map(Ppb)
OF_KIND: dict[CellKind, st.SearchStrategy[Any]] = {
    CellKind.COUNT: st.integers(0, 1_200),
    CellKind.PER_CENT: RATES,
    CellKind.FRACTION: RATES,
    CellKind.MONTH_ISO: MONTHS,
    CellKind.MONTH_COMPACT: MONTHS,
    CellKind.MONTH_FIRST: MONTHS,
    CellKind.TRUTH: st.booleans(),
}
WRITTEN: dict[CellKind, Callable[[Any], str]] = {
    CellKind.TEXT: str,
    CellKind.COUNT: str,
    CellKind.DOLLARS: lambda amount: amount.plain,
    CellKind.DOLLARS_NEGATED: lambda amount: (-amount).plain,
    CellKind.PER_CENT: lambda rate: f"{Decimal(rate.count).scaleb(-7):f}",
    CellKind.FRACTION: lambda rate: f"{Decimal(rate.count).scaleb(-9):f}",
    CellKind.DATE_ISO: lambda day: f"{day:%Y-%m-%d}",
    CellKind.DATE_US: lambda day: f"{day:%m-%d-%Y}",
    CellKind.DATE_COMPACT: lambda day: f"{day:%Y%m%d}",
    CellKind.MONTH_ISO: lambda day: f"{day:%Y-%m}",
    CellKind.MONTH_COMPACT: lambda day: f"{day:%Y%m}",
    CellKind.MONTH_FIRST: lambda day: f"{day:%m%Y}",
    CellKind.TRUTH: lambda truth: "true" if truth else "N",
}
every_layout = pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)


def values(column: LayoutColumn) -> st.SearchStrategy[Any]:
    """What a cell of the column can say, as the record holds it before months are made of days."""
    if column.kind is CellKind.CODE:
        meanings = list(dict.fromkeys(column.codes.values()))
        return st.sampled_from(meanings[:MOST_CODES])
    if column.kind in (CellKind.DOLLARS, CellKind.DOLLARS_NEGATED):
        least = 0 if "balance" in str(column.target) else -MOST_CENTS
        return st.integers(least, MOST_CENTS).map(Cents)
    if column.kind is CellKind.TEXT:
        return TEXTS.filter(lambda text: text not in column.unsaid)
    return OF_KIND.get(column.kind, DAYS)


def written(column: LayoutColumn, value: Any) -> str:
    if value is None:
        return ""
    if column.kind is CellKind.CODE:
        return next(code for code, meaning in column.codes.items() if meaning == value)
    return WRITTEN[column.kind](value)


def said_in(layout: FileLayout) -> st.SearchStrategy[tuple[Any, ...]]:
    """What each column that is read says, None where it says nothing."""
    columns = layout.read_columns
    return st.tuples(
        *(values(each) if each.is_required else st.none() | values(each) for each in columns)
    )


def reported(layout: FileLayout, row: tuple[Any, ...]) -> tuple[dict[str, str], ReportedLoanMonth]:
    """The cells of a row and, put together another way than by the reader, its record."""
    cells: dict[str, str] = {}
    said: dict[str, Any] = {}
    for column, value in zip(layout.read_columns, row, strict=True):
        cells[column.source] = written(column, value)
        if value is not None:
            earlier = said.get(str(column.target))
            said[str(column.target)] = value if earlier is None else earlier_and(earlier, value)
    if "reporting_period" in said:
        said["reporting_period"] = Period.of(said["reporting_period"])
    said["months_delinquent"] = layout.months_behind.get(said.get("payment_status", ""))
    return cells, ReportedLoanMonth(**said)


def earlier_and(earlier: Any, value: Any) -> Any:
    return type(value)(earlier.count + value.count)


@every_layout
@given(data=st.data())
def test_row__written_in_a_layout__is_read_back_equal(
    layout: FileLayout, data: st.DataObject
) -> None:
    cells, month = reported(layout, data.draw(said_in(layout)))
    file = file_of(layout, [cells])

    assert read_loan_file(file, layout) == (month,)
    assert read_loan_months(loan_months_parquet([month])) == (month,)


def small_file(layout: FileLayout) -> bytes:
    return file_of(layout, [row_of(layout, loan_id=f"F24Q1000000{number}") for number in range(4)])


@st.composite
def damaged(draw: st.DrawFn, whole: bytes) -> bytes:
    """A file with a part cut out, replaced, repeated or overwritten by noise."""
    start = draw(st.integers(0, len(whole)))
    end = draw(st.integers(start, min(len(whole), start + draw(st.sampled_from([1, 40, 4_000])))))
    noise = draw(
        st.sampled_from(
            [b"", b"\n", b",", b"|", b'"', b"\0", b"\xff", b"<", b"&x;", b"-", b"9" * 70]
        )
        | st.binary(max_size=8)
        | st.just(whole[start:end] * 2)
    )
    rest = b"" if draw(st.booleans()) and start else whole[end:]
    return whole[:start] + noise + rest


def read_or_refuse(file: bytes, layout: FileLayout) -> None:
    """Only refusals of ours, and no row beside those that are counted."""
    try:
        examined = examine_loan_file(file, layout)
    except DataRejected:
        return
    lost = {fault.row for fault in examined.faults if fault.kind.loses_the_row}
    is_part = any(fault.kind.ends_the_reading for fault in examined.faults)
    assert is_part or len(examined.usable) + len(lost) == examined.row_count


@every_layout
@given(data=st.data())
def test_damaged_file__of_every_layout__is_refused_or_read(
    layout: FileLayout, data: st.DataObject
) -> None:
    read_or_refuse(data.draw(damaged(small_file(layout))), layout)


@every_layout
@given(file=st.binary(max_size=400))
def test_noise__as_every_layout__is_refused(layout: FileLayout, file: bytes) -> None:
    read_or_refuse(file, layout)


@given(data=st.data())
def test_damaged_exhibit__a_published_one__is_refused_or_read(data: st.DataObject) -> None:
    whole = gzip.decompress(XML.read_bytes())[:60_000]
    end = whole.rindex(b"</assets>") + len(b"</assets>")

    file = data.draw(damaged(whole[:end] + b"</assetData>"))

    read_or_refuse(file, layout_named("abs-ee-cmbs"))


@given(data=st.data())
def test_damaged_parquet__of_records__is_refused_or_read(data: st.DataObject) -> None:
    whole = loan_months_parquet([ReportedLoanMonth(loan_id=LoanId("L1"))])

    with contextlib.suppress(DataRejected):
        read_loan_months(data.draw(damaged(whole)))
