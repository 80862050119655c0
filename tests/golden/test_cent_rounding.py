"""Fannie Mae's issue-date balances: scheduled payments undone and made again, cent for cent."""

import itertools
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from rwa.cashflow.amortization import balance_before, level_payment, split_payment
from rwa.core.money import Cents
from rwa.core.rates import Ppm

GoldenJson = Callable[[str], dict[str, Any]]


def cents(printed: float) -> Cents:
    return Cents.parse(str(printed))


def test_issue_date_upb__every_scenario__backward_and_forward_to_the_cent(
    golden_json: GoldenJson,
) -> None:
    answers = golden_json("fannie_issue_date_upb")
    loan, cases = answers["loan"], answers["cases"]
    rate = Ppm.percent(Decimal(str(loan["note_rate_pct"])))
    payment = level_payment(
        balance=cents(loan["original_amount"]), note_rate=rate, months=loan["term"]
    )
    assert payment == cents(loan["p_and_i"])

    for case in cases:
        balance = cents(case["current_upb"])
        passed = [balance]
        for _ in range(case["months_back"]):
            balance = balance_before(balance=balance, note_rate=rate, payment=payment)
            passed.append(balance)
        assert balance == cents(case["issue_upb"]), case["id"]

        for sooner, later in itertools.pairwise(passed):
            split = split_payment(balance=later, note_rate=rate, payment=payment, months_left=300)
            assert later - split.principal_cents == sooner, case["id"]

    assert len(cases) == 4
    assert [balance for _, balance in cases[3]["steps"]] == [186204.92, 186502.91]
