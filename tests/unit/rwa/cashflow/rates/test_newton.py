import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rwa.cashflow.rates.newton import RootNotFound, decreasing_root


@given(st.floats(-50, 50), st.floats(-100, 5))
def test_decreasing_root__exponential__found_from_far_away(root: float, offset: float) -> None:
    def function(point: float) -> tuple[float, float]:
        value = math.exp(root - point)
        return value - 1, -value

    found = decreasing_root(function, field="x", guess=root + offset)
    assert found == pytest.approx(root, abs=1e-12)


@given(st.floats(-50, 50), st.floats(-1e9, 1e9))
def test_decreasing_root__overflow_on_the_left__found_from_anywhere(
    root: float, guess: float
) -> None:
    def function(point: float) -> tuple[float, float]:
        return (math.inf, -math.inf) if point < root - 1 else (root - point, -1.0)

    assert decreasing_root(function, field="x", guess=guess) == pytest.approx(root, abs=1e-12)


@given(st.floats(-0.999, 100), st.floats(-0.999, 100))
def test_decreasing_root__function_with_a_wall__stays_above_the_floor(
    root: float, guess: float
) -> None:
    def function(point: float) -> tuple[float, float]:
        return -math.log((1 + point) / (1 + root)), -1 / (1 + point)

    found = decreasing_root(function, field="x", guess=guess, floor=-1)
    assert found == pytest.approx(root, abs=1e-12, rel=1e-13)


@given(st.floats(-3, 3))
def test_decreasing_root__tangents_that_lead_astray__kept_inside_the_bracket(root: float) -> None:
    def function(point: float) -> tuple[float, float]:
        return math.atan(root - point), -1 / (1 + (root - point) ** 2)

    assert decreasing_root(function, field="x", guess=20) == pytest.approx(root, abs=1e-12)


@given(st.floats(-9, 9))
def test_decreasing_root__steps_without_slope__bisected(root: float) -> None:
    def function(point: float) -> tuple[float, float]:
        return (1.0 if point < root else -1.0), 0.0

    assert decreasing_root(function, field="x", guess=0) == pytest.approx(root, abs=1e-12)


def test_decreasing_root__none__says_where_it_stood() -> None:
    with pytest.raises(RootNotFound) as caught:
        decreasing_root(lambda _: (1.0, -1.0), field="z_spread", guess=0)

    assert caught.value.field == "z_spread"
    assert caught.value.left == 1
    assert caught.value.nearest > 1
