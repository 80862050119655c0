"""Corrections: months that turned out wrong are accounted again and reported as revisions.

A month that begins with another tape than was reported follows the corrected one: what its
borrowers did stays, or is estimated again if it was an estimate, and it is reported again too. A
month whose first report is held can be corrected before it was ever accepted.
"""

from collections.abc import Iterable, Iterator, Mapping

from oracle.node import AcceptedMonth
from oracle.package import MonthPackage
from rwa.cli.held_months import held_now
from rwa.cli.month import account, report
from rwa.cli.operations import Operations
from rwa.core.errors import UsageError
from rwa.pool.activity import MonthActivity, activity_hash
from rwa.pool.files import tape_hash
from rwa.remittance.document import Basis, RemittanceDocument
from rwa.servicing.estimating import estimated_activity


class NothingToCorrect(UsageError):
    """Every month given is what was reported already."""

    def __init__(self, periods: tuple[int, ...]) -> None:
        self.periods = periods
        super().__init__(
            f"activity given for period {', '.join(map(str, periods))} is what was reported; "
            "change what was wrong in it first"
        )


def corrected_months(
    operations: Operations, activities: Mapping[int, MonthActivity], *, reason: str
) -> tuple[MonthPackage, ...]:
    """Account corrected months, and every later one that follows from them; nothing is reported.

    `activities` are what borrowers really did, by month; the others keep what was reported.
    Raises NothingToCorrect, and what accounting raises when a later month does not follow.
    """
    first = min((*activities, *_left_behind(operations)))
    found = tuple(_reaccount(operations, activities, first=first, reason=reason))
    if not found:
        raise NothingToCorrect(tuple(sorted(activities)))
    return found


def months_left_behind(operations: Operations) -> tuple[MonthPackage, ...]:
    """Account again what should have followed a correction and was not reported any more."""
    return tuple(
        package
        for first in _left_behind(operations)
        for package in _reaccount(
            operations,
            {},
            first=first,
            reason=operations.months.document(first - 1).reason or "",
        )
    )


def report_again(operations: Operations, packages: Iterable[MonthPackage]) -> tuple[int, ...]:
    """Have revisions accepted, in order; return their months. Raises as `report`."""
    periods = []
    for package in packages:
        report(operations, package, at=None)
        periods.append(package.document.remittance.period_index)
    return tuple(periods)


def _left_behind(operations: Operations) -> tuple[int, ...]:
    """The first month that begins with another tape than the one before left, if there is one."""
    months = operations.months
    for period in range(min(months.revised, default=months.last) + 1, months.last + 1):
        before = months.document(period - 1)
        if months.document(period).prior_tape_sha256 != before.tape_sha256:
            return (period,)
    return ()


def _reaccount(
    operations: Operations,
    activities: Mapping[int, MonthActivity],
    *,
    first: int,
    reason: str,
) -> Iterator[MonthPackage]:
    months = operations.months
    after = operations.end_of(first - 1)
    for period in range(first, months.last + 1):
        reported = months.document(period)
        if _is_as_reported(reported, activities.get(period), after):
            after = operations.end_of(period)
            continue
        activity, basis = _activity_of(operations, period, activities, after)
        package = account(
            operations,
            activity,
            after=after,
            revision=reported.remittance.revision + 1,
            reason=reason,
            basis=basis,
        )
        yield package
        after = AcceptedMonth(package.tape, package.document.distributions)
    if months.last + 1 in activities:
        yield _instead_of_held(operations, activities[months.last + 1], after, reason=reason)


def _activity_of(
    operations: Operations,
    period: int,
    given: Mapping[int, MonthActivity],
    after: AcceptedMonth,
) -> tuple[MonthActivity, Basis]:
    """What borrowers did as far as is known now: given, as reported, or estimated again."""
    if period in given:
        return given[period], Basis.REPORTED
    if operations.months.document(period).basis is Basis.ESTIMATED:
        return estimated_activity(after.tape), Basis.ESTIMATED
    return operations.months.activity(period), Basis.REPORTED


def _instead_of_held(
    operations: Operations, activity: MonthActivity, after: AcceptedMonth, *, reason: str
) -> MonthPackage:
    """Account the next month with a revision above that of its held report."""
    (held,) = (each for each in held_now(operations) if each.period == operations.months.last + 1)
    return account(operations, activity, after=after, revision=held.revision + 1, reason=reason)


def _is_as_reported(
    reported: RemittanceDocument, activity: MonthActivity | None, after: AcceptedMonth
) -> bool:
    """Whether accounting a month again would give what was reported, on the same basis."""
    same_activity = activity is None or (
        activity_hash(activity) == reported.activity_sha256 and reported.basis is Basis.REPORTED
    )
    return same_activity and reported.prior_tape_sha256 == tape_hash(after.tape)
