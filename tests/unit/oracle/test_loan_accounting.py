"""A month's interest, the level payment, and what one installment is."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oracle.accounting.interest import YEAR, accrued, half_up, retiring_payment
from rwa.core.annuity import level_payment
from rwa.core.dates import Period
from rwa.core.money import Cents
from rwa.core.rates import Ppm, actual_360_interest, monthly_interest
from rwa.pool.bounds import MAX_BALANCE
from rwa.pool.loan import Accrual
from tests.unit.oracle.one_loan import accounted

balances = st.integers(0, MAX_BALANCE.count)
rates = st.one_of(st.just(0), st.integers(0, 300_000))
BY_DAYS = {"accrual": Accrual.ACTUAL_360}
INSTALLMENT = ("gross_interest", "scheduled", "servicing_fee", "guaranty_fee", "end")


def test_retiring_payment__textbook_loan__equals_the_published_payment() -> None:
    # $187,500.00 at 3.5% over 360 months pays 841.96 (sources.md, Fannie cent rounding).
    assert retiring_payment(18_750_000, note_rate=35_000, months=360) == 84_196


@given(balances, rates, st.integers(1, 480))
def test_retiring_payment__any_loan__equals_the_closed_formula(
    balance: int, rate: int, months: int
) -> None:
    payment = level_payment(balance=Cents(balance), note_rate=Ppm(rate), months=months)

    assert retiring_payment(balance, note_rate=rate, months=months) == payment.count


@given(balances, rates)
def test_accrued__any_balance__is_within_half_a_cent_and_up_at_half(
    balance: int, rate: int
) -> None:
    interest = accrued(balance, rate=rate, accrual=Accrual.THIRTY_360, days=31)

    assert 2 * balance * rate - YEAR < 2 * interest * YEAR <= 2 * balance * rate + YEAR
    assert interest == monthly_interest(balance=Cents(balance), rate=Ppm(rate)).count


@given(balances, rates, st.integers(28, 31))
def test_accrued__by_days__is_their_share_of_360(balance: int, rate: int, days: int) -> None:
    interest = accrued(balance, rate=rate, accrual=Accrual.ACTUAL_360, days=days)

    exact = Fraction(balance * rate * days, 360_000_000)
    assert Fraction(-1, 2) < interest - exact <= Fraction(1, 2)
    assert interest == actual_360_interest(balance=Cents(balance), rate=Ppm(rate), days=days).count


@pytest.mark.parametrize(("amount", "expected"), [(5, 1), (4, 0), (15, 2), (14, 1), (0, 0)])
def test_half_up__parts_of_ten__a_half_counts(amount: int, expected: int) -> None:
    assert half_up(amount, 10) == expected


def test_installment__round_figures__interest_first_and_fees_on_the_balance() -> None:
    paid = accounted()

    assert paid.said(*INSTALLMENT) == ("500.00", "1000.00", "20.00", "10.00", "99000.00")
    assert paid.said("cash_received") == ("1500.00",)
    assert (paid.loan.remaining_months, paid.loan.age_months) == (299, 61)


@pytest.mark.parametrize(
    ("issue", "interest", "fee"),
    [
        # 100,000 x 6% x days / 360 and 100,000 x 0.24% x days / 360, days of the month before.
        (Period(2026, 12), "516.67", "20.67"),  # January pays for December, 31 days
        (Period(2027, 2), "466.67", "18.67"),  # March pays for February, 28 days
        (Period(2028, 2), "483.33", "19.33"),  # of a leap year, 29 days
        (Period(2027, 4), "500.00", "20.00"),  # May pays for April, 30 days
    ],
)
def test_installment__by_days__counts_those_of_the_month_before(
    issue: Period, interest: str, fee: str
) -> None:
    paid = accounted(BY_DAYS, issue=issue)

    assert paid.said("gross_interest", "servicing_fee") == (interest, fee)
    assert paid.month.scheduled_cents == Cents.dollars(1_500) - Cents.parse(interest)
    assert paid.said("cash_received") == ("1500.00",)


def test_installment__part_deferred__bears_no_interest_and_stays() -> None:
    paid = accounted({"deferred_cents": Cents.dollars(40_000)})

    # 60,000 x 6% / 12 = 300.00; 1,500.00 - 300.00 = 1,200.00; fees on 60,000.
    assert paid.said(*INSTALLMENT) == ("300.00", "1200.00", "12.00", "6.00", "98800.00")
    assert paid.loan.deferred_cents == Cents.dollars(40_000)
    assert paid.said("cash_received") == ("1500.00",)


def test_installment__retires_what_bears_interest__deferred_part_stays_owed() -> None:
    paid = accounted({"balance_cents": Cents.dollars(1_000), "deferred_cents": Cents.dollars(400)})

    # 600 x 6% / 12 = 3.00; of the payment of 1,500.00 only 600.00 is owed.
    assert paid.said("gross_interest", "scheduled", "end") == ("3.00", "600.00", "400.00")
    assert paid.loan.deferred_cents == paid.loan.balance_cents
    assert paid.said("cash_received") == ("603.00",)


def test_installment__retires_the_balance__takes_no_more() -> None:
    paid = accounted({"balance_cents": Cents.dollars(1_000)})

    assert paid.said("gross_interest", "scheduled", "end") == ("5.00", "1000.00", "0.00")
    assert paid.loan.status == "paid_off"
    assert paid.said("cash_received") == ("1005.00",)


@pytest.mark.parametrize("changes", [{}, {"interest_only_months": 1}])
def test_installment__last_one__takes_the_whole_balance_deferred_part_included(
    changes: dict[str, int],
) -> None:
    paid = accounted({"remaining_months": 1, "deferred_cents": Cents.dollars(40_000), **changes})

    assert paid.said("gross_interest", "scheduled", "end") == ("300.00", "100000.00", "0.00")
    assert (paid.loan.remaining_months, paid.loan.deferred_cents.count) == (0, 0)
    assert paid.said("cash_received") == ("100300.00",)


def test_installment__interest_only__repays_nothing() -> None:
    paid = accounted({"interest_only_months": 2})

    assert paid.said("gross_interest", "scheduled", "end") == ("500.00", "0.00", "100000.00")
    assert (paid.loan.interest_only_months, paid.loan.payment_cents.plain) == (1, "1500.00")
    assert paid.said("cash_received") == ("500.00",)


def test_installment__payment_below_the_interest__repays_nothing() -> None:
    # By days, February's 28 leave principal and December's 31 none: 516.67 is more than 516.00.
    paid = accounted({**BY_DAYS, "payment_cents": Cents.dollars(516)})

    assert paid.said("gross_interest", "scheduled") == ("516.67", "0.00")
    assert paid.said("cash_received") == ("516.67",)


def test_installment__line_that_recasts__pays_level_over_the_months_left() -> None:
    paid = accounted({"recasts": True, "remaining_months": 2, "note_rate_ppm": Ppm.percent("12")})

    # 1% a month over two months: 100,000 / (1/1.01 + 1/1.01^2) = 50,751.24; interest 1,000.00.
    assert paid.said("gross_interest", "scheduled", "end") == ("1000.00", "49751.24", "50248.76")
    # The last: 50,248.76 x 1.01 = 50,751.25.
    assert paid.loan.payment_cents.plain == "50751.25"
