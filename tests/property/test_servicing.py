"""Servicing of any loans, with every feature at once: money is conserved, standings make sense."""

from collections import Counter
from dataclasses import fields, replace
from random import Random

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from rwa.core.errors import ValueOutOfRange
from rwa.core.ids import LoanId
from rwa.core.money import ZERO, total
from rwa.pool.activity import LoanActivity, MonthActivity
from rwa.pool.loan import Loan, LoanStatus
from rwa.pool.programme import (
    PORTFOLIO_ACTUAL_ACTUAL,
    PORTFOLIO_SCHEDULED_ACTUAL,
    PRIVATE_LABEL,
    PROGRAMMES,
    UMBS,
    Programme,
)
from rwa.pool.tape import LoanTape
from rwa.remittance.identities import verify_loans
from rwa.remittance.loan_month import LoanMonth
from rwa.remittance.refusals import ActivityRefused
from rwa.remittance.remittance import Remittance
from rwa.servicing.accounting import account
from rwa.servicing.activity_columns import activity_columns_of, activity_of
from rwa.servicing.columns import columns_of, tape_of
from rwa.servicing.loan_columns import loan_months_of
from tests.servicing_cases import case_of, next_month, tape_drawn

RUNGS = {
    0: LoanStatus.CURRENT,
    1: LoanStatus.DELINQUENT_30,
    2: LoanStatus.DELINQUENT_60,
}


def serviced(
    tape: LoanTape, activity: MonthActivity
) -> tuple[Remittance, tuple[LoanMonth, ...], LoanTape]:
    columns = columns_of(tape)
    month = account(columns, activity_columns_of(activity, tape))
    return month.remittance, loan_months_of(month.loans, columns), tape_of(month.tape)


def check_tape_follows(
    before: LoanTape, rows: tuple[LoanMonth, ...], after: LoanTape, activity: MonthActivity
) -> None:
    lines = {line.loan_id: line for line in activity.loans}
    for row in rows:
        loan = after.loan(row.loan_id)
        assert loan.balance_cents == row.end_cents
        assert loan.advances_outstanding_cents == row.advances_end_cents
        assert loan.escrow_balance_cents == row.escrow_end_cents
        assert row.advances_begin_cents == before.loan(row.loan_id).advances_outstanding_cents
        check_escrow_advances(before.loan(row.loan_id), row, loan, lines)
        check_standing(before.loan(row.loan_id), loan, lines)
    untouched = {loan.loan_id for loan in before.loans} - {row.loan_id for row in rows}
    assert all(after.loan(loan_id) == before.loan(loan_id) for loan_id in untouched)


def check_escrow_advances(
    before: Loan, row: LoanMonth, after: Loan, lines: dict[LoanId, LoanActivity]
) -> None:
    """What the servicer is owed is what it put in and has not been paid back."""
    line = lines[row.loan_id]
    paid_back = row.escrow_disbursements_cents - line.escrow_disbursement_cents
    if not after.is_active:
        assert after.escrow_balance_cents == after.escrow_advances_cents == ZERO
        return
    owed = before.escrow_advances_cents + row.escrow_advances_cents - paid_back
    assert after.escrow_advances_cents == owed


def check_standing(before: Loan, after: Loan, lines: dict[LoanId, LoanActivity]) -> None:
    if not after.is_active:
        assert after.months_behind == after.months_advanced == after.remaining_months == 0
        return
    moved_to = lines[after.loan_id].moved_to
    rung = RUNGS.get(after.months_behind, LoanStatus.DELINQUENT_90)
    stays = before.status in (LoanStatus.FORECLOSURE, LoanStatus.REO) and after.months_behind
    assert after.status is (moved_to or (before.status if stays else rung))
    assert after.months_advanced <= after.months_behind
    assert after.deferred_cents <= after.balance_cents


@settings(max_examples=max(400, settings.default.max_examples))
@given(st.integers(0, 2**32))
def test_run_month__any_loans_with_every_feature__conserves_every_cent(seed: int) -> None:
    tape, activity = case_of(seed)
    draw = Random(seed)
    for _ in range(3):
        try:
            remittance, rows, after = serviced(tape, activity)
        except (ActivityRefused, ValueOutOfRange) as refusal:
            event(type(refusal).__name__)
            return
        event("accounted")
        verify_loans(remittance, rows)
        check_tape_follows(tape, rows, after, activity)
        tape, activity = after, next_month(after, draw)


def test_cases__many_seeds__reach_every_feature_and_every_refusal() -> None:
    outcomes: Counter[str] = Counter()
    features: Counter[str] = Counter()
    for seed in range(1_500):
        draw = Random(seed)
        tape = tape_drawn(draw, draw.choice(PROGRAMMES), count=3)
        activity = next_month(tape, draw, odd=0.2)
        try:
            _, rows, _ = serviced(tape, activity)
        except (ActivityRefused, ValueOutOfRange) as refusal:
            outcomes[type(refusal).__name__] += 1
            continue
        outcomes["accounted"] += 1
        features.update(
            field.name
            for row in rows
            for field in fields(LoanMonth)
            if field.name != "loan_id" and getattr(row, field.name)
        )

    refusals = {each.__name__ for each in ActivityRefused.__subclasses__()}
    assert set(outcomes) - {"accounted", "ValueOutOfRange"} == refusals
    assert outcomes["accounted"] > 500
    assert set(features) == {field.name for field in fields(LoanMonth)} - {"loan_id"}
    assert min(features.values()) > 5


@pytest.mark.parametrize(
    "programme", [PRIVATE_LABEL, UMBS, PORTFOLIO_SCHEDULED_ACTUAL, PORTFOLIO_ACTUAL_ACTUAL]
)
def test_run_month__mixed_pool_for_360_months__conserves_every_cent(programme: Programme) -> None:
    draw = Random(programme.key)
    tape = first = tape_drawn(draw, programme, count=24)
    months = []

    for _ in range(360):
        remittance, rows, tape = _accounted_month(tape, draw)
        verify_loans(remittance, rows)
        months.append(remittance)

    # Everything that came in, from borrowers and the servicer, went to holders or back to it.
    repaid = first.balance_cents + total(month.capitalised_cents for month in months)
    lost = total(month.loss_cents for month in months)
    principal = repaid - tape.balance_cents - lost - total(m.capitalised_cents for m in months)
    put_in = total(month.cash_received_cents for month in months) + total(
        month.compensating_interest_cents for month in months
    )
    advances = total(month.advances_made_cents for month in months) - total(
        month.advances_recovered_cents for month in months
    )
    interest = total(month.gross_interest_cents for month in months)
    recovered = total(month.recoveries_cents for month in months)
    assert put_in + advances == interest + principal + recovered
    given_up = total(month.advances_written_off_cents for month in months)
    at_first = total(loan.advances_outstanding_cents for loan in first.loans)
    at_last = total(loan.advances_outstanding_cents for loan in tape.loans)
    assert at_first + advances - given_up == at_last
    held = total(loan.escrow_balance_cents for loan in tape.loans)
    paid_in = total(month.escrow_deposits_cents + month.escrow_advances_cents for month in months)
    paid_out = total(month.escrow_disbursements_cents for month in months)
    assert total(loan.escrow_balance_cents for loan in first.loans) + paid_in - paid_out == held
    assert tape.loan_count == 0 or tape.balance_cents > ZERO


def _accounted_month(
    tape: LoanTape, draw: Random
) -> tuple[Remittance, tuple[LoanMonth, ...], LoanTape]:
    """The next month, refused lines redrawn as borrowers who pay everything off."""
    activity = next_month(tape, draw, odd=0)
    while True:
        try:
            return serviced(tape, activity)
        except ActivityRefused as refusal:
            activity = replace(
                activity,
                loans=tuple(
                    _pays_off(tape, line.loan_id) if line.loan_id == refusal.loan_id else line
                    for line in activity.loans
                ),
            )


def _pays_off(tape: LoanTape, loan_id: LoanId) -> LoanActivity:
    return LoanActivity(
        loan_id=loan_id,
        payments_made=1,
        curtailment_cents=ZERO,
        paid_off=not tape.loan(loan_id).recasts,
        liquidation_proceeds_cents=None,
    )


@given(st.integers(0, 2**32))
def test_activity_of__any_month__gives_the_lines_back(seed: int) -> None:
    tape, activity = case_of(seed)

    assert activity_of(activity_columns_of(activity, tape), columns_of(tape)) == activity


@given(st.integers(0, 2**32))
def test_tape_of__any_loans__gives_the_tape_back(seed: int) -> None:
    tape, _ = case_of(seed)

    assert tape_of(columns_of(tape)) == tape
