"""A month that the engines made holds; any amount of it, off by any sum, is refused by name."""

from collections.abc import Callable
from dataclasses import fields, replace
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from oracle.recompute import Recomputation, recompute
from rwa.core.errors import ValueOutOfRange
from rwa.core.ids import TrancheId
from rwa.core.money import Cents
from rwa.deal.terms import pass_through_deal
from rwa.pool.generator import generate_pool
from rwa.remittance.classes import CLASS_AMOUNT_FIELDS, SPLIT_AMOUNT_FIELDS
from rwa.remittance.errors import IdentityBroken
from rwa.remittance.identities import IDENTITY_NAMES, verify, verify_loans, verify_split
from rwa.remittance.loan_month import LoanMonth
from rwa.remittance.remittance import AMOUNT_FIELDS
from rwa.servicing.life import simulate_activity
from rwa.servicing.simulation import Behaviour

ROLL = {
    "balance_begin_cents",
    "capitalised_cents",
    "scheduled_cents",
    "curtailed_cents",
    "paid_off_cents",
    "liquidated_cents",
    "forgiven_cents",
    "balance_end_cents",
}
ROLL_OF_A_LOAN = {field for field in ROLL if not field.startswith("balance_")}
REFUSED_BY = {
    **{field: {"balance-roll", "empty-pool"} for field in ROLL},
    "loss_cents": {"loss-bound"},
    "recoveries_cents": {"cash-received"},
    "expenses_cents": {"pool-sum"},
    "gross_interest_cents": {"payments-due"},
    "servicing_fee_cents": {"pool-sum"},
    "guaranty_fee_cents": {"pool-sum"},
    "prepayment_interest_shortfall_cents": {"payments-due"},
    "compensating_interest_cents": {"payments-due"},
    "payments_due_cents": {"payments-due"},
    "cash_received_cents": {"cash-received"},
    "advances_begin_cents": {"advances-roll"},
    "advances_made_cents": {"cash-received"},
    "advances_recovered_cents": {"cash-received"},
    "advances_written_off_cents": {"advances-roll"},
    "advances_end_cents": {"advances-roll"},
    "escrow_begin_cents": {"escrow-roll"},
    "escrow_deposits_cents": {"escrow-roll"},
    "escrow_disbursements_cents": {"escrow-roll"},
    "escrow_advances_cents": {"escrow-roll"},
    "escrow_end_cents": {"escrow-roll"},
    "interest_to_investors_cents": {"cash"},
    "principal_to_investors_cents": {"cash"},
    "reserve_change_cents": {"cash"},
    "leftover_cents": {"cash"},
    "overcollateralisation_begin_cents": {"class-sum"},
    "overcollateralisation_end_cents": {"class-sum"},
    "begin_cents": {"class-roll"},
    "interest_cents": {"interest-sum"},
    "principal_cents": {"principal-sum"},
    "accrued_cents": {"class-roll"},
    "loss_cents of a class": {"class-roll"},
    "write_up_cents": {"class-roll"},
    "end_cents": {"class-roll"},
}
"""What refuses each amount when it alone is off."""
UNBOUND = {"shortfall_begin_cents", "shortfall_end_cents"}
"""Bound only to the month before and to the pool's terms, which other tests break."""

deltas = st.integers(-(10**9), 10**9).filter(bool)


@pytest.fixture(scope="module", params=[1, 2, 3])
def month(request: pytest.FixtureRequest) -> Recomputation:
    tape = generate_pool(seed=request.param, loan_count=25)
    behaviour = Behaviour(psa=Decimal(1_500), curtailment_chance=Decimal("0.2"))
    activity = simulate_activity(tape, behaviour, seed=request.param)
    deal = pass_through_deal(tape.pool, tranche=TrancheId("A"))
    return recompute(tape, activity, deal, None)


def verify_all(month: Recomputation) -> None:
    verify(month.remittance)
    verify_loans(month.remittance, month.loans)
    verify_split(month.remittance, month.distributions)


def refusal_of(change: Callable[[], Recomputation]) -> str:
    """The identity that refuses a changed month; a record that cannot exist is no case."""
    try:
        changed = change()
    except ValueOutOfRange:
        assume(False)
    with pytest.raises(IdentityBroken) as caught:
        verify_all(changed)
    return caught.value.name


def test_amount_fields__every_one__is_in_the_table() -> None:
    of_class = {"loss_cents of a class" if f == "loss_cents" else f for f in CLASS_AMOUNT_FIELDS}

    assert {*AMOUNT_FIELDS, *SPLIT_AMOUNT_FIELDS, *of_class} == REFUSED_BY.keys() | UNBOUND


@given(st.sampled_from(AMOUNT_FIELDS), deltas)
def test_verify__any_amount_of_the_pool_off__refused_by_name(
    month: Recomputation, field: str, delta: int
) -> None:
    verify_all(month)
    amount = getattr(month.remittance, field) + Cents(delta)

    name = refusal_of(
        lambda: replace(month, remittance=replace(month.remittance, **{field: amount}))
    )

    assert name in REFUSED_BY[field]


@given(st.sampled_from([f for f in SPLIT_AMOUNT_FIELDS if f not in UNBOUND]), deltas)
def test_verify_split__any_amount_of_the_split_off__refused_by_name(
    month: Recomputation, field: str, delta: int
) -> None:
    amount = getattr(month.distributions, field) + Cents(delta)

    name = refusal_of(
        lambda: replace(month, distributions=replace(month.distributions, **{field: amount}))
    )

    assert name in REFUSED_BY[field]


@given(st.sampled_from(CLASS_AMOUNT_FIELDS), deltas)
def test_verify_split__any_amount_of_a_class_off__refused_by_name(
    month: Recomputation, field: str, delta: int
) -> None:
    (row,) = month.distributions.rows
    amount = getattr(row, field) + Cents(delta)

    name = refusal_of(
        lambda: replace(
            month,
            distributions=replace(month.distributions, rows=(replace(row, **{field: amount}),)),
        )
    )

    assert name in REFUSED_BY["loss_cents of a class" if field == "loss_cents" else field]


LOAN_REFUSED_BY = {
    **{field: {"loan-roll"} for field in (*ROLL_OF_A_LOAN, "begin_cents", "end_cents")},
    "loss_cents": {"loss-bound", "loan-cash"},
    "expenses_cents": {"pool-sum", "loss-bound"},
    "gross_interest_cents": {"loan-cash"},
    "servicing_fee_cents": {"pool-sum"},
    "guaranty_fee_cents": {"pool-sum"},
    "interest_shortfall_cents": {"pool-sum"},
    "recoveries_cents": {"loan-cash"},
    "cash_received_cents": {"loan-cash"},
    "advances_begin_cents": {"loan-advances"},
    "advances_made_cents": {"loan-cash"},
    "advances_recovered_cents": {"loan-cash"},
    "advances_written_off_cents": {"loan-advances"},
    "advances_end_cents": {"loan-advances"},
    "escrow_begin_cents": {"loan-escrow"},
    "escrow_deposits_cents": {"loan-escrow"},
    "escrow_disbursements_cents": {"loan-escrow"},
    "escrow_advances_cents": {"loan-escrow"},
    "escrow_end_cents": {"loan-escrow"},
}
"""What refuses each amount of a loan's month when it alone is off."""


def test_loan_amounts__every_one__is_in_the_table() -> None:
    amounts = {field.name for field in fields(LoanMonth) if field.name.endswith("_cents")}

    assert amounts == LOAN_REFUSED_BY.keys()


@given(st.integers(0, 24), st.sampled_from(sorted(LOAN_REFUSED_BY)), deltas)
def test_verify_loans__any_amount_of_a_loan_off__refused_by_name(
    month: Recomputation, position: int, field: str, delta: int
) -> None:
    loan = month.loans[position]
    amount = getattr(loan, field) + Cents(delta)
    changed = replace(loan, **{field: amount})
    loans = (*month.loans[:position], changed, *month.loans[position + 1 :])

    name = refusal_of(lambda: replace(month, loans=loans))

    assert name in LOAN_REFUSED_BY[field]


def test_tables__together__break_every_identity_that_one_amount_can_break() -> None:
    broken = set().union(*REFUSED_BY.values(), *LOAN_REFUSED_BY.values())

    assert set(IDENTITY_NAMES) - broken == {
        "compensation-bound",  # payments-due refuses the amount first
        "count-roll",  # counts, not amounts
        "leftover-bound",  # cash refuses the amount first
        "notional-principal",
        "notional-bound",  # the deal has no notional class
        "interest-bound",
        "shortfall-bound",
        "fee-bound",  # of the pool's terms, which verify_bounds is given
        "chain",  # of two months
    }
