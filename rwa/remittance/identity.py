"""What an identity is: two sides of a month's money, and the relation they must stand in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

from rwa.core.money import Cents
from rwa.remittance.errors import IdentityBroken

Subject = TypeVar("Subject")


class Relation(Enum):
    """How the left side must stand to the right one."""

    EQUAL = "="
    AT_MOST = "<="


@dataclass(frozen=True, slots=True)
class Sides:
    """Both sides of an identity, worked out."""

    left: Cents | int
    """Left side, in cents or as a plain count."""
    right: Cents | int
    """Right side, in the same unit."""
    where: str | None = None
    """The class or loan it is about; None for the whole pool."""


@dataclass(frozen=True, slots=True)
class Identity(Generic[Subject]):
    """One named statement about a month's money."""

    name: str
    """Short name, the same here and on-chain."""
    statement: str
    """The statement in words and signs, for people."""
    relation: Relation
    """How the sides must stand."""
    sides: Callable[[Subject], Iterable[Sides]]
    """Both sides for a subject, once for everything the statement is about."""

    def check(self, subject: Subject) -> None:
        """Raise IdentityBroken at the first pair of sides that does not hold."""
        for pair in self.sides(subject):
            if not _holds(self.relation, pair):
                raise IdentityBroken(
                    self.name,
                    left=pair.left,
                    right=pair.right,
                    statement=self.statement,
                    where=pair.where,
                )


def _holds(relation: Relation, pair: Sides) -> bool:
    left = pair.left.count if isinstance(pair.left, Cents) else pair.left
    right = pair.right.count if isinstance(pair.right, Cents) else pair.right
    return left == right if relation is Relation.EQUAL else left <= right
