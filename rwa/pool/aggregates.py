"""What the loans of a tape add up to: balance, count, factor, WAC, WAM and WALA.

Averages are weighted by balance and exact; only their display is rounded.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from rwa.core.money import Cents, mul_div_half_up
from rwa.pool.loan import Loan
from rwa.pool.tape import LoanTape

FACTOR_PLACES = 8
"""Decimals a factor is published to."""


@dataclass(frozen=True, slots=True)
class PoolAggregates:
    """A pool in a few numbers; the averages are None once nothing is owed."""

    balance_cents: Cents
    """Unpaid principal balance (UPB) of all loans."""
    loan_count: int
    """Loans with a balance."""
    factor: Decimal
    """Balance over original balance to 8 decimals; for display, never for a balance."""
    wac_ppm: Fraction | None
    """Weighted average note rate (WAC), in parts per million a year."""
    wam_months: Fraction | None
    """Weighted average remaining months (WAM)."""
    wala_months: Fraction | None
    """Weighted average loan age in months (WALA)."""


def aggregates_of(tape: LoanTape) -> PoolAggregates:
    """Return what the loans of a tape add up to."""
    return PoolAggregates(
        balance_cents=tape.balance_cents,
        loan_count=tape.loan_count,
        factor=pool_factor(tape.balance_cents, original=tape.pool.original_balance_cents),
        wac_ppm=_weighted_average(tape, lambda loan: loan.note_rate_ppm.count),
        wam_months=_weighted_average(tape, lambda loan: loan.remaining_months),
        wala_months=_weighted_average(tape, lambda loan: loan.age_months),
    )


def pool_factor(balance: Cents, *, original: Cents) -> Decimal:
    """Return `balance / original` to 8 decimals, half up as the agencies publish it.

    Write it with `:f`, since the text of a tiny Decimal has an exponent. A balance is never
    derived from it. Raises DivisionByZero.
    Source: docs/reference/sources.md#pool-factors
    """
    shares = mul_div_half_up(balance.count, 10**FACTOR_PLACES, original.count)
    return Decimal(shares).scaleb(-FACTOR_PLACES)


def decimal_half_up(value: Fraction, *, places: int) -> Decimal:
    """Return a fraction as a decimal of so many places, half up; for display."""
    scaled = mul_div_half_up(value.numerator, 10**places, value.denominator)
    return Decimal(scaled).scaleb(-places)


def _weighted_average(tape: LoanTape, number: Callable[[Loan], int]) -> Fraction | None:
    balance = tape.balance_cents.count
    if not balance:
        return None
    weighted = sum(number(loan) * loan.balance_cents.count for loan in tape.loans)
    return Fraction(weighted, balance)
