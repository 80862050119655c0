"""The pools of the demo: one line with published figures, and many real-looking loans."""

from rwa.core.annuity import level_payment
from rwa.core.ids import LoanId
from rwa.core.money import ZERO, Cents
from rwa.core.rates import Ppm
from rwa.pool.generator import ISSUE, POOL_ID, generate_pool
from rwa.pool.loan import Loan, LoanStatus
from rwa.pool.programme import UMBS
from rwa.pool.tape import LoanTape
from rwa.pool.terms import PoolTerms

LOANS = 200
"""Loans of the made-up pool."""
LINE_MONTHS = 360
"""Term of the one line."""


def demo_tape(seed: int, *, loan_count: int = LOANS) -> LoanTape:
    """A made-up pool of real-looking loans."""
    return generate_pool(seed=seed, loan_count=loan_count)


def pool_level_tape() -> LoanTape:
    """$250,000,000 as one recasting line: WAC 6.500%, fees 0.500%, 360 months, new."""
    balance, note_rate = Cents.dollars(250_000_000), Ppm.percent("6.5")
    pool = PoolTerms(
        pool_id=POOL_ID,
        programme=UMBS,
        pass_through_rate_ppm=Ppm.percent("6"),
        issue=ISSUE,
        original_balance_cents=balance,
        original_loan_count=1,
    )
    line = Loan(
        loan_id=LoanId("POOL"),
        original_balance_cents=balance,
        balance_cents=balance,
        note_rate_ppm=note_rate,
        servicing_fee_ppm=Ppm.percent("0.25"),
        guaranty_fee_ppm=Ppm.percent("0.25"),
        payment_cents=level_payment(balance=balance, note_rate=note_rate, months=LINE_MONTHS),
        original_term_months=LINE_MONTHS,
        remaining_months=LINE_MONTHS,
        age_months=0,
        recasts=True,
        status=LoanStatus.CURRENT,
        advances_outstanding_cents=ZERO,
        escrow_balance_cents=ZERO,
        state=None,
    )
    return LoanTape(pool=pool, as_of=ISSUE, loans=(line,))
