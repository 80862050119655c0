"""Whole pass-throughs: a textbook table, and the year that the demonstration opens with."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from rwa.cashflow.level_pool import LevelPool, LevelPoolMonth, project_level_pool
from rwa.cashflow.speeds import smm_from_psa
from rwa.core.money import Cents, total
from rwa.core.rates import Ppm
from rwa.pool.aggregates import pool_factor

GoldenRows = Callable[[str], list[dict[str, str]]]
HALF_A_DOLLAR = Decimal("0.5")
BALANCE_DRIFT = Decimal("1.5")
"""The table rolls its balances forward in whole dollars, so that they drift by as much."""


def columns(month: LevelPoolMonth) -> dict[str, Cents]:
    return {
        "outstanding_balance": month.begin_cents,
        "mortgage_payment": month.interest_cents + month.scheduled_cents,
        "net_interest": month.net_interest_cents,
        "scheduled_principal": month.scheduled_cents,
        "prepayments": month.prepaid_cents,
        "total_principal": month.scheduled_cents + month.prepaid_cents,
        "cash_flow": month.paid_cents,
    }


def test_pass_through__textbook_table__every_cell_to_the_dollar(golden_rows: GoldenRows) -> None:
    pool = LevelPool(
        balance_cents=Cents.dollars(400_000_000),
        note_rate_ppm=Ppm.percent(6),
        fee_ppm=Ppm.percent("0.5"),
        remaining_months=358,
        age_months=2,
    )
    months = project_level_pool(pool, psa=Decimal(100))
    rows = golden_rows("pass_through_400mm_100psa")

    assert len(rows) == 26
    for row in rows:
        number = int(row["month"])
        for name, amount in columns(months[number - 1]).items():
            error = abs(Decimal(amount.count) / 100 - Decimal(row[name]))
            allowed = BALANCE_DRIFT if name == "outstanding_balance" else HALF_A_DOLLAR
            assert error <= allowed, (number, name)
        if number < 358:
            smm = smm_from_psa(Decimal(100), month=number + 2)
            assert abs(smm - Decimal(row["smm"])) <= Decimal("0.000005")


@pytest.fixture(scope="module")
def demonstration() -> tuple[LevelPoolMonth, ...]:
    pool = LevelPool(
        balance_cents=Cents.dollars(250_000_000),
        note_rate_ppm=Ppm.percent("6.5"),
        fee_ppm=Ppm.percent("0.5"),
        remaining_months=360,
        age_months=0,
    )
    return project_level_pool(pool, psa=Decimal(100))


def test_demonstration__first_month__to_the_cent(
    demonstration: tuple[LevelPoolMonth, ...],
) -> None:
    month = demonstration[0]

    assert str(month.net_interest_cents) == "1,250,000.00"
    assert str(month.scheduled_cents) == "226,003.39"
    assert str(month.prepaid_cents) == "41,667.21"
    assert str(month.paid_cents) == "1,517,670.60"
    factor = pool_factor(month.end_cents, original=Cents.dollars(250_000_000))
    assert factor == Decimal("0.99892932")


def test_demonstration__first_year__to_the_cent(
    demonstration: tuple[LevelPoolMonth, ...],
) -> None:
    year = demonstration[:12]

    assert str(total(month.paid_cents for month in year)) == "20,878,753.52"
    factor = pool_factor(year[-1].end_cents, original=Cents.dollars(250_000_000))
    assert factor == Decimal("0.97594417")
