"""$250,000,000 of new loans as one line: WAC 6.500%, fees 0.500%, 360 months, 100 PSA.

The figures are those of the SIFMA standard formulas with cents half up at each step, worked out
apart from this code to 50 digits (docs/reference/sources.md#sifma-standard-formulas).
"""

from decimal import Decimal

import pytest

from rwa.core.annuity import level_payment
from rwa.core.dates import Period
from rwa.core.ids import LoanId, PoolId, TrancheId
from rwa.core.money import ZERO, Cents, total
from rwa.core.rates import Ppm
from rwa.deal.distribution import distribute
from rwa.deal.terms import pass_through_deal
from rwa.pool.aggregates import pool_factor
from rwa.pool.loan import Loan, LoanStatus
from rwa.pool.programme import UMBS
from rwa.pool.tape import LoanTape
from rwa.pool.terms import PoolTerms
from rwa.remittance.identities import SplitMonth
from rwa.servicing.life import run_life
from rwa.servicing.simulation import Behaviour

FACE = Cents.dollars(250_000_000)
WAC = Ppm.percent("6.5")


@pytest.fixture(scope="module")
def year() -> list[SplitMonth]:
    line = Loan(
        loan_id=LoanId("POOL"),
        original_balance_cents=FACE,
        balance_cents=FACE,
        note_rate_ppm=WAC,
        servicing_fee_ppm=Ppm.percent("0.25"),
        guaranty_fee_ppm=Ppm.percent("0.25"),
        payment_cents=level_payment(balance=FACE, note_rate=WAC, months=360),
        original_term_months=360,
        remaining_months=360,
        age_months=0,
        recasts=True,
        status=LoanStatus.CURRENT,
        advances_outstanding_cents=ZERO,
        escrow_balance_cents=ZERO,
        state=None,
    )
    pool = PoolTerms(
        pool_id=PoolId("POOL-LEVEL"),
        programme=UMBS,
        pass_through_rate_ppm=Ppm.percent("6"),
        issue=Period(2026, 12),
        original_balance_cents=FACE,
        original_loan_count=1,
    )
    tape = LoanTape(pool=pool, as_of=Period(2026, 12), loans=(line,))
    deal = pass_through_deal(pool, tranche=TrancheId("A"))
    months: list[SplitMonth] = []
    for month in run_life(tape, Behaviour(psa=Decimal(100)), seed=7, months=12):
        prior = months[-1].distributions if months else None
        months.append(SplitMonth(month.remittance, distribute(month.remittance, deal, prior)))
    return months


def paid(month: SplitMonth) -> Cents:
    split = month.distributions
    return split.interest_to_investors_cents + split.principal_to_investors_cents


def test_first_month__at_100_psa__pays_what_the_formulas_say(year: list[SplitMonth]) -> None:
    first = year[0]

    assert str(first.remittance.period) == "2027-01"
    assert str(first.distributions.interest_to_investors_cents) == "1,250,000.00"
    assert str(first.remittance.scheduled_cents) == "226,003.39"
    assert str(first.remittance.curtailed_cents) == "41,667.21"
    assert str(paid(first)) == "1,517,670.60"
    factor = pool_factor(first.remittance.balance_end_cents, original=FACE)
    assert factor == Decimal("0.99892932")


def test_twelve_months__at_100_psa__pay_what_the_formulas_say(year: list[SplitMonth]) -> None:
    assert str(total(paid(month) for month in year)) == "20,878,753.52"
    factor = pool_factor(year[-1].remittance.balance_end_cents, original=FACE)
    assert factor == Decimal("0.97594417")
