"""A run may be cut between any two steps; the next one carries every month to its end."""

from collections.abc import Callable
from typing import Any

import pytest

from rwa.chain.transactions import send
from rwa.cli import month as months
from rwa.cli.correction import corrected_months, report_again
from rwa.cli.funding import fund_corrections, fund_months
from rwa.cli.operations import Operations
from rwa.cli.tie_out import tie_out
from rwa.cli.timing import payment_time
from rwa.cli.unfinished import finish
from rwa.core.money import Cents
from rwa.pool.activity import MonthActivity

ExtraPayment = Callable[[Operations, int, Cents], MonthActivity]
Wallets = Callable[[Operations], tuple[int, ...]]
Step = Callable[[Operations], object]


def accept(operations: Operations) -> None:
    months.report_next(operations, months.simulate(operations, operations.months.last + 1))


def fund(operations: Operations) -> None:
    accept(operations)
    fund_months(operations)


def pay_one(operations: Operations) -> None:
    fund(operations)
    holder = operations.actors.addresses["holder-01"]
    months.settle(operations, (holder,), at=payment_time(operations, operations.months.last))


@pytest.mark.parametrize(
    ("cut_after", "said"),
    [
        (accept, ["2027-02; funded now", "2027-02; paid now"]),
        (fund, ["2027-02; paid now"]),
        (pay_one, ["2027-02; paid now"]),
    ],
    ids=["accepted", "funded", "one-holder-paid"],
)
def test_finish__a_month_cut_short__ends_like_a_whole_one(
    issued_once: Any, wallets: Wallets, cut_after: Step, said: list[str]
) -> None:
    whole, cut = issued_once.fork(), issued_once.fork()
    for _ in range(2):
        months.run(whole, pay=True)
    months.run(cut, pay=True)
    cut_after(cut)

    found = finish(cut, pay=True)

    assert [text.split(": ")[1] for text in found] == said
    assert wallets(cut) == wallets(whole)
    assert tie_out(cut) == tie_out(whole)
    assert finish(cut, pay=True) == ()


def test_finish__nobody_is_to_be_paid__lets_the_payment_time_come(operations: Operations) -> None:
    accept(operations)

    found = finish(operations, pay=False)

    assert len(found) == 2
    assert operations.chain.head().timestamp == payment_time(operations, 1)
    assert operations.ledgers[0].totals().paid == 0
    assert finish(operations, pay=False) == ()


def test_finish__nothing_was_ever_run__does_nothing(operations: Operations) -> None:
    head = operations.chain.head()

    assert finish(operations, pay=True) == ()
    assert operations.chain.head() == head


@pytest.mark.parametrize("posted", [False, True], ids=["reported", "posted"])
def test_finish__a_correction_cut_short__is_reported_and_funded(
    issued_once: Any, wallets: Wallets, extra_payment: ExtraPayment, posted: bool
) -> None:
    whole, cut = issued_once.fork(), issued_once.fork()
    for operations in (whole, cut):
        for _ in range(2):
            months.run(operations, pay=True)
    packages = [
        corrected_months(
            operations, {1: extra_payment(operations, 1, Cents(777_77))}, reason="posted late"
        )
        for operations in (whole, cut)
    ]
    report_again(whole, packages[0])
    fund_corrections(whole, (1, 2))
    months.settle(whole, tuple(whole.actors.holders.values()))
    report_again(cut, packages[1][:1])
    if posted:
        call = cut.ledgers[0].post_adjustment(1)
        send(cut.chain, cut.actors["servicer"], call)

    found = finish(cut, pay=True)

    assert [text.split(":")[0] for text in found] == [
        "reported again after a correction",
        "corrected and not funded",
        "funded and not paid",
    ]
    assert wallets(cut) == wallets(whole)
    assert tie_out(cut) == tie_out(whole)
