import subprocess
import sys
from dataclasses import astuple, replace
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rwa.cashflow.projection.assumptions import Assumptions, Measure, SpeedVector, psa
from rwa.cashflow.projection.engine import project
from rwa.cashflow.projection.line import Line
from rwa.cashflow.valuation.pools import SpeedsUnclear, StaticPools, analyse_pools
from rwa.cashflow.valuation.price_yield import HIGHEST_YIELD, Analytics, analyse
from rwa.cashflow.valuation.timed_flows import YieldNotFound
from rwa.core.errors import ValueOutOfRange
from tests.unit.rwa.cashflow.valuation.absurd_prices import found_or_refused

FIELDS = (
    "mortgage_yield",
    "yield_bey",
    "wal_years",
    "macaulay_duration",
    "modified_duration",
    "convexity",
)
SPEEDS = st.sampled_from([0.0, 100.0, 1_700.0, 2_000.0, 2_500.0, 50_000.0]) | st.floats(0, 1_600)
"""Near 100% a year the last digits of a speed decide how much is left: no two ways agree there."""


@st.composite
def terms(draw: st.DrawFn) -> dict[str, float]:
    wac = draw(st.sampled_from([0.0, 1e-9, 0.5]) | st.floats(0, 0.2))
    return {
        "wac": wac,
        "pass_through_rate": wac * draw(st.floats(0, 1)),
        "remaining_months": draw(st.integers(1, 480)),
        "age_months": draw(st.integers(0, 400)),
        "psa": draw(SPEEDS),
        "settle_day": draw(st.integers(1, 31)),
        "actual_delay_days": draw(st.sampled_from([14, 19, 24, 44])),
        "price": draw(st.floats(50, 160)),
    }


def pools_of(rows: list[dict[str, float]]) -> StaticPools:
    columns = {name: np.array([row[name] for row in rows]) for name in rows[0] if name != "price"}
    return StaticPools(**columns)


def one_by_one(row: dict[str, float], prepayment: object = None) -> Analytics:
    """By the projection of one line and the price and yield of its flows."""
    line = Line(
        balance=Decimal(10**6),
        wac=Decimal(row["wac"]),
        pass_through_rate=Decimal(row["pass_through_rate"]),
        remaining_months=int(row["remaining_months"]),
        age_months=int(row["age_months"]),
    )
    speed = psa(Decimal(row["psa"])) if prepayment is None else prepayment
    projected = project(line, Assumptions(prepayment=speed))  # type: ignore[arg-type]
    return analyse(
        cash_flows=projected.cash_flow,
        principal=projected.total_principal,
        balance=10**6,
        coupon=row["pass_through_rate"],
        settle=date(2026, 1, int(row["settle_day"])),
        actual_delay_days=row["actual_delay_days"],
        price=row["price"],
    )


@given(terms())
def test_analyse_pools__any_pool__is_what_one_by_one_gives(row: dict[str, float]) -> None:
    many = analyse_pools(pools_of([row]), price=np.array([row["price"]]))
    one = one_by_one(row)

    for name in FIELDS:
        expected = getattr(one, name)
        assert getattr(many, name)[0] == pytest.approx(expected, rel=1e-10, abs=1e-12), name


@given(
    terms(),
    st.lists(st.decimals(0, 1, places=6), min_size=1, max_size=40),
)
def test_analyse_pools__monthly_shares__the_last_holds_for_the_rest(
    row: dict[str, float], shares: list[Decimal]
) -> None:
    months = int(row["remaining_months"])
    every = (shares + [shares[-1]] * months)[:months]
    pools = pools_of([row])
    smm = np.array([[float(share) for share in shares]])

    many = analyse_pools(replace(pools, psa=None, smm=smm), price=np.array([row["price"]]))

    one = one_by_one(row, SpeedVector(Measure.SMM, tuple(every)))
    for name in FIELDS:
        expected = getattr(one, name)
        assert getattr(many, name)[0] == pytest.approx(expected, rel=1e-10, abs=1e-12), name


ROWS: list[dict[str, float]] = [
    {
        "wac": 0.03 + 0.0001 * number,
        "pass_through_rate": 0.025 + 0.0001 * number,
        "remaining_months": 1 + 7 * number % 360,
        "age_months": number % 90,
        "psa": 3.0 * number,
        "settle_day": 1 + number % 31,
        "actual_delay_days": 24,
        "price": 80 + 0.1 * number,
    }
    for number in range(400)
]
PRICES = np.array([row["price"] for row in ROWS])


def test_analyse_pools__many__each_as_if_alone() -> None:
    together = analyse_pools(pools_of(ROWS), price=PRICES)

    for number in (0, 127, 128, 255, 399):
        alone = analyse_pools(pools_of([ROWS[number]]), price=PRICES[[number]])
        for name in FIELDS:
            assert getattr(together, name)[number] == getattr(alone, name)[0], (name, number)


@pytest.mark.parametrize("threads", [2, 3, 7, 500])
def test_analyse_pools__any_number_of_threads__gives_the_same_bits(threads: int) -> None:
    pools = pools_of(ROWS)

    one = analyse_pools(pools, price=PRICES)
    several = analyse_pools(pools, price=PRICES, threads=threads)

    assert np.array_equal(astuple(one), astuple(several))


@given(terms(), st.floats(-300, 300))
def test_analyse_pools__absurd_prices__found_or_refused_by_type(
    row: dict[str, float], power: float
) -> None:
    found = found_or_refused(lambda: analyse_pools(pools_of([row]), price=np.array([10.0**power])))

    if isinstance(found, YieldNotFound):
        assert (found.field, found.exit_code) == ("price[0]", 5)
    else:
        assert np.isfinite(astuple(found)).all()
        assert -12 < found.mortgage_yield[0] <= HIGHEST_YIELD


@pytest.mark.parametrize("price", [1e-300, 1e-49, 1e30, 1e300])
def test_analyse_pools__absurd_price_of_one_flow__refused_by_type(price: float) -> None:
    row = ROWS[0] | {"remaining_months": 1, "settle_day": 1}

    with pytest.raises(YieldNotFound) as refused:
        analyse_pools(pools_of([row]), price=np.array([price]))

    assert refused.value.field == "price[0]"


def test_analyse_pools__nearly_all_lost_in_half_a_month__refused_as_one_by_one() -> None:
    row = ROWS[0] | {"remaining_months": 1, "settle_day": 31, "actual_delay_days": 14}

    with pytest.raises(YieldNotFound):
        one_by_one(row | {"price": 1e12})
    with pytest.raises(YieldNotFound):
        analyse_pools(pools_of([row]), price=np.array([1e12]))


def test_analyse_pools__in_arrow__one_row_a_pool() -> None:
    found = analyse_pools(pools_of(ROWS), price=PRICES)

    table = pa.table(found)

    assert tuple(table.column_names) == FIELDS
    for name in FIELDS:
        assert table[name].to_pylist() == getattr(found, name).tolist(), name
    assert "400 rows" in found._repr_html_()


@pytest.mark.parametrize("price", [1e-3, 5.0, 1e4, 1e9])
def test_analyse_pools__price_far_from_par__same_as_one_by_one(price: float) -> None:
    rows = [{**ROWS[number], "price": price, "settle_day": 1} for number in (0, 1, 50, 200, 399)]

    many = analyse_pools(pools_of(rows), price=np.full(len(rows), price))

    for number, row in enumerate(rows):
        expected = one_by_one(row).macaulay_duration
        assert many.macaulay_duration[number] == pytest.approx(expected, rel=1e-9), number


@pytest.mark.parametrize("price", [0.01, 100.0, 1e7])
def test_analyse_pools__all_prepaid_in_the_first_month__same_as_one_by_one(price: float) -> None:
    row = ROWS[50] | {"psa": 1_700.0, "price": price}

    many = analyse_pools(pools_of([row]), price=np.array([price]))

    assert many.wal_years[0] == pytest.approx(one_by_one(row).wal_years)
    assert many.macaulay_duration[0] == pytest.approx(many.wal_years[0])
    assert many.yield_bey[0] == pytest.approx(one_by_one(row).yield_bey, rel=1e-10)


def test_analyse_pools__one_smm_each__same_as_a_column_of_them() -> None:
    pools = replace(pools_of(ROWS), psa=None, smm=np.linspace(0, 0.5, len(ROWS)))
    assert pools.smm is not None

    flat = analyse_pools(pools, price=PRICES)
    wide = analyse_pools(replace(pools, smm=np.repeat(pools.smm, 360, axis=1)), price=PRICES)

    assert np.array_equal(astuple(flat), astuple(wide))


@pytest.mark.parametrize("price", [0.0, -3.0])
def test_analyse_pools__no_yield__names_the_pool(price: float) -> None:
    prices = PRICES.copy()
    prices[7] = price

    with pytest.raises(YieldNotFound) as caught:
        analyse_pools(replace(pools_of(ROWS), settle_day=np.ones(len(ROWS))), price=prices)

    assert caught.value.field == "price[7]"
    assert caught.value.value == price


def test_analyse_pools__first_flow_worth_the_price_at_once__refused() -> None:
    row = ROWS[0] | {"settle_day": 31, "actual_delay_days": 0, "remaining_months": 2}

    with pytest.raises(YieldNotFound):
        analyse_pools(pools_of([row]), price=np.array([20.0]))


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("wac", 1.5),
        ("pass_through_rate", 0.2),
        ("remaining_months", 0),
        ("remaining_months", 481),
        ("remaining_months", 2.5),
        ("age_months", -1),
        ("psa", -1),
        ("settle_day", 0),
        ("settle_day", 32),
        ("actual_delay_days", -1),
    ],
)
def test_static_pools__impossible__names_the_field(name: str, wrong: float) -> None:
    with pytest.raises(ValueOutOfRange) as caught:
        pools_of([ROWS[0], ROWS[1] | {name: wrong}])

    assert caught.value.field == name


def test_static_pools__other_lengths__refused() -> None:
    pools = pools_of(ROWS)

    with pytest.raises(ValueOutOfRange):
        replace(pools, wac=np.array([0.05]))
    with pytest.raises(ValueOutOfRange):
        analyse_pools(pools, price=np.array([100.0]))
    for shape in ((len(ROWS) - 1,), (len(ROWS), 0), (len(ROWS), 2, 2)):
        with pytest.raises(ValueOutOfRange) as caught:
            replace(pools, psa=None, smm=np.zeros(shape))
        assert caught.value.field == "smm"


def test_static_pools__none__are_refused() -> None:
    columns: dict[str, Any] = {name: np.empty(0) for name in ROWS[0] if name != "price"}

    with pytest.raises(ValueOutOfRange) as caught:
        StaticPools(**columns)

    assert (caught.value.field, caught.value.allowed) == ("wac", "one or more pools")


def test_static_pools__speed_said_twice_or_not__refused() -> None:
    pools = pools_of(ROWS)

    with pytest.raises(SpeedsUnclear) as caught:
        replace(pools, smm=np.zeros(len(ROWS)))
    assert caught.value.given == ("psa", "smm")
    with pytest.raises(SpeedsUnclear) as caught:
        replace(pools, psa=None)
    assert caught.value.given == ()


def test_pools__imported__leaves_the_compiler_alone() -> None:
    program = "import sys, rwa.cashflow.valuation.pools; print('numba' in sys.modules)"
    printed = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert printed.stdout.strip() == "False"
