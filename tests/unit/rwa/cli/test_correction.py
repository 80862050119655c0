from collections.abc import Callable
from dataclasses import replace

import pytest

from rwa.cli import month as months
from rwa.cli.correction import (
    NothingToCorrect,
    corrected_months,
    months_left_behind,
    report_again,
)
from rwa.cli.funding import fund_corrections
from rwa.cli.operations import Operations
from rwa.core.money import Cents
from rwa.pool.activity import ActivityMismatch, MonthActivity

ExtraPayment = Callable[[Operations, int, Cents], MonthActivity]
REASON = "posted after the cutoff"


def with_payoff(activity: MonthActivity) -> MonthActivity:
    first, *others = activity.loans
    changed = replace(first, curtailment_cents=Cents(0), paid_off=True)
    return replace(activity, loans=(changed, *others))


@pytest.fixture
def three_months(operations: Operations) -> Operations:
    for _ in range(3):
        months.run(operations, pay=True)
    return operations


def test_corrected_months__an_early_month__takes_the_later_ones_along(
    three_months: Operations, extra_payment: ExtraPayment
) -> None:
    extra = extra_payment(three_months, 1, Cents(123_45))
    packages = corrected_months(three_months, {1: extra}, reason=REASON)

    assert [package.document.remittance.period_index for package in packages] == [1, 2, 3]
    assert {package.document.remittance.revision for package in packages} == {1}
    assert {package.document.reason for package in packages} == {REASON}
    # What later borrowers did stays.
    for package in packages[1:]:
        period = package.document.remittance.period_index
        assert package.activity == three_months.months.activity(period)
    assert three_months.oracle.report_of(1).revision == 0


def test_report_again__an_early_month__is_in_force_with_all_that_follow(
    three_months: Operations, extra_payment: ExtraPayment
) -> None:
    extra = extra_payment(three_months, 1, Cents(123_45))
    packages = corrected_months(three_months, {1: extra}, reason=REASON)
    before = three_months.oracle.pool_balance_cents()

    assert report_again(three_months, packages) == (1, 2, 3)
    assert three_months.oracle.restating_period() == 0
    assert [three_months.oracle.report_of(at).revision for at in (1, 2, 3)] == [1, 1, 1]
    assert three_months.oracle.pool_balance_cents() < before
    assert fund_corrections(three_months, (1, 2, 3)) == (1, 2, 3)
    assert fund_corrections(three_months, (1, 2, 3)) == ()


def test_corrected_months__a_month_that_no_longer_follows__is_refused_before_anything_is_reported(
    three_months: Operations,
) -> None:
    late = with_payoff(three_months.months.activity(1))

    with pytest.raises(ActivityMismatch):
        corrected_months(three_months, {1: late}, reason=REASON)

    assert [three_months.oracle.report_of(at).revision for at in (1, 2, 3)] == [0, 0, 0]


def test_corrected_months__every_month_that_changes_is_given__follows(
    three_months: Operations,
) -> None:
    gone = three_months.months.activity(1).loans[0].loan_id
    activities = {1: with_payoff(three_months.months.activity(1))}
    for period in (2, 3):
        activity = three_months.months.activity(period)
        rest = tuple(line for line in activity.loans if line.loan_id != gone)
        activities[period] = replace(activity, loans=rest)

    report_again(three_months, corrected_months(three_months, activities, reason=REASON))

    assert three_months.oracle.restating_period() == 0
    assert three_months.months.document(3).remittance.loan_count_end == len(
        three_months.months.activity(3).loans
    )


def test_corrected_months__what_was_reported_already__is_refused(three_months: Operations) -> None:
    same = {2: three_months.months.activity(2)}

    with pytest.raises(NothingToCorrect) as caught:
        corrected_months(three_months, same, reason=REASON)
    assert caught.value.periods == (2,)


def test_months_left_behind__a_correction_was_cut_short__are_those_that_follow(
    three_months: Operations, extra_payment: ExtraPayment
) -> None:
    extra = extra_payment(three_months, 1, Cents(123_45))
    first, *_ = corrected_months(three_months, {1: extra}, reason=REASON)
    report_again(three_months, [first])

    left = months_left_behind(three_months)
    assert [package.document.remittance.period_index for package in left] == [2, 3]
    report_again(three_months, left)
    assert months_left_behind(three_months) == ()
    assert three_months.oracle.restating_period() == 0
