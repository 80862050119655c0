"""New terms, write-offs and standings: $100,000.00 at 6%, payment 600.00, two payments behind."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from rwa.core.money import ZERO, Cents
from rwa.core.rates import Ppm
from rwa.pool.activity import Modification
from rwa.pool.loan import Loan, LoanStatus
from rwa.pool.programme import PORTFOLIO_ACTUAL_ACTUAL
from rwa.remittance.refusals import (
    ActivityRefused,
    AdvancesLeft,
    CapitalisedTooMuch,
    DeferredTooMuch,
    ForgivenTooMuch,
    ModificationOutOfStep,
    MovedWhileCurrent,
    WriteOffTooLarge,
)

Month = Callable[..., Any]
ADVANCES = Cents.dollars(1_200)
TERMS = Modification(
    note_rate_ppm=Ppm.percent(4),
    payment_cents=Cents.dollars(450),
    remaining_months=480,
    capitalised_cents=ADVANCES,
)


def two_behind(loan: Loan) -> Loan:
    return replace(
        loan,
        status=LoanStatus.FORECLOSURE,
        months_behind=2,
        months_advanced=2,
        advances_outstanding_cents=ADVANCES,
    )


def test_run_month__modification__capitalises_forgives_and_defers(
    one_loan: Month, round_loan: Loan
) -> None:
    terms = replace(
        TERMS,
        balloon_months=0,
        forgiven_cents=Cents.dollars(10_000),
        deferred_cents=Cents.dollars(20_000),
    )

    month = one_loan(two_behind(round_loan), modification=terms)

    # 100,000.00 less the month's principal 100.00, more 1,200.00, less 10,000.00.
    assert month.after.balance_cents == Cents.dollars(91_100)
    assert month.row.capitalised_cents == month.row.advances_recovered_cents == ADVANCES
    assert month.row.forgiven_cents == month.row.loss_cents == Cents.dollars(10_000)
    assert month.row.cash_received_cents == Cents.dollars(600)
    assert month.row.expenses_cents == ZERO
    assert month.after.note_rate_ppm == Ppm.percent(4)
    assert month.after.payment_cents == Cents.dollars(450)
    assert (month.after.remaining_months, month.after.balloon_months) == (480, 0)
    assert month.after.deferred_cents == Cents.dollars(20_000)
    assert (month.after.months_behind, month.after.months_advanced) == (0, 0)
    assert month.after.status is LoanStatus.CURRENT
    assert month.after.advances_outstanding_cents == ZERO


def test_run_month__modification_of_a_missed_month__capitalises_its_advance_too(
    one_loan: Month, round_loan: Loan
) -> None:
    terms = replace(TERMS, capitalised_cents=Cents.dollars(1_800), balloon_months=0)

    month = one_loan(two_behind(round_loan), payments_made=0, modification=terms)

    assert month.row.cash_received_cents == ZERO
    assert month.row.advances_made_cents == Cents.dollars(600)
    assert month.row.advances_recovered_cents == Cents.dollars(1_800)
    assert month.after.balance_cents == Cents.dollars(101_700)


def test_run_month__modification_of_a_stopped_loan__advances_run_again(
    one_loan: Month, round_loan: Loan
) -> None:
    loan = replace(two_behind(round_loan), advances_stopped=True)

    month = one_loan(loan, payments_made=0, modification=TERMS)
    missed = one_loan(replace(month.after, balance_cents=Cents.dollars(90_000)), payments_made=0)

    assert not month.after.advances_stopped
    assert month.after.balance_cents == Cents.dollars(101_200)
    # 90,000.00 at 4%: 300.00 of interest and 150.00 of principal.
    assert missed.row.advances_made_cents == Cents.dollars(450)


def test_run_month__modification_as_collected__needs_no_advances(
    one_loan: Month, round_loan: Loan
) -> None:
    loan = replace(round_loan, months_behind=2, status=LoanStatus.DELINQUENT_60)
    terms = replace(TERMS, capitalised_cents=ZERO)

    month = one_loan(loan, PORTFOLIO_ACTUAL_ACTUAL, payments_made=0, modification=terms)

    assert month.after.balance_cents == Cents.dollars(100_000)
    assert month.after.months_behind == 0
    assert month.row.cash_received_cents == ZERO


@pytest.mark.parametrize("amount", ["300.00", "1200.00"])
def test_run_month__write_off__lowers_advances_and_touches_no_holder(
    one_loan: Month, round_loan: Loan, amount: str
) -> None:
    given_up = Cents.parse(amount)

    with_it = one_loan(two_behind(round_loan), written_off_cents=given_up)
    without = one_loan(two_behind(round_loan))

    assert with_it.row.advances_written_off_cents == given_up
    assert with_it.after.advances_outstanding_cents == ADVANCES - given_up
    assert with_it.after.months_advanced == 2
    for field in ("cash_received_cents", "gross_interest_cents", "scheduled_cents", "loss_cents"):
        assert getattr(with_it.remittance, field) == getattr(without.remittance, field)


def test_run_month__capitalised_in_part__the_rest_is_written_off(
    one_loan: Month, round_loan: Loan
) -> None:
    terms = replace(TERMS, capitalised_cents=Cents.dollars(700))

    month = one_loan(
        two_behind(round_loan), modification=terms, written_off_cents=Cents.dollars(500)
    )

    assert month.row.capitalised_cents == Cents.dollars(700)
    assert month.after.advances_outstanding_cents == ZERO


@pytest.mark.parametrize(
    ("reported", "refusal", "sides"),
    [
        ({"payments_made": 3, "moved_to": LoanStatus.REO}, MovedWhileCurrent, ("reo",)),
        (
            {"paid_off": True, "modification": TERMS},
            ModificationOutOfStep,
            ("given", "none on a loan that ended"),
        ),
        (
            {"modification": replace(TERMS, capitalised_cents=ADVANCES + Cents(1))},
            CapitalisedTooMuch,
            (ADVANCES + Cents(1), "0.00 to 1,200.00"),
        ),
        (
            {"written_off_cents": Cents.parse("1200.01")},
            WriteOffTooLarge,
            (Cents.parse("1200.01"), "0.00 to 1,200.00"),
        ),
        (
            {"modification": TERMS, "written_off_cents": Cents(1)},
            WriteOffTooLarge,
            (Cents(1), "0.00 to 0.00"),
        ),
        (
            {"modification": replace(TERMS, capitalised_cents=Cents.dollars(1_199))},
            AdvancesLeft,
            (Cents.dollars(1), "0.00"),
        ),
        (
            {"modification": replace(TERMS, forgiven_cents=Cents.dollars(101_100))},
            ForgivenTooMuch,
            (Cents.dollars(101_100), "less than 101,100.00"),
        ),
        (
            {
                "modification": replace(
                    TERMS,
                    forgiven_cents=Cents.dollars(1_100),
                    deferred_cents=Cents.dollars(100_000),
                )
            },
            DeferredTooMuch,
            (Cents.dollars(100_000), "less than 100,000.00"),
        ),
        ({"modification": TERMS, "moved_to": LoanStatus.REO}, MovedWhileCurrent, ("reo",)),
    ],
)
def test_run_month__terms_that_do_not_fit__refused_with_both_sides(
    one_loan: Month,
    round_loan: Loan,
    reported: dict[str, Any],
    refusal: type[ActivityRefused],
    sides: tuple[object, ...],
) -> None:
    with pytest.raises(refusal) as caught:
        one_loan(two_behind(round_loan), **reported)

    assert type(caught.value) is refusal
    assert (caught.value.reported, caught.value.allowed)[: len(sides)] == sides


@pytest.mark.parametrize(
    ("made", "moved_to", "status"),
    [
        (0, None, LoanStatus.DELINQUENT_90),
        (1, None, LoanStatus.DELINQUENT_60),
        (2, None, LoanStatus.DELINQUENT_30),
        (3, None, LoanStatus.CURRENT),
        (0, LoanStatus.FORECLOSURE, LoanStatus.FORECLOSURE),
        (2, LoanStatus.REO, LoanStatus.REO),
    ],
)
def test_run_month__standing__follows_the_payments_missed_and_the_servicer(
    one_loan: Month,
    round_loan: Loan,
    made: int,
    moved_to: LoanStatus | None,
    status: LoanStatus,
) -> None:
    loan = replace(two_behind(round_loan), status=LoanStatus.DELINQUENT_60)

    month = one_loan(loan, payments_made=made, moved_to=moved_to)

    assert month.after.status is status
    assert month.after.months_behind == 3 - made
    assert month.row.cash_received_cents == Cents(made * 60_000)
