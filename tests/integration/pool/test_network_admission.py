"""Which answers the collector keeps, and that what one node sends cannot hold up the others."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from oracle.network.admission import MOST_ANSWERS
from oracle.network.gathering import MonthState
from oracle.network.gathering_errors import ReportOfAnother, ReportUnasked, TooManyAnswers
from oracle.network.tally import equivocations
from oracle.package import SignedReport
from oracle.store.gathering_tables import ANSWERS
from rwa.chain.contract_structs import Content
from tests.integration.pool.network_of_world import NetworkOfWorld, falsified, signed_by


@pytest.fixture
def network(world: Any, tmp_path: Path) -> NetworkOfWorld:
    """A network whose first month is due."""
    network = NetworkOfWorld(world, tmp_path)
    network.due(1)
    return network


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        (lambda content: {"pool": b"\x07" * 32}, ReportOfAnother),
        (lambda content: {"class_rows": content.class_rows * 2}, ReportOfAnother),
        (lambda content: {"period": content.period + 1}, ReportOfAnother),
        (lambda content: {"period_index": 65_535}, ReportUnasked),
        (lambda content: {"revision": content.revision + 1}, ReportUnasked),
    ],
)
def test_receive__a_signed_report_that_nobody_can_have_asked_for__is_not_kept(
    network: NetworkOfWorld, changed: Callable[[Content], dict[str, Any]], error: type[Exception]
) -> None:
    notice = network.open(network.world.package(1))
    honest = network.service("node-4").answer(notice)
    assert isinstance(honest, SignedReport)
    other = replace(honest.content, **changed(honest.content))

    with pytest.raises(error):
        network.gathering.receive(signed_by(network, "node-4", other, honest))

    assert kept_answers(network) == 0


def test_receive__a_node_that_signs_ever_more__is_kept_twice_and_convicted_by_it(
    network: NetworkOfWorld,
) -> None:
    notice = network.open(network.world.package(1))
    honest = network.service("node-4").answer(notice)
    assert isinstance(honest, SignedReport)
    network.gathering.receive(honest)
    signed = [
        signed_by(network, "node-4", replace(honest.content, expenses_cents=1_000 + cents), honest)
        for cents in range(2)
    ]
    network.gathering.receive(signed[0])

    with pytest.raises(TooManyAnswers):
        network.gathering.receive(signed[1])
    network.gathering.receive(honest)
    network.gathering.receive(signed[0])
    assert kept_answers(network) == 2

    network.bring()
    assert honest.node not in network.world.oracle.nodes()


def test_receive__one_content_under_ever_other_deadlines__leaves_room_for_the_contradiction(
    network: NetworkOfWorld,
) -> None:
    notice = network.open(network.world.package(1))
    honest = network.service("node-4").answer(notice)
    assert isinstance(honest, SignedReport)
    for seconds in range(MOST_ANSWERS):
        until = honest.envelope.valid_until + seconds
        like = replace(honest, envelope=replace(honest.envelope, valid_until=until))
        network.gathering.receive(signed_by(network, "node-4", honest.content, like))
    later = replace(honest, envelope=replace(honest.envelope, valid_until=2**40))
    with pytest.raises(TooManyAnswers):
        network.gathering.receive(signed_by(network, "node-4", honest.content, later))

    false = replace(honest.content, expenses_cents=honest.content.expenses_cents + 1)
    network.gathering.receive(signed_by(network, "node-4", false, honest))

    assert kept_answers(network) == MOST_ANSWERS + 1
    network.bring()
    assert honest.node not in network.world.oracle.nodes()


def test_equivocations__a_first_report_of_another_month__hides_nothing(
    network: NetworkOfWorld,
) -> None:
    notice = network.open(network.world.package(1))
    honest = network.service("node-4").answer(notice)
    assert isinstance(honest, SignedReport)
    decoy, false = (
        signed_by(network, "node-4", replace(honest.content, **changed), honest)
        for changed in ({"period": honest.content.period + 1}, {"expenses_cents": 77})
    )

    (found,) = equivocations((decoy, honest, false), network.gathering.look())

    assert (found.first.content, found.second.content) == (honest.content, false.content)


def test_advance__a_row_is_damaged__the_others_make_the_quorum(network: NetworkOfWorld) -> None:
    network.open(network.world.package(1))
    network.ask()
    with network.store.writing() as connection:
        connection.execute(ANSWERS.update().where(ANSWERS.c.id == 1).values(body=b"{"))

    network.bring()

    assert network.gathering.month(1).state is MonthState.ACCEPTED


def test_advance__a_contradiction_that_is_known__is_not_told_again(
    network: NetworkOfWorld,
) -> None:
    notice = network.open(network.world.package(1))
    honest = network.service("node-4").answer(notice)
    assert isinstance(honest, SignedReport)
    network.gathering.receive(honest)
    false = replace(honest.content, expenses_cents=77)
    network.gathering.receive(signed_by(network, "node-4", false, honest))

    with capture_logs() as journal:
        for _ in range(3):
            network.gathering.advance()

    told = [line for line in journal if line["event"] == "node contradicts itself"]
    assert len(told) == len(network.outbox.jobs()) == 1


def test_open_month__back_to_the_first_document_in_the_same_block__asks_about_it_again(
    network: NetworkOfWorld,
) -> None:
    first, second = network.world.package(1), falsified(network.world.package(1))
    for package in (first, second, first):
        notice = network.open(package)
        assert network.gathering.notices() == (notice,)
    network.ask()
    network.bring()

    assert network.gathering.month(1).state is MonthState.ACCEPTED


def test_notices__the_last_look_is_young__does_not_wait_for_the_chain(
    network: NetworkOfWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    network.gathering.young_seconds, network.gathering.monotonic = 2.0, lambda: now[0]
    notice = network.open(network.world.package(1))
    looks: list[float] = []
    look = network.gathering.view.look
    monkeypatch.setattr(network.gathering.view, "look", lambda: (looks.append(now[0]), look())[1])

    for now[0] in (101.9, 101.9, 102.0, 103.9, 104.0):
        assert network.gathering.notices() == (notice,)

    assert looks == [102.0, 104.0]


def kept_answers(network: NetworkOfWorld) -> int:
    with network.store.reading() as connection:
        return len(connection.execute(select(ANSWERS)).all())
