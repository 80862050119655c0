import itertools
from decimal import Decimal

import numpy as np
import pytest

from rwa.cashflow.behaviour.borrower import BorrowerModel
from rwa.cashflow.behaviour.burnout import FAST_AND_SLOW
from rwa.cashflow.behaviour.refinancing import ARCTANGENT, RICHARD_ROLL, RefinancingModel
from rwa.cashflow.behaviour.shocks import PoolSetting, parallel_shifts, pool_life, rate_shock
from rwa.cashflow.projection.line import Line
from rwa.cashflow.rates.curve import DiscountCurve

CURVES = pytest.mark.parametrize("curve", [ARCTANGENT, RICHARD_ROLL], ids=lambda curve: curve.name)
MODELS = pytest.mark.parametrize(
    "model",
    [
        BorrowerModel(),
        BorrowerModel(refinancing=RICHARD_ROLL),
        BorrowerModel(mix=FAST_AND_SLOW),
        BorrowerModel(turnover=None),
    ],
)


def pool(model: BorrowerModel, *, wac: str = "0.03", age: int = 24) -> PoolSetting:
    line = Line(
        balance=Decimal(1_000_000),
        wac=Decimal(wac),
        pass_through_rate=Decimal(wac) - Decimal("0.005"),
        remaining_months=360 - age,
        age_months=age,
    )
    return PoolSetting(line=line, borrowers=model, first_calendar_month=1)


@CURVES
@pytest.mark.parametrize("age", [0, 24, 36])
def test_rate_shock__three_to_seven_per_cent__locks_in_and_about_doubles_the_life(
    curve: RefinancingModel, age: int
) -> None:
    shock = rate_shock(pool(BorrowerModel(refinancing=curve), age=age), before=0.03, after=0.07)

    assert 0.04 <= shock.after.turnover_cpr <= 0.06
    assert 1.75 <= shock.after.wal_years / shock.before.wal_years <= 2.25


@MODELS
def test_rate_shock__rates_rise__extends_life_and_duration(model: BorrowerModel) -> None:
    shock = rate_shock(pool(model), before=0.03, after=0.07)

    assert shock.wal_change_years > 0
    assert shock.after.first_year_cpr < shock.before.first_year_cpr
    assert shock.after.duration_years > shock.before.duration_years


@MODELS
def test_rate_shock__rates_fall__contracts_life_and_duration(model: BorrowerModel) -> None:
    shock = rate_shock(pool(model, wac="0.07"), before=0.07, after=0.03)

    assert shock.wal_change_years < 0
    assert shock.after.first_year_cpr > shock.before.first_year_cpr
    assert shock.after.duration_years < shock.before.duration_years


def test_pool_life__nobody_prepays__is_the_level_loans_own() -> None:
    nobody = RefinancingModel(
        name="nobody",
        incentive=lambda wac, _: np.zeros(np.shape(wac)),
        floor_cpr=0.0,
        rate_below_mortgage=0.0,
    )
    setting = pool(BorrowerModel(refinancing=nobody, turnover=None), wac="0.06", age=0)

    life = pool_life(setting, 0.06)

    monthly, months = 0.005, 360
    payment = monthly / (1 - (1 + monthly) ** -months)
    balances = [(1 - (1 + monthly) ** (k - months)) * payment / monthly for k in range(months)]
    assert life.wal_years == pytest.approx(sum(balances) / 12)
    flows = [payment - 0.005 / 12 * balance for balance in balances]
    values = [flow * (1 + monthly) ** -(k + 1) for k, flow in enumerate(flows)]
    late = sum((k + 1) / 12 * value for k, value in enumerate(values))
    assert life.duration_years == pytest.approx(late / sum(values))
    assert life.first_year_cpr == 0
    assert life.turnover_cpr == 0


@MODELS
def test_parallel_shifts__rates_from_low_to_high__slower_and_longer(
    model: BorrowerModel,
) -> None:
    rows = parallel_shifts(pool(model, wac="0.065"), DiscountCurve.flat(0.045), mortgage_rate=0.065)

    assert [row.shift_bp for row in rows] == [-100, -50, -25, 0, 25, 50, 100]
    for earlier, later in itertools.pairwise(rows):
        assert later.first_year_cpr < earlier.first_year_cpr
        assert later.wal_years > earlier.wal_years


@MODELS
def test_parallel_shifts__pool_below_par__cheaper_as_rates_rise(model: BorrowerModel) -> None:
    rows = parallel_shifts(pool(model), DiscountCurve.flat(0.045), mortgage_rate=0.065)

    assert rows[0].price < 100
    for earlier, later in itertools.pairwise(rows):
        assert later.price < earlier.price


def test_parallel_shifts__a_shift__moves_curve_and_mortgage_rate_alike() -> None:
    setting, curve = pool(BorrowerModel()), DiscountCurve.flat(0.045)

    (shifted,) = parallel_shifts(setting, curve, mortgage_rate=0.06, shifts_bp=(50,))
    (moved,) = parallel_shifts(
        setting, DiscountCurve.flat(0.05), mortgage_rate=0.065, shifts_bp=(0,)
    )

    assert shifted.price == pytest.approx(moved.price)
    assert shifted.wal_years == pytest.approx(moved.wal_years)


def test_parallel_shifts__prepayable_pool__gains_less_than_it_loses() -> None:
    rows = parallel_shifts(
        pool(BorrowerModel(), wac="0.065"),
        DiscountCurve.flat(0.055),
        mortgage_rate=0.065,
        shifts_bp=(-100, 0, 100),
    )

    assert rows[0].price - rows[1].price < rows[1].price - rows[2].price


@MODELS
def test_parallel_shifts__discounted_at_its_own_coupon__worth_par_at_any_speed(
    model: BorrowerModel,
) -> None:
    coupon = 12 * np.log1p(0.06 / 12)

    (row,) = parallel_shifts(
        pool(model, wac="0.065"), DiscountCurve.flat(coupon), mortgage_rate=0.05, shifts_bp=(0,)
    )

    assert row.price == pytest.approx(100)
