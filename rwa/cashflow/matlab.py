"""The functions MATLAB users know, by their names, for one security a call.

Rates, yields and prices are as there: decimals, clean prices per 100, PSA in per cent, delay in
days; `prepay_matrix` is a list of monthly shares. Dates are `datetime.date`; months are counted
from the month of settlement to that of maturity. What each is called elsewhere in this project is
in docs/reference/matlab.md. Errors are those of `Line`, `project` and `analyse`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np

from rwa.cashflow.arrays import FloatArray
from rwa.cashflow.default_rates import cdr_from_sda, mdr_from_sda
from rwa.cashflow.projection.assumptions import (
    Assumptions,
    ConstantSpeed,
    Measure,
    Speed,
    SpeedVector,
)
from rwa.cashflow.projection.engine import project
from rwa.cashflow.projection.line import Line
from rwa.cashflow.projection.projected import Projection
from rwa.cashflow.rates.curve import BASIS_POINTS, DiscountCurve
from rwa.cashflow.speeds import cpr_from_psa, smm_from_psa
from rwa.cashflow.valuation.implied_speed import speed_with
from rwa.cashflow.valuation.price_yield import Analytics, mortgage_yield_from_bey
from rwa.cashflow.valuation.settled_line import SettledLine, months_between
from rwa.cashflow.valuation.spreads import price_at_z_spread, z_spread
from rwa.cashflow.valuation.timed_flows import TimedFlows

CURVE_MONTHS = 360
"""Length of the speed tables."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mbs:
    """The arguments that most of the functions share."""

    settle: date
    """Settlement date."""
    maturity: date
    """Maturity date; its month is that of the last payment by borrowers."""
    issue_date: date
    """Issue date; its month is the first of the loans' life."""
    gross_rate: float
    """Annual note rate."""
    coupon_rate: float | None = None
    """Annual pass-through rate. None: the note rate."""
    delay: int = 0
    """Actual delay, days."""
    prepay_speed: float = 0.0
    """Per cent of the PSA curve; not used where `prepay_matrix` is given."""
    prepay_matrix: Sequence[float] | None = None
    """Share prepaid in each month from settlement. None: `prepay_speed`."""

    @property
    def settled(self) -> SettledLine:
        """The same as a line of 100 dollars."""
        coupon = self.gross_rate if self.coupon_rate is None else self.coupon_rate
        line = Line(
            balance=Decimal(100),
            wac=_exact(self.gross_rate),
            pass_through_rate=_exact(coupon),
            remaining_months=months_between(self.settle, self.maturity),
            age_months=months_between(self.issue_date, self.settle),
        )
        return SettledLine(line=line, settle=self.settle, actual_delay_days=self.delay)

    @property
    def speed(self) -> Speed:
        """The prepayment."""
        return _speed(self.prepay_speed, self.prepay_matrix)

    def projection(self) -> Projection:
        """Return the months of 100 dollars."""
        return project(self.settled.line, Assumptions(prepayment=self.speed))

    def analytics(
        self, *, price: float | None = None, mortgage_yield: float | None = None
    ) -> Analytics:
        """Return the value at a price or a yield."""
        return self.settled.value(self.projection(), price=price, mortgage_yield=mortgage_yield)

    def flows(self) -> TimedFlows:
        """Return what investors are paid and when."""
        return self.settled.flows(self.projection())


def mbspassthrough(
    original_balance: float,
    gross_rate: float,
    original_term: int,
    term_remaining: int | None = None,
    prepay_speed: float = 0.0,
    prepay_matrix: Sequence[float] | None = None,
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray, FloatArray]:
    """Return balance after, payment, scheduled principal, interest, prepayment: (months,) each."""
    left = original_term if term_remaining is None else term_remaining
    line = Line(
        balance=_exact(original_balance),
        wac=_exact(gross_rate),
        pass_through_rate=_exact(gross_rate),
        remaining_months=left,
        age_months=original_term - left,
    )
    months = project(line, Assumptions(prepayment=_speed(prepay_speed, prepay_matrix)))
    return (
        months.ending_balance,
        months.payment,
        months.scheduled_principal,
        months.gross_interest,
        months.prepaid_principal,
    )


def mbsnoprepay(
    original_balance: float, gross_rate: float, term: int
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Return balance after, interest, payment, principal without prepayment: (months,) each."""
    balance, payment, principal, interest, _ = mbspassthrough(original_balance, gross_rate, term)
    return balance, interest, payment, principal


def mbscfamounts(mbs: Mbs) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return flows per 1 of balance, their times in months, and balances left as shares of 1.

    Each starts at settlement, where the flow is the accrued interest, paid: (months + 1,).
    """
    flows = mbs.flows()
    left = mbs.projection().ending_balance / 100
    return (
        np.concatenate(([-flows.accrued / 100], flows.amounts / 100)),
        np.concatenate(([0.0], flows.times_months)),
        np.concatenate(([1.0], left)),
    )


def mbsprice(mortgage_yield: float, mbs: Mbs) -> tuple[float, float]:
    """Return clean price and accrued interest per 100."""
    found = mbs.analytics(mortgage_yield=mortgage_yield)
    return _known(found.price), _known(found.accrued)


def mbsyield(price: float, mbs: Mbs) -> tuple[float, float]:
    """Return mortgage yield and bond-equivalent yield."""
    found = mbs.analytics(price=price)
    return _known(found.mortgage_yield), _known(found.yield_bey)


def mbswal(mbs: Mbs) -> float:
    """Return the weighted average life, years."""
    return mbs.analytics().wal_years


def mbsdury(mortgage_yield: float, mbs: Mbs) -> tuple[float, float]:
    """Return Macaulay and modified duration, years, at a yield."""
    return _durations(mbs.analytics(mortgage_yield=mortgage_yield))


def mbsdurp(price: float, mbs: Mbs) -> tuple[float, float]:
    """Return Macaulay and modified duration, years, at a price."""
    return _durations(mbs.analytics(price=price))


def mbsconvy(mortgage_yield: float, mbs: Mbs) -> float:
    """Return convexity at a yield."""
    return _known(mbs.analytics(mortgage_yield=mortgage_yield).convexity)


def mbsconvp(price: float, mbs: Mbs) -> float:
    """Return convexity at a price."""
    return _known(mbs.analytics(price=price).convexity)


def mbsyield2speed(mortgage_yield: float, mbs: Mbs) -> tuple[float, float, float]:
    """Return what `mbsprice2speed` does at the price of a yield. Raises SpeedNotFound."""
    price, _ = mbsprice(mortgage_yield, mbs)
    return mbsprice2speed(price, mbs)


def mbsprice2speed(price: float, mbs: Mbs) -> tuple[float, float, float]:
    """Return the PSA speeds with the yield, Macaulay duration and convexity of `mbs` at a price.

    All three keep the price, as the toolbox's examples do. Raises SpeedNotFound.
    """
    found = mbs.analytics(price=price)
    by_price, by_duration, by_convexity = (
        speed_with(
            mbs.settled,
            lambda analytics, name=name: getattr(analytics, name),  # type: ignore[misc]
            target=getattr(found, name),
            price=price,
            field=name,
        )
        for name in ("mortgage_yield", "macaulay_duration", "convexity")
    )
    return by_price, by_duration, by_convexity


def mbsprice2oas(curve: DiscountCurve, price: float, mbs: Mbs) -> float:
    """Return the spread over zero rates, in basis points, that gives a price: a z-spread."""
    return BASIS_POINTS * z_spread(mbs.flows(), curve, price=price)


def mbsoas2price(curve: DiscountCurve, oas: float, mbs: Mbs) -> float:
    """Return the clean price at a spread over zero rates, in basis points."""
    return price_at_z_spread(mbs.flows(), curve, spread=oas / BASIS_POINTS)


def mbsyield2oas(curve: DiscountCurve, yield_bey: float, mbs: Mbs) -> float:
    """Return the spread over zero rates, in basis points, of a bond-equivalent yield."""
    price, _ = mbsprice(mortgage_yield_from_bey(yield_bey), mbs)
    return mbsprice2oas(curve, price, mbs)


def mbsoas2yield(curve: DiscountCurve, oas: float, mbs: Mbs) -> tuple[float, float]:
    """Return mortgage yield and bond-equivalent yield at a spread in basis points."""
    return mbsyield(mbsoas2price(curve, oas, mbs), mbs)


def psaspeed2rate(psa_speed: float = 100.0) -> tuple[FloatArray, FloatArray]:
    """Return CPR and SMM of 360 months of a loan's life, decimals."""
    speed, months = _exact(psa_speed), range(1, CURVE_MONTHS + 1)
    return (
        np.array([float(cpr_from_psa(speed, month=month)) for month in months]),
        np.array([float(smm_from_psa(speed, month=month)) for month in months]),
    )


def psaspeed2default(default_speed: float = 100.0) -> tuple[FloatArray, FloatArray]:
    """Return annual and monthly default rates of 360 months of a loan's life, decimals."""
    speed, months = _exact(default_speed), range(1, CURVE_MONTHS + 1)
    return (
        np.array([float(cdr_from_sda(speed, month=month)) for month in months]),
        np.array([float(mdr_from_sda(speed, month=month)) for month in months]),
    )


def _exact(number: float) -> Decimal:
    """The decimal a person wrote."""
    return Decimal(repr(float(number)))


def _speed(psa: float, vector: Sequence[float] | None) -> Speed:
    if vector is None:
        return ConstantSpeed(Measure.PSA, _exact(psa))
    return SpeedVector(Measure.SMM, tuple(_exact(share) for share in vector))


def _durations(found: Analytics) -> tuple[float, float]:
    return _known(found.macaulay_duration), _known(found.modified_duration)


def _known(value: float | None) -> float:
    if value is None:
        raise TypeError("a value was asked for without a price or a yield")
    return value
