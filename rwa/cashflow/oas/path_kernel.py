"""The compiled part: pools projected and valued over every path.

Months are the outer loop and paths the inner one. The inner loop has no branch and calls no
library, so that the compiler computes several paths with each instruction: the arctangent and the
twelfth root are polynomials here, good to the last bits of a double. Their coefficients are those
of the least largest error on the stated interval.
Source: docs/reference/sources.md#least-largest-error
"""

import math

import numpy as np
import numpy.typing as npt

from rwa.cashflow.arrays import FloatArray
from rwa.cashflow.compiling import REORDERED, compiled

POOL = np.dtype(
    [
        ("wac", np.float64),
        ("pass_through_rate", np.float64),
        ("factor", np.float64),
        ("target_price", np.float64),
        ("oas", np.float64),
        ("remaining_months", np.int64),
        ("age_months", np.int64),
        ("first_calendar_month", np.int64),
    ]
)
"""A pool as the kernel reads it: `OasPools` without its delay. Price and OAS are what is given of
the two, the price per unit of balance; the one not given is not a number."""
VALUE = np.dtype(
    [
        ("oas", np.float64),
        ("price", np.float64),
        ("price_slope", np.float64),
        ("standard_error", np.float64),
        ("life_months", np.float64),
        ("price_down", np.float64),
        ("price_up", np.float64),
    ]
)
"""A pool's value, prices per unit of balance; `price_slope` is the price's derivative by the OAS.
An OAS that is not a number says that none within the limits gives the price."""
SETS_WITH_SHIFTS = 3
"""Sets of paths that make durations: as rates are, lower and higher."""
SMALLEST_SHARE = 0.38
"""Where the twelfth root's approximation begins; the borrower model keeps 0.385 a year or more."""

BORROWERS = np.dtype(
    [
        ("centre", np.float64),
        ("height", np.float64),
        ("slope", np.float64),
        ("burnt_out_share", np.float64),
        ("seasoning_months", np.float64),
        ("seasonality", np.float64, (12,)),
    ]
)
"""The arctangent incentive as the kernel reads it, with what `behaviour.refinancing` calls seasoning,
seasonality and burnout. Given and not imported: kept machine code would not notice a change."""
_TAN_22_5 = math.sqrt(2.0) - 1.0
_TAN_67_5 = math.sqrt(2.0) + 1.0
_MOST_STEPS = 100
_FINEST_STEP = 1e-13
"""A step in the spread, decimals, after which what is left is below rounding."""


@compiled(liberties=REORDERED)
def _arctangent(x: float) -> float:
    """The arctangent, reduced to 22.5 degrees on each side of 0, 45 and 90 degrees."""
    size = abs(x)
    steep, flat = size > _TAN_67_5, size < _TAN_22_5
    numerator = -1.0 if steep else (size if flat else size - 1.0)
    denominator = size if steep else (1.0 if flat else size + 1.0)
    centre = math.pi / 2 if steep else (0.0 if flat else math.pi / 4)
    t = numerator / denominator
    z = t * t
    series = -0.024480207670471474
    series = series * z + 0.04956493913048738
    series = series * z - 0.0648251333430374
    series = series * z + 0.07669122020885462
    series = series * z - 0.09089036623308627
    series = series * z + 0.11111015515703886
    series = series * z - 0.14285711337976217
    series = series * z + 0.19999999949918956
    series = series * z - 0.33333333332943105
    series = series * z + 0.9999999999999911
    angle = centre + t * series
    return -angle if x < 0.0 else angle


@compiled(liberties=REORDERED)
def _twelfth_root(share: float) -> float:
    """What a month keeps where a year keeps a share from SMALLEST_SHARE to 1.

    A quotient of polynomials whose terms are all positive, so that nothing cancels.
    """
    above = share + 20.68807786420496
    above = above * share + 76.31710630357102
    above = above * share + 80.03615691141904
    above = above * share + 26.291994692742502
    above = above * share + 2.4080541636285964
    above = above * share + 0.03637200312713726
    below = share * 0.6901117596757953 + 17.362170940427003
    below = below * share + 72.03555211854919
    below = below * share + 83.32880640784876
    below = below * share + 30.193705176097016
    below = below * share + 3.110285347004769
    below = below * share + 0.05713018909075432
    return above / below


@compiled(liberties=REORDERED, inlined=True)
def _month(  # noqa: PLR0913, PLR0917 - a kernel takes scalars and rows
    hurdles: FloatArray,
    discounts: FloatArray,
    survivals: FloatArray,
    flows: FloatArray,
    rung: float,
    middle: float,
    steady: float,
    burning: float,
    coming: float,
    staying: float,
) -> tuple[float, float]:
    """Move every path on by a month; return the sums of discounted flows and of survivals.

    Survival is what prepayment alone leaves. Of one unit at the start, `coming` times the survival
    is the balance before the month with its interest, and `staying` times the survival after it
    the balance that stays. The CPR is `(middle + arctangent) * (steady + burning * survival)`.
    """
    # Two short loops keep the processor busier than one long one; flows hold the angles meanwhile.
    for path in range(survivals.size):
        flows[path] = _arctangent(rung - hurdles[path])
    flow_sum = survival_sum = 0.0
    for path in range(survivals.size):
        survival = survivals[path]
        cpr = (middle + flows[path]) * (steady + burning * survival)
        kept = survival * _twelfth_root(1.0 - cpr)
        flow = discounts[path] * (coming * survival - staying * kept)
        survivals[path] = kept
        flows[path] = flow
        flow_sum += flow
        survival_sum += kept
    return flow_sum, survival_sum


@compiled(liberties=REORDERED)
def _scheduled_balances(wac: float, balances: FloatArray) -> None:
    """Fill the balance after each month if nobody prepays; the last is 0.

    The principal's share of the balance is one over the future value of the payments left,
    each of one, which obeys `s(m) = s(m - 1) * (1 + r) + 1` for any rate, 0 included.
    """
    future_value = 0.0
    for month in range(balances.size - 1, -1, -1):
        future_value = future_value * (1.0 + wac / 12.0) + 1.0
        balances[month] = 1.0 - 1.0 / future_value
    for month in range(1, balances.size):
        balances[month] *= balances[month - 1]


@compiled(liberties=REORDERED)
def _project(
    pool: np.void,
    hurdles: FloatArray,
    discounts: FloatArray,
    borrowers: np.void,
    scheduled: FloatArray,
    flows: FloatArray,
    means: FloatArray,
) -> float:
    """Fill the discounted flows of each month and path, and their means over paths.

    Returns the mean life in months, without the delay of payments.
    """
    survivals = np.ones(hurdles.shape[1])
    before = life = 1.0
    rung, middle = borrowers["slope"] * pool["wac"], borrowers["centre"] / borrowers["height"]
    burnt_out = borrowers["burnt_out_share"]
    for month in range(scheduled.size):
        seasoned = min(1.0, (pool["age_months"] + month + 1) / borrowers["seasoning_months"])
        season = borrowers["seasonality"][(pool["first_calendar_month"] - 1 + month) % 12]
        speed = borrowers["height"] * seasoned * season
        flow_sum, survival_sum = _month(
            hurdles[month],
            discounts[month],
            survivals,
            flows[month],
            rung,
            middle,
            burnt_out * speed,
            (1.0 - burnt_out) * speed * pool["factor"] * before,
            before * (1.0 + pool["pass_through_rate"] / 12.0),
            scheduled[month],
        )
        before = scheduled[month]
        means[month] = flow_sum / survivals.size
        life += before * survival_sum / survivals.size
    return life


@compiled(liberties=REORDERED)
def _price_and_slope(means: FloatArray, delay_months: float, oas: float) -> tuple[float, float]:
    """Price at a spread, and its derivative: a polynomial in the spread's monthly discount."""
    monthly = math.exp(-oas / 12.0)
    value = slope = 0.0
    for month in range(means.size - 1, -1, -1):
        slope = slope * monthly + value
        value = value * monthly + means[month]
    first_time = 1.0 + delay_months
    scale = math.exp(-oas * first_time / 12.0)
    return scale * value, -scale * (first_time * value + monthly * slope) / 12.0


@compiled(liberties=REORDERED)
def _spread_of_price(
    means: FloatArray, delay_months: float, price: float, limits: FloatArray
) -> float:
    """The spread of a price by Newton's method, halving the bracket where a step leaves it.

    The logarithm of the price falls almost straight, so that a few steps cross any distance. Not a
    number where no spread within the limits gives the price, or none is found.
    """
    low, high = limits
    dearest, _ = _price_and_slope(means, delay_months, low)
    cheapest, _ = _price_and_slope(means, delay_months, high)
    if not cheapest <= price <= dearest:
        return math.nan
    oas = 0.0
    for _ in range(_MOST_STEPS):
        value, slope = _price_and_slope(means, delay_months, oas)
        if value >= price:
            low = oas
        else:
            high = oas
        following = oas - math.log(value / price) * value / slope
        if not low <= following <= high:
            following = (low + high) / 2.0
        if abs(following - oas) <= _FINEST_STEP:
            return following
        oas = following
    return math.nan


@compiled(liberties=REORDERED)
def _standard_error(
    flows: FloatArray, months: int, delay_months: float, oas: float, antithetic: bool
) -> float:
    """Standard error of the mean present value; pairs of paths count as one observation."""
    values = np.zeros(flows.shape[1])
    weight, monthly = math.exp(-oas * delay_months / 12.0), math.exp(-oas / 12.0)
    for month in range(months):
        weight *= monthly
        row = flows[month]
        for path in range(values.size):
            values[path] += weight * row[path]
    if antithetic:
        values = (values[0::2] + values[1::2]) / 2.0
    if values.size < 2:
        return math.nan
    deviations = values - values.mean()
    return math.sqrt((deviations * deviations).sum() / (values.size - 1) / values.size)


@compiled(liberties=REORDERED)
def _conclude(
    pool: np.void,
    means: FloatArray,
    flows: FloatArray,
    delay_months: float,
    antithetic: bool,
    limits: FloatArray,
    value: np.void,
) -> None:
    """Fill what the projected flows say: spread, price, its error, and prices on shifted paths."""
    oas = pool["oas"]
    if math.isnan(oas):
        oas = _spread_of_price(means[0], delay_months, pool["target_price"], limits)
    value["oas"] = oas
    value["price"], value["price_slope"] = _price_and_slope(means[0], delay_months, oas)
    months = pool["remaining_months"]
    value["standard_error"] = _standard_error(flows, months, delay_months, oas, antithetic)
    if len(means) == SETS_WITH_SHIFTS:
        value["price_down"] = _price_and_slope(means[1], delay_months, oas)[0]
        value["price_up"] = _price_and_slope(means[2], delay_months, oas)[0]


@compiled(liberties=REORDERED)
def value_pools(
    pools: npt.NDArray[np.void],
    hurdles: FloatArray,
    discounts: FloatArray,
    borrowers: np.void,
    delay_months: float,
    antithetic: bool,
    limits: FloatArray,
    values: npt.NDArray[np.void],
) -> None:
    """Value pools of one delay, each from one projection of every set of paths.

    `pools` are records of POOL; `values`, records of VALUE, are filled; `borrowers` is one
    of BORROWERS. `hurdles`, what the note rate has to overcome in units of the arctangent's
    argument, and `discounts`, from payment to today, are of shape (sets, months, paths): the paths
    as they are and, if there are three sets, with rates lower and higher. With `antithetic`, paths 2j and
    2j + 1 are a pair. A spread is searched between the two `limits`.
    """
    sets, months, paths = hurdles.shape
    flows = np.empty((months, paths))
    means = np.empty((sets, months))
    scheduled = np.empty(months)
    for index in range(len(pools)):
        pool, value = pools[index], values[index]
        left = pool["remaining_months"]
        _scheduled_balances(pool["wac"], scheduled[:left])
        for each in range(sets - 1, -1, -1):  # the base comes last: its flows are needed again
            life = _project(
                pool,
                hurdles[each],
                discounts[each],
                borrowers,
                scheduled[:left],
                flows,
                means[each],
            )
            value["life_months"] = life + delay_months
        _conclude(pool, means[:, :left], flows, delay_months, antithetic, limits, value)
