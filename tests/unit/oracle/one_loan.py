"""A pool of one loan with round figures, and its month as a node recomputes it.

The loan owes 100,000.00 at 6%: a month's interest is 500.00, the fees are 20.00 and 10.00, the
payment of 1,500.00 repays 1,000.00. Installment after installment:

    interest 500.00, principal 1,000.00, leaves 99,000.00, fees 20.00 and 10.00
    interest 495.00, principal 1,005.00, leaves 97,995.00, fees 19.80 and 9.90
    interest 489.98, principal 1,010.02, leaves 96,984.98, fees 19.60 and 9.80
"""

from dataclasses import dataclass, replace
from typing import Any

from oracle.recompute import recompute_pool
from rwa.core.dates import Period
from rwa.core.ids import LoanId, PoolId
from rwa.core.money import ZERO, Cents
from rwa.core.rates import Ppm
from rwa.pool.activity import LoanActivity, MonthActivity
from rwa.pool.loan import Loan, LoanStatus
from rwa.pool.programme import PRIVATE_LABEL, Programme
from rwa.pool.tape import LoanTape
from rwa.pool.terms import PoolTerms
from rwa.remittance.loan_month import LoanMonth
from rwa.remittance.remittance import Remittance

ISSUE = Period(2026, 12)
"""The month after it, January 2027, is accounted: December before it has 31 days."""
LOAN = Loan(
    loan_id=LoanId("L1"),
    original_balance_cents=Cents.dollars(100_000),
    balance_cents=Cents.dollars(100_000),
    note_rate_ppm=Ppm.percent("6"),
    servicing_fee_ppm=Ppm.percent("0.24"),
    guaranty_fee_ppm=Ppm.percent("0.12"),
    payment_cents=Cents.dollars(1_500),
    original_term_months=360,
    remaining_months=300,
    age_months=60,
    recasts=False,
    status=LoanStatus.CURRENT,
    advances_outstanding_cents=ZERO,
    escrow_balance_cents=ZERO,
    state=None,
)
LINE = LoanActivity(
    loan_id=LoanId("L1"),
    payments_made=1,
    curtailment_cents=ZERO,
    paid_off=False,
    liquidation_proceeds_cents=None,
)


def behind(
    months: int, *, each: str = "1500.00", status: LoanStatus | None = None
) -> dict[str, Any]:
    """Changes of a loan that is so many months behind, every one advanced with `each`."""
    rungs = (LoanStatus.CURRENT, LoanStatus.DELINQUENT_30, LoanStatus.DELINQUENT_60)
    return {
        "months_behind": months,
        "months_advanced": months,
        "advances_outstanding_cents": Cents(months * Cents.parse(each).count),
        "status": status or (rungs[months] if months < 3 else LoanStatus.DELINQUENT_90),
    }


@dataclass(frozen=True)
class Accounted:
    """A month of the pool of one loan."""

    month: LoanMonth
    loan: Loan
    remittance: Remittance

    def said(self, *names: str) -> tuple[str, ...]:
        """Amounts of the loan's month, in dollars."""
        return tuple(getattr(self.month, f"{name}_cents").plain for name in names)


def accounted(
    loan: dict[str, Any] | None = None,
    line: dict[str, Any] | None = None,
    *,
    programme: Programme = PRIVATE_LABEL,
    index: Ppm | None = None,
    issue: Period = ISSUE,
) -> Accounted:
    """The month of a loan and a line with these changes; every identity was checked."""
    before = replace(LOAN, **(loan or {}))
    pool = PoolTerms(
        pool_id=PoolId("POOL-1"),
        programme=programme,
        pass_through_rate_ppm=before.net_rate_ppm,
        issue=issue,
        original_balance_cents=before.balance_cents or Cents.dollars(1),
        original_loan_count=1,
    )
    as_of = issue if before.is_active else issue + 1
    activity = MonthActivity(
        pool_id=pool.pool_id,
        period=as_of + 1,
        loans=(replace(LINE, **(line or {})),),
        index_ppm=index,
    )
    result = recompute_pool(LoanTape(pool=pool, as_of=as_of, loans=(before,)), activity)
    return Accounted(result.loans[0], result.tape.loans[0], result.remittance)
