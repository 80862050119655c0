"""Prepayments and ends: curtailment, payoff, buyout, interest shortfall, liquidation, recovery."""

from dataclasses import replace
from typing import Any

import pytest

from rwa.core.money import ZERO, Cents
from rwa.pool.loan import LoanStatus
from rwa.pool.programme import (
    GINNIE_II,
    PORTFOLIO_ACTUAL_ACTUAL,
    PORTFOLIO_SCHEDULED_ACTUAL,
    PRIVATE_LABEL,
    Programme,
)
from tests.unit.oracle.one_loan import Accounted, accounted, behind

LIQUIDATION = ("liquidated", "loss", "expenses", "gross_interest", "servicing_fee")
PAYS_OFF = {"paid_off": True}


def liquidated(
    proceeds: str, loan: dict[str, Any] | None = None, programme: Programme = PRIVATE_LABEL
) -> Accounted:
    line = {"payments_made": 0, "liquidation_proceeds_cents": Cents.parse(proceeds)}
    return accounted(loan, line, programme=programme)


def test_curtailment__on_top_of_the_payment__lowers_the_balance() -> None:
    paid = accounted(line={"curtailment_cents": Cents.dollars(9_000)})

    assert paid.said("scheduled", "curtailed", "end") == ("1000.00", "9000.00", "90000.00")
    assert paid.said("gross_interest", "cash_received") == ("500.00", "10500.00")


def test_curtailment__of_all_that_is_left__ends_the_loan() -> None:
    paid = accounted(line={"curtailment_cents": Cents.dollars(99_000)})

    assert paid.said("curtailed", "paid_off", "end") == ("99000.00", "0.00", "0.00")
    assert paid.loan.status is LoanStatus.PAID_OFF
    assert paid.said("cash_received") == ("100500.00",)


def test_curtailment__beyond_what_bears_interest__lowers_the_deferred_part() -> None:
    # 60,000 bears interest: 1,200.00 scheduled, then 58,800.00 and 10,000.00 of the deferred part.
    paid = accounted(
        {"deferred_cents": Cents.dollars(40_000)}, {"curtailment_cents": Cents.dollars(68_800)}
    )

    assert paid.said("scheduled", "end") == ("1200.00", "30000.00")
    assert paid.loan.deferred_cents == Cents.dollars(30_000)


def test_payoff__of_a_current_loan__pays_the_schedule_and_the_rest() -> None:
    paid = accounted(line=PAYS_OFF)

    assert paid.said("scheduled", "paid_off", "end") == ("1000.00", "99000.00", "0.00")
    assert paid.said("gross_interest", "cash_received") == ("500.00", "100500.00")
    assert (paid.loan.status, paid.loan.remaining_months) == (LoanStatus.PAID_OFF, 0)


def test_payoff__scheduled_two_behind__brings_all_advances_back() -> None:
    loan = {**behind(2), "advances_outstanding_cents": Cents.parse("3000.07")}

    paid = accounted(loan, PAYS_OFF)

    assert paid.said("scheduled", "paid_off") == ("1000.00", "99000.00")
    assert paid.said("advances_recovered", "advances_end") == ("3000.07", "0.00")
    # 100,000.00 + 500.00 + 3,000.07
    assert paid.said("cash_received") == ("103500.07",)


def test_payoff__as_collected_two_behind__pays_every_installment_due() -> None:
    loan = {**behind(2), "months_advanced": 0, "advances_outstanding_cents": ZERO}

    paid = accounted(loan, PAYS_OFF, programme=PORTFOLIO_ACTUAL_ACTUAL)

    # 1,000.00 + 1,005.00 + 1,010.02 and 500.00 + 495.00 + 489.98; see `one_loan`.
    assert paid.said("scheduled", "paid_off") == ("3015.02", "96984.98")
    assert paid.said("gross_interest", "cash_received") == ("1484.98", "101484.98")


def test_payoff__interest_advanced__is_recovered_and_the_rest_passed_on() -> None:
    loan = {**behind(2), "advances_outstanding_cents": Cents.dollars(995)}

    paid = accounted(loan, PAYS_OFF, programme=PORTFOLIO_SCHEDULED_ACTUAL)

    assert paid.said("gross_interest", "advances_recovered") == ("489.98", "995.00")
    assert paid.said("cash_received") == ("101484.98",)


def test_payoff__stopped__pays_what_was_never_advanced_too() -> None:
    loan = {**behind(1), "advances_stopped": True, "months_behind": 2}

    paid = accounted(loan, PAYS_OFF)

    assert paid.said("scheduled", "gross_interest") == ("2005.00", "995.00")
    assert paid.said("advances_recovered", "cash_received") == ("1500.00", "102495.00")
    assert not paid.loan.advances_stopped


@pytest.mark.parametrize("status", [LoanStatus.DELINQUENT_90, LoanStatus.FORECLOSURE])
def test_buyout__late_enough__is_a_payoff_at_par(status: LoanStatus) -> None:
    missed = 3 if status is LoanStatus.DELINQUENT_90 else 1

    bought = accounted(
        behind(missed, status=status), {**PAYS_OFF, "bought_out": True}, programme=GINNIE_II
    )

    assert bought.said("paid_off", "end") == ("99000.00", "0.00")
    assert bought.month.advances_recovered_cents == Cents.dollars(1_500 * missed)
    assert bought.loan.status is LoanStatus.PAID_OFF
    assert bought.month.cash_received_cents == Cents.dollars(100_500 + 1_500 * missed)


@pytest.mark.parametrize("prepayment", [PAYS_OFF, {"curtailment_cents": Cents.dollars(10)}])
def test_shortfall__of_a_prepayment__lowers_interest_and_cash(prepayment: dict[str, Any]) -> None:
    programme = replace(PRIVATE_LABEL, compensates_interest=False)
    whole = accounted(line=prepayment, programme=programme)

    short = accounted(
        line={**prepayment, "interest_shortfall_cents": Cents.dollars(12)}, programme=programme
    )

    assert short.said("gross_interest", "interest_shortfall") == ("488.00", "12.00")
    assert short.said("servicing_fee", "guaranty_fee") == ("20.00", "10.00")
    assert short.month.cash_received_cents == whole.month.cash_received_cents - Cents.dollars(12)
    assert short.remittance.gross_interest_cents == Cents.dollars(488)
    assert short.remittance.compensating_interest_cents == ZERO
    assert short.remittance.payments_due_cents == Cents.dollars(1_500)


@pytest.mark.parametrize(("short", "compensated"), [("12.00", "12.00"), ("33.00", "20.00")])
def test_shortfall__compensated__by_the_smaller_of_it_and_the_fee(
    short: str, compensated: str
) -> None:
    paid = accounted(line={**PAYS_OFF, "interest_shortfall_cents": Cents.parse(short)})

    pool = paid.remittance
    assert pool.compensating_interest_cents.plain == compensated
    assert pool.prepayment_interest_shortfall_cents.plain == short
    assert pool.gross_interest_cents == paid.month.gross_interest_cents + Cents.parse(compensated)
    assert pool.payments_due_cents == Cents.dollars(1_500)


def test_shortfall__several_behind__is_of_the_newest_installment() -> None:
    loan = {**behind(2), "months_advanced": 0, "advances_outstanding_cents": ZERO}

    paid = accounted(
        loan,
        {**PAYS_OFF, "interest_shortfall_cents": Cents.parse("489.98")},
        programme=PORTFOLIO_ACTUAL_ACTUAL,
    )

    assert paid.said("gross_interest") == ("995.00",)


@pytest.mark.parametrize(
    ("proceeds", "loss", "expenses"),
    [
        # Owed: 100,000.00, the month's 500.00 and 3,000.00 of advances.
        ("60000.00", "43500.00", "0.00"),
        ("3500.00", "100000.00", "0.00"),
        ("3499.99", "100000.01", "0.01"),
        ("-250.00", "103750.00", "3750.00"),
        ("103500.00", "0.00", "0.00"),
    ],
)
def test_liquidation__advanced_so_far__loses_balance_interest_and_advances(
    proceeds: str, loss: str, expenses: str
) -> None:
    sold = liquidated(proceeds, behind(2))

    assert sold.said(*LIQUIDATION) == ("100000.00", loss, expenses, "500.00", "20.00")
    assert sold.said("scheduled", "advances_made", "advances_recovered", "end") == (
        "0.00",
        "0.00",
        "3000.00",
        "0.00",
    )
    assert sold.loan.status is LoanStatus.LIQUIDATED
    assert sold.loan.advances_outstanding_cents == ZERO
    assert sold.said("cash_received") == (proceeds,)


@pytest.mark.parametrize(
    ("programme", "changes", "interest"),
    [
        (PRIVATE_LABEL, {"advances_stopped": True}, "0.00"),
        (PORTFOLIO_ACTUAL_ACTUAL, {}, "0.00"),
        (PORTFOLIO_SCHEDULED_ACTUAL, {}, "489.98"),
        (PORTFOLIO_SCHEDULED_ACTUAL, {"months_advanced": 1}, "0.00"),
    ],
)
def test_liquidation__interest__only_where_it_would_have_been_advanced(
    programme: Programme, changes: dict[str, Any], interest: str
) -> None:
    loan = {**behind(2), **changes, "advances_outstanding_cents": Cents.dollars(700)}

    sold = liquidated("20000.00", loan, programme)

    assert sold.said("gross_interest") == (interest,)
    assert sold.month.loss_cents == Cents.dollars(80_700) + Cents.parse(interest)
    assert bool(sold.month.servicing_fee_cents) == (interest != "0.00")


def test_recovery__on_a_liquidated_loan__is_cash_and_nothing_else() -> None:
    ended = {"balance_cents": ZERO, "remaining_months": 0, "status": LoanStatus.LIQUIDATED}

    paid = accounted(ended, {"payments_made": 0, "recovery_cents": Cents.dollars(75)})

    assert paid.said("recoveries", "cash_received", "begin", "end") == (
        "75.00",
        "75.00",
        "0.00",
        "0.00",
    )
    assert paid.remittance.recoveries_cents == Cents.dollars(75)
    assert paid.remittance.loan_count_begin == 0
    assert paid.loan.age_months == 60


def test_end__special_loan__keeps_its_terms_and_owes_nothing() -> None:
    loan = {
        **behind(1),
        "interest_only_months": 5,
        "balloon_months": 12,
        "deferred_cents": Cents.dollars(4_000),
    }

    after = accounted(loan, PAYS_OFF).loan

    assert (after.interest_only_months, after.months_behind, after.months_advanced) == (0, 0, 0)
    assert (after.deferred_cents, after.advances_outstanding_cents) == (ZERO, ZERO)
    assert (after.balloon_months, after.payment_cents, after.age_months) == (
        12,
        Cents.dollars(1_500),
        61,
    )
