from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rwa.cashflow.projection.assumptions import Assumptions, ConstantSpeed, Measure, psa
from rwa.cashflow.projection.engine import project
from rwa.cashflow.projection.line import Line
from rwa.cashflow.valuation.implied_speed import SpeedNotFound, implied_speed, speed_with
from rwa.cashflow.valuation.price_yield import Analytics, bey_from_mortgage_yield
from rwa.cashflow.valuation.settled_line import SettledLine

SETTLED = SettledLine(
    line=Line(
        balance=Decimal(100),
        wac=Decimal("0.08125"),
        pass_through_rate=Decimal("0.075"),
        remaining_months=333,
        age_months=27,
    ),
    settle=date(2002, 4, 15),
    actual_delay_days=14,
)
FEW = settings(max_examples=10)


def at(speed: ConstantSpeed, mortgage_yield: float) -> Analytics:
    projection = project(SETTLED.line, Assumptions(prepayment=speed))
    return SETTLED.value(projection, mortgage_yield=mortgage_yield)


@FEW
@given(
    st.sampled_from(((Measure.PSA, 1_500), (Measure.CPR, 0.9), (Measure.SMM, 0.1))),
    st.floats(0.01, 1),
    st.sampled_from((0.05, 0.09)),
)
def test_implied_speed__price_made_at_a_speed__that_speed(
    measure: tuple[Measure, float], part: float, mortgage_yield: float
) -> None:
    kind, highest = measure
    speed = part * highest
    made = at(ConstantSpeed(kind, Decimal(speed)), mortgage_yield).price
    assert made is not None

    found = implied_speed(SETTLED, price=made, mortgage_yield=mortgage_yield, measure=kind)

    back = at(ConstantSpeed(kind, Decimal(found)), mortgage_yield).price
    assert back == pytest.approx(made, abs=1e-9)
    assert found == pytest.approx(speed, rel=1e-7)


def test_speed_with__duration__shorter_is_faster() -> None:
    def speed_of(years: float) -> float:
        return speed_with(
            SETTLED,
            lambda analytics: analytics.modified_duration,
            target=years,
            mortgage_yield=0.07,
        )

    assert speed_of(4) > speed_of(5) > speed_of(6)
    found = at(psa(Decimal(speed_of(5))), 0.07)
    assert found.modified_duration == pytest.approx(5, abs=1e-10)


def test_implied_speed__price_no_speed_gives__names_the_range() -> None:
    with pytest.raises(SpeedNotFound) as refused:
        implied_speed(SETTLED, price=150, mortgage_yield=0.07)

    assert (refused.value.field, refused.value.value) == ("price", 150)
    assert "at this yield" in refused.value.allowed


def test_speed_with__value_that_is_never_known__raises() -> None:
    with pytest.raises(SpeedNotFound):
        speed_with(SETTLED, lambda _: None, target=1, mortgage_yield=0.07, field="nothing")


def test_implied_speed__bond_equivalent_yield__the_same_speed() -> None:
    monthly = implied_speed(SETTLED, price=98, mortgage_yield=0.08)

    bey = bey_from_mortgage_yield(0.08)
    assert implied_speed(SETTLED, price=98, yield_bey=bey) == pytest.approx(monthly, rel=1e-9)
