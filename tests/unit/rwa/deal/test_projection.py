from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rwa.cashflow.arrays import FloatArray
from rwa.core.errors import ValueOutOfRange
from rwa.core.ids import TrancheId
from rwa.deal.projection import (
    ClassFlows,
    OtherMonths,
    ProjectedClass,
    ProjectionOffPool,
    pac_and_support,
    pac_schedule,
    sequential,
    with_accrual,
)
from rwa.deal.terms import RepeatedTranche


@dataclass(frozen=True)
class DealCase:
    principal: FloatArray
    balances: FloatArray
    classes: tuple[ProjectedClass, ...]

    @property
    def pool_ends(self) -> FloatArray:
        return self.balances - self.principal


def classes_of(*sizes: float, coupon: float = 0.06) -> tuple[ProjectedClass, ...]:
    return tuple(
        ProjectedClass(name=TrancheId(f"C{index}"), balance=size, coupon=coupon)
        for index, size in enumerate(sizes)
    )


def case_of(principal: list[float], *sizes: float, coupon: float = 0.06) -> DealCase:
    paid = np.array(principal)
    balances = sum(sizes) - np.concatenate(([0.0], np.cumsum(paid)[:-1]))
    return DealCase(paid, balances, classes_of(*sizes, coupon=coupon))


@st.composite
def deal_cases(draw: st.DrawFn, *, classes: int | None = None) -> DealCase:
    cents = draw(st.lists(st.integers(0, 10**9), min_size=1, max_size=40))
    left = draw(st.integers(0, 10**9) if sum(cents) else st.integers(1, 10**9))
    count = classes or draw(st.integers(1, 5))
    weights = draw(st.lists(st.integers(1, 50), min_size=count, max_size=count))
    whole = (sum(cents) + left) / 100
    sizes = [whole * weight / sum(weights) for weight in weights]
    coupon = draw(st.integers(0, 2_000)) / 10_000
    return case_of([amount / 100 for amount in cents], *sizes, coupon=coupon)


def near(one: Any, other: Any, case: DealCase) -> bool:
    return bool(np.allclose(one, other, rtol=0, atol=1e-8 * case.balances[0]))


def assert_conserved(flows: ClassFlows, case: DealCase) -> None:
    assert near(flows.end.sum(axis=0), case.pool_ends, case)
    assert near(flows.begin.sum(axis=0), case.balances, case)
    paid = flows.principal.sum(axis=0)
    assert near(paid, case.principal + flows.accrued.sum(axis=0), case)
    assert near(flows.end, flows.begin + flows.accrued - flows.principal, case)
    for array in (flows.begin, flows.interest, flows.principal, flows.accrued, flows.end):
        assert np.all(array >= 0)


def average_lives(flows: ClassFlows) -> FloatArray:
    months = np.arange(1, flows.principal.shape[1] + 1)
    lives: FloatArray = (flows.principal * months).sum(axis=1) / flows.principal.sum(axis=1)
    return lives


def paid_in_order(amount: float, owed: list[float]) -> list[float]:
    parts = []
    for balance in owed:
        parts.append(min(amount, balance))
        amount -= parts[-1]
    return parts


def accrual_by_the_month(case: DealCase) -> tuple[list[list[float]], list[list[float]]]:
    """Balances after, and cash paid in, each month, as the rule is told in words."""
    owed = [each.balance for each in case.classes]
    ends, cash = [], []
    for principal in case.principal:
        earned = [
            balance * each.coupon / 12 for balance, each in zip(owed, case.classes, strict=True)
        ]
        accrued = earned[-1] if sum(owed[:-1]) > 0 else 0.0
        owed = [*owed[:-1], owed[-1] + accrued]
        parts = paid_in_order(principal + accrued, owed)
        owed = [balance - part for balance, part in zip(owed, parts, strict=True)]
        earned[-1] -= accrued
        ends.append(owed)
        cash.append([one + other for one, other in zip(earned, parts, strict=True)])
    return ends, cash


def pac_by_the_month(case: DealCase, schedule: FloatArray) -> list[list[float]]:
    """Balances after each month, as the rule is told in words."""
    pac, support = (each.balance for each in case.classes)
    scheduled, ends = pac, []
    for principal, planned in zip(case.principal, schedule, strict=True):
        scheduled = max(scheduled - planned, 0.0)
        due = min(principal, max(pac - scheduled, 0.0))
        to_support = min(principal - due, support)
        pac, support = pac - (principal - to_support), support - to_support
        ends.append([pac, support])
    return ends


@given(deal_cases())
def test_sequential__any_pool__conserves_and_retires_in_order(case: DealCase) -> None:
    flows = sequential(case.principal, case.balances, case.classes)

    assert_conserved(flows, case)
    assert not flows.accrued.any()
    for earlier, later in pairwise(flows.end):
        untouched = later[earlier > 0]
        assert near(untouched, later.max(initial=0.0), case)


@given(deal_cases())
def test_sequential__any_pool__equals_payment_in_order_each_month(case: DealCase) -> None:
    flows = sequential(case.principal, case.balances, case.classes)

    owed = [each.balance for each in case.classes]
    for month, principal in enumerate(case.principal):
        parts = paid_in_order(principal, owed)
        owed = [balance - part for balance, part in zip(owed, parts, strict=True)]
        assert near(flows.principal[:, month], parts, case)
        assert near(flows.end[:, month], owed, case)


@given(deal_cases(classes=4))
def test_sequential__pool_paid_in_full__lives_in_order(case: DealCase) -> None:
    whole = replace(case, principal=np.concatenate((case.principal[:-1], case.balances[-1:])))

    flows = sequential(whole.principal, whole.balances, whole.classes)

    assert near(flows.end[:, -1], 0.0, whole)
    assert np.all(np.diff(average_lives(flows)) >= -1e-9)


def test_sequential__two_classes__every_amount() -> None:
    case = case_of([60.0, 60.0, 80.0], 100.0, 100.0, coupon=0.12)

    flows = sequential(case.principal, case.balances, case.classes)

    assert flows.names == ("C0", "C1")
    assert flows.begin.tolist() == [[100, 40, 0], [100, 100, 80]]
    assert flows.principal.tolist() == [[60, 40, 0], [0, 20, 80]]
    assert flows.interest == pytest.approx(np.array([[1.0, 0.4, 0], [1.0, 1.0, 0.8]]))
    assert flows.end.tolist() == [[40, 0, 0], [100, 80, 0]]
    assert np.array_equal(flows.cash, flows.interest + flows.principal)
    assert not any(array.flags.writeable for array in (flows.begin, flows.interest, flows.end))
    assert not any(array.flags.writeable for array in (flows.principal, flows.accrued))


@given(deal_cases())
def test_with_accrual__any_pool__conserves(case: DealCase) -> None:
    flows = with_accrual(case.principal, case.balances, case.classes)

    assert_conserved(flows, case)
    assert not flows.accrued[:-1].any()
    assert not flows.interest[-1][flows.accrued[-1] > 0].any()


@given(deal_cases())
def test_with_accrual__any_pool__equals_the_rule_month_by_month(case: DealCase) -> None:
    flows = with_accrual(case.principal, case.balances, case.classes)
    ends, cash = accrual_by_the_month(case)

    assert near(flows.end.T, ends, case)
    assert near(flows.cash.T, cash, case)


@given(deal_cases(classes=3))
def test_with_accrual__classes_before__retired_no_later_than_without(case: DealCase) -> None:
    accruing = with_accrual(case.principal, case.balances, case.classes)
    plain = sequential(case.principal, case.balances, case.classes)

    assert np.all(accruing.end[:-1] <= plain.end[:-1] + 1e-8 * case.balances[0])


def test_with_accrual__last_month_of_the_class_before__rest_is_first_principal() -> None:
    case = case_of([0.0, 99.5, 50.5], 50.0, 100.0, coupon=0.12)

    flows = with_accrual(case.principal, case.balances, case.classes)

    assert flows.accrued[1] == pytest.approx([1.0, 1.01, 0.0])
    assert flows.principal[0] == pytest.approx([1.0, 49.0, 0.0])
    assert flows.principal[1] == pytest.approx([0.0, 51.51, 50.5])
    assert flows.interest[1] == pytest.approx([0.0, 0.0, 0.505])
    assert flows.end[1] == pytest.approx([101.0, 50.5, 0.0])


@given(deal_cases(classes=1), st.lists(st.integers(0, 10**9), min_size=40, max_size=40))
def test_pac_schedule__any_band__never_above_either_end_and_sums_to_the_size(
    case: DealCase, cents: list[int]
) -> None:
    slow = case.principal + 0.01
    fast = np.array(cents[: slow.size]) / 100 + 0.01
    size = float(np.minimum(slow, fast).sum()) * 0.75

    schedule = pac_schedule(slow, fast, size=size)

    assert np.all(schedule <= np.minimum(slow, fast) + 1e-6)
    assert np.all(schedule >= 0)
    assert schedule.sum() == pytest.approx(size)


def test_pac_schedule__size_reached__rest_then_nothing() -> None:
    slow, fast = np.array([3.0, 3.0, 3.0, 3.0]), np.array([5.0, 2.0, 2.0, 1.0])

    assert pac_schedule(slow, fast, size=6.0).tolist() == [3.0, 2.0, 1.0, 0.0]
    assert pac_schedule(slow, fast, size=8.0).tolist() == [3.0, 2.0, 2.0, 1.0]


@pytest.mark.parametrize("size", [0.0, -1.0, 8.01, float("nan")])
def test_pac_schedule__size_the_band_cannot_schedule__refused(size: float) -> None:
    with pytest.raises(ValueOutOfRange) as caught:
        pac_schedule(np.array([3.0, 5.0]), np.array([5.0, 5.0]), size=size)

    assert caught.value.field == "PAC size"
    assert caught.value.allowed == "above 0, to 8.0"


@pytest.mark.parametrize(("slow", "fast", "expected"), [((3,), (2,), (3,)), ((3, 1), (3, 1), (3,))])
def test_pac_schedule__arrays_of_other_shapes__refused(
    slow: tuple[int, ...], fast: tuple[int, ...], expected: tuple[int, ...]
) -> None:
    with pytest.raises(OtherMonths) as caught:
        pac_schedule(np.ones(slow), np.ones(fast), size=1.0)

    assert (caught.value.field, caught.value.shape) == ("fast", fast)
    assert caught.value.expected == expected


@given(deal_cases(classes=2), st.lists(st.integers(0, 10**9), min_size=40, max_size=40))
def test_pac_and_support__any_pool_and_schedule__equals_the_rule_month_by_month(
    case: DealCase, cents: list[int]
) -> None:
    pac, support = case.classes
    schedule = np.array(cents[: case.principal.size]) / 100

    flows = pac_and_support(case.principal, case.balances, schedule, pac=pac, support=support)

    assert_conserved(flows, case)
    assert not flows.accrued.any()
    assert near(flows.end.T, pac_by_the_month(case, schedule), case)


@pytest.mark.parametrize(
    ("principal", "pac_principal"),
    [
        ([10.0, 10.0, 10.0], [10, 10, 10]),
        ([5.0, 8.0, 20.0], [5, 8, 17]),
        ([30.0, 10.0, 10.0], [10, 10, 10]),
        ([45.0, 3.0, 2.0], [25, 3, 2]),
    ],
    ids=["as scheduled", "slow then caught up", "fast", "support gone"],
)
def test_pac_and_support__thirty_over_twenty__pac_paid(
    principal: list[float], pac_principal: list[float]
) -> None:
    case = case_of(principal, 30.0, 20.0)
    pac, support = case.classes

    flows = pac_and_support(
        case.principal, case.balances, np.full(3, 10.0), pac=pac, support=support
    )

    assert flows.principal[0].tolist() == pac_principal
    assert flows.principal[1].tolist() == [
        whole - part for whole, part in zip(principal, pac_principal, strict=True)
    ]


@pytest.mark.parametrize("schedule", [np.ones(2), np.array([1.0, -1.0, 1.0])])
def test_pac_and_support__schedule_of_other_months_or_negative__refused(
    schedule: FloatArray,
) -> None:
    case = case_of([1.0, 1.0, 1.0], 2.0, 1.0)
    pac, support = case.classes

    with pytest.raises((OtherMonths, ValueOutOfRange)) as caught:
        pac_and_support(case.principal, case.balances, schedule, pac=pac, support=support)

    assert caught.value.field == "schedule"  # type: ignore[attr-defined]


@given(deal_cases(classes=2), st.integers(1, 99))
def test_rules__a_class_split_again__parts_sum_to_it(case: DealCase, percent: int) -> None:
    pac, support = case.classes
    schedule = np.full(case.principal.size, pac.balance / case.principal.size)
    whole = pac_and_support(case.principal, case.balances, schedule, pac=pac, support=support)

    first = pac.balance * percent / 100
    parts = sequential(whole.principal[0], whole.begin[0], classes_of(first, pac.balance - first))

    assert near(parts.end.sum(axis=0), whole.end[0], case)
    assert near(parts.principal.sum(axis=0), whole.principal[0], case)


@pytest.mark.parametrize("rule", [sequential, with_accrual])
@pytest.mark.parametrize(
    ("changed", "month"),
    [
        ({"balances": np.array([10.0, 7.0, 2.0])}, 2),
        ({"principal": np.array([2.0, 3.0, 8.0])}, 4),
        ({"classes": classes_of(4.0, 5.0)}, 1),
        ({"balances": np.array([10.0, np.nan, 5.0])}, 2),
    ],
    ids=["a loss", "more than is left", "classes below the pool", "no number"],
)
def test_rules__pool_that_does_not_roll__refused_with_its_month(
    rule: Callable[..., ClassFlows], changed: dict[str, Any], month: int
) -> None:
    case = replace(case_of([2.0, 3.0, 5.0], 4.0, 6.0), **changed)

    with pytest.raises(ProjectionOffPool) as caught:
        rule(case.principal, case.balances, case.classes)

    assert caught.value.month == month


def test_rules__negative_principal__refused() -> None:
    case = case_of([2.0, -1.0, 5.0], 4.0, 6.0)

    with pytest.raises(ValueOutOfRange) as caught:
        sequential(case.principal, case.balances, case.classes)

    assert (caught.value.field, caught.value.value) == ("principal", -1.0)


def test_rules__principal_below_zero_by_rounding__taken_as_none() -> None:
    case = case_of([10.0, -1e-12], 4.0, 6.0)
    pac, support = case.classes

    flows = sequential(case.principal, case.balances, case.classes)
    planned = pac_and_support(
        case.principal, case.balances, np.array([4.0, -1e-12]), pac=pac, support=support
    )

    assert flows.principal.tolist() == planned.principal.tolist() == [[4.0, 0.0], [6.0, 0.0]]


@pytest.mark.parametrize("shape", [(2,), (3, 1)])
def test_rules__principal_of_another_shape__refused(shape: tuple[int, ...]) -> None:
    case = case_of([2.0, 3.0, 5.0], 4.0, 6.0)

    with pytest.raises(OtherMonths) as caught:
        sequential(np.ones(shape), case.balances, case.classes)

    assert (caught.value.field, caught.value.shape) == ("principal", shape)


@pytest.mark.parametrize("rule", [sequential, with_accrual])
def test_rules__no_class__refused(rule: Callable[..., ClassFlows]) -> None:
    with pytest.raises(ValueOutOfRange) as caught:
        rule(np.ones(1), np.ones(1), ())

    assert caught.value.field == "classes"


def test_rules__no_month__refused() -> None:
    empty = np.empty(0)

    with pytest.raises(ValueOutOfRange) as split:
        sequential(empty, empty, classes_of(1.0))
    with pytest.raises(ValueOutOfRange) as scheduled:
        pac_schedule(empty, empty, size=1.0)

    assert split.value.field == scheduled.value.field == "months"


@pytest.mark.parametrize(
    ("field", "value"),
    [("balance", 0.0), ("balance", float("inf")), ("coupon", -0.01), ("coupon", float("nan"))],
)
def test_projected_class__value_out_of_range__refused(field: str, value: float) -> None:
    (valid,) = classes_of(1.0)

    with pytest.raises(ValueOutOfRange) as caught:
        replace(valid, **{field: value})  # type: ignore[arg-type]

    assert caught.value.field == f"class {field}"


def test_class_flows__in_arrow__a_row_for_each_month_of_each_class() -> None:
    case = case_of([2.0, 3.0, 5.0], 4.0, 6.0)
    flows = sequential(case.principal, case.balances, case.classes)

    table = pa.table(flows)

    assert table["tranche"].to_pylist() == ["C0"] * 3 + ["C1"] * 3
    assert table["month"].to_pylist() == [1, 2, 3, 1, 2, 3]
    for name in ("begin", "interest", "principal", "accrued", "end"):
        assert table[name].to_pylist() == getattr(flows, name).reshape(-1).tolist(), name
    assert flows._repr_html_().count("<th>C1</th>") == 3


def test_class_flows__a_name_twice__refused() -> None:
    (one,) = classes_of(5.0)

    with pytest.raises(RepeatedTranche):
        sequential(np.array([10.0]), np.array([10.0]), (one, one))


def test_class_flows__arrays_of_other_shapes_or_below_zero__refused() -> None:
    case = case_of([2.0, 3.0, 5.0], 4.0, 6.0)
    flows = sequential(case.principal, case.balances, case.classes)

    with pytest.raises(OtherMonths) as shaped:
        replace(flows, interest=flows.interest[:, :2])
    with pytest.raises(ValueOutOfRange) as negative:
        replace(flows, accrued=flows.accrued - 1)

    assert (shaped.value.field, shaped.value.expected) == ("interest", (2, 3))
    assert negative.value.field == "accrued"
