"""Settling holders, and cash that could not be sent."""

from collections.abc import Callable
from typing import Any

from rwa.chain.accounts import LocalAccount
from rwa.chain.contract_errors import (
    DistributionLedger_HolderStillBlocked,
    DistributionLedger_MayNotCancel,
    DistributionLedger_NoOrder,
    DistributionLedger_NothingHeld,
    DistributionLedger_OrderTooEarly,
    DistributionLedger_SignatureExpired,
    DistributionLedger_SignatureInvalid,
)
from rwa.chain.contract_events import HeldReleased, HolderSettled, OrderExecuted, PaymentHeld
from rwa.chain.contract_structs import HoldReason
from rwa.chain.eip712 import Domain
from rwa.chain.hashing import keccak

CENT = 10_000
SUPPLY = 10**12
THIRD = SUPPLY // 3
INTEREST, PRINCIPAL = THIRD * 500_000 * CENT // SUPPLY, THIRD * 20_000 * CENT // SUPPLY
OWED = INTEREST + PRINCIPAL
ALL_STEPS = 2**16
FILE = b"court file 17".ljust(32, b"\0")
Actor = Callable[[str], LocalAccount]


def test_settle__payment_time__pays_the_share_and_emits(
    ground: Any, holder_a: LocalAccount, told: Any
) -> None:
    ground.fund(1)
    ground.pass_pay_time(1)
    [event] = ground.settle(holder_a.address)
    assert told(event) == (
        HolderSettled,
        {
            "holder": holder_a.address,
            "payee": holder_a.address,
            "through_period": 1,
            "interest_units": INTEREST,
            "principal_units": PRINCIPAL,
            "paid_units": OWED,
        },
    )
    assert ground.cash.read("balanceOf", holder_a.address) == OWED
    account = ground.ledger.read("accountOf", holder_a.address)
    assert tuple(account[:3]) == (1, 1, 0)


def test_settle__before_the_payment_time__moves_nothing(
    ground: Any, holder_a: LocalAccount
) -> None:
    ground.fund(1)
    before = ground.ledger.storage_root()
    assert ground.settle(holder_a.address) == ()
    assert ground.ledger.storage_root() == before


def test_settle__blocked_holder__is_held_then_released(
    ground: Any, holder_a: LocalAccount, actor: Actor, told: Any, refused: Any
) -> None:
    ledger, holder = ground.ledger, holder_a.address
    ground.fund(1)
    ground.pass_pay_time(1)
    ground.block(holder)
    held, settled = ground.settle(holder)
    reason = HoldReason.HOLDER_BLOCKED
    facts = {"holder": holder, "amount": OWED, "reason": reason, "held_total": OWED}
    assert told(held) == (PaymentHeld, facts)
    assert settled.paid_units == 0
    with refused(DistributionLedger_HolderStillBlocked, ledger, holder=holder):
        ledger.send(actor("attacker"), "retryHeld", holder)
    ground.block(holder, blocked=False)
    events = [told(event) for event in ledger.send(actor("attacker"), "retryHeld", holder)]
    assert (HeldReleased, {"holder": holder, "payee": holder, "amount": OWED}) in events
    assert ground.cash.read("balanceOf", holder) == OWED
    with refused(DistributionLedger_NothingHeld, ledger, holder=holder):
        ledger.send(actor("attacker"), "retryHeld", holder)


def test_order__held_cash__waits_and_is_paid_as_announced(
    ground: Any, holder_a: LocalAccount, actor: Actor, told: Any, refused: Any
) -> None:
    ledger, holder, court = ground.ledger, holder_a.address, actor("court").address
    ground.fund(1)
    ground.pass_pay_time(1)
    ground.block(holder)
    ground.settle(holder)
    with refused(DistributionLedger_NoOrder, ledger, holder=holder):
        ledger.send(actor("attacker"), "executeOrder", holder)
    [placed] = ledger.send(actor("compliance"), "orderRedirection", holder, court, FILE)
    with refused(DistributionLedger_MayNotCancel, ledger, caller=holder):
        ledger.send(holder_a, "cancelOrder", holder)
    ground.advance_to(placed.executable_at - 24)
    with refused(
        DistributionLedger_OrderTooEarly,
        ledger,
        executable_at=placed.executable_at,
        time=placed.executable_at - 12,
    ):
        ledger.send(actor("attacker"), "executeOrder", holder)
    ground.advance_to(placed.executable_at)
    events = [told(event) for event in ledger.send(actor("attacker"), "executeOrder", holder)]
    executed = {"holder": holder, "to": court, "amount": OWED, "order_reference": FILE}
    assert (OrderExecuted, executed) in events
    assert ground.cash.read("balanceOf", court) == OWED


def test_settle_to__holders_signature__pays_there_once(
    ground: Any, holder_a: LocalAccount, actor: Actor, refused: Any
) -> None:
    ledger, holder, exchange = ground.ledger, holder_a.address, actor("exchange").address
    ground.fund(1)
    ground.pass_pay_time(1)
    deadline = ground.chain.head().timestamp + 3_600
    signature = _settle_to(ground, holder_a, exchange, nonce=0, deadline=deadline)
    call = ("settleTo", holder, exchange, ALL_STEPS, deadline, signature)
    ledger.send(actor("attacker"), *call)
    assert ground.cash.read("balanceOf", exchange) == OWED
    with refused(DistributionLedger_SignatureInvalid, ledger, signer=holder, nonce=1):
        ledger.send(actor("attacker"), *call)


def test_settle_to__after_the_deadline__reverts(
    ground: Any, holder_a: LocalAccount, actor: Actor, refused: Any
) -> None:
    exchange, deadline = actor("exchange").address, ground.chain.head().timestamp
    signature = _settle_to(ground, holder_a, exchange, nonce=0, deadline=deadline)
    late = {"deadline": deadline, "time": deadline + 12}
    with refused(DistributionLedger_SignatureExpired, ground.ledger, **late):
        ground.ledger.send(
            actor("attacker"), "settleTo", holder_a.address, exchange, 1, deadline, signature
        )


def _settle_to(ground: Any, signer: LocalAccount, to: str, *, nonce: int, deadline: int) -> bytes:
    kind = keccak(b"SettleTo(address holder,address to,uint256 nonce,uint256 deadline)")
    words = (int(signer.address, 16), int(to, 16), nonce, deadline)
    message = keccak(kind + b"".join(word.to_bytes(32, "big") for word in words))
    domain = Domain(
        name="DistributionLedger",
        version="1",
        chain_id=ground.chain.identity.chain_id,
        contract=ground.ledger.address,
    )
    return signer.sign_digest(domain.digest(message)).to_bytes()
