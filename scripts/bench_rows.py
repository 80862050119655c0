"""A line of a benchmark: what was timed, against what, and whether both computed the same."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Comparison:
    """Ours against a baseline on the same inputs, in the same run, with the same threads."""

    title: str
    """What is computed."""
    baseline: str
    """What it is compared with."""
    unit: str
    """What is counted, such as `pool-months`."""
    ours_count: int
    """Units in our timed run."""
    ours_seconds: float
    """Best of the repetitions, compile time left out."""
    baseline_count: int
    """Units in the baseline's timed run; may be fewer than ours, being slower."""
    baseline_seconds: float
    """Best of the repetitions."""
    compile_seconds: float
    """What the first call took beyond a later one."""
    disagreement: float
    """Largest relative difference between the two results on the same inputs."""
    target: float | None
    """Ratio to reach; None where none is set."""

    @property
    def ratio(self) -> float:
        """How many times as many units a second ours computes."""
        return self.ours_rate / self.baseline_rate

    @property
    def ours_rate(self) -> float:
        """Units a second."""
        return self.ours_count / self.ours_seconds

    @property
    def baseline_rate(self) -> float:
        """Units a second."""
        return self.baseline_count / self.baseline_seconds


def best_seconds(work: Callable[[], object], *, repetitions: int) -> float:
    """Seconds of the fastest of several runs: the one that was disturbed least."""
    return min(_seconds(work) for _ in range(repetitions))


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
