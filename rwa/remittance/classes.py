"""A pool's month split between its classes: the rows of the report that reach the chain."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import combinations

from rwa.core.dates import Period
from rwa.core.errors import ValueOutOfRange
from rwa.core.ids import PoolId, TrancheId
from rwa.core.money import Cents
from rwa.remittance.errors import RemittanceError
from rwa.remittance.remittance import check_amount

TRANCHE_FORM = re.compile(r"[A-Za-z0-9._-]{1,31}")
"""At most 31 ASCII characters, so that the name fits a 32-byte word."""


class UnknownTranche(RemittanceError):
    """A month's distributions have no class of the name asked for."""

    def __init__(self, tranche: TrancheId, *, known: tuple[TrancheId, ...]) -> None:
        self.tranche = tranche
        self.known = known
        super().__init__(f"no class {tranche!r}, known are {', '.join(known)}; check the name")


class DuplicateTranche(RemittanceError):
    """Two class rows of one month carry the same name."""

    def __init__(self, tranche: TrancheId) -> None:
        self.tranche = tranche
        super().__init__(f"class {tranche!r} has two rows in one month; give each class one")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassRow:
    """One class's month. Raises ValueOutOfRange."""

    tranche: TrancheId
    """Name of the class."""
    begin_cents: Cents
    """Balance before the month; what interest is reckoned on for a notional class."""
    interest_cents: Cents
    """Interest paid to its holders."""
    principal_cents: Cents
    """Principal paid to its holders; zero for a notional class."""
    accrued_cents: Cents
    """Interest added to the balance instead of being paid (Z classes)."""
    loss_cents: Cents
    """Loss the balance was written down by."""
    write_up_cents: Cents
    """Later recoveries the balance was written up by."""
    end_cents: Cents
    """Balance after the month."""
    notional: bool
    """Whether the balance only measures interest and is no part of the pool's (IO classes)."""

    def __post_init__(self) -> None:
        if not TRANCHE_FORM.fullmatch(self.tranche):
            raise ValueOutOfRange(
                "tranche",
                value=repr(self.tranche),
                allowed="1 to 31 letters, digits, dots, underscores and hyphens",
            )
        for field in CLASS_AMOUNT_FIELDS:
            check_amount(f"class {self.tranche} {field}", getattr(self, field))


CLASS_AMOUNT_FIELDS = (
    "begin_cents",
    "interest_cents",
    "principal_cents",
    "accrued_cents",
    "loss_cents",
    "write_up_cents",
    "end_cents",
)
"""Names of every amount of a class row, in the order of the report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassDistributions:
    """One pool's month split between its classes. Raises ValueOutOfRange, DuplicateTranche."""

    pool_id: PoolId
    """The pool."""
    period: Period
    """Month whose remittance was split."""
    rows: tuple[ClassRow, ...]
    """Every class, in order of payment."""
    interest_to_investors_cents: Cents
    """Interest paid to all classes."""
    principal_to_investors_cents: Cents
    """Principal paid to all classes."""
    reserve_change_cents: Cents
    """Paid into the reserve account; negative when drawn from it."""
    overcollateralisation_begin_cents: Cents
    """Pool balance above the classes' balances, before the month."""
    overcollateralisation_end_cents: Cents
    """The same after it."""
    shortfall_begin_cents: Cents
    """Interest owed to classes from earlier months."""
    shortfall_end_cents: Cents
    """Interest owed to classes after the month."""
    leftover_cents: Cents
    """Cents the pool's interest has over the classes' (its roundings); negative when short."""

    def __post_init__(self) -> None:
        for field in SPLIT_AMOUNT_FIELDS:
            check_amount(field, getattr(self, field), signed=field in SIGNED_SPLIT_AMOUNTS)
        for one, other in combinations(self.rows, 2):
            if one.tranche == other.tranche:
                raise DuplicateTranche(one.tranche)

    def row(self, tranche: TrancheId) -> ClassRow:
        """The row of one class. Raises UnknownTranche."""
        for row in self.rows:
            if row.tranche == tranche:
                return row
        raise UnknownTranche(tranche, known=tuple(row.tranche for row in self.rows))


SIGNED_SPLIT_AMOUNTS = frozenset({"reserve_change_cents", "leftover_cents"})
"""Amounts of a split that may be negative."""
SPLIT_AMOUNT_FIELDS = (
    "interest_to_investors_cents",
    "principal_to_investors_cents",
    "reserve_change_cents",
    "overcollateralisation_begin_cents",
    "overcollateralisation_end_cents",
    "shortfall_begin_cents",
    "shortfall_end_cents",
    "leftover_cents",
)
"""Names of every pool-wide amount of a split, in the order of the report."""
