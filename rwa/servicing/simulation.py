"""How simulated borrowers behave: payoffs at a PSA speed and small curtailments.

Every borrower makes the month's payment. Then each draws, for the month and on its own:

- a payoff, with the SMM of the PSA speed at the loan's age as its probability;
- failing that, a curtailment: with a given chance, up to one payment of extra principal.

A line that stands for a whole pool curtails the SMM's share of its scheduled balance, in cents
half up, without chance. A draw is named by seed, loan, month and purpose alone, so that any month
of any loan can be drawn by itself, in any order, on any machine.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

import numpy as np

from rwa.cashflow.speeds import PSA_RAMP_MONTHS, prepaid_principal, smm_from_psa
from rwa.core.errors import ValueOutOfRange
from rwa.core.money import Cents
from rwa.core.random import threshold_u64
from rwa.core.rates import Ppm
from rwa.servicing.activity_columns import ActivityColumns
from rwa.servicing.column_types import CentColumn, FlagColumn
from rwa.servicing.columns import TapeColumns
from rwa.servicing.draws import Purpose, below, month_draws, part_of_payment
from rwa.servicing.schedule import due_on, due_payment


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """How likely borrowers are to repay early. Raises ValueOutOfRange."""

    psa: Decimal
    """Speed of payoffs in per cent of the PSA curve; 100 is the curve itself."""
    curtailment_chance: Decimal = Decimal(0)
    """Share of borrowers who pay something extra in a month, 0 to 1; adds to the speed."""

    def __post_init__(self) -> None:
        smm_from_psa(self.psa, month=1)
        if not self.curtailment_chance.is_finite() or not 0 <= self.curtailment_chance <= 1:
            raise ValueOutOfRange(
                "curtailment_chance", value=self.curtailment_chance, allowed="0 to 1"
            )

    def smm(self, month: int) -> Decimal:
        """The share of scheduled balances repaid in month `month` of a loan's life."""
        return smm_from_psa(self.psa, month=month)

    def draw(
        self, tape: TapeColumns, *, seed: int, index_ppm: Ppm | None = None
    ) -> ActivityColumns:
        """Draw the month after `tape`; see `simulate_month`."""
        return simulate_month(tape, self, seed=seed, index_ppm=index_ppm)


def simulate_month(
    tape: TapeColumns, behaviour: Behaviour, *, seed: int, index_ppm: Ppm | None = None
) -> ActivityColumns:
    """Draw what borrowers do in the month after `tape`.

    The result always fits the tape, `index_ppm` being given where a rate is due to be reset:
    nobody overpays, and a borrower who owes missed payments when the schedule ends pays off.
    Raises KeyOutOfRange unless the seed is 0 to 2**64 - 1.
    """
    left = tape.balance - due_on(tape).principal
    real = tape.active & ~tape.recasts
    in_arrears = (tape.advances_outstanding > 0) | (tape.months_behind > 0)
    settles_arrears = real & (left == 0) & in_arrears
    paid_off = settles_arrears | (real & (left > 0) & _payoff_drawn(tape, behaviour, seed=seed))
    curtails = real & ~paid_off & ~in_arrears
    extra = np.where(curtails, _extra_drawn(tape, due_payment(tape), behaviour, seed=seed), 0)
    return replace(
        ActivityColumns.nothing(tape.as_of + 1, len(left)),
        payments_made=tape.active.astype(np.int32),
        curtailment=np.where(
            tape.recasts,
            _pool_lines_prepaid(tape, left, behaviour),
            np.where(extra < left, extra, 0),
        ),
        paid_off=paid_off,
        index_ppm=index_ppm,
    )


def _payoff_drawn(tape: TapeColumns, behaviour: Behaviour, *, seed: int) -> FlagColumn:
    draws = month_draws(tape, Purpose.PAYOFF, seed=seed)
    months = range(1, PSA_RAMP_MONTHS + 1)
    thresholds = [threshold_u64(Fraction(behaviour.smm(month))) for month in months]
    return below(draws, thresholds, np.minimum(tape.age + 1, PSA_RAMP_MONTHS) - 1)


def _extra_drawn(
    tape: TapeColumns, payment: CentColumn, behaviour: Behaviour, *, seed: int
) -> CentColumn:
    """Curtailments, before looking at what each borrower owes: 0 to a payment less one cent."""
    chance = [threshold_u64(Fraction(behaviour.curtailment_chance))]
    draws = month_draws(tape, Purpose.CURTAILMENT, seed=seed)
    wants = below(draws, chance, np.zeros(len(draws), dtype=np.int32))
    return np.where(wants, part_of_payment(tape, payment, seed=seed), 0)


def _pool_lines_prepaid(tape: TapeColumns, left: CentColumn, behaviour: Behaviour) -> CentColumn:
    prepaid = np.zeros(len(left), dtype=np.int64)
    for row in np.flatnonzero(tape.recasts & tape.active):
        smm = behaviour.smm(int(tape.age[row]) + 1)
        prepaid[row] = prepaid_principal(smm=smm, scheduled_balance=Cents(int(left[row]))).count
    return prepaid
