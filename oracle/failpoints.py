"""Named places between two steps, where a test may stop the process for good.

A step is durable or it never happened: tests prove it by killing the process at every name of
`FAILPOINTS`, and at random. In production nobody listens and `reached` does nothing.
"""

from collections.abc import Callable
from typing import Final

FAILPOINTS: Final[tuple[str, ...]] = (
    "collector.opened",
    "node.fetched",
    "node.recorded",
    "node.signed",
    "collector.stored",
    "node.posted",
    "collector.quorum",
    "posting.adding_job",
    "posting.job_added",
    "posting.storing",
    "posting.stored",
    "posting.before_broadcast",
    "posting.broadcast",
    "posting.sent_recorded",
    "posting.recording",
    "posting.recorded",
)
"""Every name that `reached` is called with, in the order in which a month passes them."""

_listener: list[Callable[[str], None]] = []


def reached(name: str) -> None:
    """Say that the process is here."""
    for listen in _listener:
        listen(name)


def listen(listener: Callable[[str], None] | None) -> None:
    """Have every name told to `listener`; None ends it."""
    _listener[:] = [] if listener is None else [listener]
