"""Some fields of one loan, shown so that anybody who knows a tape's root can check them.

Nothing else of the loan, and nothing of another loan, can be computed or guessed from what is
shown. Two disclosures of one loan in one month can be told to be of the same loan, since both lead
over the same leaf.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from oracle.commitment.field_leaves import (
    FIELDS,
    SALT_BYTES,
    field_leaf,
    field_salts,
    field_tree,
)
from oracle.commitment.loan_leaf import whole_loan_hash
from oracle.commitment.merkle import NODE_BYTES, leads_to
from oracle.commitment.multiproof import MultiProof, multi_proof, root_of_multi_proof
from oracle.commitment.refusals import (
    DisclosureMalformed,
    FieldsNotProved,
    LoanNotProved,
    NotATapeField,
    RootDiffers,
    WholeLoanOnly,
)
from oracle.commitment.tape_tree import Leaves, TapeTree
from rwa.chain.hashing import keccak
from rwa.core.dates import Period
from rwa.core.ids import LoanId, PoolId

ALWAYS_SHOWN = frozenset({"pool_id", "as_of"})
"""Fields of every disclosure, so that it cannot pass for one of another pool or month."""
MOST_SIBLINGS = 64
"""Nodes of the longest proof of a loan, of a tape larger than any."""


@dataclass(frozen=True, slots=True)
class DisclosedField:
    """One cell of the tape, or all its further ones."""

    name: str
    """Column, or `further`; see docs/reference/commitment.md."""
    value: str
    """The cell, as the canonical tape has it; the further ones joined by commas."""


@dataclass(frozen=True, slots=True)
class FieldOpening:
    """What shows fields to be of a loan that is committed field by field."""

    salts: tuple[bytes, ...] = field(repr=False)
    """Of each field shown, in the same order."""
    proof: MultiProof
    """From the fields to the root of the loan's own tree."""

    @property
    def leaves(self) -> Leaves:
        """How loans became leaves."""
        return Leaves.FIELDS

    def loan_hash(self, fields: tuple[DisclosedField, ...]) -> bytes:
        """Return the loan hash that the fields lead to."""
        leaves = [
            field_leaf(salt, name=field.name, value=field.value)
            for salt, field in zip(self.salts, fields, strict=True)
        ]
        return keccak(root_of_multi_proof(leaves, self.proof))


@dataclass(frozen=True, slots=True)
class WholeLoanOpening:
    """What shows all fields to be those of a loan that is committed as one leaf."""

    salt: bytes = field(repr=False)
    """Of the loan."""

    @property
    def leaves(self) -> Leaves:
        """How loans became leaves."""
        return Leaves.LOAN

    def loan_hash(self, fields: tuple[DisclosedField, ...]) -> bytes:
        """Return the loan hash that the fields lead to."""
        return whole_loan_hash([field.value for field in fields], self.salt)


@dataclass(frozen=True, slots=True)
class Disclosure:
    """Fields of one loan, with their proof. Raises DisclosureMalformed and NotAPeriod."""

    root: bytes
    """Root of the tape it was made from."""
    fields: tuple[DisclosedField, ...]
    """What is shown, in the order of the tape's columns; pool and month are among it."""
    opening: FieldOpening | WholeLoanOpening
    """From the fields to the loan hash."""
    loan_hash: bytes
    """What the contract's `verifyLoan` takes, with the period and the next."""
    loan_proof: tuple[bytes, ...]
    """From the loan's leaf to the root of the tape, lowest first."""

    def __post_init__(self) -> None:
        self._check_names()
        self._check_hashes()
        self._check_opening()
        Period.parse(self._value("as_of") or "")

    @property
    def pool_id(self) -> PoolId:
        """The pool."""
        return PoolId(self._value("pool_id") or "")

    @property
    def month(self) -> Period:
        """The month after which the loan stood so."""
        return Period.parse(self._value("as_of") or "")

    @property
    def loan_id(self) -> LoanId | None:
        """The loan; None when its number is not shown."""
        value = self._value("loan_id")
        return None if value is None else LoanId(value)

    def _value(self, name: str) -> str | None:
        return next((field.value for field in self.fields if field.name == name), None)

    def _check_names(self) -> None:
        names = [field.name for field in self.fields]
        for at, name in enumerate(names):
            if name not in FIELDS:
                raise DisclosureMalformed("fields", found=name, expected="fields of a loan")
            if at and FIELDS.index(names[at - 1]) >= FIELDS.index(name):
                raise DisclosureMalformed(
                    "fields", found=f"{name} after {names[at - 1]}", expected="the tape's order"
                )
        for name in sorted(ALWAYS_SHOWN.difference(names)):
            raise DisclosureMalformed("fields", found=f"no {name}", expected="pool_id and as_of")

    def _check_hashes(self) -> None:
        hashes = {"root": self.root, "loan_hash": self.loan_hash}
        hashes |= {f"loan_proof[{at}]": node for at, node in enumerate(self.loan_proof)}
        for name, value in hashes.items():
            _check_length(name, value, NODE_BYTES)
        if len(self.loan_proof) > MOST_SIBLINGS:
            raise DisclosureMalformed(
                "loan_proof", found=len(self.loan_proof), expected=f"at most {MOST_SIBLINGS} nodes"
            )

    def _check_opening(self) -> None:
        count = len(self.fields)
        if isinstance(self.opening, WholeLoanOpening):
            _check_length("salt", self.opening.salt, SALT_BYTES)
            if count != len(FIELDS):
                raise DisclosureMalformed("fields", found=count, expected="all of the loan's")
            return
        for name, found in (
            ("salts", len(self.opening.salts)),
            ("field_proof", self.opening.proof.leaf_count),
        ):
            if found != count:
                raise DisclosureMalformed(name, found=found, expected=f"{count}, one a field")
        for at, salt in enumerate(self.opening.salts):
            _check_length(f"salts[{at}]", salt, SALT_BYTES)


def _check_length(name: str, value: bytes, length: int) -> None:
    if len(value) != length:
        raise DisclosureMalformed(name, found=f"{len(value)} bytes", expected=f"{length} bytes")


def disclose(tree: TapeTree, loan_id: LoanId, names: Collection[str]) -> Disclosure:
    """Show the named fields of one loan, and its pool and month.

    Raises UnknownLoan, NotATapeField, and WholeLoanOnly for a part of a loan that is one leaf.
    """
    for name in names:
        if name not in FIELDS:
            raise NotATapeField(name, known=FIELDS)
    shown = [at for at, name in enumerate(FIELDS) if name in ALWAYS_SHOWN or name in names]
    row, salt = tree.row_and_salt(loan_id)
    fields = tuple(DisclosedField(FIELDS[at], row[at]) for at in shown)
    opening = _opening(tree.leaves, row, salt, shown)
    loan = tree.proof_of_hash(opening.loan_hash(fields))
    return Disclosure(tree.root, fields, opening, loan.loan_hash, loan.siblings)


def _opening(
    leaves: Leaves, row: tuple[str, ...], salt: bytes, shown: list[int]
) -> FieldOpening | WholeLoanOpening:
    """What leads from the fields at the columns `shown` to the loan. Raises WholeLoanOnly."""
    if leaves is Leaves.LOAN:
        if len(shown) != len(FIELDS):
            raise WholeLoanOnly(asked=len(shown), fields=len(FIELDS))
        return WholeLoanOpening(salt)
    salts = field_salts(salt)
    return FieldOpening(tuple(salts[at] for at in shown), multi_proof(field_tree(row, salt), shown))


def verify_disclosure(disclosure: Disclosure, root: bytes) -> None:
    """Check what is shown against the root of a tape, known from elsewhere.

    Raises RootDiffers, FieldsNotProved and LoanNotProved.
    """
    if disclosure.root != root:
        raise RootDiffers(disclosed=disclosure.root, expected=root)
    computed = disclosure.opening.loan_hash(disclosure.fields)
    if computed != disclosure.loan_hash:
        raise FieldsNotProved(
            tuple(field.name for field in disclosure.fields),
            computed=computed,
            expected=disclosure.loan_hash,
        )
    if not leads_to(root, keccak(computed), disclosure.loan_proof):
        raise LoanNotProved(loan_hash=computed, root=root)
