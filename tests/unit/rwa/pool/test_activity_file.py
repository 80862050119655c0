import pytest

from rwa.core.dates import Period
from rwa.core.ids import LoanId, PoolId
from rwa.core.money import ZERO, Cents
from rwa.core.rates import Ppm
from rwa.pool.activity import LoanActivity, Modification, MonthActivity
from rwa.pool.activity_file import read_activity
from rwa.pool.loan import LoanStatus
from rwa.pool.rejection import ActivityRejected


def read(*lines: str) -> MonthActivity:
    text = "".join(f"{line}\n" for line in lines)
    return read_activity(text.encode(), pool_id=PoolId("POOL-1"), period=Period(2027, 1))


def test_read_activity__only_the_required_columns__a_normal_month() -> None:
    month = read("loan_id,payments_made", "L2,0", "L1,1")

    assert [line.loan_id for line in month.loans] == ["L1", "L2"]
    assert [line.payments_made for line in month.loans] == [1, 0]
    assert {line.curtailment_cents for line in month.loans} == {ZERO}
    assert {line.liquidation_proceeds_cents for line in month.loans} == {None}
    assert not any(line.paid_off for line in month.loans)


def test_read_activity__liquidated_for_nothing__is_not_the_same_as_not_liquidated() -> None:
    month = read("loan_id,payments_made,liquidation_proceeds", "L1,0,0", "L2,0,")

    assert [line.liquidation_proceeds_cents for line in month.loans] == [Cents(0), None]


def test_read_activity__header_alone__a_month_without_active_loans() -> None:
    assert read("loan_id,payments_made").loans == ()


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("L1,one,0,false,,POOL-1,2027-01", "payments_made"),
        ("L1,-1,0,false,,POOL-1,2027-01", "payments_made"),
        ("L1,,0,false,,POOL-1,2027-01", "payments_made"),
        ("L1,1,-5,false,,POOL-1,2027-01", "curtailment"),
        ("L1,1,5,true,,POOL-1,2027-01", "curtailment"),
        ("L1,1,0,perhaps,,POOL-1,2027-01", "paid_off"),
        ("L1,1,0,false,NaN,POOL-1,2027-01", "liquidation_proceeds"),
        ("L1,1,0,true,5,POOL-1,2027-01", "liquidation_proceeds"),
        ("L0,1,0,false,,POOL-1,2027-01", "loan_id"),
        ("L1,1,0,false,,POOL-2,2027-01", "pool_id"),
        ("L1,1,0,false,,POOL-1,2027-02", "period"),
        ("L1,1,0,false", "row"),
    ],
)
def test_read_activity__bad_row__refused_with_row_and_field(row: str, field: str) -> None:
    header = "loan_id,payments_made,curtailment,paid_off,liquidation_proceeds,pool_id,period"

    with pytest.raises(ActivityRejected) as caught:
        read(header, "L0,1,,,,,", row)

    assert [(fault.row, fault.field) for fault in caught.value.faults] == [(3, field)]
    assert str(caught.value).startswith("activity has 1 fault, nothing of it was loaded:")


def test_read_activity__missing_column__refused() -> None:
    with pytest.raises(ActivityRejected) as caught:
        read("loan_id,curtailment", "L1,5")

    assert [fault.field for fault in caught.value.faults] == ["payments_made"]


def faults_of(*lines: str) -> list[tuple[int | None, str, str]]:
    with pytest.raises(ActivityRejected) as caught:
        read(*lines)
    return [(fault.row, fault.field, fault.value) for fault in caught.value.faults]


MODIFIED = "loan_id,payments_made,modified_rate,modified_payment,modified_months"


def test_read_activity__columns_left_out__nothing_else_happened() -> None:
    (line,) = read("loan_id,payments_made", "L1,1").loans

    assert line == LoanActivity(
        loan_id=LoanId("L1"),
        payments_made=1,
        curtailment_cents=ZERO,
        paid_off=False,
        liquidation_proceeds_cents=None,
    )


def test_read_activity__three_new_terms__a_modification_that_changes_no_balance() -> None:
    modified, usual = read(MODIFIED, "L1,0,4.5,1500,300", "L2,1,,,").loans

    assert modified.modification == Modification(Ppm(45_000), Cents.dollars(1_500), 300)
    assert usual.modification is None


@pytest.mark.parametrize(
    ("row", "missing"),
    [
        ("L1,0,4.5,1500,", ["modified_months"]),
        ("L1,0,,1500,300", ["modified_rate"]),
        ("L1,0,4.5,,", ["modified_payment", "modified_months"]),
    ],
)
def test_read_activity__modification_with_a_term_left_out__refused_naming_it(
    row: str, missing: list[str]
) -> None:
    assert faults_of(MODIFIED, row) == [(2, name, "") for name in missing]


@pytest.mark.parametrize(
    "column", ["modified_balloon_months", "capitalised", "forgiven", "deferred"]
)
def test_read_activity__change_without_new_terms__refused_naming_them(column: str) -> None:
    faults = faults_of(f"loan_id,payments_made,{column}", "L1,0,0")

    assert [name for _, name, _ in faults] == MODIFIED.split(",")[2:]


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("bought_out", "perhaps"),
        ("bought_out", "true"),
        ("interest_shortfall", "-1"),
        ("recovery", "a lot"),
        ("moved_to", "delinquent_30"),
        ("stops_advances", "2"),
        ("written_off", "0.001"),
        ("escrow_deposit", "-0.01"),
        ("escrow_disbursement", "1e3"),
        ("late_fee", "-5"),
        ("index", "4.31255"),
        ("index", "31"),
        ("index", "-1"),
    ],
)
def test_read_activity__bad_cell__refused_with_row_and_field(column: str, cell: str) -> None:
    assert faults_of(f"loan_id,payments_made,{column}", f"L1,1,{cell}") == [(2, column, cell)]


@pytest.mark.parametrize(
    ("column", "cell", "named"),
    [
        ("modified_rate", "31", "modified_rate"),
        ("modified_months", "481", "modified_months"),
    ],
)
def test_read_activity__modification_out_of_range__refused_naming_the_column(
    column: str, cell: str, named: str
) -> None:
    cells = {"modified_rate": "4.5", "modified_payment": "1500", "modified_months": "300"}
    row = ",".join((cells | {column: cell}).values())

    assert faults_of(MODIFIED, f"L1,0,{row}") == [(2, named, cell)]


def test_read_activity__moved_to__in_any_case() -> None:
    lines = read("loan_id,payments_made,moved_to", "L1,0,REO", "L2,0,foreclosure", "L3,1,").loans

    assert [line.moved_to for line in lines] == [LoanStatus.REO, LoanStatus.FORECLOSURE, None]


def test_read_activity__index_in_every_row__is_the_months() -> None:
    header = "loan_id,payments_made,index"

    assert read(header, "L1,1,4.3125", "L2,1,4.31250").index_ppm == Ppm(43_125)
    assert read(header, "L1,1,0").index_ppm == Ppm(0)
    assert read(header, "L1,1,", "L2,1,").index_ppm is None
    assert read("loan_id,payments_made", "L1,1").index_ppm is None


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [("4.3125", "", "4.3125"), ("4.3125", "4.3", "4.3125"), ("", "4.3125", "nothing")],
)
def test_read_activity__index_of_one_row_alone__refused_with_what_the_first_says(
    first: str, second: str, expected: str
) -> None:
    with pytest.raises(ActivityRejected) as caught:
        read("loan_id,payments_made,index", f"L1,1,{first}", f"L2,1,{second}")

    (fault,) = caught.value.faults
    assert (fault.row, fault.field, fault.value) == (3, "index", second)
    assert fault.expected == f"{expected}, as in row 2"
