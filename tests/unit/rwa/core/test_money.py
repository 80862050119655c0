import pytest
from hypothesis import given
from hypothesis import strategies as st

from rwa.core.money import (
    ZERO,
    Cents,
    DivisionByZero,
    NotAnAmount,
    dollars_of_units,
    mul_div_down,
    mul_div_half_up,
    total,
)
from rwa.core.rates import Ppm

AMOUNTS = st.integers(-(10**18), 10**18).map(Cents)


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("0", 0),
        ("1234.56", 123_456),
        ("1,234.5", 123_450),
        (" -0.01 ", -1),
        (".5", 50),
        ("5.", 500),
        ("12.3400", 1_234),
        ("99999999999999999999999999999.99", 9_999_999_999_999_999_999_999_999_999_999),
    ],
)
def test_parse__plain_dollars__exact_cents(text: str, cents: int) -> None:
    assert Cents.parse(text) == Cents(cents)


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "1.234",
        "0.001",
        "1e3",
        "1_000",
        "12,34.5",
        "1,2345",
        "NaN",
        "inf",
        "$5",
        "٣",
        "9" * 70,
    ],
)
def test_parse__anything_else__rejected_with_the_text(text: str) -> None:
    with pytest.raises(NotAnAmount) as caught:
        Cents.parse(text)

    assert caught.value.text == text


@given(AMOUNTS)
def test_parse__of_either_written_form__gives_the_amount_back(amount: Cents) -> None:
    assert Cents.parse(str(amount)) == Cents.parse(amount.plain) == amount


@pytest.mark.parametrize("wrong", [1.0, "1", True, None])
def test_cents__of_anything_but_a_whole_number__refused(wrong: object) -> None:
    with pytest.raises(TypeError):
        Cents(wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("other", [5, Ppm(5), 5.0])
def test_cents__added_to_something_else__refused(other: object) -> None:
    with pytest.raises(TypeError):
        Cents(5) + other  # type: ignore[operator]
    with pytest.raises(TypeError):
        Cents(5) - other  # type: ignore[operator]
    with pytest.raises(TypeError):
        _ = Cents(5) < other  # type: ignore[operator]
    assert Cents(5) != other


@given(AMOUNTS, AMOUNTS)
def test_cents__arithmetic__is_that_of_whole_numbers(left: Cents, right: Cents) -> None:
    assert (left + right - right) == left
    assert -left + left == ZERO
    assert abs(left) == max(left, -left)
    assert (left < right) == (left.count < right.count)
    assert bool(left) == (left != ZERO)
    assert total((left, right, -left)) == right


def test_cents__written__with_and_without_separators() -> None:
    amount = Cents(-123_456_789)

    assert str(amount) == "-1,234,567.89"
    assert amount.plain == "-1234567.89"
    assert amount.units == -12_345_678_900_00
    assert Cents.dollars(12) == Cents(1_200)


def test_total__of_nothing__is_zero() -> None:
    assert total(()) == ZERO


@given(st.integers(-(10**30), 10**30), st.integers(-(10**9), 10**9), st.integers(1, 10**12))
def test_mul_div_down__any_numbers__leaves_a_remainder_below_the_denominator(
    value: int, numerator: int, denominator: int
) -> None:
    quotient = mul_div_down(value, numerator, denominator)
    remainder = value * numerator - quotient * denominator

    assert 0 <= remainder < denominator


@given(st.integers(-(10**30), 10**30), st.integers(-(10**9), 10**9), st.integers(1, 10**12))
def test_mul_div_half_up__any_numbers__is_within_half_and_rounds_a_half_up(
    value: int, numerator: int, denominator: int
) -> None:
    error = 2 * (mul_div_half_up(value, numerator, denominator) * denominator - value * numerator)

    assert -denominator < error <= denominator


@pytest.mark.parametrize(("value", "expected"), [(1, 1), (3, 2), (-1, 0), (-3, -1), (4, 2)])
def test_mul_div_half_up__exact_halves__go_up(value: int, expected: int) -> None:
    assert mul_div_half_up(value, 1, 2) == expected


@pytest.mark.parametrize("denominator", [0, -1])
def test_mul_div__denominator_not_positive__raises_with_both_sides(denominator: int) -> None:
    for divide in (mul_div_down, mul_div_half_up):
        with pytest.raises(DivisionByZero) as caught:
            divide(6, 7, denominator)
        assert (caught.value.numerator, caught.value.denominator) == (42, denominator)


@pytest.mark.parametrize(
    ("units", "text"),
    [(0, "0.000000"), (1, "0.000001"), (1_500_000, "1.500000"), (-1, "-0.000001")],
)
def test_dollars_of_units__six_decimals__plain(units: int, text: str) -> None:
    assert dollars_of_units(units) == text
