import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rwa.cashflow.rates.compounding import Compounding
from rwa.core.errors import ValueOutOfRange


@given(st.sampled_from(Compounding), st.floats(-0.9, 5))
def test_rate__of_the_continuous_one__is_back(compounding: Compounding, rate: float) -> None:
    continuous = compounding.continuous(np.array([rate]))

    assert compounding.rate(continuous) == pytest.approx(rate, rel=1e-13, abs=1e-15)


@pytest.mark.parametrize(
    ("compounding", "times"),
    [(Compounding.ANNUAL, 1), (Compounding.SEMIANNUAL, 2), (Compounding.MONTHLY, 12)],
)
def test_continuous__periodic_rate__grows_as_much_in_a_year(
    compounding: Compounding, times: int
) -> None:
    grown = np.exp(compounding.continuous(np.array([0.08])))

    assert grown == pytest.approx((1 + 0.08 / times) ** times, rel=1e-14)


def test_continuous__everything_lost_in_a_period__refused() -> None:
    with pytest.raises(ValueOutOfRange) as caught:
        Compounding.SEMIANNUAL.continuous(np.array([0.05, -2.0]))

    assert caught.value.value == -2.0
