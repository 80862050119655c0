"""The ranges that numbers of a loan may have, and the one check that applies them.

The balance and rate ceilings make `2 * balance * rate` fit a signed 64-bit integer, and the lower
ceiling of actual/360 loans `2 * balance * rate * 31`, so that columnar engines compute the same
interest as row-wise ones.
"""

from rwa.core.annuity import MAX_TERM_MONTHS
from rwa.core.errors import ValueOutOfRange
from rwa.core.money import ZERO, Cents
from rwa.core.rates import Ppm

__all__ = [
    "MAX_ACTUAL_360_BALANCE",
    "MAX_AGE_MONTHS",
    "MAX_BALANCE",
    "MAX_RATE",
    "MAX_TERM_MONTHS",
    "check_amount",
    "check_rate",
    "check_whole_number",
]

MAX_BALANCE = Cents.dollars(100_000_000_000)
"""Largest balance of one line: a hundred billion dollars."""
MAX_ACTUAL_360_BALANCE = Cents.dollars(4_000_000_000)
"""Largest balance of a loan that counts days: four billion dollars."""
MAX_RATE = Ppm(300_000)
"""Largest annual rate: 30%."""
MAX_AGE_MONTHS = 1_200
"""Oldest loan accepted: 100 years, since modified loans outlive their first term."""


def check_whole_number(field: str, value: int, *, low: int, high: int) -> None:
    """Raise ValueOutOfRange unless `low <= value <= high`."""
    if type(value) is not int or not low <= value <= high:
        raise ValueOutOfRange(field, value=value, allowed=f"a whole number from {low} to {high}")


def check_amount(field: str, value: Cents, *, low: Cents = ZERO, high: Cents = MAX_BALANCE) -> None:
    """Raise ValueOutOfRange unless the amount is `low` to `high`."""
    if not low.count <= value.count <= high.count:
        raise ValueOutOfRange(field, value=value, allowed=f"{low} to {high} dollars")


def check_rate(field: str, value: Ppm, *, high: Ppm = MAX_RATE) -> None:
    """Raise ValueOutOfRange unless the rate is zero to `high`."""
    if not 0 <= value.count <= high.count:
        raise ValueOutOfRange(field, value=value, allowed=f"0% to {high}")
