import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rwa.cashflow.projection.projected import COLUMNS, FLOWS
from rwa.cashflow.spec.answer import ValuedProjection, answer
from rwa.cashflow.spec.spec import read_spec

SPEC: dict[str, Any] = {
    "balance": 100_000,
    "wac": 8.125,
    "pass_through_rate": 7.5,
    "remaining_months": 333,
    "age_months": 27,
    "prepayment": {"psa": 100},
    "settle": "2002-04-15",
    "actual_delay_days": 14,
}


def answered(**changes: Any) -> ValuedProjection:
    return answer(read_spec(json.dumps(SPEC | changes).encode()))


def test_document__of_a_projection__has_every_column_total_and_analytic() -> None:
    document = answered(price=101).document()

    assert len(document["months"]) == 333
    assert tuple(document["months"][0]) == COLUMNS
    assert [row["month"] for row in document["months"]] == list(range(1, 334))
    assert tuple(document["totals"]) == FLOWS
    assert tuple(document["analytics"]) == (
        "wal_years",
        "price",
        "accrued",
        "yield_bey",
        "mortgage_yield",
        "macaulay_duration",
        "modified_duration",
        "convexity",
    )
    assert json.loads(json.dumps(document, allow_nan=False)) == document


def test_document__neither_price_nor_yield__knows_the_life_alone() -> None:
    analytics = answered().document()["analytics"]

    known = {name for name, value in analytics.items() if value is not None}
    assert known == {"wal_years"}


@pytest.mark.parametrize("name", ["price", "yield_bey", "mortgage_yield"])
def test_document__value_that_was_given__is_as_given(name: str) -> None:
    assert answered(**{name: 7.25}).document()["analytics"][name] == 7.25


@given(
    st.floats(60, 140),
    st.sampled_from(({"psa": 300}, {"cpr": 30}, {"psa": 0})),
    st.sampled_from(({"sda": 100}, {"cdr": 3})),
)
def test_document__price_to_yield_and_back__the_same_price(
    price: float, prepayment: dict[str, float], default: dict[str, float]
) -> None:
    assumed = {"prepayment": prepayment, "default": default}
    there = answered(price=price, **assumed).document()["analytics"]

    for name in ("yield_bey", "mortgage_yield"):
        back = answered(**assumed, **{name: there[name]}).document()["analytics"]
        assert back["price"] == pytest.approx(price, rel=1e-10)
        for other, value in there.items():
            assert back[other] == pytest.approx(value, rel=1e-8), other


@pytest.mark.parametrize("given", ["price", "yield_bey"])
def test_document__everything_lost__knows_nothing_of_value(given: str) -> None:
    all_lost = {"loss_severity": 1, "months_to_liquidation": 1, "advance": False}

    document = answered(default={"mdr": 100}, **all_lost, **{given: 10}).document()

    assert document["totals"]["principal_loss"] == pytest.approx(100_000)
    assert set(document["analytics"].values()) == {None}


def test_document__to_the_cent__prints_cents() -> None:
    document = answered(rounding="cent").document()

    for row in document["months"]:
        for name in set(COLUMNS) - {"month", "smm"}:
            assert round(row[name], 2) == row[name]
    principal = sum(round(100 * row["total_principal"]) for row in document["months"])
    assert principal == 100 * SPEC["balance"] == round(100 * document["totals"]["total_principal"])
