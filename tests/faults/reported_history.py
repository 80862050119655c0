"""A pool's honest months on its contract, with what follows from each."""

from random import Random

from oracle.node import AcceptedMonth, Node
from oracle.package import MonthPackage, SignedReport
from rwa.chain.accounts import LocalAccount
from rwa.chain.report import Content
from tests.faults.contract_rules import Begins
from tests.faults.honest_months import HonestServicer, drawn_servicer, month_of
from tests.faults.honest_nodes import answer_of, new_node
from tests.faults.reported_pool import ReportedPool, open_pool


class History:
    """A pool's honest months so far, and the nodes that report them."""

    def __init__(self, draw: Random, *, nodes: int, periods: int) -> None:
        self.draw = draw
        self.servicer: HonestServicer = drawn_servicer(draw)
        self.pool: ReportedPool = open_pool(self.servicer, nodes=nodes, periods=periods)
        self.nodes: list[Node] = [new_node(key, self.servicer.deal) for key in self.pool.keys]
        self.packages: list[MonthPackage] = []
        self.contents: list[Content] = []

    def after(self, period: int) -> AcceptedMonth:
        """What a month follows."""
        return month_of(self.packages[period - 2]) if period > 1 else self.servicer.at_issue

    def begins(self, period: int) -> Begins:
        """What a report of a month must begin with."""
        after = self.after(period)
        classes = tuple(terms.original_balance_cents for terms in self.servicer.deal.classes)
        if after.split is not None:
            classes = tuple(row.end_cents for row in after.split.rows)
        loans = self.servicer.issue.loans
        return Begins(
            balance=after.tape.balance_cents.count,
            loan_count=after.tape.loan_count,
            overcollateralisation=0,
            shortfall=0,
            classes=tuple(amount.count for amount in classes),
            max_rate_ppm=max(loan.note_rate_ppm.count for loan in loans),
            max_fee_ppm=max(
                loan.servicing_fee_ppm.count + loan.guaranty_fee_ppm.count for loan in loans
            ),
        )

    def drawn(self, period: int, *, revision: int = 0) -> MonthPackage:
        """The honest month of a period, or another one in place of it."""
        return self.servicer.drawn_month(self.draw, self.after(period), revision=revision)

    def content_of(self, package: MonthPackage, after: AcceptedMonth) -> Content:
        """What a node signs of an honest month that follows `after`, accepted or not."""
        node = new_node(self.pool.keys[0], self.servicer.deal)
        answer = answer_of(node, package, self.pool.target(), after)
        assert isinstance(answer, SignedReport), answer
        return answer.content

    def keep(self, package: MonthPackage, content: Content) -> None:
        """Note an accepted month in place of the one before it, if any."""
        at = content.period_index - 1
        self.packages[at : at + 1] = [package]
        self.contents[at : at + 1] = [content]

    def quorum(self) -> list[LocalAccount]:
        """As many nodes as must sign."""
        return self.draw.sample(self.pool.keys, self.pool.threshold)
