"""Level payments as NumPy Financial splits them."""

from decimal import Decimal

import numpy as np
import numpy_financial
import pytest

from rwa.cashflow.arrays import FloatArray
from rwa.cashflow.projection.engine import project
from rwa.cashflow.projection.line import Line
from rwa.cashflow.projection.scenarios import project_scenarios

LOANS = 1_500
CLOSE = 1e-10
"""Share of the balance that two ways of adding floats may differ by."""


@pytest.fixture(scope="module")
def loans() -> list[Line]:
    generator = np.random.default_rng(7)
    rates = generator.uniform(0.001, 0.2, LOANS)
    months = generator.integers(1, 481, LOANS)
    balances = generator.uniform(10_000, 2_000_000, LOANS)
    return [
        Line(
            balance=Decimal(balance),
            wac=Decimal(rate),
            pass_through_rate=Decimal(rate),
            remaining_months=term,
        )
        for balance, rate, term in zip(
            balances.tolist(), rates.tolist(), months.tolist(), strict=True
        )
    ]


def numpy_financial_months(loan: Line) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Payment, interest and principal of every month."""
    months, rate, owed = loan.remaining_months, float(loan.wac) / 12, -float(loan.balance)
    number = np.arange(1, months + 1)
    return (
        np.full(months, numpy_financial.pmt(rate, months, owed)),
        numpy_financial.ipmt(rate, number, months, owed),
        numpy_financial.ppmt(rate, number, months, owed),
    )


def largest_difference(ours: tuple[FloatArray, ...], theirs: tuple[FloatArray, ...]) -> float:
    return max(float(np.abs(mine - other).max()) for mine, other in zip(ours, theirs, strict=True))


def test_project__nobody_prepays__payment_interest_and_principal_are_numpy_financials(
    loans: list[Line],
) -> None:
    for loan in loans:
        months = project(loan)

        ours = (months.payment, months.gross_interest, months.scheduled_principal)
        difference = largest_difference(ours, numpy_financial_months(loan))
        assert difference <= CLOSE * float(loan.balance), loan


def test_project_scenarios__nobody_prepays__interest_and_principal_are_numpy_financials(
    loans: list[Line],
) -> None:
    for loan in loans:
        months = project_scenarios(
            balance=float(loan.balance),
            wac=float(loan.wac),
            smm=np.zeros((1, loan.remaining_months)),
        )

        ours = (months.gross_interest[0], months.scheduled_principal[0])
        difference = largest_difference(ours, numpy_financial_months(loan)[1:])
        assert difference <= CLOSE * float(loan.balance), loan
