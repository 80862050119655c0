"""The servicer's columnar engine and the oracle's row-by-row engine: not a cent apart."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import event, given, settings
from hypothesis import strategies as st

from oracle.checks import remittance_differences, tape_differences
from oracle.recompute import recompute, recompute_pool
from rwa.core.annuity import level_payment
from rwa.core.dates import Period
from rwa.core.ids import LoanId, PoolId, TrancheId
from rwa.core.money import ZERO, Cents, total
from rwa.core.rates import Ppm, monthly_interest
from rwa.deal.terms import pass_through_deal
from rwa.pool.activity import LoanActivity, MonthActivity
from rwa.pool.bounds import MAX_BALANCE
from rwa.pool.generator import generate_pool
from rwa.pool.loan import Loan, LoanStatus
from rwa.pool.programme import UMBS
from rwa.pool.tape import LoanTape
from rwa.pool.terms import PoolTerms
from rwa.remittance import refusals
from rwa.servicing.accounting import account, run_month
from rwa.servicing.activity_columns import activity_columns_of
from rwa.servicing.columns import columns_of
from rwa.servicing.life import simulate_activity
from rwa.servicing.loan_columns import loan_months_of
from rwa.servicing.simulation import Behaviour

LARGEST = MAX_BALANCE.count // 4
"""Four loans of it are the largest pool."""
OWING = [status for status in LoanStatus if not status.is_final]
few_or_many = st.one_of(st.integers(1, 3), st.integers(1, 480))
amounts = st.one_of(st.integers(1, 1_000), st.integers(1, 10**8), st.integers(1, LARGEST))


@st.composite
def loans(draw: st.DrawFn, loan_id: str, net_rate: int) -> Loan:
    servicing, guaranty = draw(st.integers(0, 20_000)), draw(st.sampled_from([0, 1, 3_750, 10_000]))
    note_rate = Ppm(net_rate + servicing + guaranty)
    balance = Cents(draw(amounts))
    months = draw(few_or_many)
    recasts = draw(st.booleans())
    payment = _payment(draw, balance, note_rate, months)
    missed = 0 if recasts else draw(st.sampled_from([0, 0, 0, 1, 2, 5]))
    odd = draw(st.sampled_from([0, 0, 1])) if missed else 0
    advances = min(missed * payment.count + odd, MAX_BALANCE.count)
    return Loan(
        loan_id=LoanId(loan_id),
        original_balance_cents=balance,
        balance_cents=balance,
        note_rate_ppm=note_rate,
        servicing_fee_ppm=Ppm(servicing),
        guaranty_fee_ppm=Ppm(guaranty),
        payment_cents=payment,
        original_term_months=480,
        remaining_months=months,
        age_months=draw(st.integers(0, 1_100)),
        recasts=recasts,
        status=draw(st.sampled_from(OWING)),
        advances_outstanding_cents=Cents(advances),
        escrow_balance_cents=Cents(draw(st.integers(-(10**6), 10**6))),
        state=None,
    )


def _payment(draw: st.DrawFn, balance: Cents, note_rate: Ppm, months: int) -> Cents:
    """The level payment, or one that ends the loan early or leaves a balloon; it amortises."""
    level = level_payment(balance=balance, note_rate=note_rate, months=months).count
    wanted = level * draw(st.sampled_from([100, 100, 100, 101, 99, 5_000])) // 100
    least = monthly_interest(balance=balance, rate=note_rate).count + 1
    return Cents(min(max(wanted, least), MAX_BALANCE.count))


@st.composite
def tapes(draw: st.DrawFn) -> LoanTape:
    net_rate = draw(st.sampled_from([0, 1, 55_000, 60_000, 250_000]))
    made = tuple(draw(loans(f"L{number}", net_rate)) for number in range(draw(st.integers(1, 4))))
    pool = PoolTerms(
        pool_id=PoolId("POOL-1"),
        programme=UMBS,
        pass_through_rate_ppm=Ppm(net_rate),
        issue=Period(2026, 12),
        original_balance_cents=total(loan.balance_cents for loan in made),
        original_loan_count=len(made),
    )
    return LoanTape(pool=pool, as_of=Period(2026, 12), loans=made)


@st.composite
def months(draw: st.DrawFn, tape: LoanTape) -> MonthActivity:
    lines = tuple(draw(_lines(loan)) for loan in tape.active_loans)
    return MonthActivity(pool_id=tape.pool.pool_id, period=tape.next_period, loans=lines)


@st.composite
def _lines(draw: st.DrawFn, loan: Loan) -> LoanActivity:
    ordinary = LoanActivity(
        loan_id=loan.loan_id,
        payments_made=1,
        curtailment_cents=ZERO,
        paid_off=False,
        liquidation_proceeds_cents=None,
    )
    match draw(st.sampled_from(["pays", "pays", "pays off", "curtails", "misses", "cures", "any"])):
        case "pays off":
            return replace(ordinary, paid_off=True)
        case "curtails":
            return replace(ordinary, curtailment_cents=_curtailment(draw, loan))
        case "misses" if not loan.recasts:
            return replace(ordinary, payments_made=0)
        case "cures" if loan.advances_outstanding_cents:
            return replace(ordinary, payments_made=draw(st.integers(2, 7)))
        case "any" if not loan.recasts:
            return replace(
                ordinary,
                payments_made=draw(st.integers(0, 3)),
                curtailment_cents=_curtailment(draw, loan),
            )
    return ordinary


def _curtailment(draw: st.DrawFn, loan: Loan) -> Cents:
    """A little, or around all that the schedule leaves."""
    interest = monthly_interest(balance=loan.balance_cents, rate=loan.note_rate_ppm)
    left = loan.balance_cents - (loan.payment_cents - interest)
    around = max(left.count + draw(st.integers(-1, 1)), 0)
    return Cents(min(draw(st.sampled_from([1, 100, around])), MAX_BALANCE.count))


@settings(max_examples=max(250, settings.default.max_examples))
@given(st.data())
def test_engines__any_loans_and_months__account_or_refuse_alike(
    outcome: Callable[..., Any], data: st.DataObject
) -> None:
    tape = data.draw(tapes())
    for _ in range(3):
        activity = data.draw(months(tape))
        ours, theirs = outcome(recompute_pool, tape, activity), outcome(run_month, tape, activity)
        event(theirs[0])
        assert theirs == ours
        if theirs[0] != "accounted":
            return
        tape = run_month(tape, activity).tape


def test_engines__every_rule_and_refusal__account_or_refuse_alike(
    outcome: Callable[..., Any],
    cases: tuple[tuple[LoanTape, MonthActivity], ...],
) -> None:
    outcomes = [outcome(run_month, *case) for case in cases]

    assert outcomes == [outcome(recompute_pool, *case) for case in cases]
    refused = {found[0] for found in outcomes} - {"accounted", "ValueOutOfRange"}
    assert refused == {name for name in refusals.__all__ if name != "ActivityRefused"}


def test_engines__pool_of_real_looking_loans__equal_in_every_field_for_two_years() -> None:
    tape = generate_pool(seed=3, loan_count=150)
    deal, prior = pass_through_deal(tape.pool, tranche=TrancheId("A")), None
    behaviour = Behaviour(psa=Decimal(900), curtailment_chance=Decimal("0.1"))

    for _ in range(24):
        activity = simulate_activity(tape, behaviour, seed=3)
        theirs, ours = run_month(tape, activity), recompute(tape, activity, deal, prior)
        columns = columns_of(tape)
        rows = account(columns, activity_columns_of(activity, tape)).loans

        assert list(tape_differences(ours.tape, theirs.tape)) == []
        assert list(remittance_differences(ours.remittance, theirs.remittance)) == []
        assert loan_months_of(rows, columns) == ours.loans
        tape, prior = theirs.tape, ours.distributions

    assert 0 < tape.loan_count < 150
