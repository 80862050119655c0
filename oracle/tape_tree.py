"""A loan tape as one hash: a salted Merkle tree with a leaf for each loan.

Leaves are hashed twice and pairs are sorted, the layout of OpenZeppelin's StandardMerkleTree, so
that the contract's `verifyLoan` checks a proof. The salt keeps a published root from being
searched for a borrower's figures: whoever knows one loan's salt can show that loan and no other.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from rwa.chain.hashing import keccak
from rwa.core.errors import UsageError
from rwa.core.ids import LoanId
from rwa.pool.loan_rows import row_of_loan
from rwa.pool.tape import LoanTape, UnknownLoan

SALT_BYTES = 32


class SaltLength(UsageError):
    """A pool's tape salt has another length than 32 bytes."""

    def __init__(self, *, received: int) -> None:
        self.received = received
        super().__init__(f"tape salt has {received} bytes, expected {SALT_BYTES}; make a new one")


@dataclass(frozen=True, slots=True)
class LoanProof:
    """What shows one loan to be in a tape, to somebody who knows the root."""

    loan_hash: bytes
    """Inner hash of the loan; the leaf is its hash."""
    siblings: tuple[bytes, ...]
    """Hashes beside the path from the leaf to the root, lowest first."""


@dataclass(frozen=True, slots=True)
class TapeTree:
    """The tree of one tape."""

    loan_ids: tuple[LoanId, ...]
    """Loans in tape order."""
    loan_hashes: tuple[bytes, ...]
    """Inner hash of each, in the same order."""
    nodes: tuple[bytes, ...]
    """Root first; the leaves, in rising order of hash, fill the end backwards."""

    @property
    def root(self) -> bytes:
        """What the report carries."""
        return self.nodes[0]

    def proof(self, loan_id: LoanId) -> LoanProof:
        """Return the proof of one loan. Raises UnknownLoan."""
        if loan_id not in self.loan_ids:
            raise UnknownLoan(loan_id)
        loan_hash = self.loan_hashes[self.loan_ids.index(loan_id)]
        first_leaf = len(self.loan_ids) - 1
        index = self.nodes.index(keccak(loan_hash), first_leaf)
        siblings = []
        while index > 0:
            siblings.append(self.nodes[index + 1 if index % 2 else index - 1])
            index = (index - 1) // 2
        return LoanProof(loan_hash=loan_hash, siblings=tuple(siblings))


def loan_salt(salt: bytes, *, yyyymm: int, loan_id: LoanId) -> bytes:
    """Return the salt of one loan in one month; telling it tells nothing of the others.

    Raises SaltLength.
    """
    if len(salt) != SALT_BYTES:
        raise SaltLength(received=len(salt))
    return keccak(salt + yyyymm.to_bytes(4, "big") + loan_id.encode())


def tape_tree(tape: LoanTape, *, salt: bytes) -> TapeTree:
    """Build the tree of a tape. Raises SaltLength."""
    loan_hashes = tuple(
        keccak(
            loan_salt(salt, yyyymm=tape.as_of.yyyymm, loan_id=loan.loan_id)
            + json.dumps(row_of_loan(tape, loan), separators=(",", ":")).encode()
        )
        for loan in tape.loans
    )
    return TapeTree(
        loan_ids=tuple(loan.loan_id for loan in tape.loans),
        loan_hashes=loan_hashes,
        nodes=merkle_nodes([keccak(loan_hash) for loan_hash in loan_hashes]),
    )


def merkle_nodes(leaves: Sequence[bytes]) -> tuple[bytes, ...]:
    """Return a complete binary tree over `leaves` (one at least), root first."""
    nodes = [b""] * (len(leaves) - 1) + sorted(leaves, reverse=True)
    for index in range(len(leaves) - 2, -1, -1):
        nodes[index] = hash_pair(nodes[2 * index + 1], nodes[2 * index + 2])
    return tuple(nodes)


def hash_pair(one: bytes, other: bytes) -> bytes:
    """Hash two nodes, the smaller first."""
    return keccak(one + other if one < other else other + one)


def verify_loan(root: bytes, proof: LoanProof) -> bool:
    """Whether a proof leads to `root`: what the contract computes."""
    node = keccak(proof.loan_hash)
    for sibling in proof.siblings:
        node = hash_pair(node, sibling)
    return node == root
