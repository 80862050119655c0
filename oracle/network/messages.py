"""What nodes, servicer and collector write to each other: canonical JSON, read strictly.

The rules are those of remittance documents: ASCII, keys sorted, no spaces, every number a decimal
text, words and signatures as 0x and lower-case hexadecimal. What a stranger sent is refused by
the name of its first bad field.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

from oracle.package import LONGEST_TEXT, Finding, Objection, SignedReport
from rwa.chain.accounts import Signature
from rwa.chain.hashing import address_of, hex_of
from rwa.chain.report import (
    CLASS_ROW_TYPE,
    CONTENT_TYPE,
    ClassRow,
    Content,
    Envelope,
    member_types,
)
from rwa.core.errors import DataRejected
from rwa.core.ids import Address, LoanId, Sha256
from rwa.remittance.document import SHA256_FORM
from rwa.remittance.reading import DocumentMalformed, Reader, read_object

REPORT_FORMAT = "rwa-signed-report-1"
OBJECTION_FORMAT = "rwa-objection-1"
NOTICE_FORMAT = "rwa-notice-1"
HEX_FORM = re.compile(r"0x([0-9a-f]{2})*")
"""Whole bytes in lower case."""
ADDRESS_FORM = re.compile(r"0x[0-9a-fA-F]{40}")
"""An account, its checksum aside."""


class MessageMalformed(DataRejected):
    """A message is not in its documented layout; nothing of it was kept."""

    def __init__(self, field: str, *, found: str, expected: str) -> None:
        self.field = field
        self.found = found
        self.expected = expected
        super().__init__(
            f"{field} is {found}, expected {expected}; write the message as "
            "docs/reference/oracle-network.md says"
        )


@dataclass(frozen=True, slots=True)
class Notice:
    """A month that every node is asked to recompute and answer."""

    document_sha256: Sha256
    """The servicer's document; it names every other file."""
    node_set_digest: bytes
    """Node set that the collector saw in force; a node that sees another waits."""
    valid_until: int
    """Last second in which signatures are to count, Unix time."""


Answer = SignedReport | Objection
"""What a node may say to a notice."""


def notices_bytes(notices: Sequence[Notice]) -> bytes:
    """Write a list of notices."""
    return _json({"notices": [_notice(notice) for notice in notices]})


def answer_bytes(answer: Answer) -> bytes:
    """Write a signed report or an objection."""
    return report_bytes(answer) if isinstance(answer, SignedReport) else _objection_bytes(answer)


def report_bytes(report: SignedReport) -> bytes:
    """Write a signed report."""
    return _json(
        {
            "format": REPORT_FORMAT,
            "node": report.node,
            "content": content_as_json(report.content),
            "envelope": {
                "content_hash": hex_of(report.envelope.content_hash),
                "node_set_digest": hex_of(report.envelope.node_set_digest),
                "valid_until": str(report.envelope.valid_until),
            },
            "signature": hex_of(report.signature.to_bytes()),
        }
    )


def read_notices(content: bytes) -> tuple[Notice, ...]:
    """Read a list of notices. Raises MessageMalformed."""
    with _Strict():
        message = MessageReader.of("notices", content)
        notices = tuple(_read_notice(each) for each in message.listed("notices"))
        message.finish()
    return notices


def request_bytes(document: Sha256) -> bytes:
    """Write what opens a month."""
    return _json({"document_sha256": document})


def read_request(content: bytes) -> Sha256:
    """Read which document a month is to be opened with. Raises MessageMalformed."""
    with _Strict():
        message = MessageReader.of("request", content)
        document = message.sha256("document_sha256")
        message.finish()
    return document


def read_name(text: str) -> Sha256:
    """Read a file's name. Raises MessageMalformed."""
    if not SHA256_FORM.fullmatch(text):
        raise MessageMalformed("name", found=repr(text[:100]), expected="64 digits 0-9, a-f")
    return Sha256(text)


def read_answer(content: bytes) -> Answer:
    """Read a signed report or an objection; no signature is checked. Raises MessageMalformed."""
    with _Strict():
        message = MessageReader.of("answer", content)
        kind = message.text("format")
        if kind == REPORT_FORMAT:
            answer: Answer = _read_report(message)
        elif kind == OBJECTION_FORMAT:
            answer = _read_objection(message)
        else:
            raise message.refused(
                "format", found=kind, expected=f"{REPORT_FORMAT} or {OBJECTION_FORMAT}"
            )
        message.finish()
    return answer


def read_report(content: bytes) -> SignedReport:
    """Read a signed report; its signature is not checked. Raises MessageMalformed."""
    answer = read_answer(content)
    if not isinstance(answer, SignedReport):
        raise MessageMalformed("answer.format", found=OBJECTION_FORMAT, expected=REPORT_FORMAT)
    return answer


def content_as_json(content: Content) -> dict[str, object]:
    """Every field of a content as a JSON value."""
    listed = {name: _value(getattr(content, name)) for name in _names(Content)[:-1]}
    rows = [
        {name: _value(getattr(row, name)) for name in _names(ClassRow)}
        for row in content.class_rows
    ]
    return {**listed, "class_rows": rows}


@dataclass(frozen=True, slots=True)
class MessageReader:
    """Takes the fields of one object, among them what documents do not have: words, signatures."""

    reader: Reader
    """Takes what documents have."""
    path: str
    """Of the object, in messages."""

    @classmethod
    def of(cls, name: str, content: bytes) -> MessageReader:
        """A reader of a whole message."""
        return cls(read_object(name, content), name)

    def text(self, key: str) -> str:
        """A text that can be written down again: no halves of characters."""
        text = self.reader.text(key)
        try:
            text.encode()
        except UnicodeEncodeError:
            raise self.refused(key, found=ascii(text), expected="whole characters") from None
        return text

    def short_text(self, key: str) -> str:
        """A text of a length that people read."""
        text = self.text(key)
        if len(text) > LONGEST_TEXT:
            expected = f"at most {LONGEST_TEXT} characters"
            raise self.refused(key, found=f"{len(text)} characters", expected=expected)
        return text

    def short_text_or_none(self, key: str) -> str | None:
        """The same, or null."""
        return None if self.reader.text_or_none(key) is None else self.short_text(key)

    def word(self, key: str) -> bytes:
        """32 bytes."""
        return self.data(key, length=32)

    def data(self, key: str, *, length: int) -> bytes:
        """So many bytes."""
        text = self.text(key)
        if not HEX_FORM.fullmatch(text) or len(text) != 2 + 2 * length:
            raise self.refused(key, found=text, expected=f"0x and {2 * length} digits 0-9, a-f")
        return bytes.fromhex(text[2:])

    def address(self, key: str) -> Address:
        """An account in its checksum form."""
        address = address_of(self.data_of_any_case(key))
        if address != self.text(key):
            raise self.refused(key, found=self.text(key), expected=address)
        return address

    def data_of_any_case(self, key: str) -> bytes:
        """20 bytes whose digits' case says something."""
        text = self.text(key)
        if not ADDRESS_FORM.fullmatch(text):
            raise self.refused(key, found=text, expected="an address: 0x and 40 digits")
        return bytes.fromhex(text[2:])

    def signature(self, key: str) -> Signature:
        """65 bytes r, s, v."""
        raw = self.data(key, length=65)
        try:
            return Signature.from_bytes(raw)
        except ValueError:
            raise self.refused(key, found=self.text(key), expected="v of 27 or 28") from None

    def sha256(self, key: str) -> Sha256:
        """A file's name."""
        text = self.text(key)
        if not SHA256_FORM.fullmatch(text):
            raise self.refused(key, found=text, expected="64 digits 0-9, a-f")
        return Sha256(text)

    def number(self, key: str, solidity_type: str) -> int:
        """A whole number that fits a Solidity type."""
        value = self.reader.integer(key)
        signed = solidity_type.startswith("int")
        bits = int(solidity_type.removeprefix("u").removeprefix("int")) - signed
        if not -(2**bits) * signed <= value < 2**bits:
            raise self.refused(key, found=str(value), expected=f"a number of type {solidity_type}")
        return value

    def within(self, key: str) -> MessageReader:
        """An object."""
        return MessageReader(self.reader.nested(key), f"{self.path}.{key}")

    def listed(self, key: str) -> tuple[MessageReader, ...]:
        """A list of objects."""
        return tuple(
            MessageReader(reader, f"{self.path}.{key}[{at}]")
            for at, reader in enumerate(self.reader.nested_list(key))
        )

    def finish(self) -> None:
        """Refuse whatever was not taken."""
        self.reader.finish()

    def refused(self, key: str, *, found: str, expected: str) -> MessageMalformed:
        """The error for a field of this object."""
        return MessageMalformed(f"{self.path}.{key}", found=found[:100], expected=expected)


class _Strict:
    """Turns what the reader of documents raises into this module's error."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, DocumentMalformed):
            found = repr(error.found)[:100]
            raise MessageMalformed(error.field, found=found, expected=error.expected) from None


def _read_notice(message: MessageReader) -> Notice:
    if (found := message.text("format")) != NOTICE_FORMAT:
        raise message.refused("format", found=found, expected=NOTICE_FORMAT)
    notice = Notice(
        document_sha256=message.sha256("document_sha256"),
        node_set_digest=message.word("node_set_digest"),
        valid_until=message.number("valid_until", "uint64"),
    )
    message.finish()
    return notice


def _read_report(message: MessageReader) -> SignedReport:
    envelope = message.within("envelope")
    report = SignedReport(
        node=message.address("node"),
        content=_read_content(message.within("content")),
        envelope=Envelope(
            envelope.word("content_hash"),
            envelope.word("node_set_digest"),
            envelope.number("valid_until", "uint64"),
        ),
        signature=message.signature("signature"),
    )
    envelope.finish()
    return report


def _read_content(message: MessageReader) -> Content:
    values = dict(_read_members(message, Content, member_types(CONTENT_TYPE)[:-1]))
    rows = []
    for each in message.listed("class_rows"):
        rows.append(ClassRow(**dict(_read_members(each, ClassRow, member_types(CLASS_ROW_TYPE)))))
        each.finish()
    message.finish()
    return Content(**values, class_rows=tuple(rows))


def _read_members(
    message: MessageReader, record: type, types: tuple[str, ...]
) -> Iterator[tuple[str, Any]]:
    for name, solidity_type in zip(_names(record), types, strict=False):
        if solidity_type == "bytes32":
            yield name, message.word(name)
        elif solidity_type == "bool":
            yield name, message.reader.flag(name)
        else:
            yield name, message.number(name, solidity_type)


def _read_objection(message: MessageReader) -> Objection:
    finding = message.within("finding")
    loan_id = finding.short_text_or_none("loan_id")
    objection = Objection(
        node=message.address("node"),
        finding=Finding(
            document_sha256=finding.sha256("document_sha256"),
            loan_id=None if loan_id is None else LoanId(loan_id),
            field=finding.short_text("field"),
            expected=finding.short_text("expected"),
            reported=finding.short_text("reported"),
        ),
        signature=message.signature("signature"),
    )
    finding.finish()
    return objection


def _objection_bytes(objection: Objection) -> bytes:
    finding = {name: getattr(objection.finding, name) for name in _names(Finding)}
    return _json(
        {
            "format": OBJECTION_FORMAT,
            "node": objection.node,
            "finding": finding,
            "signature": hex_of(objection.signature.to_bytes()),
        }
    )


def _notice(notice: Notice) -> dict[str, object]:
    return {
        "format": NOTICE_FORMAT,
        "document_sha256": notice.document_sha256,
        "node_set_digest": hex_of(notice.node_set_digest),
        "valid_until": str(notice.valid_until),
    }


def _names(record: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(record))


def _value(value: object) -> object:
    if isinstance(value, bool):
        return value
    return hex_of(value) if isinstance(value, bytes) else str(value)


def _json(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode("ascii")
