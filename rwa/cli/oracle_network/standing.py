"""`oracle status` and `oracle flag-late`: how far a pool's reports are, and what waits."""

from collections.abc import Iterator
from dataclasses import dataclass

from rwa.chain.calendar import PeriodTimes, RecordCalendar
from rwa.cli.console import Output
from rwa.cli.held_months import held_now
from rwa.cli.operations import Operations
from rwa.cli.oracle_network.governing import NodeSet
from rwa.cli.oracle_network.sending import Desk, Manner, shown_time
from rwa.cli.oracle_network.timelocked import waiting_operations
from rwa.cli.settings import Settings
from rwa.cli.workspace import opened
from rwa.core.dates import Period
from rwa.core.errors import CheckFailed


class NotLate(CheckFailed):
    """The next month's payment time has not passed."""

    def __init__(self, month: Period, *, pay_time: int, now: int) -> None:
        self.month = month
        self.pay_time = pay_time
        self.now = now
        super().__init__(
            f"{month} is not late: it is paid at {shown_time(pay_time)}, it is "
            f"{shown_time(now)}; ask again after that"
        )


class FlaggedAlready(CheckFailed):
    """The next month is flagged as late already."""

    def __init__(self, month: Period) -> None:
        self.month = month
        super().__init__(f"{month} is flagged as late already; its report clears the flag")


class NoMoreMonths(CheckFailed):
    """Every month of the pool's calendar was reported."""

    def __init__(self, *, last: Period) -> None:
        self.last = last
        super().__init__(f"{last} was the pool's last month; nothing can be late after it")


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the reports of a pool are."""

    last: Period | None
    """Month of the last accepted report; None before the first."""
    revision: int | None
    """Revision of that report, 0 for the first of its month; None before the first."""
    basis: str | None
    """`reported` or `estimated`: what that report rests on; None before the first."""
    reason: str | None
    """Why that report is a revision; None for a first report."""
    next: PeriodTimes | None
    """Times of the month that is due next; None after the last."""
    next_month: Period | None
    """That month."""
    late: Period | None
    """Month that is flagged as late; None when none is."""
    restating: Period | None
    """Month to be revised next; None when no restatement is open."""

    @classmethod
    def of(cls, operations: Operations) -> "Standing":
        """Read it from the chain and the document in force."""
        oracle, months = operations.oracle, operations.months
        number = oracle.last_accepted()
        document = months.document(number) if number else None
        times = _times(operations, number + 1)
        return cls(
            last=_month(operations, number),
            revision=None if document is None else document.remittance.revision,
            basis=None if document is None else document.basis.value,
            reason=None if document is None else document.reason,
            next=times,
            next_month=None if times is None else operations.pool.period_at(number + 1),
            late=_month(operations, oracle.late_period()),
            restating=_month(operations, oracle.restating_period()),
        )


def show(settings: Settings, *, as_json: bool) -> None:
    """Say how far the reports are, whether the next is late, what is held and what is announced."""
    output = Output(as_json)
    with opened(settings, read_only=True) as operations:
        document = _document(operations)
        lines = tuple(_lines(operations))
    for line in lines:
        output.say(line)
    output.result(document)


def flag_late(settings: Settings, manner: Manner, *, as_json: bool) -> None:
    """Flag the next month as late. Raises NotLate, FlaggedAlready and NoMoreMonths."""
    with opened(settings, read_only=manner.dry_run) as operations:
        desk = Desk(operations, manner, Output(as_json))
        standing = Standing.of(operations)
        _require_late(desk, standing)
        told = desk.send(operations.oracle.flag_late())
        if told["sent"]:
            desk.output.say(f"LATE      {standing.next_month}")
        elif told["refusal"] is None:
            desk.output.say(f"would be  LATE {standing.next_month}")
        desk.output.result({**told, "month": str(standing.next_month)})


def _require_late(desk: Desk, standing: Standing) -> None:
    if standing.next is None or standing.next_month is None:
        last = desk.operations.pool.period_at(desk.operations.oracle.last_accepted())
        raise NoMoreMonths(last=last)
    if standing.late == standing.next_month:
        raise FlaggedAlready(standing.next_month)
    pay_time = standing.next.pay_time
    if pay_time <= desk.now or desk.manner.dry_run:
        return
    if not desk.manner.wait:
        raise NotLate(standing.next_month, pay_time=pay_time, now=desk.now)
    desk.operations.chain.advance_to(pay_time + 1)


def _times(operations: Operations, period: int) -> PeriodTimes | None:
    calendar = RecordCalendar(operations.chain, operations.oracle.calendar())
    return calendar.times(period) if period <= calendar.periods() else None


def _month(operations: Operations, period: int) -> Period | None:
    return operations.pool.period_at(period) if period else None


def _lines(operations: Operations) -> Iterator[str]:
    standing = Standing.of(operations)
    nodes = NodeSet.of(operations.oracle, first_block=operations.deployment.first_block)
    yield f"chain     {operations.chain.identity}"
    yield f"now       {shown_time(operations.chain.head().timestamp)}"
    yield f"accepted  {standing.last or 'nothing yet'}{_mark(standing)}"
    if standing.next is not None:
        late = "  LATE" if standing.late else ""
        yield f"next      {standing.next_month}, paid {shown_time(standing.next.pay_time)}{late}"
    if standing.restating is not None:
        yield f"restating {standing.restating} is to be revised before any new month"
    for report in held_now(operations):
        month = operations.pool.period_at(report.period)
        yield f"held      {month} revision {report.revision}: {report.reason_words()}"
    yield f"quorum    {nodes.threshold} of {len(nodes.nodes)}: {nodes.safety()}"
    for each in waiting_operations(operations):
        what = "; ".join(call.label for call in each.operation.calls)
        yield f"announced {what}, ready {shown_time(each.ready_at)}"
        yield f"          oracle execute 0x{each.operation_id.hex()}"


def _mark(standing: Standing) -> str:
    estimated = ", ESTIMATED" if standing.basis == "estimated" else ""
    revised = f", revision {standing.revision}: {standing.reason}" if standing.revision else ""
    return estimated + revised


def _document(operations: Operations) -> dict[str, object]:
    standing = Standing.of(operations)
    nodes = NodeSet.of(operations.oracle, first_block=operations.deployment.first_block)
    return {
        "now": operations.chain.head().timestamp,
        "last_accepted": _text(standing.last),
        "revision": standing.revision,
        "basis": standing.basis,
        "reason": standing.reason,
        "next": _text(standing.next_month),
        "pay_time": None if standing.next is None else standing.next.pay_time,
        "late": standing.late is not None,
        "restating": _text(standing.restating),
        "held": [str(operations.pool.period_at(each.period)) for each in held_now(operations)],
        "nodes": len(nodes.nodes),
        "threshold": nodes.threshold,
        "announced": [
            {
                "operation": f"0x{each.operation_id.hex()}",
                "ready_at": each.ready_at,
                "calls": [call.label for call in each.operation.calls],
            }
            for each in waiting_operations(operations)
        ],
    }


def _text(month: Period | None) -> str | None:
    return None if month is None else str(month)
