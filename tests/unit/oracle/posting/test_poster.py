"""Jobs on a chain that mines at once: done once, whoever else is about."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from oracle.posting.job_rows import JobState
from oracle.posting.jobs import FlagLate
from oracle.posting.transaction_rows import transactions_of_job
from oracle.store.database import Store
from rwa.chain.transactions import send
from tests.unit.oracle.posting.posted_pool import (
    PostedPool,
    account,
    contents,
    hashes,
    new_pool,
    node_keys,
    rows_of,
)
from tests.unit.oracle.posting.posting_desk import Desk

Stores = Callable[[], Store]


def test_step__a_quorum__is_in_force_after_one_step_and_final(desk: Any) -> None:
    job_id = desk.outbox.add(desk.pool.report(1))

    (changed,) = desk.poster.step()

    assert changed == desk.outbox.job(job_id)
    assert (changed.state, changed.final) == (JobState.DONE, True)
    assert desk.pool.accepted() == hashes(1)
    assert desk.metric("outbox_pending") == 0


def test_step__nothing_to_do__changes_no_row(desk: Any) -> None:
    desk.outbox.add(desk.pool.report(1))
    desk.poster.step()
    before = rows_of(desk.store)

    assert desk.poster.step() == ()
    assert rows_of(desk.store) == before


def test_step__months_added_out_of_order__are_accepted_in_order(desk: Any) -> None:
    ids = [desk.outbox.add(desk.pool.report(number)) for number in (3, 1, 4, 2)]

    for _ in range(4):
        desk.poster.step()

    assert desk.pool.accepted() == hashes(1, 2, 3, 4)
    assert [desk.state(job_id) for job_id in ids] == ["done"] * 4
    nonces = [row[1] for row in rows_of(desk.store) if row[0] == account("poster").address]
    assert nonces == [0, 1, 2, 3]


def test_step__dated__is_mined_at_that_time(desk: Any) -> None:
    desk.outbox.add(desk.pool.report(1))
    at = desk.pool.chain.head().timestamp + 7_777

    desk.poster.step(at)

    assert desk.pool.chain.head().timestamp == at
    assert desk.pool.accepted() == hashes(1)


def test_step__report_brought_by_somebody_else__is_done_without_a_transaction(desk: Any) -> None:
    report = desk.pool.report(1)
    job_id = desk.outbox.add(report)
    send(desk.pool.chain, account("attacker"), report.call())

    desk.poster.step()

    assert desk.state(job_id) == "done"
    assert desk.pool.chain.nonce(account("poster").address) == 0


def test_step__higher_revision_in_force__is_a_recorded_no_op(desk: Any) -> None:
    for number in (1, 5):
        send(desk.pool.chain, account("attacker"), desk.pool.report(number).call())
    other = replace(contents()[0], tape_root=b"\x09" * 32)
    job_id = desk.outbox.add(desk.pool.report(1, content=other))

    desk.poster.step()

    found = desk.outbox.job(job_id)
    assert (found.state, found.reason) == (JobState.SUPERSEDED, "revision 1 is in force")
    assert desk.pool.accepted() == hashes(1, 5)
    assert desk.kinds_of_alerts() == []


def test_step__revision__follows_its_first_report(desk: Any) -> None:
    ids = [desk.outbox.add(desk.pool.report(number)) for number in (5, 1)]

    desk.poster.step()
    desk.poster.step()

    assert desk.pool.accepted() == hashes(1, 5)
    assert [desk.state(job_id) for job_id in ids] == ["done", "done"]


def test_step__other_content_of_the_same_revision_in_force__alarms(desk: Any) -> None:
    send(desk.pool.chain, account("attacker"), desk.pool.report(1).call())
    other = replace(contents()[0], tape_root=b"\x09" * 32)
    job_id = desk.outbox.add(desk.pool.report(1, content=other))

    desk.poster.step()

    assert desk.state(job_id) == "unfit"
    (alert,) = desk.outbox.alerts()
    assert (alert.kind, alert.job_id) == ("unfit", job_id)
    assert f"0x{hashes(1)[0].hex()}" in alert.detail


# --- what the contract does not take


def test_step__signatures_expired__is_unfit_until_it_is_signed_again(desk: Any) -> None:
    now = desk.pool.chain.head().timestamp
    job_id = desk.outbox.add(desk.pool.report(1, valid_until=now - 1))
    desk.poster.step()
    assert desk.state(job_id) == "unfit"
    assert desk.kinds_of_alerts() == ["unfit"]
    assert desk.pool.chain.nonce(account("poster").address) == 0

    assert desk.outbox.add(desk.pool.report(1)) == job_id
    desk.poster.step()

    assert desk.state(job_id) == "done"
    assert desk.pool.accepted() == hashes(1)


def test_step__identity_broken__fails_before_gas_is_spent_and_says_why(desk: Any) -> None:
    false = replace(contents()[0], balance_end_cents=contents()[0].balance_end_cents + 1)
    job_id = desk.outbox.add(desk.pool.report(1, content=false))

    desk.poster.step()
    assert desk.state(job_id) == "waiting"
    desk.poster.step()

    found = desk.outbox.job(job_id)
    assert found.state is JobState.FAILED
    assert "RemittanceOracle_" in found.reason
    assert desk.kinds_of_alerts() == ["refused"]
    assert desk.metric("alerts_total", kind="refused") == 1
    assert desk.pool.chain.nonce(account("poster").address) == 0
    before = rows_of(desk.store)
    assert desk.poster.step() == ()
    assert rows_of(desk.store) == before


def test_step__reverted_in_a_block__fails_once_with_the_decoded_reason(desk: Any) -> None:
    false = replace(contents()[0], balance_end_cents=contents()[0].balance_end_cents + 1)
    job_id = desk.outbox.add(desk.pool.report(1, content=false))

    for day in range(1, 4):
        desk.poster.step(desk.pool.chain.head().timestamp + day)

    found = desk.outbox.job(job_id)
    assert found.state is JobState.FAILED
    assert "RemittanceOracle_" in found.reason
    assert desk.kinds_of_alerts() == ["reverted"]
    assert desk.pool.chain.nonce(account("poster").address) == 1
    assert desk.pool.accepted() == []


def test_retry__failed_job__is_tried_once_more(desk: Any) -> None:
    false = replace(contents()[0], balance_end_cents=contents()[0].balance_end_cents + 1)
    job_id = desk.outbox.add(desk.pool.report(1, content=false))
    desk.poster.step(desk.pool.chain.head().timestamp + 1)

    assert desk.outbox.retry(job_id).state is JobState.WAITING
    desk.poster.step(desk.pool.chain.head().timestamp + 1)

    assert desk.state(job_id) == "failed"
    assert desk.pool.chain.nonce(account("poster").address) == 2


def test_step__failed_report_then_brought_by_somebody_else__is_done(desk: Any) -> None:
    report = desk.pool.report(1, signers=2)
    job_id = desk.outbox.add(report)
    desk.poster.step()
    assert desk.state(job_id) == "unfit"

    send(desk.pool.chain, account("attacker"), desk.pool.report(1).call())
    desk.poster.step()

    assert desk.state(job_id) == "done"


def test_step__outside_a_soft_bound__is_held_until_all_have_signed(store: Store) -> None:
    desk = Desk(new_pool(max_smm_ppm=0), store)
    job_id = desk.outbox.add(desk.pool.report(1))
    desk.poster.step()
    assert desk.state(job_id) == "held"
    assert desk.pool.oracle.held_report_of(1).content_hash == hashes(1)[0]
    head = desk.pool.chain.head()
    assert desk.poster.step() == ()
    assert desk.pool.chain.head() == head

    assert desk.outbox.add(desk.pool.report(1, signers=4)) == job_id
    desk.poster.step()

    assert desk.state(job_id) == "done"
    assert desk.pool.accepted() == hashes(1)
    assert desk.kinds_of_alerts() == []


# --- late periods and equivocation


def test_flag_late__past_its_payment_time__is_flagged_once(desk: Any) -> None:
    flag = FlagLate(desk.pool.oracle.address, 1)
    job_id = desk.outbox.add(flag)
    assert desk.outbox.add(flag) == job_id

    desk.poster.step()
    desk.poster.step()

    assert desk.state(job_id) == "done"
    assert desk.pool.oracle.late_period() == 1
    assert desk.pool.chain.nonce(account("poster").address) == 1


def test_flag_late__before_its_payment_time__waits(desk: Any) -> None:
    for number in (1, 2, 3, 4):
        desk.outbox.add(desk.pool.report(number))
        desk.poster.step()
    job_id = desk.outbox.add(FlagLate(desk.pool.oracle.address, 5))

    desk.poster.step()
    assert desk.state(job_id) == "waiting"
    assert desk.outbox.job(job_id).reason == "its payment time has not passed"
    desk.poster.step(desk.pool.chain.head().timestamp + 60 * 86_400)

    assert desk.state(job_id) == "done"
    assert desk.pool.oracle.late_period() == 5


def test_flag_late__report_in_force__is_not_needed(desk: Any) -> None:
    desk.outbox.add(desk.pool.report(1))
    desk.poster.step()
    job_id = desk.outbox.add(FlagLate(desk.pool.oracle.address, 1))

    desk.poster.step()

    assert desk.state(job_id) == "superseded"
    assert desk.pool.oracle.late_period() == 0


def test_equivocation__proven__removes_the_node_once(desk: Any, new_store: Stores) -> None:
    proof = desk.pool.equivocation()
    other = Desk(desk.pool, new_store(), role="other-poster")
    ids = [each.outbox.add(proof) for each in (desk, other)]

    desk.poster.step()
    other.poster.step()

    assert node_keys()[0].address not in desk.pool.oracle.nodes()
    assert [desk.state(ids[0]), other.state(ids[1])] == ["done", "superseded"]
    assert desk.pool.chain.nonce(account("other-poster").address) == 0


def test_equivocation__halves_of_two_nodes__is_unfit(desk: Any) -> None:
    proof = desk.pool.equivocation()
    forged = replace(proof.second, signature_=b"\x01" * 64 + b"\x1b")
    job_id = desk.outbox.add(replace(proof, second=forged))

    desk.poster.step()

    assert desk.state(job_id) == "unfit"
    assert len(desk.pool.oracle.nodes()) == 4


# --- two at once


@pytest.mark.parametrize("role", ["poster", "other-poster"])
def test_two_posters__stores_of_their_own__one_is_accepted_the_other_a_no_op(
    slow: PostedPool, new_store: Stores, role: str
) -> None:
    desks = [Desk(slow, new_store()), Desk(slow, new_store(), role=role)]
    ids = [desk.outbox.add(slow.report(1)) for desk in desks]

    for desk in desks:
        desk.poster.step()
    slow.chain.mine()
    for _ in range(2):
        for desk in desks:
            desk.poster.step()

    assert slow.accepted() == hashes(1)
    assert [desk.state(job_id) for desk, job_id in zip(desks, ids, strict=True)] == ["done"] * 2
    assert [row for desk in desks for row in desk.outbox.alerts()] == []


@pytest.mark.parametrize("role", ["poster", "other-poster"])
def test_two_posters__one_store__sign_one_transaction(
    slow: PostedPool, store: Store, role: str
) -> None:
    desks = [Desk(slow, store), Desk(slow, store, role=role)]
    job_id = desks[0].outbox.add(slow.report(1))

    for desk in desks:
        desk.poster.step()
    with store.reading() as connection:
        assert len(transactions_of_job(connection, job_id)) == 1
    slow.chain.mine()
    for desk in desks:
        desk.poster.step()

    assert slow.accepted() == hashes(1)
    assert desks[1].state(job_id) == "done"


@pytest.mark.parametrize("role", ["poster", "other-poster"])
def test_two_posters__one_store_and_the_other_signs_meanwhile__sign_one_transaction(
    slow: PostedPool, store: Store, role: str
) -> None:
    other = Desk(slow, store, role=role)

    class Interrupted:
        """A chain that answers about fees after the other poster has made a step."""

        def __getattr__(self, name: str) -> Any:
            if name == "fees":
                other.poster.step()
            return getattr(slow.chain, name)

    desk = Desk(slow, store)
    desk.restart(Interrupted())
    job_id = desk.outbox.add(slow.report(1))

    desk.poster.step()

    with store.reading() as connection:
        (row,) = transactions_of_job(connection, job_id)
    assert row.account == account(role).address
    assert [each.raw for each in slow.chain.waiting()] == [row.signed]
