"""Many static pools at once: yield, average life, durations and convexity of each from its price.

A pool is one representative loan that pays level and prepays at a constant speed. What
`price_yield.analyse` says of one pool's flows this says of hundreds in a millisecond; how fast:
docs/reference/cashflow-speed.md.
Source of every formula: docs/reference/sources.md#price-and-yield
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from rwa.cashflow.arrays import FloatArray, IntArray, keep_read_only
from rwa.cashflow.bounds import bounded, finite, same_length, whole
from rwa.cashflow.tables import ArrowTable
from rwa.cashflow.threads import over_slices
from rwa.cashflow.valuation.pool_columns import PoolColumns
from rwa.cashflow.valuation.price_yield import HIGHEST_YIELD, YIELD_LIMITS
from rwa.cashflow.valuation.timed_flows import YieldNotFound
from rwa.cashflow.valuation.timing import DAYS_PER_MONTH, DAYS_PER_YEAR
from rwa.core.errors import DataRejected, ValueOutOfRange

_LAST_DAY = 31


class SpeedsUnclear(DataRejected):
    """Pools need a PSA speed or monthly shares prepaid, and not both."""

    def __init__(self, given: tuple[str, ...]) -> None:
        self.given = given
        self.allowed = "psa or smm"
        named = " and ".join(given) or "neither"
        super().__init__(f"of psa and smm {named} is given, allowed is one; give exactly one")


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class StaticPools(PoolColumns):
    """Pools, how fast they prepay and when they settle; arrays of shape (pools,), read-only.

    The first flow is of PSA month `age_months + 1`. Raises ValueOutOfRange, SpeedsUnclear.
    """

    psa: FloatArray | None = None
    """Speed in per cent of the PSA curve; None where `smm` is given."""
    smm: FloatArray | None = None
    """Share prepaid monthly, one for each pool or (pools, months), the last for every month beyond
    them; None where `psa` is given."""
    settle_day: IntArray
    """Day of the month of settlement; 1 where settlement is not looked at."""
    actual_delay_days: FloatArray
    """Days of payment delay without interest."""

    def __post_init__(self) -> None:
        PoolColumns.__post_init__(self)
        self._keep(
            settle_day=whole("settle_day", self.settle_day, low=1, high=_LAST_DAY),
            actual_delay_days=bounded("actual_delay_days", self.actual_delay_days),
        )
        given = tuple(name for name in ("psa", "smm") if getattr(self, name) is not None)
        if len(given) != 1:
            raise SpeedsUnclear(given)
        if self.psa is not None:
            self._keep(psa=bounded("psa", self.psa))
        if self.smm is not None:
            keep_read_only(self, smm=_rows(bounded("smm", self.smm, high=1), pools=len(self)))

    @property
    def accrued(self) -> FloatArray:
        """Interest accrued by settlement, per 100 of balance; (pools,)."""
        return self.pass_through_rate * 100 * (self.settle_day - 1) / DAYS_PER_YEAR

    @property
    def first_flow_months(self) -> FloatArray:
        """When the first flow arrives, months from settlement; (pools,)."""
        return 1 + (self.actual_delay_days - (self.settle_day - 1)) / DAYS_PER_MONTH


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class PoolAnalytics(ArrowTable):
    """What is quoted of each pool; arrays of shape (pools,)."""

    mortgage_yield: FloatArray
    """Yield compounded monthly, decimals."""
    yield_bey: FloatArray
    """Bond-equivalent yield, decimals."""
    wal_years: FloatArray
    """Average life of principal from settlement, years."""
    macaulay_duration: FloatArray
    """Average time of present value, years."""
    modified_duration: FloatArray
    """Share of the full price lost per unit of bond-equivalent yield, years."""
    convexity: FloatArray
    """Second derivative of the full price by that yield as a share of it, years squared."""

    def columns(self) -> dict[str, FloatArray]:
        """One row a pool, in the order of the pools; by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def analyse_pools(pools: StaticPools, *, price: npt.ArrayLike, threads: int = 1) -> PoolAnalytics:
    """Return what clean prices per 100 of current balance, shape (pools,), mean for each pool.

    Results do not depend on `threads`. Raises ValueOutOfRange, YieldNotFound.
    """
    from rwa.cashflow.valuation import static_kernel as kernel  # noqa: PLC0415 - takes a second

    prices = finite("price", price)
    same_length(len(pools), price=prices)
    inputs = _kernel_inputs(pools, prices)
    answer = np.empty((kernel.QUANTITIES, len(pools)))
    over_slices(
        lambda begin, end: kernel.value(begin, end, *inputs, answer),
        count=len(pools),
        threads=threads,
    )
    _check_found(answer, yields=answer[kernel.YIELD], prices=prices)
    names = [field.name for field in fields(PoolAnalytics)]
    return PoolAnalytics(**dict(zip(names, answer, strict=True)))


def _check_found(answer: FloatArray, *, yields: FloatArray, prices: FloatArray) -> None:
    found = np.isfinite(answer).all(axis=0) & (yields <= HIGHEST_YIELD)
    missing = np.flatnonzero(~found)
    if missing.size:
        pool = int(missing[0])
        allowed = f"more than what arrives at once, within reach of {YIELD_LIMITS}"
        raise YieldNotFound(f"price[{pool}]", value=float(prices[pool]), allowed=allowed)


def _rows(smm: FloatArray, *, pools: int) -> FloatArray:
    """Monthly shares, a row for each pool."""
    if smm.ndim not in {1, 2} or smm.shape[0] != pools or not smm.size:
        allowed = f"({pools},) or ({pools}, months)"
        raise ValueOutOfRange("smm", value=f"of shape {smm.shape}", allowed=allowed)
    return smm.reshape(pools, -1)


def _kernel_inputs(
    pools: StaticPools, prices: FloatArray
) -> tuple[FloatArray, IntArray, FloatArray]:
    """Terms, counts and monthly shares as `static_kernel.value` takes them."""
    psa = np.zeros(len(pools)) if pools.psa is None else pools.psa
    smm = np.empty((len(pools), 0)) if pools.smm is None else pools.smm
    smm.setflags(write=False)  # as given ones are: another type would be compiled apart
    dirty = (prices + pools.accrued) / 100
    rates = (pools.wac, pools.pass_through_rate, psa)
    terms = np.stack((*rates, dirty, pools.first_flow_months))
    return terms, np.stack((pools.remaining_months, pools.age_months)), smm
