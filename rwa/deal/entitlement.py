"""What one holder is owed, to the base unit: the arithmetic that the DistributionLedger must equal.

`units` are base units of the cash token, `supply` (S) the certificate's constant supply in its own
base units, `b(p)` the holder's closing balance of period p. Through period t and the first c
adjustment entries a holder has been credited

    interest  = floor( (sum b(p) * interest(p),  p <= t  + sum b(p(e)) * max( leg(e), 0), e < c) / S )
    principal = the same of the principal legs
    debit     = floor( sum b(p(e)) * (max(-interest leg, 0) + max(-principal leg, 0)), e < c  / S )

worked out here period by period from nothing, where the contract carries remainders from one
settlement to the next. What does not make a whole unit stays owed; it is never rounded away.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rwa.core.money import mul_div_down
from rwa.deal.terms import DealError


class BalanceChangedInPast(DealError):
    """A balance was to change in a period before one in which it already changed."""

    def __init__(self, *, last: int, received: int) -> None:
        self.last = last
        self.received = received
        super().__init__(
            f"balance last changed in period {last}, received period {received}; "
            "closed periods never change, give changes in order"
        )


@dataclass(frozen=True, slots=True)
class BalanceStretch:
    """A run of periods that close with the same balance."""

    start: int
    """First period of the run; it ends where the next one starts."""
    balance: int
    """Closing balance of each of its periods, in certificate base units."""


@dataclass(frozen=True, slots=True)
class BalanceHistory:
    """A holder's closing balances, oldest stretch first. Nothing was held before the first."""

    stretches: tuple[BalanceStretch, ...] = ()
    """In rising order of `start`."""

    def at(self, period: int) -> int:
        """Closing balance of a period; zero before the first stretch."""
        balance = 0
        for stretch in self.stretches:
            if stretch.start > period:
                break
            balance = stretch.balance
        return balance

    @property
    def now(self) -> int:
        """The present balance."""
        return self.stretches[-1].balance if self.stretches else 0

    def changed(self, *, period: int, balance: int) -> BalanceHistory:
        """The history after a change in the open period. Raises BalanceChangedInPast.

        A change that is undone within its period still begins a stretch, as it does on-chain.
        """
        kept = self.stretches
        if kept and kept[-1].start > period:
            raise BalanceChangedInPast(last=kept[-1].start, received=period)
        if kept and kept[-1].start == period:
            kept = kept[:-1]
        return BalanceHistory((*kept, BalanceStretch(period, balance)))


@dataclass(frozen=True, slots=True)
class PeriodUnits:
    """Interest and principal that one period pays all holders together, in units.

    Zero or more as funded; a leg of an adjustment may be negative.
    """

    period: int
    """Period whose closing holders gain or lose."""
    interest_units: int
    """Interest leg."""
    principal_units: int
    """Principal leg."""


@dataclass(frozen=True, slots=True)
class Entitlement:
    """What a holder has earned; each numerator is in 1/supply of a unit."""

    interest_parts: int
    """Interest, positive adjustment legs included."""
    principal_parts: int
    """Principal, positive adjustment legs included."""
    debit_parts: int
    """Negative adjustment legs of both kinds, as a positive number."""
    supply: int
    """The certificate's constant supply."""

    @property
    def interest_units(self) -> int:
        """Whole units of interest; the remainder stays owed."""
        return mul_div_down(self.interest_parts, 1, self.supply)

    @property
    def principal_units(self) -> int:
        """Whole units of principal; the remainder stays owed."""
        return mul_div_down(self.principal_parts, 1, self.supply)

    @property
    def debit_units(self) -> int:
        """Whole units to be netted; the remainder stays to be debited."""
        return mul_div_down(self.debit_parts, 1, self.supply)

    @property
    def remainders(self) -> tuple[int, int, int]:
        """What is carried of interest, principal and debits, in 1/supply of a unit."""
        parts = (self.interest_parts, self.principal_parts, self.debit_parts)
        interest, principal, debit = (part % self.supply for part in parts)
        return interest, principal, debit


def entitlement_of(
    history: BalanceHistory,
    *,
    funded: Iterable[PeriodUnits],
    adjustments: Iterable[PeriodUnits],
    supply: int,
) -> Entitlement:
    """Return what a holder has earned of funded periods and funded adjustments.

    Every period and entry given counts; the caller chooses how far. Supply is above zero.
    """
    interest = principal = debit = 0
    for amounts in (*funded, *adjustments):
        balance = history.at(amounts.period)
        interest += balance * max(amounts.interest_units, 0)
        principal += balance * max(amounts.principal_units, 0)
        debit -= balance * (min(amounts.interest_units, 0) + min(amounts.principal_units, 0))
    return Entitlement(interest, principal, debit, supply)
