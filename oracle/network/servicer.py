"""The servicer's side: publish a month's files, have it asked about, and wait for its end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from oracle.network.client import CollectorClient, CollectorUnreachable
from oracle.network.gathering import MonthState
from oracle.network.patience import Patience
from rwa.core.errors import CheckFailed
from rwa.core.ids import Sha256
from rwa.pool.canonical import sha256_of

Answer = TypeVar("Answer")
FIRST_CONTACT_SECONDS = 30.0
"""How long a collector may take to start; a wrong address is not waited for any longer."""
UNENDED = (MonthState.OPEN, MonthState.POSTING)


class MonthRefused(CheckFailed):
    """So many nodes object that no quorum can come about."""

    def __init__(self, period: int, *, objections: tuple[str, ...]) -> None:
        self.period = period
        self.objections = objections
        said = "; ".join(objections) or "nobody says why"
        super().__init__(
            f"period {period} finds no quorum: {said}; correct the month and report it again"
        )


class MonthNotAccepted(CheckFailed):
    """The contract holds a month's report, refuses it, or has another in force."""

    def __init__(self, period: int, *, state: str, reason: str) -> None:
        self.period = period
        self.state = state
        self.reason = reason
        super().__init__(
            f"period {period} is {state}: {reason or 'no reason is given'}; see oracle status"
        )


class StillWaiting(CheckFailed):
    """The month has not come to an end in the time that was given."""

    def __init__(self, period: int, *, seconds: float, state: str, signed: int) -> None:
        self.period = period
        self.seconds = seconds
        self.state = state
        self.signed = signed
        super().__init__(
            f"period {period} is {state} with {signed} signatures after {seconds:g} s; start the "
            "nodes that are down and give the same command again"
        )


@dataclass(frozen=True, slots=True)
class PublishedMonth:
    """The files of one month."""

    period: int
    """Number of the period, from 1."""
    document: bytes
    """The remittance document."""
    activity: bytes
    """What borrowers did."""
    tape: bytes
    """The tape after the month."""


def report_month(
    collector: CollectorClient,
    month: PublishedMonth,
    patience: Patience,
    *,
    progress: Callable[[dict[str, Any]], object] = lambda _: None,
) -> dict[str, Any]:
    """Have a month reported and return how it stands once it is accepted.

    `progress` is told every change. A collector that cannot be reached is asked again: at first for
    a few seconds, then while patience lasts. Raises MonthRefused, MonthNotAccepted, StillWaiting and what the client raises.
    """
    name = sha256_of(month.document)

    def open_month() -> None:
        for content in (month.activity, month.tape, month.document):
            collector.put_document(sha256_of(content), content)
        collector.open_month(name)

    first = min(FIRST_CONTACT_SECONDS, patience.longest_seconds)
    _patiently(open_month, replace(patience, longest_seconds=first))
    return _wait(collector, month.period, name, patience, progress)


def _patiently(ask: Callable[[], Answer], patience: Patience) -> Answer:
    """Ask until the collector answers. Raises CollectorUnreachable once patience ends."""
    wait = patience.begin()
    while True:
        try:
            return ask()
        except CollectorUnreachable:
            if not wait.pause():
                raise


def _wait(
    collector: CollectorClient,
    period: int,
    document: Sha256,
    patience: Patience,
    progress: Callable[[dict[str, Any]], object],
) -> dict[str, Any]:
    wait, told = patience.begin(), None
    while True:
        standing = _patiently(lambda: collector.month(period), patience)
        if standing != told:
            progress(standing)
            told = standing
        if standing["document_sha256"] != document:
            reason = "another document of this month was opened"
            raise MonthNotAccepted(period, state=MonthState.SUPERSEDED, reason=reason)
        if standing["state"] not in UNENDED:
            return _ended(period, standing)
        if not wait.pause():
            raise StillWaiting(
                period,
                seconds=patience.longest_seconds,
                state=standing["state"],
                signed=len(standing["signed"]),
            )


def _ended(period: int, standing: dict[str, Any]) -> dict[str, Any]:
    if standing["state"] == MonthState.ACCEPTED:
        return standing
    if standing["state"] == MonthState.OUT_OF_REACH:
        raise MonthRefused(period, objections=tuple(standing["objections"]))
    raise MonthNotAccepted(period, state=standing["state"], reason=standing["reason"])
