"""A loan as a single salted leaf, for pools that never show one field without the others.

It is what OpenZeppelin's StandardMerkleTree makes of (salt, row) with the encoding `bytes32,
string`, the row being a JSON list of the loan's fields without spaces.
"""

from collections.abc import Sequence
from json import JSONEncoder
from typing import Final

from oracle.commitment.field_leaves import abi_text
from rwa.chain.hashing import keccak

LOAN_ENCODING: Final = ("bytes32", "string")
"""Solidity types of what a loan's leaf is the hash of."""
_HEAD: Final = (2 * 32).to_bytes(32, "big")

row_text: Final = JSONEncoder(separators=(",", ":")).encode
"""A row as one text."""


def whole_loan_hash(row: Sequence[str], loan_salt: bytes) -> bytes:
    """Return the inner hash of a loan that is one leaf."""
    return keccak(loan_salt + _HEAD + abi_text(row_text(row)))
