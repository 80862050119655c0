from dataclasses import replace
from decimal import Decimal

import pytest

from oracle.recompute import RemittanceTypeUnaccounted, recompute, recompute_pool
from rwa.core.dates import Period
from rwa.core.ids import TrancheId
from rwa.core.money import total
from rwa.deal.distribution import NotTheMonthBefore
from rwa.deal.terms import pass_through_deal
from rwa.pool.activity import ActivityMismatch, MonthActivity
from rwa.pool.generator import generate_pool
from rwa.pool.programme import UMBS, RemittanceType
from rwa.pool.tape import LoanTape
from rwa.servicing.life import simulate_activity
from rwa.servicing.simulation import Behaviour

BEHAVIOUR = Behaviour(psa=Decimal(1_000), curtailment_chance=Decimal("0.1"))


@pytest.fixture
def tape() -> LoanTape:
    return generate_pool(seed=4, loan_count=40)


@pytest.fixture
def activity(tape: LoanTape) -> MonthActivity:
    return simulate_activity(tape, BEHAVIOUR, seed=4)


def test_recompute__two_months__continue_and_account_for_every_cent(
    tape: LoanTape, activity: MonthActivity
) -> None:
    deal = pass_through_deal(tape.pool, tranche=TrancheId("A"))

    first = recompute(tape, activity, deal, None)
    second = recompute(
        first.tape, simulate_activity(first.tape, BEHAVIOUR, seed=4), deal, first.distributions
    )

    assert (first.remittance.period, second.remittance.period) == (
        Period(2027, 1),
        Period(2027, 2),
    )
    assert second.remittance.balance_begin_cents == first.remittance.balance_end_cents
    for month in (first, second):
        pool, split = month.remittance, month.distributions
        assert pool.cash_received_cents == total(
            (
                pool.servicing_fee_cents,
                pool.guaranty_fee_cents,
                split.interest_to_investors_cents,
                split.principal_to_investors_cents,
                split.leftover_cents,
            )
        )
        assert total(loan.end_cents for loan in month.loans) == month.tape.balance_cents


def test_recompute__correction__carries_its_revision(
    tape: LoanTape, activity: MonthActivity
) -> None:
    deal = pass_through_deal(tape.pool, tranche=TrancheId("A"))

    assert recompute(tape, activity, deal, None, revision=2).remittance.revision == 2


def test_recompute__split_of_no_prior_month__refused(
    tape: LoanTape, activity: MonthActivity
) -> None:
    deal = pass_through_deal(tape.pool, tranche=TrancheId("A"))
    first = recompute(tape, activity, deal, None)

    with pytest.raises(NotTheMonthBefore):
        recompute(first.tape, simulate_activity(first.tape, BEHAVIOUR, seed=4), deal, None)


def test_recompute_pool__line_missing__refused_with_the_loan(
    tape: LoanTape, activity: MonthActivity
) -> None:
    with pytest.raises(ActivityMismatch) as caught:
        recompute_pool(tape, replace(activity, loans=activity.loans[1:]))

    assert caught.value.tape == activity.loans[0].loan_id


def test_recompute_pool__programme_that_remits_otherwise__refused(
    tape: LoanTape, activity: MonthActivity
) -> None:
    actual = replace(UMBS, remittance_type=RemittanceType.SCHEDULED_ACTUAL)
    tape = replace(tape, pool=replace(tape.pool, programme=actual))

    with pytest.raises(RemittanceTypeUnaccounted) as caught:
        recompute_pool(tape, activity)

    assert caught.value.remittance_type is RemittanceType.SCHEDULED_ACTUAL
