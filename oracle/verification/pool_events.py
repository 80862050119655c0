"""Everything a pool's contracts emitted, proven complete against the headers where that can be done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from oracle.verification.verdict import Line, Verdict
from rwa.chain.errors import LogsIncomplete
from rwa.chain.event_log import ContractEvent, read_events
from rwa.chain.protocol import Block, Chain
from rwa.chain.proven_events import ProvenSpan, read_proven_events, require_same_block
from rwa.chain.rpc_transport import RpcRefused
from rwa.core.ids import Address

BLOCKS_AT_ONCE = 2_000
LINE = Line("chain", "events")
UNPROVEN = "so the other lines rest on the events that it lists, which may lack some"


@dataclass(frozen=True, slots=True)
class PoolEvents:
    """The events, and how far they can be relied on."""

    events: tuple[ContractEvent, ...]
    """Of the contracts asked about, in chain order."""
    line: Verdict
    """Proved when none can be missing; not checked when the node serves no receipts."""


def read_pool_events(
    chain: Chain, emitters: Sequence[Address], *, first: int, head: Block
) -> PoolEvents:
    """Read what some contracts emitted from block `first` to the head.

    A node that serves no receipts, or whose receipts are not those of its headers, is asked for
    lists of events instead, which the line says. Raises ChainMoved when the chain was reorganised.
    """
    blocks = f"blocks {first} to {head.number}"
    try:
        spans = tuple(_proven(chain, emitters, first=first, head=head))
    except LogsIncomplete as error:
        why = f"the receipts of block {error.number} are not those of its header, {UNPROVEN}"
        line = LINE.failed(error.expected, error.found, why)
    except RpcRefused as error:
        line = LINE.not_checked(f"the node refuses {error.method}, {UNPROVEN}")
    else:
        events = tuple(event for span in spans for event in span.events)
        why = f"none is missing: the receipts of {blocks} hash to the roots in their headers"
        return PoolEvents(events, LINE.equal("all", "all", why))
    return PoolEvents(read_events(chain, emitters, first=first, last=head.number), line)


def _proven(
    chain: Chain, emitters: Sequence[Address], *, first: int, head: Block
) -> Iterator[ProvenSpan]:
    """Spans that continue each other on the branch of the head."""
    before: Block | None = None
    for start in range(first, head.number + 1, BLOCKS_AT_ONCE):
        last = min(start + BLOCKS_AT_ONCE - 1, head.number)
        span = read_proven_events(chain, emitters, first=start, last=last)
        if before is not None:
            require_same_block(before.number, before.hash, span.blocks[0].parent_hash)
        before = span.blocks[-1]
        yield span
    if before is not None:
        require_same_block(head.number, head.hash, before.hash)
