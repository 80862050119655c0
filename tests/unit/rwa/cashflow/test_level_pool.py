from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rwa.cashflow.amortization import TermOutOfRange
from rwa.cashflow.level_pool import LevelPool, project_level_pool
from rwa.core.errors import ValueOutOfRange
from rwa.core.money import ZERO, Cents, total
from rwa.core.rates import Ppm, monthly_interest

POOL = LevelPool(
    balance_cents=Cents.dollars(250_000_000),
    note_rate_ppm=Ppm(65_000),
    fee_ppm=Ppm(5_000),
    remaining_months=360,
    age_months=0,
)


@given(
    st.integers(1, 10**12).map(Cents),
    st.integers(5_000, 300_000).map(Ppm),
    st.integers(1, 60),
    st.integers(0, 40),
    st.integers(0, 2_000).map(Decimal),
)
def test_project_level_pool__any_pool__every_cent_of_it_is_paid_once(
    balance: Cents, rate: Ppm, months: int, age: int, psa: Decimal
) -> None:
    pool = replace(
        POOL, balance_cents=balance, note_rate_ppm=rate, remaining_months=months, age_months=age
    )

    rows = project_level_pool(pool, psa=psa)

    assert 1 <= len(rows) <= months
    assert rows[-1].end_cents == ZERO
    principal = total(row.scheduled_cents + row.prepaid_cents for row in rows)
    assert principal == balance
    interest = total(row.interest_cents - row.fee_cents for row in rows)
    assert total(row.paid_cents for row in rows) == principal + interest
    for row in rows:
        assert row.interest_cents == monthly_interest(balance=row.begin_cents, rate=rate)
        assert ZERO <= row.end_cents <= row.begin_cents


def test_project_level_pool__nothing_prepays__pays_to_the_last_month() -> None:
    rows = project_level_pool(POOL, psa=Decimal(0))

    assert len(rows) == 360
    assert {row.prepaid_cents for row in rows} == {ZERO}


def test_project_level_pool__faster__is_gone_sooner_and_pays_less_interest() -> None:
    slow, fast = (project_level_pool(POOL, psa=Decimal(psa)) for psa in (100, 400))

    for early in range(1, 359):
        assert fast[early].begin_cents < slow[early].begin_cents
    interest = [total(row.interest_cents for row in rows) for rows in (fast, slow)]
    assert interest[0] < interest[1]


def test_project_level_pool__everything_prepays__one_month() -> None:
    rows = project_level_pool(replace(POOL, age_months=29), psa=Decimal(1_700))

    assert len(rows) == 1
    assert rows[0].scheduled_cents + rows[0].prepaid_cents == POOL.balance_cents


def test_level_pool__out_of_range__raises() -> None:
    with pytest.raises(TermOutOfRange):
        replace(POOL, remaining_months=0)
    with pytest.raises(ValueOutOfRange):
        replace(POOL, age_months=-1)
    with pytest.raises(ValueOutOfRange):
        replace(POOL, balance_cents=ZERO)
    with pytest.raises(ValueOutOfRange):
        replace(POOL, fee_ppm=Ppm(65_001))
