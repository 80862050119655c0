from datetime import date
from typing import get_type_hints

import pytest

from rwa.pool.layouts.cells import CellKind, cell_reader
from rwa.pool.layouts.layout import FileLayout, Shape
from rwa.pool.layouts.record import RECORD_FIELDS, ReportedLoanMonth
from rwa.pool.layouts.registry import LAYOUTS, UnknownLayout, layout_named
from rwa.pool.layouts.unreadable import LoanFileUnreadable

SAMPLES = {
    CellKind.TEXT: "A",
    CellKind.COUNT: "1",
    CellKind.DOLLARS: "1",
    CellKind.DOLLARS_NEGATED: "1",
    CellKind.PER_CENT: "1",
    CellKind.FRACTION: "1",
    CellKind.DATE_ISO: "2024-01-01",
    CellKind.DATE_US: "01-01-2024",
    CellKind.DATE_COMPACT: "20240101",
    CellKind.MONTH_ISO: "2024-01",
    CellKind.MONTH_COMPACT: "202401",
    CellKind.MONTH_FIRST: "012024",
    CellKind.TRUTH: "true",
}

OTHER_TYPES = {"loan_id": str, "reporting_period": date}
"""What a cell gives where the reader then makes another type of it."""

every_layout = pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)


@every_layout
def test_layout__its_columns__give_values_of_their_fields_types(layout: FileLayout) -> None:
    hints = get_type_hints(ReportedLoanMonth)

    for column in layout.read_columns:
        assert column.target in RECORD_FIELDS
        assert column.meaning.endswith(".")
        samples = list(column.codes.values()) or [cell_reader(column.kind)(SAMPLES[column.kind])]
        for value in samples:
            allowed = OTHER_TYPES.get(str(column.target), hints[str(column.target)])
            assert isinstance(value, allowed)


@every_layout
def test_layout__its_columns__are_named_once_and_say_the_loan(layout: FileLayout) -> None:
    names = [column.source for column in layout.columns]

    assert len(set(names)) == len(names)
    assert sum(column.target == "loan_id" for column in layout.columns) == 1
    assert all(column.codes or column.kind is not CellKind.CODE for column in layout.read_columns)


@every_layout
def test_layout__columns_of_one_target__are_amounts_or_rates_that_add_up(
    layout: FileLayout,
) -> None:
    targets = [column.target for column in layout.read_columns]
    repeated = {target for target in targets if targets.count(target) > 1}

    assert all(str(target).endswith(("_cents", "_ppb")) for target in repeated)


@every_layout
def test_layout__payment_statuses__are_all_codes_of_the_column(layout: FileLayout) -> None:
    codes = [
        set(column.codes) for column in layout.read_columns if column.target == "payment_status"
    ]

    assert all(set(layout.months_behind) <= known for known in codes)


@pytest.mark.parametrize(
    ("name", "position", "source"),
    [
        ("fannie-mae", 2, "Loan Identifier"),
        ("fannie-mae", 3, "Monthly Reporting Period"),
        ("fannie-mae", 9, "Current Interest Rate"),
        ("fannie-mae", 12, "Current Actual UPB"),
        ("fannie-mae", 19, "Maturity Date"),
        ("fannie-mae", 31, "Property State"),
        ("fannie-mae", 40, "Current Loan Delinquency Status"),
        ("fannie-mae", 44, "Zero Balance Code"),
        ("fannie-mae", 51, "Last Paid Installment Date"),
        ("fannie-mae", 54, "Foreclosure Costs"),
        ("fannie-mae", 59, "Net Sales Proceeds"),
        ("fannie-mae", 85, "Delinquent Accrued Interest"),
        ("fannie-mae", 108, "Total Deferral Amount"),
        ("fannie-mae", 110, "Interest Bearing UPB"),
        ("freddie-mac-origination", 4, "Maturity Date"),
        ("freddie-mac-origination", 11, "Original UPB"),
        ("freddie-mac-origination", 13, "Original Interest Rate"),
        ("freddie-mac-origination", 17, "Property State"),
        ("freddie-mac-origination", 20, "Loan Sequence Number"),
        ("freddie-mac-origination", 22, "Original Loan Term"),
        ("freddie-mac-origination", 32, "Mortgage Insurance Cancellation Indicator"),
        ("freddie-mac-performance", 4, "Current Loan Delinquency Status"),
        ("freddie-mac-performance", 9, "Zero Balance Code"),
        ("freddie-mac-performance", 11, "Current Interest Rate"),
        ("freddie-mac-performance", 15, "Net Sale Proceeds"),
        ("freddie-mac-performance", 22, "Actual Loss"),
        ("freddie-mac-performance", 27, "Zero Balance Removal UPB"),
        ("freddie-mac-performance", 32, "Interest Bearing UPB"),
    ],
)
def test_layout__published_positions__are_where_they_belong(
    name: str, position: int, source: str
) -> None:
    assert layout_named(name).columns[position - 1].source == source


def test_crefc__the_numbers_in_its_names__are_its_positions() -> None:
    columns = layout_named("crefc-periodic").columns

    assert len(columns) == 49
    for position, column in enumerate(columns, start=1):
        assert column.source.startswith(f"L{position} ")


def test_positional_layouts__their_widths__are_within_their_columns() -> None:
    positional = [layout for layout in LAYOUTS if layout.shape is Shape.POSITIONS]

    assert {layout.name: len(layout.columns) for layout in positional} == {
        "fannie-mae": 113,
        "freddie-mac-origination": 32,
        "freddie-mac-performance": 35,
        "crefc-periodic": 49,
    }
    for layout in positional:
        last_read = max(
            place for place, column in enumerate(layout.columns, start=1) if column.target
        )
        assert last_read <= min(layout.widths)


def test_layout_named__unknown__names_those_that_are() -> None:
    with pytest.raises(UnknownLayout) as caught:
        layout_named("fanny")

    assert caught.value.name == "fanny"
    assert "fannie-mae" in caught.value.known
    assert not issubclass(UnknownLayout, LoanFileUnreadable)
