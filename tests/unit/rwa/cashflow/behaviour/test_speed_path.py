from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rwa.cashflow.arrays import FloatArray
from rwa.cashflow.behaviour.borrower import BorrowerModel
from rwa.cashflow.behaviour.burnout import FAST_AND_SLOW, BorrowerMix
from rwa.cashflow.behaviour.refinancing import RICHARD_ROLL
from rwa.cashflow.behaviour.speed_path import borrower_path, smm_path
from rwa.cashflow.projection.assumptions import Assumptions, Measure, SpeedVector
from rwa.cashflow.projection.engine import project
from rwa.cashflow.projection.line import Line
from rwa.core.errors import ValueOutOfRange

MODELS = [
    BorrowerModel(),
    BorrowerModel(turnover=None),
    BorrowerModel(refinancing=RICHARD_ROLL),
    BorrowerModel(mix=FAST_AND_SLOW),
]
NO_BURNOUT = BorrowerModel(mix=BorrowerMix(shares=(1.0,), speeds=(1.0,)))


def line(*, months: int = 60, wac: str = "0.06", age: int = 0, interest_only: int = 0) -> Line:
    return Line(
        balance=Decimal(1_000_000),
        wac=Decimal(wac),
        pass_through_rate=Decimal(wac) - Decimal("0.005"),
        remaining_months=months,
        age_months=age,
        interest_only_months=interest_only,
    )


def level_rates(rate: float = 0.05, *, months: int = 60) -> FloatArray:
    return np.full(months, rate)


@pytest.mark.parametrize("model", MODELS)
@given(seed=st.integers(0, 10**6), month=st.integers(1, 12), interest_only=st.integers(0, 24))
def test_borrower_path__projected_at_its_speeds__has_the_same_balances(
    model: BorrowerModel, seed: int, month: int, interest_only: int
) -> None:
    pool = line(months=36, age=12, interest_only=interest_only)
    rates = np.random.default_rng(seed).uniform(-0.01, 0.12, 36)

    path = borrower_path(model, pool, rates, first_calendar_month=month)

    speeds = SpeedVector(Measure.SMM, tuple(Decimal(share) for share in path.smm.tolist()))
    projected = project(pool, Assumptions(prepayment=speeds))
    assert path.balances[1:] == pytest.approx(projected.ending_balance, rel=1e-10, abs=1e-6)
    assert ((path.smm >= 0) & (path.smm < 1)).all()


def test_smm_path__month_by_month__reads_its_own_rate_age_and_calendar_month() -> None:
    model, rates = BorrowerModel(), np.linspace(0.02, 0.08, 14)
    path = borrower_path(model, line(months=14, age=10), rates, first_calendar_month=10)

    for month in range(1, 15):
        left = 0.3 + 0.7 * path.balances[month - 1] / path.balances[0]
        cpr = model.cpr(
            0.06,
            rates[month - 1],
            age_months=10 + month,
            calendar_month=(10 + month - 2) % 12 + 1,
            burnout_share=left,
        )
        assert path.smm[month - 1] == pytest.approx(1 - (1 - float(cpr)) ** (1 / 12))


def test_smm_path__first_month_in_december__then_january() -> None:
    smm = smm_path(NO_BURNOUT, line(age=40), level_rates(), first_calendar_month=12)
    cprs = 1 - (1 - smm[:2]) ** 12

    assert cprs[1] / cprs[0] == pytest.approx(0.94 / 0.98)


def test_smm_path__pool_that_burnt_out_before__is_slower() -> None:
    fresh = smm_path(BorrowerModel(), line(age=40), level_rates(), first_calendar_month=1)
    burnt = smm_path(
        BorrowerModel(),
        line(age=40),
        level_rates(),
        first_calendar_month=1,
        original_balance=Decimal(4_000_000),
    )

    assert (burnt < fresh).all()


def test_smm_path__mixture_of_one__prepays_without_burnout() -> None:
    smm = smm_path(NO_BURNOUT, line(months=48, age=40), level_rates(), first_calendar_month=1)

    assert smm[:12] == pytest.approx(smm[36:48])


def test_smm_path__rates_beyond_the_last_month__do_not_count() -> None:
    rates = np.linspace(0.02, 0.08, 90)
    short = smm_path(BorrowerModel(), line(), rates[:60], first_calendar_month=1)
    longer = smm_path(BorrowerModel(), line(), rates, first_calendar_month=1)

    assert (short == longer).all()


@pytest.mark.parametrize(
    "rates", [level_rates(months=59), np.full((2, 60), 0.05), np.full(60, np.nan)]
)
def test_smm_path__not_a_rate_for_each_month__refused(rates: FloatArray) -> None:
    with pytest.raises(ValueOutOfRange):
        smm_path(BorrowerModel(), line(), rates, first_calendar_month=1)


@pytest.mark.parametrize(
    "wrong",
    [
        {"first_calendar_month": 0},
        {"first_calendar_month": 13},
        {"first_calendar_month": 1, "original_balance": Decimal(999_999)},
    ],
)
def test_smm_path__impossible_start__refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueOutOfRange):
        smm_path(BorrowerModel(), line(), level_rates(), **wrong)
