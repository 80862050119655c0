"""A loan tape as one hash: a salted Merkle tree over its loans.

The leaf of a loan is the hash of its `loan_hash`, and the contract's `verifyLoan` checks a proof of
it. The salt keeps a published root from being searched for a borrower's figures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from oracle.commitment.field_leaves import SALT_BYTES, field_root, field_values
from oracle.commitment.loan_leaf import whole_loan_hash
from oracle.commitment.merkle import MerkleTree, leads_to
from rwa.chain.hashing import keccak
from rwa.core.errors import UsageError
from rwa.core.ids import LoanId
from rwa.pool.loan import Loan
from rwa.pool.loan_rows import row_of_loan
from rwa.pool.tape import LoanTape

PROGRESS_STEP: Final = 1_000
"""Loans between two calls of a progress callback."""

Progress = Callable[[int], None]
"""Called with the number of loans done so far."""


class SaltLength(UsageError):
    """A pool's tape salt has another length than 32 bytes."""

    def __init__(self, *, received: int) -> None:
        self.received = received
        super().__init__(f"tape salt has {received} bytes, expected {SALT_BYTES}; make a new one")


class Leaves(StrEnum):
    """How a loan becomes a leaf; a pool keeps to one way."""

    FIELDS = "fields"
    """By a tree of its fields, so that one can be shown alone: `loan_hash` is the hash of its root."""
    LOAN = "loan"
    """Whole, so that it is shown whole or not at all; a fifth of the work."""


@dataclass(frozen=True, slots=True)
class LoanProof:
    """What shows one loan to be in a tape, to somebody who knows the root."""

    loan_hash: bytes
    """Inner hash of the loan; the leaf is its hash."""
    siblings: tuple[bytes, ...]
    """Hashes beside the path from the leaf to the root, lowest first."""


@dataclass(frozen=True, slots=True)
class TapeTree:
    """The tree over the loans of one tape; a loan's own tree is built again when it is shown."""

    tape: LoanTape = field(repr=False)
    """What it is of."""
    salt: bytes = field(repr=False)
    """The pool's secret."""
    leaves: Leaves
    """How loans became leaves."""
    tree: MerkleTree = field(repr=False)
    """Its nodes, leaves in rising order."""

    @property
    def root(self) -> bytes:
        """What the report carries."""
        return self.tree.root

    def proof(self, loan_id: LoanId) -> LoanProof:
        """Return the proof of one loan. Raises UnknownLoan."""
        row, salt = self.row_and_salt(loan_id)
        loan_hash = _HASH_OF_ROW[self.leaves](row, salt)
        return self.proof_of_hash(loan_hash)

    def proof_of_hash(self, loan_hash: bytes) -> LoanProof:
        """Return the proof of the loan with this hash. Raises LeafNotThere."""
        position = self.tree.sorted_position(keccak(loan_hash))
        return LoanProof(loan_hash, self.tree.proof(position))

    def row_and_salt(self, loan_id: LoanId) -> tuple[tuple[str, ...], bytes]:
        """Return the fields of one loan and its own salt. Raises UnknownLoan."""
        row = field_values(row_of_loan(self.tape, self.tape.loan(loan_id)))
        return row, loan_salt(self.salt, yyyymm=self.tape.as_of.yyyymm, loan_id=loan_id)


def salt_of_revision(salt: bytes, revision: int) -> bytes:
    """Return the secret that a report's tree is salted with: the pool's own for a first report.

    Each correction has another, so that who was shown a field learns nothing of its new value.
    Raises SaltLength.
    """
    if len(salt) != SALT_BYTES:
        raise SaltLength(received=len(salt))
    return keccak(salt + revision.to_bytes(2, "big")) if revision else salt


def loan_salt(salt: bytes, *, yyyymm: int, loan_id: LoanId) -> bytes:
    """Return the salt of one loan in one month; telling it tells nothing of the others.

    Raises SaltLength.
    """
    if len(salt) != SALT_BYTES:
        raise SaltLength(received=len(salt))
    return keccak(salt + yyyymm.to_bytes(4, "big") + loan_id.encode())


def tape_tree(
    tape: LoanTape,
    *,
    salt: bytes,
    leaves: Leaves = Leaves.FIELDS,
    progress: Progress | None = None,
) -> TapeTree:
    """Build the tree of a tape. Raises SaltLength."""
    loans = tape.loans if progress is None else _counted(tape.loans, progress)
    hash_of_row, yyyymm = _HASH_OF_ROW[leaves], tape.as_of.yyyymm
    hashes = [
        keccak(
            hash_of_row(
                field_values(row_of_loan(tape, loan)),
                loan_salt(salt, yyyymm=yyyymm, loan_id=loan.loan_id),
            )
        )
        for loan in loans
    ]
    return TapeTree(tape, salt, leaves, MerkleTree.of(hashes, sort_leaves=True))


def verify_loan(root: bytes, proof: LoanProof) -> bool:
    """Whether a proof leads to `root`: what the contract computes."""
    return leads_to(root, keccak(proof.loan_hash), proof.siblings)


def _counted(loans: tuple[Loan, ...], progress: Progress) -> Iterator[Loan]:
    """Tell the callback after every so many loans, and at the end."""
    for done, loan in enumerate(loans):
        if done and done % PROGRESS_STEP == 0:
            progress(done)
        yield loan
    progress(len(loans))


def _hash_of_fields(row: tuple[str, ...], salt: bytes) -> bytes:
    return keccak(field_root(row, salt))


_HASH_OF_ROW: Final[dict[Leaves, Callable[[tuple[str, ...], bytes], bytes]]] = {
    Leaves.FIELDS: _hash_of_fields,
    Leaves.LOAN: whole_loan_hash,
}
