"""Transactions that wait: sent again as they are, signed again for more, and never dropped."""

from typing import Any

import pytest

from oracle.posting.transaction_rows import StoredTransaction, transactions_of_job
from rwa.chain.errors import ChainUnreachable
from rwa.chain.hashing import keccak
from rwa.chain.protocol import Fees
from rwa.chain.transactions import ContractCall, Transaction, send, sign_transaction
from rwa.core.errors import ChainError
from tests.unit.oracle.posting.posted_pool import account, hashes, rows_of

GWEI = 10**9


def signed_for(desk: Any, job_id: int) -> tuple[StoredTransaction, ...]:
    with desk.store.reading() as connection:
        return transactions_of_job(connection, job_id)


def foreign_transaction(chain: Any, nonce: int, *, gwei: int = 50) -> bytes:
    """A payment of nothing that somebody else made with the poster's key."""
    call = ContractCall(account("attacker").address, b"", label="payment")
    fees = Fees(gwei * GWEI, GWEI * 3 // 2)
    key = account("poster")
    return sign_transaction(key, Transaction(chain.identity.chain_id, nonce, fees, 21_000, call))


class RepliesLost:
    """A node that takes every transaction and whose answer never arrives."""

    def __init__(self, chain: Any) -> None:
        self._chain = chain
        self.handed_over: list[bytes] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self.__dict__["_chain"], name)

    def broadcast(self, signed: bytes, *, at: int | None = None) -> bytes:
        self._chain.broadcast(signed, at=at)
        self.handed_over.append(signed)
        raise ChainUnreachable("a fake node", "connection reset by peer")


class Watched(RepliesLost):
    """A node that answers, and a list of what it was handed."""

    def broadcast(self, signed: bytes, *, at: int | None = None) -> bytes:
        self.handed_over.append(signed)
        return self._chain.broadcast(signed, at=at)


def test_step__reply_lost__sends_the_same_bytes_and_is_accepted_once(slow_desk: Any) -> None:
    lossy = RepliesLost(slow_desk.pool.chain)
    slow_desk.restart(lossy)
    job_id = slow_desk.outbox.add(slow_desk.pool.report(1))

    assert slow_desk.poster.step() == ()
    slow_desk.poster.step()
    slow_desk.pool.chain.mine()
    slow_desk.poster.step()

    assert slow_desk.state(job_id) == "done"
    assert slow_desk.pool.accepted() == hashes(1)
    (row,) = signed_for(slow_desk, job_id)
    assert lossy.handed_over == [row.signed, row.signed]
    assert slow_desk.metric("call_failures_total", what="ChainUnreachable") == 2


def test_step__while_one_is_in_flight__no_other_is_signed(slow_desk: Any) -> None:
    for number in (1, 2):
        slow_desk.outbox.add(slow_desk.pool.report(number))

    for _ in range(3):
        slow_desk.poster.step()

    assert len(slow_desk.pool.chain.waiting()) == 1
    slow_desk.pool.chain.mine()
    slow_desk.poster.step()
    slow_desk.pool.chain.mine()
    slow_desk.poster.step()
    assert slow_desk.pool.accepted() == hashes(1, 2)


def test_step__forgotten_by_the_node__hands_the_same_bytes_over_again(slow_desk: Any) -> None:
    job_id = slow_desk.outbox.add(slow_desk.pool.report(1))
    slow_desk.poster.step()
    (row,) = signed_for(slow_desk, job_id)
    slow_desk.pool.chain.drop(row.hash)

    slow_desk.clock.now += 9
    slow_desk.poster.step()
    assert slow_desk.pool.chain.waiting() == ()
    slow_desk.clock.now += 1
    slow_desk.poster.step()

    assert [each.raw for each in slow_desk.pool.chain.waiting()] == [row.signed]


def test_step__clock_set_back__still_hands_over_and_raises_fees(slow_desk: Any) -> None:
    job_id = slow_desk.outbox.add(slow_desk.pool.report(1))
    slow_desk.poster.step()
    slow_desk.clock.now -= 900
    slow_desk.pool.chain.mine_empty(2)

    slow_desk.poster.step()

    assert [row.version for row in signed_for(slow_desk, job_id)] == [0, 1]


# --- fees


def test_step__stuck__signs_an_eighth_more_under_the_same_nonce(slow_desk: Any) -> None:
    slow_desk.pool.chain.congestion_wei = 0
    job_id = slow_desk.outbox.add(slow_desk.pool.report(1))
    slow_desk.poster.step()
    slow_desk.clock.now += 30
    slow_desk.pool.chain.mine_empty(2)

    slow_desk.poster.step()

    first, second = signed_for(slow_desk, job_id)
    assert (first.nonce, second.nonce) == (0, 0)
    for fee in ("max_fee_wei", "tip_wei"):
        assert getattr(second.fees, fee) * 8 >= getattr(first.fees, fee) * 9
    assert [each.raw for each in slow_desk.pool.chain.waiting()] == [second.signed]
    assert slow_desk.metric("fee_bumps_total") == 1


def test_step__earlier_version_mined__is_found_and_the_later_is_displaced(slow_desk: Any) -> None:
    job_id = slow_desk.outbox.add(slow_desk.pool.report(1))
    slow_desk.poster.step()
    (first,) = signed_for(slow_desk, job_id)
    slow_desk.clock.now += 30
    slow_desk.pool.chain.mine_empty(2)
    slow_desk.poster.step()
    (waiting,) = slow_desk.pool.chain.waiting()
    slow_desk.pool.chain.drop(keccak(waiting.raw))
    slow_desk.pool.chain.broadcast(first.signed)
    slow_desk.pool.chain.mine()

    slow_desk.poster.step()

    assert slow_desk.state(job_id) == "done"
    assert [row.state.value for row in signed_for(slow_desk, job_id)] == ["mined", "displaced"]
    assert slow_desk.kinds_of_alerts() == []


def test_step__cap_reached__alarms_once_keeps_the_bytes_and_ends_when_fees_fall(
    slow_desk: Any,
) -> None:
    chain = Watched(slow_desk.pool.chain)
    slow_desk.restart(chain)
    slow_desk.pool.chain.congestion_wei = 200 * GWEI
    job_id = slow_desk.outbox.add(slow_desk.pool.report(1))
    for _ in range(20):
        slow_desk.poster.step()
        slow_desk.pool.chain.mine_empty(2)
        slow_desk.clock.now += 30

    rows = signed_for(slow_desk, job_id)
    assert slow_desk.kinds_of_alerts() == ["fee cap reached"]
    assert slow_desk.metric("alerts_total", kind="fee cap reached") == 1
    assert max(row.fees.max_fee_wei for row in rows) <= slow_desk.fees.cap_wei
    assert slow_desk.state(job_id) == "in flight"
    assert set(chain.handed_over[-5:]) == {rows[-1].signed}

    slow_desk.pool.chain.congestion_wei = 0
    slow_desk.pool.chain.mine()
    slow_desk.poster.step()
    assert slow_desk.state(job_id) == "done"


def test_step__no_money_for_gas__alarms_and_goes_on_when_there_is_some(slow_desk: Any) -> None:
    poor = account("without money")
    slow_desk.role = "without money"
    slow_desk.restart()
    job_id = slow_desk.outbox.add(slow_desk.pool.report(1))
    for _ in range(5):
        slow_desk.poster.step()
        slow_desk.clock.now += 10
    assert slow_desk.kinds_of_alerts() == ["transaction refused"]
    assert len(signed_for(slow_desk, job_id)) == 1
    assert slow_desk.state(job_id) == "in flight"

    payment = ContractCall(poor.address, b"", label="payment", value_wei=10**18, gas=21_000)
    send(slow_desk.pool.chain, account("admin"), payment)
    slow_desk.poster.step()
    slow_desk.pool.chain.mine()
    slow_desk.poster.step()

    assert slow_desk.state(job_id) == "done"


# --- the key used elsewhere


def test_step__nonce_taken_by_somebody_with_the_key__signs_the_next_and_alarms(
    slow_desk: Any,
) -> None:
    job_id = slow_desk.outbox.add(slow_desk.pool.report(1))
    slow_desk.poster.step()
    slow_desk.pool.chain.broadcast(foreign_transaction(slow_desk.pool.chain, 0))
    slow_desk.pool.chain.mine()

    slow_desk.poster.step()
    slow_desk.pool.chain.mine()
    slow_desk.poster.step()

    assert slow_desk.state(job_id) == "done"
    assert slow_desk.pool.accepted() == hashes(1)
    assert [(row.nonce, row.state.value) for row in signed_for(slow_desk, job_id)] == [
        (0, "displaced"),
        (1, "mined"),
    ]
    assert slow_desk.kinds_of_alerts() == ["key used elsewhere"]


def test_step__rival_in_the_mempool__is_outbid_after_a_while(slow_desk: Any) -> None:
    slow_desk.pool.chain.broadcast(foreign_transaction(slow_desk.pool.chain, 0, gwei=3))
    job_id = slow_desk.outbox.add(slow_desk.pool.report(1))

    for _ in range(6):
        slow_desk.poster.step()
        slow_desk.clock.now += 30
        slow_desk.pool.chain.mine_empty(2)
    slow_desk.pool.chain.mine()
    slow_desk.poster.step()

    assert slow_desk.state(job_id) == "done"
    assert slow_desk.pool.accepted() == hashes(1)


def test_step__report_overtaken_while_waiting__leaves_its_nonce_to_the_next_job(
    slow_desk: Any,
) -> None:
    job_id = slow_desk.outbox.add(slow_desk.pool.report(1))
    slow_desk.poster.step()
    (stale,) = slow_desk.pool.chain.waiting()
    slow_desk.pool.chain.drop(keccak(stale.raw))
    send(slow_desk.pool.chain, account("attacker"), slow_desk.pool.report(1, signers=4).call())
    slow_desk.pool.chain.broadcast(stale.raw)
    second = slow_desk.outbox.add(slow_desk.pool.report(2))

    slow_desk.poster.step()
    assert slow_desk.state(job_id) == "done"
    slow_desk.pool.chain.mine()
    slow_desk.poster.step()

    assert slow_desk.pool.accepted() == hashes(1, 2)
    assert slow_desk.state(second) == "done"
    (row,) = signed_for(slow_desk, second)
    assert (row.nonce, row.version) == (0, 1)


def test_step__no_block_is_made__offers_no_more_until_two_passed_it_by(slow_desk: Any) -> None:
    job_id = slow_desk.outbox.add(slow_desk.pool.report(1))
    for _ in range(20):
        slow_desk.poster.step()
        slow_desk.clock.now += 30
    slow_desk.pool.chain.mine_empty(1)
    slow_desk.poster.step()
    assert [row.version for row in signed_for(slow_desk, job_id)] == [0]

    slow_desk.pool.chain.mine_empty(1)
    slow_desk.poster.step()

    assert [row.version for row in signed_for(slow_desk, job_id)] == [0, 1]


def test_step__no_block_since_a_restart__offers_no_more(slow_desk: Any) -> None:
    job_id = slow_desk.outbox.add(slow_desk.pool.report(1))
    slow_desk.poster.step()
    slow_desk.pool.chain.mine_empty(5)
    slow_desk.clock.now += 300
    slow_desk.restart()

    slow_desk.poster.step()
    assert [row.version for row in signed_for(slow_desk, job_id)] == [0]
    slow_desk.pool.chain.mine_empty(2)
    slow_desk.poster.step()

    assert [row.version for row in signed_for(slow_desk, job_id)] == [0, 1]


# --- a chain that does not answer


@pytest.mark.parametrize(
    "silent",
    ["head", "finalized", "block", "mined_nonce", "receipt", "calls", "call", "fees", "gas_for"],
)
def test_step__no_answer_to_one_question__changes_nothing_and_goes_on_later(
    slow_desk: Any, silent: str
) -> None:
    class Silent(RepliesLost):
        silent_now = False

        def __getattr__(self, name: str) -> Any:
            if name == silent and self.silent_now:
                raise ChainUnreachable("a fake node", "read timed out")
            return super().__getattr__(name)

        broadcast = Watched.broadcast

    chain = Silent(slow_desk.pool.chain)
    slow_desk.restart(chain)
    job_id = slow_desk.outbox.add(slow_desk.pool.report(1))
    slow_desk.poster.step()
    slow_desk.pool.chain.mine_empty(2)
    slow_desk.poster.step()
    slow_desk.clock.now += 30
    before = rows_of(slow_desk.store)
    chain.silent_now = True

    assert slow_desk.poster.step() == ()
    assert rows_of(slow_desk.store) == before
    assert slow_desk.metric("call_failures_total", what="ChainUnreachable") == 1

    slow_desk.restart()
    slow_desk.pool.chain.mine()
    slow_desk.poster.step()
    assert slow_desk.state(job_id) == "done"
    assert issubclass(ChainUnreachable, ChainError)
