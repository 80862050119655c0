"""Static pools of which nobody prepays are QuantLib's amortising bonds."""

from collections.abc import Iterator
from dataclasses import asdict

import numpy as np
import pytest
import QuantLib

from rwa.cashflow.arrays import FloatArray
from rwa.cashflow.rates.curve import DiscountCurve
from rwa.cashflow.valuation.pools import StaticPools, analyse_pools
from rwa.cashflow.valuation.price_yield import price_from_yield, yield_from_price
from rwa.cashflow.valuation.spreads import z_spread
from rwa.cashflow.valuation.timed_flows import TimedFlows
from scripts.static_baselines import (
    ISSUE,
    Quote,
    amortising_bond,
    by_quantlib,
    level_pay_balances,
    settlement,
)

POOLS = 1_200
DAYS = QuantLib.Thirty360(QuantLib.Thirty360.BondBasis)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    QuantLib.Settings.instance().evaluationDate = ISSUE
    yield
    QuantLib.Settings.instance().evaluationDate = QuantLib.Date()


@pytest.fixture(scope="module")
def quotes() -> list[Quote]:
    generator = np.random.default_rng(2026)
    wac = generator.uniform(0.001, 0.15, POOLS)
    return [
        Quote(
            wac=float(rate),
            pass_through_rate=float(rate * generator.uniform(0.2, 1)),
            remaining_months=int(generator.integers(1, 481)),
            settle_day=int(generator.integers(1, 31)),
            actual_delay_days=int(generator.integers(0, 28)),
            price=float(generator.uniform(60, 140)),
        )
        for rate in wac
    ]


def timed_flows_of(quote: Quote) -> TimedFlows:
    balances = np.append(level_pay_balances(quote.wac, quote.remaining_months), 0)
    paid = balances[:-1] * quote.pass_through_rate / 12 - np.diff(balances)
    return TimedFlows.monthly(
        paid,
        balance=100,
        coupon=quote.pass_through_rate,
        settle=settlement(quote).to_date(),
        actual_delay_days=quote.actual_delay_days,
    )


def relative(ours: FloatArray | float, theirs: FloatArray | float) -> float:
    """The largest difference, as a share of theirs if that is above a hundredth."""
    return float(np.max(np.abs(np.subtract(ours, theirs)) / np.maximum(np.abs(theirs), 0.01)))


def test_analyse_pools__nobody_prepays__every_number_is_quantlibs(quotes: list[Quote]) -> None:
    columns = {
        name: np.array([asdict(quote)[name] for quote in quotes]) for name in asdict(quotes[0])
    }
    price = columns.pop("price")
    zeros = np.zeros(POOLS)

    ours = analyse_pools(StaticPools(age_months=zeros, psa=zeros, **columns), price=price)
    theirs = np.array([by_quantlib(quote) for quote in quotes])

    assert theirs.shape == (POOLS, 6)
    for column, name in enumerate(
        (
            "mortgage_yield",
            "yield_bey",
            "wal_years",
            "macaulay_duration",
            "modified_duration",
            "convexity",
        )
    ):
        assert relative(getattr(ours, name), theirs[:, column]) <= 1e-8, name


def test_price_and_yield__nobody_prepays__are_quantlibs(quotes: list[Quote]) -> None:
    for quote in quotes:
        bond, flows = amortising_bond(quote), timed_flows_of(quote)
        settle = settlement(quote)
        terms = (DAYS, QuantLib.Compounded, QuantLib.Monthly, settle)
        clean = QuantLib.BondPrice(quote.price, QuantLib.BondPrice.Clean)

        rate = QuantLib.BondFunctions.bondYield(bond, clean, *terms, 1e-13)
        price = QuantLib.BondFunctions.cleanPrice(bond, quote.wac, *terms)

        assert relative(yield_from_price(flows, price=quote.price), rate) <= 1e-8, quote
        assert relative(price_from_yield(flows, mortgage_yield=quote.wac), price) <= 1e-8, quote
        accrued = QuantLib.BondFunctions.accruedAmount(bond, settle)
        assert flows.accrued == pytest.approx(accrued, rel=1e-10, abs=1e-12)


def test_z_spread__over_a_curve__is_quantlibs(quotes: list[Quote]) -> None:
    nodes, rates = [0.5, 1.0, 3.0, 10.0, 41.0], [0.02, 0.03, 0.035, 0.05, 0.045]
    curve = DiscountCurve.from_zero_rates(nodes, rates)
    for quote in quotes[::12]:
        settle = settlement(quote)
        ahead = (QuantLib.Period(round(12 * node), QuantLib.Months) for node in nodes)
        dates = [settle, *(settle + period for period in ahead)]
        theirs = QuantLib.DiscountCurve(dates, [1.0, *curve.discount(nodes).tolist()], DAYS)
        clean = QuantLib.BondPrice(quote.price, QuantLib.BondPrice.Clean)

        spread = QuantLib.BondFunctions.zSpread(
            amortising_bond(quote),
            clean,
            theirs,
            DAYS,
            QuantLib.Compounded,
            QuantLib.Semiannual,
            settle,
            1e-12,
        )

        ours = z_spread(timed_flows_of(quote), curve, price=quote.price)
        assert relative(ours, spread) <= 1e-8, quote
