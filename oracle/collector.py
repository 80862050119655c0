"""Gathering signatures: the collector counts and checks them, and can change nothing.

A node that is behind, broken or lying costs its own voice and nobody else's: what does not count
is kept as a `Refusal` beside the answers that do.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from oracle.package import Objection, ReportTarget, SignedReport, objection_bytes
from rwa.chain.accounts import Signature, recover_accepted
from rwa.chain.hashing import keccak
from rwa.chain.report import Content, Envelope, envelope_digest, hash_content
from rwa.core.errors import CheckFailed, RwaError
from rwa.core.ids import Address


@dataclass(frozen=True, slots=True)
class Refusal:
    """A node that neither signed nor objected, or whose answer is not its own."""

    node: Address
    """The node that was asked."""
    error: RwaError
    """Why its voice does not count."""

    def __str__(self) -> str:
        return f"{self.node} did not answer: {self.error}"


class QuorumMissing(CheckFailed):
    """Too few nodes signed the same content; what the others say tells why."""

    def __init__(
        self,
        *,
        signed: int,
        threshold: int,
        objections: tuple[Objection, ...],
        refusals: tuple[Refusal, ...] = (),
    ) -> None:
        self.signed = signed
        self.threshold = threshold
        self.objections = objections
        self.refusals = refusals
        said = "; ".join(map(str, (*objections, *refusals))) or "none objected"
        remedy = "correct the month and" if objections else "start the nodes that are down and"
        super().__init__(
            f"{signed} nodes signed, the quorum is {threshold}: {said}; {remedy} report it again"
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
    """What the others found."""
    refusals: tuple[Refusal, ...] = ()
    """Who said nothing that counts."""


def quorum_of(answers: Sequence[SignedReport | Objection | Refusal], *, threshold: int) -> Quorum:
    """Return the content that at least `threshold` of the answers sign; each node counts once.

    Signatures have been checked before. Raises QuorumMissing with every objection and refusal.
    """
    objections = tuple(answer for answer in answers if isinstance(answer, Objection))
    refusals = tuple(answer for answer in answers if isinstance(answer, Refusal))
    agreed = largest_agreement(answer for answer in answers if isinstance(answer, SignedReport))
    if len(agreed) < threshold:
        raise QuorumMissing(
            signed=len(agreed), threshold=threshold, objections=objections, refusals=refusals
        )
    report = next(iter(agreed.values()))
    return Quorum(
        content=report.content,
        envelope=report.envelope,
        signatures={node: report.signature for node, report in agreed.items()},
        objections=objections,
        refusals=refusals,
    )


def largest_agreement(signed: Iterable[SignedReport]) -> dict[Address, SignedReport]:
    """Return the reports of the content that most nodes signed, by node: nobody counts twice."""
    by_content: dict[bytes, dict[Address, SignedReport]] = {}
    for report in signed:
        by_content.setdefault(report.envelope.content_hash, {})[report.node] = report
    return max(by_content.values(), key=len, default={})


def check_report_signature(report: SignedReport, target: ReportTarget) -> None:
    """Check that a node signed exactly this content for this target. Raises ForeignSignature."""
    expected = Envelope(hash_content(report.content), target.node_set_digest, target.valid_until)
    digest = envelope_digest(expected, chain_id=target.chain_id, oracle=target.oracle)
    recovered = recover_accepted(digest, report.signature)
    if recovered != report.node or report.envelope != expected:
        raise ForeignSignature(claimed=report.node, recovered=recovered)


def check_objection_signature(objection: Objection) -> None:
    """Check that a node signed exactly this objection. Raises ForeignSignature."""
    recovered = recover_accepted(keccak(objection_bytes(objection.finding)), objection.signature)
    if recovered != objection.node:
        raise ForeignSignature(claimed=objection.node, recovered=recovered)
