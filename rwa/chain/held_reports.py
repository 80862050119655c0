"""Reports that wait outside a soft bound, with their figures.

The contract remembers a held report by its hash alone. The figures are in the transaction that
brought it, and are believed because they hash to what the contract holds.
"""

from dataclasses import dataclass

from rwa.chain.abi import AbiMismatch, load_interface
from rwa.chain.contract_events import RemittanceHeld
from rwa.chain.contract_structs import Content
from rwa.chain.event_log import read_events
from rwa.chain.remittance_oracle import RemittanceOracle
from rwa.chain.report import hash_content
from rwa.core.errors import CheckFailed

SPEED, LOSS = 1, 2
"""Bits of a report's reasons."""
REASONS = {SPEED: "speed", LOSS: "loss"}
"""What each bit says: unscheduled principal, or loss, above its soft bound."""


class HeldFiguresUnknown(CheckFailed):
    """The transaction that brought a held report does not show its figures."""

    def __init__(self, period: int, *, content_hash: bytes, transaction_hash: bytes) -> None:
        self.period = period
        self.content_hash = f"0x{content_hash.hex()}"
        self.transaction_hash = f"0x{transaction_hash.hex()}"
        super().__init__(
            f"held report {self.content_hash} of period {period} is not in transaction "
            f"{self.transaction_hash}; have the nodes sign it again, or report a higher revision"
        )


@dataclass(frozen=True, slots=True)
class WaitingReport:
    """A report that is held now."""

    period: int
    """Number of its period."""
    revision: int
    """Its revision; only a higher one takes its place."""
    content_hash: bytes
    """What the contract remembers it by."""
    reasons: int
    """SPEED, LOSS, or their sum."""
    releasable_at: int
    """When the admin may release it, Unix time."""
    transaction_hash: bytes
    """The transaction that brought it."""

    def reason_words(self) -> str:
        """Say which bounds it is outside of."""
        return " and ".join(word for bit, word in REASONS.items() if self.reasons & bit)


def held_reports(oracle: RemittanceOracle, *, first_block: int) -> tuple[WaitingReport, ...]:
    """Return what is held now, by period."""
    last = oracle.chain.head().number
    events = read_events(oracle.chain, [oracle.address], first=first_block, last=last)
    newest = {event.period: event for event in events if isinstance(event, RemittanceHeld)}
    return tuple(
        WaitingReport(
            period=period,
            revision=event.revision,
            content_hash=event.content_hash,
            reasons=event.reasons,
            releasable_at=event.releasable_at,
            transaction_hash=event.transaction_hash,
        )
        for period, event in sorted(newest.items())
        if oracle.held_report_of(period).content_hash == event.content_hash
    )


def held_content(oracle: RemittanceOracle, report: WaitingReport) -> Content:
    """Return the figures of a held report. Raises HeldFiguresUnknown."""
    unknown = HeldFiguresUnknown(
        report.period,
        content_hash=report.content_hash,
        transaction_hash=report.transaction_hash,
    )
    mined = oracle.chain.transaction(report.transaction_hash)
    accept = load_interface(oracle.artifact).function("accept")
    if mined is None or mined.data[:4] != accept.selector:
        raise unknown
    try:
        values = accept.inputs.decode(mined.data[4:], what=f"arguments of {accept.label}")
    except AbiMismatch:
        raise unknown from None
    content = Content.from_abi(values[0])
    if hash_content(content) != report.content_hash:
        raise unknown
    return content
