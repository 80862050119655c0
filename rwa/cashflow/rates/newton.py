"""The root of a decreasing function, by Newton's method kept inside a bracket."""

import math
from collections.abc import Callable

from rwa.core.errors import DataRejected

_ENOUGH = 200
"""Steps; a price or a yield takes about six."""
_SMALL = 1e-14
"""A step after which the next would be lost in rounding, by the root if that is above 1."""
_FIRST_DOUBLING = 1.0


class RootNotFound(DataRejected):
    """A number that others determine cannot be found."""

    def __init__(self, field: str, *, nearest: float, left: float) -> None:
        self.field = field
        self.nearest = nearest
        self.left = left
        super().__init__(
            f"{field} cannot be found: at {nearest} what is left to explain is {left};"
            " check the numbers it is found from"
        )


def decreasing_root(
    function: Callable[[float], tuple[float, float]],
    *,
    field: str,
    guess: float,
    floor: float = -math.inf,
) -> float:
    """Return where a decreasing function is zero, to about 1e-14; best one that is almost straight.

    `function` gives its value and slope at a point above `floor`; a value that is infinite or no
    number counts as too far left. `field` names the root in RootNotFound.
    """
    low, high, point = floor, math.inf, guess
    value = math.inf
    for _ in range(_ENOUGH):
        value, slope = function(point)
        if value == 0:
            return point
        low, high = (low, point) if value < 0 else (point, high)
        following = _newton(point, value=value, slope=slope)
        if not low < following < high:
            following = _between(low, high, point)
        if abs(following - point) <= _SMALL * max(1.0, abs(point)):
            return following
        point = following
    raise RootNotFound(field, nearest=point, left=value)


def _newton(point: float, *, value: float, slope: float) -> float:
    """Where the tangent is zero; no number where it has no direction."""
    if not (math.isfinite(value) and math.isfinite(slope) and slope < 0):
        return math.nan
    return point - value / slope


def _between(low: float, high: float, point: float) -> float:
    """Half-way where both ends are known, else twice as far towards the open end."""
    if math.isfinite(low) and math.isfinite(high):
        return (low + high) / 2
    reach = max(_FIRST_DOUBLING, abs(point))
    return point + reach if math.isinf(high) else point - reach
