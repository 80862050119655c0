"""What a holder has earned, from the tables alone.

The same arithmetic as the DistributionLedger contract: a month credits
`balance at record x amount`, all of it over the constant supply, floored once per leg.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Leg:
    """Interest and principal of one funded month or one adjustment, base units."""

    period_index: int
    """Month whose record date decides who gets it."""
    interest_units: int
    """Signed for adjustments."""
    principal_units: int
    """Signed for adjustments."""


@dataclass(frozen=True, slots=True)
class Earned:
    """Floored sums over all legs that apply."""

    interest_units: int
    """Positive interest legs."""
    principal_units: int
    """Positive principal legs."""
    debited_units: int
    """Negative legs of both kinds, as a positive number."""


def balance_at(stretches: Sequence[tuple[int, int]], period_index: int) -> int:
    """Closing balance of a month from (first period, balance) pairs in rising order."""
    balance = 0
    for start, units in stretches:
        if start > period_index:
            break
        balance = units
    return balance


def earned(
    legs: Sequence[Leg], stretches: Sequence[tuple[int, int]], *, supply: int, through: int
) -> Earned:
    """Return what a holder has earned through a period, before anything was credited.

    Each of the three sums is divided by the supply once and rounded down.
    """
    interest = principal = debited = 0
    for leg in legs:
        if leg.period_index > through:
            continue
        balance = balance_at(stretches, leg.period_index)
        interest += balance * max(leg.interest_units, 0)
        principal += balance * max(leg.principal_units, 0)
        debited -= balance * (min(leg.interest_units, 0) + min(leg.principal_units, 0))
    return Earned(interest // supply, principal // supply, debited // supply)
