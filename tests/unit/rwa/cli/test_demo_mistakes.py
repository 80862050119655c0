from dataclasses import replace

import pytest

from rwa.cli.demo_mistakes import MOST_LEFT_OUT, mistake_in
from rwa.core.ids import LoanId
from rwa.core.money import ZERO, Cents
from rwa.pool.activity import LoanActivity, MonthActivity
from rwa.pool.generator import ISSUE, POOL_ID

QUIET = LoanActivity(LoanId("L1"), 1, ZERO, paid_off=False, liquidation_proceeds_cents=None)
EXTRA = replace(QUIET, loan_id=LoanId("L2"), curtailment_cents=Cents.dollars(25_000))
PAYOFF = replace(QUIET, loan_id=LoanId("L3"), paid_off=True)


def month(*lines: LoanActivity) -> MonthActivity:
    return MonthActivity(POOL_ID, ISSUE + 1, lines)


def test_mistake_in__an_extra_payment__leaves_some_of_it_out() -> None:
    mistake = mistake_in(month(QUIET, EXTRA, PAYOFF))

    assert mistake is not None
    quiet, extra, payoff = mistake.activity.loans
    assert (quiet, payoff) == (QUIET, PAYOFF)
    assert extra == replace(EXTRA, curtailment_cents=EXTRA.curtailment_cents - MOST_LEFT_OUT)
    assert "payment" in mistake.what


def test_mistake_in__a_small_extra_payment__leaves_out_all_of_it() -> None:
    small = replace(EXTRA, curtailment_cents=Cents(1))
    mistake = mistake_in(month(small))

    assert mistake is not None
    assert mistake.activity.loans == (replace(small, curtailment_cents=ZERO),)


def test_mistake_in__payoffs_alone__posts_one_late() -> None:
    mistake = mistake_in(month(QUIET, PAYOFF))

    assert mistake is not None
    assert mistake.activity == month(QUIET, replace(PAYOFF, paid_off=False))
    assert "payoff" in mistake.what


@pytest.mark.parametrize("lines", [(), (QUIET,)], ids=["no-loans", "scheduled-only"])
def test_mistake_in__nobody_prepaid__finds_nothing(lines: tuple[LoanActivity, ...]) -> None:
    assert mistake_in(month(*lines)) is None
