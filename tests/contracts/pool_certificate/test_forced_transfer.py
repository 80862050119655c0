from rwa.chain.contract_errors import (
    ERC20InsufficientBalance,
    ERC20InvalidReceiver,
    ERC7943CannotReceive,
    ERC7943CannotTransfer,
    TransferRules_UnknownWallet,
    TransferRules_WalletBlocked,
)
from rwa.chain.contract_events import ForcedTransfer, Frozen, Transfer
from rwa.chain.hashing import ZERO_ADDRESS
from rwa.chain.roles import TRANSFER_AGENT_ROLE, MissingRole

FACE = 10_000_000_000_000
A_HAS = FACE // 2
B_HAS = FACE * 3 // 10
AMOUNT = 1_000_000_000


def force(issued, actor, sender, receiver, amount):
    return issued.send(actor("transfer_agent"), "forcedTransfer", sender, receiver, amount)


def test_forced_transfer__free_tokens__moves_and_emits(issued, actor, holder_a, holder_b, told):
    events = force(issued, actor, holder_a.address, holder_b.address, AMOUNT)

    assert tuple(map(told, events)) == (
        (Transfer, {"from_": holder_a.address, "to": holder_b.address, "value": AMOUNT}),
        (ForcedTransfer, {"from_": holder_a.address, "to": holder_b.address, "amount": AMOUNT}),
    )
    assert issued.read("balanceOf", holder_a.address) == A_HAS - AMOUNT
    assert issued.read("balanceOf", holder_b.address) == B_HAS + AMOUNT


def test_forced_transfer__frozen_tokens_needed__let_go_first_and_no_more(
    issued, actor, holder_a, holder_b, told
):
    issued.send(actor("compliance"), "setFrozenTokens", holder_a.address, A_HAS - AMOUNT)

    events = force(issued, actor, holder_a.address, holder_b.address, 3 * AMOUNT)

    assert told(events[0]) == (Frozen, {"account": holder_a.address, "amount": A_HAS - 3 * AMOUNT})
    assert [type(event) for event in events] == [Frozen, Transfer, ForcedTransfer]
    assert issued.read("getFrozenTokens", holder_a.address) == A_HAS - 3 * AMOUNT


def test_forced_transfer__sender_frozen_blocked_and_market_paused__nothing_is_stuck(
    issued, actor, holder_a, holder_b, block
):
    issued.send(actor("compliance"), "setAddressFrozen", holder_a.address, True)
    issued.send(actor("compliance"), "setFrozenTokens", holder_a.address, 2**64 - 1)
    block(holder_a.address)
    issued.send(actor("guardian"), "pause")

    force(issued, actor, holder_a.address, holder_b.address, A_HAS)

    assert issued.read("balanceOf", holder_a.address) == 0
    assert issued.read("balanceOf", holder_b.address) == A_HAS + B_HAS


def test_forced_transfer__bad_receiver__refused(
    issued, actor, holder_a, holder_b, holder_c, plain_wallet, block, refused
):
    unknown = plain_wallet(1)
    block(holder_b.address)
    issued.send(actor("compliance"), "setAddressFrozen", holder_c.address, True)

    with refused(TransferRules_UnknownWallet, issued, wallet=unknown):
        force(issued, actor, holder_a.address, unknown, AMOUNT)
    with refused(TransferRules_WalletBlocked, issued, wallet=holder_b.address):
        force(issued, actor, holder_a.address, holder_b.address, AMOUNT)
    with refused(ERC7943CannotReceive, issued, account=holder_c.address):
        force(issued, actor, holder_a.address, holder_c.address, AMOUNT)
    with refused(ERC20InvalidReceiver, issued, receiver=ZERO_ADDRESS):
        force(issued, actor, holder_a.address, ZERO_ADDRESS, AMOUNT)


def test_forced_transfer__to_the_sender__refused_as_a_way_around_a_freeze(
    issued, actor, holder_a, refused
):
    account = holder_a.address
    issued.send(actor("compliance"), "setFrozenTokens", account, A_HAS)

    with refused(ERC7943CannotTransfer, issued, from_=account, to=account, amount=AMOUNT):
        force(issued, actor, account, account, AMOUNT)


def test_forced_transfer__more_than_the_balance__refused(
    issued, actor, holder_a, holder_b, refused
):
    sides = {"sender": holder_a.address, "balance": A_HAS, "needed": A_HAS + 1}

    with refused(ERC20InsufficientBalance, issued, **sides):
        force(issued, actor, holder_a.address, holder_b.address, A_HAS + 1)


def test_forced_transfer__compliance__refused(issued, actor, holder_a, holder_b, refused):
    officer = actor("compliance")

    with refused(MissingRole, issued, account=officer.address, needed_role=TRANSFER_AGENT_ROLE):
        issued.send(officer, "forcedTransfer", holder_a.address, holder_b.address, AMOUNT)


def test_batch_forced_transfer__many__all_or_none(
    issued, actor, holder_a, holder_b, holder_c, plain_wallet, refused
):
    agent, unknown = actor("transfer_agent"), plain_wallet(1)
    senders = [holder_a.address, holder_b.address]

    issued.send(agent, "batchForcedTransfer", senders, [holder_c.address] * 2, [AMOUNT, 1])
    with refused(TransferRules_UnknownWallet, issued, wallet=unknown):
        issued.send(agent, "batchForcedTransfer", senders, [holder_c.address, unknown], [1, 1])

    assert issued.read("balanceOf", holder_c.address) == FACE // 5 + AMOUNT + 1
