"""Months of the demo: a blocked and a late holder, sales at the record second, a restatement."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from oracle.verification.verdict import Verification
from oracle.verification.verify import verify_month
from rwa.cli.console import Output
from rwa.cli.demo import BLOCKED_IN, MONTHS, Demo, start
from rwa.cli.demo_pools import demo_tape
from rwa.cli.month_verifier import MonthVerifier
from rwa.cli.published_pool import operated_pool

Names = Callable[[Verification], set[str]]


@pytest.fixture(scope="module")
def told() -> Demo:
    """The whole story, told to nobody."""
    demo = start(Output(as_json=True), demo_tape(7), seed=7, psa=Decimal(100))
    demo.run()
    return demo


@pytest.fixture(scope="module")
def year(told: Demo) -> tuple[Verification, ...]:
    """The first month, that of the blocked holder, the first restated and the last."""
    operations = told.operations
    subject = operated_pool(operations)
    chosen = (1, BLOCKED_IN, operations.months.revised[0], MONTHS)
    return tuple(
        verify_month(
            subject,
            operations.chain,
            operations.months.documents,
            operations.pool.period_at(period),
            salt=operations.salt,
        )
        for period in chosen
    )


def test_verify_month__months_of_the_demo__are_proved_line_by_line(
    year: tuple[Verification, ...], failed: Names, not_checked: Names
) -> None:
    assert len(year) == 4
    for found in year:
        assert (failed(found), not_checked(found)) == (set(), set()), found.period
    assert any(len(found.revisions) > 1 for found in year)


def test_verify_month__months_of_the_demo__holders_earned_what_was_funded(
    told: Demo, year: tuple[Verification, ...]
) -> None:
    """To less than a unit a holder and leg in a month, and to the unit since the issue."""
    (ledger,) = told.operations.ledgers
    for found in year:
        funded = ledger.distribution(found.period_index)
        whole = funded.interest_units + funded.principal_units
        added = max(funded.adjusted_interest_units, 0) + max(funded.adjusted_principal_units, 0)
        earned = sum(holder.interest_units + holder.principal_units for holder in found.holders)
        assert abs(whole + added - earned) < 2 * len(found.holders)
    totals = ledger.totals()
    for found in year:
        credited = sum(holder.credited_units for holder in found.holders)
        assert credited == totals.paid + totals.held + totals.recovered


def test_verifier__of_a_pool_in_this_process__has_all_its_files(told: Demo) -> None:
    operations = told.operations
    subject = operated_pool(operations)
    verifier = MonthVerifier(
        subject, operations.chain, operations.months.documents, operations.salt
    )

    answer = verifier.verify(operations.pool.pool_id, operations.pool.first_period)

    assert {line.outcome for line in answer.lines} == {"proved"}
