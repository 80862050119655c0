from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from rwa.cashflow.speeds import SpeedOutOfRange, smm_from_psa
from rwa.core.dates import Period
from rwa.core.errors import ValueOutOfRange
from rwa.core.ids import LoanId
from rwa.core.money import ZERO, Cents
from rwa.core.random import KeyOutOfRange, key_of_text, threshold_u64, uniform_u64
from rwa.core.rates import Ppm
from rwa.pool.activity import LoanActivity, check_activity_fits
from rwa.pool.bounds import MAX_BALANCE
from rwa.pool.generator import generate_pool
from rwa.pool.loan import Loan, LoanStatus
from rwa.pool.tape import LoanTape
from rwa.servicing.accounting import run_month
from rwa.servicing.columns import columns_of
from rwa.servicing.draws import SHARE_BITS, Purpose
from rwa.servicing.life import simulate_activity
from rwa.servicing.simulation import Behaviour, simulate_month

TapeMaker = Callable[..., LoanTape]
BUSY = Behaviour(psa=Decimal(3_000), curtailment_chance=Decimal("0.3"))


def lines_of(tape: LoanTape, behaviour: Behaviour, seed: int) -> dict[LoanId, LoanActivity]:
    activity = simulate_activity(tape, behaviour, seed=seed)
    check_activity_fits(activity, tape)
    return {line.loan_id: line for line in activity.loans}


def test_simulate_activity__any_loan_drawn_alone__does_what_it_does_in_the_pool() -> None:
    tape = generate_pool(seed=5, loan_count=60)
    together = lines_of(tape, BUSY, seed=9)

    for loan in tape.loans:
        pool = replace(tape.pool, original_loan_count=1, original_balance_cents=loan.balance_cents)
        alone = lines_of(replace(tape, pool=pool, loans=(loan,)), BUSY, seed=9)
        assert alone == {loan.loan_id: together[loan.loan_id]}
    assert {line.paid_off for line in together.values()} == {True, False}


def test_simulate_activity__same_seed__same_draws_and_other_seed_others() -> None:
    tape = generate_pool(seed=5, loan_count=200)

    assert lines_of(tape, BUSY, seed=9) == lines_of(tape, BUSY, seed=9)
    assert lines_of(tape, BUSY, seed=9) != lines_of(tape, BUSY, seed=10)


def test_simulate_activity__payoffs__are_the_named_draws_below_the_speed() -> None:
    tape = generate_pool(seed=5, loan_count=300)
    behaviour = Behaviour(psa=Decimal(1_500))

    lines = lines_of(tape, behaviour, seed=9)

    expected = {
        loan.loan_id
        for loan in tape.loans
        if uniform_u64(9, key_of_text(loan.loan_id), 202_701, Purpose.PAYOFF)
        < threshold_u64(Fraction(smm_from_psa(Decimal(1_500), month=loan.age_months + 1)))
    }
    assert expected
    assert {loan_id for loan_id, line in lines.items() if line.paid_off} == expected


def test_simulate_activity__curtailments__are_named_draws_of_at_most_a_payment() -> None:
    tape = generate_pool(seed=5, loan_count=300)
    behaviour = Behaviour(psa=Decimal(0), curtailment_chance=Decimal("0.25"))

    lines = lines_of(tape, behaviour, seed=9)

    curtailed = {loan_id for loan_id, line in lines.items() if line.curtailment_cents}
    wanted = {
        loan.loan_id
        for loan in tape.loans
        if uniform_u64(9, key_of_text(loan.loan_id), 202_701, Purpose.CURTAILMENT) < 2**62
    }
    assert curtailed == wanted
    for loan in tape.loans:
        size = uniform_u64(9, key_of_text(loan.loan_id), 202_701, Purpose.CURTAILMENT_SIZE) >> 45
        amount = size * loan.payment_cents.count >> 19 if loan.loan_id in wanted else 0
        assert lines[loan.loan_id].curtailment_cents == Cents(amount)


def test_curtailment__of_the_largest_payment__stays_within_63_bits() -> None:
    assert 2**SHARE_BITS * MAX_BALANCE.count < 2**63


@pytest.mark.parametrize(("psa", "payoffs"), [(Decimal(0), 0), (Decimal(50_000), 300)])
def test_simulate_activity__certain_speed__nobody_or_everybody_pays_off(
    psa: Decimal, payoffs: int
) -> None:
    tape = generate_pool(seed=5, loan_count=300)

    lines = lines_of(tape, Behaviour(psa=psa), seed=1)

    assert sum(line.paid_off for line in lines.values()) == payoffs


def test_simulate_activity__many_loans__prepay_at_the_speed_asked_for() -> None:
    tape = generate_pool(seed=5, loan_count=5_000)
    expected = sum(smm_from_psa(Decimal(3_000), month=loan.age_months + 1) for loan in tape.loans)

    paid_off = int(
        simulate_month(columns_of(tape), Behaviour(psa=Decimal(3_000)), seed=3).paid_off.sum()
    )

    # Four standard deviations of that many rare events.
    assert abs(paid_off - float(expected)) < 4 * float(expected) ** 0.5
    assert paid_off > 100


def test_simulate_activity__line_for_a_pool__curtails_its_share_without_chance(
    loan: Loan, tape_of_loans: TapeMaker
) -> None:
    pool = replace(
        loan,
        original_balance_cents=Cents.dollars(250_000_000),
        balance_cents=Cents.dollars(250_000_000),
        note_rate_ppm=Ppm(65_000),
        recasts=True,
    )
    tape = tape_of_loans(pool)

    for seed in (1, 2):
        (line,) = lines_of(tape, Behaviour(psa=Decimal(100)), seed=seed).values()
        assert (line.curtailment_cents, line.paid_off) == (Cents.parse("41667.21"), False)


def test_simulate_activity__finished_loans_and_arrears__always_fit_the_accounting(
    loan: Loan, tape_of_loans: TapeMaker
) -> None:
    payment = loan.payment_cents
    behind = {
        "status": LoanStatus.DELINQUENT_30,
        "months_behind": 1,
        "months_advanced": 1,
        "advances_outstanding_cents": payment,
    }
    tape = tape_of_loans(
        replace(loan, **behind),
        replace(loan, loan_id=LoanId("L2"), remaining_months=1, **behind),
        replace(loan, loan_id=LoanId("L3"), balance_cents=Cents(1), **behind),
        replace(loan, loan_id=LoanId("L4"), balance_cents=payment),
        replace(
            loan,
            loan_id=LoanId("L5"),
            balance_cents=ZERO,
            remaining_months=0,
            status=LoanStatus.PAID_OFF,
        ),
    )
    generous = Behaviour(psa=Decimal(0), curtailment_chance=Decimal(1))

    for seed in range(20):
        lines = lines_of(tape, generous, seed=seed)
        assert list(lines) == ["L1", "L2", "L3", "L4"]
        assert lines[LoanId("L1")].curtailment_cents == ZERO
        assert lines[LoanId("L2")].paid_off
        month = run_month(tape, simulate_activity(tape, generous, seed=seed))
        assert month.remittance.advances_recovered_cents == payment + payment


@pytest.mark.parametrize("psa", [Decimal(-1), Decimal("NaN"), Decimal("Infinity")])
def test_behaviour__speed_that_is_none__refused(psa: Decimal) -> None:
    with pytest.raises(SpeedOutOfRange):
        Behaviour(psa=psa)


@pytest.mark.parametrize("chance", [Decimal("-0.1"), Decimal("1.1"), Decimal("NaN")])
def test_behaviour__chance_that_is_none__refused(chance: Decimal) -> None:
    with pytest.raises(ValueOutOfRange) as caught:
        Behaviour(psa=Decimal(100), curtailment_chance=chance)

    assert caught.value.field == "curtailment_chance"


def test_simulate_activity__negative_seed__refused() -> None:
    with pytest.raises(KeyOutOfRange):
        simulate_activity(
            generate_pool(seed=5, loan_count=1, issue=Period(2026, 1)),
            Behaviour(psa=Decimal(100)),
            seed=-1,
        )
