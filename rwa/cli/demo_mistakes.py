"""A month with something left out, as a servicer might first report it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from rwa.core.money import ZERO, Cents
from rwa.pool.activity import LoanActivity, MonthActivity

MOST_LEFT_OUT = Cents.dollars(10_000)
"""What is left out of an extra payment at most."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """What was reported first."""

    activity: MonthActivity
    """The month without it."""
    what: str
    """What was left out, in words."""


def mistake_in(activity: MonthActivity) -> Mistake | None:
    """Leave out an extra payment, or else post a payoff late; None where nobody prepaid."""
    return next(_mistakes(activity), None)


def _mistakes(activity: MonthActivity) -> Iterator[Mistake]:
    for line in activity.loans:
        if line.curtailment_cents > ZERO:
            left_out = min(line.curtailment_cents, MOST_LEFT_OUT)
            mistaken = replace(line, curtailment_cents=line.curtailment_cents - left_out)
            yield Mistake(_with(activity, mistaken), "an extra payment")
    for line in activity.loans:
        if line.paid_off:
            yield Mistake(_with(activity, replace(line, paid_off=False)), "a payoff")


def _with(activity: MonthActivity, changed: LoanActivity) -> MonthActivity:
    loans = (changed if line.loan_id == changed.loan_id else line for line in activity.loans)
    return replace(activity, loans=tuple(loans))
