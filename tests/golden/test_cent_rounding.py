"""Fannie Mae's issue-date balances: scheduled payments undone and made again, cent for cent."""

import itertools
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from rwa.cashflow.amortization import balance_before, level_payment, split_payment
from rwa.core.money import ZERO, Cents
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

    assert len(cases) == 4
    for case in cases:
        balance = cents(case["current_upb"])
        passed, sums = [balance], []
        for _ in range(case["months_back"]):
            sums.append(balance + payment)
            balance = balance_before(balance=balance, note_rate=rate, payment=payment)
            passed.append(balance)
        assert balance == cents(case["issue_upb"]), case["id"]
        assert list(zip(sums, passed[1:], strict=True)) == printed_steps(case), case["id"]

        for sooner, later in itertools.pairwise(passed):
            split = split_payment(balance=later, note_rate=rate, payment=payment, months_left=300)
            assert later - split.principal_cents == sooner, case["id"]


def printed_steps(case: dict[str, Any]) -> list[tuple[Cents, Cents]]:
    """Balance and payment together, and the balance a month earlier, at each step back."""
    if "sum1" in case:
        return [(cents(case["sum1"]), cents(case["issue_upb"]))]
    if "steps" in case:
        return [(cents(whole), cents(earlier)) for whole, earlier in case["steps"]]
    assert case["months_back"] == 0
    return []


def test_split_payment__curtailed_after_the_first_payment__the_printed_balances(
    golden_json: GoldenJson,
) -> None:
    answers = golden_json("fannie_issue_date_upb")
    loan, after_payments = answers["loan"], [answers["cases"][row] for row in (0, 2)]
    rate = Ppm.percent(Decimal(str(loan["note_rate_pct"])))
    balance, curtailed = cents(loan["original_amount"]), cents(loan["curtailment"])

    for months_paid, case in enumerate(after_payments):
        split = split_payment(
            balance=balance,
            note_rate=rate,
            payment=cents(loan["p_and_i"]),
            months_left=loan["term"] - months_paid,
        )
        balance = balance - split.principal_cents - curtailed
        curtailed = ZERO
        assert balance == cents(case["current_upb"]), case["id"]
