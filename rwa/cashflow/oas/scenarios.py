"""The paths that pools are valued over: as the curve is and, for durations, with it shifted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rwa.cashflow.arrays import FloatArray
from rwa.cashflow.bounds import above, finite
from rwa.cashflow.rates.hull_white import HullWhite
from rwa.cashflow.rates.paths import PathRequest, RatePaths, sample_paths
from rwa.cashflow.valuation.timing import DAYS_PER_MONTH
from rwa.core.errors import ValueOutOfRange

SHIFT_BASIS_POINTS = 25.0
"""Shift of rates that durations are measured with unless another is asked for."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class OasScenarios:
    """Paths of rates, all of one shape (paths, months). Raises ValueOutOfRange."""

    base: RatePaths
    """Paths as the curve is."""
    down: RatePaths | None = None
    """The same random numbers with the curve lower; None with `up` None: no durations."""
    up: RatePaths | None = None
    """The same with the curve as much higher."""
    shift_basis_points: float = SHIFT_BASIS_POINTS
    """By how much it is."""
    antithetic: bool = True
    """Whether paths 2j and 2j + 1 are antithetic, as those of `sample_paths` are; standard errors
    then count each pair once."""

    def __post_init__(self) -> None:
        above("shift_basis_points", self.shift_basis_points)
        if (self.down is None) != (self.up is None):
            missing = "down" if self.down is None else "up"
            raise ValueOutOfRange(missing, value=None, allowed="paths, or None for both")
        shape = self.base.discount_factors.shape
        if len(shape) != 2 or not shape[0] or not shape[1]:
            raise ValueOutOfRange("shape of base", value=shape, allowed="(paths, months)")
        if self.antithetic and shape[0] % 2:
            raise ValueOutOfRange("paths", value=shape[0], allowed="even numbers, if antithetic")
        for name, paths in (("base", self.base), ("down", self.down), ("up", self.up)):
            if paths is not None:
                _check_paths(name, paths, shape=shape)

    @property
    def sets(self) -> tuple[RatePaths, ...]:
        """The base alone, or base, down and up."""
        if self.down is None or self.up is None:
            return (self.base,)
        return self.base, self.down, self.up

    @property
    def months(self) -> int:
        """How long the paths are."""
        return int(self.base.discount_factors.shape[1])

    @property
    def has_standard_errors(self) -> bool:
        """Whether there are two independent observations or more."""
        return len(self.base.discount_factors) >= (4 if self.antithetic else 2)

    def mortgage_rates(self) -> FloatArray:
        """Return the mortgage rates, shape (sets, months, paths)."""
        return np.stack([_by_month(paths.mortgage_rates) for paths in self.sets])

    def discounts(self, delay_days: int) -> FloatArray:
        """Return factors from each month's payment to today, shape (sets, months, paths).

        Month k is paid `delay_days` days of a thirtieth of a month after its end. Within a month
        the path's short rate counts as level; beyond the last it stays what it was.
        """
        delay_months = delay_days / DAYS_PER_MONTH
        return np.stack([_delayed(paths.discount_factors, delay_months) for paths in self.sets])


def hull_white_scenarios(
    model: HullWhite,
    request: PathRequest,
    *,
    shift_basis_points: float | None = SHIFT_BASIS_POINTS,
) -> OasScenarios:
    """Return paths of a model and of the same model on shifted curves; None leaves those out.

    All share their random numbers, so what differs between them is the shift alone. Raises
    ValueOutOfRange.
    """
    base = sample_paths(model, request)
    if shift_basis_points is None:
        return OasScenarios(base=base)
    above("shift_basis_points", shift_basis_points)
    return OasScenarios(
        base=base,
        down=sample_paths(_shifted(model, -shift_basis_points), request),
        up=sample_paths(_shifted(model, shift_basis_points), request),
        shift_basis_points=shift_basis_points,
    )


def _shifted(model: HullWhite, basis_points: float) -> HullWhite:
    return HullWhite(
        mean_reversion=model.mean_reversion,
        volatility=model.volatility,
        curve=model.curve.shifted(basis_points),
    )


def _check_paths(name: str, paths: RatePaths, *, shape: tuple[int, ...]) -> None:
    above(f"{name}.discount_factors", paths.discount_factors)
    finite(f"{name}.mortgage_rates", paths.mortgage_rates)
    for field in ("discount_factors", "mortgage_rates"):
        found = getattr(paths, field).shape
        if found != shape:
            allowed = f"{shape}, that of base.discount_factors"
            raise ValueOutOfRange(f"shape of {name}.{field}", value=found, allowed=allowed)


def _by_month(rates: FloatArray) -> FloatArray:
    return np.ascontiguousarray(rates.T)


def _delayed(discount_factors: FloatArray, delay_months: float) -> FloatArray:
    whole, part = int(delay_months), delay_months % 1
    ends = np.log(_by_month(discount_factors))
    last_month = ends[-1] - (ends[-2] if len(ends) > 1 else 0.0)
    beyond = ends[-1] + np.arange(1, whole + 2)[:, None] * last_month
    ends = np.concatenate((ends, beyond))
    before = ends[whole : len(ends) - 1]
    return np.asarray(np.exp(before + part * np.diff(ends[whole:], axis=0)))
