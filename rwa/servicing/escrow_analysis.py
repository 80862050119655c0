"""The yearly analysis of an escrow account: what to collect, what to refund, what is short.

The coming year is projected: deposits of a twelfth of its bills a month, bills as they fall due,
from what the account holds. The lowest month-end balance is compared with the cushion, at most a
sixth of the year's bills. What is above is a surplus, refunded from 50 dollars on while the
borrower is current, and below that left in the account; what is missing is a shortage, collected
over twelve months. Amounts that do not divide by twelve are spread so that they add up exactly and
no month runs ahead of its twelfths.

Source: docs/reference/sources.md#reg-x-escrow
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, pairwise

from rwa.core.errors import ValueOutOfRange
from rwa.core.money import ZERO, Cents, mul_div_down, total
from rwa.core.rates import MONTHS_PER_YEAR
from rwa.pool.bounds import check_amount

LARGEST_CUSHION = Fraction(1, 6)
"""Largest share of a year's bills that may be held as a cushion."""
SMALLEST_REFUND = Cents.dollars(50)
"""Surplus from which a refund is due."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EscrowAnalysis:
    """What a year's projection of one account comes to."""

    balance_cents: Cents
    """What the account holds; below zero while it is in advance."""
    disbursements: tuple[Cents, ...]
    """The bills of the coming twelve months."""
    deposits: tuple[Cents, ...]
    """A twelfth of the year's bills, month by month."""
    cushion_cents: Cents
    """What should be left in the lowest month."""
    lowest_cents: Cents
    """Lowest projected month-end balance, before a refund or a collected shortage."""
    refund_cents: Cents
    """Surplus paid back."""
    shortage_payments: tuple[Cents, ...]
    """The shortage, month by month; twelve zeros where there is none."""

    @property
    def surplus_cents(self) -> Cents:
        """What the lowest month leaves above the cushion."""
        return max(self.lowest_cents - self.cushion_cents, ZERO)

    @property
    def shortage_cents(self) -> Cents:
        """What it lacks to the cushion."""
        return max(self.cushion_cents - self.lowest_cents, ZERO)

    @property
    def payments(self) -> tuple[Cents, ...]:
        """What the borrower pays into the account each month."""
        parts = zip(self.deposits, self.shortage_payments, strict=True)
        return tuple(deposit + part for deposit, part in parts)

    @property
    def balances(self) -> tuple[Cents, ...]:
        """Month-end balances that follow from the refund and the payments."""
        return _projected(self.balance_cents - self.refund_cents, self.payments, self.disbursements)


def analyse_escrow(
    balance: Cents,
    disbursements: tuple[Cents, ...],
    *,
    cushion: Fraction = LARGEST_CUSHION,
    is_current: bool = True,
) -> EscrowAnalysis:
    """Project an account over the twelve months of `disbursements`. Raises ValueOutOfRange.

    `cushion` is a share of the year's bills, its amount rounded down; a borrower who is not
    current is refunded nothing.
    """
    if len(disbursements) != MONTHS_PER_YEAR:
        raise ValueOutOfRange(
            "disbursements", value=len(disbursements), allowed="twelve, one for each month"
        )
    for amount in disbursements:
        check_amount("disbursements", amount)
    if not 0 <= cushion <= LARGEST_CUSHION:
        raise ValueOutOfRange("cushion", value=cushion, allowed=f"0 to {LARGEST_CUSHION}")
    year = total(disbursements)
    deposits = in_twelfths(year)
    held = Cents(mul_div_down(year.count, cushion.numerator, cushion.denominator))
    lowest = min(_projected(balance, deposits, disbursements))
    surplus = lowest - held
    return EscrowAnalysis(
        balance_cents=balance,
        disbursements=disbursements,
        deposits=deposits,
        cushion_cents=held,
        lowest_cents=lowest,
        refund_cents=surplus if is_current and surplus >= SMALLEST_REFUND else ZERO,
        shortage_payments=in_twelfths(max(-surplus, ZERO)),
    )


def in_twelfths(amount: Cents) -> tuple[Cents, ...]:
    """Twelve amounts that add up exactly, each sum of the first ones rounded down."""
    sums = [mul_div_down(amount.count, month, MONTHS_PER_YEAR) for month in range(13)]
    return tuple(Cents(later - earlier) for earlier, later in pairwise(sums))


def _projected(
    balance: Cents, deposits: tuple[Cents, ...], disbursements: tuple[Cents, ...]
) -> tuple[Cents, ...]:
    """Month-end balances, deposits coming before bills."""
    moves = (paid - bill for paid, bill in zip(deposits, disbursements, strict=True))
    return tuple(accumulate(moves, initial=balance))[1:]
