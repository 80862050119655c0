"""Counting a month's answers: who signed the same, who objects, who contradicts itself.

Only what is signed counts, and every signature is verified again each time, so that a row
somebody altered in the database is worth nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from oracle.collector import (
    ForeignSignature,
    Quorum,
    Refusal,
    check_objection_signature,
    check_report_signature,
    largest_agreement,
    quorum_of,
)
from oracle.evidence import Equivocation, evidence_of, report_key
from oracle.network.chain_view import PoolOnChain
from oracle.network.gathering_rows import OpenedNotice
from oracle.network.messages import Answer
from oracle.package import Objection, ReportTarget, SignedReport
from rwa.chain.report import Envelope
from rwa.core.ids import Address


@dataclass(frozen=True, slots=True)
class Tally:
    """What the answers to one notice amount to."""

    signed: tuple[SignedReport, ...]
    """Reports that count for the notice: one for each node, of the content most nodes signed."""
    objections: tuple[Objection, ...]
    """Objections of nodes to the notice's document."""
    threshold: int
    """Signatures that make a quorum."""
    node_count: int
    """Nodes in the set."""

    @property
    def has_quorum(self) -> bool:
        """Whether enough nodes signed the same."""
        return len(self.signed) >= self.threshold

    @property
    def is_out_of_reach(self) -> bool:
        """Whether so many nodes object that the others are no quorum."""
        objecting = {objection.node for objection in self.objections}
        return self.node_count - len(objecting) < self.threshold

    def quorum(self, refusals: tuple[Refusal, ...] = ()) -> Quorum:
        """The report and its signatures. Raises QuorumMissing."""
        answers: list[SignedReport | Objection | Refusal] = [*self.signed, *self.objections]
        return quorum_of([*answers, *refusals], threshold=self.threshold)


def tally(opened: OpenedNotice, answers: Iterable[Answer], seen: PoolOnChain) -> Tally:
    """Count the answers about a notice's document by the node set in force."""
    answers = tuple(answer for answer in answers if answer.node in seen.nodes)
    objections = {
        answer.node: answer
        for answer in answers
        if isinstance(answer, Objection) and _is_own_objection(answer)
    }
    signed = largest_agreement(_countable(opened, answers, seen))
    return Tally(
        signed=tuple(signed.values()),
        objections=tuple(objections.values()),
        threshold=seen.threshold,
        node_count=len(seen.nodes),
    )


def equivocations(reports: Iterable[SignedReport], seen: PoolOnChain) -> Iterator[Equivocation]:
    """Yield a proof for each node of the set that signed two contents of one report."""
    first_signed: dict[tuple[object, ...], SignedReport] = {}
    proven: set[Address] = set()
    for report in reports:
        if report.node not in seen.nodes or report.node in proven or not is_own(report, seen):
            continue
        # As the contract keys evidence: a decoy of another month must not hide a true pair.
        key = (report.node, report.content.period, report_key(report))
        first = first_signed.setdefault(key, report)
        if first.envelope.content_hash != report.envelope.content_hash:
            proven.add(report.node)
            halves = evidence_of(first), evidence_of(report)
            yield Equivocation(report.node, report_key(report), *halves)


def is_own(report: SignedReport, seen: PoolOnChain) -> bool:
    """Whether a node signed this report for this pool's oracle, under any node set."""
    try:
        check_report_signature(report, _target(report.envelope, seen))
    except ForeignSignature:
        return False
    return True


def _countable(
    opened: OpenedNotice, answers: Iterable[Answer], seen: PoolOnChain
) -> Iterator[SignedReport]:
    """Reports of the notice's document, signed by nodes under the notice's own envelope."""
    notice = opened.notice
    for answer in answers:
        if (
            isinstance(answer, SignedReport)
            and answer.content.document_hash.hex() == notice.document_sha256
            and answer.envelope.node_set_digest == notice.node_set_digest
            and answer.envelope.valid_until == notice.valid_until
            and is_own(answer, seen)
        ):
            yield answer


def _is_own_objection(objection: Objection) -> bool:
    try:
        check_objection_signature(objection)
    except ForeignSignature:
        return False
    return True


def _target(envelope: Envelope, seen: PoolOnChain) -> ReportTarget:
    return ReportTarget(
        chain_id=seen.chain_id,
        oracle=seen.oracle,
        previous_report_hash=seen.previous_report_hash,
        node_set_digest=envelope.node_set_digest,
        valid_until=envelope.valid_until,
    )
