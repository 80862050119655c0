"""A transaction that a reorganisation put before its turn: its revert says nothing of its job."""

from typing import Any

from rwa.chain.transactions import Transaction, sign_transaction
from tests.unit.oracle.posting.posted_pool import account, hashes


def bring_first_month(desk: Any) -> None:
    """Have somebody else's transaction with the first month mined."""
    chain, report = desk.pool.chain, desk.pool.report(1)
    sender = account("attacker")
    offer = Transaction(
        chain.identity.chain_id, chain.nonce(sender.address), chain.fees(), 5_000_000, report.call()
    )
    chain.broadcast(sign_transaction(sender, offer))
    chain.mine()


def test_step__reverted_before_its_turn__is_brought_again_without_alarm(slow_desk: Any) -> None:
    chain = slow_desk.pool.chain
    bring_first_month(slow_desk)
    job_id = slow_desk.outbox.add(slow_desk.pool.report(2))
    slow_desk.poster.step()
    chain.reorg(1, keep=0.0)
    bring_first_month(slow_desk)
    assert slow_desk.pool.accepted() == hashes(1)

    for _ in range(2):
        slow_desk.poster.step()
        chain.mine()
    slow_desk.poster.step()

    assert slow_desk.state(job_id) == "done"
    assert slow_desk.pool.accepted() == hashes(1, 2)
    assert slow_desk.kinds_of_alerts() == []
    assert slow_desk.pool.oracle.pool_balance_cents() == (
        slow_desk.pool.report(2).content.balance_end_cents
    )
