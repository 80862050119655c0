from datetime import date

import numpy as np
import pytest

from rwa.cashflow.valuation.timed_flows import TimedFlows, YieldNotFound
from rwa.core.errors import ValueOutOfRange


def test_monthly__dollars__per_hundred_of_balance_with_accrued() -> None:
    flows = TimedFlows.monthly(
        [1_000, 2_000],
        balance=50_000,
        coupon=0.06,
        settle=date(2026, 5, 16),
        actual_delay_days=24,
    )

    assert flows.amounts.tolist() == [2, 4]
    assert flows.times_months.tolist() == pytest.approx([1.3, 2.3])
    assert flows.accrued == pytest.approx(0.25)


@pytest.mark.parametrize(
    ("times", "amounts", "field"),
    [
        ([], [], "times_months"),
        ([2, 1], [1, 1], "times_months"),
        ([-1, 1], [1, 1], "times_months"),
        ([1, 2], [1], "amounts"),
        ([1, 2], [2, -1], "amounts"),
        ([1, 2], [0, 0], "sum of amounts"),
    ],
)
def test_timed_flows__impossible__refused(
    times: list[float], amounts: list[float], field: str
) -> None:
    with pytest.raises(ValueOutOfRange) as caught:
        TimedFlows(np.array(times), np.array(amounts))

    assert caught.value.field == field


def test_timed_flows__arrays_given__are_copied_and_read_only() -> None:
    times, amounts = np.array([1.0, 2.0]), np.array([1.0, 2.0])
    flows = TimedFlows(times, amounts)
    times[0] = amounts[0] = 9

    assert flows.times_months[0] == flows.amounts[0] == 1
    with pytest.raises(ValueError, match="read-only"):
        flows.amounts[0] = 9


def test_dirty_price__nothing_after_settlement__refused() -> None:
    flows = TimedFlows(np.array([0.0, 1.0]), np.array([100.0, 0.0]))

    with pytest.raises(YieldNotFound) as caught:
        flows.dirty_price(50)

    assert caught.value.field == "cash_flows"


@pytest.mark.parametrize("price", [9.5, 9.0, -1.0, float("nan"), float("inf")])
def test_dirty_price__not_above_what_arrives_at_once__refused(price: float) -> None:
    flows = TimedFlows(np.array([0.0, 1.0]), np.array([10.0, 90.0]), accrued=0.5)

    assert flows.dirty_price(9.6) == pytest.approx(10.1)
    with pytest.raises(YieldNotFound) as caught:
        flows.dirty_price(price)

    assert caught.value.field == "price"
