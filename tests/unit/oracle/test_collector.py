from dataclasses import replace

import pytest

from oracle.collector import (
    ForeignSignature,
    QuorumMissing,
    Refusal,
    check_objection_signature,
    check_report_signature,
    quorum_of,
)
from oracle.node import AcceptedMonth, Node, NoPriorMonth
from oracle.package import MonthPackage, Objection, ReportTarget, SignedReport
from rwa.chain.accounts import GROUP_ORDER, Signature
from rwa.core.ids import Address
from rwa.core.money import Cents


@pytest.fixture
def false_month(first_month: MonthPackage) -> MonthPackage:
    remittance = first_month.document.remittance
    more = replace(remittance, scheduled_cents=remittance.scheduled_cents + Cents(1))
    return replace(first_month, document=replace(first_month.document, remittance=more))


def test_quorum_of__four_honest_nodes__four_signatures(
    issue: AcceptedMonth, nodes: tuple[Node, ...], first_month: MonthPackage, target: ReportTarget
) -> None:
    quorum = quorum_of([node.review(first_month, target, issue) for node in nodes], threshold=3)

    assert set(quorum.signatures) == {node.address for node in nodes}
    assert (quorum.objections, quorum.refusals) == ((), ())
    for node, signature in quorum.signatures.items():
        report = SignedReport(node, quorum.content, quorum.envelope, signature)
        check_report_signature(report, target)


def test_quorum_of__three_of_four__is_one_beside_an_objection_or_a_refusal(
    issue: AcceptedMonth,
    nodes: tuple[Node, ...],
    first_month: MonthPackage,
    false_month: MonthPackage,
    target: ReportTarget,
) -> None:
    signed = [node.review(first_month, target, issue) for node in nodes[:3]]
    objection = nodes[3].review(false_month, target, issue)
    refusal = Refusal(nodes[3].address, NoPriorMonth(asked=2, accepted=0))

    beside_objection = quorum_of([*signed, objection], threshold=3)
    beside_refusal = quorum_of([refusal, *signed], threshold=3)

    assert set(beside_objection.signatures) == {node.address for node in nodes[:3]}
    assert beside_objection.signatures == beside_refusal.signatures
    assert (beside_objection.objections, beside_objection.refusals) == ((objection,), ())
    assert (beside_refusal.objections, beside_refusal.refusals) == ((), (refusal,))


def test_quorum_of__two_of_four__is_none_and_says_why(
    issue: AcceptedMonth,
    nodes: tuple[Node, ...],
    first_month: MonthPackage,
    false_month: MonthPackage,
    target: ReportTarget,
) -> None:
    signed = [node.review(first_month, target, issue) for node in nodes[:2]]
    objection = nodes[2].review(false_month, target, issue)
    refusal = Refusal(nodes[3].address, NoPriorMonth(asked=2, accepted=0))

    with pytest.raises(QuorumMissing) as caught:
        quorum_of([*signed, objection, refusal], threshold=3)

    assert (caught.value.signed, caught.value.threshold) == (2, 3)
    assert (caught.value.objections, caught.value.refusals) == ((objection,), (refusal,))
    assert "objects to scheduled_cents: expected" in str(caught.value)
    assert f"{nodes[3].address} did not answer: period 2 follows 1" in str(caught.value)
    assert caught.value.exit_code == 1


def test_quorum_of__no_answer__is_none() -> None:
    with pytest.raises(QuorumMissing, match="none objected"):
        quorum_of((), threshold=3)


def test_quorum_of__the_same_node_twice__is_one_voice(
    issue: AcceptedMonth, nodes: tuple[Node, ...], first_month: MonthPackage, target: ReportTarget
) -> None:
    asked = (nodes[0], nodes[0], nodes[1])

    with pytest.raises(QuorumMissing) as caught:
        quorum_of([node.review(first_month, target, issue) for node in asked], threshold=3)

    assert caught.value.signed == 2


def test_quorum_of__two_contents__are_not_added_up(
    issue: AcceptedMonth, nodes: tuple[Node, ...], first_month: MonthPackage, target: ReportTarget
) -> None:
    elsewhere = replace(target, previous_report_hash=b"\x01" * 32)
    answers = [node.review(first_month, target, issue) for node in nodes[:2]]
    answers += [node.review(first_month, elsewhere, issue) for node in nodes[2:]]

    with pytest.raises(QuorumMissing) as caught:
        quorum_of(answers, threshold=3)

    assert caught.value.signed == 2


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


def test_check_objection_signature__signed_by_another_node__is_foreign(
    issue: AcceptedMonth, nodes: tuple[Node, ...], false_month: MonthPackage, target: ReportTarget
) -> None:
    objection = nodes[0].review(false_month, target, issue)
    assert isinstance(objection, Objection)

    with pytest.raises(ForeignSignature) as caught:
        check_objection_signature(replace(objection, node=nodes[3].address))

    assert (caught.value.claimed, caught.value.recovered) == (nodes[3].address, nodes[0].address)
