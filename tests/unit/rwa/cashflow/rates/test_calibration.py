import numpy as np
import pytest

from rwa.cashflow.rates.calibration import (
    Calibration,
    QuotesRejected,
    SwaptionQuote,
    calibrate,
)
from rwa.cashflow.rates.curve import DiscountCurve
from rwa.cashflow.rates.hull_white import HullWhite
from rwa.cashflow.rates.swaption import at_the_money_volatility
from rwa.core.errors import ValueOutOfRange

CURVE = DiscountCurve.from_zero_rates([1.0, 5.0, 10.0, 30.0], [0.03, 0.035, 0.04, 0.045])
POINTS = [(1.0, 5.0), (5.0, 10.0), (10.0, 2.0), (2.0, 10.0)]


def quote(expiry: float, tenor: float, volatility: float = 0.008) -> SwaptionQuote:
    return SwaptionQuote(expiry_years=expiry, tenor_years=tenor, normal_volatility=volatility)


def quotes_of(model: HullWhite) -> tuple[SwaptionQuote, ...]:
    return tuple(
        quote(*point, at_the_money_volatility(model, quote(*point).swaption)) for point in POINTS
    )


def squares(calibration: Calibration) -> float:
    return float(np.square(calibration.residuals_bp).sum())


@pytest.mark.parametrize(
    ("mean_reversion", "volatility"), [(0.03, 0.01), (0.004, 0.006), (0.25, 0.015)]
)
def test_calibrate__quotes_of_a_model__gives_its_parameters_back(
    mean_reversion: float, volatility: float
) -> None:
    truth = HullWhite(mean_reversion=mean_reversion, volatility=volatility, curve=CURVE)

    fitted = calibrate(CURVE, quotes_of(truth))

    assert fitted.model.mean_reversion == pytest.approx(mean_reversion, abs=1e-6)
    assert fitted.model.volatility == pytest.approx(volatility, abs=1e-8)
    assert fitted.rms_bp < 1e-4
    assert not fitted.at_bound


def test_calibrate__quotes_no_model_has__fits_better_than_its_neighbours() -> None:
    quotes = tuple(
        quote(*point, volatility)
        for point, volatility in zip(POINTS, (0.0090, 0.0080, 0.0082, 0.0079), strict=True)
    )

    fitted = calibrate(CURVE, quotes)

    assert 0.1 < fitted.rms_bp < 10
    assert fitted.rms_bp == pytest.approx((squares(fitted) / len(quotes)) ** 0.5)
    for moved in (0.8, 0.98, 1.02, 1.2):
        beside = calibrate(CURVE, quotes, mean_reversion=moved * fitted.model.mean_reversion)
        assert squares(beside) > squares(fitted)


@pytest.mark.parametrize("scale", [0.9, 0.998, 1.002, 1.1])
def test_calibrate__mean_reversion_given__volatility_fits_best(scale: float) -> None:
    quotes = (quote(1.0, 5.0, 0.012), quote(5.0, 10.0, 0.006), quote(10.0, 2.0, 0.007))

    fitted = calibrate(CURVE, quotes, mean_reversion=0.05)

    model = fitted.model
    beside = HullWhite(mean_reversion=0.05, volatility=scale * model.volatility, curve=CURVE)
    off = [
        1e4 * (at_the_money_volatility(beside, each.swaption) - each.normal_volatility)
        for each in quotes
    ]
    assert model.mean_reversion == 0.05
    assert np.square(off).sum() > squares(fitted)


def test_calibrate__volatilities_that_rise_with_expiry__stops_at_the_bound_and_says_so() -> None:
    quotes = (quote(1.0, 5.0, 0.005), quote(10.0, 10.0, 0.015))

    fitted = calibrate(CURVE, quotes)

    assert fitted.at_bound
    assert fitted.model.mean_reversion == pytest.approx(0, abs=1e-6)


def test_calibrate__too_few_different_quotes__rejected() -> None:
    with pytest.raises(QuotesRejected) as rejected:
        calibrate(CURVE, (quote(1.0, 5.0), quote(1.0, 5.0, 0.009)))

    assert (rejected.value.distinct, rejected.value.needed) == (1, 2)
    assert calibrate(CURVE, (quote(1.0, 5.0),), mean_reversion=0.03).rms_bp < 1e-6
    with pytest.raises(QuotesRejected):
        calibrate(CURVE, (), mean_reversion=0.03)


@pytest.mark.parametrize(
    ("expiry", "tenor", "volatility"),
    [(1.0, 5.0, 0.0), (1.0, 5.0, 85.0), (1.0, 5.0, np.nan), (0.0, 5.0, 0.01), (1.0, 0.3, 0.01)],
)
def test_swaption_quote__cannot_be_one__refused(
    expiry: float, tenor: float, volatility: float
) -> None:
    with pytest.raises(ValueOutOfRange):
        quote(expiry, tenor, volatility)


def test_calibrate__wild_quotes__still_finds_where_squares_are_least() -> None:
    curve = DiscountCurve.flat(0.001)
    quotes = (quote(20.0, 0.5, 0.0002), quote(50.0, 50.0, 0.0926))

    fitted = calibrate(curve, quotes, mean_reversion=0.0)

    model = np.array(fitted.model_volatilities)
    quoted = np.array([each.normal_volatility for each in quotes])
    assert model @ quoted == pytest.approx(model @ model, rel=1e-7)
