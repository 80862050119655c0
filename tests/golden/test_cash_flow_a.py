"""Prepayment, default, foreclosure, advances, recovery and loss, as the standard formulas print."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from rwa.cashflow.projection.assumptions import (
    Assumptions,
    ConstantSpeed,
    Defaults,
    Measure,
)
from rwa.cashflow.projection.engine import Rounding, project
from rwa.cashflow.projection.line import Line
from rwa.cashflow.projection.projected import Projection
from tests.golden.printed import agrees

GoldenRows = Callable[[str], list[dict[str, str]]]
GoldenJson = Callable[[str], dict[str, Any]]

COLUMNS = {
    "performing_balance": "performing_balance",
    "new_defaults": "new_defaults",
    "in_foreclosure": "in_foreclosure",
    "expected_amort": "scheduled_principal",
    "vol_prepay": "prepaid_principal",
    "amort_from_defaults": "advanced_principal",
    "expected_interest": "gross_interest",
    "interest_lost": "interest_lost",
    "actual_interest": "net_interest",
    "principal_recovery": "principal_recovery",
    "principal_loss": "principal_loss",
    "amortized_default_balance": "amortized_default_balance",
}
"""Printed column -> ours."""


@pytest.fixture(scope="module")
def inputs(golden_json: GoldenJson) -> dict[str, Any]:
    given = golden_json("sifma_cash_flow_a_totals")["inputs"]
    assert given["default_rate_zero_in_last_n_months"] == given["months_to_liquidation"]
    return given


@pytest.fixture(scope="module")
def line(inputs: dict[str, Any]) -> Line:
    return Line(
        balance=Decimal(inputs["balance"]),
        wac=Decimal(str(inputs["wac"])),
        pass_through_rate=Decimal(str(inputs["net_rate"])),
        remaining_months=inputs["term"],
    )


@pytest.fixture(scope="module")
def assumptions(inputs: dict[str, Any]) -> Assumptions:
    smm, mdr = (Decimal(str(inputs["a"][name])) for name in ("smm", "mdr"))
    return Assumptions(
        prepayment=ConstantSpeed(Measure.SMM, smm),
        defaults=Defaults(
            speed=ConstantSpeed(Measure.MDR, mdr),
            months_to_liquidation=inputs["months_to_liquidation"],
            loss_severity=Decimal(str(inputs["loss_severity"])),
            advance=inputs["pi_advanced"],
        ),
    )


@pytest.fixture(scope="module")
def cash_flow_a(line: Line, assumptions: Assumptions) -> Projection:
    return project(line, assumptions)


def test_cash_flow_a__printed_rows__every_cell_to_the_dollar(
    golden_rows: GoldenRows, cash_flow_a: Projection, line: Line
) -> None:
    rows = golden_rows("sifma_cash_flow_a")

    assert len(rows) == 33
    schedule = project(line).ending_balance / float(line.balance)
    for row in rows:
        index = int(row["month"]) - 1
        ours = {name: getattr(cash_flow_a, column)[index] for name, column in COLUMNS.items()}
        ours["actual_amort"] = ours["expected_amort"] - ours["amort_from_defaults"]
        assert ours.keys() | {"month", "amort_factor"} == row.keys()
        for name, amount in ours.items():
            assert agrees(amount, row[name] or "0"), (row["month"], name)
        assert abs(schedule[index] - float(row["amort_factor"])) <= 0.5e-4, row["month"]


def test_cash_flow_a__printed_totals__every_column(
    golden_json: GoldenJson, cash_flow_a: Projection
) -> None:
    printed = golden_json("sifma_cash_flow_a_totals")["column_totals"]["a"]
    totals = cash_flow_a.totals
    ours = {name: totals[column] for name, column in COLUMNS.items() if column in totals}
    ours["actual_amort"] = totals["scheduled_principal"] - totals["advanced_principal"]

    assert len(printed) == 8
    for name, amount in printed.items():
        assert agrees(ours[name], str(amount)), name


def test_cash_flow_a__to_the_cent__stays_within_the_rounding_and_loses_nothing(
    line: Line, assumptions: Assumptions, cash_flow_a: Projection
) -> None:
    cents = project(line, assumptions, rounding=Rounding.CENT)

    for name, total in cash_flow_a.totals.items():
        assert abs(cents.totals[name] - total) <= 360 * 12 * 0.005, name
    gone = cents.totals["total_principal"] + cents.totals["principal_loss"]
    assert round(100 * gone) == 100 * line.balance
