"""What a loan owes from the next month on: modification, write-off, reset, standing."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from oracle.accounting.new_terms import reset_rate
from rwa.core.money import ZERO, Cents
from rwa.core.rates import Ppm
from rwa.pool.activity import Modification
from rwa.pool.loan import LoanStatus, RateReset
from rwa.pool.programme import PORTFOLIO_ACTUAL_ACTUAL
from tests.unit.oracle.one_loan import accounted, behind

RESET = RateReset(
    margin_ppm=Ppm.percent("2.25"),
    months_to_reset=1,
    interval_months=6,
    periodic_cap_ppm=Ppm.percent("1"),
    floor_ppm=Ppm.percent("3"),
    ceiling_ppm=Ppm.percent("11"),
    step_ppm=Ppm.percent("0.125"),
)
NEW = Modification(
    note_rate_ppm=Ppm.percent("4"),
    payment_cents=Cents.dollars(900),
    remaining_months=360,
    balloon_months=24,
    capitalised_cents=Cents.dollars(3_000),
    forgiven_cents=Cents.dollars(2_000),
    deferred_cents=Cents.dollars(10_000),
)


def level(balance: str, percent: str, months: int) -> Cents:
    """The level payment by its closed formula, in exact fractions."""
    monthly = Fraction(percent) / 1200
    worth = (1 - (1 + monthly) ** -months) / monthly
    return Cents(int(Cents.parse(balance).count / worth + Fraction(1, 2)))


# Modification


def test_modification__two_behind__capitalises_forgives_and_begins_anew() -> None:
    # Paid: 1,000.00 of the balance. 99,000.00 + 3,000.00 - 2,000.00 = 100,000.00.
    modified = accounted(behind(2), {"modification": NEW})

    assert modified.said("scheduled", "capitalised", "forgiven", "loss", "end") == (
        "1000.00",
        "3000.00",
        "2000.00",
        "2000.00",
        "100000.00",
    )
    assert modified.said("advances_recovered", "advances_end") == ("3000.00", "0.00")
    assert modified.said("expenses", "cash_received") == ("0.00", "1500.00")
    after = modified.loan
    assert (after.note_rate_ppm, after.payment_cents) == (NEW.note_rate_ppm, NEW.payment_cents)
    assert (after.remaining_months, after.balloon_months) == (360, 24)
    assert (after.months_behind, after.months_advanced) == (0, 0)
    assert (after.deferred_cents, after.status) == (NEW.deferred_cents, LoanStatus.CURRENT)


def test_modification__part_of_the_advances_written_off__capitalises_the_rest() -> None:
    terms = replace(NEW, capitalised_cents=Cents.dollars(2_500))

    modified = accounted(
        behind(2), {"modification": terms, "written_off_cents": Cents.dollars(500)}
    )

    assert modified.said("advances_recovered", "advances_written_off", "advances_end") == (
        "2500.00",
        "500.00",
        "0.00",
    )
    assert modified.said("end") == ("99500.00",)


def test_modification__stopped_in_foreclosure__advances_run_again() -> None:
    loan = {**behind(2, status=LoanStatus.FORECLOSURE), "advances_stopped": True}

    after = accounted(loan, {"payments_made": 0, "modification": NEW}).loan

    assert (after.status, after.advances_stopped) == (LoanStatus.CURRENT, False)


def test_modification__as_collected__missed_payments_stay_in_the_balance() -> None:
    loan = {**behind(2), "months_advanced": 0, "advances_outstanding_cents": ZERO}
    terms = replace(NEW, capitalised_cents=ZERO)

    modified = accounted(
        loan, {"payments_made": 0, "modification": terms}, programme=PORTFOLIO_ACTUAL_ACTUAL
    )

    assert modified.said("gross_interest", "end", "loss") == ("0.00", "98000.00", "2000.00")
    assert modified.loan.months_behind == 0
    assert modified.said("cash_received") == ("0.00",)


def test_modification__in_a_month_of_reset__is_reset_from_the_new_rate() -> None:
    loan = {**behind(2), "reset": RESET}

    after = accounted(loan, {"modification": NEW}, index=Ppm.percent("5")).loan

    # 7.25% wanted, at most 4% + 1%; 90,000.00 bears interest over 360 + 24 months.
    assert after.note_rate_ppm == Ppm.percent("5")
    assert after.payment_cents == level("90000.00", "5", 384)


def test_modification__as_interest_only_ends__payment_is_level_on_the_new_terms() -> None:
    after = accounted({**behind(2), "interest_only_months": 1}, {"modification": NEW}).loan

    # Nothing was repaid: 100,000.00 + 3,000.00 - 2,000.00 - 10,000.00 deferred.
    assert after.payment_cents == level("91000.00", "4", 384)


# Write-off


def test_write_off__of_stopped_advances__leaves_holders_alone() -> None:
    loan = {**behind(2), "advances_stopped": True}

    given_up = accounted(loan, {"payments_made": 0, "written_off_cents": Cents.dollars(2_000)})

    assert given_up.said("advances_written_off", "advances_end") == ("2000.00", "1000.00")
    assert given_up.said("gross_interest", "loss", "end") == ("0.00", "0.00", "100000.00")
    assert given_up.loan.months_advanced == 2
    assert given_up.said("cash_received") == ("0.00",)


def test_write_off__then_paid__recovers_what_is_left_alone() -> None:
    loan = {
        **behind(2),
        "advances_stopped": True,
        "advances_outstanding_cents": Cents.dollars(1_000),
    }

    paid = accounted(loan)

    assert paid.said("advances_recovered", "advances_end") == ("1000.00", "0.00")
    assert paid.said("cash_received") == ("1000.00",)


# Rate reset


@pytest.mark.parametrize(
    ("changes", "index", "old", "expected"),
    [
        # 4.3124% + 2.25% = 6.5624%, nearer to 6.5% than to 6.625%: 6.5625% is half way, and up.
        ({}, "4.3124", "6", "6.5"),
        ({}, "4.3125", "6", "6.625"),
        ({}, "8", "6", "7"),  # 10.25%, at most a point above
        ({}, "1", "6", "5"),  # 3.25%, at most a point below
        ({"periodic_cap_ppm": Ppm.percent("30")}, "12", "6", "11"),  # 14.25% above the ceiling
        ({"periodic_cap_ppm": Ppm.percent("30")}, "0", "6", "3"),  # 2.25% below the floor
        ({}, "1", "3.5", "3.25"),
        ({}, "8", "1", "3"),  # within a point of 1% and still not below the floor
        ({}, "8", "14", "11"),  # the floor and ceiling of its life before the point
        ({"step_ppm": Ppm(1)}, "4.3124", "6", "6.5624"),
    ],
)
def test_reset_rate__index_and_margin__rounded_then_capped(
    changes: dict[str, Any], index: str, old: str, expected: str
) -> None:
    rate = reset_rate(replace(RESET, **changes), Ppm.percent(index), old=Ppm.percent(old).count)

    assert Ppm(rate) == Ppm.percent(expected)


def test_reset__due_this_month__pays_the_old_rate_and_levels_the_payment() -> None:
    paid = accounted({"reset": RESET}, index=Ppm.percent("4.5"))

    # 4.5% + 2.25% = 6.75%; 99,000.00 over the 299 months left.
    assert paid.said("gross_interest", "end") == ("500.00", "99000.00")
    assert paid.loan.note_rate_ppm == Ppm.percent("6.75")
    assert paid.loan.payment_cents == level("99000.00", "6.75", 299)
    assert paid.loan.reset == replace(RESET, months_to_reset=6)


def test_reset__of_a_balloon_with_a_deferred_part__levels_over_the_longer_schedule() -> None:
    loan = {
        "reset": RESET,
        "balloon_months": 60,
        "remaining_months": 61,
        "deferred_cents": Cents.dollars(40_000),
    }

    after = accounted(loan, index=Ppm.percent("4.5")).loan

    assert after.payment_cents == level("58800.00", "6.75", 120)


def test_reset__not_yet__counts_down_without_an_index() -> None:
    after = accounted({"reset": replace(RESET, months_to_reset=2)}).loan

    assert after.reset == RESET
    assert (after.note_rate_ppm, after.payment_cents) == (Ppm.percent("6"), Cents.dollars(1_500))


def test_reset__loan_paid_off__needs_no_index_and_stays() -> None:
    after = accounted({"reset": RESET}, {"paid_off": True}).loan

    assert (after.reset, after.note_rate_ppm) == (RESET, Ppm.percent("6"))


# End of interest only


def test_interest_only__last_one__payment_is_made_level() -> None:
    after = accounted({"interest_only_months": 1, "balloon_months": 60}).loan

    assert (after.interest_only_months, after.balance_cents.plain) == (0, "100000.00")
    assert after.payment_cents == level("100000.00", "6", 359)


# Standing


@pytest.mark.parametrize(
    ("missed", "expected"),
    [
        (0, LoanStatus.DELINQUENT_30),
        (1, LoanStatus.DELINQUENT_60),
        (2, LoanStatus.DELINQUENT_90),
        (5, LoanStatus.DELINQUENT_90),
    ],
)
def test_standing__one_more_missed__by_the_number_behind(missed: int, expected: LoanStatus) -> None:
    assert accounted(behind(missed), {"payments_made": 0}).loan.status is expected


@pytest.mark.parametrize("status", [LoanStatus.FORECLOSURE, LoanStatus.REO])
@pytest.mark.parametrize(("made", "stays"), [(0, True), (2, True), (3, True), (4, False)])
def test_standing__foreclosure_or_reo__until_everything_is_paid(
    status: LoanStatus, made: int, stays: bool
) -> None:
    after = accounted(behind(3, status=status), {"payments_made": made}).loan

    assert after.status is (status if stays else LoanStatus.CURRENT)


@pytest.mark.parametrize("moved_to", [LoanStatus.FORECLOSURE, LoanStatus.REO])
def test_standing__moved__is_where_it_was_moved(moved_to: LoanStatus) -> None:
    line = {"payments_made": 0, "moved_to": moved_to}

    assert accounted(behind(3), line).loan.status is moved_to
    assert accounted(behind(3, status=LoanStatus.FORECLOSURE), line).loan.status is moved_to
