"""What must hold of each loan's month, and between a pool and its loans."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rwa.core.money import total
from rwa.remittance.identity import Identity, Relation, Sides
from rwa.remittance.loan_month import LoanMonth
from rwa.remittance.remittance import Remittance


@dataclass(frozen=True, slots=True)
class LoanSums:
    """A pool's month together with the loans' months."""

    remittance: Remittance
    """The pool's month."""
    loans: Sequence[LoanMonth]
    """Every loan that had a balance before it."""


def _loan_roll(loan: LoanMonth) -> Iterator[Sides]:
    removed = total(
        (
            loan.scheduled_cents,
            loan.curtailed_cents,
            loan.paid_off_cents,
            loan.liquidated_cents,
            loan.forgiven_cents,
        )
    )
    rolled = loan.begin_cents + loan.capitalised_cents - removed
    yield Sides(loan.end_cents, rolled, f"loan {loan.loan_id}")


def _loss_bound(loan: LoanMonth) -> Iterator[Sides]:
    most = loan.liquidated_cents + loan.forgiven_cents + loan.expenses_cents
    yield Sides(loan.loss_cents, most, f"loan {loan.loan_id}")


def _loan_cash(loan: LoanMonth) -> Iterator[Sides]:
    available = loan.cash_received_cents + loan.advances_made_cents - loan.advances_recovered_cents
    principal = loan.begin_cents - loan.end_cents - loan.loss_cents
    yield Sides(available, loan.gross_interest_cents + principal, f"loan {loan.loan_id}")


def _pool_sum(month: LoanSums) -> Iterator[Sides]:
    remittance, loans = month.remittance, month.loans
    for of_pool, of_loan in SUMMED_FIELDS:
        summed = total(getattr(loan, of_loan) for loan in loans)
        yield Sides(getattr(remittance, of_pool), summed, of_pool.removesuffix("_cents"))
    yield Sides(remittance.loan_count_begin, len(loans), "loan_count_begin")
    left = sum(loan.end_cents.count > 0 for loan in loans)
    yield Sides(remittance.loan_count_end, left, "loan_count_end")


SUMMED_FIELDS = (
    ("balance_begin_cents", "begin_cents"),
    ("capitalised_cents", "capitalised_cents"),
    ("scheduled_cents", "scheduled_cents"),
    ("curtailed_cents", "curtailed_cents"),
    ("paid_off_cents", "paid_off_cents"),
    ("liquidated_cents", "liquidated_cents"),
    ("forgiven_cents", "forgiven_cents"),
    ("loss_cents", "loss_cents"),
    ("expenses_cents", "expenses_cents"),
    ("balance_end_cents", "end_cents"),
    ("gross_interest_cents", "gross_interest_cents"),
    ("servicing_fee_cents", "servicing_fee_cents"),
    ("guaranty_fee_cents", "guaranty_fee_cents"),
    ("cash_received_cents", "cash_received_cents"),
    ("advances_made_cents", "advances_made_cents"),
    ("advances_recovered_cents", "advances_recovered_cents"),
)
"""Each amount of a remittance that is the sum of one amount of its loans: (pool's, loan's)."""

LOAN_IDENTITIES: tuple[Identity[LoanMonth], ...] = (
    Identity(
        "loan-roll",
        "end = begin + capitalised - scheduled - curtailed - paid off - liquidated - forgiven",
        Relation.EQUAL,
        _loan_roll,
    ),
    Identity(
        "loss-bound", "loss <= liquidated + forgiven + expenses", Relation.AT_MOST, _loss_bound
    ),
    Identity(
        "loan-cash",
        "cash received + advances made - advances recovered = gross interest + (begin - end - loss)",
        Relation.EQUAL,
        _loan_cash,
    ),
)
"""What must hold of each loan's month."""
POOL_SUM: Identity[LoanSums] = Identity(
    "pool-sum", "the pool's amount = the sum of its loans' amounts", Relation.EQUAL, _pool_sum
)
"""What must hold between a pool and its loans."""
