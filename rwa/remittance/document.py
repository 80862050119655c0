"""The document of one month: what is hashed, signed, published and recomputed by others."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from rwa.core.ids import Sha256
from rwa.remittance.classes import ClassDistributions
from rwa.remittance.errors import RemittanceError
from rwa.remittance.remittance import Remittance

SHA256_FORM = re.compile(r"[0-9a-f]{64}")
"""64 lower-case hexadecimal digits."""


class NotAHash(RemittanceError):
    """A content hash is not 64 lower-case hexadecimal digits."""

    def __init__(self, field: str, *, value: str) -> None:
        self.field = field
        self.value = value
        super().__init__(
            f"{field} is {value!r}, expected 64 lower-case hexadecimal digits; hash the file again"
        )


class SplitMismatch(RemittanceError):
    """The class rows of a document are of another pool or month than its remittance."""

    def __init__(self, field: str, *, remittance: object, distributions: object) -> None:
        self.field = field
        self.remittance = remittance
        self.distributions = distributions
        super().__init__(
            f"remittance has {field} {remittance}, its class rows {distributions}; "
            "split the remittance that is reported"
        )


class ReasonMismatch(RemittanceError):
    """A correction has no reason, or a first report has one."""

    def __init__(self, *, revision: int, reason: str | None) -> None:
        self.revision = revision
        self.reason = reason
        super().__init__(
            f"revision {revision} has reason {reason!r}; "
            "give every correction a reason and a first report none"
        )


class Basis(StrEnum):
    """Where the activity of a month comes from."""

    REPORTED = "reported"
    """From the servicer's books: what borrowers did."""
    ESTIMATED = "estimated"
    """From the schedule alone, since the books were not closed in time; a revision puts it right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemittanceDocument:
    """One month's remittance, its class rows, and the files that both follow from.

    Raises SplitMismatch, NotAHash and ReasonMismatch.
    """

    remittance: Remittance
    """The pool's month."""
    distributions: ClassDistributions
    """Its split between classes."""
    prior_tape_sha256: Sha256
    """Content hash of the tape before the month."""
    activity_sha256: Sha256
    """Content hash of what borrowers did."""
    tape_sha256: Sha256
    """Content hash of the tape after the month."""
    reason: str | None
    """Why a correction was made; None for the first report of a month."""
    basis: Basis = Basis.REPORTED
    """Whether the activity is what borrowers did, or an estimate of it."""

    def __post_init__(self) -> None:
        remittance, distributions = self.remittance, self.distributions
        for field in ("pool_id", "period"):
            ours, theirs = getattr(remittance, field), getattr(distributions, field)
            if ours != theirs:
                raise SplitMismatch(field, remittance=ours, distributions=theirs)
        for field in HASH_FIELDS:
            if not SHA256_FORM.fullmatch(getattr(self, field)):
                raise NotAHash(field, value=getattr(self, field))
        if (remittance.revision > 0) != bool(self.reason):
            raise ReasonMismatch(revision=remittance.revision, reason=self.reason)


HASH_FIELDS = ("prior_tape_sha256", "activity_sha256", "tape_sha256")
"""Names of the content hashes of a document."""
