"""What holders get of the installments due: scheduled, interest alone, or as collected."""

from typing import Any

import pytest

from rwa.core.money import ZERO, Cents
from rwa.core.rates import Ppm
from rwa.pool.loan import Accrual, LoanStatus
from rwa.pool.programme import (
    PORTFOLIO_ACTUAL_ACTUAL,
    PORTFOLIO_SCHEDULED_ACTUAL,
    PRIVATE_LABEL,
    Programme,
)
from tests.unit.oracle.one_loan import Accounted, accounted, behind

ADVANCES = ("advances_made", "advances_recovered", "advances_end")
UNADVANCED = {"months_advanced": 0, "advances_outstanding_cents": ZERO}
STOPPED = {"advances_stopped": True}
INTEREST_OF_ONE = "500.00"


def standing(after: Accounted) -> tuple[int, int, str]:
    return after.loan.months_behind, after.loan.months_advanced, after.loan.status.value


# Scheduled/scheduled


def test_scheduled__missed__installment_is_advanced_and_passed_on() -> None:
    missed = accounted(line={"payments_made": 0})

    assert missed.said("gross_interest", "scheduled", "end") == ("500.00", "1000.00", "99000.00")
    assert missed.said("servicing_fee", "guaranty_fee") == ("20.00", "10.00")
    assert missed.said(*ADVANCES) == ("1500.00", "0.00", "1500.00")
    assert standing(missed) == (1, 1, "delinquent_30")
    assert missed.said("cash_received") == ("0.00",)


@pytest.mark.parametrize(
    ("made", "recovered", "left", "cash", "months"),
    [
        (1, "0.00", "3000.00", "1500.00", (2, 2, "delinquent_60")),
        (2, "1500.00", "1500.00", "3000.00", (1, 1, "delinquent_30")),
        (3, "3000.00", "0.00", "4500.00", (0, 0, "current")),
    ],
)
def test_scheduled__two_behind__payments_beyond_the_first_recover(
    made: int, recovered: str, left: str, cash: str, months: tuple[int, int, str]
) -> None:
    paid = accounted(behind(2), {"payments_made": made})

    assert paid.said("gross_interest", "scheduled") == ("500.00", "1000.00")
    assert paid.said(*ADVANCES) == ("0.00", recovered, left)
    assert standing(paid) == months
    assert paid.said("cash_received") == (cash,)


def test_scheduled__last_missed_payment__recovers_all_that_is_outstanding() -> None:
    # Three advanced of 1,500.00 and 7 cents: two payments bring 3,000.00, the third all the rest.
    loan = {**behind(3), "advances_outstanding_cents": Cents.parse("4500.07")}

    assert accounted(loan, {"payments_made": 3}).said(*ADVANCES) == ("0.00", "3000.00", "1500.07")
    assert accounted(loan, {"payments_made": 4}).said(*ADVANCES) == ("0.00", "4500.07", "0.00")


def test_scheduled__less_outstanding_than_payments_bring__recovers_no_more() -> None:
    loan = {**behind(3), "advances_outstanding_cents": Cents.dollars(2_000)}

    paid = accounted(loan, {"payments_made": 3})

    assert paid.said(*ADVANCES) == ("0.00", "2000.00", "0.00")
    assert paid.said("cash_received") == ("3500.00",)


# Scheduled/actual


def test_interest_advanced__missed__interest_is_passed_on_and_principal_stays() -> None:
    missed = accounted(line={"payments_made": 0}, programme=PORTFOLIO_SCHEDULED_ACTUAL)

    assert missed.said("gross_interest", "scheduled", "end") == ("500.00", "0.00", "100000.00")
    assert missed.said("servicing_fee", "guaranty_fee") == ("20.00", "10.00")
    assert missed.said(*ADVANCES) == ("500.00", "0.00", "500.00")
    assert standing(missed) == (1, 1, "delinquent_30")
    assert missed.said("cash_received") == ("0.00",)


@pytest.mark.parametrize(
    ("made", "interest", "scheduled", "advances", "months", "cash"),
    [
        # Due: 500.00 and 495.00 that were advanced, 489.98 of this month; see `one_loan`.
        (0, "489.98", "0.00", ("489.98", "0.00", "1484.98"), (3, 3, "delinquent_90"), "0.00"),
        (
            1,
            "489.98",
            "1000.00",
            ("489.98", "500.00", "984.98"),
            (2, 2, "delinquent_60"),
            "1500.00",
        ),
        (
            2,
            "489.98",
            "2005.00",
            ("489.98", "995.00", "489.98"),
            (1, 1, "delinquent_30"),
            "3000.00",
        ),
        (3, "489.98", "3015.02", ("0.00", "995.00", "0.00"), (0, 0, "current"), "4500.00"),
    ],
)
def test_interest_advanced__two_behind__oldest_are_paid_first(
    made: int,
    interest: str,
    scheduled: str,
    advances: tuple[str, str, str],
    months: tuple[int, int, str],
    cash: str,
) -> None:
    loan = {**behind(2), "advances_outstanding_cents": Cents.dollars(995)}

    paid = accounted(loan, {"payments_made": made}, programme=PORTFOLIO_SCHEDULED_ACTUAL)

    assert paid.said("gross_interest", "scheduled") == (interest, scheduled)
    assert paid.said("servicing_fee", "guaranty_fee") == ("19.60", "9.80")
    assert paid.said(*ADVANCES) == advances
    assert standing(paid) == months
    assert paid.said("cash_received") == (cash,)


def test_interest_advanced__last_advanced_one_paid__recovers_all_that_is_outstanding() -> None:
    loan = {**behind(1), "advances_outstanding_cents": Cents.parse("500.07")}

    paid = accounted(loan, programme=PORTFOLIO_SCHEDULED_ACTUAL)

    assert paid.said(*ADVANCES) == ("495.00", "500.07", "495.00")
    assert paid.said("cash_received") == ("1500.07",)


def test_interest_advanced__less_outstanding_than_was_paid__recovers_no_more() -> None:
    loan = {**behind(2), "advances_outstanding_cents": Cents.dollars(400)}

    paid = accounted(loan, programme=PORTFOLIO_SCHEDULED_ACTUAL)

    assert paid.said("advances_recovered") == ("400.00",)


@pytest.mark.parametrize(("months", "made"), [(3, "advanced"), (4, "not advanced")])
def test_interest_advanced__four_behind__is_no_longer(months: int, made: str) -> None:
    missed = accounted(
        behind(months, each=INTEREST_OF_ONE),
        {"payments_made": 0},
        programme=PORTFOLIO_SCHEDULED_ACTUAL,
    )

    assert bool(missed.month.advances_made_cents) == (made == "advanced")
    assert bool(missed.month.gross_interest_cents) == (made == "advanced")
    assert bool(missed.month.servicing_fee_cents) == (made == "advanced")
    assert missed.loan.months_advanced == months + (made == "advanced")
    assert missed.loan.months_behind == months + 1


def test_interest_advanced__older_one_was_not__newest_is_not_either() -> None:
    loan = {**behind(2), "months_advanced": 1, "advances_outstanding_cents": Cents.dollars(500)}

    paid = accounted(loan, {"payments_made": 2}, programme=PORTFOLIO_SCHEDULED_ACTUAL)

    # The first recovers its 500.00; the second was not advanced and passes 495.00 on, with fees.
    assert paid.said("gross_interest", "servicing_fee", "guaranty_fee") == (
        "495.00",
        "19.80",
        "9.90",
    )
    assert paid.said("scheduled", "cash_received") == ("2005.00", "3000.00")
    assert paid.said(*ADVANCES) == ("0.00", "500.00", "0.00")
    assert standing(paid) == (1, 0, "delinquent_30")


def test_interest_advanced__stopped__is_not() -> None:
    missed = accounted(
        behind(1, each=INTEREST_OF_ONE),
        {"payments_made": 0, "stops_advances": True},
        programme=PORTFOLIO_SCHEDULED_ACTUAL,
    )

    assert missed.said("gross_interest", "advances_made") == ("0.00", "0.00")
    assert standing(missed) == (2, 1, "delinquent_60")
    assert missed.loan.advances_stopped


# Actual/actual


def test_as_collected__missed__nothing_is_passed_on() -> None:
    missed = accounted(line={"payments_made": 0}, programme=PORTFOLIO_ACTUAL_ACTUAL)

    assert missed.said("gross_interest", "scheduled", "end") == ("0.00", "0.00", "100000.00")
    assert missed.said("servicing_fee", "guaranty_fee") == ("0.00", "0.00")
    assert missed.said(*ADVANCES) == ("0.00", "0.00", "0.00")
    assert standing(missed) == (1, 0, "delinquent_30")
    assert missed.said("cash_received") == ("0.00",)


@pytest.mark.parametrize(
    ("made", "interest", "scheduled", "fees", "months"),
    [
        (1, "500.00", "1000.00", ("20.00", "10.00"), (2, 0, "delinquent_60")),
        (2, "995.00", "2005.00", ("39.80", "19.90"), (1, 0, "delinquent_30")),
        (3, "1484.98", "3015.02", ("59.40", "29.70"), (0, 0, "current")),
    ],
)
def test_as_collected__two_behind__each_on_what_the_one_before_leaves(
    made: int, interest: str, scheduled: str, fees: tuple[str, str], months: tuple[int, int, str]
) -> None:
    paid = accounted(
        {**behind(2), **UNADVANCED}, {"payments_made": made}, programme=PORTFOLIO_ACTUAL_ACTUAL
    )

    assert paid.said("gross_interest", "scheduled") == (interest, scheduled)
    assert paid.said("servicing_fee", "guaranty_fee") == fees
    assert standing(paid) == months
    assert paid.month.cash_received_cents == Cents.dollars(1_500 * made)


def test_as_collected__by_days__older_ones_count_the_days_of_their_own_months() -> None:
    loan = {**behind(2), **UNADVANCED, "accrual": Accrual.ACTUAL_360}

    first = accounted(loan, programme=PORTFOLIO_ACTUAL_ACTUAL)
    both = accounted(loan, {"payments_made": 2}, programme=PORTFOLIO_ACTUAL_ACTUAL)

    # The oldest fell due in November and pays for October: 100,000 x 6% x 31 / 360 = 516.67.
    assert first.said("gross_interest", "scheduled") == ("516.67", "983.33")
    # The next for November: 99,016.67 x 6% x 30 / 360 = 495.08.
    assert both.said("gross_interest", "scheduled") == ("1011.75", "1988.25")


def test_as_collected__last_installment_unpaid__keeps_one_month() -> None:
    missed = accounted(
        {"remaining_months": 1}, {"payments_made": 0}, programme=PORTFOLIO_ACTUAL_ACTUAL
    )
    paid = accounted(
        {**behind(1), **UNADVANCED, "remaining_months": 1},
        {"payments_made": 2},
        programme=PORTFOLIO_ACTUAL_ACTUAL,
    )

    assert missed.loan.remaining_months == 1
    assert missed.said("end") == ("100000.00",)
    # The older of two repays 1,000.00, the newest all the rest with 495.00.
    assert paid.said("scheduled", "gross_interest") == ("100000.00", "995.00")
    assert paid.loan.status is LoanStatus.PAID_OFF


def test_as_collected__older_one_retires_the_balance__later_ones_owe_nothing() -> None:
    loan = {**behind(1), **UNADVANCED, "balance_cents": Cents.dollars(1_000)}

    paid = accounted(loan, programme=PORTFOLIO_ACTUAL_ACTUAL)

    assert paid.said("gross_interest", "scheduled", "end") == ("5.00", "1000.00", "0.00")
    assert standing(paid) == (0, 0, "paid_off")


@pytest.mark.parametrize("programme", [PORTFOLIO_ACTUAL_ACTUAL, PORTFOLIO_SCHEDULED_ACTUAL])
def test_as_collected__interest_only__all_that_are_due_are(programme: Programme) -> None:
    loan = {**behind(1), **UNADVANCED, "interest_only_months": 1}

    paid = accounted(loan, {"payments_made": 2}, programme=programme)

    assert paid.said("gross_interest", "scheduled", "end") == ("1000.00", "0.00", "100000.00")


# Stopped in scheduled/scheduled


def test_stopped__month_missed__nothing_is_advanced_from_it_on() -> None:
    missed = accounted(behind(2), {"payments_made": 0, "stops_advances": True})

    assert missed.said("gross_interest", "scheduled", "servicing_fee") == ("0.00", "0.00", "0.00")
    assert missed.said(*ADVANCES) == ("0.00", "0.00", "3000.00")
    assert standing(missed) == (3, 2, "delinquent_90")
    assert missed.loan.advances_stopped


@pytest.mark.parametrize(
    ("made", "recovered", "interest", "scheduled", "months", "stopped"),
    [
        # Two were advanced and left the balance; a third was not, and the month's is the fourth.
        (1, "1500.00", "0.00", "0.00", (3, 1), True),
        (2, "3000.00", "0.00", "0.00", (2, 0), True),
        (3, "3000.00", "500.00", "1000.00", (1, 0), True),
        (4, "3000.00", "995.00", "2005.00", (0, 0), False),
    ],
)
def test_stopped__payments__advances_first_then_what_is_still_in_the_balance(
    made: int,
    recovered: str,
    interest: str,
    scheduled: str,
    months: tuple[int, int],
    stopped: bool,
) -> None:
    loan = {**behind(2), **STOPPED, "months_behind": 3}

    paid = accounted(loan, {"payments_made": made})

    assert paid.said("advances_recovered", "gross_interest", "scheduled") == (
        recovered,
        interest,
        scheduled,
    )
    assert (paid.loan.months_behind, paid.loan.months_advanced) == months
    assert paid.loan.advances_stopped is stopped
    assert paid.month.cash_received_cents == Cents.dollars(1_500 * made)


def test_stopped__by_days__the_oldest_still_in_the_balance_counts_its_own_month() -> None:
    loan: dict[str, Any] = {**behind(1), **STOPPED, "months_behind": 2}

    paid = accounted({**loan, "accrual": Accrual.ACTUAL_360}, {"payments_made": 2})

    # It fell due in December and pays for November: 100,000 x 6% x 30 / 360.
    assert paid.said("gross_interest", "advances_recovered") == ("500.00", "1500.00")


def test_stopped__paid_in_time__is_not_kept() -> None:
    paid = accounted(line={"stops_advances": True}, programme=PRIVATE_LABEL)

    assert paid.said("gross_interest", "scheduled") == ("500.00", "1000.00")
    assert not paid.loan.advances_stopped


def test_advanced__no_interest__still_counts_as_advanced() -> None:
    free = {"note_rate_ppm": Ppm(0), "servicing_fee_ppm": Ppm(0), "guaranty_fee_ppm": Ppm(0)}

    missed = accounted(free, {"payments_made": 0}, programme=PORTFOLIO_SCHEDULED_ACTUAL)

    assert standing(missed) == (1, 1, "delinquent_30")
    assert missed.said(*ADVANCES) == ("0.00", "0.00", "0.00")
