"""A month's document as canonical bytes: one value, one text, one hash.

The bytes are JSON in UTF-8 without spaces or line ends, keys sorted, text outside ASCII escaped.
Every number is a decimal string (`"-5"`, never `-5`, `05` or `-0`), so that no reader turns cents
into a float; a month is `"2027-01"`; yes and no are JSON booleans; only `reason` may be null;
`basis` says `"reported"` or `"estimated"`.
Reading is strict: a missing, unknown, repeated or ill-typed field is refused by name, and so are
bytes that are not exactly what writing their own content gives.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields

from rwa.core.dates import Period
from rwa.core.ids import PoolId, Sha256, TrancheId
from rwa.core.money import Cents
from rwa.remittance.classes import (
    CLASS_AMOUNT_FIELDS,
    SPLIT_AMOUNT_FIELDS,
    ClassDistributions,
    ClassRow,
)
from rwa.remittance.document import Basis, RemittanceDocument
from rwa.remittance.reading import DocumentMalformed, Reader, read_object
from rwa.remittance.remittance import AMOUNT_FIELDS, Remittance

FORMAT = "rwa-remittance-2"
"""Name of the layout; another layout gets another name."""


def document_bytes(document: RemittanceDocument) -> bytes:
    """The canonical bytes of a document."""
    return _json_bytes(_as_json(document))


def document_sha256(document: RemittanceDocument) -> Sha256:
    """The name of a document: SHA-256 of its canonical bytes."""
    return Sha256(hashlib.sha256(document_bytes(document)).hexdigest())


def parse_document(content: bytes) -> RemittanceDocument:
    """Read canonical bytes back. Raises DocumentMalformed, and what the records raise."""
    document = _document(read_object("document", content))
    if document_bytes(document) != content:
        raise DocumentMalformed(
            "document", found="other spacing, order or escapes", expected="canonical JSON"
        )
    return document


def _as_json(document: RemittanceDocument) -> dict[str, object]:
    split = _record_as_json(document.distributions)
    for implied in ("pool_id", "period", "rows"):
        del split[implied]
    return {
        "format": FORMAT,
        "remittance": _record_as_json(document.remittance),
        "split": split,
        "classes": [_record_as_json(row) for row in document.distributions.rows],
        "prior_tape_sha256": document.prior_tape_sha256,
        "activity_sha256": document.activity_sha256,
        "tape_sha256": document.tape_sha256,
        "reason": document.reason,
        "basis": document.basis,
    }


def _record_as_json(record: Remittance | ClassDistributions | ClassRow) -> dict[str, object]:
    return {field.name: _value_as_json(getattr(record, field.name)) for field in fields(record)}


def _value_as_json(value: object) -> object:
    if isinstance(value, Cents):
        return str(value.count)
    return value if isinstance(value, bool | tuple) else str(value)


def _json_bytes(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode("ascii")


def _document(reader: Reader) -> RemittanceDocument:
    layout = reader.text("format")
    if layout != FORMAT:
        raise DocumentMalformed("document.format", found=layout, expected=repr(FORMAT))
    remittance = _remittance(reader.nested("remittance"))
    document = RemittanceDocument(
        remittance=remittance,
        distributions=_distributions(
            reader.nested("split"), rows=reader.nested_list("classes"), of=remittance
        ),
        prior_tape_sha256=Sha256(reader.text("prior_tape_sha256")),
        activity_sha256=Sha256(reader.text("activity_sha256")),
        tape_sha256=Sha256(reader.text("tape_sha256")),
        reason=reader.text_or_none("reason"),
        basis=_basis(reader.text("basis")),
    )
    reader.finish()
    return document


def _basis(text: str) -> Basis:
    if text not in tuple(Basis):
        raise DocumentMalformed("document.basis", found=text, expected=" or ".join(Basis))
    return Basis(text)


def _remittance(reader: Reader) -> Remittance:
    remittance = Remittance(
        pool_id=PoolId(reader.text("pool_id")),
        period=Period.parse(reader.text("period")),
        period_index=reader.integer("period_index"),
        revision=reader.integer("revision"),
        loan_count_begin=reader.integer("loan_count_begin"),
        loan_count_end=reader.integer("loan_count_end"),
        **_amounts(reader, AMOUNT_FIELDS),
    )
    reader.finish()
    return remittance


def _distributions(
    reader: Reader, *, rows: tuple[Reader, ...], of: Remittance
) -> ClassDistributions:
    distributions = ClassDistributions(
        pool_id=of.pool_id,
        period=of.period,
        rows=tuple(_class_row(row) for row in rows),
        **_amounts(reader, SPLIT_AMOUNT_FIELDS),
    )
    reader.finish()
    return distributions


def _class_row(reader: Reader) -> ClassRow:
    row = ClassRow(
        tranche=TrancheId(reader.text("tranche")),
        notional=reader.flag("notional"),
        **_amounts(reader, CLASS_AMOUNT_FIELDS),
    )
    reader.finish()
    return row


def _amounts(reader: Reader, names: tuple[str, ...]) -> dict[str, Cents]:
    return {name: reader.cents(name) for name in names}
