"""A loan as a tree of its fields, each with a salted leaf.

The first columns of the tape are a field each; the further ones, which few loans need, are one
field and shown together. A leaf is what OpenZeppelin's StandardMerkleTree makes of (salt, column, value) with the encoding
`bytes32, string, string`; leaves are not sorted, so the position is the field. Texts rather than
words, because a value then has its length in it and any tool can repeat it; they cost one more
round of Keccak a leaf. The layout is fixed, so that it is put together here by hand: a general
encoder takes twenty times as long.
"""

from collections.abc import Sequence
from functools import lru_cache
from hashlib import shake_256
from typing import Final

from sha3 import keccak_256

from oracle.commitment.merkle import MerkleTree, merkle_nodes
from rwa.pool.tape_columns import FIRST_COLUMNS

FIELD_ENCODING: Final = ("bytes32", "string", "string")
"""Solidity types of what a field's leaf is the hash of."""
FURTHER: Final = "further"
"""Name of the leaf whose value is the cells of the further columns, joined by commas as in the
canonical tape."""
FIELDS: Final = (*(column.name for column in FIRST_COLUMNS), FURTHER)
"""What a loan is committed as, in the order of the leaves: the tape's first columns, and `further`."""
SALT_BYTES: Final = 32


def field_values(cells: Sequence[str]) -> tuple[str, ...]:
    """Return the value of each field from the cells of a tape's row."""
    first = len(FIELDS) - 1
    return (*cells[:first], ",".join(cells[first:]))


def field_salts(loan_salt: bytes) -> tuple[bytes, ...]:
    """Return a salt for each field from the loan's.

    They are consecutive pieces of one stream of SHAKE256: whoever knows some of them can compute
    neither the others nor the loan's.
    """
    stream = shake_256(loan_salt).digest(SALT_BYTES * len(FIELDS))
    return tuple(stream[begin : begin + SALT_BYTES] for begin in range(0, len(stream), SALT_BYTES))


def field_leaf(salt: bytes, *, name: str, value: str) -> bytes:
    """Return the leaf of one field."""
    return _twice(salt + _head(name) + abi_text(value))


def field_leaves(values: Sequence[str], loan_salt: bytes) -> list[bytes]:
    """Return the leaf of every field of a loan."""
    return [
        _twice(salt + head + abi_text(value))
        for salt, head, value in zip(field_salts(loan_salt), _HEADS, values, strict=True)
    ]


def field_tree(values: Sequence[str], loan_salt: bytes) -> MerkleTree:
    """Build the tree of a loan's fields."""
    return MerkleTree.of(field_leaves(values, loan_salt), sort_leaves=False)


def field_root(values: Sequence[str], loan_salt: bytes) -> bytes:
    """Return what stands for all fields of a loan, without keeping their tree."""
    return merkle_nodes(field_leaves(values, loan_salt))[0]


def abi_text(text: str) -> bytes:
    """Return a text as the ABI encodes it: its length as a word, and its bytes in whole words."""
    raw = text.encode()
    length = len(raw)
    return length.to_bytes(32, "big") + raw.ljust(-(-length // 32) * 32, b"\0")


def _twice(encoded: bytes) -> bytes:
    # Not by rwa.chain.hashing: a tape of a million loans has eighteen million fields.
    leaf: bytes = keccak_256(keccak_256(encoded).digest()).digest()
    return leaf


@lru_cache(maxsize=64)
def _head(name: str) -> bytes:
    """What stands between salt and value: where both texts begin, and the first of them."""
    text = abi_text(name)
    begin = 3 * 32
    return begin.to_bytes(32, "big") + (begin + len(text)).to_bytes(32, "big") + text


_HEADS: Final = tuple(_head(name) for name in FIELDS)
