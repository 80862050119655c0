"""What is fixed about a deal: its classes and how principal is shared between them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from rwa.core.errors import DataRejected, ValueOutOfRange
from rwa.core.ids import PoolId, TrancheId
from rwa.core.money import Cents, total
from rwa.core.rates import Ppm
from rwa.pool.bounds import check_amount, check_rate
from rwa.pool.terms import PoolTerms
from rwa.remittance.classes import TRANCHE_FORM


class DealError(DataRejected):
    """A deal's terms, or a month given to it, do not hold together."""


class RepeatedTranche(DealError):
    """Two classes of a deal carry the same name."""

    def __init__(self, tranche: TrancheId) -> None:
        self.tranche = tranche
        super().__init__(f"deal names class {tranche!r} twice; give each class its own name")


class NoClasses(DealError):
    """A deal has no class."""

    def __init__(self, pool_id: PoolId) -> None:
        self.pool_id = pool_id
        super().__init__(f"deal of pool {pool_id} has no class; give it at least one")


class PrincipalRule(StrEnum):
    """Which classes principal retires."""

    SEQUENTIAL = "sequential"
    """The first class with a balance takes all, then the next."""
    PRO_RATA = "pro_rata"
    """Every class takes its share by balance; cents left over go to the largest fractions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassTerms:
    """One class of certificates at issue. Raises ValueOutOfRange."""

    tranche: TrancheId
    """Name of the class."""
    original_balance_cents: Cents
    """Balance at issue."""
    pass_through_rate_ppm: Ppm
    """Annual rate its holders earn on its balance."""

    def __post_init__(self) -> None:
        if not TRANCHE_FORM.fullmatch(self.tranche):
            raise ValueOutOfRange(
                "tranche",
                value=repr(self.tranche),
                allowed="1 to 31 letters, digits, dots, underscores and hyphens",
            )
        check_amount("original_balance", self.original_balance_cents)
        check_rate("pass_through_rate", self.pass_through_rate_ppm)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deal:
    """The classes a pool's payments are split between. Raises NoClasses, RepeatedTranche."""

    pool_id: PoolId
    """The pool."""
    classes: tuple[ClassTerms, ...]
    """In order of payment."""
    principal_rule: PrincipalRule
    """Which classes principal retires."""

    def __post_init__(self) -> None:
        if not self.classes:
            raise NoClasses(self.pool_id)
        names = [terms.tranche for terms in self.classes]
        for index, tranche in enumerate(names):
            if tranche in names[:index]:
                raise RepeatedTranche(tranche)

    @property
    def original_balance_cents(self) -> Cents:
        """Sum of the classes' balances at issue."""
        return total(terms.original_balance_cents for terms in self.classes)


def pass_through_deal(pool: PoolTerms, *, tranche: TrancheId) -> Deal:
    """Return the deal of one class that receives everything the pool passes through."""
    only = ClassTerms(
        tranche=tranche,
        original_balance_cents=pool.original_balance_cents,
        pass_through_rate_ppm=pool.pass_through_rate_ppm,
    )
    return Deal(pool_id=pool.pool_id, classes=(only,), principal_rule=PrincipalRule.SEQUENTIAL)
