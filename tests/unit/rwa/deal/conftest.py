"""A month of a pool of $1,000.00 at 6%, and deals that split it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from rwa.core.dates import Period
from rwa.core.ids import PoolId, TrancheId
from rwa.core.money import ZERO, Cents
from rwa.core.rates import Ppm
from rwa.deal.terms import ClassTerms, Deal, PrincipalRule
from rwa.pool.programme import UMBS
from rwa.pool.terms import PoolTerms
from rwa.remittance.remittance import Remittance

POOL = PoolTerms(
    pool_id=PoolId("POOL-1"),
    programme=UMBS,
    pass_through_rate_ppm=Ppm.percent("6"),
    issue=Period(2026, 12),
    original_balance_cents=Cents.dollars(1_000),
    original_loan_count=2,
)
REMITTANCE = Remittance(
    **{name: ZERO for name in Remittance.__dataclass_fields__ if name.endswith("_cents")}
    | {
        "pool_id": POOL.pool_id,
        "period": Period(2027, 1),
        "period_index": 1,
        "revision": 0,
        "loan_count_begin": 2,
        "loan_count_end": 2,
        "balance_begin_cents": Cents.dollars(1_000),
        "scheduled_cents": Cents.dollars(90),
        "paid_off_cents": Cents.dollars(10),
        "balance_end_cents": Cents.dollars(900),
        "gross_interest_cents": Cents.parse("5.42"),
        "servicing_fee_cents": Cents.parse("0.21"),
        "guaranty_fee_cents": Cents.parse("0.21"),
        "payments_due_cents": Cents.parse("95.42"),
        "cash_received_cents": Cents.parse("105.42"),
    }
)


@pytest.fixture
def pool() -> PoolTerms:
    return POOL


@pytest.fixture
def remittance() -> Remittance:
    return REMITTANCE


@pytest.fixture
def next_month() -> Remittance:
    """The month after: $300.00 of principal, 4.50 of interest."""
    return replace(
        REMITTANCE,
        period=Period(2027, 2),
        period_index=2,
        balance_begin_cents=Cents.dollars(900),
        scheduled_cents=Cents.dollars(300),
        paid_off_cents=ZERO,
        balance_end_cents=Cents.dollars(600),
        gross_interest_cents=Cents.parse("4.50"),
        servicing_fee_cents=ZERO,
        guaranty_fee_cents=ZERO,
        payments_due_cents=Cents.parse("304.50"),
        cash_received_cents=Cents.parse("304.50"),
    )


@pytest.fixture
def deal_of() -> Callable[..., Deal]:
    def make(rule: PrincipalRule, **balances: Any) -> Deal:
        classes = tuple(
            ClassTerms(
                tranche=TrancheId(name),
                original_balance_cents=Cents.parse(balance),
                pass_through_rate_ppm=Ppm.percent("6"),
            )
            for name, balance in balances.items()
        )
        return Deal(pool_id=POOL.pool_id, classes=classes, principal_rule=rule)

    return make
