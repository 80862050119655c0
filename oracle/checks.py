"""What a node compares before it signs: field by field, and not a cent of tolerance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import TypeVar

from oracle.recompute import Recomputation
from rwa.core.ids import LoanId
from rwa.pool.loan import Loan, RateReset
from rwa.pool.tape import LoanTape
from rwa.remittance.classes import ClassDistributions, ClassRow
from rwa.remittance.document import RemittanceDocument
from rwa.remittance.remittance import Remittance

Compared = TypeVar("Compared", LoanTape, Loan, RateReset, Remittance, ClassDistributions, ClassRow)


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that was reported otherwise than recomputed."""

    field: str
    """Name of the field; a field of a class is `class A.interest_cents`, one of a loan's rate reset
    is `reset.margin_ppm`."""
    expected: object
    """What the node computed; None where it has no such loan or class."""
    reported: object
    """What was reported; None where it is missing."""
    loan_id: LoanId | None
    """The loan, for a field of the tape; None for the pool and its classes."""

    def __str__(self) -> str:
        """One line for an objection."""
        of = f"loan {self.loan_id} " if self.loan_id else ""
        return f"{of}{self.field}: expected {self.expected}, reported {self.reported}"


def differences(
    recomputed: Recomputation, *, document: RemittanceDocument, tape: LoanTape
) -> Iterator[Difference]:
    """Every difference: of the loans in tape order, then of the pool, then of its classes.

    `tape` is the reported one after the month.
    """
    yield from tape_differences(recomputed.tape, tape)
    yield from remittance_differences(recomputed.remittance, document.remittance)
    yield from split_differences(recomputed.distributions, document.distributions)


def tape_differences(expected: LoanTape, reported: LoanTape) -> Iterator[Difference]:
    """Differences of two tapes, loan by loan; a loan that only one of them has is one."""
    yield from _field_differences(expected, reported, skip=("loans",))
    ours, theirs = expected.by_id, reported.by_id
    for loan_id in sorted(ours.keys() | theirs.keys()):
        if loan_id not in theirs:
            yield Difference("loan", "present", None, loan_id)
        elif loan_id not in ours:
            yield Difference("loan", None, "present", loan_id)
        elif ours[loan_id] != theirs[loan_id]:
            yield from _field_differences(ours[loan_id], theirs[loan_id], loan_id=loan_id)


def remittance_differences(expected: Remittance, reported: Remittance) -> Iterator[Difference]:
    """Differences of two remittances of one pool."""
    yield from _field_differences(expected, reported)


def split_differences(
    expected: ClassDistributions, reported: ClassDistributions
) -> Iterator[Difference]:
    """Differences of two splits of one month, pool-wide amounts before classes."""
    yield from _field_differences(expected, reported, skip=("rows",))
    ours = {row.tranche: row for row in expected.rows}
    theirs = {row.tranche: row for row in reported.rows}
    if tuple(ours) != tuple(theirs):
        yield Difference("classes", tuple(ours), tuple(theirs), None)
    for tranche in [tranche for tranche in ours if tranche in theirs]:
        yield from _field_differences(ours[tranche], theirs[tranche], prefix=f"class {tranche}.")


def _field_differences(
    expected: Compared,
    reported: Compared,
    *,
    loan_id: LoanId | None = None,
    prefix: str = "",
    skip: tuple[str, ...] = (),
) -> Iterator[Difference]:
    for name in (field.name for field in fields(expected)):
        ours, theirs = getattr(expected, name), getattr(reported, name)
        if name in skip or ours == theirs:
            continue
        if isinstance(ours, RateReset) and isinstance(theirs, RateReset):
            yield from _field_differences(ours, theirs, loan_id=loan_id, prefix=f"{name}.")
        else:
            yield Difference(prefix + name, ours, theirs, loan_id)
