"""Tapes of one or a few loans, and the activity of their next month."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from rwa.core.annuity import level_payment
from rwa.core.dates import Period
from rwa.core.ids import LoanId, PoolId
from rwa.core.money import ZERO, Cents, total
from rwa.core.rates import Ppm
from rwa.pool.activity import LoanActivity, MonthActivity
from rwa.pool.loan import Loan, LoanStatus
from rwa.pool.programme import UMBS
from rwa.pool.tape import LoanTape
from rwa.pool.terms import PoolTerms

ISSUE = Period(2026, 12)
LOAN = Loan(
    loan_id=LoanId("L1"),
    original_balance_cents=Cents.dollars(300_000),
    balance_cents=Cents.dollars(300_000),
    note_rate_ppm=Ppm.percent("6.125"),
    servicing_fee_ppm=Ppm.percent("0.25"),
    guaranty_fee_ppm=Ppm.percent("0.375"),
    payment_cents=level_payment(
        balance=Cents.dollars(300_000), note_rate=Ppm.percent("6.125"), months=360
    ),
    original_term_months=360,
    remaining_months=360,
    age_months=0,
    recasts=False,
    status=LoanStatus.CURRENT,
    advances_outstanding_cents=ZERO,
    escrow_balance_cents=ZERO,
    state="CA",
)


@pytest.fixture
def loan() -> Loan:
    return LOAN


@pytest.fixture
def tape_of_loans() -> Callable[..., LoanTape]:
    def make(*loans: Loan) -> LoanTape:
        pool = PoolTerms(
            pool_id=PoolId("POOL-1"),
            programme=UMBS,
            pass_through_rate_ppm=loans[0].net_rate_ppm,
            issue=ISSUE,
            original_balance_cents=total(loan.balance_cents for loan in loans),
            original_loan_count=len(loans),
        )
        return LoanTape(pool=pool, as_of=ISSUE, loans=loans)

    return make


@pytest.fixture
def line() -> Callable[..., LoanActivity]:
    def make(loan_id: str = "L1", **fields: Any) -> LoanActivity:
        ordinary = LoanActivity(
            loan_id=LoanId(loan_id),
            payments_made=1,
            curtailment_cents=ZERO,
            paid_off=False,
            liquidation_proceeds_cents=None,
        )
        return replace(ordinary, **fields)

    return make


@pytest.fixture
def month_of_lines() -> Callable[..., MonthActivity]:
    def make(tape: LoanTape, *lines: LoanActivity) -> MonthActivity:
        return MonthActivity(pool_id=tape.pool.pool_id, period=tape.next_period, loans=lines)

    return make
