"""Rules that do in one step what a month usually does, so that histories get somewhere."""

from collections.abc import Sequence

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from rwa.core.ids import Address
from tests.stateful.funding_rules import FundingRules
from tests.stateful.machine import ORDERS, STEPS, TRANCHES
from tests.stateful.obstacle_rules import ObstacleRules
from tests.stateful.pool_on_chain import NODES, PERIODS
from tests.stateful.report_rules import ReportRules
from tests.stateful.reports import MONTH_FLOWS, MonthFlows
from tests.stateful.settlement_rules import SECONDS

OBSTACLES = st.sampled_from((None, None, "block", "payee", "holder", "ledger", "stop"))


class MonthRules(ReportRules, FundingRules, ObstacleRules):
    """Whole months and whole corrections."""

    @initialize(months=st.lists(MONTH_FLOWS, min_size=1, max_size=2))
    def begin_in_the_middle(self, months: list[MonthFlows]) -> None:
        """Some months have passed when the history begins; nobody was settled."""
        for flows in months:
            self.pay_in(flows)

    @precondition(lambda self: self.mirror.oracle.due <= PERIODS)
    @rule(
        data=st.data(),
        flows=MONTH_FLOWS,
        holders=ORDERS,
        steps=STEPS,
        second=SECONDS,
        obstacle=OBSTACLES,
    )
    def run_month(
        self,
        data: st.DataObject,
        flows: MonthFlows,
        holders: Sequence[Address],
        steps: int,
        second: int,
        obstacle: str | None,
    ) -> None:
        """Report what is due, fund what is reported, and settle everyone around payment time."""
        self.pay_in(flows)
        if not self.has_obstacles:
            obstacle = None
        if obstacle == "stop":
            self.settle_while_cash_stands_still(data.draw(TRANCHES), holders, second)
        elif obstacle is not None:
            self.change_obstacles(data, obstacle)
        for tranche in (0, 1):
            self.settle_when_due(tranche, holders, steps, second)

    @precondition(lambda self: self.has_corrections and self.mirror.oracle.last)
    @rule(
        data=st.data(),
        flows=MONTH_FLOWS,
        back=st.sampled_from((0, 0, 1, 2, PERIODS)),
        second=st.sampled_from((None, -1, -1, 0)),
    )
    def correct_month(
        self, data: st.DataObject, flows: MonthFlows, back: int, second: int | None
    ) -> None:
        """Revise an accepted month and adjust what is funded of it, for everyone at once."""
        period = self.revisable(back)
        self.report(period, flows, 0, NODES[:3])
        for tranche, adjustable in self.adjustable():
            if adjustable == period:
                self.adjust(tranche, period, "both")
                if second is not None:
                    self.settle_when_due(tranche, data.draw(ORDERS), data.draw(STEPS), second)

    @precondition(lambda self: self.has_corrections and (self.fundable() or self.adjustable()))
    @rule(data=st.data(), flows=MONTH_FLOWS)
    def revise_between_posting_and_funding(self, data: st.DataObject, flows: MonthFlows) -> None:
        """What was posted is stale by then and cannot be funded; the revision can."""
        choices = [(tranche, self.next_period(tranche)) for tranche in self.fundable()]
        oracle, choices = self.mirror.oracle, choices + self.adjustable()
        tranche, period = data.draw(st.sampled_from(choices))
        act = self.adjust if period < self.next_period(tranche) else self.post_or_fund
        act(tranche, period, "post")
        if period <= oracle.due:
            self.report(period, flows, 0, NODES[:3])
        act(tranche, period, "fund")
        act(tranche, period, "both")

    def pay_in(self, flows: MonthFlows) -> None:
        """Report the month that is due, and fund what can be funded."""
        self.report(self.mirror.oracle.due, flows, 0, NODES[:3])
        for tranche in self.fundable():
            self.post_or_fund(tranche, self.next_period(tranche), "both")
