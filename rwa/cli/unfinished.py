"""Finishing what an interrupted run left: a pool is never stuck between two steps of a month."""

from collections.abc import Iterator, Sequence

from rwa.cli.correction import months_left_behind, report_again
from rwa.cli.funding import fund_corrections, fund_months
from rwa.cli.month import reach_payment
from rwa.cli.operations import Operations
from rwa.cli.timing import payment_time, unless_past


def finish(operations: Operations, *, pay: bool) -> tuple[str, ...]:
    """Carry every accepted month to where a whole run leaves it, and say what was missing.

    In the order of a month: reports that follow a correction, funding, payment. With `pay` false
    nobody is settled.
    """
    return tuple(_finish(operations, pay=pay))


def _finish(operations: Operations, *, pay: bool) -> Iterator[str]:
    if restated := report_again(operations, months_left_behind(operations)):
        yield f"reported again after a correction: {_months(operations, restated)}"
    if funded := fund_months(operations):
        yield f"accepted and not funded: {_months(operations, funded)}; funded now"
    if corrected := fund_corrections(operations, operations.months.revised):
        yield f"corrected and not funded: {_months(operations, corrected)}; funded now"
    last = operations.months.last
    if last and _is_payment_missing(operations, last, pay=pay):
        reach_payment(operations, last, pay=pay)
        yield f"funded and not paid: {_months(operations, (last,))}" + ("; paid now" if pay else "")


def _is_payment_missing(operations: Operations, last: int, *, pay: bool) -> bool:
    if unless_past(operations, payment_time(operations, last)) is not None:
        return True
    holders = tuple(operations.actors.holders.values())
    return pay and any(
        claim.payable_units
        for ledger in operations.ledgers
        for claim in ledger.claimable_of(holders)
    )


def _months(operations: Operations, periods: Sequence[int]) -> str:
    return ", ".join(str(operations.pool.period_at(period)) for period in periods)
