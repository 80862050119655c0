"""Realistic pools from a seed: the same seed gives the same tape, byte for byte, everywhere.

Each property of each loan is a draw of its own, named by seed, loan number and purpose, so a
larger pool of the same seed begins with the loans of a smaller one.
"""

from decimal import Context, Decimal
from enum import IntEnum
from typing import TypeVar

from rwa.core.annuity import level_payment, split_payment
from rwa.core.dates import Period
from rwa.core.ids import LoanId, PoolId
from rwa.core.money import ZERO, Cents, total
from rwa.core.random import uniform_below, uniform_u64
from rwa.core.rates import Ppm
from rwa.pool.bounds import check_whole_number
from rwa.pool.loan import Loan, LoanStatus
from rwa.pool.mix import AGES, STATES, TERMS, LoanMix, mix_of
from rwa.pool.programme import UMBS, Programme
from rwa.pool.tape import LoanTape
from rwa.pool.terms import PoolTerms

POOL_ID = PoolId("RWA-2026-1")
"""Name of a generated pool that is given none."""
PASS_THROUGH_RATE = Ppm(55_000)
"""Its pass-through rate."""
ISSUE = Period(2026, 12)
"""Its month of issue."""
MAX_GENERATED_LOANS = 1_000_000
"""Most loans one call generates."""
SMALLEST_BALANCE = Cents.dollars(40_000)
"""No loan is generated below this amount."""
SIZE_SPREAD = Decimal("0.55")
"""Standard deviation of the logarithm of loan sizes."""
DOLLARS_STEP = 1_000
"""Loans are made in whole thousands of dollars."""

_Choice = TypeVar("_Choice")
_DIGITS = Context(prec=20)


class _Draw(IntEnum):
    """What a draw is for; part of its name, so numbers are never reused."""

    SPREAD = 1
    TERM = 2
    AGE = 3
    STATE = 4
    SIZE = 5


def generate_pool(
    *,
    seed: int,
    loan_count: int,
    pool_id: PoolId = POOL_ID,
    programme: Programme = UMBS,
    pass_through_rate: Ppm = PASS_THROUGH_RATE,
    issue: Period = ISSUE,
) -> LoanTape:
    """Return the tape at issue of a made-up pool.

    Loan sizes are lognormal in whole thousands up to the programme's limit; rates, terms, ages
    and states are the weighted choices of `rwa.pool.mix`. Every loan has paid as scheduled.
    Raises ValueOutOfRange and KeyOutOfRange.
    """
    check_whole_number("loan_count", loan_count, low=1, high=MAX_GENERATED_LOANS)
    mix = mix_of(programme)
    loans = tuple(
        _loan(seed, number, mix=mix, pass_through=pass_through_rate)
        for number in range(1, loan_count + 1)
    )
    pool = PoolTerms(
        pool_id=pool_id,
        programme=programme,
        pass_through_rate_ppm=pass_through_rate,
        issue=issue,
        original_balance_cents=total(loan.balance_cents for loan in loans),
        original_loan_count=loan_count,
    )
    return LoanTape(pool=pool, as_of=issue, loans=loans)


def _loan(seed: int, number: int, *, mix: LoanMix, pass_through: Ppm) -> Loan:
    spread = Ppm(_choose(mix.spreads_ppm, seed, number, _Draw.SPREAD))
    note_rate = pass_through + spread
    servicing_fee, guaranty_fee = _fees(spread, mix)
    term = _choose(TERMS, seed, number, _Draw.TERM)
    age = _choose(AGES, seed, number, _Draw.AGE)
    original = _original_balance(seed, number, mix)
    payment = level_payment(balance=original, note_rate=note_rate, months=term)
    return Loan(
        loan_id=LoanId(f"L{number:07d}"),
        original_balance_cents=original,
        balance_cents=_balance_after(
            age, original, note_rate=note_rate, payment=payment, term=term
        ),
        note_rate_ppm=note_rate,
        servicing_fee_ppm=servicing_fee,
        guaranty_fee_ppm=guaranty_fee,
        payment_cents=payment,
        original_term_months=term,
        remaining_months=term - age,
        age_months=age,
        recasts=False,
        status=LoanStatus.CURRENT,
        advances_outstanding_cents=ZERO,
        escrow_balance_cents=ZERO,
        state=_choose(STATES, seed, number, _Draw.STATE),
    )


def _choose(
    choices: tuple[tuple[_Choice, int], ...], seed: int, number: int, draw: _Draw
) -> _Choice:
    """One of the choices, each as likely as its weight."""
    left = uniform_below(sum(weight for _, weight in choices), seed, number, draw)
    for choice, weight in choices[:-1]:
        if left < weight:
            return choice
        left -= weight
    return choices[-1][0]


def _fees(spread: Ppm, mix: LoanMix) -> tuple[Ppm, Ppm]:
    """Servicing and guaranty fee, together the spread."""
    rest = spread - mix.fixed_fee_ppm
    return (mix.fixed_fee_ppm, rest) if mix.is_servicing_fixed else (rest, mix.fixed_fee_ppm)


def _original_balance(seed: int, number: int, mix: LoanMix) -> Cents:
    """A lognormal size, rounded down to whole thousands and held within its limits."""
    scale = _DIGITS.exp(_DIGITS.multiply(SIZE_SPREAD, _standard_normal(seed, number)))
    median = Decimal(mix.median_balance_cents.count // 100)
    dollars = int(_DIGITS.multiply(median, scale)) // DOLLARS_STEP * DOLLARS_STEP
    return min(max(Cents.dollars(dollars), SMALLEST_BALANCE), mix.largest_balance_cents)


def _standard_normal(seed: int, number: int) -> Decimal:
    """A draw close to the standard normal: twelve even ones summed, less six."""
    draws = sum(uniform_u64(seed, number, _Draw.SIZE, part) >> 32 for part in range(12))
    return _DIGITS.divide(Decimal(draws - 6 * 2**32), Decimal(2**32))


def _balance_after(
    months: int, balance: Cents, *, note_rate: Ppm, payment: Cents, term: int
) -> Cents:
    """The balance after so many payments made as scheduled."""
    for left in range(term, term - months, -1):
        split = split_payment(
            balance=balance, note_rate=note_rate, payment=payment, months_left=left
        )
        balance -= split.principal_cents
    return balance
