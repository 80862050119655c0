from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path

import pytest

from oracle.checks import Difference
from oracle.collector import check_objection_signature, check_report_signature
from oracle.commitment.tape_tree import salt_of_revision, tape_tree
from oracle.content import report_content
from oracle.network.messages import answer_bytes, read_answer
from oracle.node import AcceptedMonth, Node, NoPriorMonth
from oracle.package import MonthPackage, Objection, ReportTarget, SignedReport
from oracle.signing_log import AlreadySignedOther, SigningLog
from rwa.chain.accounts import LocalAccount
from rwa.chain.report import hash_content
from rwa.core.errors import ValueOutOfRange
from rwa.core.ids import LoanId, Sha256
from rwa.core.money import Cents
from rwa.pool.loan import Loan
from rwa.remittance.canonical import document_sha256
from rwa.remittance.classes import CLASS_AMOUNT_FIELDS, SIGNED_SPLIT_AMOUNTS, SPLIT_AMOUNT_FIELDS
from rwa.remittance.remittance import AMOUNT_FIELDS, SIGNED_AMOUNTS

NewNode = Callable[..., Node]
MonthAfter = Callable[..., MonthPackage]
CENT = Cents(1)
REMITTANCE_FIELDS = (*AMOUNT_FIELDS, "loan_count_begin", "loan_count_end")
ROWS = (("A", 0), ("B", 1))


@pytest.fixture
def node(new_node: NewNode, node_keys: tuple[LocalAccount, ...]) -> Node:
    return new_node(node_keys[0])


def objected(
    node: Node, package: MonthPackage, target: ReportTarget, issue: AcceptedMonth
) -> Objection:
    """The node's objection, its signature verified."""
    answer = node.review(package, target, issue)
    assert isinstance(answer, Objection)
    check_objection_signature(answer)
    assert answer.finding.document_sha256 == document_sha256(package.document)
    return answer


def signed(
    node: Node, package: MonthPackage, target: ReportTarget, issue: AcceptedMonth
) -> SignedReport:
    answer = node.review(package, target, issue)
    assert isinstance(answer, SignedReport), answer
    check_report_signature(answer, target)
    return answer


def content_hash(package: MonthPackage, target: ReportTarget) -> bytes:
    salt = salt_of_revision(package.salt, package.document.remittance.revision)
    root = tape_tree(package.tape, salt=salt).root
    return hash_content(
        report_content(
            package.document,
            tape_root=root,
            previous_report_hash=target.previous_report_hash,
        )
    )


def end_of(package: MonthPackage) -> AcceptedMonth:
    """What the month after a package begins with."""
    return AcceptedMonth(package.tape, package.document.distributions)


def one_more(value: Cents | int, sign: int) -> Cents | int:
    return Cents(value.count + sign) if isinstance(value, Cents) else value + sign


# --- honest months -------------------------------------------------------------------------------


def test_review__honest_month__is_signed_for_the_target(
    node: Node, first_month: MonthPackage, target: ReportTarget, issue: AcceptedMonth
) -> None:
    report = signed(node, first_month, target, issue)

    assert report.node == node.address
    assert report.content.tape_root == tape_tree(first_month.tape, salt=first_month.salt).root
    assert report.envelope.content_hash == content_hash(first_month, target)
    assert report.envelope.node_set_digest == target.node_set_digest
    assert report.envelope.valid_until == target.valid_until


def test_review__same_month_again__signs_the_same(
    node: Node, first_month: MonthPackage, target: ReportTarget, issue: AcceptedMonth
) -> None:
    assert signed(node, first_month, target, issue) == signed(node, first_month, target, issue)


def test_review__same_month_for_a_later_deadline__may_be_signed_again(
    node: Node, first_month: MonthPackage, target: ReportTarget, issue: AcceptedMonth
) -> None:
    first = signed(node, first_month, target, issue)
    again = signed(node, first_month, replace(target, valid_until=target.valid_until + 1), issue)

    assert again.content == first.content
    assert again.signature != first.signature


# --- false months --------------------------------------------------------------------------------


@pytest.mark.parametrize("field", REMITTANCE_FIELDS)
@pytest.mark.parametrize("sign", [1, -1])
def test_review__remittance_off_by_one__names_the_field(
    node: Node,
    first_month: MonthPackage,
    target: ReportTarget,
    issue: AcceptedMonth,
    field: str,
    sign: int,
) -> None:
    true = getattr(first_month.document.remittance, field)
    change = {field: one_more(true, sign)}
    if not true and sign < 0 and field not in SIGNED_AMOUNTS:
        with pytest.raises(ValueOutOfRange):
            replace(first_month.document.remittance, **change)
        return
    false = replace(first_month.document.remittance, **change)
    document = replace(first_month.document, remittance=false)

    finding = objected(node, replace(first_month, document=document), target, issue).finding

    assert (finding.loan_id, finding.field) == (None, field)
    assert (finding.expected, finding.reported) == (str(true), str(change[field]))


@pytest.mark.parametrize("field", SPLIT_AMOUNT_FIELDS)
@pytest.mark.parametrize("sign", [1, -1])
def test_review__split_off_by_a_cent__names_the_field(
    node: Node,
    first_month: MonthPackage,
    target: ReportTarget,
    issue: AcceptedMonth,
    field: str,
    sign: int,
) -> None:
    split = first_month.document.distributions
    true = getattr(split, field)
    if not true and sign < 0 and field not in SIGNED_SPLIT_AMOUNTS:
        with pytest.raises(ValueOutOfRange):
            replace(split, **{field: one_more(true, sign)})
        return
    document = replace(
        first_month.document, distributions=replace(split, **{field: one_more(true, sign)})
    )

    finding = objected(node, replace(first_month, document=document), target, issue).finding

    assert (finding.field, finding.expected) == (field, str(true))


@pytest.mark.parametrize("field", CLASS_AMOUNT_FIELDS)
@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize(("tranche", "at"), ROWS)
def test_review__class_row_off_by_a_cent__names_class_and_field(
    node: Node,
    first_month: MonthPackage,
    target: ReportTarget,
    issue: AcceptedMonth,
    field: str,
    sign: int,
    tranche: str,
    at: int,
) -> None:
    split = first_month.document.distributions
    true = getattr(split.rows[at], field)
    if not true and sign < 0:
        with pytest.raises(ValueOutOfRange):
            replace(split.rows[at], **{field: one_more(true, sign)})
        return
    rows = list(split.rows)
    rows[at] = replace(rows[at], **{field: one_more(true, sign)})
    document = replace(first_month.document, distributions=replace(split, rows=tuple(rows)))

    finding = objected(node, replace(first_month, document=document), target, issue).finding

    assert (finding.field, finding.expected) == (f"class {tranche}.{field}", str(true))


def test_review__class_called_notional__names_it(
    node: Node, first_month: MonthPackage, target: ReportTarget, issue: AcceptedMonth
) -> None:
    split = first_month.document.distributions
    rows = (replace(split.rows[0], notional=True), *split.rows[1:])
    document = replace(first_month.document, distributions=replace(split, rows=rows))

    finding = objected(node, replace(first_month, document=document), target, issue).finding

    assert (finding.field, finding.reported) == ("class A.notional", "True")


@pytest.mark.parametrize(
    "field",
    [
        field.name
        for field in fields(Loan)
        if field.name.endswith("_cents") or field.name in ("age_months", "remaining_months")
    ],
)
def test_review__one_field_of_one_loan_altered__names_loan_and_field(
    node: Node, first_month: MonthPackage, target: ReportTarget, issue: AcceptedMonth, field: str
) -> None:
    loan = first_month.tape.loans[7]
    true = getattr(loan, field)
    false = replace(loan, **{field: one_more(true, 1)})
    loans = (*first_month.tape.loans[:7], false, *first_month.tape.loans[8:])

    finding = objected(
        node, replace(first_month, tape=replace(first_month.tape, loans=loans)), target, issue
    ).finding

    assert (finding.loan_id, finding.field) == (loan.loan_id, field)
    assert (finding.expected, finding.reported) == (str(true), str(getattr(false, field)))


@pytest.mark.parametrize("field", ["prior_tape_sha256", "activity_sha256", "tape_sha256"])
def test_review__a_file_named_by_another_hash__names_the_field(
    node: Node, first_month: MonthPackage, target: ReportTarget, issue: AcceptedMonth, field: str
) -> None:
    document = replace(first_month.document, **{field: Sha256("0" * 64)})

    finding = objected(node, replace(first_month, document=document), target, issue).finding

    assert (finding.field, finding.reported) == (field, "0" * 64)
    assert finding.expected == getattr(first_month.document, field)


def test_review__activity_the_report_does_not_follow_from__is_objected_to(
    node: Node,
    first_month: MonthPackage,
    restated_first_month: MonthPackage,
    target: ReportTarget,
    issue: AcceptedMonth,
) -> None:
    package = replace(first_month, activity=restated_first_month.activity)

    finding = objected(node, package, target, issue).finding

    assert finding.loan_id is not None
    assert finding.field == "balance_cents"


def test_review__activity_no_month_can_follow_from__is_objected_to_in_the_engines_words(
    node: Node, first_month: MonthPackage, target: ReportTarget, issue: AcceptedMonth
) -> None:
    line = first_month.activity.loans[4]
    everything = replace(line, curtailment_cents=Cents.dollars(9_000_000))
    lines = (*first_month.activity.loans[:4], everything, *first_month.activity.loans[5:])
    package = replace(first_month, activity=replace(first_month.activity, loans=lines))

    finding = objected(node, package, target, issue).finding

    assert (finding.loan_id, finding.field) == (line.loan_id, "activity")
    assert "curtailment is 9,000,000.00" in finding.reported


def test_review__activity_of_a_loan_left_out__is_objected_to(
    node: Node, first_month: MonthPackage, target: ReportTarget, issue: AcceptedMonth
) -> None:
    lines = first_month.activity.loans[1:]
    package = replace(first_month, activity=replace(first_month.activity, loans=lines))

    finding = objected(node, package, target, issue).finding

    assert finding.field == "activity"
    assert first_month.activity.loans[0].loan_id in finding.reported


# --- months in order -----------------------------------------------------------------------------


def test_review__second_month_before_the_first_is_accepted__is_refused(
    node: Node,
    month_after: MonthAfter,
    first_month: MonthPackage,
    target: ReportTarget,
    issue: AcceptedMonth,
) -> None:
    signed(node, first_month, target, issue)

    with pytest.raises(NoPriorMonth) as caught:
        node.review(month_after(first_month), target, issue)

    assert (caught.value.asked, caught.value.accepted) == (2, 0)


def test_review__second_month_behind_the_first__is_signed(
    node: Node, month_after: MonthAfter, first_month: MonthPackage, target: ReportTarget
) -> None:
    signed(node, month_after(first_month), target, end_of(first_month))


def test_review__first_month_again_behind_itself__is_refused(
    node: Node, first_month: MonthPackage, target: ReportTarget
) -> None:
    with pytest.raises(NoPriorMonth) as caught:
        node.review(first_month, target, end_of(first_month))

    assert (caught.value.asked, caught.value.accepted) == (1, 1)


def test_review__second_month_behind_a_restated_first__is_objected_to_until_it_follows(
    node: Node,
    month_after: MonthAfter,
    first_month: MonthPackage,
    restated_first_month: MonthPackage,
    target: ReportTarget,
) -> None:
    after = end_of(restated_first_month)

    objected(node, month_after(first_month), target, after)
    signed(node, month_after(restated_first_month), target, after)


# --- what was signed binds -----------------------------------------------------------------------


def test_review__other_content_for_a_signed_key__is_refused(
    node: Node, first_month: MonthPackage, target: ReportTarget, issue: AcceptedMonth
) -> None:
    first = signed(node, first_month, target, issue)

    with pytest.raises(AlreadySignedOther) as caught:
        node.review(first_month, replace(target, previous_report_hash=b"\x01" * 32), issue)

    assert caught.value.signed == first.envelope.content_hash


def test_review__the_report_before_was_replaced__a_higher_revision_is_signed(
    node: Node,
    first_month: MonthPackage,
    restated_first_month: MonthPackage,
    target: ReportTarget,
    issue: AcceptedMonth,
) -> None:
    signed(node, first_month, target, issue)
    elsewhere = replace(target, previous_report_hash=b"\x01" * 32)

    with pytest.raises(AlreadySignedOther):
        node.review(first_month, elsewhere, issue)
    again = signed(node, restated_first_month, elsewhere, issue)

    assert (again.content.revision, again.content.previous_report_hash) == (1, b"\x01" * 32)


def test_review__by_a_restarted_node__is_bound_by_its_log(
    new_node: NewNode,
    node_keys: tuple[LocalAccount, ...],
    first_month: MonthPackage,
    target: ReportTarget,
    issue: AcceptedMonth,
    tmp_path: Path,
) -> None:
    path = tmp_path / "node.sqlite"
    before = signed(new_node(node_keys[0], SigningLog(path)), first_month, target, issue)
    restarted = new_node(node_keys[0], SigningLog(path))

    assert signed(restarted, first_month, target, issue) == before
    with pytest.raises(AlreadySignedOther):
        restarted.review(first_month, replace(target, previous_report_hash=b"\x01" * 32), issue)


def test_review__when_the_log_cannot_be_written__nothing_is_signed(
    new_node: NewNode,
    node_keys: tuple[LocalAccount, ...],
    first_month: MonthPackage,
    target: ReportTarget,
    issue: AcceptedMonth,
) -> None:
    asked: list[bytes] = []

    class WatchedKey:
        """Signs like the node's key and notes that it did."""

        address = node_keys[0].address

        def sign(self, message: bytes) -> object:
            asked.append(message)
            return node_keys[0].sign(message)

    log = SigningLog(None)
    log._database.execute("PRAGMA query_only = ON")
    node = new_node(WatchedKey(), log)

    with pytest.raises(Exception, match="nothing was signed"):
        node.review(first_month, target, issue)

    assert asked == []


def test_objection__altered_in_any_part__does_not_verify(
    node: Node,
    first_month: MonthPackage,
    target: ReportTarget,
    issue: AcceptedMonth,
    node_keys: tuple[LocalAccount, ...],
) -> None:
    document = replace(first_month.document, tape_sha256=Sha256("0" * 64))
    objection = objected(node, replace(first_month, document=document), target, issue)
    finding = objection.finding
    altered = [
        replace(objection, finding=replace(finding, **{part.name: "altered"}))
        for part in fields(finding)
    ]
    altered.append(replace(objection, node=node_keys[1].address))

    assert len(altered) == 6
    for false in altered:
        with pytest.raises(Exception, match="recovers to"):
            check_objection_signature(false)
    assert str(objection).startswith(f"{node.address} objects to tape_sha256: expected ")


def test_object_to__texts_that_no_message_could_carry__are_cut_and_signed_as_cut(
    node: Node,
) -> None:
    difference = Difference("f" * 1_001, "x" * 1_000, "\ud800" + "y" * 120_000, LoanId("l" * 2_000))

    objection = node.object_to(Sha256("0" * 64), difference)

    finding = objection.finding
    check_objection_signature(objection)
    assert finding.field == "f" * 997 + "..."
    assert finding.expected == "x" * 1_000
    assert finding.reported == "\\ud800" + "y" * 991 + "..."
    assert finding.loan_id == "l" * 997 + "..."
    assert read_answer(answer_bytes(objection)) == objection
