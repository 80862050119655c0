"""Blocks that are replaced: what was mined is sent again, and only what is final is final."""

from dataclasses import replace
from typing import Any

import pytest

from oracle.posting.transaction_rows import StoredTransaction, transactions_of_job
from rwa.chain.embedded import EmbeddedChain
from rwa.chain.finality import ChainHalted, FinalityBroken, HeadRegressed, OtherChain
from rwa.chain.roles import GUARDIAN_ROLE
from rwa.chain.transactions import send
from tests.faults.simulated_chain import SimulatedChain
from tests.unit.oracle.posting.posted_pool import account, genesis, hashes, node_keys, rows_of
from tests.unit.oracle.posting.test_waiting import foreign_transaction


def signed_for(desk: Any, job_id: int) -> tuple[StoredTransaction, ...]:
    with desk.store.reading() as connection:
        return transactions_of_job(connection, job_id)


def post(desk: Any, number: int) -> int:
    """Have a month accepted in a block of its own."""
    job_id: int = desk.outbox.add(desk.pool.report(number))
    desk.poster.step()
    desk.pool.chain.mine()
    desk.poster.step()
    assert desk.state(job_id) == "done"
    return job_id


def test_step__mined_and_not_final__becomes_final_only_behind_the_mark(slow_desk: Any) -> None:
    job_id = post(slow_desk, 1)
    assert not slow_desk.outbox.job(job_id).final

    slow_desk.pool.chain.mine_empty(4)
    slow_desk.poster.step()
    assert not slow_desk.outbox.job(job_id).final
    slow_desk.pool.chain.mine_empty(1)
    slow_desk.poster.step()

    assert slow_desk.outbox.job(job_id).final
    assert signed_for(slow_desk, job_id)[0].final


def test_step__block_replaced__sends_the_same_bytes_again(slow_desk: Any) -> None:
    job_id = post(slow_desk, 1)
    (before,) = signed_for(slow_desk, job_id)
    slow_desk.pool.chain.reorg(1, blocks=2, keep=0.0)
    assert slow_desk.pool.accepted() == []

    (changed,) = slow_desk.poster.step()

    assert changed.state.value == "in flight"
    assert [each.raw for each in slow_desk.pool.chain.waiting()] == [before.signed]
    slow_desk.pool.chain.mine()
    slow_desk.poster.step()
    assert slow_desk.state(job_id) == "done"
    assert slow_desk.pool.accepted() == hashes(1)
    (after,) = signed_for(slow_desk, job_id)
    assert (after.hash, after.nonce) == (before.hash, before.nonce)
    assert after.block != before.block
    assert slow_desk.metric("reorg_depth") == 1


def test_step__several_months_replaced__are_sent_again_in_order(slow_desk: Any) -> None:
    ids = [post(slow_desk, number) for number in (1, 2, 3)]
    slow_desk.pool.chain.reorg(3, keep=0.0)

    slow_desk.poster.step()
    assert [each.transaction.nonce for each in slow_desk.pool.chain.waiting()] == [0, 1, 2]
    slow_desk.pool.chain.mine()
    slow_desk.poster.step()

    assert [slow_desk.state(job_id) for job_id in ids] == ["done"] * 3
    assert slow_desk.pool.accepted() == hashes(1, 2, 3)
    assert slow_desk.metric("nonce_gap") == 0


def test_step__foreign_nonce_given_back_by_a_reorg__fills_the_gap(slow_desk: Any) -> None:
    chain = slow_desk.pool.chain
    chain.broadcast(foreign_transaction(chain, 0))
    chain.mine()
    job_id = post(slow_desk, 1)
    assert signed_for(slow_desk, job_id)[0].nonce == 1
    chain.reorg(2, keep=0.0)
    assert chain.mined_nonce(account("poster").address) == 0

    slow_desk.poster.step()
    assert slow_desk.metric("nonce_gap") == 1
    assert [each.transaction.nonce for each in chain.waiting()] == [0, 1]
    chain.mine()
    slow_desk.poster.step()

    assert slow_desk.state(job_id) == "done"
    assert slow_desk.pool.accepted() == hashes(1)
    assert slow_desk.kinds_of_alerts() == []


def test_step__somebody_elses_acceptance_replaced__brings_it_itself(slow_desk: Any) -> None:
    chain = slow_desk.pool.chain
    report = slow_desk.pool.report(1)
    send(chain, account("attacker"), report.call())
    job_id = slow_desk.outbox.add(report)
    slow_desk.poster.step()
    assert slow_desk.state(job_id) == "done"
    chain.reorg(1, keep=0.0)

    slow_desk.poster.step()
    chain.mine()
    slow_desk.poster.step()

    assert slow_desk.state(job_id) == "done"
    assert slow_desk.pool.accepted() == hashes(1)
    assert chain.mined_nonce(account("poster").address) == 1


def test_step__failure_on_a_branch_that_was_left__is_tried_again(slow_desk: Any) -> None:
    chain = slow_desk.pool.chain
    guardian = account("admin")
    send(chain, guardian, slow_desk.pool.oracle.grant_role(GUARDIAN_ROLE, guardian.address))
    report = slow_desk.pool.report(1)
    send(chain, guardian, slow_desk.pool.oracle.remove_node(node_keys()[3].address))
    job_id = slow_desk.outbox.add(report)
    slow_desk.poster.step()
    assert slow_desk.state(job_id) == "unfit"
    chain.reorg(1, keep=0.0)

    slow_desk.poster.step()
    chain.mine()
    slow_desk.poster.step()

    assert slow_desk.state(job_id) == "done"
    assert slow_desk.pool.accepted() == hashes(1)


# --- halting


def halts(desk: Any, kind: type[ChainHalted]) -> ChainHalted:
    """Check that a step raises, twice, and changes no row; return what it raised."""
    before = rows_of(desk.store)
    for _ in range(2):
        with pytest.raises(kind) as caught:
            desk.poster.step()
    assert rows_of(desk.store) == before
    assert desk.metric("call_failures_total", what=kind.__name__) == 2
    return caught.value


def test_step__deeper_than_finality__halts_and_changes_nothing(slow_desk: Any) -> None:
    post(slow_desk, 1)
    slow_desk.pool.chain.mine_empty(6)
    slow_desk.poster.step()
    slow_desk.outbox.add(slow_desk.pool.report(2))
    slow_desk.pool.chain.reorg(7, blocks=9, keep=0.0)

    halted = halts(slow_desk, FinalityBroken)

    assert isinstance(halted, FinalityBroken)
    assert slow_desk.pool.chain.waiting() == ()


def test_step__head_below_what_was_final__halts_until_the_node_has_caught_up(
    slow_desk: Any,
) -> None:
    post(slow_desk, 1)
    slow_desk.pool.chain.mine_empty(6)
    slow_desk.poster.step()
    lagging = slow_desk.pool.chain.fork()
    lagging_chain = SimulatedChain(lagging._evm_chain, slow_desk.pool.chain.random, finality=5)
    ahead = slow_desk.pool.chain
    ahead.mine_empty(8)
    slow_desk.poster.step()
    slow_desk.restart(lagging_chain)

    halted = halts(slow_desk, HeadRegressed)

    assert isinstance(halted, HeadRegressed)
    assert halted.head == lagging_chain.head().number
    slow_desk.restart(ahead)
    slow_desk.poster.step()


@pytest.mark.parametrize("chain_id", [31_337, 1])
def test_step__another_chain__halts(slow_desk: Any, chain_id: int) -> None:
    slow_desk.poster.step()
    slow_desk.outbox.add(slow_desk.pool.report(1))
    other = replace(genesis(), timestamp=genesis().timestamp + 1, chain_id=chain_id)
    slow_desk.restart(EmbeddedChain.in_memory(other))

    halted = halts(slow_desk, OtherChain)

    assert isinstance(halted, OtherChain)
    assert halted.field == ("genesis hash" if chain_id == 31_337 else "chain id")
