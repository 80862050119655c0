from dataclasses import dataclass, field
from random import Random

import pytest
from structlog.testing import capture_logs

from oracle.network.client import CollectorUnreachable
from oracle.network.messages import Notice
from oracle.network.node_loop import Backoff, NodeLoop
from oracle.network.node_service import MonthSettled
from oracle.node import NoPriorMonth
from oracle.signing_log import SigningLogUnusable
from rwa.chain.finality import HeadRegressed
from rwa.core.errors import RwaError
from rwa.core.ids import Sha256

ONE, TWO = (Notice(Sha256(digit * 64), bytes(32), 1_900_000_000) for digit in "12")


@dataclass
class ScriptedCollector:
    """Stands for the far end of a connection: answers, or fails as it is told to."""

    open: list[Notice] = field(default_factory=lambda: [ONE])
    fails: list[RwaError | None] = field(default_factory=list)
    kept: list[object] = field(default_factory=list)

    def notices(self) -> tuple[Notice, ...]:
        self._may_fail()
        return tuple(self.open)

    def document(self, name: Sha256) -> bytes:
        raise AssertionError(name)

    def send(self, answer: object) -> None:
        self._may_fail()
        self.kept.append(answer)

    def _may_fail(self) -> None:
        error = self.fails.pop(0) if self.fails else None
        if error is not None:
            raise error


@dataclass
class ScriptedService:
    """Stands for a node whose answer is known beforehand."""

    errors: dict[Notice, RwaError] = field(default_factory=dict)
    asked: list[Notice] = field(default_factory=list)
    halt: RwaError | None = None

    def look(self) -> None:
        if self.halt is not None:
            raise self.halt

    def answer(self, notice: Notice) -> object:
        self.asked.append(notice)
        if notice in self.errors:
            raise self.errors[notice]
        return f"answer to {notice.document_sha256[0]}"


def loop_of(service: ScriptedService, collector: ScriptedCollector) -> NodeLoop:
    return NodeLoop(service, collector, Backoff(1.0, 60.0), Random(1))  # type: ignore[arg-type]


DOWN = CollectorUnreachable("http://localhost", "refused")


def test_step__an_open_notice__is_answered_once() -> None:
    service, collector = ScriptedService(), ScriptedCollector()
    loop = loop_of(service, collector)

    for _ in range(3):
        loop.step()

    assert (service.asked, collector.kept, loop.failures) == ([ONE], ["answer to 1"], 0)


def test_step__the_answer_does_not_arrive__is_given_again() -> None:
    service, collector = ScriptedService(), ScriptedCollector(fails=[None, DOWN])
    loop = loop_of(service, collector)
    loop.step()
    assert (collector.kept, loop.failures) == ([], 1)

    loop.step()

    assert (collector.kept, loop.failures) == (["answer to 1"], 0)


def test_step__one_notice_fails__keeps_no_other_from_its_turn() -> None:
    service = ScriptedService(errors={ONE: SigningLogUnusable(None, cause="locked")})
    collector = ScriptedCollector(open=[ONE, TWO])
    loop = loop_of(service, collector)

    loop.step()

    assert (collector.kept, loop.failures) == (["answer to 2"], 1)


def test_step__a_notice_that_no_try_can_answer__is_left_alone() -> None:
    service = ScriptedService(errors={ONE: MonthSettled(period=1, revision=0)})
    loop = loop_of(service, ScriptedCollector())

    loop.step()
    loop.step()

    assert (service.asked, loop.failures) == ([ONE], 0)


def test_step__a_month_whose_turn_has_not_come__is_no_failure_and_asked_again() -> None:
    service = ScriptedService(errors={ONE: NoPriorMonth(asked=3, accepted=1)})
    collector = ScriptedCollector(open=[ONE, TWO])
    loop = loop_of(service, collector)

    with capture_logs() as told:
        for _ in range(3):
            loop.step()
    assert (loop.failures, collector.kept) == (0, ["answer to 2"])
    assert [entry["event"] for entry in told] == ["not yet", "answered"]

    service.errors.clear()
    loop.step()

    assert collector.kept == ["answer to 2", "answer to 1"]


def test_run__the_chain_halts__ends_the_loop() -> None:
    service = ScriptedService(errors={ONE: HeadRegressed(head=1, final=2)})
    loop = loop_of(service, ScriptedCollector())

    with pytest.raises(HeadRegressed):
        loop.run(is_stopped=lambda: False, sleep=lambda _: None)


def test_run__the_chain_halts_with_nothing_to_answer__ends_the_loop() -> None:
    service = ScriptedService(halt=HeadRegressed(head=1, final=2))
    loop = loop_of(service, ScriptedCollector(open=[]))

    with pytest.raises(HeadRegressed):
        loop.run(is_stopped=lambda: False, sleep=lambda _: None)


def test_run__told_to_stop_while_it_answers__finishes_the_answer_and_does_not_sleep() -> None:
    service, collector, slept = ScriptedService(), ScriptedCollector(), []
    loop = loop_of(service, collector)

    loop.run(is_stopped=lambda: bool(service.asked), sleep=slept.append)

    assert (collector.kept, slept) == (["answer to 1"], [])


def test_run__failure_after_failure__waits_ever_longer_and_then_as_usual() -> None:
    collector, slept = ScriptedCollector(fails=[DOWN] * 8), []
    loop = loop_of(ScriptedService(), collector)

    loop.run(is_stopped=lambda: len(slept) == 10, sleep=slept.append)

    for failures, seconds in enumerate(slept[:8], start=1):
        longest = min(2.0**failures, 60.0)
        assert longest / 2 <= seconds <= longest
    assert all(0.5 <= seconds <= 1.0 for seconds in slept[8:])
    assert len(set(slept)) == 10
