"""The standard default assumption on a pool that prepays, as a textbook prints it."""

from collections.abc import Callable
from decimal import ROUND_DOWN, Decimal

from rwa.cashflow.default_rates import cdr_from_sda, mdr_from_sda
from rwa.cashflow.projection.assumptions import Assumptions, psa
from rwa.cashflow.projection.engine import project
from rwa.cashflow.projection.line import Line
from tests.golden.printed import agrees

GoldenRows = Callable[[str], list[dict[str, str]]]
SDA = Decimal(100)
FACTOR_CUT_IN = 350
"""The month whose factor the table cuts to five decimals instead of rounding."""


def test_sda__printed_table__rates_factors_and_their_products(golden_rows: GoldenRows) -> None:
    line = Line(
        balance=Decimal(550_000_000),
        wac=Decimal("0.06"),
        pass_through_rate=Decimal("0.055"),
        remaining_months=357,
        age_months=3,
    )
    pool = project(line, Assumptions(prepayment=psa(150)))
    rows = golden_rows("sda_factors_150psa")

    assert len(rows) == 25
    for row in rows:
        month = int(row["month"])
        age = line.age_months + month
        mdr_pct = 100 * mdr_from_sda(SDA, month=age)
        factor = Decimal(pool.ending_balance[month - 1]) / line.balance

        assert agrees(100 * cdr_from_sda(SDA, month=age), row["sda_cdr_pct"]), row
        assert agrees(mdr_pct, row["sda_mdr_pct"]), row
        if month == FACTOR_CUT_IN:
            factor = factor.quantize(Decimal(row["bond_factor_150psa"]), rounding=ROUND_DOWN)
        assert agrees(factor, row["bond_factor_150psa"]), row
        assert agrees(mdr_pct * factor, row["factor_adjusted_mdr_pct"]), row
