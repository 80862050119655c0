"""The speed between two pool factors: what prepaid beyond the schedule.

Factors are shares of the original balance. Source of every formula:
docs/reference/sources.md#sifma-standard-formulas
"""

from decimal import Context, Decimal

from rwa.cashflow.amortization import amortised_share
from rwa.cashflow.speeds import SpeedOutOfRange, check_share
from rwa.core.rates import Ppm

_CARRIED = Context(prec=28)


def smm_from_factors(
    *, factor_begin: Decimal, factor_end: Decimal, note_rate: Ppm, months_left: int, term: int
) -> Decimal:
    """Return the SMM that took a pool from one factor to the next.

    The pool had `months_left` of `term` payments left at `factor_begin`; what amortisation alone
    would have left is the base: `Fsched = F1 * BAL2 / BAL1`, `SMM = (Fsched - F2) / Fsched`.
    """
    check_share("factor_begin", factor_begin)
    check_share("factor_end", factor_end)
    scheduled = scheduled_factor(
        factor_begin, note_rate=note_rate, months_left=months_left, term=term
    )
    if not factor_end <= scheduled or not scheduled:
        raise SpeedOutOfRange(
            "factor_end",
            value=factor_end,
            allowed=f"0 to the scheduled factor {scheduled}, above 0",
        )
    return _CARRIED.divide(_CARRIED.subtract(scheduled, factor_end), scheduled)


def scheduled_factor(factor: Decimal, *, note_rate: Ppm, months_left: int, term: int) -> Decimal:
    """Return the factor a month after `factor` if nothing prepays: `F1 * BAL2 / BAL1`."""
    before = amortised_share(note_rate=note_rate, months_left=months_left, term=term)
    after = amortised_share(note_rate=note_rate, months_left=months_left - 1, term=term)
    return _CARRIED.divide(_CARRIED.multiply(factor, after), before)
