"""The prepayment speed that a price and a yield imply between them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from rwa.cashflow.projection.assumptions import NOBODY_PREPAYS, Assumptions, ConstantSpeed, Measure
from rwa.cashflow.projection.engine import project
from rwa.cashflow.valuation.price_yield import Analytics, mortgage_yield_from_bey
from rwa.cashflow.valuation.settled_line import SettledLine
from rwa.core.errors import ValueOutOfRange

FASTEST = {
    Measure.PSA: 10_000.0,
    Measure.CPR: 1.0,
    Measure.SMM: 1.0,
    Measure.ABS: 1.0,
}
"""Speeds at which nothing is left after a few months, in each measure's unit."""
_STEPS = 64
"""Parts the range of speeds is cut in to find where the value crosses its target; the parts widen,
as slow speeds matter more."""
_CLOSE = 1e-13
"""Share of the fastest speed within which a speed is found."""
_MOST_STEPS = 100
"""A search takes about twelve."""


class SpeedNotFound(ValueOutOfRange):
    """No speed gives a pool the value that is asked for."""


def implied_speed(
    settled: SettledLine,
    assumptions: Assumptions = NOBODY_PREPAYS,
    *,
    price: float,
    mortgage_yield: float | None = None,
    yield_bey: float | None = None,
    measure: Measure = Measure.PSA,
) -> float:
    """Return the speed at which a clean price and a yield, a share of one, agree.

    A share of one, or per cent of the curve for PSA; the slowest such speed where there are
    several. Of the two yields one is given; `assumptions` are what is assumed besides
    prepayment. Raises SpeedNotFound.
    """
    return speed_with(
        settled,
        lambda analytics: analytics.price,
        assumptions=assumptions,
        target=price,
        mortgage_yield=mortgage_yield if yield_bey is None else mortgage_yield_from_bey(yield_bey),
        measure=measure,
        field="price",
    )


def speed_with(
    settled: SettledLine,
    value: Callable[[Analytics], float | None],
    *,
    target: float,
    price: float | None = None,
    mortgage_yield: float | None = None,
    assumptions: Assumptions = NOBODY_PREPAYS,
    measure: Measure = Measure.PSA,
    field: str = "target",
) -> float:
    """Return the slowest speed at which a pool has a value, such as a duration.

    At the price or the yield, whichever is given; `assumptions` are those besides prepayment.

    Raises SpeedNotFound, naming `field` and the range the value goes through.
    """

    def excess(speed: float) -> float:
        assumed = replace(assumptions, prepayment=ConstantSpeed(measure, Decimal(speed)))
        projection = project(settled.line, assumed)
        found = value(settled.value(projection, price=price, mortgage_yield=mortgage_yield))
        if found is None:
            raise SpeedNotFound(field, value=target, allowed="a value that a yield determines")
        return found - target

    fastest = FASTEST[measure]
    before, values = 0.0, [excess(0.0)]
    for step in range(1, _STEPS + 1):
        speed = fastest * (step / _STEPS) ** 2
        values.append(excess(speed))
        if not values[-1] * values[-2] > 0:
            return _crossing(excess, before, speed, close=_CLOSE * fastest)
        before = speed
    low, high = min(values) + target, max(values) + target
    kept = "yield" if price is None else "price"
    raise SpeedNotFound(field, value=target, allowed=f"{low:.6f} to {high:.6f} at this {kept}")


def _crossing(excess: Callable[[float], float], kept: float, last: float, *, close: float) -> float:
    """Where a function with different signs at two points is zero: false position, kept moving.

    The value of a point that stays is halved each time, so that it moves soon (the Illinois rule).
    """
    at_kept, at_last = excess(kept), excess(last)
    for _ in range(_MOST_STEPS):
        point = last - at_last * (last - kept) / (at_last - at_kept)
        value = excess(point)
        if not value or abs(point - last) <= close:
            return point
        if value * at_last < 0:
            kept, at_kept = last, at_last
        else:
            at_kept /= 2
        last, at_last = point, value
    raise SpeedNotFound("speed", value=last, allowed="one that a search comes close to")
