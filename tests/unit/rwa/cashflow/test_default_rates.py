from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rwa.cashflow.default_rates import (
    cdr_from_mdr,
    cdr_from_sda,
    mdr_from_cdr,
    mdr_from_sda,
    sda_curve,
    sda_from_cdr,
)
from rwa.cashflow.speeds import SpeedOutOfRange

MONTHS = st.integers(1, 480)


@pytest.mark.parametrize(
    ("month", "per_cent"),
    [
        (1, "0.02"),
        (29, "0.58"),
        (30, "0.60"),
        (31, "0.60"),
        (60, "0.60"),
        (61, "0.5905"),
        (90, "0.315"),
        (119, "0.0395"),
        (120, "0.03"),
        (121, "0.03"),
        (480, "0.03"),
    ],
)
def test_sda_curve__its_corners__as_defined(month: int, per_cent: str) -> None:
    assert 100 * sda_curve(month) == Decimal(per_cent)


@given(st.decimals(0, 10_000, places=2), MONTHS)
def test_cdr_from_sda__and_back__the_same_speed(sda: Decimal, month: int) -> None:
    cdr = cdr_from_sda(sda, month=month)

    assert 0 <= cdr <= 1
    if cdr < 1:
        assert abs(sda_from_cdr(cdr, month=month) - sda) <= Decimal("1e-20") * max(sda, 1)


@given(st.decimals(0, 1, places=10))
def test_mdr_from_cdr__and_back__the_same_rate(cdr: Decimal) -> None:
    assert abs(cdr_from_mdr(mdr_from_cdr(cdr)) - cdr) <= Decimal("1e-24")


def test_mdr_from_sda__twelve_months_of_it__are_the_annual_rate() -> None:
    mdr = mdr_from_sda(Decimal(100), month=45)

    assert abs(1 - (1 - mdr) ** 12 - Decimal("0.006")) <= Decimal("1e-26")


@pytest.mark.parametrize(("sda", "month"), [("-1", 1), ("NaN", 1), ("100", 0)])
def test_cdr_from_sda__out_of_range__raises(sda: str, month: int) -> None:
    with pytest.raises(SpeedOutOfRange):
        cdr_from_sda(Decimal(sda), month=month)
