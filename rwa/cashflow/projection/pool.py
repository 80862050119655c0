"""A pool of many lines: each projected at its own age, then added up."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from rwa.cashflow.arrays import FloatArray
from rwa.cashflow.projection.assumptions import NOBODY_PREPAYS, Assumptions
from rwa.cashflow.projection.engine import Rounding, project
from rwa.cashflow.projection.line import Line
from rwa.cashflow.projection.projected import COLUMNS, FLOWS, NOT_MONEY, Projection
from rwa.core.errors import ValueOutOfRange


def project_pool(
    lines: Iterable[Line],
    assumptions: Assumptions = NOBODY_PREPAYS,
    *,
    rounding: Rounding = Rounding.NONE,
) -> Projection:
    """Return the months of a pool, as many as its longest line has.

    Speeds on a curve are those of each line's own age; a vector must fit every line. Raises
    ValueOutOfRange for no lines, and what `project` raises.
    """
    return added(tuple(project(line, assumptions, rounding=rounding) for line in lines))


def added(projections: tuple[Projection, ...]) -> Projection:
    """Return the sum of projections, as long as the longest of them. Raises ValueOutOfRange.

    The pool's SMM is the mean of the lines', each weighted by its balance after the schedule.
    Source: docs/reference/sources.md#sifma-standard-formulas
    """
    if not projections:
        raise ValueOutOfRange("lines", value="none", allowed="one or more")
    length = max(len(each) for each in projections)
    sums: dict[str, Any] = {
        name: np.sum([_padded(getattr(each, name), length) for each in projections], axis=0)
        for name in COLUMNS
        if name not in NOT_MONEY
    }
    totals = {name: math.fsum(each.totals[name] for each in projections) for name in FLOWS}
    smm = _average_smm(projections, length)
    return Projection(month=np.arange(1, length + 1), smm=smm, totals=totals, **sums)


def _average_smm(projections: tuple[Projection, ...], length: int) -> FloatArray:
    """In a month whose schedule leaves nothing to prepay, balances before it are the weights."""
    speeds = np.array([_padded(each.smm, length) for each in projections])
    weights = np.array([_padded(_prepayable(each), length) for each in projections])
    before = np.array([_padded(each.beginning_balance, length) for each in projections])
    weights = np.where(weights.sum(axis=0) > 0, weights, before)
    whole = weights.sum(axis=0)
    mean: FloatArray = np.zeros(length)
    np.divide((speeds * weights).sum(axis=0), whole, out=mean, where=whole > 0)
    return mean


def _prepayable(projection: Projection) -> FloatArray:
    """Balance that prepayment is a share of: performing before the month, after its schedule."""
    before = np.concatenate((projection.beginning_balance[:1], projection.performing_balance[:-1]))
    surviving = before - projection.new_defaults
    scheduled = projection.scheduled_principal - projection.advanced_principal
    share: FloatArray = np.zeros_like(before)
    np.divide(scheduled, surviving, out=share, where=surviving > 0)
    return before * (1 - share)


def _padded(column: FloatArray, length: int) -> FloatArray:
    return np.pad(column, (0, length - len(column)))
