"""Escrow accounts by hand: what moves them, what the servicer puts in and gets back."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from rwa.core.money import ZERO, Cents
from rwa.pool.loan import Loan

Month = Callable[..., Any]


@pytest.mark.parametrize(
    ("account", "owed", "paid_in", "paid_out", "end", "owed_after", "put_in", "disbursed"),
    [
        # Deposits and disbursements move the account.
        (500, 0, 300, 200, 600, 0, 0, 200),
        # What it cannot pay is advanced.
        (500, 0, 300, 1_000, 0, 200, 200, 1_000),
        # Deposits repay the advance first, as a disbursement.
        (0, 200, 150, 0, 0, 50, 0, 150),
        (0, 200, 300, 0, 100, 0, 0, 200),
        # A bill in the month of a repayment is advanced anew.
        (0, 200, 300, 250, 0, 150, 150, 450),
        # An account below zero stays so until deposits fill it.
        (-700, 0, 0, 0, -700, 0, 0, 0),
        (-700, 0, 0, 40, -700, 40, 40, 40),
        (-700, 0, 1_000, 0, 300, 0, 0, 0),
        (-700, 0, 1_000, 400, 0, 100, 100, 400),
        # Nothing repays advances but deposits.
        (500, 200, 0, 0, 500, 200, 0, 0),
    ],
)
def test_run_month__escrow__moves_and_is_advanced(
    one_loan: Month,
    round_loan: Loan,
    account: int,
    owed: int,
    paid_in: int,
    paid_out: int,
    end: int,
    owed_after: int,
    put_in: int,
    disbursed: int,
) -> None:
    loan = replace(
        round_loan, escrow_balance_cents=Cents(account), escrow_advances_cents=Cents(owed)
    )

    month = one_loan(
        loan, escrow_deposit_cents=Cents(paid_in), escrow_disbursement_cents=Cents(paid_out)
    )

    assert month.after.escrow_balance_cents == Cents(end)
    assert month.after.escrow_advances_cents == Cents(owed_after)
    assert month.row.escrow_deposits_cents == Cents(paid_in)
    assert month.row.escrow_advances_cents == Cents(put_in)
    assert month.row.escrow_disbursements_cents == Cents(disbursed)
    # The servicer's own account: what it put in is what it is owed more, and what came back.
    assert owed + put_in - (disbursed - paid_out) == owed_after
    assert account + paid_in + put_in - disbursed == end
    # Holders' cash is another matter.
    assert month.row.cash_received_cents == Cents.dollars(600)


@pytest.mark.parametrize(
    ("account", "owed", "deposits", "disbursements"),
    [(900, 0, 0, 900), (0, 400, 400, 400), (500, 200, 200, 700), (-70, 0, 70, 0)],
)
def test_run_month__loan_that_ends__closes_its_account(
    one_loan: Month,
    round_loan: Loan,
    account: int,
    owed: int,
    deposits: int,
    disbursements: int,
) -> None:
    loan = replace(
        round_loan, escrow_balance_cents=Cents(account), escrow_advances_cents=Cents(owed)
    )

    for ending in (
        {"paid_off": True},
        {"payments_made": 0, "liquidation_proceeds_cents": Cents.dollars(1)},
        {"curtailment_cents": Cents.dollars(99_900)},
    ):
        month = one_loan(loan, **ending)

        assert month.row.escrow_deposits_cents == Cents(deposits)
        assert month.row.escrow_disbursements_cents == Cents(disbursements)
        assert month.after.escrow_balance_cents == month.after.escrow_advances_cents == ZERO
        assert account + deposits - disbursements == 0


def test_run_month__late_fee__is_no_part_of_holders_cash(one_loan: Month, round_loan: Loan) -> None:
    assert (
        one_loan(round_loan, late_fee_cents=Cents.dollars(30)).remittance
        == one_loan(round_loan).remittance
    )
