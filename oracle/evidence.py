"""Two signatures of one node on two contents of one report: what removes the node from the set.

Everything the contract asks is checked here first, so that a mistaken accusation costs nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from oracle.package import SignedReport
from oracle.signing_log import ReportKey
from rwa.chain.accounts import recover
from rwa.chain.contract_structs import Evidence
from rwa.chain.report import envelope_digest, hash_content
from rwa.core.errors import CheckFailed
from rwa.core.ids import Address, PoolId


class NoEquivocation(CheckFailed):
    """Two signed reports do not convict anybody."""


class EvidenceOfTwoNodes(NoEquivocation):
    """The reports are signed by two nodes."""

    def __init__(self, first: Address, second: Address) -> None:
        self.first = first
        self.second = second
        super().__init__(
            f"the first report is signed by {first}, the second by {second}; "
            "give two reports of one node"
        )


class EvidenceOfTwoReports(NoEquivocation):
    """The reports are about two pools, periods or revisions: both may be true."""

    def __init__(self, first: ReportKey, second: ReportKey) -> None:
        self.first = first
        self.second = second
        super().__init__(
            f"the first is {_named(first)}, the second {_named(second)}; "
            "give two reports of one period and revision"
        )


class EvidenceOfOneContent(NoEquivocation):
    """Both reports say the same; a node may sign it as often as it likes."""

    def __init__(self, content_hash: bytes) -> None:
        self.content_hash = f"0x{content_hash.hex()}"
        super().__init__(
            f"both reports have content {self.content_hash}; give two that differ in a figure"
        )


class EvidenceForged(NoEquivocation):
    """A signature is not the node's under this chain and oracle."""

    def __init__(self, *, claimed: Address, recovered: Address | None) -> None:
        self.claimed = claimed
        self.recovered = recovered
        super().__init__(
            f"a signature said to be of {claimed} recovers to {recovered} for this oracle and "
            "chain; take the report from where the node sent it"
        )


@dataclass(frozen=True, slots=True)
class Equivocation:
    """Proof that a node signed two contents of one report; its signatures have been checked."""

    node: Address
    """The node."""
    key: ReportKey
    """The report."""
    first: Evidence
    """One content with its signature."""
    second: Evidence
    """The other."""


def equivocation_in(
    first: SignedReport, second: SignedReport, *, chain_id: int, oracle: Address
) -> Equivocation:
    """Return the proof that two signed reports make.

    Raises EvidenceForged, EvidenceOfTwoNodes, EvidenceOfTwoReports and EvidenceOfOneContent.
    """
    for report in (first, second):
        _require_signed(report, chain_id=chain_id, oracle=oracle)
    if first.node != second.node:
        raise EvidenceOfTwoNodes(first.node, second.node)
    keys = report_key(first), report_key(second)
    if _place(first) != _place(second):
        raise EvidenceOfTwoReports(*keys)
    if hash_content(first.content) == hash_content(second.content):
        raise EvidenceOfOneContent(hash_content(first.content))
    return Equivocation(first.node, keys[0], evidence_of(first), evidence_of(second))


def _require_signed(report: SignedReport, *, chain_id: int, oracle: Address) -> None:
    """Check the signature over this very content, whatever hash its envelope claims."""
    envelope = replace(report.envelope, content_hash=hash_content(report.content))
    digest = envelope_digest(envelope, chain_id=chain_id, oracle=oracle)
    signer = recover(digest, report.signature)
    if signer != report.node:
        raise EvidenceForged(claimed=report.node, recovered=signer)


def report_key(report: SignedReport) -> ReportKey:
    """Name the report that a content is of, as people read it."""
    content = report.content
    return ReportKey(
        PoolId(content.pool.rstrip(b"\0").decode("ascii", "backslashreplace")),
        content.period_index,
        content.revision,
    )


def _place(report: SignedReport) -> tuple[object, ...]:
    content = report.content
    return content.pool, content.period, content.period_index, content.revision


def evidence_of(report: SignedReport) -> Evidence:
    """Return one half of a proof, as the contract takes it."""
    envelope = report.envelope
    return Evidence(
        report.content,
        envelope.node_set_digest,
        envelope.valid_until,
        report.signature.to_bytes(),
    )


def _named(key: ReportKey) -> str:
    return f"{key.pool_id} period {key.period_index} revision {key.revision}"
