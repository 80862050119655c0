import math
from collections.abc import Callable

import numpy as np
import pytest

from rwa.cashflow.bounds import above, bounded, finite, same_length, whole
from rwa.core.errors import ValueOutOfRange

CHECKS: dict[str, Callable[[object], object]] = {
    "bounded": lambda values: bounded("rate", values, high=1),  # type: ignore[arg-type]
    "open": lambda values: bounded("rate", values),  # type: ignore[arg-type]
    "above": lambda values: above("rate", values),  # type: ignore[arg-type]
    "finite": lambda values: finite("rate", values),  # type: ignore[arg-type]
    "whole": lambda values: whole("rate", values, low=0, high=9),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("wrong", [math.nan, math.inf, -math.inf])
def test_every_check__not_a_finite_number__refused(check: str, wrong: float) -> None:
    with pytest.raises(ValueOutOfRange) as caught:
        CHECKS[check](np.array([1.0, wrong, 1.0]))

    assert caught.value.field == "rate"
    assert str(caught.value.value) == str(wrong)


@pytest.mark.parametrize(
    ("check", "kept", "wrong"),
    [
        ("bounded", [0.0, 1.0], 1.0000001),
        ("bounded", [0.5], -1e-300),
        ("open", [1e308], -1.0),
        ("above", [1e-300], 0.0),
        ("whole", [0, 9], 10),
        ("whole", [3.0], 2.5),
    ],
)
def test_every_check__edge__kept_and_beyond_it_refused(
    check: str, kept: list[float], wrong: float
) -> None:
    assert np.array_equal(CHECKS[check](kept), kept)
    with pytest.raises(ValueOutOfRange) as caught:
        CHECKS[check]([*kept, wrong])

    assert caught.value.value == wrong


def test_bounded__nothing__is_nothing() -> None:
    assert bounded("rate", []).size == 0


def test_same_length__other_shape__names_the_column() -> None:
    same_length(2, wac=np.zeros(2))
    with pytest.raises(ValueOutOfRange) as caught:
        same_length(2, wac=np.zeros(2), psa=np.zeros((2, 1)))

    assert caught.value.field == "psa"
