"""The months that the contract accepted, read from the documents it names.

Nothing is remembered beside the chain and its documents, so that a command in another process
continues exactly where the last one stopped. A document is read when it is asked for: a pool of
thirty years has many, and a month needs the one before.
"""

from dataclasses import dataclass, field

from oracle.documents import Documents
from rwa.chain.contract_events import RemittanceAccepted
from rwa.chain.event_log import read_events
from rwa.chain.remittance_oracle import RemittanceOracle
from rwa.core.ids import Sha256
from rwa.pool.activity import MonthActivity
from rwa.pool.activity_file import read_activity
from rwa.pool.files import read_tape
from rwa.pool.tape import LoanTape
from rwa.remittance.canonical import document_sha256, parse_document
from rwa.remittance.document import RemittanceDocument


@dataclass(frozen=True, slots=True)
class ReportInForce:
    """The report that counts for a month."""

    document: Sha256
    """Name of its document."""
    revision: int
    """0 for the first report of the month."""


@dataclass
class ReportedMonths:
    """Accepted months by their number, each as last revised."""

    documents: Documents
    """Where they are kept."""
    issue_tape: LoanTape
    """The tape before the first of them."""
    reports: dict[int, ReportInForce] = field(default_factory=dict)
    """What is in force, by month."""
    _read: dict[Sha256, RemittanceDocument] = field(default_factory=dict)
    """Documents that were asked for."""
    _tape: LoanTape | None = None
    """The tape that was asked for last."""

    @property
    def last(self) -> int:
        """Number of the last accepted month, 0 before the first."""
        return max(self.reports, default=0)

    @property
    def revised(self) -> tuple[int, ...]:
        """Months that were corrected, in order."""
        return tuple(sorted(at for at, report in self.reports.items() if report.revision))

    def accept(self, document: RemittanceDocument, tape: LoanTape) -> None:
        """Take a month as accepted: a new one, or a revision of an old one."""
        name, month = document_sha256(document), document.remittance
        self.reports[month.period_index] = ReportInForce(name, month.revision)
        self._read[name] = document
        self._tape = tape

    def document(self, period: int) -> RemittanceDocument:
        """What was reported of a month. Raises DocumentMissing and DocumentDamaged."""
        name = self.reports[period].document
        if name not in self._read:
            self._read[name] = parse_document(self.documents.get(name))
        return self._read[name]

    def tape_after(self, period: int) -> LoanTape:
        """The tape that a month left; the tape at issue for 0. Raises as `document`."""
        if period == 0:
            return self.issue_tape
        document = self.document(period)
        month = document.remittance.period
        if self._tape is None or self._tape.as_of != month:
            content = self.documents.get(document.tape_sha256)
            self._tape = read_tape(content, pool=self.issue_tape.pool, as_of=month)
        return self._tape

    def activity(self, period: int) -> MonthActivity:
        """What borrowers did in a month. Raises as `document`."""
        document = self.document(period)
        return read_activity(
            self.documents.get(document.activity_sha256),
            pool_id=self.issue_tape.pool.pool_id,
            period=document.remittance.period,
        )


def reports_in_force(oracle: RemittanceOracle, *, first_block: int) -> dict[int, ReportInForce]:
    """Return what is in force, by month, from the contract's events."""
    events = read_events(
        oracle.chain, [oracle.address], first=first_block, last=oracle.chain.head().number
    )
    # In chain order: a revision comes after what it revises.
    return {
        event.period: ReportInForce(Sha256(event.content.document_hash.hex()), event.revision)
        for event in events
        if isinstance(event, RemittanceAccepted)
    }
