"""The level payment that retires a balance."""

from rwa.core.errors import ValueOutOfRange
from rwa.core.money import Cents, mul_div_half_up
from rwa.core.rates import MONTHS_PER_YEAR, PPM, Ppm

MAX_TERM_MONTHS = 480
"""Longest term, 40 years."""


class TermOutOfRange(ValueOutOfRange):
    """A term in months is outside 1..480."""

    def __init__(self, months: int) -> None:
        self.months = months
        super().__init__("months", value=months, allowed=f"1 to {MAX_TERM_MONTHS}")


def level_payment(*, balance: Cents, note_rate: Ppm, months: int) -> Cents:
    """Return the level monthly payment that retires `balance` in `months`.

    `balance * r / (1 - (1 + r)**-months)` with `r` a twelfth of the rate, computed in whole
    numbers without loss and rounded once, half up, to the cent; the last payment takes the rest.
    A rate of zero is straight-line. Raises TermOutOfRange outside 1..480.
    Source: docs/reference/sources.md#sifma-standard-formulas
    """
    if not 1 <= months <= MAX_TERM_MONTHS:
        raise TermOutOfRange(months)
    if note_rate.count == 0:
        return Cents(mul_div_half_up(balance.count, 1, months))
    year = MONTHS_PER_YEAR * PPM
    growth, unit = (year + note_rate.count) ** months, year**months
    numerator, denominator = note_rate.count * growth, year * (growth - unit)
    return Cents(mul_div_half_up(balance.count, numerator, denominator))
