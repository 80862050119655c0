import json
from collections.abc import Callable
from typing import Any

import pytest

from oracle.commitment.disclosure import Disclosure
from oracle.commitment.disclosure_file import (
    MOST_BYTES,
    disclosure_as_json,
    disclosure_bytes,
    read_disclosure,
)
from oracle.commitment.field_leaves import FIELDS
from oracle.commitment.multiproof import ProofMalformed
from oracle.commitment.refusals import DisclosureMalformed
from oracle.commitment.tape_tree import Leaves
from rwa.core.errors import DataRejected
from rwa.remittance.reading import DocumentMalformed

Shown = Callable[..., Disclosure]


def written(document: object) -> bytes:
    return (json.dumps(document, indent=2) + "\n").encode()


@pytest.fixture
def document(shown: Shown) -> dict[str, Any]:
    """Two fields as JSON values, to be spoiled."""
    content: dict[str, Any] = json.loads(disclosure_bytes(shown("loan_id", "balance")))
    return content


@pytest.mark.parametrize("leaves", list(Leaves))
@pytest.mark.parametrize("names", [(), ("balance",), ("loan_id", "state"), FIELDS])
def test_read_disclosure__what_was_written__is_equal(
    shown: Shown, names: tuple[str, ...], leaves: Leaves
) -> None:
    disclosure = shown(*names, leaves=leaves)

    content = disclosure_bytes(disclosure)

    assert read_disclosure(content) == disclosure
    assert content.isascii()
    assert content.endswith(b"}\n")
    assert len(content) < MOST_BYTES // 5


@pytest.mark.parametrize("leaves", list(Leaves))
def test_read_disclosure__any_field_left_out_or_added__is_named(
    shown: Shown, leaves: Leaves
) -> None:
    content = disclosure_as_json(shown(*FIELDS, leaves=leaves))

    for name in content:
        less = {key: value for key, value in content.items() if key != name}
        with pytest.raises(DocumentMalformed) as caught:
            read_disclosure(written(less))
        assert caught.value.field == f"disclosure.{name}"
    with pytest.raises(DocumentMalformed) as caught:
        read_disclosure(written(content | {"note": "believe me"}))
    assert caught.value.field == "disclosure.note"


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        (("format",), "rwa-disclosure-2", "format"),
        (("leaves",), "branches", "leaves"),
        (("root",), "0x12", "root"),
        (("root",), "0x" + "A" * 64, "root"),
        (("root",), 7, "document"),
        (("root",), None, "disclosure.root"),
        (("loan_hash",), "0x" + "g" * 64, "loan_hash"),
        (("loan_proof",), "0x", "disclosure.loan_proof"),
        (("loan_proof", 0), True, "disclosure.loan_proof[0]"),
        (("loan_proof", 1), "12", "loan_proof[1]"),
        (("fields",), {}, "disclosure.fields"),
        (("fields",), [], "fields"),
        (("fields", 0), "pool_id", "disclosure.fields[0]"),
        (("fields", 1, "name"), "colour", "fields"),
        (("fields", 1, "value"), None, "disclosure.fields[1].value"),
        (("fields", 2, "value"), "L\ud800", "value"),
        (("fields", 2, "value"), "Lé", "value"),
        (("fields", 2, "salt"), "0x00", "salt"),
        (("fields", 2, "unit"), "cents", "disclosure.fields[2].unit"),
        (("field_proof",), [], "disclosure.field_proof"),
        (("field_proof", "flags"), "0120", "flags"),
        (("field_proof", "flags"), "0" * 65, "flags"),
        (("field_proof", "siblings", 0), "0x", "siblings[0]"),
        (("field_proof", "depth"), "5", "disclosure.field_proof.depth"),
    ],
)
def test_read_disclosure__one_part_spoiled__is_named(
    document: dict[str, Any], path: tuple[Any, ...], value: object, field: str
) -> None:
    place: Any = document
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value

    with pytest.raises(DataRejected) as caught:
        read_disclosure(written(document))

    assert getattr(caught.value, "field", None) == field
    assert caught.value.exit_code == 5


@pytest.mark.parametrize("flags", ["", "1", "0", "111111"])
def test_read_disclosure__flags_that_do_not_fit_siblings_and_fields__are_refused(
    document: dict[str, Any], flags: str
) -> None:
    document["field_proof"]["flags"] = flags

    with pytest.raises(ProofMalformed):
        read_disclosure(written(document))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"a":' * 400 + b"1" + b"}" * 400,
        b"{" + b" " * MOST_BYTES + b"}",
        b'{"format": "rwa-disclosure-1", "format": "rwa-disclosure-1"}',
    ],
)
def test_read_disclosure__no_disclosure_at_all__is_refused(content: bytes) -> None:
    with pytest.raises((DocumentMalformed, DisclosureMalformed)):
        read_disclosure(content)


def test_read_disclosure__longer_than_any_disclosure__is_not_parsed() -> None:
    with pytest.raises(DisclosureMalformed) as caught:
        read_disclosure(b"{" * (MOST_BYTES + 1))

    assert (caught.value.field, caught.value.found) == ("content", "more than 65536 bytes")


def test_read_disclosure__other_spacing_or_order__is_refused(document: dict[str, Any]) -> None:
    turned = dict(reversed(document.items()))

    for content in (json.dumps(document).encode(), written(turned), written(document).rstrip()):
        with pytest.raises(DisclosureMalformed) as caught:
            read_disclosure(content)
        assert caught.value.found == "other spacing, order or escapes"


def test_read_disclosure__spoiled_salt__is_not_repeated(document: dict[str, Any]) -> None:
    salt = document["fields"][2]["salt"].upper()
    document["fields"][2]["salt"] = salt

    with pytest.raises(DisclosureMalformed) as caught:
        read_disclosure(written(document))

    assert salt[2:] not in str(caught.value)
