"""Transactions that a node does not take: they keep no other job waiting, and fail in the end."""

from typing import Any

import pytest

from rwa.chain.errors import ContractReverted, TransactionRefused
from rwa.chain.protocol import GAS_LIMIT_OF_A_TRANSACTION
from rwa.chain.transactions import ContractCall, send
from tests.unit.oracle.posting.posted_pool import account, hashes
from tests.unit.oracle.posting.posting_desk import Desk
from tests.unit.oracle.posting.test_waiting import GWEI, Watched, signed_for


class Choosy(Watched):
    """A node that refuses transactions with certain bytes in them, as one that are too large."""

    def __init__(self, chain: Any, *unwanted: bytes) -> None:
        super().__init__(chain)
        self.unwanted = unwanted

    def broadcast(self, signed: bytes, *, at: int | None = None) -> bytes:
        if any(each in signed for each in self.unwanted):
            raise TransactionRefused(f"oversized data: transaction size {len(signed)}")
        return super().broadcast(signed, at=at)


class Lagging:
    """A node whose answers about the newest block come from one that is some blocks behind."""

    def __init__(self, chain: Any, old: int) -> None:
        self._chain = chain
        self._old = old

    def __getattr__(self, name: str) -> Any:
        return getattr(self.__dict__["_chain"], name)

    def call(self, call: Any, *, block: int | None = None) -> bytes:
        answer: bytes = self._chain.call(call, block=self._old if block is None else block)
        return answer

    def gas_for(self, call: Any) -> int:
        self._chain.call(call, block=self._old)
        gas: int = self._chain.gas_for(call)
        return gas


def go_on(desk: Any, steps: int) -> None:
    for _ in range(steps):
        desk.poster.step()
        desk.clock.now += 10
        desk.pool.chain.mine()


def test_step__node_refuses_a_proof__accepts_the_months_and_fails_the_proof(
    slow_desk: Any,
) -> None:
    proof = slow_desk.pool.equivocation()
    chain = Choosy(slow_desk.pool.chain, proof.call().data)
    slow_desk.restart(chain)
    refused = slow_desk.outbox.add(proof)
    months = [slow_desk.outbox.add(slow_desk.pool.report(number)) for number in (1, 2)]

    go_on(slow_desk, 10)

    assert slow_desk.pool.accepted() == hashes(1, 2)
    assert [slow_desk.state(job_id) for job_id in months] == ["done", "done"]
    assert slow_desk.state(refused) == "failed"
    assert slow_desk.outbox.job(refused).reason.startswith("the chain does not take its")
    assert slow_desk.kinds_of_alerts() == ["transaction refused", "refused"]
    assert slow_desk.pool.oracle.pool_balance_cents() == (
        slow_desk.pool.report(2).content.balance_end_cents
    )


def test_retry__job_that_the_node_refused__is_done_once_the_node_takes_it(slow_desk: Any) -> None:
    proof = slow_desk.pool.equivocation()
    chain = Choosy(slow_desk.pool.chain, proof.call().data)
    slow_desk.restart(chain)
    refused = slow_desk.outbox.add(proof)
    slow_desk.outbox.add(slow_desk.pool.report(1))
    go_on(slow_desk, 8)
    assert slow_desk.state(refused) == "failed"
    chain.unwanted = ()

    slow_desk.outbox.retry(refused)
    go_on(slow_desk, 3)

    assert slow_desk.state(refused) == "done"
    assert len(slow_desk.pool.oracle.nodes()) == 3


def test_step__node_refuses_everything__fails_nothing(slow_desk: Any) -> None:
    report, proof = slow_desk.pool.report(1), slow_desk.pool.equivocation()
    chain = Choosy(slow_desk.pool.chain, b"")
    slow_desk.restart(chain)
    ids = [slow_desk.outbox.add(job) for job in (report, proof)]

    go_on(slow_desk, 12)
    assert [slow_desk.state(job_id) for job_id in ids] == ["in flight", "in flight"]
    assert [len(signed_for(slow_desk, job_id)) for job_id in ids] == [1, 1]
    assert slow_desk.kinds_of_alerts() == ["transaction refused"] * 2

    chain.unwanted = (proof.call().data,)
    go_on(slow_desk, 3)
    assert slow_desk.state(ids[0]) == "done"
    assert slow_desk.pool.accepted() == hashes(1)


def test_step__refused_and_perhaps_for_lack_of_money__fails_nothing(slow_desk: Any) -> None:
    chain, poor = slow_desk.pool.chain, account("without much money")
    enough = 2 * GAS_LIMIT_OF_A_TRANSACTION * chain.fees().max_fee_wei
    payment = ContractCall(poor.address, b"", label="payment", value_wei=enough, gas=21_000)
    send(chain, account("admin"), payment)
    slow_desk.role = "without much money"
    proof = slow_desk.pool.equivocation()
    slow_desk.restart(Choosy(chain, proof.call().data))
    refused = slow_desk.outbox.add(proof)
    slow_desk.outbox.add(slow_desk.pool.report(1))
    go_on(slow_desk, 2)
    chain.congestion_wei = 10 * GWEI

    go_on(slow_desk, 8)

    assert slow_desk.pool.accepted() == hashes(1)
    assert slow_desk.state(refused) == "in flight"
    assert slow_desk.kinds_of_alerts() == ["transaction refused"]


# --- answers that are old


def test_step__stale_answers_before_a_good_report__costs_no_person(desk: Desk) -> None:
    chain: Any = desk.pool.chain
    desk.outbox.add(desk.pool.report(1))
    old = chain.head().number
    desk.poster.step()
    job_id = desk.outbox.add(desk.pool.report(2))
    desk.restart(Lagging(chain, old))
    with pytest.raises(ContractReverted, match="PeriodOutOfOrder"):
        send(chain, account("attacker"), desk.pool.report(3).call())

    for _ in range(3):
        desk.poster.step()
    assert desk.state(job_id) == "waiting"
    assert desk.kinds_of_alerts() == []
    desk.restart()
    desk.poster.step()

    assert desk.state(job_id) == "done"
    assert desk.pool.accepted() == hashes(1, 2)


def test_step__newest_block_answered_by_a_laggard__asks_about_the_block_it_saw(desk: Desk) -> None:
    chain: Any = desk.pool.chain
    desk.outbox.add(desk.pool.report(1))
    old = chain.head().number
    desk.poster.step()
    job_id = desk.outbox.add(desk.pool.report(2))

    class EstimatesWell(Lagging):
        def gas_for(self, call: Any) -> int:
            gas: int = self._chain.gas_for(call)
            return gas

    desk.restart(EstimatesWell(chain, old))
    desk.poster.step()

    assert desk.state(job_id) == "done"
    assert desk.pool.accepted() == hashes(1, 2)
