"""Reports out of their time: early, missed, late, skipped, out of order, after the end.

That a month is dated ahead is for the contract to refuse: it has the clock that counts. A month
that does not follow the accepted one is refused by both, each on its own.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

import pytest

from oracle.node import AcceptedMonth, NoPriorMonth
from oracle.package import MonthPackage
from rwa.chain.calendar import RecordCalendar
from rwa.chain.report import Content
from tests.faults.honest_months import month_of
from tests.faults.honest_nodes import answer_of
from tests.faults.reported_history import History
from tests.faults.reported_pool import DAY, as_of, name_of
from tests.faults.rows import FaultRow, Tally, Witness
from tests.faults.weakened_contract import without

PERIODS = 4
BLOCK_SECONDS = 12


class Office:
    """One pool, reported by people who get dates wrong."""

    def __init__(self, seed: int) -> None:
        self.draw, self.witness = Random(seed), Witness()
        self.history = History(self.draw, nodes=4, periods=PERIODS)
        self.pool = self.history.pool
        calendar = RecordCalendar(self.pool.chain, self.pool.oracle.calendar())
        self.pay_times = [times.pay_time for times in calendar.all_times()]
        self.late = 0
        """The period that should be flagged."""

    @property
    def due(self) -> int:
        """The next period."""
        return len(self.history.contents) + 1

    def refused(self, content: Content, error: str, what: str) -> None:
        """Every node signed it, and the contract refuses it."""
        found = name_of(self.pool.refusal(self.pool.accepting(content, self.pool.keys)))
        self.witness.attempts += 1
        self.witness.require(found == error, f"{what}: {found}, expected {error}")

    def unsigned(self, package: MonthPackage, after: AcceptedMonth, what: str) -> None:
        """No node signs it, since it does not follow the accepted month."""
        node = self.draw.choice(self.history.nodes)
        answer = answer_of(node, package, self.pool.target(), after)
        self.witness.attempts += 1
        self.witness.require(isinstance(answer, NoPriorMonth), f"{what}: a node says {answer}")

    def accepted(self, package: MonthPackage, content: Content, what: str) -> None:
        """It comes in its time, and ends lateness."""
        found = name_of(self.pool.mine(self.pool.accepting(content, self.history.quorum())))
        self.witness.require(found == "accepted", f"{what}: {found}")
        self.history.keep(package, content)
        self.late = 0 if content.period_index == self.late else self.late
        self.witness.saw(self.pool.state())
        self.compare_lateness(what)

    def flag(self, at: int) -> None:
        """Try to flag the next period as late in a given second; allowed or not, as the rule says."""
        if at <= self.pool.now:
            return
        expected = self._refusal_of_a_flag(at)
        found = name_of(self.pool.mine(self.pool.oracle.flag_late(), at=at))
        if found == "accepted":
            self.late = self.due
        self.witness.attempts += 1
        said = f"flagged {at - self.pay_times[min(self.due, PERIODS) - 1]} s after payment time"
        self.witness.require(found == expected, f"{said}: {found}, expected {expected}")
        self.compare_lateness(said)

    def compare_lateness(self, what: str) -> None:
        """The contract says the same period is late, or none."""
        flagged = self.pool.oracle.late_period()
        self.witness.require(flagged == self.late, f"{what}: late is {flagged}, not {self.late}")

    def _refusal_of_a_flag(self, at: int) -> str:
        if self.late == self.due:
            return "LateAlready"
        if self.due > PERIODS:
            return "RecordCalendar_UnknownPeriod"
        return "accepted" if at > self.pay_times[self.due - 1] else "NotLate"


def run(seed: int) -> Tally:
    """Four months, each with its mistakes."""
    office = Office(seed)
    while office.due <= PERIODS and office.history.after(office.due).tape.loan_count:
        _early(office)
        _perhaps_missed(office)
        _skipped(office)
        _next_month(office)
        if office.due > 2 and office.draw.random() < 0.4:
            _restated_out_of_order(office)
    _after_the_end(office)
    return office.witness.tally()


def _early(office: Office) -> None:
    """The month's report a second, a day, a month before it is due."""
    period = office.due
    package = office.history.drawn(period)
    content = office.history.content_of(package, office.history.after(period))
    aside = office.draw.choice((1, BLOCK_SECONDS, DAY, 10 * DAY))
    if (before := as_of(period) - aside) > office.pool.now:
        office.pool.chain.advance_to(before)
        office.refused(content, "AsOfInFuture", f"{aside} s early")
        office.flag(before + 1)
    office.pool.go_to_report_day(period)


def _perhaps_missed(office: Office) -> None:
    """Payment time passes without a report, or nearly; somebody flags it, or too early."""
    pay_time = office.pay_times[office.due - 1]
    office.flag(pay_time - office.draw.randint(1, 20 * DAY))
    if office.draw.random() < 0.5:
        office.flag(pay_time)
        office.flag(pay_time + 1)
        office.flag(pay_time + office.draw.randint(2, 40 * DAY))


def _skipped(office: Office) -> None:
    """The month after the one that is due, computed from a month that was never accepted."""
    period = office.due
    between = office.history.drawn(period)
    behind = month_of(between)
    if period == PERIODS or not behind.tape.loan_count:
        return
    package = office.history.servicer.drawn_month(office.draw, behind)
    content = office.history.content_of(package, behind)
    office.refused(content, "PeriodOutOfOrder", f"period {period + 1} for {period}")
    office.unsigned(package, office.history.after(period), f"period {period + 1} for {period}")


def _next_month(office: Office) -> None:
    """The report that is due, then the same once more and an older revision of it."""
    period, history = office.due, office.history
    if office.pool.now < as_of(period):
        office.pool.go_to_report_day(period)
    package = history.drawn(period)
    content = history.content_of(package, history.after(period))
    office.accepted(package, content, f"period {period}")
    office.refused(content, "RevisionTooLow", f"period {period} again")
    office.unsigned(package, month_of(package), f"period {period} after itself")
    revisions = [history.drawn(period, revision=number) for number in (1, 2)]
    older, newer = (history.content_of(each, history.after(period)) for each in revisions)
    if office.draw.random() < 0.5:
        office.accepted(revisions[1], newer, f"revision 2 of period {period} before 1")
        office.refused(older, "RevisionTooLow", f"revision 1 of period {period} after 2")


def _restated_out_of_order(office: Office) -> None:
    """An early month is revised; what follows is taken in order, and nothing new before it."""
    history, last = office.history, office.due - 1
    first = office.draw.randint(1, last - 1)
    for period in range(first, last + 1):
        if not history.after(period).tape.loan_count:
            return
        package = history.drawn(period, revision=history.contents[period - 1].revision + 1)
        content = history.content_of(package, history.after(period))
        office.accepted(package, content, f"period {period} restated")
        if period == first and not office.pool.oracle.restating_period():
            return
        _beyond_what_is_due(office, period + 2, last)


def _beyond_what_is_due(office: Office, period: int, last: int) -> None:
    """While restating, a later month is refused, be it accepted already or new."""
    history = office.history
    if period > last + 1 or period > PERIODS:
        return
    behind = history.after(period)
    if not behind.tape.loan_count:
        return
    revision = history.contents[period - 1].revision + 1 if period <= last else 0
    package = history.servicer.drawn_month(office.draw, behind, revision=revision)
    content = history.content_of(package, behind)
    office.refused(content, "PeriodOutOfOrder", f"period {period} while restating")


def _after_the_end(office: Office) -> None:
    """The calendar is over: nothing is late any more, and nothing more is reported."""
    if office.due <= PERIODS:
        return
    office.flag(office.pool.now + 400 * DAY)
    history, behind = office.history, office.history.after(office.due)
    if behind.tape.loan_count:
        package = history.drawn(office.due)
        content = history.content_of(package, behind)
        office.refused(content, "RecordCalendar_UnknownPeriod", "a period after the last")


@contextmanager
def _nodes_follow_anything() -> Iterator[None]:
    """A node takes whatever month it is handed for the one before."""

    class AnyNumber(int):
        def __eq__(self, other: object) -> bool:
            return True

        __hash__ = int.__hash__

        def __ne__(self, other: object) -> bool:
            return False

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(AcceptedMonth, "period_index", property(lambda _: AnyNumber(0)))
        yield


ORACLE = "RemittanceOracle"
ROW = FaultRow(
    name="out-of-time",
    target="LATE flagged exactly when allowed; 0 skipped, early or out-of-order accepted",
    run=run,
    protections={
        "periods come in order": without(
            ORACLE,
            "content.periodIndex == 0 || content.periodIndex > due",
            "content.periodIndex == 0",
        ),
        "nothing is dated ahead": without(
            ORACLE,
            "content.asOf > block.timestamp",
            "content.asOf > type(uint64).max",
            file="libraries/ReportDate.sol",
        ),
        "late only after payment time": without(
            ORACLE,
            "if (block.timestamp <= payTime) revert RemittanceOracle_NotLate(payTime, block.timestamp);",
        ),
        "a node follows the accepted month": _nodes_follow_anything,
    },
    seeds=2,
    long_seeds=120,
)
