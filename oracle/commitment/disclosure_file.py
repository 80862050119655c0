"""A disclosure as a file: one value, one text.

The bytes are ASCII JSON, indented by two, fields in the order written here, a line end behind them;
hashes and salts are `0x` and 64 lower-case digits, the flags of a proof a text of 0 and 1. Reading
is strict: a missing, unknown, repeated or ill-typed field is refused by name, and so are bytes that
are not exactly what writing their own content gives.
"""

from __future__ import annotations

import json
import re
from typing import Final

from oracle.commitment.disclosure import (
    DisclosedField,
    Disclosure,
    FieldOpening,
    WholeLoanOpening,
)
from oracle.commitment.multiproof import MultiProof
from oracle.commitment.refusals import DisclosureMalformed
from oracle.commitment.tape_tree import Leaves
from rwa.chain.hashing import hex_of
from rwa.remittance.reading import Reader, read_object

FORMAT: Final = "rwa-disclosure-1"
"""Name of the layout; another layout gets another name."""
MOST_BYTES: Final = 65_536
"""Longest file; the longest disclosure takes a fifth of it."""
_WORD: Final = re.compile(r"0x[0-9a-f]{64}")
_FLAGS: Final = re.compile(r"[01]{0,64}")


def disclosure_bytes(disclosure: Disclosure) -> bytes:
    """The canonical bytes of a disclosure."""
    return (json.dumps(disclosure_as_json(disclosure), indent=2) + "\n").encode("ascii")


def disclosure_as_json(disclosure: Disclosure) -> dict[str, object]:
    """A disclosure as JSON values."""
    opening = disclosure.opening
    head: dict[str, object] = {"format": FORMAT, "leaves": opening.leaves.value}
    fields = [{"name": field.name, "value": field.value} for field in disclosure.fields]
    if isinstance(opening, FieldOpening):
        for field, salt in zip(fields, opening.salts, strict=True):
            field["salt"] = hex_of(salt)
        proof = {
            "siblings": [hex_of(node) for node in opening.proof.siblings],
            "flags": "".join(str(int(flag)) for flag in opening.proof.flags),
        }
        shown: dict[str, object] = {"fields": fields, "field_proof": proof}
    else:
        shown = {"fields": fields, "salt": hex_of(opening.salt)}
    return {
        **head,
        **shown,
        "loan_hash": hex_of(disclosure.loan_hash),
        "loan_proof": [hex_of(node) for node in disclosure.loan_proof],
        "root": hex_of(disclosure.root),
    }


def read_disclosure(content: bytes) -> Disclosure:
    """Read canonical bytes back.

    Raises DocumentMalformed, DisclosureMalformed, ProofMalformed and NotAPeriod.
    """
    if len(content) > MOST_BYTES:
        raise DisclosureMalformed(
            "content", found=f"more than {MOST_BYTES} bytes", expected="a disclosure"
        )
    disclosure = _disclosure(read_object("disclosure", content))
    if disclosure_bytes(disclosure) != content:
        raise DisclosureMalformed(
            "content", found="other spacing, order or escapes", expected="canonical JSON"
        )
    return disclosure


def _disclosure(reader: Reader) -> Disclosure:
    form = reader.text("format")
    if form != FORMAT:
        raise DisclosureMalformed("format", found=repr(form), expected=repr(FORMAT))
    leaves = _leaves(reader.text("leaves"))
    rows = reader.nested_list("fields")
    fields = tuple(DisclosedField(row.text("name"), _text(row)) for row in rows)
    opening = (
        _field_opening(reader.nested("field_proof"), rows)
        if leaves is Leaves.FIELDS
        else WholeLoanOpening(_word("salt", reader.text("salt")))
    )
    disclosure = Disclosure(
        root=_word("root", reader.text("root")),
        fields=fields,
        opening=opening,
        loan_hash=_word("loan_hash", reader.text("loan_hash")),
        loan_proof=_words("loan_proof", reader.texts("loan_proof")),
    )
    for part in (*rows, reader):
        part.finish()
    return disclosure


def _leaves(text: str) -> Leaves:
    try:
        return Leaves(text)
    except ValueError:
        expected = f"one of {', '.join(Leaves)}"
        raise DisclosureMalformed("leaves", found=repr(text), expected=expected) from None


def _text(row: Reader) -> str:
    value = row.text("value")
    if not value.isascii():
        raise DisclosureMalformed("value", found=ascii(value), expected="ASCII, as in every tape")
    return value


def _field_opening(reader: Reader, rows: tuple[Reader, ...]) -> FieldOpening:
    flags = reader.text("flags")
    if not _FLAGS.fullmatch(flags):
        raise DisclosureMalformed("flags", found=repr(flags), expected="a text of 0 and 1")
    siblings = _words("siblings", reader.texts("siblings"))
    reader.finish()
    return FieldOpening(
        tuple(_word("salt", row.text("salt")) for row in rows),
        MultiProof(siblings, tuple(flag == "1" for flag in flags)),
    )


def _words(name: str, texts: tuple[str, ...]) -> tuple[bytes, ...]:
    return tuple(_word(f"{name}[{at}]", text) for at, text in enumerate(texts))


def _word(name: str, text: str) -> bytes:
    if not _WORD.fullmatch(text):
        # Not shown: it may be a salt.
        raise DisclosureMalformed(
            name, found=f"{len(text)} characters", expected="0x and 64 lower-case digits"
        )
    return bytes.fromhex(text[2:])
