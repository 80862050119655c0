from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from oracle.estimate import departures_from_estimate
from rwa.core.money import ZERO, Cents
from rwa.pool.activity import LoanActivity
from rwa.pool.generator import generate_pool
from rwa.pool.loan import LoanStatus
from rwa.pool.tape import LoanTape
from rwa.servicing.estimating import estimated_activity
from tests.servicing_cases import case_of


@pytest.fixture
def tape() -> LoanTape:
    """Loans in every standing, three of them with their last payment due."""
    made = generate_pool(seed=11, loan_count=24)
    standings = [status for status in LoanStatus if not status.is_final]
    loans = []
    for number, loan in enumerate(made.loans):
        status = standings[number % len(standings)]
        missed = number % len(standings)
        changed = replace(
            loan,
            status=status,
            advances_outstanding_cents=Cents(missed * loan.payment_cents.count),
            months_behind=missed,
            months_advanced=missed,
        )
        loans.append(replace(changed, remaining_months=1) if number in (3, 6, 11) else changed)
    return replace(made, loans=tuple(loans))


def test_departures_from_estimate__what_the_servicer_estimates__are_none(tape: LoanTape) -> None:
    activity = estimated_activity(tape)

    assert list(departures_from_estimate(activity, tape)) == []
    assert {line.payments_made for line in activity.loans} == {0, 1}
    assert any(line.paid_off for line in activity.loans)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (lambda line: replace(line, curtailment_cents=Cents(1)), "estimated curtailment_cents"),
        (lambda line: replace(line, paid_off=True), "estimated paid_off"),
        (lambda line: replace(line, payments_made=2), "estimated payments_made"),
        (
            lambda line: replace(line, liquidation_proceeds_cents=Cents(1)),
            "estimated liquidation_proceeds_cents",
        ),
        (lambda line: replace(line, stops_advances=True), "estimated stops_advances"),
        (lambda line: replace(line, moved_to=LoanStatus.REO), "estimated moved_to"),
        (lambda line: replace(line, written_off_cents=Cents(1)), "estimated written_off_cents"),
        (
            lambda line: replace(line, escrow_deposit_cents=Cents(1)),
            "estimated escrow_deposit_cents",
        ),
        (lambda line: replace(line, late_fee_cents=Cents(1)), "estimated late_fee_cents"),
    ],
)
def test_departures_from_estimate__one_borrower_otherwise__is_named(
    tape: LoanTape, change: Callable[[Any], Any], field: str
) -> None:
    activity = estimated_activity(tape)
    lines = list(activity.loans)
    lines[5] = change(lines[5])

    (found,) = departures_from_estimate(replace(activity, loans=tuple(lines)), tape)

    assert (found.field, found.loan_id) == (field, lines[5].loan_id)


def test_departures_from_estimate__recovery_on_an_ended_loan__is_named(tape: LoanTape) -> None:
    ended = replace(
        tape.loans[0],
        balance_cents=ZERO,
        remaining_months=0,
        status=LoanStatus.LIQUIDATED,
        advances_outstanding_cents=ZERO,
        escrow_balance_cents=ZERO,
        months_behind=0,
        months_advanced=0,
    )
    month_later = replace(tape, as_of=tape.next_period, loans=(ended, *tape.loans[1:]))
    activity = estimated_activity(month_later)
    recovery = LoanActivity(
        loan_id=ended.loan_id,
        payments_made=0,
        curtailment_cents=ZERO,
        paid_off=False,
        liquidation_proceeds_cents=None,
        recovery_cents=Cents(5),
    )
    reported = replace(activity, loans=(recovery, *activity.loans))

    (found,) = departures_from_estimate(reported, month_later)

    assert (found.field, found.loan_id) == ("estimated recovery_cents", ended.loan_id)


def test_departures_from_estimate__every_kind_of_loan__the_servicer_estimates_alike() -> None:
    for seed in range(60):
        tape, _ = case_of(seed)

        assert list(departures_from_estimate(estimated_activity(tape), tape)) == []
