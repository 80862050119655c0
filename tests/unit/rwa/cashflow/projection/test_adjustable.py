from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rwa.cashflow.projection.adjustable import Adjustment, note_rates
from rwa.core.errors import ValueOutOfRange

FIVE_ONE = Adjustment(
    margin=Decimal("0.0225"),
    first_reset_month=61,
    initial_cap=Decimal("0.05"),
    periodic_cap=Decimal("0.02"),
    maximum_rate=Decimal("0.09"),
    minimum_rate=Decimal("0.0225"),
)
"""A 5/1 loan with caps of five and two points, begun at 4%."""
FIRST = Decimal("0.04")


def flat(index: str, months: int = 120) -> tuple[Decimal, ...]:
    return (Decimal(index),) * months


def test_note_rates__before_the_first_reset__stay() -> None:
    rates = note_rates(FIRST, FIVE_ONE, flat("0.03"))

    assert set(rates[:60]) == {FIRST}
    assert set(rates[60:]) == {Decimal("0.0525")}


def test_note_rates__index_shoots_up__initial_cap_then_lifetime_cap() -> None:
    rates = note_rates(FIRST, FIVE_ONE, flat("0.12"))

    assert rates[60] == Decimal("0.09")
    wide = replace(FIVE_ONE, initial_cap=None, maximum_rate=Decimal(1))
    stepped = note_rates(FIRST, wide, flat("0.12"))
    assert [stepped[month] for month in (60, 71, 72, 84)] == [
        Decimal("0.06"),
        Decimal("0.06"),
        Decimal("0.08"),
        Decimal("0.10"),
    ]


def test_note_rates__index_collapses__the_floor_holds() -> None:
    assert note_rates(FIRST, FIVE_ONE, flat("-0.02"))[-1] == Decimal("0.0225")


def test_note_rates__rounded__to_the_nearest_eighth() -> None:
    eighth = replace(FIVE_ONE, round_to=Decimal("0.00125"))

    assert note_rates(FIRST, eighth, flat("0.0301"))[60] == Decimal("0.05250")
    assert note_rates(FIRST, eighth, flat("0.030625"))[60] == Decimal("0.05375")


@given(
    st.lists(st.decimals(Decimal("-0.02"), Decimal("0.2"), places=4), min_size=60, max_size=60),
    st.integers(1, 24),
)
def test_note_rates__any_index__within_every_cap(index: list[Decimal], every: int) -> None:
    monthly = replace(FIVE_ONE, first_reset_month=1, reset_every_months=every, initial_cap=None)

    rates = note_rates(FIRST, monthly, tuple(index))

    before = (FIRST, *rates)
    for month, (old, new) in enumerate(zip(before, rates, strict=False)):
        assert Decimal("0.0225") <= new <= Decimal("0.09")
        assert abs(new - old) <= Decimal("0.02")
        assert new == old or month % every == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("first_reset_month", 0),
        ("reset_every_months", 0),
        ("initial_cap", Decimal("-0.01")),
        ("periodic_cap", Decimal("-0.01")),
        ("maximum_rate", Decimal("0.02")),
        ("round_to", Decimal(0)),
    ],
)
def test_adjustment__out_of_range__names_the_field(field: str, value: Any) -> None:
    with pytest.raises(ValueOutOfRange) as refused:
        replace(FIVE_ONE, **{field: value})

    assert refused.value.field == field
