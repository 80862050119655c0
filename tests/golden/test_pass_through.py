"""Whole pass-throughs: a textbook table, and the year that the demonstration opens with."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from rwa.cashflow.projection.assumptions import Assumptions, psa
from rwa.cashflow.projection.engine import Rounding, project
from rwa.cashflow.projection.line import Line
from rwa.cashflow.projection.projected import Projection
from rwa.core.money import Cents
from rwa.pool.aggregates import pool_factor
from tests.golden.printed import agrees

GoldenRows = Callable[[str], list[dict[str, str]]]
BALANCE_DRIFT = 1.5
"""The table rolls its balances forward in whole dollars, so that they drift by as much."""
AT_100_PSA = Assumptions(prepayment=psa(100))
COLUMNS = {
    "outstanding_balance": "beginning_balance",
    "mortgage_payment": "payment",
    "net_interest": "net_interest",
    "scheduled_principal": "scheduled_principal",
    "prepayments": "prepaid_principal",
    "total_principal": "total_principal",
    "cash_flow": "cash_flow",
}
"""Printed column -> ours."""


@pytest.mark.parametrize("rounding", Rounding)
def test_pass_through__textbook_table__every_cell_to_the_dollar(
    golden_rows: GoldenRows, rounding: Rounding
) -> None:
    line = Line(
        balance=Decimal(400_000_000),
        wac=Decimal("0.06"),
        pass_through_rate=Decimal("0.055"),
        remaining_months=358,
        age_months=2,
    )
    months = project(line, AT_100_PSA, rounding=rounding)
    rows = golden_rows("pass_through_400mm_100psa")

    assert len(rows) == 26
    for row in rows:
        index = int(row["month"]) - 1
        for name, column in COLUMNS.items():
            amount = getattr(months, column)[index]
            if name == "outstanding_balance":
                assert abs(amount - float(row[name])) <= BALANCE_DRIFT, index
            else:
                assert agrees(amount, row[name]), (index, name)
        assert agrees(months.smm[index] / 100, row["smm"]), index


def cents(dollars: float) -> Cents:
    return Cents(round(100 * dollars))


@pytest.fixture(scope="module")
def demonstration() -> Projection:
    line = Line(
        balance=Decimal(250_000_000),
        wac=Decimal("0.065"),
        pass_through_rate=Decimal("0.06"),
        remaining_months=360,
    )
    return project(line, AT_100_PSA, rounding=Rounding.CENT)


def test_demonstration__first_month__to_the_cent(demonstration: Projection) -> None:
    assert str(cents(demonstration.net_interest[0])) == "1,250,000.00"
    assert str(cents(demonstration.scheduled_principal[0])) == "226,003.39"
    assert str(cents(demonstration.prepaid_principal[0])) == "41,667.21"
    assert str(cents(demonstration.cash_flow[0])) == "1,517,670.60"
    end = cents(demonstration.ending_balance[0])
    assert pool_factor(end, original=Cents.dollars(250_000_000)) == Decimal("0.99892932")


def test_demonstration__first_year__to_the_cent(demonstration: Projection) -> None:
    assert str(cents(demonstration.cash_flow[:12].sum())) == "20,878,753.52"
    end = cents(demonstration.ending_balance[11])
    assert pool_factor(end, original=Cents.dollars(250_000_000)) == Decimal("0.97594417")
