from dataclasses import replace

import pytest

from rwa.core.dates import Period
from rwa.core.ids import LoanId
from rwa.core.money import ZERO, Cents
from rwa.core.rates import Ppm
from rwa.pool.loan import Loan, LoanStatus
from rwa.pool.programme import PROGRAMMES, Programme
from rwa.pool.tape import (
    IssueBalanceMismatch,
    LoanTape,
    NetRateMismatch,
    TapeBeforeIssue,
    TapeIncomplete,
    TapeOutOfOrder,
    UnknownLoan,
)


def paid_off(loan: Loan) -> Loan:
    return replace(loan, balance_cents=ZERO, remaining_months=0, status=LoanStatus.PAID_OFF)


def test_tape__paid_off_loan__stays_and_counts_no_more(tape: LoanTape) -> None:
    first, second, third = tape.loans

    later = replace(tape, as_of=tape.next_period, loans=(paid_off(first), second, third))

    assert later.loan_count == 2
    assert later.active_loans == (second, third)
    assert later.balance_cents == second.balance_cents + third.balance_cents
    assert list(later.by_id) == ["L1", "L2", "L3"]
    assert later.next_period == Period(2027, 2)


@pytest.mark.parametrize("order", [(1, 0, 2), (0, 0, 1), (0, 2, 1)])
def test_tape__loans_out_of_order_or_repeated__refused_with_both_neighbours(
    tape: LoanTape, order: tuple[int, ...]
) -> None:
    with pytest.raises(TapeOutOfOrder) as caught:
        replace(tape, loans=tuple(tape.loans[n] for n in order))

    assert caught.value.before >= caught.value.after


@pytest.mark.parametrize("count", [0, 2])
def test_tape__loans_missing__refused_with_both_counts(tape: LoanTape, count: int) -> None:
    with pytest.raises(TapeIncomplete) as caught:
        replace(tape, loans=tape.loans[:count])

    assert (caught.value.loans, caught.value.original_loan_count) == (count, 3)


def test_tape__dated_before_issue__refused(tape: LoanTape) -> None:
    with pytest.raises(TapeBeforeIssue) as caught:
        replace(tape, as_of=Period(2026, 11))

    assert (caught.value.as_of, caught.value.issue) == (Period(2026, 11), Period(2026, 12))


def test_tape__at_issue_with_another_sum__refused_with_both_sums(tape: LoanTape) -> None:
    pool = replace(tape.pool, original_balance_cents=tape.balance_cents + Cents(1))

    with pytest.raises(IssueBalanceMismatch) as caught:
        replace(tape, pool=pool)

    assert caught.value.pool - caught.value.loans == Cents(1)


def test_tape__net_rate_off__refused_with_both_rates(tape: LoanTape) -> None:
    loans = (*tape.loans[:2], replace(tape.loans[2], guaranty_fee_ppm=Ppm(3_751)))

    with pytest.raises(NetRateMismatch) as caught:
        replace(tape, loans=loans)

    assert caught.value.loan_id == "L3"
    assert (caught.value.net_rate, caught.value.pass_through_rate) == (Ppm(54_999), Ppm(55_000))


@pytest.mark.parametrize("programme", PROGRAMMES, ids=lambda programme: programme.key)
def test_tape__net_rate_off__refused_unless_the_programme_lets_rates_vary(
    tape: LoanTape, programme: Programme
) -> None:
    pool = replace(tape.pool, programme=programme)
    loans = (*tape.loans[:2], replace(tape.loans[2], guaranty_fee_ppm=Ppm(3_751)))

    if programme.net_rates_vary:
        assert replace(tape, pool=pool, loans=loans).loans == loans
    else:
        with pytest.raises(NetRateMismatch):
            replace(tape, pool=pool, loans=loans)


def test_loan__by_number__found_or_raises(tape: LoanTape) -> None:
    assert tape.loan(LoanId("L2")) == tape.loans[1]
    with pytest.raises(UnknownLoan) as caught:
        tape.loan(LoanId("L9"))
    assert caught.value.loan_id == "L9"
