"""The two ways to count a projection's money: unrounded, or in whole cents.

`engine` is written once over the operations that are named here. Both agree but for rounding:
cents are rounded half up at each step, interest before principal.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Protocol, TypeVar

from rwa.core.annuity import level_payment, split_payment
from rwa.core.errors import ValueOutOfRange
from rwa.core.money import Cents, total
from rwa.core.rates import MONTHS_PER_YEAR, Ppm, monthly_interest

Amount = TypeVar("Amount", float, Cents)
"""Dollars as a double, or whole cents."""

_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)


class Month(Protocol[Amount]):
    """The terms of one month of a line."""

    def interest(self, balance: Amount) -> Amount:
        """A month's note interest."""

    def fee(self, balance: Amount) -> Amount:
        """A month's fees, taken out of interest."""

    def net_interest(self, balance: Amount) -> Amount:
        """A month's interest at the pass-through rate."""

    def scheduled(self, balance: Amount) -> Amount:
        """Principal of the level payment that retires `balance` on schedule."""


class Arithmetic(Protocol[Amount]):
    """One way to count."""

    def amount(self, dollars: Decimal) -> Amount:
        """Dollars as an amount."""

    def month(
        self, *, note_rate: Decimal, fee_rate: Decimal, payments_left: int | None
    ) -> Month[Amount]:
        """The terms of a month; `payments_left` None for interest only."""

    def share(self, amount: Amount, fraction: Decimal) -> Amount:
        """A fraction of an amount."""

    def total(self, amounts: Iterable[Amount]) -> Amount:
        """The sum, exact in cents."""

    def dollars(self, amount: Amount) -> float:
        """An amount in dollars."""


@dataclass(frozen=True, slots=True)
class _UnroundedMonth:
    note_rate: float
    """A twelfth of the year's."""
    fee_rate: float
    """As above."""
    principal_share: float
    """Scheduled principal as a share of the balance."""

    def interest(self, balance: float) -> float:
        return balance * self.note_rate

    def fee(self, balance: float) -> float:
        return balance * self.fee_rate

    def net_interest(self, balance: float) -> float:
        return balance * (self.note_rate - self.fee_rate)

    def scheduled(self, balance: float) -> float:
        return balance * self.principal_share


class Unrounded:
    """Dollars as doubles: about fifteen significant digits."""

    def amount(self, dollars: Decimal) -> float:
        """The nearest double."""
        return float(dollars)

    def month(
        self, *, note_rate: Decimal, fee_rate: Decimal, payments_left: int | None
    ) -> _UnroundedMonth:
        """A twelfth of each rate."""
        monthly = float(note_rate) / MONTHS_PER_YEAR
        return _UnroundedMonth(
            note_rate=monthly,
            fee_rate=float(fee_rate) / MONTHS_PER_YEAR,
            principal_share=principal_share(monthly, payments_left=payments_left),
        )

    def share(self, amount: float, fraction: Decimal) -> float:
        """The product."""
        return amount * float(fraction)

    def total(self, amounts: Iterable[float]) -> float:
        """The sum, rounded once."""
        return math.fsum(amounts)

    def dollars(self, amount: float) -> float:
        """Itself."""
        return amount


def principal_share(monthly_rate: float, *, payments_left: int | None) -> float:
    """Return the first of `payments_left` level payments' principal as a share of the balance.

    `r / ((1 + r)**n - 1)`, which is `1 / n` at no interest; 0 with `payments_left` None.
    Source: docs/reference/sources.md#sifma-standard-formulas
    """
    if payments_left is None:
        return 0.0
    if payments_left == 1:
        return 1.0
    if not monthly_rate:
        return 1.0 / payments_left
    return monthly_rate / math.expm1(payments_left * math.log1p(monthly_rate))


@dataclass(frozen=True, slots=True)
class _CentMonth:
    note_rate: Ppm
    """Annual."""
    fee_rate: Ppm
    """Annual."""
    payments_left: int | None
    """None: interest only."""

    def interest(self, balance: Cents) -> Cents:
        return monthly_interest(balance=balance, rate=self.note_rate)

    def fee(self, balance: Cents) -> Cents:
        return monthly_interest(balance=balance, rate=self.fee_rate)

    def net_interest(self, balance: Cents) -> Cents:
        return self.interest(balance) - self.fee(balance)

    def scheduled(self, balance: Cents) -> Cents:
        months = self.payments_left
        if months is None:
            return Cents(0)
        payment = level_payment(balance=balance, note_rate=self.note_rate, months=months)
        return split_payment(
            balance=balance, note_rate=self.note_rate, payment=payment, months_left=months
        ).principal_cents


class WholeCents:
    """Cents, half up at each step. Rates must be whole parts per million."""

    def amount(self, dollars: Decimal) -> Cents:
        """Raises ValueOutOfRange for fractions of a cent."""
        cents = dollars * 100
        if cents != cents.to_integral_value():
            raise ValueOutOfRange("balance", value=dollars, allowed="whole cents")
        return Cents(int(cents))

    def month(
        self, *, note_rate: Decimal, fee_rate: Decimal, payments_left: int | None
    ) -> _CentMonth:
        """Raises NotARate unless rates are whole parts per million."""
        return _CentMonth(
            note_rate=Ppm.percent(note_rate * 100),
            fee_rate=Ppm.percent(fee_rate * 100),
            payments_left=payments_left,
        )

    def share(self, amount: Cents, fraction: Decimal) -> Cents:
        """Half up."""
        exact = _EXACT.multiply(fraction, Decimal(amount.count))
        return Cents(int(_EXACT.to_integral_value(exact)))

    def total(self, amounts: Iterable[Cents]) -> Cents:
        """The exact sum."""
        return total(amounts)

    def dollars(self, amount: Cents) -> float:
        """The double that prints as these dollars and cents."""
        return amount.count / 100
