"""Two published files, read whole; sums were taken from the raw text by other means."""

import gzip
import re
from collections import Counter
from pathlib import Path

import pytest

from rwa.core.dates import Period
from rwa.core.money import ZERO, Cents, total
from rwa.pool.layouts.examining import ExaminedFile, examine_loan_file
from rwa.pool.layouts.loan_month_file import loan_months_parquet, read_loan_months
from rwa.pool.layouts.record import AccrualBasis, ReportedLoanMonth
from rwa.pool.layouts.registry import layout_named
from rwa.pool.layouts.summary import totals_of

DATA = Path(__file__).parents[4] / "data"
FILES = {
    "abs-ee-cmbs-csv": DATA / "cmbs_ubs2017c1_loan_months.csv.gz",
    "abs-ee-cmbs": DATA / "cmbs_benchmark_ex102_2026-03.xml.gz",
}

FLOAT_STEPS = Cents.dollars(8)
"""Two balances of the CSV, each rounded by up to $4 to a 32-bit float where it was collected."""


def unexplained(month: ReportedLoanMonth) -> Cents:
    """What the balance fell by beyond what the row says."""
    taken = (
        month.scheduled_principal_cents,
        month.unscheduled_principal_cents,
        month.other_principal_adjustment_cents,
        month.realized_loss_cents,
    )
    begin, end = month.scheduled_balance_begin_cents, month.scheduled_balance_end_cents
    return (begin or ZERO) - (end or ZERO) - total(amount or ZERO for amount in taken)


@pytest.fixture(scope="module", params=sorted(FILES))
def examined(request: pytest.FixtureRequest) -> ExaminedFile:
    return examine_loan_file(FILES[request.param].read_bytes(), layout_named(request.param))


@pytest.fixture(scope="module")
def months() -> tuple[ReportedLoanMonth, ...]:
    name = "abs-ee-cmbs-csv"
    return examine_loan_file(FILES[name].read_bytes(), layout_named(name)).require_faultless()


def test_real_file__read_whole__has_no_reject(examined: ExaminedFile) -> None:
    assert examined.faults == ()
    assert len(examined.usable) == examined.row_count


def test_real_file__written_as_parquet__is_read_back_equal(examined: ExaminedFile) -> None:
    assert read_loan_months(loan_months_parquet(examined.usable)) == examined.usable


def test_csv__every_month__is_there_with_its_balance(months: tuple[ReportedLoanMonth, ...]) -> None:
    totals = totals_of(months)

    assert (totals.row_count, totals.loan_count, totals.month_count) == (6_090, 58, 105)
    assert totals.first is not None
    assert totals.last is not None
    assert (totals.first.period, totals.last.period) == (Period(2017, 7), Period(2026, 3))
    assert (totals.first.loan_count, totals.last.loan_count) == (58, 58)
    assert totals.first.balance_cents == Cents(75_548_073_780)
    assert totals.last.balance_cents == Cents(55_982_101_180)
    assert set(Counter(month.reporting_period for month in months).values()) == {58}


def test_csv__what_it_says__keeps_the_known_identities(
    months: tuple[ReportedLoanMonth, ...],
) -> None:
    assert {month.accrual_basis for month in months} == {AccrualBasis.ACTUAL_360}
    losses = {(month.loan_id, month.realized_loss_cents) for month in months}
    assert len({loss for loss in losses if loss[1] is not None}) == 5
    advances = (month.principal_interest_advances_cents or ZERO for month in months)
    assert sum(amount > ZERO for amount in advances) == 454
    paying = [month for month in months if month.scheduled_payment_cents is not None]
    assert len(paying) == 5_879
    assert all(abs(unexplained(month)) <= FLOAT_STEPS for month in paying)


def test_xml__every_loan__is_there_with_exact_cents() -> None:
    data = FILES["abs-ee-cmbs"].read_bytes()
    examined = examine_loan_file(data, layout_named("abs-ee-cmbs"))
    text = gzip.decompress(data).decode()
    raw = re.findall(r"<reportPeriodEndScheduledLoanBalanceAmount>([\d.]+)<", text)

    assert (len(raw), text.count("<assets>")) == (62, 129)
    assert (examined.row_count, examined.property_entries) == (62, 67)
    balances = [month.scheduled_balance_end_cents or ZERO for month in examined.usable]
    assert balances == [Cents.parse(amount) for amount in raw]
    assert total(balances) == Cents(72_920_171_293)
    assert [abs(unexplained(month).count) for month in examined.usable].count(0) == 60
    assert {abs(unexplained(month).count) for month in examined.usable} == {0, 1}
