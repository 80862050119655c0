import json
from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import pytest

from oracle.collector import check_objection_signature, check_report_signature
from oracle.network.messages import (
    MessageMalformed,
    Notice,
    answer_bytes,
    notices_bytes,
    read_answer,
    read_name,
    read_notices,
    read_report,
    read_request,
    request_bytes,
)
from oracle.node import AcceptedMonth, Node
from oracle.package import MonthPackage, Objection, ReportTarget, SignedReport
from rwa.chain.report import ClassRow, Content
from rwa.core.ids import Sha256
from rwa.core.money import Cents

Alter = Callable[[dict[str, Any]], object]


@pytest.fixture
def report(
    nodes: tuple[Node, ...], first_month: MonthPackage, target: ReportTarget, issue: AcceptedMonth
) -> SignedReport:
    answer = nodes[0].review(first_month, target, issue)
    assert isinstance(answer, SignedReport)
    return answer


@pytest.fixture
def objection(
    nodes: tuple[Node, ...], first_month: MonthPackage, target: ReportTarget, issue: AcceptedMonth
) -> Objection:
    remittance = first_month.document.remittance
    more = replace(remittance, scheduled_cents=remittance.scheduled_cents + Cents(1))
    false = replace(first_month, document=replace(first_month.document, remittance=more))
    answer = nodes[0].review(false, target, issue)
    assert isinstance(answer, Objection)
    return answer


def altered(content: bytes, alter: Alter) -> bytes:
    message = json.loads(content)
    alter(message)
    return json.dumps(message).encode()


def test_read_answer__a_written_report__is_the_same_and_still_signed(
    report: SignedReport, target: ReportTarget
) -> None:
    again = read_answer(answer_bytes(report))

    assert again == report
    assert read_report(answer_bytes(report)) == report
    assert answer_bytes(again) == answer_bytes(report)
    check_report_signature(read_report(answer_bytes(report)), target)


def test_read_answer__a_written_objection__is_the_same_and_still_signed(
    objection: Objection,
) -> None:
    again = read_answer(answer_bytes(objection))

    assert isinstance(again, Objection)
    assert again == objection
    check_objection_signature(again)
    with pytest.raises(MessageMalformed, match=r"answer\.format"):
        read_report(answer_bytes(objection))


def test_read_notices__written_ones__are_the_same() -> None:
    notices = (Notice(Sha256("a" * 64), b"\x07" * 32, 1_900_000_000),) * 2

    assert read_notices(notices_bytes(notices)) == notices
    assert read_notices(notices_bytes(())) == ()
    assert read_request(request_bytes(Sha256("b" * 64))) == "b" * 64


@pytest.mark.parametrize("field", [each.name for each in fields(Content)])
def test_read_answer__a_field_of_the_content_missing__is_named(
    report: SignedReport, field: str
) -> None:
    with pytest.raises(MessageMalformed) as caught:
        read_answer(altered(answer_bytes(report), lambda message: message["content"].pop(field)))

    assert caught.value.field == f"answer.content.{field}"


@pytest.mark.parametrize("field", [each.name for each in fields(ClassRow)])
def test_read_answer__a_field_of_a_class_of_another_type__is_named(
    report: SignedReport, field: str
) -> None:
    with pytest.raises(MessageMalformed) as caught:
        read_answer(
            altered(
                answer_bytes(report),
                lambda message: message["content"]["class_rows"][1].update({field: ["1"]}),
            )
        )

    assert caught.value.field == f"answer.content.class_rows[1].{field}"


@pytest.mark.parametrize(
    ("alter", "field"),
    [
        (lambda m: m.update(extra="1"), "answer.extra"),
        (lambda m: m.update(format="another"), "answer.format"),
        (lambda m: m.update(node="0x00"), "answer.node"),
        (lambda m: m.update(node=m["node"].lower()), "answer.node"),
        (lambda m: m.update(signature="0x" + "00" * 64), "answer.signature"),
        (lambda m: m.update(signature=m["signature"][:-2] + "05"), "answer.signature"),
        (lambda m: m.update(signature=m["signature"].upper()), "answer.signature"),
        (lambda m: m["envelope"].update(valid_until="-1"), "answer.envelope.valid_until"),
        (lambda m: m["envelope"].update(content_hash="0x00"), "answer.envelope.content_hash"),
        (lambda m: m["envelope"].update(more="1"), "answer.envelope.more"),
        (lambda m: m["content"].update(period=str(2**32)), "answer.content.period"),
        (lambda m: m["content"].update(revision="65536"), "answer.content.revision"),
        (lambda m: m["content"].update(loss_cents="-1"), "answer.content.loss_cents"),
        (lambda m: m["content"].update(loss_cents="01"), "answer.content.loss_cents"),
        (lambda m: m["content"].update(class_rows={}), "answer.content.class_rows"),
        (lambda m: m["content"].update(pool=5), "document"),
        (lambda m: m.update(content=[]), "answer.content"),
    ],
)
def test_read_answer__not_in_its_layout__names_the_field(
    report: SignedReport, alter: Alter, field: str
) -> None:
    with pytest.raises(MessageMalformed) as caught:
        read_answer(altered(answer_bytes(report), alter))

    assert caught.value.field == field
    assert caught.value.exit_code == 5


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b"\xff", b"[" * 100_000, b'{"format":"a","format":"b"}', b"{}"],
)
def test_read_answer__not_a_message__is_refused(content: bytes) -> None:
    with pytest.raises(MessageMalformed):
        read_answer(content)


@pytest.mark.parametrize("field", ["loan_id", "field", "expected", "reported"])
@pytest.mark.parametrize("text", ["x" * 1_001, "\ud800"])
def test_read_answer__a_text_of_an_objection_that_is_no_text_for_people__is_refused(
    objection: Objection, field: str, text: str
) -> None:
    content = answer_bytes(objection)
    read_answer(altered(content, lambda message: message["finding"].update({field: "x" * 1_000})))

    with pytest.raises(MessageMalformed) as caught:
        read_answer(altered(content, lambda message: message["finding"].update({field: text})))

    assert caught.value.field == f"answer.finding.{field}"
    str(caught.value).encode()


def test_read_answer__a_field_only_signed_numbers_may_have__is_taken(report: SignedReport) -> None:
    content = answer_bytes(report)

    read = read_report(
        altered(content, lambda message: message["content"].update(leftover_cents="-1"))
    )

    assert read.content.leftover_cents == -1


@pytest.mark.parametrize("text", ["", "..", "../" * 20, "A" * 64, "a" * 63])
def test_read_name__not_a_hash__is_refused(text: str) -> None:
    with pytest.raises(MessageMalformed):
        read_name(text)
