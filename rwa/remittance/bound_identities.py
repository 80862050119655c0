"""What a pool's terms allow a month to pay: the hard bounds that the contract checks too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from rwa.core.money import Cents
from rwa.core.rates import MONTHS_PER_YEAR, PPM, Ppm
from rwa.remittance.identity import Identity, Relation, Sides
from rwa.remittance.remittance import Remittance
from rwa.remittance.split_identities import SplitMonth, rounding_allowance

_DAYS_PER_YEAR = 360


class PoolAccrual(StrEnum):
    """How many days of interest a month may bring, of a year of 360."""

    THIRTY_360 = "thirty_360"
    """Thirty, whatever the month."""
    ACTUAL_360 = "actual_360"
    """The days of the month before the payment, in which the interest accrued."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportBounds:
    """The most a month's report may pay and charge, fixed at issue."""

    max_rate_ppm: Ppm
    """At least every class's annual rate."""
    max_fee_ppm: Ppm
    """At least every loan's two fees together, annual."""
    accrual: PoolAccrual
    """Day count of the interest bound."""


@dataclass(frozen=True, slots=True)
class BoundedMonth:
    """A month together with the bounds it must stay within."""

    month: SplitMonth
    """The month."""
    bounds: ReportBounds
    """The bounds."""


def _interest_bound(bounded: BoundedMonth) -> Iterator[Sides]:
    yield Sides(bounded.month.distributions.interest_to_investors_cents, _most_interest(bounded))


def _shortfall_bound(bounded: BoundedMonth) -> Iterator[Sides]:
    split = bounded.month.distributions
    unpaid = _most_interest(bounded) - split.interest_to_investors_cents
    yield Sides(split.shortfall_end_cents, unpaid)


def _fee_bound(bounded: BoundedMonth) -> Iterator[Sides]:
    pool = bounded.month.remittance
    charged = _divided_up(
        pool.balance_begin_cents.count * bounded.bounds.max_fee_ppm.count, MONTHS_PER_YEAR * PPM
    )
    most = charged + rounding_allowance(bounded.month)
    yield Sides(pool.servicing_fee_cents + pool.guaranty_fee_cents, most)


def _most_interest(bounded: BoundedMonth) -> Cents:
    pool, bounds = bounded.month.remittance, bounded.bounds
    rate_days = bounds.max_rate_ppm.count * _accrual_days(bounds.accrual, pool)
    earned = _divided_up(pool.balance_begin_cents.count * rate_days, _DAYS_PER_YEAR * PPM)
    owed = bounded.month.distributions.shortfall_begin_cents
    return earned + rounding_allowance(bounded.month) + owed


def _accrual_days(accrual: PoolAccrual, pool: Remittance) -> int:
    return 30 if accrual is PoolAccrual.THIRTY_360 else (pool.period + -1).last_day.day


def _divided_up(numerator: int, denominator: int) -> Cents:
    return Cents(-(-numerator // denominator))


BOUND_IDENTITIES: tuple[Identity[BoundedMonth], ...] = (
    Identity(
        "interest-bound",
        "interest to investors <= begin * max rate * days / 360, rounded up,"
        " + 2 cents a loan + 1 cent a class + shortfall begin",
        Relation.AT_MOST,
        _interest_bound,
    ),
    Identity(
        "shortfall-bound",
        "shortfall end <= what the interest bound leaves above the interest paid",
        Relation.AT_MOST,
        _shortfall_bound,
    ),
    Identity(
        "fee-bound",
        "servicing fee + guaranty fee <= begin * max fee / 12, rounded up,"
        " + 2 cents a loan + 1 cent a class",
        Relation.AT_MOST,
        _fee_bound,
    ),
)
"""What a month may pay and charge at most."""
