"""What is looked at in JSON from strangers before and while the standard parser reads it."""

import json
import re
from collections.abc import Iterable
from typing import Any

MOST_BRACKETS = 500
"""Opening brackets of a document, far above any of ours. The parser recurses into each, and a
process whose recursion limit another library has raised would overflow its stack and die."""
MOST_NESTED = 100
"""Arrays and objects within each other in an answer, however many it has one after another."""
PIECE = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[\]{}]', re.DOTALL)
"""A text, whose brackets nest nothing, or a bracket; a text without an end reaches to the last."""


def opening_brackets(content: bytes) -> int:
    """Return how many arrays and objects a document may open, those within texts counted too."""
    return content.count(b"[") + content.count(b"{")


def read_answer(content: bytes) -> Any:
    """Parse JSON of another process. Raises ValueError, also for what is nested too deep."""
    text = content.decode()
    if opening_brackets(content) > MOST_NESTED:
        _require_shallow(text)
    return json.loads(text)


def _require_shallow(text: str) -> None:
    depth = 0
    for piece in PIECE.finditer(text):
        depth += (piece[0] in "[{") - (piece[0] in "]}")
        if depth > MOST_NESTED:
            reason = f"more than {MOST_NESTED} arrays and objects within each other"
            raise ValueError(reason)


def repeated_name(pairs: Iterable[tuple[str, object]]) -> str | None:
    """Return the first name that an object has for the second time, or None."""
    seen: set[str] = set()
    for name, _ in pairs:
        if name in seen:
            return name
        seen.add(name)
    return None
