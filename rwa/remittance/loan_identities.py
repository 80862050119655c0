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
    """Every loan that had a balance before it, and every one on which something was recovered."""


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
    owed = loan.gross_interest_cents + principal + loan.recoveries_cents
    yield Sides(available, owed, f"loan {loan.loan_id}")


def _loan_advances(loan: LoanMonth) -> Iterator[Sides]:
    settled = loan.advances_recovered_cents + loan.advances_written_off_cents
    rolled = loan.advances_begin_cents + loan.advances_made_cents - settled
    yield Sides(loan.advances_end_cents, rolled, f"loan {loan.loan_id}")


def _loan_escrow(loan: LoanMonth) -> Iterator[Sides]:
    put_in = loan.escrow_deposits_cents + loan.escrow_advances_cents
    rolled = loan.escrow_begin_cents + put_in - loan.escrow_disbursements_cents
    yield Sides(loan.escrow_end_cents, rolled, f"loan {loan.loan_id}")


def _pool_sum(month: LoanSums) -> Iterator[Sides]:
    remittance, loans = month.remittance, month.loans
    for of_pool, of_loan in SUMMED_FIELDS:
        summed = total(getattr(loan, of_loan) for loan in loans)
        yield Sides(getattr(remittance, of_pool), summed, of_pool.removesuffix("_cents"))
    interest = total(loan.gross_interest_cents for loan in loans)
    compensated = interest + remittance.compensating_interest_cents
    yield Sides(remittance.gross_interest_cents, compensated, "gross_interest")
    owing = sum(loan.begin_cents.count > 0 for loan in loans)
    yield Sides(remittance.loan_count_begin, owing, "loan_count_begin")
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
    ("recoveries_cents", "recoveries_cents"),
    ("expenses_cents", "expenses_cents"),
    ("balance_end_cents", "end_cents"),
    ("servicing_fee_cents", "servicing_fee_cents"),
    ("guaranty_fee_cents", "guaranty_fee_cents"),
    ("prepayment_interest_shortfall_cents", "interest_shortfall_cents"),
    ("cash_received_cents", "cash_received_cents"),
    ("advances_begin_cents", "advances_begin_cents"),
    ("advances_made_cents", "advances_made_cents"),
    ("advances_recovered_cents", "advances_recovered_cents"),
    ("advances_written_off_cents", "advances_written_off_cents"),
    ("advances_end_cents", "advances_end_cents"),
    ("escrow_begin_cents", "escrow_begin_cents"),
    ("escrow_deposits_cents", "escrow_deposits_cents"),
    ("escrow_disbursements_cents", "escrow_disbursements_cents"),
    ("escrow_advances_cents", "escrow_advances_cents"),
    ("escrow_end_cents", "escrow_end_cents"),
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
        "cash received + advances made - advances recovered"
        " = gross interest + (begin - end - loss) + recoveries",
        Relation.EQUAL,
        _loan_cash,
    ),
    Identity(
        "loan-advances",
        "advances end = begin + made - recovered - written off",
        Relation.EQUAL,
        _loan_advances,
    ),
    Identity(
        "loan-escrow",
        "escrow end = begin + deposits + advances - disbursements",
        Relation.EQUAL,
        _loan_escrow,
    ),
)
"""What must hold of each loan's month."""
POOL_SUM: Identity[LoanSums] = Identity(
    "pool-sum",
    "the pool's amount = the sum of its loans' amounts, with compensating interest in the interest",
    Relation.EQUAL,
    _pool_sum,
)
"""What must hold between a pool and its loans."""
