from rwa.chain.contract_errors import (
    ERC20InsufficientAllowance,
    ERC20InsufficientBalance,
    ERC20InvalidReceiver,
    ERC7943CannotReceive,
    ERC7943CannotSend,
    ERC7943InsufficientUnfrozenBalance,
    PoolCertificate_LengthMismatch,
    PoolCertificate_Paused,
    TransferRules_TooManyHolders,
    TransferRules_UnknownWallet,
    TransferRules_WalletBlocked,
)
from rwa.chain.contract_events import Transfer
from rwa.chain.hashing import ZERO_ADDRESS

FACE = 10_000_000_000_000
A_HAS = FACE // 2
B_HAS = FACE * 3 // 10
AMOUNT = 1_000_000_000


def test_transfer__registered_holders__moves(issued, holder_a, holder_b):
    issued.send(holder_a, "transfer", holder_b.address, AMOUNT)

    assert issued.read("balanceOf", holder_a.address) == A_HAS - AMOUNT
    assert issued.read("balanceOf", holder_b.address) == B_HAS + AMOUNT
    assert issued.read("totalSupply") == FACE


def test_transfer__registered_holders__emits(issued, holder_a, holder_b, told):
    (event,) = issued.send(holder_a, "transfer", holder_b.address, AMOUNT)

    assert told(event) == (
        Transfer,
        {"from_": holder_a.address, "to": holder_b.address, "value": AMOUNT},
    )


def test_transfer__to_oneself_or_of_nothing__emits_and_writes_nothing(
    issued, holder_a, holder_b, close_period, told
):
    close_period(1)
    before = issued.storage_root()

    (to_self,) = issued.send(holder_a, "transfer", holder_a.address, AMOUNT)
    (nothing,) = issued.send(holder_a, "transfer", holder_b.address, 0)

    assert told(to_self) == (
        Transfer,
        {"from_": holder_a.address, "to": holder_a.address, "value": AMOUNT},
    )
    assert told(nothing) == (
        Transfer,
        {"from_": holder_a.address, "to": holder_b.address, "value": 0},
    )
    assert issued.storage_root() == before


def test_transfer__whole_balance__holder_leaves_the_count(
    issued, deal, register, holder_a, plain_wallet
):
    buyer = register(deal.registry, plain_wallet(1), 9)

    issued.send(holder_a, "transfer", buyer, A_HAS)

    assert deal.registry.read("identityCount", issued.address) == 3
    assert deal.registry.read("countedAs", issued.address, holder_a.address) == 0
    assert deal.registry.read("countedAs", issued.address, buyer) == 9


def test_transfer__more_than_the_balance__refused(issued, holder_a, holder_b, refused):
    sides = {"sender": holder_a.address, "balance": A_HAS, "needed": A_HAS + 1}

    for receiver in (holder_a, holder_b):
        with refused(ERC20InsufficientBalance, issued, **sides):
            issued.send(holder_a, "transfer", receiver.address, A_HAS + 1)


def test_transfer__to_zero__refused_so_that_nothing_burns(issued, holder_a, refused):
    with refused(ERC20InvalidReceiver, issued, receiver=ZERO_ADDRESS):
        issued.send(holder_a, "transfer", ZERO_ADDRESS, AMOUNT)


def test_transfer__frozen_tokens__only_the_rest_may_leave(
    issued, actor, holder_a, holder_b, refused
):
    issued.send(actor("compliance"), "setFrozenTokens", holder_a.address, A_HAS - AMOUNT)

    sides = {"account": holder_a.address, "amount": AMOUNT + 1, "unfrozen": AMOUNT}
    with refused(ERC7943InsufficientUnfrozenBalance, issued, **sides):
        issued.send(holder_a, "transfer", holder_b.address, AMOUNT + 1)
    issued.send(holder_a, "transfer", holder_b.address, AMOUNT)


def test_transfer__frozen_wallet__refused_both_ways(issued, actor, holder_a, holder_b, refused):
    issued.send(actor("compliance"), "setAddressFrozen", holder_a.address, True)

    with refused(ERC7943CannotSend, issued, account=holder_a.address):
        issued.send(holder_a, "transfer", holder_b.address, AMOUNT)
    with refused(ERC7943CannotReceive, issued, account=holder_a.address):
        issued.send(holder_b, "transfer", holder_a.address, AMOUNT)


def test_transfer__blocked_sender__refused(issued, holder_a, holder_b, block, refused):
    block(holder_a.address)

    with refused(TransferRules_WalletBlocked, issued, wallet=holder_a.address):
        issued.send(holder_a, "transfer", holder_b.address, AMOUNT)


def test_transfer__unknown_receiver__refused(issued, deal, holder_a, plain_wallet, refused):
    wallet = plain_wallet(1)

    with refused(TransferRules_UnknownWallet, issued, deal.registry, wallet=wallet):
        issued.send(holder_a, "transfer", wallet, AMOUNT)


def test_transfer__one_identity_too_many__refused_unless_another_leaves(
    issued, deal, register, use_rules, holder_a, plain_wallet, refused
):
    buyer = register(deal.registry, plain_wallet(1), 9)
    use_rules(max_holders=3)

    with refused(TransferRules_TooManyHolders, issued, deal.registry, maximum=3, received=4):
        issued.send(holder_a, "transfer", buyer, AMOUNT)
    issued.send(holder_a, "transfer", buyer, A_HAS)


def test_transfer__paused__refused(issued, actor, holder_a, holder_b, refused):
    issued.send(actor("guardian"), "pause")

    with refused(PoolCertificate_Paused, issued):
        issued.send(holder_a, "transfer", holder_b.address, AMOUNT)


def test_transfer_from__approved__spends_the_allowance(issued, actor, holder_a, holder_b):
    spender = actor("servicer")
    issued.send(holder_a, "approve", spender.address, AMOUNT)

    issued.send(spender, "transferFrom", holder_a.address, holder_b.address, AMOUNT)

    assert issued.read("allowance", holder_a.address, spender.address) == 0
    assert issued.read("balanceOf", holder_b.address) == B_HAS + AMOUNT


def test_transfer_from__without_allowance__refused(issued, actor, holder_a, refused):
    attacker = actor("attacker")

    sides = {"spender": attacker.address, "allowance": 0, "needed": AMOUNT}
    with refused(ERC20InsufficientAllowance, issued, **sides):
        issued.send(attacker, "transferFrom", holder_a.address, attacker.address, AMOUNT)


def test_transfer_from__of_nothing_by_a_stranger__leaves_no_trace(
    issued, actor, holder_a, holder_b, close_period
):
    close_period(3)
    before = issued.storage_root()

    issued.send(actor("attacker"), "transferFrom", holder_a.address, holder_b.address, 0)

    assert issued.storage_root() == before


def test_batch_transfer__many__all_or_none(
    issued, holder_a, holder_b, holder_c, plain_wallet, refused
):
    unknown = plain_wallet(1)

    issued.send(holder_a, "batchTransfer", [holder_b.address, holder_c.address], [AMOUNT, 1])
    with refused(TransferRules_UnknownWallet, issued, wallet=unknown):
        issued.send(holder_a, "batchTransfer", [holder_b.address, unknown], [AMOUNT, 1])
    with refused(PoolCertificate_LengthMismatch, issued, expected=1, received=0):
        issued.send(holder_a, "batchTransfer", [holder_b.address], [])

    assert issued.read("balanceOf", holder_a.address) == A_HAS - AMOUNT - 1
