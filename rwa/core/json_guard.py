"""What is looked at in JSON from strangers before and while the standard parser reads it."""

from collections.abc import Iterable

MOST_BRACKETS = 500
"""Opening brackets of a document, far above any of ours. The parser recurses into each, and a
process whose recursion limit another library has raised would overflow its stack and die."""


def opening_brackets(content: bytes) -> int:
    """Return how many arrays and objects a document may open, those within texts counted too."""
    return content.count(b"[") + content.count(b"{")


def repeated_name(pairs: Iterable[tuple[str, object]]) -> str | None:
    """Return the first name that an object has for the second time, or None."""
    seen: set[str] = set()
    for name, _ in pairs:
        if name in seen:
            return name
        seen.add(name)
    return None
