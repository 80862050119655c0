"""Hull-White in closed form, and QuantLib's."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import QuantLib

from rwa.cashflow.rates.curve import DiscountCurve
from rwa.cashflow.rates.hull_white import HullWhite
from rwa.cashflow.rates.swaption import (
    Swaption,
    forward_swap_rate,
    normal_price,
    swaption_price,
)

NODES = [0.5, 1.0, 2.0, 3.0, 5.0, 7.0, 10.0, 20.0, 30.0]
ZERO_RATES = [0.04, 0.039, 0.037, 0.038, 0.039, 0.04, 0.042, 0.045, 0.046]
CURVE = DiscountCurve.from_zero_rates(NODES, ZERO_RATES)
TODAY = QuantLib.Date(1, 1, 2025)
DAYS = QuantLib.SimpleDayCounter()
ANY_DAY = QuantLib.NullCalendar()
HALF_YEAR = QuantLib.Period(6, QuantLib.Months)
PARAMETERS = pytest.mark.parametrize(
    ("mean_reversion", "volatility"), [(0.03, 0.01), (0.2, 0.02), (0.001, 0.008)]
)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    QuantLib.Settings.instance().evaluationDate = TODAY
    yield
    QuantLib.Settings.instance().evaluationDate = QuantLib.Date()


@pytest.fixture
def quantlib_curve() -> QuantLib.YieldTermStructureHandle:
    dates = [TODAY, *(TODAY + QuantLib.Period(round(12 * node), QuantLib.Months) for node in NODES)]
    discounts = [1.0, *CURVE.discount(NODES).tolist()]
    curve = QuantLib.DiscountCurve(dates, discounts, DAYS, ANY_DAY)
    curve.enableExtrapolation()
    return QuantLib.YieldTermStructureHandle(curve)


@dataclass(frozen=True)
class Terms:
    expiry: int
    tenor: int
    payer: bool
    moneyness: float

    @property
    def strike(self) -> float:
        return self.moneyness * forward_swap_rate(CURVE, self.swaption(strike=None))

    def swaption(self, strike: float | None) -> Swaption:
        return Swaption(
            expiry_years=self.expiry, tenor_years=self.tenor, payer=self.payer, strike=strike
        )

    def quantlib(self, curve: QuantLib.YieldTermStructureHandle) -> QuantLib.Swaption:
        start = TODAY + QuantLib.Period(self.expiry, QuantLib.Years)
        end = start + QuantLib.Period(self.tenor, QuantLib.Years)
        turn, order = QuantLib.Unadjusted, QuantLib.DateGeneration.Forward
        dates = QuantLib.Schedule(start, end, HALF_YEAR, ANY_DAY, turn, turn, order, False)
        index = QuantLib.IborIndex(
            "index",
            HALF_YEAR,
            0,
            QuantLib.USDCurrency(),
            ANY_DAY,
            QuantLib.Unadjusted,
            False,
            DAYS,
            curve,
        )
        side = QuantLib.Swap.Payer if self.payer else QuantLib.Swap.Receiver
        swap = QuantLib.VanillaSwap(side, 1.0, dates, self.strike, DAYS, dates, index, 0.0, DAYS)
        return QuantLib.Swaption(swap, QuantLib.EuropeanExercise(start))


TERMS = [
    Terms(expiry, tenor, payer, moneyness)
    for expiry, tenor in ((1, 5), (2, 2), (5, 10), (10, 10))
    for payer in (True, False)
    for moneyness in (0.7, 1.0, 1.4)
]


@PARAMETERS
@pytest.mark.parametrize(
    ("start", "end", "state"), [(0.25, 0.75, 0.01), (1.3, 11.3, -0.02), (4.2, 25.0, 0.015)]
)
def test_zero_bond__later_state__as_quantlib(
    quantlib_curve: QuantLib.YieldTermStructureHandle,
    mean_reversion: float,
    volatility: float,
    start: float,
    end: float,
    state: float,
) -> None:
    ours = HullWhite(mean_reversion=mean_reversion, volatility=volatility, curve=CURVE)
    theirs = QuantLib.HullWhite(quantlib_curve, mean_reversion, volatility)
    forward = quantlib_curve.forwardRate(
        start, start, QuantLib.Continuous, QuantLib.NoFrequency
    ).rate()
    fading = volatility / mean_reversion * -math.expm1(-mean_reversion * start)

    bond = theirs.discountBond(start, end, state + forward + fading**2 / 2)

    assert float(ours.zero_bond(start, end, state)) == pytest.approx(bond, abs=1e-10)


@PARAMETERS
@pytest.mark.parametrize("terms", TERMS, ids=str)
def test_swaption_price__in_at_and_out_of_the_money__as_quantlib(
    quantlib_curve: QuantLib.YieldTermStructureHandle,
    mean_reversion: float,
    volatility: float,
    terms: Terms,
) -> None:
    ours = HullWhite(mean_reversion=mean_reversion, volatility=volatility, curve=CURVE)
    theirs = QuantLib.HullWhite(quantlib_curve, mean_reversion, volatility)
    option = terms.quantlib(quantlib_curve)
    option.setPricingEngine(QuantLib.JamshidianSwaptionEngine(theirs))

    # QuantLib stops searching for the state at par at about this distance.
    price = pytest.approx(option.NPV(), abs=1e-8)
    assert swaption_price(ours, terms.swaption(terms.strike)) == price


@pytest.mark.parametrize("terms", TERMS, ids=str)
def test_normal_price__quoted_volatility__as_quantlib(
    quantlib_curve: QuantLib.YieldTermStructureHandle, terms: Terms
) -> None:
    option = terms.quantlib(quantlib_curve)
    volatility = QuantLib.QuoteHandle(QuantLib.SimpleQuote(0.0085))
    option.setPricingEngine(QuantLib.BachelierSwaptionEngine(quantlib_curve, volatility, DAYS))

    price = normal_price(CURVE, terms.swaption(terms.strike), 0.0085)

    assert price == pytest.approx(option.NPV(), abs=1e-12)
