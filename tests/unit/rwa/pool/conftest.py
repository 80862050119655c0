"""A tape of three loans, and the way to change one thing about it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from rwa.core.dates import Period
from rwa.core.ids import LoanId, PoolId
from rwa.core.money import ZERO, Cents, total
from rwa.core.rates import Ppm
from rwa.pool.loan import Loan, LoanStatus
from rwa.pool.programme import UMBS
from rwa.pool.tape import LoanTape
from rwa.pool.terms import PoolTerms

LOAN = Loan(
    loan_id=LoanId("L1"),
    original_balance_cents=Cents.dollars(300_000),
    balance_cents=Cents.parse("299727.62"),
    note_rate_ppm=Ppm.percent("6.125"),
    servicing_fee_ppm=Ppm.percent("0.25"),
    guaranty_fee_ppm=Ppm.percent("0.375"),
    payment_cents=Cents.parse("1822.83"),
    original_term_months=360,
    remaining_months=359,
    age_months=1,
    recasts=False,
    status=LoanStatus.CURRENT,
    advances_outstanding_cents=ZERO,
    escrow_balance_cents=ZERO,
    state="CA",
)


@pytest.fixture
def loan_with() -> Callable[..., Loan]:
    def change(**fields: Any) -> Loan:
        return replace(LOAN, **fields)

    return change


@pytest.fixture
def loans() -> tuple[Loan, ...]:
    return (
        LOAN,
        replace(LOAN, loan_id=LoanId("L2"), balance_cents=Cents.dollars(100_000), state=None),
        replace(LOAN, loan_id=LoanId("L3"), remaining_months=1, recasts=True),
    )


@pytest.fixture
def pool(loans: tuple[Loan, ...]) -> PoolTerms:
    return PoolTerms(
        pool_id=PoolId("POOL-1"),
        programme=UMBS,
        pass_through_rate_ppm=Ppm.percent("5.5"),
        issue=Period(2026, 12),
        original_balance_cents=total(loan.balance_cents for loan in loans),
        original_loan_count=len(loans),
    )


@pytest.fixture
def tape(pool: PoolTerms, loans: tuple[Loan, ...]) -> LoanTape:
    return LoanTape(pool=pool, as_of=Period(2026, 12), loans=loans)
