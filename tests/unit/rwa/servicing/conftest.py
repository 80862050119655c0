"""Tapes of one or a few loans, and the activity of their next month."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from rwa.core.annuity import level_payment
from rwa.core.dates import Period
from rwa.core.ids import LoanId, PoolId
from rwa.core.money import ZERO, Cents, total
from rwa.core.rates import Ppm
from rwa.pool.activity import LoanActivity, MonthActivity
from rwa.pool.loan import Loan, LoanStatus
from rwa.pool.programme import PRIVATE_LABEL, UMBS, Programme
from rwa.pool.tape import LoanTape
from rwa.pool.terms import PoolTerms
from rwa.remittance.identities import verify_loans
from rwa.remittance.loan_month import LoanMonth
from rwa.remittance.remittance import Remittance
from rwa.servicing.accounting import account
from rwa.servicing.activity_columns import activity_columns_of
from rwa.servicing.columns import columns_of, tape_of
from rwa.servicing.loan_columns import loan_months_of

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


ROUND = replace(
    LOAN,
    original_balance_cents=Cents.dollars(100_000),
    balance_cents=Cents.dollars(100_000),
    note_rate_ppm=Ppm.percent(6),
    servicing_fee_ppm=Ppm.percent("0.24"),
    guaranty_fee_ppm=Ppm(0),
    payment_cents=Cents.dollars(600),
)
"""Interest 500.00, principal 100.00, servicing fee 20.00."""


@dataclass(frozen=True, slots=True)
class OneMonth:
    """A month whose money has been proved to be conserved."""

    remittance: Remittance
    rows: tuple[LoanMonth, ...]
    tape: LoanTape

    @property
    def row(self) -> LoanMonth:
        (row,) = self.rows
        return row

    @property
    def after(self) -> Loan:
        return self.tape.loans[0]


@pytest.fixture
def round_loan() -> Loan:
    return ROUND


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


@pytest.fixture
def tape_under() -> Callable[..., LoanTape]:
    def make(programme: Programme, *loans: Loan, issue: Period = ISSUE) -> LoanTape:
        pool = PoolTerms(
            pool_id=PoolId("POOL-1"),
            programme=programme,
            pass_through_rate_ppm=loans[0].net_rate_ppm,
            issue=issue,
            original_balance_cents=total(loan.balance_cents for loan in loans),
            original_loan_count=len(loans),
        )
        return LoanTape(pool=pool, as_of=issue, loans=loans)

    return make


@pytest.fixture
def accounted() -> Callable[..., OneMonth]:
    """Accounts a month and proves of every loan, and of the pool, that no cent appears or goes."""

    def account_proved(tape: LoanTape, activity: MonthActivity) -> OneMonth:
        columns = columns_of(tape)
        month = account(columns, activity_columns_of(activity, tape))
        rows = loan_months_of(month.loans, columns)
        verify_loans(month.remittance, rows)
        return OneMonth(remittance=month.remittance, rows=rows, tape=tape_of(month.tape))

    return account_proved


@pytest.fixture
def one_loan(
    tape_under: Callable[..., LoanTape],
    month_of_lines: Callable[..., MonthActivity],
    line: Callable[..., LoanActivity],
    accounted: Callable[..., OneMonth],
) -> Callable[..., OneMonth]:
    """One loan's month under a programme: what is special of the month by name."""

    def make(
        loan: Loan,
        programme: Programme = PRIVATE_LABEL,
        *,
        issue: Period = ISSUE,
        index_ppm: Ppm | None = None,
        **reported: Any,
    ) -> OneMonth:
        tape = tape_under(programme, loan, issue=issue)
        month = month_of_lines(tape, line(**reported))
        return accounted(tape, replace(month, index_ppm=index_ppm))

    return make
