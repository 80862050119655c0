"""Rules about reports: the next month, revisions of accepted ones, restatements; and time."""

from itertools import combinations

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from rwa.chain.report import Content, Envelope, envelope_digest, hash_content
from rwa.chain.transactions import ContractCall
from tests.stateful.machine import PoolMachine
from tests.stateful.pool_on_chain import (
    AS_OF_TIMES,
    NODES,
    PAY_TIMES,
    PERIODS,
    RECORD_TIMES,
    signatures_of,
)
from tests.stateful.reports import (
    AT_ISSUE,
    MONTH_FLOWS,
    MonthFlows,
    month_content,
    with_more_interest,
)

SIGNERS = st.sampled_from(tuple(combinations(NODES, 3)))
GAPS = st.sampled_from((0, 0, 0, 1, 7))
"""Revision numbers left out."""
ENVELOPE_SECONDS = 86_400


class ReportRules(PoolMachine):
    """What the nodes report, and when."""

    @precondition(lambda self: self.mirror.oracle.due <= PERIODS)
    @rule(flows=MONTH_FLOWS, gap=GAPS, signers=SIGNERS)
    def report_due(self, flows: MonthFlows, gap: int, signers: tuple[str, ...]) -> None:
        """The next month, or the one a restatement has come to; the one after it is refused."""
        due = self.mirror.oracle.due
        if due < PERIODS:
            self.report_too_early(due + 1, flows, signers)
        self.report(due, flows, gap, signers)

    @precondition(lambda self: self.has_corrections and self.mirror.oracle.last)
    @rule(
        flows=MONTH_FLOWS,
        gap=GAPS,
        signers=SIGNERS,
        back=st.integers(0, PERIODS),
        interest_alone=st.none() | st.tuples(st.integers(0, 1), st.integers(-3_000, 3_000)),
    )
    def revise(
        self,
        flows: MonthFlows,
        gap: int,
        signers: tuple[str, ...],
        back: int,
        interest_alone: tuple[int, int] | None,
    ) -> None:
        """An accepted month again, with other figures, or other interest of one class alone."""
        oracle, period = self.mirror.oracle, self.revisable(back)
        if interest_alone is None:
            self.report(period, flows, gap, signers)
        elif oracle.restating != period:
            tranche, more = interest_alone
            latest = oracle.accepted[period]
            content = with_more_interest(latest, tranche, more, previous_hash=oracle.last_hash)
            self.accept(content, signers)

    def report_too_early(self, period: int, flows: MonthFlows, signers: tuple[str, ...]) -> None:
        """A month after the one that is due is refused, whatever it begins with."""
        oracle = self.mirror.oracle
        content = month_content(
            flows,
            period=period,
            revision=oracle.next_revision(period),
            begin=AT_ISSUE,
            previous_hash=oracle.last_hash,
        )
        call = self.signed(content, signers, at=self.pool.now)
        self.expect("poster", call, refusal="RemittanceOracle_PeriodOutOfOrder")

    def report(self, period: int, flows: MonthFlows, gap: int, signers: tuple[str, ...]) -> None:
        oracle = self.mirror.oracle
        content = month_content(
            flows,
            period=period,
            revision=oracle.next_revision(period) + gap,
            begin=oracle.begin_of(period),
            previous_hash=oracle.last_hash,
        )
        self.accept(content, signers)

    def accept(self, content: Content, signers: tuple[str, ...]) -> None:
        """Sign a report with some nodes and have it accepted."""
        at = self.soonest(AS_OF_TIMES[content.period_index - 1])
        call = self.signed(content, signers, at=at)
        self.do("poster", call, at=at)
        self.mirror.accept(content, hash_content(content))
        self.inv_6_a_report_counts_once(call)

    def signed(self, content: Content, signers: tuple[str, ...], *, at: int) -> ContractCall:
        """The call that brings a report, signed at `at` by some nodes."""
        oracle = self.pool.oracle
        envelope = Envelope(hash_content(content), oracle.node_set_digest(), at + ENVELOPE_SECONDS)
        chain_id = self.pool.deployment.chain_id
        digest = envelope_digest(envelope, chain_id=chain_id, oracle=oracle.address)
        return oracle.accept(content, envelope, signatures_of(digest, signers))

    def inv_6_a_report_counts_once(self, call: ContractCall) -> None:
        """Bringing an accepted report again is refused."""
        self.expect("poster", call, refusal="RemittanceOracle_RevisionTooLow")

    @precondition(lambda self: self.times_ahead())
    @rule(data=st.data(), seconds=st.integers(0, 2))
    def wait(self, data: st.DataObject, seconds: int) -> None:
        """Let the clock pass to the second before a record or payment time, in it, or after."""
        timestamp = data.draw(st.sampled_from(self.times_ahead()))
        self.pool.chain.advance_to(timestamp - 1 + seconds)

    def revisable(self, back: int) -> int:
        """An accepted period that may be revised, counted back from the latest."""
        oracle = self.mirror.oracle
        return max(min(oracle.due, oracle.last) - back, 1)

    def times_ahead(self) -> list[int]:
        """The next record time and the next payment time."""
        later = [
            next((each for each in times if each > self.pool.now + 1), None)
            for times in (RECORD_TIMES, PAY_TIMES)
        ]
        return [each for each in later if each is not None]
