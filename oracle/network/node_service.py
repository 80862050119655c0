"""A node's answer to a notice, from its own connection, files and key."""

from __future__ import annotations

from dataclasses import dataclass, field

from oracle.checks import Difference
from oracle.failpoints import reached
from oracle.network.chain_view import ChainView, PoolOnChain
from oracle.network.messages import Answer, Notice
from oracle.network.working_copy import WorkingCopy
from oracle.node import AcceptedMonth, Node, NoPriorMonth
from oracle.package import MonthPackage, ReportTarget
from rwa.core.errors import CheckFailed, DataRejected, TieOutBroken
from rwa.core.ids import Address, PoolId, Sha256
from rwa.pool.activity_file import read_activity
from rwa.pool.files import read_tape
from rwa.pool.tape import LoanTape
from rwa.pool.terms import PoolTerms
from rwa.remittance.canonical import parse_document
from rwa.remittance.document import RemittanceDocument

LONGEST_SECONDS = 14 * 86_400
"""How far ahead of the chain's clock signatures may be asked to count."""


class MonthSettled(CheckFailed):
    """A report of that period and revision, or a higher one, is in force already."""

    def __init__(self, *, period: int, revision: int) -> None:
        self.period = period
        self.revision = revision
        super().__init__(
            f"period {period} revision {revision} is settled already; report a higher revision"
        )


class DeadlineRefused(CheckFailed):
    """A notice asks for signatures that count too long, or no more."""

    def __init__(self, *, valid_until: int, now: int) -> None:
        self.valid_until = valid_until
        self.now = now
        super().__init__(
            f"signatures are to count until {valid_until}, it is {now} on the chain; ask for at "
            f"most {LONGEST_SECONDS} seconds more"
        )


class NodeSetDiffers(CheckFailed):
    """The collector saw another node set than this node sees."""

    def __init__(self, *, asked: bytes, seen: bytes) -> None:
        self.asked = asked
        self.seen = seen
        super().__init__(
            f"the notice is for node set 0x{asked.hex()}, in force is 0x{seen.hex()}; "
            "ask again once both see the same block"
        )


class NotInTheNodeSet(CheckFailed):
    """This node's signature does not count."""

    def __init__(self, node: Address) -> None:
        self.node = node
        super().__init__(f"{node} is not in the node set; have it proposed and confirmed first")


class DocumentOfOtherPool(DataRejected):
    """A document is of a pool that this node does not report."""

    def __init__(self, pool_id: PoolId, *, expected: PoolId) -> None:
        self.pool_id = pool_id
        self.expected = expected
        super().__init__(f"document is of pool {pool_id}, expected {expected}; report it elsewhere")


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolSecrets:
    """What a node is told of a pool once, by its operator."""

    terms: PoolTerms
    """The pool, as issued."""
    issue_tape_sha256: Sha256
    """The tape at issue."""
    salt: bytes = field(repr=False)
    """The pool's secret for tape roots, 32 bytes."""


@dataclass
class NodeService:
    """One node with everything it needs to answer."""

    node: Node
    """Key, signing log and deal."""
    view: ChainView
    """Its own connection."""
    copy: WorkingCopy
    """Its own files."""
    pool: PoolSecrets
    """The pool it reports."""
    _after: tuple[Sha256, AcceptedMonth] | None = None
    """The accepted month read last, by the name of its document."""

    def look(self) -> None:
        """Read the chain and remember what is final. Raises as `ChainView.look`."""
        self.view.look()

    def answer(self, notice: Notice) -> Answer:
        """Fetch, recompute, and sign or object.

        Files that are not in their layout are objected to with row, field and value. Raises what
        keeps the node from answering: MonthSettled, DeadlineRefused, NodeSetDiffers,
        NotInTheNodeSet, NoPriorMonth, AlreadySignedOther, SigningLogUnusable, ChainError and
        what fetching raises.
        """
        seen = self.view.look()
        self._check_notice(notice, seen)
        content = self.copy.get(notice.document_sha256)
        try:
            document = self._document(content)
        except (DataRejected, TieOutBroken) as error:
            return self._unreadable(notice, "document", error)
        month = document.remittance
        if seen.is_settled(month.period_index, month.revision):
            raise MonthSettled(period=month.period_index, revision=month.revision)
        after = self._accepted_before(month.period_index, seen)
        activity = self.copy.get(document.activity_sha256)
        tape = self.copy.get(document.tape_sha256)
        reached("node.fetched")
        try:
            package = self._package(document, after.tape, activity=activity, tape=tape)
        except (DataRejected, TieOutBroken) as error:
            return self._unreadable(notice, "files", error)
        return self.node.review(package, _target(notice, seen), after)

    def _check_notice(self, notice: Notice, seen: PoolOnChain) -> None:
        now = seen.head.timestamp
        if not now <= notice.valid_until <= now + LONGEST_SECONDS:
            raise DeadlineRefused(valid_until=notice.valid_until, now=now)
        if notice.node_set_digest != seen.node_set_digest:
            raise NodeSetDiffers(asked=notice.node_set_digest, seen=seen.node_set_digest)
        if self.node.address not in seen.nodes:
            raise NotInTheNodeSet(self.node.address)

    def _document(self, content: bytes) -> RemittanceDocument:
        document, expected = parse_document(content), self.pool.terms.pool_id
        if document.remittance.pool_id != expected:
            raise DocumentOfOtherPool(document.remittance.pool_id, expected=expected)
        return document

    def _accepted_before(self, period: int, seen: PoolOnChain) -> AcceptedMonth:
        """How the month before ended, by the report that the contract has in force."""
        if period == 1:
            return AcceptedMonth(self._issue_tape(), None)
        restating = seen.restating_period
        if period - 1 not in seen.accepted or 0 < restating < period:
            # What lies behind an open restatement is about to be reported again.
            last = min(seen.last_accepted, restating - 1 if restating else seen.last_accepted)
            raise NoPriorMonth(asked=period, accepted=last)
        name = self.view.require_in_force(seen, period - 1).document_sha256
        if self._after is None or self._after[0] != name:
            document = parse_document(self.copy.get(name))
            tape = self._tape(document, self.copy.get(document.tape_sha256))
            self._after = name, AcceptedMonth(tape, document.distributions)
        return self._after[1]

    def _issue_tape(self) -> LoanTape:
        terms = self.pool.terms
        content = self.copy.get(self.pool.issue_tape_sha256)
        return read_tape(content, pool=terms, as_of=terms.issue)

    def _tape(
        self, document: RemittanceDocument, content: bytes, *, before: LoanTape | None = None
    ) -> LoanTape:
        month = document.remittance.period
        return read_tape(content, pool=self.pool.terms, as_of=month, before=before)

    def _package(
        self, document: RemittanceDocument, before: LoanTape, *, activity: bytes, tape: bytes
    ) -> MonthPackage:
        month = document.remittance
        return MonthPackage(
            activity=read_activity(activity, pool_id=month.pool_id, period=month.period),
            document=document,
            tape=self._tape(document, tape, before=before),
            salt=self.pool.salt,
        )

    def _unreadable(self, notice: Notice, what: str, error: DataRejected | TieOutBroken) -> Answer:
        loan_id = getattr(error, "loan_id", None)
        difference = Difference(what, "what its documented layout says", error, loan_id)
        return self.node.object_to(notice.document_sha256, difference)


def _target(notice: Notice, seen: PoolOnChain) -> ReportTarget:
    """Where the node itself sees that the report would go."""
    return ReportTarget(
        chain_id=seen.chain_id,
        oracle=seen.oracle,
        previous_report_hash=seen.previous_report_hash,
        node_set_digest=seen.node_set_digest,
        valid_until=notice.valid_until,
    )
