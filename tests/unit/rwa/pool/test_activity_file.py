import pytest

from rwa.core.dates import Period
from rwa.core.ids import PoolId
from rwa.core.money import ZERO, Cents
from rwa.pool.activity import MonthActivity
from rwa.pool.activity_file import read_activity
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
