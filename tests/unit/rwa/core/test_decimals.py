import pytest
from hypothesis import given
from hypothesis import strategies as st

from rwa.core.decimals import scaled_integer


@given(st.integers(-(10**40), 10**40), st.integers(0, 8))
def test_scaled_integer__any_plain_decimal__exact(number: int, places: int) -> None:
    digits = str(abs(number)).rjust(places + 1, "0")
    split = len(digits) - places
    text = f"{'-' if number < 0 else ''}{digits[:split]}.{digits[split:]}"

    assert scaled_integer(text, places=places) == number
    assert scaled_integer(f"{text}000", places=places) == number


@given(st.text(max_size=12))
def test_scaled_integer__any_text__a_number_or_none(text: str) -> None:
    value = scaled_integer(text, places=2)

    assert value is None or set(text) <= set("+-.0123456789")


@pytest.mark.parametrize(
    "text", ["", "+", "-.", "1.005", "0x1", "1 000", "1,0", "--1", "१", "1" * 65]
)
def test_scaled_integer__no_plain_decimal__none(text: str) -> None:
    assert scaled_integer(text, places=2) is None
