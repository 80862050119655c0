"""Borrowers drawn by roll rates: every standing, reproducible loan by loan, always accountable."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from rwa.core.errors import ValueOutOfRange
from rwa.core.money import ZERO, Cents
from rwa.core.random import key_of_text, threshold_u64, uniform_u64
from rwa.core.rates import Ppm
from rwa.pool.generator import generate_pool
from rwa.pool.loan import Loan, LoanStatus
from rwa.pool.programme import PRIVATE_LABEL, UMBS, Programme
from rwa.pool.tape import LoanTape
from rwa.servicing.activity_columns import activity_of
from rwa.servicing.columns import columns_of
from rwa.servicing.draws import Purpose
from rwa.servicing.life import run_life, simulate_activity
from rwa.servicing.roll_rates import (
    EscrowTerms,
    LossTerms,
    RollRates,
    RollRatesDoNotSum,
    StandingUnreachable,
)
from rwa.servicing.rolling import RolledBorrowers

C, D30, D60, D90, FC, REO, GONE, PAID = LoanStatus
MATRIX = {
    C: {C: Decimal("0.90"), D30: Decimal("0.08"), PAID: Decimal("0.02")},
    D30: {C: Decimal("0.3"), D30: Decimal("0.2"), D60: Decimal("0.4"), FC: Decimal("0.1")},
    D60: {C: Decimal("0.1"), D30: Decimal("0.1"), D60: Decimal("0.2"), D90: Decimal("0.6")},
    D90: {
        C: Decimal("0.05"),
        D60: Decimal("0.05"),
        D90: Decimal("0.5"),
        FC: Decimal("0.3"),
        GONE: Decimal("0.1"),
    },
    FC: {C: Decimal("0.05"), FC: Decimal("0.65"), REO: Decimal("0.2"), PAID: Decimal("0.1")},
    REO: {REO: Decimal("0.7"), GONE: Decimal("0.3")},
}
STAYS = {status: {status: Decimal(1)} for status in MATRIX}
RATES = RollRates(
    MATRIX,
    losses=LossTerms(severity=Decimal("0.4"), stops_advances_at=6, late_fee_ppm=Ppm.percent(5)),
    escrow=EscrowTerms(year_ppm=Ppm.percent(2), bill_months=(1, 6)),
)
PAYMENT = Cents.dollars(600)


def certain(status: LoanStatus, to: LoanStatus, **terms: Any) -> RolledBorrowers:
    return RolledBorrowers(RollRates(STAYS | {status: {to: Decimal(1)}}, **terms))


def standing(loan: Loan, status: LoanStatus, behind: int) -> Loan:
    return replace(
        loan,
        status=status,
        months_behind=behind,
        months_advanced=behind,
        advances_outstanding_cents=Cents(behind * PAYMENT.count),
    )


@pytest.mark.parametrize(
    ("status", "behind", "to", "made"),
    [
        (C, 0, C, 1),
        (C, 0, D30, 0),
        (D30, 1, C, 2),
        (D30, 1, D30, 1),
        (D30, 1, D60, 0),
        (D60, 2, D30, 2),
        (D60, 2, D90, 0),
        (D90, 5, D60, 4),
        (D90, 5, D90, 0),
        (D90, 5, C, 6),
        (D30, 1, FC, 0),
        (D90, 3, REO, 0),
        (FC, 7, C, 8),
        (FC, 7, FC, 0),
        (FC, 7, REO, 0),
        (REO, 9, REO, 0),
    ],
)
def test_draw__certain_move__makes_the_payments_that_lead_there(
    tape_under: Callable[..., LoanTape],
    round_loan: Loan,
    accounted: Callable[..., Any],
    status: LoanStatus,
    behind: int,
    to: LoanStatus,
    made: int,
) -> None:
    tape = tape_under(PRIVATE_LABEL, standing(round_loan, status, behind))

    activity = simulate_activity(tape, certain(status, to), seed=1)
    month = accounted(tape, activity)

    assert activity.loans[0].payments_made == made
    assert month.after.status is to
    assert month.row.cash_received_cents == Cents(made * PAYMENT.count)


@pytest.mark.parametrize("status", [D30, D60, D90, FC, REO])
@pytest.mark.parametrize("severity", ["0", "0.4", "1.5"])
def test_draw__certain_liquidation__loses_the_severitys_share_of_the_balance(
    tape_under: Callable[..., LoanTape],
    round_loan: Loan,
    accounted: Callable[..., Any],
    status: LoanStatus,
    severity: str,
) -> None:
    other = replace(round_loan, loan_id="L2", balance_cents=Cents.dollars(90_000))
    cash = replace(other, remaining_months=1)
    tape = tape_under(PRIVATE_LABEL, standing(round_loan, status, 4), cash)
    borrowers = certain(status, GONE, losses=LossTerms(severity=Decimal(severity)))

    month = accounted(tape, simulate_activity(tape, borrowers, seed=1))

    assert month.after.status is GONE
    assert month.rows[0].loss_cents == Cents(int(Decimal(severity) * 10_000_000))
    # 100,000.00, interest of 500.00 and four payments were owed.
    assert month.rows[0].cash_received_cents == Cents(10_290_000) - month.rows[0].loss_cents


@pytest.mark.parametrize(
    ("behind", "status", "bought"), [(24, D90, True), (3, D90, False), (3, FC, True)]
)
def test_draw__liquidation_under_a_guarantee__is_a_buyout_where_the_programme_allows_it(
    tape_under: Callable[..., LoanTape],
    round_loan: Loan,
    accounted: Callable[..., Any],
    behind: int,
    status: LoanStatus,
    bought: bool,
) -> None:
    tape = tape_under(UMBS, standing(round_loan, status, behind))

    activity = simulate_activity(tape, certain(status, GONE), seed=1)
    month = accounted(tape, activity)

    assert (activity.loans[0].paid_off, activity.loans[0].bought_out) == (True, bought)
    assert month.after.status is PAID
    assert month.row.loss_cents == ZERO


def test_draw__late_payments_and_escrow__are_recorded_to_the_cent(
    tape_under: Callable[..., LoanTape], round_loan: Loan, accounted: Callable[..., Any]
) -> None:
    tape = tape_under(PRIVATE_LABEL, standing(round_loan, D60, 2))
    rates = replace(RATES, matrix=STAYS | {D60: {C: Decimal(1)}})

    activity = simulate_activity(tape, RolledBorrowers(rates), seed=1)
    month = accounted(tape, activity)

    # Two late payments of 600.00 at 5%; a year's bills are 2,000.00, 166.66 with each of three
    # payments, half of them due in January.
    assert activity.loans[0].late_fee_cents == Cents.dollars(60)
    assert activity.loans[0].escrow_deposit_cents == Cents(3 * 16_666)
    assert activity.loans[0].escrow_disbursement_cents == Cents.dollars(1_000)
    assert month.row.escrow_advances_cents == Cents.dollars(1_000) - Cents(3 * 16_666)
    assert month.after.escrow_advances_cents == month.row.escrow_advances_cents


@pytest.mark.parametrize(("behind", "stopped"), [(4, False), (5, True)])
def test_draw__far_behind__advances_stop(
    tape_under: Callable[..., LoanTape],
    round_loan: Loan,
    accounted: Callable[..., Any],
    behind: int,
    stopped: bool,
) -> None:
    tape = tape_under(PRIVATE_LABEL, standing(round_loan, D90, behind))
    rates = replace(RATES, matrix=STAYS)

    month = accounted(tape, simulate_activity(tape, RolledBorrowers(rates), seed=1))

    assert month.after.advances_stopped is stopped
    assert (month.row.advances_made_cents == ZERO) is stopped


def test_draw__any_loan_alone__does_what_it_does_in_the_pool() -> None:
    tape = generate_pool(seed=5, loan_count=80)
    borrowers = RolledBorrowers(RATES)
    together = simulate_activity(tape, borrowers, seed=9)

    for loan, line in zip(tape.loans, together.loans, strict=True):
        pool = replace(tape.pool, original_loan_count=1, original_balance_cents=loan.balance_cents)
        alone = simulate_activity(replace(tape, pool=pool, loans=(loan,)), borrowers, seed=9)
        assert alone.loans == (line,)
    assert {line.payments_made for line in together.loans} == {0, 1}


def test_draw__standings__are_the_named_draws_between_the_sums_of_the_row() -> None:
    tape = generate_pool(seed=5, loan_count=300)

    lines = simulate_activity(tape, RolledBorrowers(RATES), seed=9).loans

    pays, misses = threshold_u64(Fraction("0.90")), threshold_u64(Fraction("0.98"))
    for line in lines:
        draw = uniform_u64(9, key_of_text(line.loan_id), 202_701, Purpose.STANDING)
        assert line.paid_off is (draw >= misses)
        assert (line.payments_made == 0) is (pays <= draw < misses)
    assert {line.paid_off for line in lines} == {True, False}


@pytest.mark.parametrize("programme", [PRIVATE_LABEL, UMBS])
def test_run_life__mixed_pool_for_360_months__conserves_every_cent(programme: Programme) -> None:
    tape = generate_pool(seed=7, loan_count=400)
    tape = replace(tape, pool=replace(tape.pool, programme=programme))
    seen: Counter[str] = Counter()
    months = list(run_life(tape, RolledBorrowers(RATES), seed=7, months=360))

    cash = advanced = recovered = interest = loss = written_off = 0
    for month in months:
        seen.update(
            LoanStatus(list(LoanStatus)[code]).value for code in np.unique(month.tape.status)
        )
        pool = month.remittance
        cash += pool.cash_received_cents.count
        advanced += pool.advances_made_cents.count
        recovered += pool.advances_recovered_cents.count
        interest += pool.gross_interest_cents.count
        loss += pool.loss_cents.count
        written_off += pool.advances_written_off_cents.count
    last = months[-1].remittance
    repaid = tape.balance_cents.count - last.balance_end_cents.count - loss
    assert cash + advanced - recovered == interest + repaid
    assert advanced - recovered - written_off == last.advances_end_cents.count
    expected = {status.value for status in LoanStatus}
    assert set(seen) == (expected if programme.guarantee is None else expected - {GONE.value})
    assert (loss > 0) is (programme.guarantee is None)


def test_draw__line_for_a_pool__prepays_the_share_of_current_loans(
    tape_under: Callable[..., LoanTape], round_loan: Loan, accounted: Callable[..., Any]
) -> None:
    tape = tape_under(PRIVATE_LABEL, replace(round_loan, recasts=True))

    activity = simulate_activity(tape, RolledBorrowers(RATES), seed=3)
    month = accounted(tape, activity)

    # The level payment is 599.55: 99.55 of principal leave 99,900.45, of which 2% prepays.
    assert activity.loans[0].curtailment_cents == Cents.parse("1998.01")
    assert month.row.scheduled_cents == Cents.parse("99.55")


@pytest.mark.parametrize("status", [C, D30, FC])
def test_draw__schedule_ends_while_behind__pays_everything_off(
    tape_under: Callable[..., LoanTape],
    round_loan: Loan,
    accounted: Callable[..., Any],
    status: LoanStatus,
) -> None:
    behind = 0 if status is C else 1
    loan = replace(standing(round_loan, status, behind), remaining_months=1)
    tape = tape_under(PRIVATE_LABEL, loan)
    to = D30 if status is C else status

    month = accounted(tape, simulate_activity(tape, certain(status, to), seed=1))

    assert month.after.status is PAID
    assert month.row.advances_recovered_cents == loan.advances_outstanding_cents


def test_activity_of__rolled_month__gives_the_same_columns_back() -> None:
    tape = generate_pool(seed=5, loan_count=50)
    columns = columns_of(tape)
    month = RolledBorrowers(RATES).draw(columns, seed=2, index_ppm=Ppm(40_000))

    activity = activity_of(month, columns)

    assert activity.index_ppm == Ppm(40_000)
    assert [line.payments_made for line in activity.loans] == month.payments_made.tolist()
    assert [line.late_fee_cents.count for line in activity.loans] == month.late_fee.tolist()


def test_roll_rates__row_that_misses_one_by_the_least__refused_naming_the_row() -> None:
    nearly = Decimal("0.5" + 35 * "9")
    row = MATRIX[D60] | {D90: nearly}

    with pytest.raises(RollRatesDoNotSum) as caught:
        RollRates(MATRIX | {D60: row})

    assert caught.value.status is D60
    assert caught.value.total == Decimal("0." + 36 * "9")
    assert "delinquent_60" in str(caught.value)


def test_roll_rates__row_left_out__refused_naming_it() -> None:
    with pytest.raises(RollRatesDoNotSum) as caught:
        RollRates({status: row for status, row in MATRIX.items() if status is not REO})

    assert (caught.value.status, caught.value.total) == (REO, Decimal(0))


@pytest.mark.parametrize(
    ("status", "to"),
    [(C, D60), (C, FC), (C, GONE), (D30, D90), (FC, D30), (FC, D90), (REO, C), (PAID, C)],
)
def test_roll_rates__standing_nobody_reaches_in_a_month__refused(
    status: LoanStatus, to: LoanStatus
) -> None:
    with pytest.raises(StandingUnreachable) as caught:
        RollRates(STAYS | {status: {to: Decimal(1)}})

    assert (caught.value.status, caught.value.to) == (status, to)


@pytest.mark.parametrize("chance", [Decimal("-0.1"), Decimal("1.1"), Decimal("NaN")])
def test_roll_rates__chance_that_is_none__refused(chance: Decimal) -> None:
    with pytest.raises(ValueOutOfRange):
        RollRates(STAYS | {C: {C: chance, D30: Decimal(1) - chance}})


@pytest.mark.parametrize(
    "make",
    [
        lambda: LossTerms(severity=Decimal(3)),
        lambda: LossTerms(severity=Decimal("NaN")),
        lambda: LossTerms(stops_advances_at=0),
        lambda: LossTerms(late_fee_ppm=Ppm.percent(31)),
        lambda: EscrowTerms(year_ppm=Ppm(1), bill_months=()),
        lambda: EscrowTerms(year_ppm=Ppm(1), bill_months=(3, 3)),
        lambda: EscrowTerms(year_ppm=Ppm(1), bill_months=(13,)),
    ],
)
def test_terms__beyond_their_range__refused(make: Callable[[], object]) -> None:
    with pytest.raises(ValueOutOfRange):
        make()
