"""Classes as two trustees reported them to holders, to the cent."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from rwa.core.dates import Period
from rwa.core.ids import PoolId, TrancheId
from rwa.core.money import ZERO, Cents, total
from rwa.core.rates import Ppm, monthly_interest
from rwa.deal.distribution import share_principal
from rwa.deal.terms import PrincipalRule
from rwa.remittance.classes import ClassDistributions, ClassRow
from rwa.remittance.errors import IdentityBroken
from rwa.remittance.identities import verify_split
from rwa.remittance.remittance import Remittance

GoldenJson = Callable[[str], dict[str, Any]]
COLUMNS = {
    "begin_cents": "prior_balance",
    "interest_cents": "interest",
    "principal_cents": "principal",
    "accrued_cents": "deferred_interest",
    "loss_cents": "realized_loss",
    "end_cents": "current_balance",
}
"""Our field -> printed column."""


@pytest.fixture(scope="module")
def statements(golden_json: GoldenJson) -> dict[str, Any]:
    return golden_json("trustee_statements")


def printed_sum(rows: list[dict[str, str]], column: str) -> Cents:
    return total(Cents.parse(row[column]) for row in rows)


def pool_of(rows: list[dict[str, str]]) -> Remittance:
    """The month of a pool that paid these classes what the statement says, and nothing else.

    Its interest is what the printed totals leave beside the printed principal.
    """
    principal = printed_sum(rows, "principal")
    nothing = {name: ZERO for name in Remittance.__dataclass_fields__ if name.endswith("_cents")}
    return Remittance(
        pool_id=PoolId("STATEMENT"),
        period=Period(2004, 12),
        period_index=1,
        revision=0,
        loan_count_begin=0,
        loan_count_end=0,
        **nothing
        | {
            "balance_begin_cents": printed_sum(rows, "prior_balance"),
            "scheduled_cents": principal,
            "balance_end_cents": printed_sum(rows, "current_balance"),
            "gross_interest_cents": printed_sum(rows, "total") - principal,
        },
    )


def split_of(rows: list[dict[str, str]]) -> ClassDistributions:
    classes = tuple(
        ClassRow(
            tranche=TrancheId(row["class"]),
            notional=False,
            write_up_cents=ZERO,
            **{field: Cents.parse(row[column]) for field, column in COLUMNS.items()},
        )
        for row in rows
    )
    names = ClassDistributions.__dataclass_fields__
    nothing = {name: ZERO for name in names if name.endswith("_cents")}
    return ClassDistributions(
        pool_id=PoolId("STATEMENT"),
        period=Period(2004, 12),
        rows=classes,
        **nothing
        | {
            "interest_to_investors_cents": printed_sum(rows, "interest"),
            "principal_to_investors_cents": printed_sum(rows, "principal"),
        },
    )


def test_verify_split__every_printed_class__identities_hold(statements: dict[str, Any]) -> None:
    rows = statements["tie_out"]

    verify_split(pool_of(rows), split_of(rows))

    assert len(rows) == 3


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("index", range(3))
def test_verify_split__a_printed_cell_off_by_a_cent__refused(
    statements: dict[str, Any], index: int, column: str
) -> None:
    rows = statements["tie_out"]
    split = split_of(rows)
    classes = list(split.rows)
    amount = getattr(classes[index], column) + Cents(1)
    classes[index] = replace(classes[index], **{column: amount})

    with pytest.raises(IdentityBroken):
        verify_split(pool_of(rows), replace(split, rows=tuple(classes)))


def test_share_principal__group_of_two_classes__shares_as_printed(
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


def interest_of(row: dict[str, str]) -> Cents:
    return monthly_interest(
        balance=Cents.parse(row["prior_balance"]), rate=Ppm.percent(row["rate_pct"])
    )


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
