from dataclasses import replace
from decimal import Decimal

import pytest

from oracle.recompute import recompute, recompute_pool
from rwa.core.dates import Period
from rwa.core.errors import ValueOutOfRange
from rwa.core.ids import TrancheId
from rwa.core.money import ZERO, Cents, total
from rwa.core.rates import monthly_interest
from rwa.deal.distribution import NotTheMonthBefore
from rwa.deal.terms import pass_through_deal
from rwa.pool.activity import ActivityMismatch, LoanActivity, MonthActivity
from rwa.pool.bounds import MAX_AGE_MONTHS
from rwa.pool.generator import generate_pool
from rwa.pool.loan import LoanStatus
from rwa.pool.programme import PRIVATE_LABEL, Programme
from rwa.pool.tape import LoanTape
from rwa.remittance.refusals import PaymentsNotOwed
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


@pytest.mark.parametrize(
    ("programme", "expected"),
    [
        (PRIVATE_LABEL, "17.00"),  # the shortfall, which the fees exceed
        (replace(PRIVATE_LABEL, compensates_interest=False), "0.00"),
    ],
)
def test_recompute_pool__interest_short_on_two_loans__compensated_for_the_pool(
    tape: LoanTape, activity: MonthActivity, programme: Programme, expected: str
) -> None:
    tape = replace(tape, pool=replace(tape.pool, programme=programme))
    short = {0: "12.00", 1: "5.00"}
    lines = tuple(
        replace(
            paying(line),
            paid_off=number in short,
            interest_shortfall_cents=Cents.parse(short.get(number, "0")),
        )
        for number, line in enumerate(activity.loans)
    )

    pool = recompute_pool(tape, replace(activity, loans=lines))

    month = pool.remittance
    assert month.prepayment_interest_shortfall_cents.plain == "17.00"
    assert month.compensating_interest_cents.plain == expected
    of_loans = total(loan.gross_interest_cents for loan in pool.loans)
    assert month.gross_interest_cents == of_loans + Cents.parse(expected)
    assert month.payments_due_cents == of_loans + Cents.dollars(17) + month.scheduled_cents


def test_recompute_pool__shortfall_above_the_fees__compensated_up_to_them(
    tape: LoanTape, activity: MonthActivity
) -> None:
    tape = replace(tape, pool=replace(tape.pool, programme=PRIVATE_LABEL))
    lines = tuple(
        replace(
            paying(line),
            paid_off=True,
            interest_shortfall_cents=monthly_interest(
                balance=loan.balance_cents, rate=loan.note_rate_ppm
            ),
        )
        for line, loan in zip(activity.loans, tape.active_loans, strict=True)
    )

    month = recompute_pool(tape, replace(activity, loans=lines)).remittance

    assert month.compensating_interest_cents == month.servicing_fee_cents
    assert month.gross_interest_cents == month.compensating_interest_cents
    assert month.balance_end_cents == ZERO


def test_recompute_pool__every_event_in_one_month__is_the_sum_of_its_loans(
    tape: LoanTape, activity: MonthActivity
) -> None:
    tape = replace(tape, pool=replace(tape.pool, programme=PRIVATE_LABEL))
    lines = [paying(line) for line in activity.loans]
    lines[0] = replace(lines[0], payments_made=0, liquidation_proceeds_cents=Cents.dollars(-300))
    lines[1] = replace(lines[1], payments_made=0)
    first = recompute_pool(tape, replace(activity, loans=tuple(lines)))
    liquidated, missed = first.tape.loans[0], first.tape.loans[1]
    later = [replace(line) for line in lines]
    later[0] = replace(lines[0], liquidation_proceeds_cents=None, recovery_cents=Cents.dollars(70))
    later[1] = replace(lines[1], written_off_cents=missed.advances_outstanding_cents)
    later[2] = replace(
        lines[2],
        escrow_deposit_cents=Cents.dollars(50),
        escrow_disbursement_cents=Cents.dollars(1_000_000),
    )

    second = recompute_pool(
        first.tape, replace(activity, period=first.tape.next_period, loans=tuple(later))
    )

    assert liquidated.status is LoanStatus.LIQUIDATED
    assert first.remittance.loss_cents > first.remittance.liquidated_cents > ZERO
    month = second.remittance
    assert (month.loan_count_begin, len(second.loans)) == (39, 40)
    assert month.recoveries_cents == Cents.dollars(70)
    assert month.advances_written_off_cents == missed.advances_outstanding_cents
    assert month.escrow_advances_cents == Cents.dollars(1_000_000) - (
        month.escrow_begin_cents + Cents.dollars(50) - month.escrow_end_cents
    )
    cash = total(loan.cash_received_cents for loan in second.loans)
    assert month.cash_received_cents == cash
    assert second.tape.loans[0] == liquidated


def test_recompute_pool__loan_that_no_tape_holds_before_a_refusal__names_the_refusal(
    tape: LoanTape, activity: MonthActivity
) -> None:
    lines = [paying(line) for line in activity.loans]
    oldest = replace(tape.loans[0], age_months=MAX_AGE_MONTHS)
    tape = replace(tape, loans=(oldest, *tape.loans[1:]))
    refused = replace(lines[5], payments_made=2)

    with pytest.raises(ValueOutOfRange):
        recompute_pool(tape, replace(activity, loans=tuple(lines)))
    with pytest.raises(PaymentsNotOwed):
        recompute_pool(tape, replace(activity, loans=(*lines[:5], refused, *lines[6:])))


def paying(line: LoanActivity) -> LoanActivity:
    """The month's payment and nothing else."""
    return replace(line, payments_made=1, curtailment_cents=ZERO, paid_off=False, moved_to=None)
