import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rwa.cashflow.behaviour.borrower import BorrowerModel
from rwa.cashflow.behaviour.refinancing import ARCTANGENT, RICHARD_ROLL, RefinancingModel
from rwa.core.errors import ValueOutOfRange

CURVES = pytest.mark.parametrize("curve", [ARCTANGENT, RICHARD_ROLL], ids=lambda curve: curve.name)


@CURVES
@given(
    rates=st.tuples(st.floats(0.0, 0.2), st.floats(-0.05, 0.3)),
    age=st.integers(0, 480),
    month=st.integers(1, 12),
    left=st.floats(0.3, 1.0),
)
def test_cpr__any_state__a_share_made_of_sales_and_refinancing(
    curve: RefinancingModel, rates: tuple[float, float], age: int, month: int, left: float
) -> None:
    model, at = BorrowerModel(refinancing=curve), {"age_months": age, "calendar_month": month}

    cpr = model.cpr(*rates, **at, burnout_share=left)

    sold, refinanced = model.turnover_cpr(*rates, **at), model.refinancing_cpr(*rates, **at)
    assert 0 <= cpr <= 1
    assert cpr == pytest.approx(sold + left * refinanced)


def test_cpr__without_turnover__is_the_curve_with_its_floor() -> None:
    alone = BorrowerModel(turnover=None)

    cpr = alone.cpr(0.06, 0.05, age_months=60, calendar_month=10, burnout_share=0.5)

    assert cpr == pytest.approx(0.5 * 1.22 * float(ARCTANGENT.cpr(0.06, 0.05)))


@CURVES
def test_cpr__rates_far_up__only_locked_in_sales_remain(curve: RefinancingModel) -> None:
    model, at = BorrowerModel(refinancing=curve), {"age_months": 60, "calendar_month": 12}

    cpr = model.cpr(0.03, 0.07, **at, burnout_share=1.0)

    assert cpr == pytest.approx(float(model.turnover_cpr(0.03, 0.07, **at)), abs=0.015)


def test_cpr__paths_by_months__broadcast() -> None:
    cpr = BorrowerModel().cpr(
        0.06,
        np.full((5, 12), 0.05),
        age_months=np.arange(1, 13),
        calendar_month=np.arange(1, 13),
        burnout_share=np.ones((5, 1)),
    )

    assert cpr.shape == (5, 12)


def test_cpr__more_than_everything_left__refused() -> None:
    with pytest.raises(ValueOutOfRange):
        BorrowerModel().cpr(0.06, 0.05, age_months=1, calendar_month=1, burnout_share=1.5)
