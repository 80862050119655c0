from typing import Any

import numpy as np
import pytest

from rwa.cashflow.oas.scenarios import OasScenarios
from rwa.core.errors import ValueOutOfRange
from tests.unit.rwa.cashflow.oas.oas_samples import CURVE, flat_paths, rate_paths, scenarios


@pytest.mark.parametrize("delay_days", [0, 14, 24, 30, 44, 75])
def test_discounts__a_flat_rate__reach_each_payment(delay_days: int) -> None:
    flat = OasScenarios(base=flat_paths(0.05, months=24), antithetic=False)

    found = flat.discounts(delay_days)

    times = (np.arange(1, 25) + delay_days / 30) / 12
    assert found.shape == (1, 24, 1)
    assert found[0, :, 0] == pytest.approx(np.exp(-0.05 * times), rel=1e-13)


def test_discounts__rates_that_move__take_the_rate_of_the_month_of_payment() -> None:
    ends = np.exp(-np.cumsum([0.12, 0.24, 0.36]) / 12)
    moving = OasScenarios(base=rate_paths([ends]), antithetic=False)

    found = moving.discounts(15)[0, :, 0]

    half = np.exp(-np.array([0.24, 0.36, 0.36]) / 24)
    assert found == pytest.approx(ends * half, rel=1e-14)


def test_discounts__paths_of_one_month__go_on_with_its_rate() -> None:
    short = OasScenarios(base=rate_paths([[0.99]]), antithetic=False)
    assert short.discounts(15)[0, 0, 0] == pytest.approx(0.99**1.5, rel=1e-14)


def test_hull_white_scenarios__of_one_model__differ_by_the_shift_alone() -> None:
    made = scenarios(paths=4, months=36, shift_basis_points=50.0)
    assert made.down is not None
    assert made.up is not None
    years = np.arange(1, 37) / 12

    lower = np.log(made.down.discount_factors / made.base.discount_factors)
    higher = np.log(made.up.discount_factors / made.base.discount_factors)

    assert np.max(np.abs(lower - 0.005 * years)) < 1e-13
    assert np.max(np.abs(higher + 0.005 * years)) < 1e-13
    assert np.all(made.down.mortgage_rates < made.base.mortgage_rates)
    assert np.all(made.up.mortgage_rates > made.base.mortgage_rates)


def test_hull_white_scenarios__no_shift__has_the_base_alone() -> None:
    made = scenarios(paths=4, months=6, shift_basis_points=None)
    assert made.sets == (made.base,)
    assert made.mortgage_rates().shape == (1, 6, 4)


def test_hull_white_scenarios__no_volatility__discounts_with_the_curve() -> None:
    made = scenarios(paths=2, months=120, volatility=0.0)
    expected = CURVE.discount(np.arange(1, 121) / 12)
    assert made.discounts(0)[0, :, 1] == pytest.approx(expected, rel=1e-13)


@pytest.mark.parametrize(
    ("changes", "field", "value"),
    [
        ({"base": flat_paths(0.05, months=6, paths=3)}, "paths", 3),
        ({"base": rate_paths(np.ones(6))}, "shape of base", (6,)),
        ({"base": rate_paths(np.ones((2, 0)))}, "shape of base", (2, 0)),
        ({"base": rate_paths([[1.0], [0.0]])}, "base.discount_factors", 0.0),
        ({"base": rate_paths([[1.0], [np.nan]])}, "base.discount_factors", None),
        (
            {"base": rate_paths(np.ones((2, 1)), mortgage_rate=np.inf)},
            "base.mortgage_rates",
            np.inf,
        ),
        ({"up": flat_paths(0.06, months=6, paths=2)}, "down", None),
        ({"down": flat_paths(0.04, months=6, paths=2)}, "up", None),
        ({"shift_basis_points": 0.0}, "shift_basis_points", 0.0),
    ],
)
def test_oas_scenarios__paths_that_do_not_fit__are_refused(
    changes: dict[str, Any], field: str, value: object
) -> None:
    with pytest.raises(ValueOutOfRange) as refused:
        OasScenarios(**({"base": flat_paths(0.05, months=6, paths=2)} | changes))
    assert refused.value.field == field
    if value is not None:
        assert refused.value.value == value


def test_oas_scenarios__shifted_paths_of_another_shape__names_both_shapes() -> None:
    base, other = (flat_paths(0.05, months=months, paths=2) for months in (6, 7))
    with pytest.raises(ValueOutOfRange) as refused:
        OasScenarios(base=base, down=base, up=other)
    assert refused.value.field == "shape of up.discount_factors"
    assert refused.value.value == (2, 7)
    assert "(2, 6)" in refused.value.allowed
