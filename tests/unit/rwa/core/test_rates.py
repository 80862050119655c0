from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rwa.core.money import Cents
from rwa.core.rates import NotARate, Ppm, actual_360_interest, monthly_interest


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


@pytest.mark.parametrize(
    ("cents", "ppm", "days", "interest"),
    [
        (360_000_000, 50_000, 31, 1_550_000),
        (360_000_000, 50_000, 28, 1_400_000),
        (180, 100_000, 10, 1),  # half a cent is up
        (179, 100_000, 10, 0),
        (0, 50_000, 31, 0),
        (360_000_000, 50_000, 0, 0),
    ],
)
def test_actual_360_interest__days_of_a_year_of_360__half_up(
    cents: int, ppm: int, days: int, interest: int
) -> None:
    assert actual_360_interest(balance=Cents(cents), rate=Ppm(ppm), days=days) == Cents(interest)


@given(st.integers(0, 10**13), st.integers(0, 300_000))
def test_actual_360_interest__of_thirty_days__is_a_twelfth(cents: int, ppm: int) -> None:
    balance, rate = Cents(cents), Ppm(ppm)

    thirty_days = actual_360_interest(balance=balance, rate=rate, days=30)

    assert thirty_days == monthly_interest(balance=balance, rate=rate)


@given(st.integers(-(10**7), 10**7).map(Ppm))
def test_plain__for_files__four_decimals_that_read_back(rate: Ppm) -> None:
    assert Ppm.percent(rate.plain) == rate
    assert len(rate.plain.split(".")[1]) == 4
