"""How a level-pay loan amortises: forward, backward, and as a share of its first balance."""

from dataclasses import dataclass
from decimal import Context, Decimal

from rwa.core.annuity import TermOutOfRange, check_term, level_payment, split_payment
from rwa.core.money import Cents, mul_div_half_up
from rwa.core.rates import MONTHS_PER_YEAR, PPM, Ppm

__all__ = [
    "ScheduledMonth",
    "TermOutOfRange",
    "amortise",
    "amortised_share",
    "balance_before",
    "level_payment",
    "split_payment",
]

_SHARE_DIGITS = Context(prec=28)


@dataclass(frozen=True, slots=True)
class ScheduledMonth:
    """One row of an amortisation schedule."""

    month: int
    """Counted from 1."""
    begin_cents: Cents
    """Balance before the payment."""
    interest_cents: Cents
    """Interest part of the payment."""
    principal_cents: Cents
    """Principal part of the payment."""
    end_cents: Cents
    """Balance after the payment; zero in the last row."""


def amortise(
    *, balance: Cents, note_rate: Ppm, payment: Cents, months: int
) -> tuple[ScheduledMonth, ...]:
    """Return the schedule that retires `balance` in at most `months` payments.

    Cents half up at each step, interest first; it ends early when the payment is larger than
    needed, and the last payment takes the rest when it is smaller. Raises TermOutOfRange.
    Source: docs/reference/sources.md#fannie-cent-rounding
    """
    check_term(months)
    rows: list[ScheduledMonth] = []
    for month in range(1, months + 1):
        split = split_payment(
            balance=balance, note_rate=note_rate, payment=payment, months_left=months - month + 1
        )
        end = balance - split.principal_cents
        rows.append(
            ScheduledMonth(month, balance, split.interest_cents, split.principal_cents, end)
        )
        balance = end
        if not balance:
            break
    return tuple(rows)


def balance_before(*, balance: Cents, note_rate: Ppm, payment: Cents) -> Cents:
    """Return the balance one scheduled payment earlier: an instalment paid ahead is undone.

    `(balance + payment) / (1 + r)` in cents half up; repeat for each instalment, rounding each.
    Source: docs/reference/sources.md#fannie-cent-rounding
    """
    year = MONTHS_PER_YEAR * PPM
    return Cents(mul_div_half_up((balance + payment).count, year, year + note_rate.count))


def amortised_share(*, note_rate: Ppm, months_left: int, term: int) -> Decimal:
    """Return the share of the first balance owed with `months_left` of `term` payments left.

    `(1 - (1 + r)**-months_left) / (1 - (1 + r)**-term)`, to 28 significant digits; 0 months left
    give 0. Raises TermOutOfRange. Source: docs/reference/sources.md#sifma-standard-formulas
    """
    check_term(term)
    if not 0 <= months_left <= term:
        raise TermOutOfRange(months_left)
    year = MONTHS_PER_YEAR * PPM
    grown = year + note_rate.count
    left, whole = months_left, term
    if note_rate.count:
        left = (grown**months_left - year**months_left) * grown ** (term - months_left)
        whole = grown**term - year**term
    return _ratio(left, whole)


def _ratio(numerator: int, denominator: int) -> Decimal:
    """The quotient of two whole numbers to 28 significant digits, rounded half even."""
    return _SHARE_DIGITS.divide(Decimal(numerator), Decimal(denominator))
