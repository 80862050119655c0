"""Rules that do in one step what a month usually does, so that histories get somewhere."""

from collections.abc import Sequence

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from rwa.core.ids import Address
from tests.stateful.funding_rules import FundingRules
from tests.stateful.machine import ORDERS, STEPS
from tests.stateful.pool_on_chain import NODES, PERIODS
from tests.stateful.report_rules import ReportRules
from tests.stateful.reports import MONTH_FLOWS, MonthFlows
from tests.stateful.settlement_rules import SettlementRules


class MonthRules(ReportRules, FundingRules, SettlementRules):
    """Whole months and whole corrections."""

    @initialize(months=st.lists(MONTH_FLOWS, min_size=1, max_size=2))
    def begin_in_the_middle(self, months: list[MonthFlows]) -> None:
        """Some months have passed when the history begins; nobody was settled."""
        for flows in months:
            self.pay_in(flows)

    @precondition(lambda self: self.mirror.oracle.due <= PERIODS)
    @rule(flows=MONTH_FLOWS, holders=ORDERS, steps=STEPS)
    def run_month(self, flows: MonthFlows, holders: Sequence[Address], steps: int) -> None:
        """Report the month that is due, fund both classes as far as reported, settle everyone."""
        self.pay_in(flows)
        for tranche in (0, 1):
            at = self.soonest(self.last_payable(tranche))
            self.settle_all(tranche, holders, steps, at=at)

    @precondition(lambda self: self.mirror.oracle.last)
    @rule(flows=MONTH_FLOWS, back=st.integers(0, PERIODS), data=st.data())
    def correct_month(self, flows: MonthFlows, back: int, data: st.DataObject) -> None:
        """Revise an accepted month and adjust what is funded of it."""
        period = self.revisable(back)
        self.report(period, flows, 0, NODES[:3])
        for tranche, adjustable in self.adjustable():
            if adjustable == period and data.draw(st.booleans()):
                self.post_adjustment(tranche, period)
                self.fund_adjustment(tranche, period)

    def pay_in(self, flows: MonthFlows) -> None:
        """Report the month that is due, and fund what can be funded."""
        self.report(self.mirror.oracle.due, flows, 0, NODES[:3])
        for tranche in self.fundable():
            self.post_or_fund(tranche, self.next_period(tranche), "both")
