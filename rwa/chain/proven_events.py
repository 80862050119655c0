"""Events of a span of blocks, proven complete against the headers of the chain.

A node that answers `eth_getLogs` may leave events out: its index lags, it cuts an answer short, or
two replicas answer halves of a question. Nothing in such an answer shows it, and asking twice proves
nothing, since the same index answers again. So events are not asked for; they are derived:

1. The headers of the span name their parents by hash, so they are one branch, and the caller holds
   the hash before them and the hash at their end.
2. A header's bloom filter says for certain in which blocks a contract emitted nothing.
3. In each other block all receipts are read. They hash to the header's receipts root, or
   LogsIncomplete is raised: no receipt and no log can be missing, added or changed. (The hash of
   an event's transaction is not part of a receipt; it is taken as the node gives it.)

This needs a header for each block and the receipts of the blocks whose filter holds a contract's
address: on a quiet chain those with events, on a crowded one, whose filters are full, most of
them. A header is believed as the node gives it; a node that forges headers forges everything.
Receipts are encoded as Ethereum does (types 0 to 4); a chain that adds fields of its own to them
is refused by the same error rather than trusted.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from rwa.chain.errors import ChainMoved, LogsIncomplete
from rwa.chain.event_log import ContractEvent, decode_logs
from rwa.chain.hashing import address_bytes
from rwa.chain.protocol import Block, Chain, CommittedReceipt
from rwa.chain.receipts_root import bloom_bits, receipts_root
from rwa.core.ids import Address


@dataclass(frozen=True, slots=True)
class ProvenSpan:
    """Consecutive blocks of one branch and everything some contracts emitted in them."""

    blocks: tuple[Block, ...]
    """Headers, oldest first; each names the one before as its parent."""
    events: tuple[ContractEvent, ...]
    """Events of the contracts asked about, in chain order; none is missing."""


def read_proven_events(
    chain: Chain, addresses: Sequence[Address], *, first: int, last: int
) -> ProvenSpan:
    """Read blocks `first..last` and the events that `addresses` emitted in them.

    Raises ChainMoved when the answers are of two branches, LogsIncomplete when receipts are not
    all of their block's, and BlockNotFound above the head; each heals by asking again.
    """
    blocks = read_branch(chain, first=first, last=last)
    masks = [bloom_bits(address_bytes(address)) for address in addresses]
    noisy = [block for block in blocks if _may_hold(block, masks)]
    receipts = chain.block_receipts([block.number for block in noisy]) if noisy else ()
    logs = [
        log
        for block, found in zip(noisy, receipts, strict=True)
        for receipt in _require_complete(block, found)
        for log in receipt.logs
        if log.address in addresses
    ]
    return ProvenSpan(blocks=blocks, events=tuple(decode_logs(logs)))


def read_branch(chain: Chain, *, first: int, last: int) -> tuple[Block, ...]:
    """Return the headers `first..last`, each the parent of the next. Raises ChainMoved."""
    blocks = chain.blocks(range(first, last + 1))
    for number, block in zip(range(first, last + 1), blocks, strict=True):
        if block.number != number:
            raise LogsIncomplete(number, expected=f"block {number}", found=f"block {block.number}")
    for parent, child in itertools.pairwise(blocks):
        require_same_block(parent.number, child.parent_hash, parent.hash)
    return blocks


def require_same_block(number: int, expected: bytes, found: bytes) -> None:
    """Raise ChainMoved unless two answers about a block name the same hash."""
    if found != expected:
        raise ChainMoved(number, expected=expected, found=found)


def _may_hold(block: Block, masks: Sequence[int]) -> bool:
    bloom = int.from_bytes(block.logs_bloom, "big")
    return any(bloom & mask == mask for mask in masks)


def _require_complete(
    block: Block, receipts: tuple[CommittedReceipt, ...]
) -> tuple[CommittedReceipt, ...]:
    """Return the receipts when they are exactly the block's."""
    for receipt in receipts:
        require_same_block(block.number, block.hash, receipt.block_hash)
    root = receipts_root(receipts)
    if root != block.receipts_root:
        raise LogsIncomplete(
            block.number, expected=f"0x{block.receipts_root.hex()}", found=f"0x{root.hex()}"
        )
    return _placed(block, receipts)


def _placed(block: Block, receipts: tuple[CommittedReceipt, ...]) -> tuple[CommittedReceipt, ...]:
    """Return the receipts when their logs say the places that the root gives them."""
    places = [(log.block_number, log.log_index) for receipt in receipts for log in receipt.logs]
    proven = [(block.number, index) for index in range(len(places))]
    if places != proven:
        raise LogsIncomplete(block.number, expected=f"logs {proven}", found=f"logs {places}")
    return receipts
