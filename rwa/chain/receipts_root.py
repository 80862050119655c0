"""What a block header says of the block's receipts: their trie's root, and their logs' bloom.

Source: the Ethereum yellow paper, section 4.4 (the block) and appendices C and D (the trie).
"""

from collections.abc import Sequence
from typing import Any

import rlp

from rwa.chain.hashing import address_bytes, keccak
from rwa.chain.protocol import CommittedReceipt, RawLog

BLOOM_BYTES = 256
HASH_LENGTH = 32
BRANCHES = 16
_Leaf = tuple[tuple[int, ...], bytes]
"""Nibbles of a key, and what is stored there."""


def receipts_root(receipts: Sequence[CommittedReceipt]) -> bytes:
    """Return the root that the header of a block with exactly these receipts carries."""
    leaves = [
        (_nibbles(rlp.encode(index)), _receipt_bytes(receipt))
        for index, receipt in enumerate(receipts)
    ]
    return keccak(rlp.encode(_node(sorted(leaves), depth=0) if leaves else b""))


def bloom_bits(value: bytes) -> int:
    """Return the three bits, as a mask, that an emitter's address or a topic sets in a bloom."""
    digest = keccak(value)
    mask = 0
    for place in (0, 2, 4):
        mask |= 1 << (int.from_bytes(digest[place : place + 2], "big") & 0x7FF)
    return mask


def logs_bloom(logs: Sequence[RawLog]) -> bytes:
    """Return the bloom filter of exactly these logs."""
    mask = 0
    for log in logs:
        for value in (address_bytes(log.address), *log.topics):
            mask |= bloom_bits(value)
    return mask.to_bytes(BLOOM_BYTES, "big")


def _receipt_bytes(receipt: CommittedReceipt) -> bytes:
    """Encode a receipt as EIP-658 and EIP-2718 say."""
    body: bytes = rlp.encode(
        [
            b"\x01" if receipt.succeeded else b"",
            receipt.cumulative_gas_used,
            logs_bloom(receipt.logs),
            [[address_bytes(log.address), list(log.topics), log.data] for log in receipt.logs],
        ]
    )
    kind = receipt.transaction_type
    return bytes([kind]) + body if kind else body


def _node(leaves: Sequence[_Leaf], *, depth: int) -> list[Any]:
    """Build the trie node above leaves that share their first `depth` nibbles."""
    if len(leaves) == 1:
        path, value = leaves[0]
        return [_compact(path[depth:], is_leaf=True), value]
    shared = _shared_length(leaves[0][0], leaves[-1][0])
    if shared > depth:
        below = _reference(_node(leaves, depth=shared))
        return [_compact(leaves[0][0][depth:shared], is_leaf=False), below]
    # No encoded index is the beginning of another, so no value ends in a branch.
    return [*(_branch(leaves, nibble, depth) for nibble in range(BRANCHES)), b""]


def _branch(leaves: Sequence[_Leaf], nibble: int, depth: int) -> bytes | list[Any]:
    chosen = [leaf for leaf in leaves if leaf[0][depth] == nibble]
    return _reference(_node(chosen, depth=depth + 1)) if chosen else b""


def _reference(node: list[Any]) -> bytes | list[Any]:
    """A node within its parent: itself when it is short, its hash otherwise."""
    encoded = rlp.encode(node)
    return node if len(encoded) < HASH_LENGTH else keccak(encoded)


def _shared_length(first: tuple[int, ...], last: tuple[int, ...]) -> int:
    """How many nibbles sorted keys share, seen from the outermost two."""
    length = 0
    while length < min(len(first), len(last)) and first[length] == last[length]:
        length += 1
    return length


def _nibbles(key: bytes) -> tuple[int, ...]:
    return tuple(nibble for byte in key for nibble in (byte >> 4, byte & 15))


def _compact(path: tuple[int, ...], *, is_leaf: bool) -> bytes:
    """Pack nibbles with the hex-prefix flag of their kind and parity."""
    flag = 2 if is_leaf else 0
    whole = (flag + 1, *path) if len(path) % 2 else (flag, 0, *path)
    return bytes(high << 4 | low for high, low in zip(whole[::2], whole[1::2], strict=True))
