"""What the reference ledger remembers and answers; every amount in base units of cash."""

from __future__ import annotations

from dataclasses import dataclass

from rwa.deal.entitlement import PeriodUnits
from rwa.deal.terms import DealError


class LedgerRefused(DealError):
    """The contract would revert, with the error named."""

    def __init__(self, error: str, *, expected: object, received: object) -> None:
        self.error = error
        """Name of the contract's error, without its prefix `DistributionLedger_`."""
        self.expected = expected
        self.received = received
        super().__init__(
            f"{error}: expected {expected}, received {received}; the contract reverts here too"
        )


@dataclass(frozen=True, slots=True)
class Reported:
    """A class's amounts in one accepted report."""

    revision: int
    """0 for the first report of the period."""
    amounts: PeriodUnits
    """What the period pays all holders, zero or more."""


@dataclass(frozen=True, slots=True)
class LedgerAccount:
    """Where one holder's settlement stands."""

    settled_through: int = 0
    """Last period credited; 0 before the first."""
    cursor: int = 0
    """Adjustment entries applied."""
    interest_units: int = 0
    """Interest credited so far."""
    principal_units: int = 0
    """Principal credited so far."""
    debit_units: int = 0
    """Debits made so far."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """What one call of `settle` did: interest + principal = netted + paid + held."""

    interest_units: int
    """Interest credited now."""
    principal_units: int
    """Principal credited now."""
    debit_units: int
    """Debits made now."""
    netted_units: int
    """Kept back against debt."""
    paid_units: int
    """Cash sent."""
    held_units: int
    """Cash credited and not sent."""


@dataclass(frozen=True, slots=True)
class LedgerClaim:
    """What a settlement without a step limit would come to now."""

    interest_units: int
    """Interest to credit."""
    principal_units: int
    """Principal to credit."""
    debt_units: int
    """Debt of the wallet and of its final successor, new debits included, before netting."""
    payable_units: int
    """Cash it would try to send; zero while the final successor cannot be paid."""


@dataclass(frozen=True, slots=True)
class Totals:
    """The class's cash account."""

    funded: int
    """Cash that came in for periods and positive adjustment legs."""
    paid: int
    """Cash sent to holders, and by orders."""
    held: int
    """Credited to holders and waiting."""
    recovered: int
    """Kept back against debts, withdrawn part included."""
    withdrawn: int
    """Part of it that payers took back."""

    @property
    def outstanding(self) -> int:
        """The least cash the ledger must keep."""
        return self.funded - self.paid - self.withdrawn
