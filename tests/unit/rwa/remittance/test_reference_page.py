"""docs/reference/remittance.md, held against the layout that it describes."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from rwa.remittance.canonical import FORMAT, document_bytes
from rwa.remittance.document import Basis, RemittanceDocument

PAGE = Path(__file__).parents[4] / "docs" / "reference" / "remittance.md"


def keys(value: object) -> Iterator[str]:
    """Every field of a JSON value and of what is in it."""
    if isinstance(value, dict):
        yield from value
        for inner in value.values():
            yield from keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys(inner)


def test_reference_page__every_field_of_a_document__is_in_a_table(
    document: RemittanceDocument,
) -> None:
    page = PAGE.read_text()
    listed = set()
    for cell in re.findall(r"^\| (`.+?`) \|", page, flags=re.MULTILINE):
        listed |= set(re.findall(r"`([^`]+)`", cell))

    assert listed == set(keys(json.loads(document_bytes(document))))
    assert {FORMAT, *Basis} <= set(re.findall(r"`([^`]+)`", page))
