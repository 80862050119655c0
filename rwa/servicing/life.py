"""A pool's life: simulated months, accounted one after another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol

from rwa.core.dates import Period
from rwa.core.rates import Ppm
from rwa.pool.activity import MonthActivity
from rwa.pool.tape import LoanTape
from rwa.servicing.accounting import AccountedMonth, account
from rwa.servicing.activity_columns import ActivityColumns, activity_of
from rwa.servicing.columns import TapeColumns, columns_of


class ActingBorrowers(Protocol):
    """Anything that draws what borrowers do in a month."""

    def draw(
        self, tape: TapeColumns, *, seed: int, index_ppm: Ppm | None = None
    ) -> ActivityColumns:
        """Draw the month after `tape`, fitting it. Raises KeyOutOfRange."""
        ...


def simulate_activity(
    tape: LoanTape, borrowers: ActingBorrowers, *, seed: int, index_ppm: Ppm | None = None
) -> MonthActivity:
    """Draw what borrowers do in the month after `tape`, as records. Raises KeyOutOfRange."""
    columns = columns_of(tape)
    return activity_of(borrowers.draw(columns, seed=seed, index_ppm=index_ppm), columns)


def run_life(
    tape: LoanTape,
    borrowers: ActingBorrowers,
    *,
    seed: int,
    months: int | None = None,
    index: Callable[[Period], Ppm] | None = None,
) -> Iterator[AccountedMonth]:
    """Yield the months after `tape` until nothing is owed, or `months` of them if given.

    `index` tells what rates are reset by in a month; without it a reset is refused. Every month's
    identities have been checked when it is yielded. Raises KeyOutOfRange.
    """
    columns = columns_of(tape)
    done = 0
    while columns.active.any() and done != months:
        index_ppm = index(columns.as_of + 1) if index else None
        month = account(columns, borrowers.draw(columns, seed=seed, index_ppm=index_ppm))
        yield month
        columns, done = month.tape, done + 1
