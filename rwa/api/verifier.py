"""Who proves an accepted month again for the API, and what it says; made by whoever serves it."""

from dataclasses import dataclass
from typing import Protocol

from rwa.core.dates import Period
from rwa.core.errors import CheckFailed
from rwa.readmodel.records import AsOf


class ReportNotAccepted(CheckFailed):
    """A month has no accepted report yet."""

    def __init__(self, pool_id: str, period: Period, *, last: Period | None) -> None:
        self.pool_id = pool_id
        self.period = period
        self.last = last
        super().__init__(
            f"no report of {pool_id} for {period} is accepted, the last is {last or 'none'}; "
            "ask again once it is"
        )


class VerifierBusy(CheckFailed):
    """Another month is being verified; one is at a time."""

    def __init__(self) -> None:
        super().__init__("another month is being verified, one is at a time; ask again in a moment")


class VerifierMissing(CheckFailed):
    """This server was started without what verifying needs."""

    def __init__(self) -> None:
        super().__init__("this server verifies nothing; ask another, or run oracle verify")


@dataclass(frozen=True, slots=True)
class VerifiedLine:
    """What one check said."""

    about: str
    """What the check belongs to."""
    check: str
    """Name of the check within it."""
    outcome: str
    """`proved`, `failed` or `not checked`."""
    expected: str
    """What must be there; empty where nothing could be asked for."""
    found: str
    """What is there; empty where it was not looked at."""
    why: str
    """What the line proves, or why it does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedMonth:
    """Everything that was found out about a month."""

    pool_id: str
    """The pool."""
    period: Period
    """The month."""
    revisions: tuple[int, ...]
    """Accepted revisions of its report, oldest first; the last was verified."""
    restating: Period | None
    """The month to be revised next; None outside a restatement."""
    as_of: AsOf
    """Block that everything was read at."""
    lines: tuple[VerifiedLine, ...]
    """Every check, in order."""


class Verifier(Protocol):
    """Proves accepted months again."""

    def verify(self, pool_id: str, period: Period) -> VerifiedMonth:
        """Check everything that can be checked of a month.

        Raises UnknownPool, NoSuchPeriod, ReportNotAccepted, and ChainError.
        """
        ...
