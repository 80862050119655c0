"""What borrowers did in one month: the input of accounting, simulated or reported."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from rwa.core.dates import Period
from rwa.core.errors import DataRejected, ValueOutOfRange
from rwa.core.ids import LoanId, PoolId, Sha256
from rwa.core.rates import Ppm
from rwa.pool.activity_columns import ACTIVITY_COLUMNS
from rwa.pool.activity_rows import row_of_line
from rwa.pool.bounds import check_rate
from rwa.pool.canonical import csv_bytes, sha256_of
from rwa.pool.loan_activity import LoanActivity, Modification
from rwa.pool.tape import LoanTape

__all__ = [
    "ActivityError",
    "ActivityMismatch",
    "ActivityOutOfOrder",
    "LoanActivity",
    "Modification",
    "MonthActivity",
    "activity_bytes",
    "activity_hash",
    "check_activity_fits",
]


class ActivityError(DataRejected):
    """A month of activity does not hold together, or does not fit its tape."""


class ActivityOutOfOrder(ActivityError):
    """Two neighbouring lines are not in strictly rising order of their loan numbers."""

    def __init__(self, *, before: LoanId, after: LoanId) -> None:
        self.before = before
        self.after = after
        super().__init__(
            f"activity of loan {after!r} follows {before!r}; "
            "list each loan once, in rising order of loan_id"
        )


class ActivityMismatch(ActivityError):
    """Activity is for another pool or month, or for other loans, than the tape's next month."""

    def __init__(self, field: str, *, activity: object, tape: object) -> None:
        self.field = field
        self.activity = activity
        self.tape = tape
        super().__init__(
            f"activity has {field} {activity}, the tape expects {tape}; "
            "give each active loan of the tape exactly one line, and no other but a recovery"
        )


@dataclass(frozen=True, slots=True)
class MonthActivity:
    """What the borrowers of one pool did in one month, a line per active loan.

    Raises ActivityOutOfOrder and ValueOutOfRange.
    """

    pool_id: PoolId
    """The pool."""
    period: Period
    """Month in which the payments were due."""
    loans: tuple[LoanActivity, ...]
    """The loans with a balance, and liquidated ones on which something was recovered, in rising
    order of `loan_id`."""
    index_ppm: Ppm | None = None
    """The index that adjustable rates of this month are reset by; None where none is."""

    def __post_init__(self) -> None:
        for before, after in pairwise(self.loans):
            if before.loan_id >= after.loan_id:
                raise ActivityOutOfOrder(before=before.loan_id, after=after.loan_id)
        if self.index_ppm is None:
            return
        check_rate("index", self.index_ppm)
        if not self.loans:
            raise ValueOutOfRange(
                "index", value=self.index_ppm, allowed="none in a month of no loans"
            )


def check_activity_fits(activity: MonthActivity, tape: LoanTape) -> None:
    """Raise ActivityMismatch unless `activity` is the tape's next month, loan for loan.

    Besides active loans it may have ended ones on which something was recovered; accounting refuses
    a recovery on a loan that was not liquidated.
    """
    if activity.pool_id != tape.pool.pool_id:
        raise ActivityMismatch("pool", activity=activity.pool_id, tape=tape.pool.pool_id)
    if activity.period != tape.next_period:
        raise ActivityMismatch("period", activity=activity.period, tape=tape.next_period)
    reported = {line.loan_id for line in activity.loans}
    recovered = {line.loan_id for line in activity.loans if line.recovery_cents}
    expected = {loan.loan_id for loan in tape.active_loans}
    ended = {loan.loan_id for loan in tape.loans if not loan.is_active}
    if unknown := sorted(reported - expected - (recovered & ended)):
        raise ActivityMismatch("loan", activity=unknown[0], tape="no such active loan")
    if missing := sorted(expected - reported):
        raise ActivityMismatch("loan", activity="nothing", tape=missing[0])


def activity_bytes(activity: MonthActivity) -> bytes:
    """Return the canonical CSV form of a month's activity; equal months give equal bytes."""
    rows = (
        row_of_line(
            line, pool_id=activity.pool_id, period=activity.period, index=activity.index_ppm
        )
        for line in activity.loans
    )
    return csv_bytes(ACTIVITY_COLUMNS, rows)


def activity_hash(activity: MonthActivity) -> Sha256:
    """Return the SHA-256 of the canonical CSV form."""
    return sha256_of(activity_bytes(activity))
