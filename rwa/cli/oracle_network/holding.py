"""`oracle held` and `oracle release`: reports outside a soft bound, and the admin's release."""

from rwa.chain.contract_structs import Content
from rwa.chain.held_reports import WaitingReport, held_content
from rwa.cli.console import Output, Row
from rwa.cli.held_months import held_now
from rwa.cli.operations import Operations
from rwa.cli.oracle_network.sending import Desk, Manner, shown_time
from rwa.cli.oracle_network.timelocked import govern
from rwa.cli.settings import Settings
from rwa.cli.workspace import opened
from rwa.core.dates import Period
from rwa.core.errors import CheckFailed


class NothingHeld(CheckFailed):
    """A month is to be released of which no report is held."""

    def __init__(self, month: Period, *, held: tuple[Period, ...]) -> None:
        self.month = month
        self.held = held
        found = ", ".join(map(str, held)) or "none"
        super().__init__(f"no report of {month} is held; held: {found}. See oracle held")


def show(settings: Settings, *, as_json: bool) -> None:
    """List held reports: why they wait, and from when the admin may release them."""
    output = Output(as_json)
    with opened(settings, read_only=True) as operations:
        found = [_as_json(operations, report) for report in held_now(operations)]
    if not found:
        output.say("nothing is held")
    else:
        headings = ("month", "revision", "outside bound of", "speed", "releasable at")
        output.table(headings, [_row(each) for each in found])
        output.say("then      oracle release MONTH, or rwa correct MONTH=FILE for a revision")
    output.result(found)


def release(settings: Settings, month: str, manner: Manner, *, as_json: bool) -> None:
    """Release a held report through the timelock: announce it, later carry it out.

    Raises NothingHeld, HeldFiguresUnknown and NotYet.
    """
    with opened(settings, read_only=manner.dry_run) as operations:
        desk = Desk(operations, manner, Output(as_json))
        report = _held(operations, Period.parse(month))
        content = held_content(operations.oracle, report)
        call = operations.oracle.release_held(content)
        told = govern(desk, call, ready_at=report.releasable_at)
        if operations.oracle.held_report_of(report.period).content_hash != report.content_hash:
            desk.output.say(f"accepted  {month}; rwa simulate funds it, pays it and goes on")
        desk.output.result({**told, "month": month, "revision": report.revision})


def _held(operations: Operations, month: Period) -> WaitingReport:
    reports = {operations.pool.period_at(each.period): each for each in held_now(operations)}
    if month not in reports:
        raise NothingHeld(month, held=tuple(reports))
    return reports[month]


def _as_json(operations: Operations, report: WaitingReport) -> dict[str, str | int]:
    """Numbers as numbers and times in Unix seconds, as `oracle status` has them."""
    return {
        "month": str(operations.pool.period_at(report.period)),
        "revision": report.revision,
        "outside": report.reason_words(),
        "speed": speed(held_content(operations.oracle, report)),
        "releasable_at": report.releasable_at,
    }


def _row(found: dict[str, str | int]) -> Row:
    shown = {name: str(value) for name, value in found.items()}
    return {**shown, "releasable_at": shown_time(int(found["releasable_at"]))}


def speed(content: Content) -> str:
    """Unscheduled principal of the month over what was there to prepay, per cent, rounded down."""
    unscheduled = (
        content.curtailed_cents
        + content.paid_off_cents
        + content.liquidated_cents
        + content.forgiven_cents
    )
    exposed = content.balance_end_cents + unscheduled
    hundredths = unscheduled * 10_000 // exposed if exposed else 0
    return f"{hundredths // 100}.{hundredths % 100:02d}%"
