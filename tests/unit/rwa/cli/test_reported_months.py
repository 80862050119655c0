from collections.abc import Callable

import pytest

from oracle.documents import DocumentMissing, DocumentsInMemory
from rwa.cli import month as months
from rwa.cli.correction import corrected_months, report_again
from rwa.cli.operations import Operations
from rwa.cli.reported_months import ReportedMonths, reports_in_force
from rwa.core.money import Cents
from rwa.pool.activity import MonthActivity

ExtraPayment = Callable[[Operations, int, Cents], MonthActivity]


def read_anew(operations: Operations) -> ReportedMonths:
    """As another process would: from the chain's events and the documents alone."""
    live = operations.months
    first = operations.deployment.first_block
    return ReportedMonths(
        live.documents, live.issue_tape, reports_in_force(operations.oracle, first_block=first)
    )


def test_reported_months__read_by_another_process__are_the_same(
    operations: Operations, extra_payment: ExtraPayment
) -> None:
    for _ in range(3):
        months.run(operations, pay=True)
    more = {2: extra_payment(operations, 2, Cents(100))}
    report_again(operations, corrected_months(operations, more, reason="posted late"))

    live, anew = operations.months, read_anew(operations)

    assert anew.reports == live.reports
    assert anew.revised == live.revised == (2, 3)
    assert anew.last == 3
    for period in (1, 2, 3):
        assert anew.document(period) == live.document(period)
        assert anew.activity(period) == live.activity(period)
        assert anew.tape_after(period) == live.tape_after(period)
    assert anew.activity(2) == more[2]


def test_reported_months__before_the_first__are_the_issue(operations: Operations) -> None:
    anew = read_anew(operations)

    assert anew.last == 0
    assert anew.revised == ()
    assert anew.tape_after(0) is anew.issue_tape


def test_accept__a_revision__changes_the_tape_that_was_read(
    operations: Operations, extra_payment: ExtraPayment
) -> None:
    months.run(operations, pay=True)
    before = operations.months.tape_after(1)
    more = {1: extra_payment(operations, 1, Cents(100))}
    report_again(operations, corrected_months(operations, more, reason="posted late"))

    after = operations.months.tape_after(1)
    assert before.balance_cents - after.balance_cents == Cents(100)


def test_document__that_was_lost__is_refused_by_its_name(operations: Operations) -> None:
    months.run(operations, pay=True)
    lost = ReportedMonths(
        DocumentsInMemory(), operations.months.issue_tape, operations.months.reports
    )

    with pytest.raises(DocumentMissing) as caught:
        lost.document(1)
    assert caught.value.name == operations.months.reports[1].document
