"""What one process sees of a pool on its own connection, and when it stops believing it.

Everything in one look is read as of one block. What was final once is remembered; a chain that
contradicts it halts the process: nothing is signed, kept or sent until a person has looked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from rwa.chain.contract_events import RemittanceAccepted
from rwa.chain.finality import FinalBlocks, FinalityGuard
from rwa.chain.hashing import hex_of
from rwa.chain.protocol import Block, Chain
from rwa.chain.proven_events import ProvenSpan, read_proven_events, require_same_block
from rwa.chain.remittance_oracle import RemittanceOracle
from rwa.chain.report import hash_content
from rwa.core.errors import ChainError
from rwa.core.ids import Address, Sha256

BLOCKS_AT_ONCE = 2_000
"""Blocks whose events are asked for in one request."""


class ChainMovedOn(ChainError):
    """The chain changed while it was being read, or an answer was incomplete."""

    def __init__(self, what: str, *, expected: object, received: object) -> None:
        self.what = what
        self.expected = expected
        self.received = received
        super().__init__(f"{what} is {received}, expected {expected}; read it again")


@dataclass(frozen=True, slots=True)
class AcceptedReport:
    """The report in force of one period."""

    period: int
    """Number of the period, from 1."""
    revision: int
    """0 for the first report of the month."""
    content_hash: bytes
    """Names the report."""
    document_sha256: Sha256
    """The document that it carries."""
    block_number: int
    """Block that accepted it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolOnChain:
    """One look at a pool's oracle, as of one block."""

    head: Block
    """The block."""
    chain_id: int
    """EIP-155 number of the chain."""
    oracle: Address
    """The RemittanceOracle contract."""
    previous_report_hash: bytes
    """Content hash of the report accepted last; 32 zero bytes before the first."""
    nodes: frozenset[Address]
    """Whose signatures count."""
    node_set_digest: bytes
    """What an envelope must name."""
    threshold: int
    """Signatures that make a quorum."""
    last_accepted: int
    """Last accepted period; 0 before the first."""
    restating_period: int
    """Period to be revised next; 0 when no restatement is open."""
    late_period: int
    """Period flagged as late; 0 when none is."""
    accepted: Mapping[int, AcceptedReport]
    """The report in force of every accepted period."""

    def is_settled(self, period: int, revision: int) -> bool:
        """Whether a report of that period and revision can be accepted no more."""
        report = self.accepted.get(period)
        return report is not None and report.revision >= revision


@dataclass
class ChainView:
    """A pool's oracle through one connection; `look` reads it afresh.

    `look` raises ChainHalted when the chain contradicts what was final, ChainMovedOn, ChainMoved
    and LogsIncomplete when it should be called again, and what the connection raises.
    """

    contract: RemittanceOracle
    """The pool's oracle."""
    first_block: int
    """Block of its deployment."""
    genesis_hash: bytes
    """Hash of block 0 of the right chain."""
    final: FinalBlocks
    """What was final, for as long as this is kept."""
    _events: list[RemittanceAccepted] = field(default_factory=list)
    _read: Block | None = None
    _last: PoolOnChain | None = None

    @property
    def chain(self) -> Chain:
        """The connection."""
        return self.contract.chain

    def look(self) -> PoolOnChain:
        """Read everything as of the newest block."""
        head = self._checked_head()
        if self._last is not None and self._last.head == head:
            return self._last
        bound = self.contract.at(head.number)
        self._read_events(head)
        last, accepted = bound.last_accepted(), self._accepted()
        if (read := max(accepted, default=0)) != last:
            self._forget()
            raise ChainMovedOn("last accepted period", expected=last, received=read)
        seen = PoolOnChain(
            head=head,
            chain_id=self.chain.identity.chain_id,
            oracle=bound.address,
            previous_report_hash=bound.last_report_hash(),
            nodes=frozenset(bound.nodes()),
            node_set_digest=bound.node_set_digest(),
            threshold=bound.threshold(),
            last_accepted=last,
            restating_period=bound.restating_period(),
            late_period=bound.late_period(),
            accepted=MappingProxyType(accepted),
        )
        self._require_canonical(head)
        self._last = seen
        return seen

    def require_in_force(self, seen: PoolOnChain, period: int) -> AcceptedReport:
        """Return the report in force of an accepted period, as the contract itself has it."""
        report = seen.accepted[period]
        stored = self.contract.at(seen.head.number).report_of(period).content_hash
        if stored != report.content_hash:
            self._forget()
            raise ChainMovedOn(
                f"report of period {period}",
                expected=hex_of(stored),
                received=hex_of(report.content_hash),
            )
        return report

    def _checked_head(self) -> Block:
        """The newest block of a chain that still has what was final. Raises ChainHalted."""
        guard = FinalityGuard(chain=self.chain, genesis_hash=self.genesis_hash, final=self.final)
        sighting = guard.look()
        self.final.note_final(sighting.final)
        return sighting.head

    def _require_canonical(self, head: Block) -> None:
        """Whether the block that everything was read as of is still the chain's."""
        if (received := self.chain.block(head.number).hash) != head.hash:
            self._forget()
            raise ChainMovedOn(
                f"block {head.number}",
                expected=hex_of(head.hash),
                received=hex_of(received),
            )

    def _read_events(self, head: Block) -> None:
        """Read what was accepted since the last look; all of it again behind a reorganisation."""
        read = self._read
        if read is not None and (
            read.number > head.number or self.chain.block(read.number).hash != read.hash
        ):
            self._forget()
        first = self.first_block if self._read is None else self._read.number + 1
        for start in range(first, head.number + 1, BLOCKS_AT_ONCE):
            last = min(start + BLOCKS_AT_ONCE - 1, head.number)
            span = read_proven_events(self.chain, [self.contract.address], first=start, last=last)
            self._require_joined(span, head)
            self._events += [each for each in span.events if isinstance(each, RemittanceAccepted)]
            self._read = span.blocks[-1]

    def _require_joined(self, span: ProvenSpan, head: Block) -> None:
        """Whether a span continues what was read, on the branch of the head. Raises ChainMoved."""
        first, last = span.blocks[0], span.blocks[-1]
        if self._read is not None:
            require_same_block(self._read.number, self._read.hash, first.parent_hash)
        if last.number == head.number:
            require_same_block(head.number, head.hash, last.hash)

    def _forget(self) -> None:
        self._events.clear()
        self._read = self._last = None

    def _accepted(self) -> dict[int, AcceptedReport]:
        """The last event of each period: a revision comes after what it revises."""
        return {
            event.period: AcceptedReport(
                period=event.period,
                revision=event.revision,
                content_hash=hash_content(event.content),
                document_sha256=Sha256(event.content.document_hash.hex()),
                block_number=event.block_number,
            )
            for event in self._events
        }
