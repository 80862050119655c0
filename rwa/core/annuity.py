"""The level payment that retires a balance, and how a payment splits."""

from dataclasses import dataclass

from rwa.core.errors import ValueOutOfRange
from rwa.core.money import Cents, mul_div_half_up
from rwa.core.rates import MONTHS_PER_YEAR, PPM, Ppm, monthly_interest

MAX_TERM_MONTHS = 480
"""Longest term, 40 years."""


class TermOutOfRange(ValueOutOfRange):
    """A term in months is outside 1..480."""

    def __init__(self, months: int) -> None:
        self.months = months
        super().__init__("months", value=months, allowed=f"1 to {MAX_TERM_MONTHS}")


@dataclass(frozen=True, slots=True)
class PaymentSplit:
    """One scheduled payment, taken apart."""

    interest_cents: Cents
    """A month's interest on the balance before the payment."""
    principal_cents: Cents
    """What is left of the payment, or the whole balance with the last one."""


def check_term(months: int) -> None:
    """Raise TermOutOfRange unless `months` is within 1..480."""
    if not 1 <= months <= MAX_TERM_MONTHS:
        raise TermOutOfRange(months)


def level_payment(*, balance: Cents, note_rate: Ppm, months: int) -> Cents:
    """Return the level monthly payment that retires `balance` in `months`.

    `balance * r / (1 - (1 + r)**-months)` with `r` a twelfth of the rate, computed in whole
    numbers without loss and rounded once, half up, to the cent; the last payment takes the rest.
    A rate of zero is straight-line. Raises TermOutOfRange outside 1..480.
    Source: docs/reference/sources.md#sifma-standard-formulas
    """
    check_term(months)
    if note_rate.count == 0:
        return Cents(mul_div_half_up(balance.count, 1, months))
    year = MONTHS_PER_YEAR * PPM
    growth, unit = (year + note_rate.count) ** months, year**months
    numerator, denominator = note_rate.count * growth, year * (growth - unit)
    return Cents(mul_div_half_up(balance.count, numerator, denominator))


def split_payment(
    *, balance: Cents, note_rate: Ppm, payment: Cents, months_left: int
) -> PaymentSplit:
    """Return the interest and principal of the next of `months_left` scheduled payments.

    Interest comes first, in cents half up; principal is the rest of the payment, never more than
    the balance; the last payment takes what is left. Raises TermOutOfRange.
    Source: docs/reference/sources.md#fannie-cent-rounding
    """
    check_term(months_left)
    interest = monthly_interest(balance=balance, rate=note_rate)
    principal = balance if months_left == 1 else min(payment - interest, balance)
    return PaymentSplit(interest_cents=interest, principal_cents=principal)
