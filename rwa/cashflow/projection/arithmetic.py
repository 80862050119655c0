"""The two ways to count a projection's money: unrounded, or in whole cents.

`engine` is written once over the operations that are named here. Both agree but for rounding:
cents are rounded half up at each step, interest before principal.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol, TypeVar

from rwa.cashflow.speeds import prepaid_principal
from rwa.core.annuity import level_payment, split_payment
from rwa.core.errors import ValueOutOfRange
from rwa.core.money import ZERO, Cents, mul_div_half_up, total
from rwa.core.rates import MONTHS_PER_YEAR, Ppm, monthly_interest

Amount = TypeVar("Amount", float, Cents)
"""Dollars as a double, or whole cents."""


class Month(Protocol[Amount]):
    """The terms of one month of a line."""

    def interest(self, balance: Amount) -> Amount:
        """A month's note interest."""

    def net_interest(self, balance: Amount) -> Amount:
        """A month's interest at the pass-through rate; what the note has above it is fees."""

    def scheduled(self, balance: Amount, *, level: Amount, payment: Amount | None) -> Amount:
        """Principal that `balance` is due, none in an interest-only month, all in the last.

        By the `payment` of the month before where that still holds; None: by the payment that
        retires `level`, the balance as it were without instalments paid ahead.
        """


class Arithmetic(Protocol[Amount]):
    """One way to count."""

    def amount(self, dollars: Decimal) -> Amount:
        """Dollars as an amount."""

    def month(
        self, *, note_rate: Decimal, pass_through_rate: Decimal, payments_left: int | None
    ) -> Month[Amount]:
        """The terms of a month; `payments_left` None for interest only."""

    def share(self, amount: Amount, fraction: Decimal) -> Amount:
        """A fraction of an amount."""

    def scaled(self, amount: Amount, *, part: Amount, whole: Amount) -> Amount:
        """An amount as much smaller as `part` is than `whole`; nothing where that is nothing."""

    def total(self, amounts: Iterable[Amount]) -> Amount:
        """The sum, exact in cents."""

    def dollars(self, amount: Amount) -> float:
        """An amount in dollars."""


@dataclass(frozen=True, slots=True)
class _UnroundedMonth:
    note_rate: float
    """A twelfth of the year's."""
    pass_through_rate: float
    """As above."""
    principal_share: float
    """Scheduled principal as a share of the balance."""

    def interest(self, balance: float) -> float:
        return balance * self.note_rate

    def net_interest(self, balance: float) -> float:
        return balance * self.pass_through_rate

    def scheduled(self, balance: float, *, level: float, payment: float | None) -> float:  # noqa: ARG002 - a payment carried on would carry its rounding error on, growing by the interest
        ahead = (level - balance) * self.note_rate
        return min(level * self.principal_share + ahead, balance)


class Unrounded:
    """Dollars as doubles: about fifteen significant digits."""

    def amount(self, dollars: Decimal) -> float:
        """The nearest double."""
        return float(dollars)

    def month(
        self, *, note_rate: Decimal, pass_through_rate: Decimal, payments_left: int | None
    ) -> _UnroundedMonth:
        """A twelfth of each rate."""
        monthly = float(note_rate) / MONTHS_PER_YEAR
        return _UnroundedMonth(
            note_rate=monthly,
            pass_through_rate=float(pass_through_rate) / MONTHS_PER_YEAR,
            principal_share=principal_share(monthly, payments_left=payments_left),
        )

    def share(self, amount: float, fraction: Decimal) -> float:
        """The product."""
        return amount * float(fraction)

    def scaled(self, amount: float, *, part: float, whole: float) -> float:
        """The amount times the quotient."""
        return amount * (part / whole) if whole else 0.0

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
    pass_through_rate: Ppm
    """Annual."""
    payments_left: int | None
    """None: interest only."""

    def interest(self, balance: Cents) -> Cents:
        return monthly_interest(balance=balance, rate=self.note_rate)

    def net_interest(self, balance: Cents) -> Cents:
        return monthly_interest(balance=balance, rate=self.pass_through_rate)

    def scheduled(self, balance: Cents, *, level: Cents, payment: Cents | None) -> Cents:
        months, rate = self.payments_left, self.note_rate
        if months is None:
            return ZERO
        if payment is None:
            payment = level_payment(balance=level, note_rate=rate, months=months)
        return split_payment(
            balance=balance, note_rate=rate, payment=payment, months_left=months
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
        self, *, note_rate: Decimal, pass_through_rate: Decimal, payments_left: int | None
    ) -> _CentMonth:
        """Raises NotARate unless rates are whole parts per million."""
        return _CentMonth(
            note_rate=Ppm.percent(note_rate * 100),
            pass_through_rate=Ppm.percent(pass_through_rate * 100),
            payments_left=payments_left,
        )

    def share(self, amount: Cents, fraction: Decimal) -> Cents:
        """Half up."""
        return prepaid_principal(smm=fraction, scheduled_balance=amount)

    def scaled(self, amount: Cents, *, part: Cents, whole: Cents) -> Cents:
        """Half up."""
        return Cents(mul_div_half_up(amount.count, part.count, whole.count)) if whole else ZERO

    def total(self, amounts: Iterable[Cents]) -> Cents:
        """The exact sum."""
        return total(amounts)

    def dollars(self, amount: Cents) -> float:
        """The double that prints as these dollars and cents."""
        return amount.count / 100
