from collections.abc import Callable
from dataclasses import replace

import pytest

from oracle.collector import (
    HALF_GROUP_ORDER,
    ForeignSignature,
    QuorumMissing,
    check_report_signature,
    collect,
)
from oracle.node import AcceptedMonth, Node, NoPriorMonth
from oracle.package import MonthPackage, Objection, ReportTarget, SignedReport
from oracle.signing_log import AlreadySignedOther, SigningLog, SigningLogUnusable
from rwa.chain.accounts import LocalAccount, Signature
from rwa.core.ids import Address
from rwa.core.money import Cents

MonthAfter = Callable[..., MonthPackage]
GROUP_ORDER = 2 * HALF_GROUP_ORDER + 1


class Puppet:
    """Somebody under a node's address who answers what it is told to."""

    def __init__(
        self,
        address: Address,
        answer: Callable[[MonthPackage, ReportTarget, AcceptedMonth], object],
    ) -> None:
        self.address = address
        self.review = answer


@pytest.fixture
def false_month(first_month: MonthPackage) -> MonthPackage:
    remittance = first_month.document.remittance
    more = replace(remittance, scheduled_cents=remittance.scheduled_cents + Cents(1))
    return replace(first_month, document=replace(first_month.document, remittance=more))


@pytest.fixture
def forging_node(nodes: tuple[Node, ...], node_keys: tuple[LocalAccount, ...]) -> Puppet:
    """Node 4, signing with a key that is not its own."""

    def review(package: MonthPackage, target: ReportTarget, issue: AcceptedMonth) -> SignedReport:
        report = nodes[0].review(package, target, issue)
        assert isinstance(report, SignedReport)
        return replace(report, node=node_keys[3].address)

    return Puppet(node_keys[3].address, review)


def test_collect__four_honest_nodes__four_signatures(
    issue: AcceptedMonth, nodes: tuple[Node, ...], first_month: MonthPackage, target: ReportTarget
) -> None:
    quorum = collect(nodes, first_month, target, after=issue, threshold=3)

    assert set(quorum.signatures) == {node.address for node in nodes}
    assert (quorum.objections, quorum.refusals) == ((), ())
    for node, signature in quorum.signatures.items():
        report = SignedReport(node, quorum.content, quorum.envelope, signature)
        check_report_signature(report, target)


def test_collect__three_of_four__is_a_quorum_beside_the_objection(
    issue: AcceptedMonth,
    nodes: tuple[Node, ...],
    first_month: MonthPackage,
    false_month: MonthPackage,
    target: ReportTarget,
) -> None:
    def shown_otherwise(
        package: MonthPackage, target: ReportTarget, issue: AcceptedMonth
    ) -> object:
        return nodes[3].review(false_month, target, issue)

    dissenter = Puppet(nodes[3].address, shown_otherwise)

    quorum = collect((*nodes[:3], dissenter), first_month, target, after=issue, threshold=3)

    assert set(quorum.signatures) == {node.address for node in nodes[:3]}
    assert [objection.finding.field for objection in quorum.objections] == ["scheduled_cents"]


def test_collect__two_of_four__is_none_and_says_why(
    issue: AcceptedMonth,
    nodes: tuple[Node, ...],
    first_month: MonthPackage,
    false_month: MonthPackage,
    target: ReportTarget,
) -> None:
    def shown_otherwise(node: Node) -> Puppet:
        return Puppet(
            node.address, lambda _, target, issue: node.review(false_month, target, issue)
        )

    asked = (*nodes[:2], *map(shown_otherwise, nodes[2:]))

    with pytest.raises(QuorumMissing) as caught:
        collect(asked, first_month, target, after=issue, threshold=3)

    assert (caught.value.signed, caught.value.threshold) == (2, 3)
    assert [said.node for said in caught.value.objections] == [node.address for node in nodes[2:]]
    assert "objects to scheduled_cents: expected" in str(caught.value)
    assert caught.value.exit_code == 1


def test_collect__false_month__all_object(
    issue: AcceptedMonth, nodes: tuple[Node, ...], false_month: MonthPackage, target: ReportTarget
) -> None:
    with pytest.raises(QuorumMissing) as caught:
        collect(nodes, false_month, target, after=issue, threshold=3)

    assert caught.value.signed == 0
    assert len(caught.value.objections) == 4


def test_collect__no_node__is_no_quorum(
    issue: AcceptedMonth, first_month: MonthPackage, target: ReportTarget
) -> None:
    with pytest.raises(QuorumMissing, match="none objected"):
        collect((), first_month, target, after=issue, threshold=3)


def test_collect__one_node_forges__costs_its_own_voice_only(
    issue: AcceptedMonth,
    nodes: tuple[Node, ...],
    forging_node: Puppet,
    first_month: MonthPackage,
    target: ReportTarget,
) -> None:
    quorum = collect((*nodes[:3], forging_node), first_month, target, after=issue, threshold=3)

    assert set(quorum.signatures) == {node.address for node in nodes[:3]}
    (refusal,) = quorum.refusals
    assert isinstance(refusal.error, ForeignSignature)
    assert (refusal.node, refusal.error.claimed) == (forging_node.address, forging_node.address)
    assert refusal.error.recovered == nodes[0].address


def test_collect__one_node_repeats_anothers_report__is_not_counted_twice(
    issue: AcceptedMonth, nodes: tuple[Node, ...], first_month: MonthPackage, target: ReportTarget
) -> None:
    echo = Puppet(nodes[3].address, nodes[0].review)

    with pytest.raises(QuorumMissing) as caught:
        collect((*nodes[:2], echo), first_month, target, after=issue, threshold=3)

    assert caught.value.signed == 2
    assert isinstance(caught.value.refusals[0].error, ForeignSignature)


def test_collect__the_same_node_asked_twice__is_one_voice(
    issue: AcceptedMonth, nodes: tuple[Node, ...], first_month: MonthPackage, target: ReportTarget
) -> None:
    with pytest.raises(QuorumMissing) as caught:
        collect((nodes[0], nodes[0], nodes[1]), first_month, target, after=issue, threshold=3)

    assert caught.value.signed == 2


def test_collect__one_node_is_a_month_behind__the_others_suffice(
    nodes: tuple[Node, ...],
    month_after: MonthAfter,
    first_month: MonthPackage,
    target: ReportTarget,
    issue: AcceptedMonth,
) -> None:
    def behind(package: MonthPackage, target: ReportTarget, _: AcceptedMonth) -> object:
        return nodes[3].review(package, target, issue)

    asked = (*nodes[:3], Puppet(nodes[3].address, behind))
    after = AcceptedMonth(first_month.tape, first_month.document.distributions)

    quorum = collect(asked, month_after(first_month), target, after=after, threshold=3)

    assert len(quorum.signatures) == 3
    (refusal,) = quorum.refusals
    assert isinstance(refusal.error, NoPriorMonth)
    assert refusal.node == nodes[3].address


def test_collect__asked_for_two_contents_of_one_key__the_second_finds_no_quorum(
    issue: AcceptedMonth, nodes: tuple[Node, ...], first_month: MonthPackage, target: ReportTarget
) -> None:
    collect(nodes, first_month, target, after=issue, threshold=3)

    with pytest.raises(QuorumMissing) as caught:
        collect(
            nodes,
            first_month,
            replace(target, previous_report_hash=b"\x01" * 32),
            after=issue,
            threshold=3,
        )

    assert {type(refusal.error) for refusal in caught.value.refusals} == {AlreadySignedOther}
    assert "give changed content a higher revision" in str(caught.value)


def test_collect__one_nodes_log_cannot_be_written__the_others_suffice(
    issue: AcceptedMonth,
    new_node: Callable[..., Node],
    nodes: tuple[Node, ...],
    node_keys: tuple[LocalAccount, ...],
    first_month: MonthPackage,
    target: ReportTarget,
) -> None:
    log = SigningLog(None)
    log._database.execute("PRAGMA query_only = ON")

    quorum = collect(
        (*nodes[:3], new_node(node_keys[3], log)), first_month, target, after=issue, threshold=3
    )

    (refusal,) = quorum.refusals
    assert isinstance(refusal.error, SigningLogUnusable)


def signed_report(
    nodes: tuple[Node, ...], package: MonthPackage, target: ReportTarget, issue: AcceptedMonth
) -> SignedReport:
    report = nodes[0].review(package, target, issue)
    assert isinstance(report, SignedReport)
    return report


def test_check_report_signature__content_altered_by_a_cent__is_foreign(
    issue: AcceptedMonth, nodes: tuple[Node, ...], first_month: MonthPackage, target: ReportTarget
) -> None:
    report = signed_report(nodes, first_month, target, issue)
    more = report.content.interest_to_investors_cents + 1
    altered = replace(report.content, interest_to_investors_cents=more)

    with pytest.raises(ForeignSignature) as caught:
        check_report_signature(replace(report, content=altered), target)

    assert caught.value.claimed == report.node != caught.value.recovered


@pytest.mark.parametrize(
    "change",
    [
        {"chain_id": 1},
        {"oracle": Address("0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359")},
        {"node_set_digest": b"\x08" * 32},
        {"valid_until": 1},
    ],
)
def test_check_report_signature__made_for_another_target__is_foreign(
    issue: AcceptedMonth,
    nodes: tuple[Node, ...],
    first_month: MonthPackage,
    target: ReportTarget,
    change: dict[str, object],
) -> None:
    report = signed_report(nodes, first_month, replace(target, **change), issue)

    with pytest.raises(ForeignSignature):
        check_report_signature(report, target)


def test_check_report_signature__beside_an_envelope_that_was_not_signed__is_foreign(
    issue: AcceptedMonth, nodes: tuple[Node, ...], first_month: MonthPackage, target: ReportTarget
) -> None:
    report = signed_report(nodes, first_month, target, issue)
    longer = replace(report.envelope, valid_until=report.envelope.valid_until + 1)

    with pytest.raises(ForeignSignature):
        check_report_signature(replace(report, envelope=longer), target)


def test_check_report_signature__the_other_form_of_a_signature__is_refused(
    issue: AcceptedMonth, nodes: tuple[Node, ...], first_month: MonthPackage, target: ReportTarget
) -> None:
    report = signed_report(nodes, first_month, target, issue)
    ours = report.signature
    mirrored = Signature(r=ours.r, s=GROUP_ORDER - ours.s, y_parity=1 - ours.y_parity)

    with pytest.raises(ForeignSignature) as caught:
        check_report_signature(replace(report, signature=mirrored), target)

    assert caught.value.recovered is None


def test_collect__objection_signed_by_nobody__is_no_objection(
    issue: AcceptedMonth,
    nodes: tuple[Node, ...],
    first_month: MonthPackage,
    false_month: MonthPackage,
    target: ReportTarget,
) -> None:
    def put_into_its_mouth(
        package: MonthPackage, target: ReportTarget, issue: AcceptedMonth
    ) -> object:
        objection = nodes[0].review(false_month, target, issue)
        assert isinstance(objection, Objection)
        return replace(objection, node=nodes[3].address)

    framed = Puppet(nodes[3].address, put_into_its_mouth)

    quorum = collect((*nodes[:3], framed), first_month, target, after=issue, threshold=3)

    assert quorum.objections == ()
    assert isinstance(quorum.refusals[0].error, ForeignSignature)
