"""What a month's published document says beside its figures; told by whoever serves the API."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a report is what it is."""

    basis: Literal["reported", "estimated"]
    """Whether it rests on what borrowers did or on the schedule."""
    reason: str | None
    """Why it was corrected; None for a first report."""


Explain = Callable[[str], Explanation | None]
"""Returns the explanation in a document by its SHA-256, 64 hexadecimal digits; None: not here."""


def nothing_known(document_sha256: str) -> Explanation | None:  # noqa: ARG001 - see Explain
    """Know no document."""
    return None
