"""Gathering signatures: the collector counts and checks them, and can change nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from oracle.node import Node
from oracle.package import MonthPackage, Objection, ReportTarget, SignedReport
from rwa.chain.accounts import Signature, recover
from rwa.chain.report import Content, Envelope, envelope_digest, hash_content
from rwa.core.errors import CheckFailed
from rwa.core.ids import Address


class QuorumMissing(CheckFailed):
    """Too few nodes signed the same content; their objections say why."""

    def __init__(self, *, signed: int, threshold: int, objections: tuple[Objection, ...]) -> None:
        self.signed = signed
        self.threshold = threshold
        self.objections = objections
        said = "; ".join(describe(objection) for objection in objections) or "none objected"
        super().__init__(
            f"{signed} nodes signed, the quorum is {threshold}: {said}; "
            "correct the month and report it again"
        )


class ForeignSignature(CheckFailed):
    """A signature was handed in that is not what it says."""

    def __init__(self, *, claimed: Address, recovered: Address | None) -> None:
        self.claimed = claimed
        self.recovered = recovered
        super().__init__(
            f"signature of {claimed} recovers to {recovered}; ask the node to sign again"
        )


@dataclass(frozen=True, slots=True)
class Quorum:
    """A report with enough signatures to be accepted."""

    content: Content
    """The report."""
    envelope: Envelope
    """What was signed."""
    signatures: dict[Address, Signature]
    """By node."""
    objections: tuple[Objection, ...]
    """What the others said."""


def collect(
    nodes: Iterable[Node], package: MonthPackage, target: ReportTarget, *, threshold: int
) -> Quorum:
    """Ask every node and return the content that at least `threshold` of them signed.

    Raises QuorumMissing with every objection, and ForeignSignature.
    """
    answers = [node.review(package, target) for node in nodes]
    signed = [answer for answer in answers if isinstance(answer, SignedReport)]
    objections = tuple(answer for answer in answers if isinstance(answer, Objection))
    for report in signed:
        check_signature(report, target)
    agreed = _largest_agreement(signed)
    if len(agreed) < threshold:
        raise QuorumMissing(signed=len(agreed), threshold=threshold, objections=objections)
    return Quorum(
        content=agreed[0].content,
        envelope=agreed[0].envelope,
        signatures={report.node: report.signature for report in agreed},
        objections=objections,
    )


def check_signature(report: SignedReport, target: ReportTarget) -> None:
    """Check that a node signed exactly this content for this target. Raises ForeignSignature."""
    expected = Envelope(hash_content(report.content), target.node_set_digest, target.valid_until)
    digest = envelope_digest(expected, chain_id=target.chain_id, oracle=target.oracle)
    recovered = recover(digest, report.signature)
    if recovered != report.node or report.envelope != expected:
        raise ForeignSignature(claimed=report.node, recovered=recovered)


def describe(objection: Objection) -> str:
    """One line: who objects to what."""
    loan = f"loan {objection.loan_id} " if objection.loan_id else ""
    return (
        f"{objection.node} objects to {loan}{objection.field}: "
        f"expected {objection.expected}, reported {objection.reported}"
    )


def _largest_agreement(signed: Sequence[SignedReport]) -> list[SignedReport]:
    by_content: dict[bytes, list[SignedReport]] = {}
    for report in signed:
        by_content.setdefault(report.envelope.content_hash, []).append(report)
    return max(by_content.values(), key=len, default=[])
