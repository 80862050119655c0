"""A fifth of all calls fail, before or after they took effect; every month is accepted once."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, TypeVar

import pytest
from sqlalchemy import select

from oracle import failpoints
from oracle.network.client import CollectorUnreachable
from oracle.network.gathering import MonthState
from oracle.network.messages import Answer, Notice
from oracle.posting.job_rows import JobState
from oracle.store.gathering_tables import ANSWERS
from rwa.chain.contract_events import RemittanceAccepted
from rwa.chain.event_log import read_events
from rwa.core.errors import RwaError
from rwa.core.ids import Sha256
from tests.faults.unreliable_chain import Rates, UnreliableChain
from tests.integration.pool.network_of_world import NODES, InProcessCollector, NetworkOfWorld

Kept = TypeVar("Kept")
FAILING = 0.2
MONTHS, MOST_ROUNDS = 3, 60


@dataclass
class FailingConnection:
    """A connection to the collector of which some calls fail, with or without effect."""

    collector: InProcessCollector
    random: Random
    failures: int = 0

    def notices(self) -> tuple[Notice, ...]:
        return self._called(self.collector.notices)

    def document(self, name: Sha256) -> bytes:
        return self._called(lambda: self.collector.document(name))

    def send(self, answer: Answer) -> None:
        self._called(lambda: self.collector.send(answer))

    def _called(self, call: Callable[[], Kept]) -> Kept:
        if self.random.random() >= FAILING:
            return call()
        self.failures += 1
        if self.random.random() < 0.5:
            call()
        raise CollectorUnreachable("the network of this test", "it fails")


@pytest.mark.parametrize("seed", range(3))
def test_network__a_fifth_of_all_calls_fail__every_month_is_accepted_once(
    world: Any, tmp_path: Path, seed: int
) -> None:
    rates = Rates(unreachable=0.05, reply_lost=0.05, timeout=0.05, rate_limited=0.05)
    random = Random(seed)
    chain = UnreliableChain(world.chain, random, rates)
    network = NetworkOfWorld(world, tmp_path, chain=chain)
    connections = [FailingConnection(InProcessCollector(network.gathering), random) for _ in NODES]
    for name, connection in zip(NODES, connections, strict=True):
        own = UnreliableChain(world.chain, random, rates)
        network.loops[name] = network.loop(name, chain=own, collector=connection)
    for period in range(1, MONTHS + 1):
        network.due(period)
        package = world.package(period)
        name = network.publish(package)
        until_it_works(lambda name=name: network.gathering.open_month(name))
        for _ in range(MOST_ROUNDS):
            network.ask()
            until_it_works(network.gathering.advance)
            network.poster.step()
            network.time += 60
            if world.oracle.last_accepted() == period:
                break
        world.saw_accepted(package)

    events = read_events(
        world.chain, [world.oracle.address], first=0, last=world.chain.head().number
    )
    accepted = [event.period for event in events if isinstance(event, RemittanceAccepted)]
    assert accepted == list(range(1, MONTHS + 1))
    assert sum(connection.failures for connection in connections) > len(connections)
    assert sum(chain.faults.values()) > 20
    for _ in range(MOST_ROUNDS):
        network.poster.step()
    assert {job.state for job in network.outbox.jobs()} == {JobState.DONE}
    status = until_it_works(lambda: network.gathering.month(MONTHS))
    assert status.state is MonthState.ACCEPTED


class Stopped(BaseException):
    """Ends a process's work where it stands; nothing below may catch it."""


@pytest.fixture
def stop_at() -> Iterator[Callable[[str, int], None]]:
    """Stop at the n-th passing of a failpoint."""

    def arrange(name: str, passing: int) -> None:
        passed: list[str] = []

        def listener(reached: str) -> None:
            if reached == name:
                passed.append(reached)
            if len(passed) == passing and reached == name:
                raise Stopped(name)

        failpoints.listen(listener)

    yield arrange
    failpoints.listen(None)


NETWORK = [name for name in failpoints.FAILPOINTS if not name.startswith("posting.")]


@pytest.mark.parametrize("passing", [1, 2])
@pytest.mark.parametrize("name", NETWORK)
def test_network__stopped_at_a_failpoint__ends_as_if_nothing_had_happened(
    world: Any, tmp_path: Path, stop_at: Callable[[str, int], None], name: str, passing: int
) -> None:
    package = world.package(1)
    first = NetworkOfWorld(world, tmp_path)
    first.due(1)
    stop_at(name, passing)
    with contextlib.suppress(Stopped):
        first.open(package)
        first.ask()
        first.bring()
    failpoints.listen(None)
    first.store.close()

    again = NetworkOfWorld(world, tmp_path)
    again.documents.contents.update(first.documents.contents)
    again.open(package)
    again.ask()
    again.bring()

    assert again.gathering.month(1).state is MonthState.ACCEPTED
    events = read_events(
        world.chain, [world.oracle.address], first=0, last=world.chain.head().number
    )
    assert len([event for event in events if isinstance(event, RemittanceAccepted)]) == 1
    with again.store.reading() as connection:
        nodes = connection.execute(select(ANSWERS.c.node)).scalars().all()
    assert len(nodes) == len(set(nodes)) >= 3


def until_it_works(call: Callable[[], Kept]) -> Kept:
    """What whoever is behind the call would do: try again."""
    for _ in range(200):
        try:
            return call()
        except RwaError:
            continue
    raise AssertionError(call)
