import pytest

from rwa.pool.layouts.examining import examine_loan_file
from rwa.pool.layouts.fault import FaultKind
from rwa.pool.layouts.registry import layout_named
from tests.unit.rwa.pool.layouts.written_files import file_of, row_of

CSV = layout_named("abs-ee-cmbs-csv")
FANNIE = layout_named("fannie-mae")
UNSAID = {
    "is_modified": "",
    "modification_date": "",
    "modification_code": "",
    "other_principal_adjustment_cents": "",
}


def month(number: int, balance: str, **targets: str) -> dict[str, str]:
    """A row of one loan in a month of 2024 that states no reason for anything."""
    period = f"2024-{number:02d}-11"
    cells = UNSAID | {"scheduled_balance_end_cents": balance} | targets
    return row_of(CSV, **({"reporting_period": period} | cells))


def kinds(rows: list[dict[str, str]]) -> list[tuple[int | None, FaultKind]]:
    return [(fault.row, fault.kind) for fault in examine_loan_file(file_of(CSV, rows), CSV).faults]


def test_sequence__a_falling_balance_in_any_order__has_no_fault() -> None:
    rows = [month(1, "100"), month(2, "100"), month(3, "99.99")]

    assert kinds(rows[::-1]) == []


def test_sequence__a_repeated_month__loses_both_rows() -> None:
    rows = [month(1, "100"), month(2, "99"), month(2, "98"), month(3, "97")]
    examined = examine_loan_file(file_of(CSV, rows), CSV)

    assert [(fault.row, fault.kind) for fault in examined.faults] == [
        (3, FaultKind.REPEATED_MONTH),
        (4, FaultKind.REPEATED_MONTH),
    ]
    assert [str(row.reporting_period) for row in examined.usable] == ["2024-01", "2024-03"]


def test_sequence__a_repeated_loan_in_a_file_without_months__rejected() -> None:
    layout = layout_named("freddie-mac-origination")
    examined = examine_loan_file(file_of(layout, [row_of(layout)] * 2), layout)

    assert {fault.kind for fault in examined.faults} == {FaultKind.REPEATED_MONTH}


def test_sequence__a_missing_month__named_at_the_row_after_it_and_keeps_the_row() -> None:
    rows = [month(1, "100"), month(4, "99")]
    examined = examine_loan_file(file_of(CSV, rows), CSV)

    (fault,) = examined.faults
    assert (fault.row, fault.kind) == (3, FaultKind.MONTH_GAP)
    assert fault.value == "2024-04"
    assert "2024-02" in fault.expected
    assert len(examined.usable) == 2


def test_sequence__a_month_with_a_faulty_cell__is_no_gap() -> None:
    rows = [month(1, "100"), month(2, "x"), month(3, "99")]

    assert kinds(rows) == [(3, FaultKind.CELL)]


def test_sequence__a_rise_without_a_reason__named_with_both_balances() -> None:
    rows = [month(1, "100"), month(2, "100.01")]
    examined = examine_loan_file(file_of(CSV, rows), CSV)

    (fault,) = examined.faults
    assert (fault.row, fault.kind) == (3, FaultKind.BALANCE_RISE)
    assert fault.field == "reportPeriodEndScheduledLoanBalanceAmount"
    assert (fault.value, "at most 100.00" in fault.expected) == ("100.01", True)
    assert len(examined.usable) == 2


def test_sequence__a_rise_after_nothing_was_owed__rejected() -> None:
    assert kinds([month(1, "0"), month(2, "1")]) == [(3, FaultKind.BALANCE_RISE)]


@pytest.mark.parametrize(
    ("target", "text", "is_reason"),
    [
        ("is_modified", "true", True),
        ("is_modified", "false", False),
        ("modification_date", "2024-02-01", True),
        ("modification_code", "6", True),
        ("other_principal_adjustment_cents", "-0.01", True),
        ("other_principal_adjustment_cents", "0.01", False),
    ],
)
def test_sequence__a_rise__is_explained_by_a_modification_or_an_adjustment(
    target: str, text: str, is_reason: bool
) -> None:
    rows = [month(1, "100"), month(2, "101", **{target: text})]

    assert (kinds(rows) == []) is is_reason


@pytest.mark.parametrize(("code", "faults"), [("", 0), ("01", 1)])
def test_sequence__a_balance_that_was_not_disclosed__is_no_rise(code: str, faults: int) -> None:
    hidden = {"is_modified": "N", "reporting_period": "012024"}
    rows = [
        row_of(FANNIE, **hidden, actual_balance_end_cents="0.00", zero_balance_code=code),
        row_of(FANNIE, **hidden | {"reporting_period": "022024"}, zero_balance_code=""),
    ]

    assert len(examine_loan_file(file_of(FANNIE, rows), FANNIE).faults) == faults
