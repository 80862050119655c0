"""`rwa estimate`: a month that is due while the servicer's books are still open."""

from rwa.cli import month as months
from rwa.cli.console import Output, plain
from rwa.cli.funding import fund_months
from rwa.cli.gas_money import give_gas_money
from rwa.cli.month_lines import MonthLines, month_row
from rwa.cli.operations import Operations
from rwa.cli.running import PoolEnded
from rwa.cli.settings import Settings
from rwa.cli.unfinished import finish
from rwa.cli.workspace import opened
from rwa.remittance.document import Basis
from rwa.servicing.estimating import estimated_activity


def estimate(settings: Settings, *, fund: bool, pay: bool, as_json: bool) -> None:
    """Report the next month from an estimate; fund it if `fund`, and settle holders if `pay` too.

    Raises PoolEnded, and what reporting raises.
    """
    output = Output(as_json)
    with opened(settings) as operations:
        give_gas_money(operations.chain, operations.actors.senders, key=settings.funder_key)
        for found in finish(operations, pay=pay):
            output.note(f"continued {found}")
        if operations.has_ended():
            raise PoolEnded(months=operations.months.last)
        report_estimate(operations)
        period = operations.months.last
        if fund:
            fund_months(operations)
            months.reach_payment(operations, period, pay=pay)
        row = month_row(operations.months.document(period), operations.pool)
        lines = MonthLines.of_pool(operations.pool)
    output.say(lines.heading())
    output.say(f"{lines.line(row)}  ESTIMATED")
    output.say(f"true up   rwa correct {row['month']}=FILE --reason TEXT, from the true activity")
    output.result({**plain(row), "basis": Basis.ESTIMATED.value})


def report_estimate(operations: Operations) -> None:
    """Have the next month accepted as an estimate. Raises as `month.report`."""
    activity = estimated_activity(operations.months.tape_after(operations.months.last))
    months.report_next(operations, activity, basis=Basis.ESTIMATED)
