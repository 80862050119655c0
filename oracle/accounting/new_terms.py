"""What a loan owes from the next month on: modification, write-off, rate reset, new payment."""

from __future__ import annotations

from dataclasses import dataclass, replace

from oracle.accounting.collecting import is_stopped
from oracle.accounting.interest import retiring_payment
from oracle.accounting.settling import Settled
from rwa.core.rates import Ppm
from rwa.pool.activity import LoanActivity, Modification
from rwa.pool.loan import Loan, RateReset


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTerms:
    """A loan that goes on, as its month leaves it; amounts in cents."""

    balance: int
    """What is owed."""
    deferred: int
    """The part of it that bears no interest."""
    advances: int
    """Advances outstanding."""
    note_rate: int
    """Annual rate in parts per million."""
    payment: int
    """Payment of principal and interest."""
    remaining_months: int
    """Payments left."""
    balloon_months: int
    """Months by which the amortisation outlasts them."""
    interest_only_months: int
    """Payments left that are interest alone."""
    reset: RateReset | None
    """How the rate follows its index."""
    behind: int
    """Payments missed."""
    months_advanced: int
    """The oldest of those, which were advanced."""
    stopped: bool
    """Whether the servicer no longer advances."""

    @property
    def bearing(self) -> int:
        """The part of the balance that bears interest."""
        return self.balance - self.deferred


def terms_after(loan: Loan, line: LoanActivity, settled: Settled, index: Ppm | None) -> NewTerms:
    """The terms of a loan that goes on; `index` is there if its rate is reset this month."""
    terms = _month_older(loan, line, settled)
    if line.modification is not None:
        terms = _modified(terms, line.modification)
    terms = replace(terms, advances=terms.advances - line.written_off_cents.count)
    if is_reset(loan) and loan.reset is not None and index is not None:
        terms = replace(terms, note_rate=reset_rate(loan.reset, index, old=terms.note_rate))
    interest_only_ends = loan.interest_only_months == 1
    if loan.recasts or is_reset(loan) or interest_only_ends:
        return replace(terms, payment=_level_payment(terms))
    return terms


def is_reset(loan: Loan) -> bool:
    """Whether the loan's rate changes in this month."""
    return loan.reset is not None and loan.reset.months_to_reset == 1


def reset_rate(reset: RateReset, index: Ppm, *, old: int) -> int:
    """The new rate: index plus margin to the nearest step, within its caps."""
    step, cap = reset.step_ppm.count, reset.periodic_cap_ppm.count
    wanted = index.count + reset.margin_ppm.count
    below = wanted - wanted % step
    nearest = below if 2 * (wanted - below) < step else below + step
    within_period = min(max(nearest, old - cap), old + cap)
    return min(max(within_period, reset.floor_ppm.count), reset.ceiling_ppm.count)


def _month_older(loan: Loan, line: LoanActivity, settled: Settled) -> NewTerms:
    """The old terms a month later; a last payment that did not come stays the last."""
    return NewTerms(
        balance=settled.left,
        deferred=min(loan.deferred_cents.count, settled.left),
        advances=settled.advances,
        note_rate=loan.note_rate_ppm.count,
        payment=loan.payment_cents.count,
        remaining_months=max(loan.remaining_months - 1, 1),
        balloon_months=loan.balloon_months,
        interest_only_months=max(loan.interest_only_months - 1, 0),
        reset=_reset_a_month_later(loan.reset),
        behind=settled.behind,
        months_advanced=settled.months_advanced,
        stopped=is_stopped(loan, line) and settled.behind > 0,
    )


def _reset_a_month_later(reset: RateReset | None) -> RateReset | None:
    if reset is None:
        return None
    return replace(reset, months_to_reset=reset.months_to_reset - 1 or reset.interval_months)


def _modified(terms: NewTerms, new: Modification) -> NewTerms:
    """Capitalise and forgive, and begin anew: nobody is behind, and advances run."""
    capitalised, forgiven = new.capitalised_cents.count, new.forgiven_cents.count
    return replace(
        terms,
        balance=terms.balance + capitalised - forgiven,
        deferred=new.deferred_cents.count,
        advances=terms.advances - capitalised,
        note_rate=new.note_rate_ppm.count,
        payment=new.payment_cents.count,
        remaining_months=new.remaining_months,
        balloon_months=new.balloon_months,
        behind=0,
        months_advanced=0,
        stopped=False,
    )


def _level_payment(terms: NewTerms) -> int:
    return retiring_payment(
        terms.bearing,
        note_rate=terms.note_rate,
        months=terms.remaining_months + terms.balloon_months,
    )
