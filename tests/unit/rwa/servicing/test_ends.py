"""How loans end: $100,000.00 at 6%, payment 600.00, servicing fee 0.24%.

The month's interest is 500.00, principal 100.00, the fee 20.00.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from rwa.core.money import ZERO, Cents
from rwa.pool.loan import Loan, LoanStatus
from rwa.pool.programme import (
    PORTFOLIO_ACTUAL_ACTUAL,
    PORTFOLIO_SCHEDULED_ACTUAL,
    PRIVATE_LABEL,
    UMBS,
    Programme,
)
from rwa.pool.tape import LoanTape
from rwa.remittance.refusals import (
    ActivityRefused,
    BuyoutTooEarly,
    LiquidationOutOfStep,
    LoanEnded,
    PoolLineModified,
    ProceedsTooLarge,
    RecoveryUnexplained,
    ShortfallTooLarge,
    ShortfallWithoutPrepayment,
)
from rwa.servicing.accounting import run_month

Month = Callable[..., Any]
PAYMENT = Cents.dollars(600)
BALANCE = Cents.dollars(100_000)


def in_foreclosure(loan: Loan, **changes: Any) -> Loan:
    """Three payments behind, all advanced."""
    return replace(
        loan,
        status=LoanStatus.FORECLOSURE,
        months_behind=3,
        months_advanced=3,
        advances_outstanding_cents=Cents(3 * PAYMENT.count),
        **changes,
    )


@pytest.mark.parametrize(
    ("programme", "scheduled", "interest", "recovered"),
    [
        # As scheduled: the month's installment, the rest, and the advances.
        (PRIVATE_LABEL, "100.00", "500.00", "1800.00"),
        # As collected: four installments' principal; the newest one's interest was not advanced.
        (PORTFOLIO_SCHEDULED_ACTUAL, "403.01", "498.49", "1800.00"),
    ],
)
def test_run_month__payoff_behind__pays_every_installment_the_rest_and_all_advances(
    one_loan: Month,
    round_loan: Loan,
    programme: Programme,
    scheduled: str,
    interest: str,
    recovered: str,
) -> None:
    month = one_loan(in_foreclosure(round_loan), programme, paid_off=True)

    # Principal 100.00, 100.50, 101.00, 101.51; the fourth's interest 498.49 (498.4925).
    assert month.row.scheduled_cents == Cents.parse(scheduled)
    assert month.row.paid_off_cents == BALANCE - Cents.parse(scheduled)
    assert month.row.gross_interest_cents == Cents.parse(interest)
    assert month.row.advances_recovered_cents == Cents.parse(recovered)
    assert month.row.cash_received_cents == BALANCE + Cents.parse(interest) + Cents.parse(recovered)
    assert (month.after.status, month.after.months_behind) == (LoanStatus.PAID_OFF, 0)
    assert month.after.advances_outstanding_cents == ZERO


@pytest.mark.parametrize(
    ("months", "status", "fits"),
    [
        (24, LoanStatus.DELINQUENT_90, True),
        (23, LoanStatus.DELINQUENT_90, False),
        (1, LoanStatus.FORECLOSURE, True),
        (1, LoanStatus.REO, False),
    ],
)
def test_run_month__buyout__is_refused_before_the_programme_allows_it(
    one_loan: Month, round_loan: Loan, months: int, status: LoanStatus, fits: bool
) -> None:
    advances = Cents(months * PAYMENT.count)
    loan = replace(
        round_loan,
        status=status,
        months_behind=months,
        months_advanced=months,
        advances_outstanding_cents=advances,
    )

    if not fits:
        with pytest.raises(BuyoutTooEarly) as caught:
            one_loan(loan, UMBS, paid_off=True, bought_out=True)
        assert (caught.value.reported, caught.value.allowed) == (months, "24 or more")
        return
    month = one_loan(loan, UMBS, paid_off=True, bought_out=True)
    assert month.row.cash_received_cents == BALANCE + Cents.dollars(500) + advances
    assert month.after.status is LoanStatus.PAID_OFF


def test_run_month__buyout_where_none_is_done__refused_even_in_foreclosure(
    one_loan: Month, round_loan: Loan
) -> None:
    with pytest.raises(BuyoutTooEarly) as caught:
        one_loan(in_foreclosure(round_loan), PRIVATE_LABEL, paid_off=True, bought_out=True)

    assert caught.value.allowed == "never in this programme"


@pytest.mark.parametrize(
    ("short", "compensated"), [("12.34", "12.34"), ("20.00", "20.00"), ("260.00", "20.00")]
)
def test_run_month__interest_shortfall__servicer_makes_it_good_up_to_its_fee(
    one_loan: Month, round_loan: Loan, short: str, compensated: str
) -> None:
    month = one_loan(round_loan, paid_off=True, interest_shortfall_cents=Cents.parse(short))

    pool = month.remittance
    assert month.row.gross_interest_cents == Cents.dollars(500) - Cents.parse(short)
    assert month.row.cash_received_cents == BALANCE + Cents.dollars(500) - Cents.parse(short)
    assert pool.prepayment_interest_shortfall_cents == Cents.parse(short)
    assert pool.compensating_interest_cents == Cents.parse(compensated)
    uncompensated = Cents.parse(short) - Cents.parse(compensated)
    assert pool.gross_interest_cents == Cents.dollars(500) - uncompensated
    assert pool.payments_due_cents == PAYMENT


def test_run_month__shortfall_of_a_curtailment_without_compensation__is_the_holders(
    one_loan: Month, round_loan: Loan
) -> None:
    month = one_loan(
        round_loan,
        PORTFOLIO_ACTUAL_ACTUAL,
        curtailment_cents=Cents.dollars(1_000),
        interest_shortfall_cents=Cents.dollars(2),
    )

    assert month.remittance.compensating_interest_cents == ZERO
    assert month.remittance.gross_interest_cents == Cents.dollars(498)
    assert month.row.cash_received_cents == Cents.dollars(1_598)


def test_run_month__shortfall_above_the_months_interest__refused(
    one_loan: Month, round_loan: Loan
) -> None:
    with pytest.raises(ShortfallTooLarge) as caught:
        one_loan(round_loan, paid_off=True, interest_shortfall_cents=Cents(50_001))

    assert caught.value.allowed == "0.00 to 500.00"


@pytest.mark.parametrize("net", ["60000.00", "102300.00", "0.00"])
def test_run_month__liquidation_as_scheduled__loses_balance_interest_and_advances(
    one_loan: Month, round_loan: Loan, net: str
) -> None:
    proceeds, owed = Cents.parse(net), Cents.parse("102300.00")

    month = one_loan(
        in_foreclosure(round_loan), payments_made=0, liquidation_proceeds_cents=proceeds
    )

    # Owed were 100,000.00, 500.00 of interest and 1,800.00 of advances.
    assert month.row.loss_cents == owed - proceeds
    assert month.row.liquidated_cents == BALANCE
    assert month.row.cash_received_cents == proceeds
    assert month.row.gross_interest_cents == Cents.dollars(500)
    assert month.row.servicing_fee_cents == Cents.dollars(20)
    assert month.row.expenses_cents == max(ZERO, owed - proceeds - BALANCE)
    assert month.row.scheduled_cents == month.row.advances_made_cents == ZERO
    assert month.row.advances_recovered_cents == Cents.dollars(1_800)
    assert (month.after.status, month.after.balance_cents) == (LoanStatus.LIQUIDATED, ZERO)
    assert month.after.advances_outstanding_cents == ZERO


def test_run_month__liquidation_that_cost_more_than_it_brought__takes_the_cash_of_others(
    tape_under: Callable[..., LoanTape],
    round_loan: Loan,
    accounted: Month,
    line: Month,
    month_of_lines: Month,
) -> None:
    other = replace(round_loan, loan_id="L2")
    tape = tape_under(PRIVATE_LABEL, in_foreclosure(round_loan), other)
    sold = line(payments_made=0, liquidation_proceeds_cents=Cents.dollars(-250))

    month = accounted(tape, month_of_lines(tape, sold, line("L2")))

    assert month.rows[0].cash_received_cents == Cents.dollars(-250)
    assert month.rows[0].loss_cents == Cents.dollars(102_550)
    assert month.rows[0].expenses_cents == Cents.dollars(2_550)
    assert month.remittance.cash_received_cents == Cents.dollars(350)


@pytest.mark.parametrize(
    ("programme", "changes", "interest"),
    [
        # Three installments behind are laid out first: 498.49 on 99,698.50.
        (PORTFOLIO_SCHEDULED_ACTUAL, {}, "498.49"),
        (PORTFOLIO_SCHEDULED_ACTUAL, {"months_behind": 4, "months_advanced": 4}, "0.00"),
        (PORTFOLIO_SCHEDULED_ACTUAL, {"months_advanced": 2}, "0.00"),
        (PORTFOLIO_ACTUAL_ACTUAL, {}, "0.00"),
        (PRIVATE_LABEL, {"advances_stopped": True}, "0.00"),
    ],
)
def test_run_month__liquidation__passes_interest_on_only_where_it_would_have_been_advanced(
    one_loan: Month, round_loan: Loan, programme: Programme, changes: dict[str, Any], interest: str
) -> None:
    loan = replace(in_foreclosure(round_loan), **changes)

    month = one_loan(
        loan, programme, payments_made=0, liquidation_proceeds_cents=Cents.dollars(70_000)
    )

    assert month.row.gross_interest_cents == Cents.parse(interest)
    assert month.row.loss_cents == Cents.dollars(31_800) + Cents.parse(interest)
    assert month.row.cash_received_cents == Cents.dollars(70_000)


def test_run_month__proceeds_a_cent_above_what_was_owed__refused(
    one_loan: Month, round_loan: Loan
) -> None:
    with pytest.raises(ProceedsTooLarge) as caught:
        one_loan(
            in_foreclosure(round_loan),
            payments_made=0,
            liquidation_proceeds_cents=Cents.parse("102300.01"),
        )

    assert caught.value.allowed == "at most 102,300.00"


def test_run_month__recovery_on_a_loan_liquidated_earlier__is_cash_and_nothing_else(
    tape_under: Callable[..., LoanTape],
    round_loan: Loan,
    accounted: Month,
    line: Month,
    month_of_lines: Month,
) -> None:
    sold = replace(
        round_loan,
        loan_id="L2",
        balance_cents=ZERO,
        remaining_months=0,
        status=LoanStatus.LIQUIDATED,
    )
    tape = tape_under(PRIVATE_LABEL, round_loan, sold)
    recovered = line("L2", payments_made=0, recovery_cents=Cents.dollars(77))

    month = accounted(tape, month_of_lines(tape, line(), recovered))

    assert [row.loan_id for row in month.rows] == ["L1", "L2"]
    assert month.remittance.recoveries_cents == Cents.dollars(77)
    assert month.remittance.cash_received_cents == PAYMENT + Cents.dollars(77)
    assert (month.remittance.loan_count_begin, month.remittance.loan_count_end) == (1, 1)
    assert month.tape.loans[1] == sold


@pytest.mark.parametrize(
    ("status", "reported", "refusal", "field"),
    [
        (LoanStatus.PAID_OFF, {}, RecoveryUnexplained, "recovery"),
        (LoanStatus.PAID_OFF, {"payments_made": 1}, RecoveryUnexplained, "recovery"),
        (LoanStatus.LIQUIDATED, {"payments_made": 2}, LoanEnded, "payments_made"),
        (LoanStatus.LIQUIDATED, {"late_fee_cents": Cents(1)}, LoanEnded, "late_fee"),
        (LoanStatus.LIQUIDATED, {"stops_advances": True}, LoanEnded, "stops_advances"),
        (LoanStatus.LIQUIDATED, {"moved_to": LoanStatus.REO}, LoanEnded, "moved_to"),
        (
            LoanStatus.LIQUIDATED,
            {"liquidation_proceeds_cents": ZERO, "moved_to": LoanStatus.REO},
            LoanEnded,
            "liquidation_proceeds",
        ),
    ],
)
def test_run_month__anything_else_on_an_ended_loan__refused(
    tape_under: Callable[..., LoanTape],
    round_loan: Loan,
    line: Month,
    month_of_lines: Month,
    status: LoanStatus,
    reported: dict[str, Any],
    refusal: type[Exception],
    field: str,
) -> None:
    ended = replace(round_loan, loan_id="L2", balance_cents=ZERO, remaining_months=0, status=status)
    tape = tape_under(PRIVATE_LABEL, round_loan, ended)
    late = line("L2", **({"payments_made": 0, "recovery_cents": Cents(5)} | reported))

    with pytest.raises(refusal) as caught:
        run_month(tape, month_of_lines(tape, line(), late))

    assert (caught.value.loan_id, caught.value.field) == ("L2", field)


def test_run_month__recovery_on_a_loan_that_owes__refused(
    one_loan: Month, round_loan: Loan
) -> None:
    with pytest.raises(RecoveryUnexplained):
        one_loan(round_loan, recovery_cents=Cents(1))


@pytest.mark.parametrize(
    ("changes", "reported", "refusal", "field"),
    [
        (
            {},
            {"payments_made": 1, "liquidation_proceeds_cents": Cents(1)},
            LiquidationOutOfStep,
            "payments_made",
        ),
        ({}, {"interest_shortfall_cents": Cents(1)}, ShortfallWithoutPrepayment, None),
        (
            {"recasts": True},
            {"late_fee_cents": Cents(1), "written_off_cents": Cents(1)},
            PoolLineModified,
            "written_off",
        ),
        ({"recasts": True}, {"recovery_cents": Cents(1)}, PoolLineModified, "recovery"),
        ({"recasts": True}, {"moved_to": LoanStatus.REO}, PoolLineModified, "moved_to"),
    ],
)
def test_run_month__report_that_contradicts_itself__refused_naming_the_field(
    one_loan: Month,
    round_loan: Loan,
    changes: dict[str, Any],
    reported: dict[str, Any],
    refusal: type[ActivityRefused],
    field: str | None,
) -> None:
    with pytest.raises(refusal) as caught:
        one_loan(replace(round_loan, **changes), **reported)

    assert type(caught.value) is refusal
    assert caught.value.field == (field or "interest_shortfall")
