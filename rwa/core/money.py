"""Whole-cent money and the divisions money may go through.

`Cents` adds only to itself, so that a rate or a count cannot slip into a sum. Every division
names its rounding; the remainder is the caller's to place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import total_ordering

from rwa.core.decimals import scaled_integer
from rwa.core.errors import DataRejected, UsageError

UNITS_PER_CENT = 10_000
"""Base units of a 6-decimal cash token in one cent."""
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?", re.ASCII)
"""An amount whose thousands are separated, all of them."""


class DivisionByZero(UsageError):
    """A money division was asked for with a denominator of zero or below."""

    def __init__(self, *, numerator: int, denominator: int) -> None:
        self.numerator = numerator
        self.denominator = denominator
        super().__init__(
            f"cannot divide {numerator} by {denominator}; the denominator must be positive"
        )


class NotAnAmount(DataRejected):
    """A text is not an amount of dollars with at most two decimals."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(f"amount is {text!r}, expected dollars such as '1234.56'; correct it")


@total_ordering
@dataclass(frozen=True, slots=True)
class Cents:
    """An exact amount of US dollars in whole cents; may be negative."""

    count: int
    """Number of cents."""

    def __post_init__(self) -> None:
        if type(self.count) is not int:
            raise TypeError(f"Cents takes a whole number, got {self.count!r}")

    def __add__(self, other: Cents) -> Cents:
        return Cents(self.count + other.count) if type(other) is Cents else NotImplemented

    def __sub__(self, other: Cents) -> Cents:
        return Cents(self.count - other.count) if type(other) is Cents else NotImplemented

    def __neg__(self) -> Cents:
        return Cents(-self.count)

    def __abs__(self) -> Cents:
        return Cents(abs(self.count))

    def __lt__(self, other: Cents) -> bool:
        return self.count < other.count if type(other) is Cents else NotImplemented

    def __bool__(self) -> bool:
        return self.count != 0

    def __str__(self) -> str:
        """Dollars with thousands separators and two decimals, such as `1,234.56`."""
        sign = "-" if self.count < 0 else ""
        dollars, cents = divmod(abs(self.count), 100)
        return f"{sign}{dollars:,}.{cents:02d}"

    @property
    def plain(self) -> str:
        """Dollars with two decimals and no separators, for files: `1234.56`."""
        return str(self).replace(",", "")

    @property
    def units(self) -> int:
        """The same amount in base units of a 6-decimal cash token."""
        return self.count * UNITS_PER_CENT

    @classmethod
    def parse(cls, text: str) -> Cents:
        """Read dollars such as `1234.56` or `1,234.5`; never rounds.

        Raises NotAnAmount for anything else, fractions of a cent included.
        """
        plain = text.strip()
        if _GROUPED.fullmatch(plain):
            plain = plain.replace(",", "")
        cents = scaled_integer(plain, places=2)
        if cents is None:
            raise NotAnAmount(text)
        return cls(cents)

    @classmethod
    def dollars(cls, dollars: int) -> Cents:
        """Whole dollars."""
        return cls(dollars * 100)


ZERO = Cents(0)


def total(amounts: Iterable[Cents]) -> Cents:
    """Exact sum; zero for none."""
    return Cents(sum(amount.count for amount in amounts))


def mul_div_down(value: int, numerator: int, denominator: int) -> int:
    """Return `value * numerator / denominator` rounded toward minus infinity.

    The remainder, `value * numerator % denominator`, stays with the caller.
    Raises DivisionByZero unless the denominator is positive.
    """
    if denominator <= 0:
        raise DivisionByZero(numerator=value * numerator, denominator=denominator)
    return value * numerator // denominator


def mul_div_half_up(value: int, numerator: int, denominator: int) -> int:
    """Return `value * numerator / denominator` rounded half up (half away below zero is up).

    Half up is the rounding of mortgage interest (Fannie Mae Servicing Guide; see
    `docs/reference/sources.md#fannie-cent-rounding`). Raises DivisionByZero.
    """
    if denominator <= 0:
        raise DivisionByZero(numerator=value * numerator, denominator=denominator)
    return (2 * value * numerator + denominator) // (2 * denominator)


def dollars_of_units(units: int) -> str:
    """Base units of a 6-decimal token as plain dollars with six decimals: `1.500000`."""
    sign = "-" if units < 0 else ""
    whole, rest = divmod(abs(units), 1_000_000)
    return f"{sign}{whole}.{rest:06d}"
