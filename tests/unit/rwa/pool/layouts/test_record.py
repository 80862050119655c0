from typing import Any

import pytest

from rwa.core.errors import ValueOutOfRange
from rwa.core.ids import LoanId
from rwa.core.money import Cents
from rwa.core.rates import Ppb
from rwa.pool.layouts.record import ReportedLoanMonth


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("loan_id", LoanId("")),
        ("original_balance_cents", Cents(-1)),
        ("scheduled_balance_begin_cents", Cents(-1)),
        ("scheduled_balance_end_cents", Cents(-1)),
        ("actual_balance_end_cents", Cents.dollars(100_000_000_001)),
        ("scheduled_interest_cents", Cents.dollars(-100_000_000_001)),
        ("original_term_months", -1),
        ("original_interest_only_months", 1_201),
        ("months_delinquent", -1),
        ("note_rate_ppb", Ppb(-1)),
        ("fee_rate_ppb", Ppb(1_000_000_001)),
    ],
)
def test_record__a_value_out_of_range__refused_by_name(field: str, value: Any) -> None:
    values = {"loan_id": LoanId("L1")} | {field: value}

    with pytest.raises(ValueOutOfRange) as caught:
        ReportedLoanMonth(**values)

    assert caught.value.field == field


def test_record__with_nothing_but_a_loan__says_nothing_else() -> None:
    month = ReportedLoanMonth(loan_id=LoanId("L1"))

    assert month.reporting_period is None
    assert month.balance_end_cents is None


def test_balance_end__with_and_without_a_schedule__prefers_the_scheduled() -> None:
    actual = ReportedLoanMonth(loan_id=LoanId("L1"), actual_balance_end_cents=Cents(7))
    both = ReportedLoanMonth(
        loan_id=LoanId("L1"),
        actual_balance_end_cents=Cents(7),
        scheduled_balance_end_cents=Cents(0),
    )

    assert actual.balance_end_cents == Cents(7)
    assert both.balance_end_cents == Cents(0)
