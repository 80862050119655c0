"""What the outbox keeps: each work once, whole, and readable by a fresh process."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from oracle.collector import Quorum
from oracle.posting.errors import EnvelopeOfAnother, JobUnknown, StoredJobUnreadable
from oracle.posting.job_rows import JobState, update_job
from oracle.posting.jobs import AcceptReport, FlagLate, Job
from oracle.posting.outbox import Outbox
from oracle.store.database import Store
from rwa.chain.accounts import Signature
from rwa.chain.report import hash_content
from rwa.core.ids import Address
from tests.unit.oracle.posting.posted_pool import PostedPool, contents, node_keys, rows_of


@pytest.fixture(params=["report", "late period", "equivocation"])
def job(request: pytest.FixtureRequest, pool: PostedPool) -> Job:
    made: dict[str, Job] = {
        "report": pool.report(2),
        "late period": FlagLate(pool.oracle.address, 65_535),
        "equivocation": pool.equivocation(),
    }
    return made[request.param]


def test_add__every_kind__is_read_again_as_it_was(store: Store, job: Job) -> None:
    job_id = Outbox(store).add(job)

    found = Outbox(store).job(job_id)

    assert found.job == job
    assert type(found.job) is type(job)
    assert found.job.call() == job.call()
    assert found.state is JobState.WAITING


def test_add__the_same_again__is_kept_once(store: Store, job: Job) -> None:
    outbox = Outbox(store)
    job_id = outbox.add(job)
    before = rows_of(store)

    assert outbox.add(job) == job_id
    assert rows_of(store) == before
    assert outbox.pending() == 1


def test_call__of_each_kind__is_what_the_binding_sends(pool: PostedPool) -> None:
    report, proof = pool.report(1), pool.equivocation()
    accept = pool.oracle.accept(report.content, report.envelope, report.signatures)

    assert report.call() == accept
    assert FlagLate(pool.oracle.address, 1).call() == pool.oracle.flag_late()
    assert proof.call() == pool.oracle.prove_equivocation(proof.first, proof.second)


def test_accept_report__of_a_quorum__takes_its_signatures_in_order(pool: PostedPool) -> None:
    report = pool.report(1)
    digest = pool.digest(report.envelope)
    signatures: dict[Address, Signature] = {
        key.address: key.sign_digest(digest) for key in reversed(node_keys()[:3])
    }
    quorum = Quorum(report.content, report.envelope, signatures, objections=())

    assert AcceptReport.of(quorum, pool.oracle.address) == report


def test_accept_report__envelope_of_another_content__is_refused(pool: PostedPool) -> None:
    report = pool.report(1)

    with pytest.raises(EnvelopeOfAnother) as caught:
        replace(report, content=contents()[1])

    assert caught.value.envelope == hash_content(contents()[0])
    assert caught.value.content == hash_content(contents()[1])


def test_equivocation__halves_in_either_order__are_one_job(pool: PostedPool) -> None:
    proof = pool.equivocation()

    turned = type(proof).of(pool.oracle.address, proof.second, proof.first)

    assert turned == proof
    assert turned.natural_key == proof.natural_key


# --- brought again


def test_add__more_signatures__take_the_place_of_fewer_and_never_the_reverse(
    store: Store, pool: PostedPool
) -> None:
    outbox = Outbox(store)
    job_id = outbox.add(pool.report(1, signers=3))

    assert outbox.add(pool.report(1, signers=4)) == job_id
    assert outbox.job(job_id).job == pool.report(1, signers=4)
    assert outbox.add(pool.report(1, signers=3)) == job_id
    assert outbox.job(job_id).job == pool.report(1, signers=4)


def test_add__another_envelope__takes_the_place(store: Store, pool: PostedPool) -> None:
    outbox = Outbox(store)
    job_id = outbox.add(pool.report(1))
    later = pool.report(1, valid_until=2_000_000_001)

    assert outbox.add(later) == job_id
    assert outbox.job(job_id).job == later
    assert len(outbox.jobs()) == 1


def test_add__more_signatures_for_what_is_done__does_not_open_it(desk: Any) -> None:
    job_id = desk.outbox.add(desk.pool.report(1))
    desk.poster.step()

    desk.outbox.add(desk.pool.report(1, signers=4))

    assert desk.state(job_id) == "done"
    assert desk.outbox.open_jobs() == ()


def test_standing__what_a_contract_said__is_kept_as_far_as_a_database_can(store: Store) -> None:
    outbox = Outbox(store)
    job_id = outbox.add(FlagLate(Address("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"), 1))
    seen = outbox.job(job_id)

    with store.writing() as connection:
        update_job(connection, seen, seen.standing(JobState.FAILED, "no\0" + "!" * 9_000))

    assert outbox.job(job_id).reason == "no?" + "!" * 1_997


# --- questions


def test_job__unknown_number__is_said(store: Store) -> None:
    with pytest.raises(JobUnknown) as caught:
        Outbox(store).job(7)

    assert caught.value.job_id == 7


def test_jobs__kind_of_a_later_version__is_said(store: Store, pool: PostedPool) -> None:
    job_id = Outbox(store).add(pool.report(1))
    with store.writing() as connection:
        connection.execute(text("UPDATE jobs SET kind = 'pay holders'"))

    with pytest.raises(StoredJobUnreadable) as caught:
        Outbox(store).jobs()

    assert (caught.value.job_id, caught.value.kind) == (job_id, "pay holders")


def test_acknowledge__alert__is_not_shown_again(desk: Any) -> None:
    desk.outbox.add(desk.pool.report(1, signers=2))
    desk.poster.step()
    (alert,) = desk.outbox.alerts()
    assert alert.raised_at == desk.clock.now

    desk.outbox.acknowledge(alert.alert_id, at=5_000)
    desk.poster.step()

    assert desk.outbox.alerts() == ()


def test_retry__job_that_has_not_failed__changes_nothing(desk: Any) -> None:
    job_id = desk.outbox.add(desk.pool.report(1))
    before = rows_of(desk.store)

    assert desk.outbox.retry(job_id).state is JobState.WAITING
    assert rows_of(desk.store) == before
