"""The collector without its server: keeps files, notices and answers, and counts.

An answer is durable before it is acknowledged. A quorum becomes a job of the outbox; so does a
node's contradiction of itself, and a period whose report is late. Nothing here can sign.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

import structlog

from oracle.collector import (
    ForeignSignature,
    Quorum,
    Refusal,
    check_objection_signature,
)
from oracle.documents import Documents
from oracle.failpoints import reached
from oracle.metrics import OracleMetrics
from oracle.network import gathering_rows as rows
from oracle.network.admission import Admission, require_asked, require_room
from oracle.network.chain_view import ChainView, PoolOnChain
from oracle.network.gathering_errors import (
    MonthNotOpened,
    MonthOutOfTurn,
    NamedWrongly,
    SignerNotANode,
)
from oracle.network.gathering_rows import OpenedNotice, ReceivedAnswer
from oracle.network.messages import Answer, Notice
from oracle.network.tally import Tally, equivocations, is_own, tally
from oracle.package import Objection, SignedReport
from oracle.posting.job_rows import JobRecord, JobState
from oracle.posting.jobs import AcceptReport, FlagLate, Job, ProveEquivocation
from oracle.posting.outbox import Outbox
from oracle.store.database import Store
from rwa.chain.calendar import RecordCalendar
from rwa.core.ids import Address, Sha256
from rwa.pool.canonical import sha256_of
from rwa.remittance.canonical import parse_document
from rwa.remittance.document import RemittanceDocument
from rwa.remittance.errors import IdentityBroken
from rwa.remittance.identities import verify, verify_split

SIGNATURES_LAST_SECONDS = 7 * 86_400
"""How long collected signatures count."""
RENEWED_BEFORE_SECONDS = 86_400
"""Signatures that count no longer than this are asked for again."""

_log = structlog.get_logger()


class MonthState(StrEnum):
    """Where a month stands."""

    OPEN = "open"
    """Nodes are being asked."""
    OUT_OF_REACH = "out of reach"
    """So many nodes object that the others are no quorum."""
    POSTING = "posting"
    """Enough nodes signed; the report is on its way to the contract."""
    HELD = "held"
    """The contract holds the report outside a soft bound."""
    FAILED = "failed"
    """The contract refuses the report."""
    ACCEPTED = "accepted"
    """The report is in force."""
    SUPERSEDED = "superseded"
    """Another report of that revision or a higher one is in force."""


@dataclass(frozen=True, slots=True)
class MonthStatus:
    """A month and its answers so far."""

    opened: OpenedNotice
    """What nodes are asked."""
    state: MonthState
    """Where it stands."""
    reason: str
    """Why, for people; empty when there is nothing to say."""
    tally: Tally
    """What the answers amount to."""


@dataclass
class Gathering:
    """One pool's collector; safe to call from several threads.

    Every method raises StoreUnusable and what reading the chain raises.
    """

    store: Store
    """Where notices and answers are kept."""
    outbox: Outbox
    """Where what is to be posted is kept."""
    documents: Documents
    """Published files."""
    view: ChainView
    """The collector's own connection."""
    clock: Callable[[], int]
    """Unix time, to note when an answer came."""
    metrics: OracleMetrics = field(default_factory=OracleMetrics)
    """Where broken identities are counted."""
    young_seconds: float = 0.0
    """How long one look at the chain answers requests."""
    monotonic: Callable[[], float] = time.monotonic
    """Seconds, to tell how old a look is."""
    _looking: threading.Lock = field(default_factory=threading.Lock)
    _looked: tuple[float, PoolOnChain] | None = None

    def __post_init__(self) -> None:
        self._admission = Admission(self.view)

    # --- files -------------------------------------------------------------------------------

    def keep_document(self, name: Sha256, content: bytes) -> None:
        """Keep a file under its name. Raises NamedWrongly."""
        if (found := sha256_of(content)) != name:
            raise NamedWrongly(name, found=found)
        self.documents.put(content)

    def document(self, name: Sha256) -> bytes:
        """Return a file. Raises DocumentMissing."""
        return self.documents.get(name)

    # --- notices -----------------------------------------------------------------------------

    def open_month(self, document_sha256: Sha256) -> Notice:
        """Ask every node to answer a document, whose files are here already.

        The same document is asked about once; another one of the same month takes its place.
        Raises DocumentMissing, MonthOutOfTurn and what reading the document raises.
        """
        document = parse_document(self.documents.get(document_sha256))
        for name in (document.activity_sha256, document.tape_sha256):
            self.documents.get(name)
        month, seen = document.remittance, self.look()
        if month.period_index > seen.last_accepted + 1:
            raise MonthOutOfTurn(month.period_index, last_accepted=seen.last_accepted)
        opened = OpenedNotice(
            _notice(document_sha256, seen), month.pool_id, month.period_index, month.revision
        )
        with self.store.writing() as connection:
            known = rows.newest_notice(connection, month.period_index)
            if known is not None and _is_good(known, opened.notice, seen):
                return known.notice
            rows.insert_notice(connection, opened, at=self.clock())
        reached("collector.opened")
        self._count_broken_identities(document)
        _log.info("month opened", period=month.period_index, document=document_sha256)
        return opened.notice

    def _count_broken_identities(self, document: RemittanceDocument) -> None:
        """Tell operators early; whether the month counts is for the nodes to say."""
        remittance = document.remittance
        try:
            verify(remittance)
            verify_split(remittance, document.distributions)
        except IdentityBroken as broken:
            self.metrics.failed_identities.inc()
            _log.error("identity broken", period=remittance.period_index, cause=str(broken))

    def notices(self) -> tuple[Notice, ...]:
        """What nodes are to answer now: of each month that is not settled, the newest."""
        return tuple(opened.notice for opened in self._unsettled(self._recent()))

    # --- answers -----------------------------------------------------------------------------

    def receive(self, answer: Answer) -> None:
        """Check an answer and keep it for ever; it is durable when this returns.

        Raises ForeignSignature, SignerNotANode, AnswerUnasked, ReportUnasked, ReportOfAnother and
        TooManyAnswers.
        """
        seen = self._seen_with(answer.node)
        _check_signature(answer, seen)
        with self.store.reading() as connection:
            require_asked(connection, answer)
        if isinstance(answer, SignedReport):
            self._admission.require_ours(answer.content, block=seen.head.number)
        with self.store.writing() as connection:
            is_new = not rows.is_kept(connection, answer)
            if is_new:
                require_room(connection, answer)
                rows.insert_answer(connection, answer, at=self.clock())
        reached("collector.stored")
        if is_new:
            document = _document_of(answer)
            _log.info("answer kept", node=answer.node, document=document, **_about(answer))

    def _seen_with(self, node: Address) -> PoolOnChain:
        """A look that has a node in the set. Raises SignerNotANode."""
        seen = self._recent()
        if node not in seen.nodes:
            # A node that has just joined must not be refused for good.
            seen = self.look()
        if node not in seen.nodes:
            raise SignerNotANode(node)
        return seen

    def objections(self) -> tuple[ReceivedAnswer, ...]:
        """Every objection ever received, oldest first."""
        with self.store.reading() as connection:
            return rows.objections(connection)

    # --- what follows from them --------------------------------------------------------------

    def month(self, period: int) -> MonthStatus:
        """Where a month stands. Raises MonthNotOpened."""
        seen = self._recent()
        with self.store.reading() as connection:
            opened = rows.newest_notice(connection, period)
        if opened is None:
            raise MonthNotOpened(period)
        counted = self._tally(opened, seen)
        state, reason = self._state(opened, counted, seen)
        return MonthStatus(opened, state, reason, counted)

    def quorum(self, period: int, *, refusals: tuple[Refusal, ...] = ()) -> Quorum:
        """The report that enough nodes signed; `refusals` say why others said nothing.

        Raises MonthNotOpened and QuorumMissing.
        """
        return self.month(period).tally.quorum(refusals)

    def advance(self) -> None:
        """Do what follows from what is kept; safe to call for ever, and behind any crash.

        Quorums and contradictions go to the outbox, notices that a new node set or their age
        have made worthless are renewed, a late period is flagged.
        """
        seen = self.look()
        self._prove_equivocations(seen)
        for opened in self._unsettled(seen):
            self._renew(opened, seen)
            counted = self._tally(opened, seen)
            if counted.has_quorum:
                reached("collector.quorum")
                self.outbox.add(AcceptReport.of(counted.quorum(), seen.oracle))
        self._flag_late(seen)

    def look(self) -> PoolOnChain:
        """Read the chain, one thread at a time."""
        with self._looking:
            return self._look()

    def _recent(self) -> PoolOnChain:
        """What was seen last while it is young; whoever had to wait for a look shares it."""
        if (young := self._young()) is not None:
            return young
        with self._looking:
            return self._young() or self._look()

    def _young(self) -> PoolOnChain | None:
        looked = self._looked
        if looked is None or self.monotonic() - looked[0] >= self.young_seconds:
            return None
        return looked[1]

    def _look(self) -> PoolOnChain:
        began = self.monotonic()
        seen = self.view.look()
        self._looked = began, seen
        return seen

    def _unsettled(self, seen: PoolOnChain) -> tuple[OpenedNotice, ...]:
        with self.store.reading() as connection:
            newest = rows.newest_notices(connection)
        return tuple(
            opened for opened in newest if not seen.is_settled(opened.period_index, opened.revision)
        )

    def _tally(self, opened: OpenedNotice, seen: PoolOnChain) -> Tally:
        with self.store.reading() as connection:
            answers = rows.answers_about(connection, opened.notice.document_sha256)
            reports = rows.contradicting_reports(connection, seen.nodes, period=opened.period_index)
        proven = {each.node for each in equivocations(reports, seen)}
        return tally(opened, (each for each in answers if each.node not in proven), seen)

    def _renew(self, opened: OpenedNotice, seen: PoolOnChain) -> None:
        renewed = OpenedNotice(
            _notice(opened.notice.document_sha256, seen),
            opened.pool_id,
            opened.period_index,
            opened.revision,
        )
        if _is_good(opened, renewed.notice, seen):
            return
        with self.store.writing() as connection:
            if rows.newest_notice(connection, opened.period_index) == opened:
                rows.insert_notice(connection, renewed, at=self.clock())
        _log.info("month asked for again", period=opened.period_index)

    def _prove_equivocations(self, seen: PoolOnChain) -> None:
        with self.store.reading() as connection:
            reports = rows.contradicting_reports(connection, seen.nodes)
        for found in equivocations(reports, seen):
            job = ProveEquivocation.of(seen.oracle, found.first, found.second)
            if all(record.job != job for record in self.outbox.jobs()):
                _log.error("node contradicts itself", node=found.node)
                self.outbox.add(job)

    def _flag_late(self, seen: PoolOnChain) -> None:
        due = seen.last_accepted + 1
        calendar = self._calendar(seen)
        if seen.late_period == due or due > calendar.periods():
            return
        if calendar.times(due).pay_time < seen.head.timestamp:
            self.outbox.add(FlagLate(seen.oracle, due))

    def _calendar(self, seen: PoolOnChain) -> RecordCalendar:
        contract = self.view.contract
        return RecordCalendar(contract.chain, contract.calendar(), seen.head.number)

    def _state(
        self, opened: OpenedNotice, counted: Tally, seen: PoolOnChain
    ) -> tuple[MonthState, str]:
        if seen.is_settled(opened.period_index, opened.revision):
            report = seen.accepted[opened.period_index]
            if report.document_sha256 == opened.notice.document_sha256:
                return MonthState.ACCEPTED, ""
            return MonthState.SUPERSEDED, f"revision {report.revision} is in force"
        job = self._job_of(opened)
        if job is not None:
            return _STATES.get(job.state, MonthState.POSTING), job.reason
        if counted.has_quorum:
            return MonthState.POSTING, ""
        if counted.is_out_of_reach:
            return MonthState.OUT_OF_REACH, "; ".join(map(str, counted.objections))
        return MonthState.OPEN, ""

    def _job_of(self, opened: OpenedNotice) -> JobRecord | None:
        """The job that brings a notice's document, None before its quorum."""
        for record in self.outbox.jobs():
            if _brings(record.job, opened.notice.document_sha256):
                return record
        return None


_STATES = {JobState.HELD: MonthState.HELD, JobState.FAILED: MonthState.FAILED}


def _notice(document: Sha256, seen: PoolOnChain) -> Notice:
    until = seen.head.timestamp + SIGNATURES_LAST_SECONDS
    return Notice(document, seen.node_set_digest, until)


def _is_good(known: OpenedNotice, wanted: Notice, seen: PoolOnChain) -> bool:
    """Whether signatures of a known notice will do for what is wanted."""
    notice = known.notice
    return (
        notice.document_sha256 == wanted.document_sha256
        and notice.node_set_digest == wanted.node_set_digest
        and notice.valid_until > seen.head.timestamp + RENEWED_BEFORE_SECONDS
    )


def _check_signature(answer: Answer, seen: PoolOnChain) -> None:
    if isinstance(answer, Objection):
        check_objection_signature(answer)
    elif not is_own(answer, seen):
        raise ForeignSignature(claimed=answer.node, recovered=None)


def _document_of(answer: Answer) -> Sha256:
    if isinstance(answer, Objection):
        return answer.finding.document_sha256
    return Sha256(answer.content.document_hash.hex())


def _about(answer: SignedReport | Objection) -> dict[str, object]:
    """What a log line says of an answer: no figure of a borrower."""
    if isinstance(answer, Objection):
        return {"says": "objection", "field": answer.finding.field}
    content = answer.content
    return {"says": "report", "period": content.period_index, "revision": content.revision}


def _brings(job: Job, document: Sha256) -> bool:
    return isinstance(job, AcceptReport) and job.content.document_hash.hex() == document
