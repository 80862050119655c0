"""What the servicer hands to every node for a month, and what is said back."""

import json
from dataclasses import dataclass, replace

from rwa.chain.accounts import Signature
from rwa.chain.report import Content, Envelope
from rwa.core.ids import Address, LoanId, Sha256
from rwa.pool.activity import MonthActivity
from rwa.pool.tape import LoanTape
from rwa.remittance.document import RemittanceDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthPackage:
    """One month as the servicer reports it, with what is needed to recompute it."""

    activity: MonthActivity
    """What borrowers did."""
    document: RemittanceDocument
    """What the servicer makes of it."""
    tape: LoanTape
    """The tape after the month, as the servicer has it."""
    salt: bytes
    """The pool's secret for tape roots, 32 bytes; nodes know it, the public does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportTarget:
    """Where and under which quorum a report will be accepted; an envelope is bound to it."""

    chain_id: int
    """EIP-155 number of the chain."""
    oracle: Address
    """The RemittanceOracle contract."""
    previous_report_hash: bytes
    """Content hash of the report accepted last; 32 zero bytes before the first."""
    node_set_digest: bytes
    """The node set that is in force."""
    valid_until: int
    """Last second in which signatures count, Unix time."""


@dataclass(frozen=True, slots=True)
class SignedReport:
    """A node recomputed the month, found it equal, and signs."""

    node: Address
    """The node."""
    content: Content
    """The report, from the node's own figures."""
    envelope: Envelope
    """What was signed."""
    signature: Signature
    """Over the envelope's digest."""


LONGEST_TEXT = 1_000
"""Characters of each text of a finding; files may hold cells that no message could carry."""
CUT = "..."
"""Ends a text that was longer."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Why a document is wrong: its first field that differs, as words for everybody to read."""

    document_sha256: Sha256
    """The document objected to."""
    loan_id: LoanId | None
    """The loan, for a difference of one loan."""
    field: str
    """First field that differs."""
    expected: str
    """What the node computed."""
    reported: str
    """What was reported."""

    def __str__(self) -> str:
        loan = f"loan {self.loan_id} " if self.loan_id else ""
        return f"{loan}{self.field}: expected {self.expected}, reported {self.reported}"


def shortened(finding: Finding) -> Finding:
    """Return a finding that a message can carry: texts of LONGEST_TEXT at most, all encodable."""
    loan_id = None if finding.loan_id is None else LoanId(_carried(finding.loan_id))
    return replace(
        finding,
        loan_id=loan_id,
        field=_carried(finding.field),
        expected=_carried(finding.expected),
        reported=_carried(finding.reported),
    )


def _carried(text: str) -> str:
    whole = text.encode(errors="backslashreplace").decode()
    return whole if len(whole) <= LONGEST_TEXT else whole[: LONGEST_TEXT - len(CUT)] + CUT


@dataclass(frozen=True, slots=True)
class Objection:
    """A node recomputed the month, found it different, and says where, over its signature."""

    node: Address
    """The node."""
    finding: Finding
    """What it found."""
    signature: Signature
    """Over the Keccak-256 of `objection_bytes`."""

    def __str__(self) -> str:
        return f"{self.node} objects to {self.finding}"


def objection_bytes(finding: Finding) -> bytes:
    """Return what a node signs to object: a JSON list that says what it is, then the finding."""
    said = (finding.document_sha256, finding.loan_id, finding.field)
    sides = (finding.expected, finding.reported)
    return json.dumps(["rwa objection 1", *said, *sides], separators=(",", ":")).encode("ascii")
