from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rwa.core.money import Cents
from rwa.core.rates import NotARate, Ppm, monthly_interest


@pytest.mark.parametrize(
    ("text", "ppm"),
    [
        ("6.125", 61_250),
        ("6.125%", 61_250),
        (6, 60_000),
        (Decimal("6.5"), 65_000),
        (Decimal("1E+1"), 100_000),
        ("0.0001", 1),
        ("-0.25", -2_500),
    ],
)
def test_percent__exact_text__parts_per_million(text: str | int | Decimal, ppm: int) -> None:
    assert Ppm.percent(text) == Ppm(ppm)


@pytest.mark.parametrize("text", ["", "6.12345", "1e1", "NaN", "inf", "six", Decimal("NaN")])
def test_percent__anything_else__rejected_with_the_text(text: str | Decimal) -> None:
    with pytest.raises(NotARate) as caught:
        Ppm.percent(text)

    assert caught.value.text == str(text)


@given(st.integers(-(10**7), 10**7).map(Ppm))
def test_percent__of_the_written_form__gives_the_rate_back(rate: Ppm) -> None:
    assert Ppm.percent(str(rate)) == rate


@pytest.mark.parametrize(
    ("ppm", "text"), [(61_250, "6.125%"), (65_000, "6.500%"), (61_255, "6.1255%"), (0, "0.000%")]
)
def test_str__three_decimals_or_four__as_needed(ppm: int, text: str) -> None:
    assert str(Ppm(ppm)) == text


def test_ppm__mixed_with_money_or_numbers__refused() -> None:
    for other in (5, Cents(5)):
        with pytest.raises(TypeError):
            Ppm(5) + other  # type: ignore[operator]
        with pytest.raises(TypeError):
            _ = Ppm(5) < other  # type: ignore[operator]
    with pytest.raises(TypeError):
        Ppm(0.5)  # type: ignore[arg-type]
    assert Ppm(7) - Ppm(2) == Ppm(1) + Ppm(4)
    assert Ppm(2) < Ppm(7)


@pytest.mark.parametrize(
    ("cents", "ppm", "interest"),
    [
        (25_000_000_000, 65_000, 135_416_667),
        (1_200, 10_000, 1),
        (600, 10_000, 1),
        (599, 10_000, 0),
        (0, 65_000, 0),
    ],
)
def test_monthly_interest__a_twelfth__half_up(cents: int, ppm: int, interest: int) -> None:
    assert monthly_interest(balance=Cents(cents), rate=Ppm(ppm)) == Cents(interest)
