import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from rwa.core.errors import DataRejected, ValueOutOfRange
from rwa.core.money import Cents
from rwa.remittance.canonical import FORMAT, document_bytes, document_sha256, parse_document
from rwa.remittance.document import Basis, RemittanceDocument
from rwa.remittance.reading import DocumentMalformed

SNAPSHOT_SHA256 = "6333c4e9b6cb45388d0a5a73178c49e36dd2173d66de6b96a48a5a37c521f89a"


def rewritten(document: RemittanceDocument, change: Callable[[Any], object]) -> bytes:
    content = json.loads(document_bytes(document))
    change(content)
    return json.dumps(content, sort_keys=True, separators=(",", ":")).encode()


def test_document_bytes__hand_made_month__layout_is_fixed(document: RemittanceDocument) -> None:
    content = document_bytes(document)

    assert content.startswith(b'{"activity_sha256":"2222')
    assert b'"balance_begin_cents":"100000000"' in content
    assert b'"escrow_end_cents":"-50000"' in content
    assert b'"period":"2027-03"' in content
    assert b'"notional":true' in content
    assert content.endswith(b'"tape_sha256":"' + b"3" * 64 + b'"}')
    assert b" " not in content
    assert b"\n" not in content


def test_document_sha256__hand_made_month__is_the_hash_of_its_bytes(
    document: RemittanceDocument,
) -> None:
    # Snapshot: documents of this format already published are named by it, so it must never move.
    assert document_sha256(document) == SNAPSHOT_SHA256


def test_parse_document__canonical_bytes__give_the_document_back(
    document: RemittanceDocument,
) -> None:
    revised = replace(
        document,
        remittance=replace(document.remittance, revision=2),
        reason='late payoff "é" \u2028',
    )

    estimated = replace(document, basis=Basis.ESTIMATED)

    assert parse_document(document_bytes(document)) == document
    assert parse_document(document_bytes(revised)) == revised
    assert parse_document(document_bytes(estimated)) == estimated
    assert document_sha256(estimated) != document_sha256(document)


@pytest.mark.parametrize(
    "field", ["remittance", "split", "classes", "reason", "basis", "tape_sha256"]
)
def test_parse_document__field_missing__refused_by_name(
    document: RemittanceDocument, field: str
) -> None:
    with pytest.raises(DocumentMalformed) as caught:
        parse_document(rewritten(document, lambda content: content.pop(field)))

    assert (caught.value.field, caught.value.found) == (f"document.{field}", "missing")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (lambda c: c.update(extra="1"), "document.extra"),
        (lambda c: c["remittance"].update(extra="1"), "document.remittance.extra"),
        (lambda c: c["split"].update(rows=[]), "document.split.rows"),
        (lambda c: c["classes"][2].update(extra="1"), "document.classes[2].extra"),
        (lambda c: c["remittance"].pop("loss_cents"), "document.remittance.loss_cents"),
        (lambda c: c["remittance"].update(loss_cents=None), "document.remittance.loss_cents"),
        (lambda c: c["remittance"].update(loss_cents="4,000"), "document.remittance.loss_cents"),
        (lambda c: c["remittance"].update(loss_cents="04"), "document.remittance.loss_cents"),
        (lambda c: c["remittance"].update(loss_cents="-0"), "document.remittance.loss_cents"),
        (lambda c: c["remittance"].update(loss_cents="+4"), "document.remittance.loss_cents"),
        (lambda c: c["remittance"].update(loss_cents="1e5"), "document.remittance.loss_cents"),
        (lambda c: c["remittance"].update(loss_cents="٤"), "document.remittance.loss_cents"),
        (lambda c: c["remittance"].update(loss_cents="9" * 20), "document.remittance.loss_cents"),
        (lambda c: c["remittance"].update(loss_cents=" 4"), "document.remittance.loss_cents"),
        (lambda c: c["remittance"].update(revision="4\n"), "document.remittance.revision"),
        (lambda c: c["remittance"].update(loss_cents=True), "document.remittance.loss_cents"),
        (lambda c: c["classes"][0].update(notional="no"), "document.classes[0].notional"),
        (lambda c: c.update(classes={}), "document.classes"),
        (lambda c: c["classes"].append("A"), "document.classes[4]"),
        (lambda c: c.update(remittance=[]), "document.remittance"),
        (lambda c: c.update(reason=True), "document.reason"),
        (lambda c: c.update(format="rwa-remittance-1"), "document.format"),
        (lambda c: c.update(basis="guessed"), "document.basis"),
        (lambda c: c.update(basis=None), "document.basis"),
    ],
)
def test_parse_document__field_unknown_or_ill_typed__refused_by_name(
    document: RemittanceDocument, change: Callable[[Any], object], field: str
) -> None:
    with pytest.raises(DocumentMalformed) as caught:
        parse_document(rewritten(document, change))

    assert caught.value.field == field


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", "Expecting value: line 1 column 1 (char 0)"),
        (b"[]", []),
        (b'{"format":1}', "1"),
        (b'{"format":1.5}', "1.5"),
        (b'{"format":NaN}', "NaN"),
        (b'{"a":"1","a":"1"}', "twice"),
        (b"[" * 100_000, "100000 opening brackets"),
        (b'{"reason":"\xc3\xa9"}', None),
    ],
)
def test_parse_document__not_canonical_json__refused(content: bytes, found: object) -> None:
    with pytest.raises(DocumentMalformed) as caught:
        parse_document(content)

    assert found is None or caught.value.found == found


@pytest.mark.parametrize(
    "disturb",
    [
        lambda content: content + b"\n",
        lambda content: content.replace(b",", b", ", 1),
        lambda content: json.dumps(dict(reversed(json.loads(content).items()))).encode(),
        lambda content: content.replace(b"POOL-1", b"POOL\\u002d1"),
    ],
)
def test_parse_document__same_content_in_other_bytes__refused(
    document: RemittanceDocument, disturb: Callable[[bytes], bytes]
) -> None:
    with pytest.raises(DocumentMalformed) as caught:
        parse_document(disturb(document_bytes(document)))

    assert caught.value.expected == "canonical JSON"


def test_parse_document__value_out_of_range__refused_by_its_record(
    document: RemittanceDocument,
) -> None:
    content = rewritten(document, lambda c: c["remittance"].update(scheduled_cents="-5"))

    with pytest.raises(ValueOutOfRange) as caught:
        parse_document(content)

    assert (caught.value.field, caught.value.value) == ("scheduled_cents", Cents(-5))
    assert isinstance(caught.value, DataRejected)


def test_document_bytes__any_amount_changed__gives_another_hash(
    document: RemittanceDocument,
) -> None:
    hashes = {document_sha256(document)}
    names = [name for name in document.remittance.__dataclass_fields__ if name.endswith("_cents")]
    for name in names:
        amount = getattr(document.remittance, name) + Cents(1)
        month = replace(document.remittance, **{name: amount})
        hashes.add(document_sha256(replace(document, remittance=month)))

    assert len(hashes) == len(names) + 1
    assert FORMAT == "rwa-remittance-2"
