import json
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from oracle.collector import ForeignSignature, QuorumMissing
from oracle.network.gathering import SIGNATURES_LAST_SECONDS, MonthState
from oracle.network.gathering_errors import (
    AnswerUnasked,
    MonthNotOpened,
    MonthOutOfTurn,
    NamedWrongly,
    SignerNotANode,
)
from oracle.network.messages import answer_bytes, read_report
from oracle.network.node_service import (
    DeadlineRefused,
    MonthSettled,
    NodeSetDiffers,
    NotInTheNodeSet,
)
from oracle.network.tally import is_own
from oracle.network.working_copy import FetchedAnother
from oracle.node import NoPriorMonth
from oracle.package import Objection, SignedReport
from oracle.posting.job_rows import JobState
from oracle.posting.jobs import ProveEquivocation
from oracle.signing_log import ReportKey, SigningLog
from oracle.store.gathering_tables import ANSWERS
from rwa.chain.contract_events import RemittanceAccepted
from rwa.chain.contract_structs import Content
from rwa.chain.deal_terms import Bounds
from rwa.chain.event_log import read_events
from rwa.chain.finality import BlockMark, FinalInMemory, FinalityBroken, HeadRegressed, OtherChain
from rwa.core.ids import Sha256
from tests.integration.pool.network_of_world import NODES, NetworkOfWorld, falsified, signed_by


@pytest.fixture
def network(world: Any, tmp_path: Path) -> NetworkOfWorld:
    """A network whose first month is due."""
    network = NetworkOfWorld(world, tmp_path)
    network.due(1)
    return network


def accepted_periods(network: NetworkOfWorld) -> list[int]:
    chain, oracle = network.world.chain, network.world.oracle
    events = read_events(chain, [oracle.address], first=0, last=chain.head().number)
    return [event.period for event in events if isinstance(event, RemittanceAccepted)]


# --- honest months -------------------------------------------------------------------------------


def test_network__honest_months__are_each_accepted_once(network: NetworkOfWorld) -> None:
    for period in (1, 2, 3):
        network.due(period)
        package = network.world.package(period)
        network.open(package)
        network.ask()
        network.bring()
        network.world.saw_accepted(package)
        assert network.gathering.month(period).state is MonthState.ACCEPTED
        # A node that starts afresh finds the month before on the chain.
        network.loops.clear()

    assert accepted_periods(network) == [1, 2, 3]
    assert network.gathering.notices() == ()
    network.bring()
    assert accepted_periods(network) == [1, 2, 3]


def test_answer__by_a_restarted_node__is_the_same_to_the_byte(network: NetworkOfWorld) -> None:
    notice = network.open(network.world.package(1))
    first = answer_bytes(network.service("node-1").answer(notice))

    assert answer_bytes(network.service("node-1").answer(notice)) == first
    network.gathering.receive(read_report(first))
    network.gathering.receive(read_report(first))
    with network.store.reading() as connection:
        assert len(connection.execute(select(ANSWERS)).all()) == 1


def test_network__two_of_four_answer__waits_for_the_third(network: NetworkOfWorld) -> None:
    network.open(network.world.package(1))
    network.ask("node-1", "node-2")
    network.bring()
    assert network.gathering.month(1).state is MonthState.OPEN
    with pytest.raises(QuorumMissing):
        network.gathering.quorum(1)

    network.ask("node-3")
    network.bring()
    assert network.gathering.month(1).state is MonthState.ACCEPTED


def test_network__a_restatement__is_followed_by_its_successors(
    network: NetworkOfWorld, without_an_extra_payment: Callable[..., Any]
) -> None:
    world, true = network.world, network.world.activity(1)
    for period, package in (
        (1, lambda: world.package(1, without_an_extra_payment(true))),
        (2, lambda: world.package(2)),
        (1, lambda: world.package(1, true, revision=1)),
    ):
        if period > world.oracle.last_accepted():
            network.due(period)
        month = package()
        network.open(month)
        network.ask()
        network.bring()
        world.saw_accepted(month)
    assert world.oracle.restating_period() == 2

    behind = network.open(world.package(3))
    with pytest.raises(NoPriorMonth) as caught:
        network.service("node-1").answer(behind)
    assert (caught.value.asked, caught.value.accepted) == (3, 1)

    network.open(world.package(2, world.months[2].activity, revision=1))
    network.ask()
    network.bring()
    assert accepted_periods(network) == [1, 2, 1, 2]
    assert world.oracle.restating_period() == 0


# --- months that are wrong -----------------------------------------------------------------------


def test_network__a_false_month__is_objected_to_and_the_objections_are_kept(
    network: NetworkOfWorld,
) -> None:
    network.open(falsified(network.world.package(1)))
    network.ask()
    network.bring()

    status = network.gathering.month(1)
    assert status.state is MonthState.OUT_OF_REACH
    assert "objects to scheduled_cents: expected" in status.reason
    assert len(network.gathering.objections()) == 4
    assert network.outbox.jobs() == ()

    network.open(network.world.package(1))
    network.ask()
    network.bring()
    assert network.gathering.month(1).state is MonthState.ACCEPTED
    assert len(network.gathering.objections()) == 4


def test_answer__an_activity_file_with_a_bad_row__objects_with_row_field_and_value(
    network: NetworkOfWorld,
) -> None:
    package = network.world.package(1)
    network.publish(package)
    bad = network.documents.contents[package.document.activity_sha256].replace(b",1,", b",x,", 1)
    name = network.documents.put(bad)
    document = replace(package.document, activity_sha256=name)
    from rwa.remittance.canonical import document_bytes

    notice = network.gathering.open_month(network.documents.put(document_bytes(document)))
    answer = network.service("node-1").answer(notice)

    assert isinstance(answer, Objection)
    assert answer.finding.field == "files"
    assert "row 2" in answer.finding.reported
    assert "payments_made" in answer.finding.reported
    assert "'x'" in answer.finding.reported
    network.gathering.receive(answer)


def test_answer__another_file_under_the_name__is_refused_and_not_kept(
    network: NetworkOfWorld,
) -> None:
    notice = network.open(network.world.package(1))
    name = network.world.package(1).document.tape_sha256

    class Liar:
        def document(self, wanted: Sha256) -> bytes:
            content = network.documents.get(wanted)
            return content + b"\n" if wanted == name else content

    service = network.service("node-1", collector=Liar())
    with pytest.raises(FetchedAnother) as caught:
        service.answer(notice)

    assert caught.value.name == name
    assert name not in service.copy.own.contents
    assert SigningLog(network.place / "node-1.sqlite").signed(ReportKey("RWA-2026-1", 1, 0)) is None


# --- what a node does not answer -----------------------------------------------------------------


def test_answer__a_notice_that_is_not_good__is_refused_and_nothing_signed(
    network: NetworkOfWorld,
) -> None:
    good, node = network.open(network.world.package(1)), network.service("node-1")
    now = network.world.chain.head().timestamp
    for valid_until in (now - 1, now + 15 * 86_400):
        with pytest.raises(DeadlineRefused):
            node.answer(replace(good, valid_until=valid_until))
    with pytest.raises(NodeSetDiffers):
        node.answer(replace(good, node_set_digest=bytes(32)))
    with pytest.raises(NotInTheNodeSet):
        network.service("attacker").answer(good)

    assert SigningLog(network.place / "node-1.sqlite").signed(ReportKey("RWA-2026-1", 1, 0)) is None
    assert isinstance(node.answer(good), SignedReport)


def test_answer__a_settled_month__is_not_signed_again(network: NetworkOfWorld) -> None:
    notice = network.open(network.world.package(1))
    network.ask("node-1", "node-2", "node-3")
    network.bring()

    with pytest.raises(MonthSettled):
        network.service("node-4").answer(notice)


def test_open_month__out_of_turn_or_without_its_files__is_refused(network: NetworkOfWorld) -> None:
    package = network.world.package(1)
    later = replace(
        package.document,
        remittance=replace(
            package.document.remittance, period_index=3, period=package.document.remittance.period
        ),
    )
    with pytest.raises(MonthOutOfTurn) as caught:
        network.open(replace(package, document=later))
    assert (caught.value.period, caught.value.last_accepted) == (3, 0)
    with pytest.raises(MonthNotOpened):
        network.gathering.month(1)
    with pytest.raises(NamedWrongly):
        network.gathering.keep_document(Sha256("0" * 64), b"a file")


# --- the collector can change nothing ------------------------------------------------------------


def test_receive__any_field_altered_on_the_way__is_foreign(network: NetworkOfWorld) -> None:
    notice = network.open(network.world.package(1))
    report = network.service("node-1").answer(notice)
    assert isinstance(report, SignedReport)
    seen, altered = network.gathering.look(), 0
    for each in fields(Content):
        value = getattr(report.content, each.name)
        other: Any = b"\x01" * 32 if isinstance(value, bytes) else None
        if isinstance(value, int):
            other = value + 1
        if isinstance(value, tuple):
            other = (replace(value[0], interest_cents=value[0].interest_cents + 1), *value[1:])
        false = replace(report, content=replace(report.content, **{each.name: other}))
        assert not is_own(false, seen), each.name
        altered += 1
    assert altered == len(fields(Content)) == 36

    with pytest.raises(ForeignSignature):
        network.gathering.receive(false)
    foreign = replace(report, node=network.world.people["node-2"].address)
    with pytest.raises(ForeignSignature):
        network.gathering.receive(foreign)
    with pytest.raises(SignerNotANode):
        network.gathering.receive(replace(report, node=network.world.people["attacker"].address))


def test_tally__a_row_altered_in_the_database__counts_no_more(network: NetworkOfWorld) -> None:
    network.open(network.world.package(1))
    network.ask("node-1", "node-2", "node-3")
    assert network.gathering.month(1).tally.has_quorum
    with network.store.writing() as connection:
        row = connection.execute(select(ANSWERS).limit(1)).one()
        message = json.loads(row.body)
        cents = int(message["content"]["interest_to_investors_cents"])
        message["content"]["interest_to_investors_cents"] = str(cents + 1)
        body = json.dumps(message, sort_keys=True, separators=(",", ":")).encode()
        connection.execute(ANSWERS.update().where(ANSWERS.c.id == row.id).values(body=body))

    network.bring()

    assert not network.gathering.month(1).tally.has_quorum
    assert network.outbox.jobs() == ()
    assert network.world.oracle.last_accepted() == 0


def test_receive__an_objection_nobody_asked_for__is_not_kept(network: NetworkOfWorld) -> None:
    service = network.service("node-1")
    package = falsified(network.world.package(1))
    notice = network.open(package)
    objection = service.answer(notice)
    assert isinstance(objection, Objection)
    other = network.service("node-1").node.object_to(
        Sha256("0" * 64), _difference(objection.finding.field)
    )

    with pytest.raises(AnswerUnasked):
        network.gathering.receive(other)
    assert network.gathering.objections() == ()


def _difference(field: str) -> Any:
    from oracle.checks import Difference

    return Difference(field, "1", "2", None)


# --- contradiction, rotation, lateness -----------------------------------------------------------


def test_network__a_node_that_signs_two_contents__is_removed_and_its_voice_not_counted(
    network: NetworkOfWorld,
) -> None:
    network.open(network.world.package(1))
    network.ask("node-1", "node-2", "node-4")
    with network.store.reading() as connection:
        bodies = [bytes(row.body) for row in connection.execute(select(ANSWERS))]
    liar = network.world.people["node-4"].address
    honest = next(read_report(body) for body in bodies if read_report(body).node == liar)
    false = replace(honest.content, expenses_cents=honest.content.expenses_cents + 1)
    network.gathering.receive(signed_by(network, "node-4", false, honest))

    assert {report.node for report in network.gathering.month(1).tally.signed} == {
        network.world.people[name].address for name in ("node-1", "node-2")
    }
    network.bring()
    assert liar not in network.world.oracle.nodes()
    (job,) = network.outbox.jobs()
    assert isinstance(job.job, ProveEquivocation)
    assert job.state is JobState.DONE

    network.ask("node-1", "node-2", "node-3")
    network.bring()
    assert network.gathering.month(1).state is MonthState.ACCEPTED


def test_network__a_node_removed_while_a_month_is_open__has_the_others_sign_again(
    network: NetworkOfWorld,
) -> None:
    first = network.open(network.world.package(1))
    network.ask("node-1", "node-2")
    oracle = network.world.oracle
    network.world.send("guardian", oracle.remove_node(network.world.people["node-4"].address))

    network.gathering.advance()
    (again,) = network.gathering.notices()
    assert again.document_sha256 == first.document_sha256
    assert again.node_set_digest == oracle.node_set_digest() != first.node_set_digest
    assert network.gathering.month(1).tally.signed == ()
    network.ask("node-1", "node-2", "node-3")
    network.bring()

    assert network.gathering.month(1).state is MonthState.ACCEPTED


def test_network__signatures_about_to_expire__are_asked_for_again(network: NetworkOfWorld) -> None:
    first = network.open(network.world.package(1))
    network.ask("node-1", "node-2")
    network.world.advance(first.valid_until - 3_600)
    network.gathering.advance()

    (again,) = network.gathering.notices()
    now = network.world.chain.head().timestamp
    assert again.valid_until == now + SIGNATURES_LAST_SECONDS
    network.ask("node-1", "node-2", "node-3")
    network.bring()
    assert network.gathering.month(1).state is MonthState.ACCEPTED


def test_advance__payment_time_passes_without_a_report__flags_the_period_once(
    network: NetworkOfWorld,
) -> None:
    network.bring()
    assert network.world.oracle.late_period() == 0
    network.world.advance(network.world.pay_time(1) + 60)
    network.bring()

    assert network.world.oracle.late_period() == 1
    assert len(network.outbox.jobs()) == 1


def test_network__a_month_outside_a_soft_bound__is_held_until_every_node_signed(
    new_world: Callable[..., Any], tmp_path: Path
) -> None:
    bounds = Bounds(max_rate_ppm=90_000, max_fee_ppm=20_000, max_smm_ppm=1)
    network = NetworkOfWorld(new_world(bounds=bounds), tmp_path)
    network.due(1)
    network.open(network.world.package(1))
    network.ask(*NODES[:3])
    network.bring()
    assert network.gathering.month(1).state is MonthState.HELD
    assert network.world.oracle.last_accepted() == 0

    network.ask(NODES[3])
    network.bring()
    assert network.gathering.month(1).state is MonthState.ACCEPTED


# --- a chain that is not to be believed ----------------------------------------------------------


def test_look__head_below_what_was_final__halts_and_signs_nothing(
    network: NetworkOfWorld,
) -> None:
    before = network.world.chain.fork()
    notice = network.open(network.world.package(1))
    network.world.advance(network.world.chain.head().timestamp + 60)
    network.service("node-1").view.look()

    with pytest.raises(HeadRegressed):
        network.service("node-1", chain=before).answer(notice)
    assert SigningLog(network.place / "node-1.sqlite").signed(ReportKey("RWA-2026-1", 1, 0)) is None


def test_look__a_final_block_replaced__halts_and_remembers_the_old_one(
    network: NetworkOfWorld,
) -> None:
    other = network.world.chain.fork()
    now = network.world.chain.head().timestamp
    network.world.advance(now + 60)
    network.service("node-1").view.look()
    seen = SigningLog(network.place / "node-1.sqlite").seen_final()
    for seconds in (70, 80, 90):
        other.advance_to(now + seconds)

    with pytest.raises(FinalityBroken) as caught:
        network.service("node-1", chain=other).view.look()
    assert seen == BlockMark(caught.value.number, caught.value.seen)
    assert SigningLog(network.place / "node-1.sqlite").seen_final() == seen


def test_look__another_chain_behind_the_address__halts(network: NetworkOfWorld) -> None:
    view = network.view(network.world.chain, FinalInMemory())
    view.genesis_hash = bytes(32)

    with pytest.raises(OtherChain):
        view.look()
