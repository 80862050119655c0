"""The make-up of generated pools: weighted choices of rate, age, term and state per programme.

The shapes are plausible rather than measured: mostly new loans, of mixed size and place.
"""

from dataclasses import dataclass

from rwa.core.money import Cents
from rwa.core.rates import Ppm
from rwa.pool.programme import GINNIE_I, GINNIE_II, Programme

CONFORMING_LIMIT = Cents.dollars(832_750)
"""Largest one-unit loan the agencies bought in 2026.

Source: docs/reference/sources.md#conforming-loan-limit
"""
JUMBO_LIMIT = Cents.dollars(3_000_000)
"""Largest loan generated for a private-label pool."""
MINIMUM_SERVICING_FEE = Ppm(2_500)
"""25 basis points."""
GINNIE_GUARANTY_FEE = Ppm(600)
"""6 basis points."""


@dataclass(frozen=True, slots=True)
class LoanMix:
    """What the loans of a programme look like."""

    median_balance_cents: Cents
    """Half of the loans were originated below this amount."""
    largest_balance_cents: Cents
    """No loan was originated above this amount."""
    spreads_ppm: tuple[tuple[int, int], ...]
    """Note rate above the pass-through rate, each with its weight."""
    fixed_fee_ppm: Ppm
    """The fee that is the same for every loan; the other fee is what the spread leaves."""
    is_servicing_fixed: bool
    """Whether the fixed fee is the servicing fee; otherwise it is the guaranty fee."""


CONVENTIONAL = LoanMix(
    median_balance_cents=Cents.dollars(300_000),
    largest_balance_cents=CONFORMING_LIMIT,
    spreads_ppm=(
        (3_750, 5),
        (5_000, 15),
        (6_250, 25),
        (7_500, 25),
        (8_750, 15),
        (10_000, 10),
        (11_250, 5),
    ),
    fixed_fee_ppm=MINIMUM_SERVICING_FEE,
    is_servicing_fixed=True,
)
GINNIE_SINGLE_RATE = LoanMix(
    median_balance_cents=Cents.dollars(260_000),
    largest_balance_cents=CONFORMING_LIMIT,
    spreads_ppm=((5_000, 1),),
    fixed_fee_ppm=GINNIE_GUARANTY_FEE,
    is_servicing_fixed=False,
)
GINNIE_MULTIPLE_RATE = LoanMix(
    median_balance_cents=Cents.dollars(280_000),
    largest_balance_cents=CONFORMING_LIMIT,
    spreads_ppm=((3_750, 20), (5_000, 40), (6_250, 25), (7_500, 15)),
    fixed_fee_ppm=GINNIE_GUARANTY_FEE,
    is_servicing_fixed=False,
)
JUMBO = LoanMix(
    median_balance_cents=Cents.dollars(950_000),
    largest_balance_cents=JUMBO_LIMIT,
    spreads_ppm=((2_500, 70), (3_750, 20), (5_000, 10)),
    fixed_fee_ppm=Ppm(0),
    is_servicing_fixed=False,
)

TERMS = ((360, 88), (240, 4), (180, 8))
"""Original terms in months, each with its weight."""
AGES = ((0, 8), (1, 22), (2, 26), (3, 16), (4, 9), (5, 6), (6, 4), (9, 3), (14, 3), (24, 3))
"""Ages in months at issue, each with its weight."""
STATES = (
    ("CA", 130),
    ("TX", 90),
    ("FL", 85),
    ("NY", 42),
    ("NC", 40),
    ("GA", 40),
    ("WA", 38),
    ("CO", 36),
    ("IL", 36),
    ("AZ", 36),
    ("VA", 36),
    ("OH", 34),
    ("PA", 34),
    ("NJ", 34),
    ("MI", 30),
    ("MA", 28),
    ("MD", 27),
    ("TN", 27),
    ("MN", 22),
    ("UT", 20),
    ("IN", 20),
    ("SC", 20),
    ("MO", 18),
    ("WI", 18),
    ("OR", 18),
    ("NV", 15),
    ("AL", 13),
    ("CT", 12),
    ("OK", 11),
    ("ID", 10),
)
"""States of the property, each with its weight."""


def mix_of(programme: Programme) -> LoanMix:
    """Return what loans of a programme look like; an unguaranteed programme holds jumbo loans."""
    if programme == GINNIE_I:
        return GINNIE_SINGLE_RATE
    if programme == GINNIE_II:
        return GINNIE_MULTIPLE_RATE
    return CONVENTIONAL if programme.guarantee else JUMBO
