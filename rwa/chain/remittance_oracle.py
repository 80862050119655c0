"""Binding of RemittanceOracle: a pool's accepted reports and the nodes that sign them."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from typing import ClassVar

from rwa.chain.access import AccessControlled
from rwa.chain.contract_structs import (
    Accrual,
    Config,
    Content,
    Envelope,
    Evidence,
    HeldReport,
    Report,
)
from rwa.chain.deal_terms import Bounds
from rwa.chain.hashing import address_bytes
from rwa.chain.transactions import ContractCall
from rwa.core.ids import Address


@dataclass(frozen=True, slots=True)
class TrancheAmounts:
    """What one class is paid for one period, as the report in force says."""

    accepted: bool
    """False: no report of the period is in force, and the rest is zero."""
    revision: int
    """Revision of the report in force."""
    interest_cents: int
    """Interest to the class's holders."""
    principal_cents: int
    """Principal to the class's holders."""


@dataclass(frozen=True, slots=True)
class TrancheFace:
    """How much of a class is left."""

    outstanding_cents: int
    """Balance after the last accepted period."""
    original_cents: int
    """Balance at issue."""


@dataclass(frozen=True, slots=True)
class NodeProposal:
    """A node that was announced and has not joined."""

    threshold: int
    """Signatures of a quorum once it joins."""
    ready_at: int
    """When it may join, Unix time; 0 when it is not proposed."""


class RemittanceOracle(AccessControlled):
    """The reports of one pool. A signed report needs no role: the signatures are the authority."""

    __slots__ = ()
    artifact: ClassVar[str] = "RemittanceOracle"

    @classmethod
    def deployment(cls, config: Config) -> ContractCall:
        """Return the creation of an oracle without nodes."""
        return cls.creation(astuple(config))

    # Reports

    def accept(self, content: Content, envelope: Envelope, signatures: bytes) -> ContractCall:
        """Put a signed report in force, or hold it; see `report.pack_signatures`."""
        return self._call("accept", astuple(content), astuple(envelope), signatures)

    def release_held(self, content: Content) -> ContractCall:
        """Put a held report in force. For the admin, after the hold delay."""
        return self._call("releaseHeld", astuple(content))

    def flag_late(self) -> ContractCall:
        """Flag the next period as late once its payment time has passed."""
        return self._call("flagLate")

    def last_accepted(self) -> int:
        """Return the last accepted period; 0 before the first."""
        return int(self._read_one("lastAccepted"))

    def last_report_hash(self) -> bytes:
        """Return what the next report must name as `previous_report_hash`."""
        return bytes(self._read_one("lastReportHash"))

    def restating_period(self) -> int:
        """Return the period to be revised next; 0 when no restatement is open."""
        return int(self._read_one("restatingPeriod"))

    def late_period(self) -> int:
        """Return the period flagged as late; 0 when none is."""
        return int(self._read_one("latePeriod"))

    def report_of(self, period: int) -> Report:
        """Return the report in force. Raises RemittanceOracle_PeriodNotAccepted."""
        return Report.from_abi(self._read_one("reportOf", period))

    def held_report_of(self, period: int) -> HeldReport:
        """Return the held report of a period; all zero when none is."""
        return HeldReport.from_abi(self._read_one("heldReportOf", period))

    def tranche_amounts(self, period: int, tranche: int) -> TrancheAmounts:
        """Return the amounts in force of one class and period."""
        return TrancheAmounts(*self._read("trancheAmounts", period, tranche))

    def tranche_face(self, tranche: int) -> TrancheFace:
        """Return a class's balance now and at issue."""
        return TrancheFace(*self._read("trancheFace", tranche))

    def tranche_end(self, period: int, tranche: int) -> int:
        """Return a class's balance after an accepted period, in cents."""
        return int(self._read_one("trancheEnd", period, tranche))

    def tranche_count(self) -> int:
        """Return how many classes the pool has."""
        return int(self._read_one("trancheCount"))

    def pool_balance_cents(self) -> int:
        """Return the balance of all loans after the last accepted period."""
        return int(self._read_one("poolBalance"))

    def factor(self) -> int:
        """Return balance over balance at issue with 8 decimals, half up; for display."""
        return int(self._read_one("factor"))

    def pool(self) -> bytes:
        """Return the pool's name as a word."""
        return bytes(self._read_one("pool"))

    def calendar(self) -> Address:
        """Return the pool's calendar."""
        return Address(self._read_one("calendar"))

    def bounds(self) -> Bounds:
        """Return the limits that the oracle was built with."""
        rate, fee, accrual, smm, loss = self._read("bounds")
        return Bounds(rate, fee, Accrual.from_abi(accrual), smm, loss)

    def verify_loan(self, period: int, loan_hash: bytes, proof: Sequence[bytes]) -> bool:
        """Tell whether a loan is part of the tape of an accepted period."""
        return bool(self._read_one("verifyLoan", period, loan_hash, tuple(proof)))

    # Nodes

    def open_node_set(
        self, proofs: Sequence[tuple[Address, bytes]], *, threshold: int
    ) -> ContractCall:
        """Set the first nodes with their proofs of possession, once. For the admin."""
        ascending = sorted(proofs, key=lambda pair: address_bytes(pair[0]))
        nodes = [node for node, _ in ascending]
        return self._call("openNodeSet", nodes, [proof for _, proof in ascending], threshold)

    def propose_node(self, node: Address, proof: bytes, *, threshold: int) -> ContractCall:
        """Announce a node and the threshold once it joins. For the admin."""
        return self._call("proposeNode", node, proof, threshold)

    def withdraw_node_proposal(self, node: Address) -> ContractCall:
        """Withdraw a proposal. For the guardian or the admin."""
        return self._call("withdrawNodeProposal", node)

    def confirm_node(self, node: Address) -> ContractCall:
        """Let a proposed node join once its delay is over."""
        return self._call("confirmNode", node)

    def remove_node(self, node: Address) -> ContractCall:
        """Remove a node at once. For the guardian or the admin."""
        return self._call("removeNode", node)

    def prove_equivocation(self, first: Evidence, second: Evidence) -> ContractCall:
        """Remove a node that signed two contents of one report."""
        return self._call("proveEquivocation", astuple(first), astuple(second))

    def nodes(self) -> tuple[Address, ...]:
        """Return the nodes, ascending."""
        return tuple(self._read_one("nodes"))

    def proposal_of(self, node: Address) -> NodeProposal:
        """Return the proposal of a node; all zero when it is not proposed."""
        return NodeProposal(*self._read("proposalOf", node))

    def threshold(self) -> int:
        """Return how many signatures make a quorum; 0 before the set is opened."""
        return int(self._read_one("threshold"))

    def node_set_epoch(self) -> int:
        """Return how often the node set has changed."""
        return int(self._read_one("nodeSetEpoch"))

    def node_set_digest(self) -> bytes:
        """Return what an envelope must name; zero before the set is opened."""
        return bytes(self._read_one("nodeSetDigest"))

    # Hashes, as the contract computes them

    def hash_content(self, content: Content) -> bytes:
        """Return the content hash; `report.hash_content` computes the same without a chain."""
        return bytes(self._read_one("hashContent", astuple(content)))

    def digest(self, envelope: Envelope) -> bytes:
        """Return what a node signs; `report.envelope_digest` computes the same."""
        return bytes(self._read_one("digest", astuple(envelope)))

    def node_key_digest(self, node: Address) -> bytes:
        """Return what a node signs to prove its key; `report.node_key_digest` is the same."""
        return bytes(self._read_one("nodeKeyDigest", node))
