"""What a tape may leave out of how a loan bears interest and what it misses."""

import pytest

from rwa.core.dates import Period
from rwa.core.ids import PoolId
from rwa.core.money import ZERO, Cents
from rwa.core.rates import Ppm, monthly_interest
from rwa.pool.files import read_issue_tape
from rwa.pool.further_rows import LEAST_BEHIND, RESET_COLUMNS
from rwa.pool.loan import Accrual, Loan, LoanStatus, RateReset
from rwa.pool.programme import UMBS
from rwa.pool.rejection import TapeRejected

HEADER = "loan_id,original_balance,balance,note_rate,remaining_months,age_months"
GOOD = "A1,300000,299000.50,6.125,358,2"
RESET = "2.25,60,12,2,2.25,11.125,0.125"


def read(columns: str, cells: str, *, good: str = GOOD) -> Loan:
    tape = read_issue_tape(
        f"{HEADER},{columns}\n{good},{cells}\n".encode(),
        pool_id=PoolId("MINE"),
        programme=UMBS,
        pass_through_rate=Ppm.percent("5.5"),
        issue=Period(2026, 12),
    )
    return tape.loans[0]


def faults_of(columns: str, cells: str) -> list[tuple[str, str]]:
    with pytest.raises(TapeRejected) as caught:
        read(columns, cells)
    return [(fault.field, fault.value) for fault in caught.value.faults]


def test_read_tape__no_further_columns__a_fixed_rate_loan_that_is_not_behind() -> None:
    loan = read("state", "")

    assert (loan.accrual, loan.reset) == (Accrual.THIRTY_360, None)
    assert (loan.interest_only_months, loan.balloon_months) == (0, 0)
    assert (loan.months_behind, loan.months_advanced, loan.advances_stopped) == (0, 0, False)
    assert (loan.deferred_cents, loan.escrow_advances_cents) == (ZERO, ZERO)


def test_read_tape__every_column_of_a_reset__an_adjustable_loan() -> None:
    loan = read(",".join(("accrual", *RESET_COLUMNS)), f"ACTUAL/360,{RESET}")

    assert loan.accrual is Accrual.ACTUAL_360
    assert loan.reset == RateReset(
        margin_ppm=Ppm(22_500),
        months_to_reset=60,
        interval_months=12,
        periodic_cap_ppm=Ppm(20_000),
        floor_ppm=Ppm(22_500),
        ceiling_ppm=Ppm(111_250),
        step_ppm=Ppm(1_250),
    )


@pytest.mark.parametrize("left_out", range(len(RESET_COLUMNS)))
def test_read_tape__one_column_of_a_reset_left_out__refused_naming_it(left_out: int) -> None:
    cells = RESET.split(",")
    cells[left_out] = ""

    assert faults_of(",".join(RESET_COLUMNS), ",".join(cells)) == [(RESET_COLUMNS[left_out], "")]


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("accrual", "30/365"),
        ("interest_only_months", "359"),
        ("interest_only_months", "-1"),
        ("balloon_months", "123"),
        ("months_behind", "1.5"),
        ("months_behind", "481"),
        ("months_advanced", "1"),
        ("advances_stopped", "perhaps"),
        ("advances_stopped", "true"),
        ("deferred", "299000.51"),
        ("escrow_advances", "-1"),
    ],
)
def test_read_tape__bad_further_cell__refused_naming_the_column(column: str, cell: str) -> None:
    assert faults_of(column, cell) == [(column, cell)]


@pytest.mark.parametrize(
    ("at", "cell"),
    [(0, "-1"), (1, "0"), (2, "481"), (3, "31"), (4, "12"), (4, "0.1"), (5, "31"), (6, "0")],
)
def test_read_tape__reset_out_of_range__refused_naming_the_column(at: int, cell: str) -> None:
    cells = RESET.split(",")
    cells[at] = cell

    assert faults_of(",".join(RESET_COLUMNS), ",".join(cells)) == [(RESET_COLUMNS[at], cell)]


@pytest.mark.parametrize(
    ("status", "advances", "behind", "advanced"),
    [
        ("current", "0", 0, 0),
        ("current", "0.01", 1, 1),
        ("current", "1000.00", 1, 1),
        ("current", "1000.01", 2, 2),
        ("delinquent_30", "0", 1, 0),
        ("delinquent_30", "3000", 3, 3),
        ("delinquent_60", "1000", 2, 1),
        ("delinquent_90", "", 3, 0),
        ("foreclosure", "2000.01", 3, 3),
        ("reo", "9000", 9, 9),
        ("reo", "100000000", 480, 480),
    ],
)
def test_read_tape__arrears_not_counted__told_by_advances_and_standing(
    status: str, advances: str, behind: int, advanced: int
) -> None:
    columns = "payment,interest_only_months,status,advances_outstanding"

    loan = read(columns, f"1000,100,{status},{advances}")

    assert (loan.months_behind, loan.months_advanced) == (behind, advanced)


def test_least_behind__every_standing_of_a_late_loan__has_its_payments() -> None:
    late = [each for each in LoanStatus if not each.is_final and each is not LoanStatus.CURRENT]

    assert list(LEAST_BEHIND) == late


@pytest.mark.parametrize(
    ("columns", "cells", "behind", "advanced"),
    [
        ("months_behind", "5", 5, 3),
        ("months_behind", "2", 2, 2),
        ("months_behind", "0", 0, 0),
        ("months_advanced", "1", 3, 1),
        ("months_behind,months_advanced", "7,4", 7, 4),
    ],
)
def test_read_tape__arrears_counted_in_part__the_rest_is_told_by_advances(
    columns: str, cells: str, behind: int, advanced: int
) -> None:
    given = "payment,interest_only_months,status,advances_outstanding"

    loan = read(f"{given},{columns}", f"1000,100,delinquent_90,3000,{cells}")

    assert (loan.months_behind, loan.months_advanced) == (behind, advanced)


def test_read_tape__late_line_that_recasts__is_of_many_loans_and_not_behind() -> None:
    loan = read("recasts,status,advances_outstanding", "true,delinquent_60,5000")

    assert (loan.months_behind, loan.months_advanced) == (0, 0)


def test_read_tape__loan_without_a_payment__arrears_are_told_by_its_standing() -> None:
    loan = read(
        "payment,interest_only_months,status,advances_outstanding", "0,100,delinquent_60,5000"
    )

    assert (loan.months_behind, loan.months_advanced) == (2, 0)


def test_read_tape__no_payment_of_an_interest_only_loan__is_the_months_interest() -> None:
    loan = read("interest_only_months", "60")

    assert loan.payment_cents == monthly_interest(
        balance=loan.balance_cents, rate=loan.note_rate_ppm
    )


def test_read_tape__no_payment_of_a_balloon__is_that_of_the_longer_amortisation() -> None:
    balloon = read("balloon_months", "240", good="A1,300000,299000.50,6.125,118,2")
    whole = read("state", "")

    assert balloon.payment_cents == whole.payment_cents


def test_read_tape__no_payment_and_a_deferred_part__is_of_what_bears_interest() -> None:
    part = read("deferred", "99000.50")
    alone = read("state", "", good="A1,300000,200000,6.125,358,2")

    assert part.payment_cents == alone.payment_cents
    assert part.bearing_cents == Cents.dollars(200_000)


def test_read_tape__all_deferred__needs_no_payment_until_the_last() -> None:
    assert read("deferred", "299000.50").payment_cents == ZERO
