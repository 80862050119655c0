"""True figures in the wrong place: another pool, chain, contract, month, order or node set.

Every node signs; it is for the contract to refuse, except where nodes are shown foreign files.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from random import Random

from oracle.node import NoPriorMonth
from oracle.package import MonthPackage, Objection
from rwa.chain.hashing import word_of_text
from rwa.chain.report import Content, envelope_digest
from tests.faults.contract_rules import broken_rules
from tests.faults.forgeries import SOMEBODY_ELSE
from tests.faults.honest_months import drawn_servicer
from tests.faults.honest_nodes import answer_of
from tests.faults.reported_history import History
from tests.faults.reported_pool import DAY, as_of, name_of, packed

Checked = tuple[bool, str]
"""Whether it was refused as it should be, and what to say if not."""
Case = Callable[[History, MonthPackage, Content], Checked]


def other_pool(history: History, _: MonthPackage, true: Content) -> Checked:
    """The figures of this pool under another's name."""
    return _refused(history, replace(true, pool=word_of_text("FAULTS-2")), {"PoolMismatch"})


def other_month(history: History, _: MonthPackage, true: Content) -> Checked:
    """The right number of the period with another month's name."""
    other = true.period + history.draw.choice((-100, 1, 100))
    return _refused(history, replace(true, period=other), {"MonthMismatch"})


def other_day(history: History, _: MonthPackage, true: Content) -> Checked:
    """As of another second, day or month."""
    aside = history.draw.choice((-DAY, -1, 1, DAY, as_of(2) - as_of(1)))
    return _refused(history, replace(true, as_of=true.as_of + aside), {"AsOfMismatch"})


def no_period(history: History, _: MonthPackage, true: Content) -> Checked:
    """The state at issue reported as a month."""
    return _refused(history, replace(true, period_index=0), {"PeriodOutOfOrder"})


def other_predecessor(history: History, _: MonthPackage, true: Content) -> Checked:
    """Following a report that is not the last."""
    hashes = [content.previous_report_hash for content in history.contents]
    others = [each for each in (*hashes, b"\x01" * 32) if each != true.previous_report_hash]
    lie = replace(true, previous_report_hash=history.draw.choice(others))
    return _refused(history, lie, {"PreviousReportMismatch"})


def revision_out_of_reach(history: History, _: MonthPackage, true: Content) -> Checked:
    """A number that would leave none for a later correction."""
    return _refused(history, replace(true, revision=true.revision + 256), {"RevisionTooHigh"})


def accepted_again(history: History, _: MonthPackage, true: Content) -> Checked:
    """An accepted report under a new envelope; before there is one, a class too few."""
    if not history.contents:
        return _refused(history, replace(true, class_rows=true.class_rows[1:]), {"ClassCount"})
    accepted = history.draw.choice(history.contents)
    is_due = history.pool.oracle.restating_period() or len(history.contents) + 1
    late = {"PeriodOutOfOrder"} if accepted.period_index > is_due else {"RevisionTooLow"}
    return _refused(history, accepted, late)


def last_month_as_this(history: History, _: MonthPackage, true: Content) -> Checked:
    """An accepted month's figures with this one's date; before there is one, a class too many."""
    if not history.contents:
        rows = (*true.class_rows, true.class_rows[0])
        return _refused(history, replace(true, class_rows=rows), {"ClassCount"})
    dated = {
        name: getattr(true, name)
        for name in ("period", "period_index", "revision", "previous_report_hash", "as_of")
    }
    lie = replace(history.draw.choice(history.contents), **dated)
    broken = broken_rules(lie, history.begins(true.period_index))
    return _refused(history, lie, broken or {"accepted"})


def signed_for_another_chain(history: History, _: MonthPackage, true: Content) -> Checked:
    """All nodes signed for the same contract elsewhere."""
    pool = history.pool
    envelope = pool.envelope(true)
    digest = envelope_digest(envelope, chain_id=1, oracle=pool.oracle.address)
    signatures = packed(key.sign_digest(digest) for key in pool.keys)
    found = name_of(pool.refusal(pool.oracle.accept(true, envelope, signatures)))
    return found in SOMEBODY_ELSE, f"signed for another chain: {found}"


def signed_for_another_node_set(history: History, _: MonthPackage, true: Content) -> Checked:
    """All nodes signed for a node set that is not the present one."""
    pool = history.pool
    digest = history.draw.getrandbits(256).to_bytes(32, "big")
    envelope = replace(pool.envelope(true), node_set_digest=digest)
    call = pool.oracle.accept(true, envelope, packed(pool.signed(envelope, pool.keys)))
    found = name_of(pool.refusal(call))
    return found == "NodeSetMismatch", f"signed for another node set: {found}"


def files_of_another_pool(history: History, _: MonthPackage, true: Content) -> Checked:
    """A node is shown another pool's month."""
    foreign = _foreign_month()
    node = history.draw.choice(history.nodes)
    answer = answer_of(node, foreign, history.pool.target(), history.servicer.at_issue)
    is_named = isinstance(answer, Objection) and "POOL" in answer.finding.reported.upper()
    return is_named, f"a node is shown another pool's month: {answer}"


def files_of_a_month_before(history: History, package: MonthPackage, true: Content) -> Checked:
    """A node is shown a month again that was accepted, or this one as following itself."""
    node, period = history.draw.choice(history.nodes), true.period_index
    shown = history.packages[period - 2] if period > 1 else package
    after = history.after(period)
    if period == 1:
        after = replace(after, tape=package.tape)
    answer = answer_of(node, shown, history.pool.target(), after)
    return isinstance(answer, NoPriorMonth), f"a node is shown a month again: {answer}"


MISADDRESSED: tuple[Case, ...] = (
    other_pool,
    other_month,
    other_day,
    no_period,
    other_predecessor,
    revision_out_of_reach,
    accepted_again,
    last_month_as_this,
    signed_for_another_chain,
    signed_for_another_node_set,
    files_of_another_pool,
    files_of_a_month_before,
)


@cache
def _foreign_month() -> MonthPackage:
    draw = Random(2)
    servicer = drawn_servicer(draw, pool_id="FAULTS-2")
    return servicer.drawn_month(draw, servicer.at_issue)


def _refused(history: History, lie: Content, refused_by: set[str] | frozenset[str]) -> Checked:
    pool = history.pool
    found = name_of(pool.refusal(pool.accepting(lie, pool.keys)))
    return (
        found in refused_by,
        f"the contract on {lie.period_index}: {found}, not {sorted(refused_by)}",
    )
