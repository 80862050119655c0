"""A pool's life: simulated months, accounted one after another."""

from __future__ import annotations

from collections.abc import Iterator

from rwa.pool.activity import MonthActivity
from rwa.pool.tape import LoanTape
from rwa.servicing.accounting import AccountedMonth, account
from rwa.servicing.activity_columns import activity_of
from rwa.servicing.columns import columns_of
from rwa.servicing.simulation import Behaviour, simulate_month


def simulate_activity(tape: LoanTape, behaviour: Behaviour, *, seed: int) -> MonthActivity:
    """Draw what borrowers do in the month after `tape`, as records. Raises KeyOutOfRange."""
    columns = columns_of(tape)
    return activity_of(simulate_month(columns, behaviour, seed=seed), columns)


def run_life(
    tape: LoanTape, behaviour: Behaviour, *, seed: int, months: int | None = None
) -> Iterator[AccountedMonth]:
    """Yield the months after `tape` until nothing is owed, or `months` of them if given.

    Every month's identities have been checked when it is yielded. Raises KeyOutOfRange.
    """
    columns = columns_of(tape)
    done = 0
    while columns.active.any() and done != months:
        month = account(columns, simulate_month(columns, behaviour, seed=seed))
        yield month
        columns, done = month.tape, done + 1
