"""Payments and balloons of loans that are due before they are amortised."""

from collections.abc import Callable
from decimal import Decimal

from rwa.cashflow.projection.engine import project
from rwa.cashflow.projection.line import Line
from tests.golden.printed import agrees

GoldenRows = Callable[[str], list[dict[str, str]]]


def test_balloons__printed_table__payment_and_balloon_of_every_row(
    golden_rows: GoldenRows,
) -> None:
    rows = golden_rows("balloon_payments")

    assert len(rows) == 23
    for row in rows:
        rate = Decimal(row["rate_pct"]) / 100
        loan = project(
            Line(
                balance=Decimal(row["loan"]),
                wac=rate,
                pass_through_rate=rate,
                remaining_months=12 * int(row["term_years"]),
                amortization_months=12 * int(row["amort_years"]),
            )
        )
        level = loan.payment[0]
        due_last = loan.beginning_balance[-1] + loan.gross_interest[-1]

        assert agrees(level, row["monthly_payment"]), row
        assert agrees(due_last - level, row["balloon"]), row
        assert abs(loan.payment[-1] - due_last) <= 1e-6
