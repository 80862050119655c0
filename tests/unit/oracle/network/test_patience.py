from dataclasses import dataclass, field

from oracle.network.patience import Patience


@dataclass
class Clock:
    """Time that passes only while somebody sleeps."""

    now: float = 100.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.slept.append(seconds)

    def patience(self, first_seconds: float | None = None) -> Patience:
        return Patience(2.0, 9.0, clock=self, sleep=self.sleep, first_seconds=first_seconds)


def test_pause__no_first_pause__all_are_the_same_until_patience_ends() -> None:
    clock = Clock()
    wait = clock.patience().begin()

    while wait.pause():
        pass

    assert clock.slept == [2.0] * 5


def test_pause__short_first_pause__doubles_up_to_the_longest() -> None:
    clock = Clock()
    wait = clock.patience(first_seconds=0.5).begin()

    while wait.pause():
        pass

    assert clock.slept == [0.5, 1.0, 2.0, 2.0, 2.0, 2.0]


def test_pause__looks_that_take_long__count_as_waiting() -> None:
    clock = Clock()
    wait = clock.patience().begin()
    clock.now += 9.5

    assert not wait.pause()
    assert clock.slept == []


def test_begin__again__waits_as_long_again() -> None:
    clock = Clock()
    patience = clock.patience(first_seconds=0.5)
    first = patience.begin()
    while first.pause():
        pass
    clock.slept.clear()

    assert patience.begin().pause()
    assert clock.slept == [0.5]
