"""A structured deal projected: what each class receives, month by month, in float arrays.

Every rule here says how the pool's balance is held between the classes after each month;
principal is what their balances fall by. A rule takes the principal and the balances of any pool
as arrays of one entry a month, so that what one class receives can itself be split: give
`flows.principal[0]` and `flows.begin[0]` to the next rule. Amounts are dollars, rates annual
shares of one; a month's interest is a twelfth of the rate on the balance before it. Losses have
no rule: a pool whose balances fall by more than its principal is refused.

Source of every rule: docs/reference/sources.md#structured-deals
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from rwa.cashflow.arrays import FloatArray
from rwa.cashflow.tables import ArrowTable
from rwa.core.errors import ValueOutOfRange
from rwa.core.ids import TrancheId
from rwa.core.rates import MONTHS_PER_YEAR
from rwa.deal.terms import DealError, RepeatedTranche

ROUNDING = 1e-9
"""Share of the first balance that sums of floats may be off by."""
AMOUNTS = ("begin", "interest", "principal", "accrued", "end")
"""Fields of ClassFlows that are dollars."""


class OtherMonths(DealError):
    """An array does not have the months, or the classes and months, of those beside it."""

    def __init__(self, field: str, *, shape: tuple[int, ...], expected: tuple[int, ...]) -> None:
        self.field = field
        self.shape = shape
        self.expected = expected
        super().__init__(
            f"{field} has shape {shape}, expected {expected}; give arrays of one projection"
        )


class ProjectionOffPool(DealError):
    """Balances of a pool do not follow from the classes' balances and the pool's principal."""

    def __init__(self, *, month: int, balance: float, expected: float) -> None:
        self.month = month
        self.balance = balance
        self.expected = expected
        super().__init__(
            f"pool begins month {month} at {balance}, expected {expected}; give classes that sum "
            "to the pool and balances that fall by its principal alone"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectedClass:
    """One class before the first projected month. Raises ValueOutOfRange."""

    name: TrancheId
    """Name of the class."""
    balance: float
    """Dollars owed to its holders."""
    coupon: float
    """Annual rate they earn, a share of one."""

    def __post_init__(self) -> None:
        if not 0 < self.balance < np.inf:
            raise ValueOutOfRange("class balance", value=self.balance, allowed="more than 0")
        if not 0 <= self.coupon <= 1:
            raise ValueOutOfRange("class coupon", value=self.coupon, allowed="0 to 1 (100%)")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class ClassFlows(ArrowTable):
    """What every class of a deal receives, in arrays of shape (classes, months), dollars.

    Arrays are read-only. Raises OtherMonths, RepeatedTranche, ValueOutOfRange.
    """

    names: tuple[TrancheId, ...]
    """Names of the classes, one a row."""
    begin: FloatArray
    """Balance before the month."""
    interest: FloatArray
    """Interest paid to holders."""
    principal: FloatArray
    """Principal paid to holders."""
    accrued: FloatArray
    """Interest added to the balance instead of being paid."""
    end: FloatArray
    """Balance after the month: what it began with and accrued, less principal."""

    def __post_init__(self) -> None:
        for index, name in enumerate(self.names):
            if name in self.names[:index]:
                raise RepeatedTranche(name)
        expected = (len(self.names), *self.begin.shape[1:2])
        for field in AMOUNTS:
            array: FloatArray = getattr(self, field)
            if array.shape != expected:
                raise OtherMonths(field, shape=array.shape, expected=expected)
            _check_amounts(field, array)
            array.setflags(write=False)

    @property
    def cash(self) -> FloatArray:
        """Interest and principal paid to holders, shape (classes, months)."""
        return self.interest + self.principal

    def columns(self) -> dict[str, Any]:
        """One row for each month, counted from 1, of each class, by its name; in order."""
        classes, months = self.begin.shape
        names = [str(name) for name in self.names for _ in range(months)]
        month = np.tile(np.arange(1, months + 1), classes)
        amounts = {field: getattr(self, field).reshape(-1) for field in AMOUNTS}
        return {"tranche": names, "month": month, **amounts}


def sequential(
    principal: FloatArray, balances: FloatArray, classes: Sequence[ProjectedClass]
) -> ClassFlows:
    """Return the flows of classes that are retired one after the other.

    `principal` and `balances` are the pool's, shape (months,), the latter before each month; the
    classes are in order of payment and sum to the first balance.
    Raises OtherMonths, ProjectionOffPool, RepeatedTranche, ValueOutOfRange.
    """
    pool_ends = _pool_ends(principal, balances, classes)
    return _flows(classes, _ends_in_order(pool_ends, classes), accrued=np.zeros_like(pool_ends))


def with_accrual(
    principal: FloatArray, balances: FloatArray, classes: Sequence[ProjectedClass]
) -> ClassFlows:
    """Return the flows of sequential classes of which the last one accrues (a Z class).

    Until the classes before it are retired its interest is added to its balance and paid to them
    as principal; what they cannot take in their last month is its first principal. So its balance
    grows at its coupon until it is all that the pool owes. Arguments and errors as `sequential`.
    """
    pool_ends = _pool_ends(principal, balances, classes)
    *earlier, last = classes
    months = np.arange(len(pool_ends) + 1)
    grown = last.balance * (1 + last.coupon / MONTHS_PER_YEAR) ** months
    last_ends = np.minimum(grown[1:], pool_ends)
    ends = np.vstack([_ends_in_order(pool_ends - last_ends, earlier), last_ends])
    accruing = np.concatenate(([bool(earlier)], last_ends < pool_ends))[:-1]
    return _flows(classes, ends, accrued=np.where(accruing, np.diff(grown), 0.0))


def pac_schedule(slow: FloatArray, fast: FloatArray, *, size: float) -> FloatArray:
    """Return the principal scheduled for a PAC class of `size` dollars, shape (months,).

    Each month has the lesser of the pool's principal at the slow and at the fast end of the band,
    until `size` is reached: the month that reaches it has the rest and later months have nothing.
    Two equal arrays make the schedule of a TAC class. Raises OtherMonths; and ValueOutOfRange when
    `size` is more than the band can schedule.
    """
    _check_months("fast", fast, beside=slow)
    reached = np.cumsum(np.minimum(slow, fast))
    if not 0 < size <= reached[-1] * (1 + ROUNDING):
        raise ValueOutOfRange("PAC size", value=size, allowed=f"above 0, to {reached[-1]}")
    return np.diff(np.minimum(reached, size), prepend=0.0)


def pac_and_support(
    principal: FloatArray,
    balances: FloatArray,
    schedule: FloatArray,
    *,
    pac: ProjectedClass,
    support: ProjectedClass,
) -> ClassFlows:
    """Return the flows of a PAC class, then those of the class that supports it.

    `schedule` is the PAC's scheduled principal, shape (months,). The PAC is paid down to its
    scheduled balance, earlier shortfalls included; support takes the rest while it lasts, then the
    PAC takes everything. So support holds the least that the pool ever had above the schedule.
    The pool's arrays and the errors are those of `sequential`.
    """
    pool_ends = _pool_ends(principal, balances, (pac, support))
    _check_months("schedule", schedule, beside=pool_ends)
    _check_amounts("schedule", schedule, least=-ROUNDING * pac.balance)
    scheduled_ends = np.maximum(pac.balance - np.cumsum(schedule), 0.0)
    above = np.minimum.accumulate(pool_ends - scheduled_ends)
    support_ends = np.clip(above, 0.0, support.balance)
    pac_ends = np.minimum.accumulate(np.minimum(pool_ends - support_ends, pac.balance))
    ends = np.vstack([pac_ends, support_ends])
    return _flows((pac, support), ends, accrued=np.zeros_like(pool_ends))


def _pool_ends(
    principal: FloatArray, balances: FloatArray, classes: Sequence[ProjectedClass]
) -> FloatArray:
    """The pool's balance after each month, never rising and never below zero."""
    if not classes:
        raise ValueOutOfRange("classes", value=0, allowed="at least 1")
    _check_months("principal", principal, beside=balances)
    whole = sum(each.balance for each in classes)
    _check_amounts("principal", principal, least=-ROUNDING * whole)
    ends = balances - principal
    expected = np.concatenate(([whole], ends))
    reached = np.concatenate((balances, np.maximum(ends[-1:], 0.0)))
    off = np.flatnonzero(~(np.abs(reached - expected) <= ROUNDING * whole))
    if off.size:
        at = off[0]
        raise ProjectionOffPool(
            month=int(at) + 1, balance=float(reached[at]), expected=float(expected[at])
        )
    return np.minimum.accumulate(np.clip(ends, 0.0, whole))


def _ends_in_order(pool_ends: FloatArray, classes: Sequence[ProjectedClass]) -> FloatArray:
    """Balances after each month, shape (classes, months), the first class retired first."""
    sizes = np.array([each.balance for each in classes]).reshape(-1, 1)
    behind = np.cumsum(sizes[::-1], axis=0)[::-1] - sizes
    ends: FloatArray = np.clip(pool_ends - behind, 0.0, sizes)
    return ends


def _flows(
    classes: Sequence[ProjectedClass], ends: FloatArray, *, accrued: FloatArray
) -> ClassFlows:
    """Everything that follows from the balances after each month and the last class's accrual."""
    begins = np.hstack([[[each.balance] for each in classes], ends[:, :-1]])
    accruals = np.zeros_like(ends)
    accruals[-1] = accrued
    earned = begins * np.array([[each.coupon / MONTHS_PER_YEAR] for each in classes])
    return ClassFlows(
        names=tuple(each.name for each in classes),
        begin=begins,
        interest=np.where(accruals > 0, 0.0, earned),
        principal=begins + accruals - ends,
        accrued=accruals,
        end=ends,
    )


def _check_months(field: str, array: FloatArray, *, beside: FloatArray) -> None:
    if array.shape != beside.shape or array.ndim != 1:
        raise OtherMonths(field, shape=array.shape, expected=beside.shape[:1])
    if not array.size:
        raise ValueOutOfRange("months", value=0, allowed="at least 1")


def _check_amounts(field: str, amounts: FloatArray, *, least: float = 0.0) -> None:
    wrong = amounts[~((amounts >= least) & (amounts < np.inf))]
    if wrong.size:
        raise ValueOutOfRange(field, value=float(wrong[0]), allowed="0 or more in every month")
