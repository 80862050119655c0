from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from rwa.cashflow.projection.line import Line
from rwa.core.errors import ValueOutOfRange

LINE = Line(
    balance=Decimal(1_000),
    wac=Decimal("0.06"),
    pass_through_rate=Decimal("0.055"),
    remaining_months=12,
)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("balance", Decimal(0)),
        ("balance", Decimal(-1)),
        ("balance", Decimal("NaN")),
        ("balance", Decimal("1e16")),
        ("wac", Decimal("1.01")),
        ("wac", Decimal("-0.01")),
        ("pass_through_rate", Decimal("0.0601")),
        ("remaining_months", 0),
        ("remaining_months", 481),
        ("age_months", -1),
        ("amortization_months", 11),
        ("amortization_months", 481),
        ("interest_only_months", 12),
        ("interest_only_months", -1),
        ("note_rates", (Decimal("0.06"),) * 11),
    ],
)
def test_line__out_of_range__names_the_field(field: str, value: Any) -> None:
    with pytest.raises(ValueOutOfRange) as refused:
        replace(LINE, **{field: value})

    assert refused.value.field in {field, "months"}


def test_line__note_rate_below_the_fee__names_the_month() -> None:
    rates = (Decimal("0.06"),) * 11 + (Decimal("0.004"),)

    with pytest.raises(ValueOutOfRange) as refused:
        replace(LINE, note_rates=rates)

    assert refused.value.field == "note_rates[12]"


def test_payments_left__by_month__interest_only_then_level_then_all() -> None:
    line = replace(LINE, amortization_months=24, interest_only_months=2)

    assert [line.payments_left(month) for month in (1, 2, 3, 11, 12)] == [None, None, 22, 14, 1]
    assert [LINE.payments_left(month) for month in (1, 12)] == [12, 1]


def test_fee_rate__line__is_what_investors_do_not_get() -> None:
    assert LINE.fee_rate == Decimal("0.005")
    assert LINE.note_rate(7) == Decimal("0.06")
