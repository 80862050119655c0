"""The tapes that are shipped load, and are what their page says."""

import re
from pathlib import Path

import pytest

from rwa.core.annuity import level_payment
from rwa.core.dates import Period
from rwa.core.ids import PoolId
from rwa.core.money import Cents
from rwa.core.rates import Ppm
from rwa.pool.files import read_issue_tape
from rwa.pool.generator import generate_pool
from rwa.pool.programme import PROGRAMMES, UMBS, Programme
from rwa.pool.rejection import TapeRejected
from rwa.pool.tape import LoanTape

TAPES = Path(__file__).parents[4] / "examples" / "tapes"
PAGE = (TAPES / "README.md").read_text()


def read(name: str, *, pool_id: str = "RWA-2026-1", programme: Programme = UMBS) -> LoanTape:
    return read_issue_tape(
        (TAPES / name).read_bytes(),
        pool_id=PoolId(pool_id),
        programme=programme,
        pass_through_rate=Ppm.percent("5.5"),
        issue=Period(2026, 12),
    )


def test_long_example__read__is_the_generated_pool() -> None:
    assert read("umbs_200_loans.csv") == generate_pool(seed=2026, loan_count=200)


def test_long_example__its_page__says_what_is_in_it() -> None:
    tape = read("umbs_200_loans.csv")
    rates = [loan.note_rate_ppm for loan in tape.loans]

    assert f"${tape.balance_cents}" in PAGE
    assert f"{min(rates)} to {max(rates)}" in PAGE
    assert {loan.original_term_months for loan in tape.loans} == {180, 240, 360}
    assert {loan.age_months for loan in tape.loans} >= {0, 24}
    assert max(loan.age_months for loan in tape.loans) == 24


def test_short_example__read__has_the_same_loans_with_defaults_filled_in() -> None:
    short, long = read("required_columns_only.csv"), read("umbs_200_loans.csv")

    assert [loan.balance_cents for loan in short.loans] == [
        loan.balance_cents for loan in long.loans[:12]
    ]
    for loan in short.loans:
        level = level_payment(
            balance=loan.balance_cents,
            note_rate=loan.note_rate_ppm,
            months=loan.remaining_months,
        )
        assert loan.payment_cents == level
        assert abs(loan.payment_cents - long.loan(loan.loan_id).payment_cents) <= Cents(1)


def test_each_example__is_listed_and_reads_into_any_programme() -> None:
    files = sorted(path.name for path in TAPES.glob("*.csv"))

    assert re.findall(r"^\| `(.*?\.csv)`", PAGE, re.MULTILINE) == sorted(files, reverse=True)
    for name in files:
        assert all(read(name, pool_id="OTHER", programme=each).loans for each in PROGRAMMES)


@pytest.mark.parametrize("name", ["umbs_200_loans.csv", "required_columns_only.csv"])
def test_each_example__read_for_a_higher_rate__refused(name: str) -> None:
    with pytest.raises(TapeRejected):
        read_issue_tape(
            (TAPES / name).read_bytes(),
            pool_id=PoolId("MINE"),
            programme=UMBS,
            pass_through_rate=Ppm.percent("6.5"),
            issue=Period(2026, 12),
        )
