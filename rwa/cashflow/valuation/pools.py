"""Many static pools at once: yield, average life, durations and convexity of each from its price.

A pool is one representative loan that pays level and prepays at a constant speed. What
`price_yield.analyse` says of one pool's flows this says of thousands a millisecond.
Source of every formula: docs/reference/sources.md#price-and-yield
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from rwa.cashflow.arrays import FloatArray, IntArray
from rwa.cashflow.bounds import bounded, finite, same_length, whole
from rwa.cashflow.valuation.timed_flows import YieldNotFound
from rwa.cashflow.valuation.timing import DAYS_PER_MONTH, DAYS_PER_YEAR
from rwa.core.annuity import MAX_TERM_MONTHS
from rwa.core.errors import DataRejected, ValueOutOfRange

_OLDEST_MONTHS = 1_200
_LAST_DAY = 31


class SpeedsUnclear(DataRejected):
    """Pools need a PSA speed or monthly shares prepaid, and not both."""

    def __init__(self, given: tuple[str, ...]) -> None:
        self.given = given
        self.allowed = "psa or smm"
        named = " and ".join(given) or "neither"
        super().__init__(f"of psa and smm {named} is given, allowed is one; give exactly one")


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class StaticPools:
    """Terms of pools, arrays of shape (pools,), read-only.

    Raises ValueOutOfRange, SpeedsUnclear.
    """

    wac: FloatArray
    """Weighted average note rate a year, a share of one."""
    pass_through_rate: FloatArray
    """Annual rate passed to investors, at most `wac`."""
    remaining_months: IntArray
    """Weighted average remaining term, 1 to 480."""
    age_months: IntArray
    """Weighted average loan age: the first flow is of PSA month `age_months + 1`."""
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
        self._check_speeds()
        self._keep(
            wac=bounded("wac", self.wac, high=1),
            pass_through_rate=bounded("pass_through_rate", self.pass_through_rate),
            remaining_months=whole(
                "remaining_months", self.remaining_months, low=1, high=MAX_TERM_MONTHS
            ),
            age_months=whole("age_months", self.age_months, low=0, high=_OLDEST_MONTHS),
            settle_day=whole("settle_day", self.settle_day, low=1, high=_LAST_DAY),
            actual_delay_days=bounded("actual_delay_days", self.actual_delay_days),
        )
        excess = self.pass_through_rate > self.wac
        if excess.any():
            most = float(self.wac[excess][0])
            rate = float(self.pass_through_rate[excess][0])
            raise ValueOutOfRange("pass_through_rate", value=rate, allowed=f"at most wac, {most}")

    def __len__(self) -> int:
        """Number of pools."""
        return int(np.size(self.remaining_months))

    @property
    def accrued(self) -> FloatArray:
        """Interest accrued by settlement, per 100 of balance; (pools,)."""
        return self.pass_through_rate * 100 * (self.settle_day - 1) / DAYS_PER_YEAR

    @property
    def first_flow_months(self) -> FloatArray:
        """When the first flow arrives, months from settlement; (pools,)."""
        return 1 + (self.actual_delay_days - (self.settle_day - 1)) / DAYS_PER_MONTH

    def _check_speeds(self) -> None:
        given = tuple(name for name in ("psa", "smm") if getattr(self, name) is not None)
        if len(given) != 1:
            raise SpeedsUnclear(given)
        if self.psa is not None:
            self._keep(psa=bounded("psa", self.psa))
        if self.smm is not None:
            smm = bounded("smm", self.smm, high=1)
            if smm.ndim not in {1, 2} or smm.shape[0] != len(self) or not smm.size:
                allowed = f"({len(self)},) or ({len(self)}, months)"
                raise ValueOutOfRange("smm", value=f"of shape {smm.shape}", allowed=allowed)
            _keep_read_only(self, smm=smm.reshape(len(self), -1))

    def _keep(self, **columns: FloatArray | IntArray) -> None:
        same_length(len(self), **columns)
        _keep_read_only(self, **columns)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class PoolAnalytics:
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


def analyse_pools(
    pools: StaticPools, *, price: npt.ArrayLike, parallel: bool = False
) -> PoolAnalytics:
    """Return what clean prices per 100 of current balance, shape (pools,), mean for each pool.

    `parallel` uses numba's threads, else one thread does everything; only the last digits may
    differ. Raises ValueOutOfRange, YieldNotFound.
    """
    from rwa.cashflow.valuation import static_kernel as kernel  # noqa: PLC0415 - takes a second

    prices = finite("price", price)
    same_length(len(pools), price=prices)
    value = kernel.value_in_parallel if parallel else kernel.value
    answer = value(*_kernel_inputs(pools, prices))
    missing = np.flatnonzero(~np.isfinite(answer[kernel.YIELD]))
    if missing.size:
        pool = int(missing[0])
        allowed = "more than what arrives at once, within reach of a yield above -1200%"
        raise YieldNotFound(f"price[{pool}]", value=float(prices[pool]), allowed=allowed)
    names = [field.name for field in fields(PoolAnalytics)]
    return PoolAnalytics(**dict(zip(names, answer, strict=True)))


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


def _keep_read_only(record: StaticPools, **columns: FloatArray | IntArray) -> None:
    for name, column in columns.items():
        kept = column.copy()
        kept.setflags(write=False)
        object.__setattr__(record, name, kept)
