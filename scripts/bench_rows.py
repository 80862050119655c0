"""A line of a benchmark: what was timed, against what, and whether both computed the same."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from rwa.core.errors import CheckFailed

Array = npt.NDArray[np.float64]

AGREEMENT: Final = 1e-8
"""Largest relative difference with which anything is timed."""


class ResultsDiffer(CheckFailed):
    """The two sides did not compute the same, so their times mean nothing."""

    def __init__(self, difference: float) -> None:
        self.difference = difference
        self.allowed = AGREEMENT
        super().__init__(f"results differ by {difference}, allowed is {AGREEMENT}; correct ours")


@dataclass(frozen=True, slots=True)
class Comparison:
    """Ours against a baseline on the same inputs, in the same run, with the same threads."""

    title: str
    """What is computed."""
    baseline: str
    """What it is compared with."""
    paths: int
    """Paths or scenarios that each pool-month lies on, sets of paths counted apart; 1 without."""
    ours_pool_months: int
    """Months of pools in our timed run, on all their paths."""
    ours_seconds: float
    """Best of the repetitions, compile time left out."""
    baseline_pool_months: int
    """The same of the baseline; may be fewer than ours, being slower."""
    baseline_seconds: float
    """Best of the repetitions."""
    compile_seconds: float | None
    """What the first call took beyond a later one; None where a line above has compiled it."""
    disagreement: float
    """Largest relative difference between the two results on the same inputs."""
    target: float | None
    """Ratio to reach; None where none is set."""

    @property
    def ratio(self) -> float:
        """How many times as many pool-months a second ours computes."""
        return self.ours_rate / self.baseline_rate

    @property
    def ours_rate(self) -> float:
        """Pool-months a second."""
        return self.ours_pool_months / self.ours_seconds

    @property
    def baseline_rate(self) -> float:
        """Pool-months a second."""
        return self.baseline_pool_months / self.baseline_seconds

    @property
    def ours_nanoseconds(self) -> float:
        """For a path-month: a pool-month on one path."""
        return 1e9 / (self.ours_rate * self.paths)

    @property
    def baseline_nanoseconds(self) -> float:
        """For a path-month."""
        return 1e9 / (self.baseline_rate * self.paths)


def agreed(ours: Array, theirs: Array, *, small: float = 0.0) -> float:
    """Return the largest relative difference; what is below `small` counts as that large.

    Raises ResultsDiffer above AGREEMENT, and where a difference is not a number.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        relative = np.abs(ours - theirs) / np.maximum(np.abs(theirs), small)
    difference = float(np.max(relative))
    if not difference <= AGREEMENT:
        raise ResultsDiffer(difference)
    return difference


def best_seconds(work: Callable[[], object], *, repetitions: int) -> float:
    """Seconds of the fastest of several runs: the one that was disturbed least."""
    return min(_seconds(work) for _ in range(repetitions))


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
