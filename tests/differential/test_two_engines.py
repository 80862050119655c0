"""Both engines over months with every feature of servicing: not a cent apart, and the same refusals.

A long run (`--hypothesis-profile=long`) accounts 1,000,000 loan-months.
"""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from oracle.checks import remittance_differences, tape_differences
from oracle.recompute import RecomputedPool, recompute_pool
from rwa.core.errors import ValueOutOfRange
from rwa.core.ids import LoanId
from rwa.core.money import ZERO
from rwa.pool.activity import LoanActivity, MonthActivity
from rwa.pool.programme import PROGRAMMES, Programme
from rwa.pool.tape import LoanTape
from rwa.remittance.loan_month import LoanMonth
from rwa.remittance.refusals import ActivityRefused
from rwa.servicing.accounting import account, run_month
from rwa.servicing.activity_columns import activity_columns_of
from rwa.servicing.columns import columns_of
from rwa.servicing.loan_columns import loan_months_of
from tests.differential.loan_months import outcome_of
from tests.servicing_cases import case_of, next_month, tape_drawn

EXAMPLES = settings.default.max_examples
LONG_RUN = 2_000
"""Examples of a long run, which makes 1,000,000 loan-months of them."""
LOAN_MONTHS = 1_000_000 // LONG_RUN if EXAMPLES >= LONG_RUN else 100
"""Loan-months that both engines account in one example."""
LOANS = 25
ENDS_KEPT = 0.05
"""Share of the ends drawn that are kept: loans are to go through many months."""
seeds = st.integers(0, 2**32)


@settings(max_examples=max(400, EXAMPLES))
@given(seeds)
def test_engines__any_month_of_any_pool__account_or_refuse_alike(seed: int) -> None:
    tape, activity = case_of(seed)

    ours, theirs = outcome_of(recompute_pool, tape, activity), outcome_of(run_month, tape, activity)

    event(ours[0])
    assert theirs == ours
    assert ours[0] != "IdentityBroken"


@settings(max_examples=EXAMPLES)
@given(seeds)
def test_engines__month_after_month__stay_equal_in_every_field(seed: int) -> None:
    draw = Random(seed)
    accounted = 0
    while accounted < LOAN_MONTHS:
        tape = tape_drawn(draw, draw.choice(PROGRAMMES), count=LOANS)
        while accounted < LOAN_MONTHS and tape.loan_count:
            tape, loans = one_month(tape, draw)
            accounted += loans


@pytest.mark.parametrize("programme", PROGRAMMES, ids=lambda programme: programme.key)
def test_engines__each_programme__stay_equal_until_the_pool_has_ended(
    programme: Programme,
) -> None:
    draw = Random(programme.key)
    tape = tape_drawn(draw, programme, count=LOANS)
    months = 0
    while tape.loan_count:
        tape, _ = one_month(tape, draw)
        months += 1

    assert months > 12
    assert tape.balance_cents == ZERO


def one_month(tape: LoanTape, draw: Random) -> tuple[LoanTape, int]:
    """Account a month that can be, and show that both engines do alike: (tape, loan-months)."""
    activity = calmer(next_month(tape, draw, odd=0.01), draw)
    while True:
        try:
            ours = recompute_pool(tape, activity)
        except ActivityRefused as refusal:
            refused_alike(tape, activity, refusal)
            activity = settled(tape, activity, refusal.loan_id)
        except ValueOutOfRange:
            assert outcome_of(run_month, tape, activity) == ("ValueOutOfRange",)
            activity = next_month(tape, draw, odd=0)  # once in a while as drawn, ends and all
        else:
            equal_in_every_field(tape, activity, ours)
            return ours.tape, len(ours.loans)


def calmer(activity: MonthActivity, draw: Random) -> MonthActivity:
    """The month, most of the loans that end in it missing their payment or making it instead."""
    return replace(activity, loans=tuple(kept(line, draw) for line in activity.loans))


def kept(line: LoanActivity, draw: Random) -> LoanActivity:
    ends = line.paid_off or line.liquidation_proceeds_cents is not None
    if not ends or draw.random() < ENDS_KEPT:
        return line
    return replace(
        line,
        payments_made=draw.randint(0, 1),
        paid_off=False,
        bought_out=False,
        liquidation_proceeds_cents=None,
        interest_shortfall_cents=ZERO,
    )


def refused_alike(tape: LoanTape, activity: MonthActivity, refusal: ActivityRefused) -> None:
    with pytest.raises(type(refusal)) as caught:
        run_month(tape, activity)
    assert str(caught.value) == str(refusal)


def settled(tape: LoanTape, activity: MonthActivity, loan_id: LoanId) -> MonthActivity:
    """The month again: the loan that was refused is paid off, or has no line if it ended."""
    payoff = LoanActivity(
        loan_id=loan_id,
        payments_made=1,
        curtailment_cents=ZERO,
        paid_off=True,
        liquidation_proceeds_cents=None,
    )
    instead = (payoff,) if tape.loan(loan_id).is_active else ()
    others = tuple(line for line in activity.loans if line.loan_id != loan_id)
    lines = sorted((*others, *instead), key=lambda line: line.loan_id)
    return replace(activity, loans=tuple(lines))


def equal_in_every_field(tape: LoanTape, activity: MonthActivity, ours: RecomputedPool) -> None:
    theirs = run_month(tape, activity)
    assert list(tape_differences(ours.tape, theirs.tape)) == []
    assert list(remittance_differences(ours.remittance, theirs.remittance)) == []
    assert serviced_loans(tape, activity) == ours.loans


def serviced_loans(tape: LoanTape, activity: MonthActivity) -> tuple[LoanMonth, ...]:
    columns = columns_of(tape)
    month = account(columns, activity_columns_of(activity, tape))
    return loan_months_of(month.loans, columns)
