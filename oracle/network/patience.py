"""Waiting for what others do: look, pause, look again, and give up in the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """How to wait."""

    poll_seconds: float
    """Between two looks, once pauses have grown to it."""
    longest_seconds: float
    """Before giving up; what is waited for goes on without us."""
    clock: Callable[[], float]
    """Seconds."""
    sleep: Callable[[float], object]
    """Waits."""
    first_seconds: float | None = None
    """The first pause, doubled each time; None where every pause is the same."""

    def begin(self) -> Wait:
        """Wait for one thing, from now."""
        return Wait(self, self.clock(), self.first_seconds or self.poll_seconds)


@dataclass(slots=True)
class Wait:
    """One thing being waited for."""

    patience: Patience
    """How to wait."""
    began: float
    """When it began, by the clock of `patience`."""
    seconds: float
    """The next pause."""

    def pause(self) -> bool:
        """Sleep until the next look; False, having slept no more, once patience has ended."""
        patience = self.patience
        if patience.clock() - self.began > patience.longest_seconds:
            return False
        patience.sleep(self.seconds)
        self.seconds = min(2 * self.seconds, patience.poll_seconds)
        return True
