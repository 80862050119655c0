from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from rwa.core.dates import Period
from rwa.core.errors import ValueOutOfRange
from rwa.core.ids import LoanId, PoolId
from rwa.core.money import ZERO, Cents
from rwa.pool.activity import (
    ActivityMismatch,
    ActivityOutOfOrder,
    LoanActivity,
    MonthActivity,
    activity_bytes,
    activity_hash,
    check_activity_fits,
)
from rwa.pool.tape import LoanTape


def line(loan_id: str, **fields: Any) -> LoanActivity:
    usual = LoanActivity(
        loan_id=LoanId(loan_id),
        payments_made=1,
        curtailment_cents=ZERO,
        paid_off=False,
        liquidation_proceeds_cents=None,
    )
    return replace(usual, **fields)


@pytest.fixture
def month() -> MonthActivity:
    return MonthActivity(
        pool_id=PoolId("POOL-1"),
        period=Period(2027, 1),
        loans=(
            line("L1", curtailment_cents=Cents(12_345)),
            line("L2", payments_made=0, liquidation_proceeds_cents=ZERO),
            line("L3", paid_off=True),
        ),
    )


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"payments_made": -1}, "payments_made"),
        ({"payments_made": 481}, "payments_made"),
        ({"curtailment_cents": Cents(-1)}, "curtailment"),
        ({"curtailment_cents": Cents(1), "paid_off": True}, "curtailment"),
        ({"curtailment_cents": Cents(1), "liquidation_proceeds_cents": ZERO}, "curtailment"),
        ({"liquidation_proceeds_cents": Cents(-1)}, "liquidation_proceeds"),
        ({"liquidation_proceeds_cents": ZERO, "paid_off": True}, "liquidation_proceeds"),
    ],
)
def test_loan_activity__one_value_out_of_range__raises_naming_the_field(
    fields: dict[str, Any], named: str
) -> None:
    with pytest.raises(ValueOutOfRange) as caught:
        line("L1", **fields)

    assert caught.value.field == named


def test_month_activity__loan_repeated__refused(month: MonthActivity) -> None:
    with pytest.raises(ActivityOutOfOrder) as caught:
        replace(month, loans=(line("L1"), line("L1")))

    assert (caught.value.before, caught.value.after) == ("L1", "L1")


def test_activity_bytes__a_month__one_canonical_form(month: MonthActivity) -> None:
    assert activity_bytes(month) == (
        b"pool_id,period,loan_id,payments_made,curtailment,paid_off,liquidation_proceeds\n"
        b"POOL-1,2027-01,L1,1,123.45,false,\n"
        b"POOL-1,2027-01,L2,0,0.00,false,0.00\n"
        b"POOL-1,2027-01,L3,1,0.00,true,\n"
    )


@pytest.mark.parametrize(
    "change",
    [
        lambda month: replace(month, period=Period(2027, 2)),
        lambda month: replace(month, pool_id=PoolId("POOL-2")),
        lambda month: replace(month, loans=month.loans[:2]),
        lambda month: replace(month, loans=(line("L1"), *month.loans[1:])),
    ],
)
def test_activity_hash__anything_changed__changes(
    month: MonthActivity, change: Callable[[MonthActivity], MonthActivity]
) -> None:
    assert activity_hash(change(month)) != activity_hash(month)
    assert len(activity_hash(month)) == 64


def test_check_activity_fits__next_month_loan_for_loan__passes(
    month: MonthActivity, tape: LoanTape
) -> None:
    check_activity_fits(month, tape)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (lambda month: replace(month, period=Period(2027, 2)), "period"),
        (lambda month: replace(month, pool_id=PoolId("POOL-2")), "pool"),
        (lambda month: replace(month, loans=month.loans[:2]), "loan"),
        (lambda month: replace(month, loans=(*month.loans, line("L4"))), "loan"),
    ],
)
def test_check_activity_fits__not_the_next_month_of_the_tape__raises_naming_what(
    month: MonthActivity,
    tape: LoanTape,
    change: Callable[[MonthActivity], MonthActivity],
    field: str,
) -> None:
    with pytest.raises(ActivityMismatch) as caught:
        check_activity_fits(change(month), tape)

    assert caught.value.field == field
