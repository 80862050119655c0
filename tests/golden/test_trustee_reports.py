"""Classes as two trustees reported them to holders, to the cent."""

from collections.abc import Callable
from typing import Any

import pytest

from rwa.core.money import Cents, total
from rwa.core.rates import Ppm, monthly_interest
from rwa.deal.distribution import share_principal
from rwa.deal.terms import PrincipalRule

GoldenJson = Callable[[str], dict[str, Any]]
"""The trustee rounds each class half up; we cut the running total, so that nothing is left over."""


@pytest.fixture(scope="module")
def statements(golden_json: GoldenJson) -> dict[str, Any]:
    return golden_json("trustee_statements")


def interest_of(row: dict[str, str]) -> Cents:
    return monthly_interest(
        balance=Cents.parse(row["prior_balance"]), rate=Ppm.percent(row["rate_pct"])
    )


def test_tie_out__every_class__totals_and_balances_as_printed(statements: dict[str, Any]) -> None:
    assert len(statements["tie_out"]) == 3
    for row in statements["tie_out"]:
        cents = {name: Cents.parse(text) for name, text in row.items() if name != "class"}
        lost = cents["realized_loss"] - cents["deferred_interest"]

        assert cents["total"] == cents["interest"] + cents["principal"]
        assert cents["current_balance"] == cents["prior_balance"] - cents["principal"] - lost


def test_share_principal__group_of_two_classes__whole_and_within_a_cent_of_print(
    statements: dict[str, Any],
) -> None:
    group = [
        row for row in statements["tie_out"] if row["class"] in statements["group_split_pro_rata"]
    ]
    printed = tuple(Cents.parse(row["principal"]) for row in group)
    balances = [Cents.parse(row["prior_balance"]) for row in group]

    shared = share_principal(total(printed), balances=balances, rule=PrincipalRule.PRO_RATA)

    assert len(group) == 2
    assert shared == printed


def test_monthly_interest__classes_of_a_statement__as_printed(statements: dict[str, Any]) -> None:
    assert len(statements["interest"]) == 4
    for row in statements["interest"]:
        assert interest_of(row) == Cents.parse(row["interest"]), row


def test_monthly_interest__class_that_takes_the_leftover_cents__printed_three_above_formula(
    statements: dict[str, Any],
) -> None:
    row = statements["interest_with_leftover_cents"]

    assert interest_of(row) == Cents.parse(row["by_formula"])
    assert Cents.parse(row["interest"]) - interest_of(row) == Cents(3)
