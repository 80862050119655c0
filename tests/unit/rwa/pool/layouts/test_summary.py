from rwa.core.dates import Period
from rwa.core.ids import LoanId
from rwa.core.money import Cents
from rwa.pool.layouts.record import ReportedLoanMonth
from rwa.pool.layouts.summary import totals_of


def month(loan: str, period: Period | None, **cents: int | None) -> ReportedLoanMonth:
    amounts = {name: None if count is None else Cents(count) for name, count in cents.items()}
    return ReportedLoanMonth(loan_id=LoanId(loan), reporting_period=period, **amounts)  # type: ignore[arg-type]


def test_totals__of_months__count_each_loan_once_and_add_both_ends() -> None:
    months = [
        month("A", Period(2024, 1), original_balance_cents=100, actual_balance_end_cents=90),
        month("A", Period(2024, 2), original_balance_cents=100, actual_balance_end_cents=80),
        month("B", Period(2024, 2), original_balance_cents=None, actual_balance_end_cents=7),
    ]

    totals = totals_of(months)

    assert (totals.row_count, totals.loan_count, totals.month_count) == (3, 2, 2)
    assert totals.original_balance_cents == Cents(100)
    assert totals.first is not None
    assert totals.last is not None
    assert (totals.first.loan_count, totals.first.balance_cents) == (1, Cents(90))
    assert (totals.last.loan_count, totals.last.balance_cents) == (2, Cents(87))


def test_totals__of_nothing_or_of_loans_without_months__have_no_ends() -> None:
    for months in ([], [month("A", None)]):
        totals = totals_of(months)

        assert (totals.first, totals.last, totals.original_balance_cents) == (None, None, None)
        assert totals.month_count == 0
