import pytest

from rwa.chain.contract_errors import (
    PoolCertificate_IdentityMismatch,
    PoolCertificate_NothingToRecover,
    PoolCertificate_NotSuccessor,
    TransferRules_WalletBlocked,
    TransferRules_WalletReplaced,
)
from rwa.chain.contract_events import AddressFrozen, Frozen, RecoverySuccess, Transfer
from rwa.chain.roles import TRANSFER_AGENT_ROLE, MissingRole
from rwa.core.ids import Address

FACE = 10_000_000_000_000
A_HAS = FACE // 2
AMOUNT = 1_000_000_000
IDENTITY_OF_A = Address(f"0x{1:040x}")


@pytest.fixture
def new_wallet(deal, register, plain_wallet):
    return register(deal.registry, plain_wallet(1), 1)


@pytest.fixture
def later_wallet(deal, register, plain_wallet):
    return register(deal.registry, plain_wallet(2), 1)


@pytest.fixture
def succeed(deal, actor):
    def set_successor(old, new):
        deal.registry.send(actor("transfer_agent"), "setSuccessor", old, new)

    return set_successor


@pytest.fixture
def recover(issued, actor):
    def recovery(lost, new, identity=IDENTITY_OF_A):
        return issued.send(actor("transfer_agent"), "recoveryAddress", lost, new, identity)

    return recovery


def test_recovery_address__named_successor__gets_certificates_and_freezes(
    issued, actor, holder_a, new_wallet, succeed, recover, told
):
    lost = holder_a.address
    issued.send(actor("compliance"), "setFrozenTokens", lost, 700)
    issued.send(actor("compliance"), "setFrozenTokens", new_wallet, 11)
    succeed(lost, new_wallet)

    events = recover(lost, new_wallet)

    assert tuple(map(told, events)) == (
        (Frozen, {"account": lost, "amount": 0}),
        (Frozen, {"account": new_wallet, "amount": 711}),
        (Transfer, {"from_": lost, "to": new_wallet, "value": A_HAS}),
        (
            RecoverySuccess,
            {"lost_wallet": lost, "new_wallet": new_wallet, "investor_onchain_id": IDENTITY_OF_A},
        ),
    )
    assert issued.read("balanceOf", lost) == 0
    assert issued.read("balanceOf", new_wallet) == A_HAS
    assert issued.read("getFrozenTokens", new_wallet) == 711


def test_recovery_address__closed_periods__stay_with_the_lost_wallet(
    issued, holder_a, new_wallet, succeed, recover, close_period
):
    close_period(2)
    succeed(holder_a.address, new_wallet)
    recover(holder_a.address, new_wallet)

    close_period(3)
    wallets = [holder_a.address, new_wallet]
    assert issued.read("balancesAt", wallets, 2) == (A_HAS, 0)
    assert issued.read("balancesAt", wallets, 3) == (0, A_HAS)


def test_recovery_address__done__lost_wallet_is_dead(
    issued, holder_a, holder_b, new_wallet, succeed, recover, refused
):
    succeed(holder_a.address, new_wallet)
    recover(holder_a.address, new_wallet)

    assert issued.read("canTransact", holder_a.address) is False
    sides = {"wallet": holder_a.address, "successor": new_wallet}
    with refused(TransferRules_WalletReplaced, issued, **sides):
        issued.send(holder_b, "transfer", holder_a.address, AMOUNT)


def test_recovery_address__frozen_wallet__freeze_follows(
    issued, actor, holder_a, new_wallet, succeed, recover, told
):
    issued.send(actor("compliance"), "setAddressFrozen", holder_a.address, True)
    succeed(holder_a.address, new_wallet)

    events = recover(holder_a.address, new_wallet)

    agent = actor("transfer_agent").address
    assert told(events[0]) == (
        AddressFrozen,
        {"user_address": new_wallet, "is_frozen": True, "owner": agent},
    )
    assert issued.read("isFrozen", new_wallet) is True
    assert issued.read("isFrozen", holder_a.address) is True


def test_recovery_address__lost_twice__goes_to_the_last_wallet(
    issued, holder_a, new_wallet, later_wallet, succeed, recover, refused
):
    succeed(holder_a.address, new_wallet)
    succeed(new_wallet, later_wallet)

    with refused(PoolCertificate_NotSuccessor, issued, expected=later_wallet, received=new_wallet):
        recover(holder_a.address, new_wallet)
    recover(holder_a.address, later_wallet)

    assert issued.read("balanceOf", later_wallet) == A_HAS


def test_recovery_address__never_replaced__refused(issued, holder_a, new_wallet, recover, refused):
    lost = holder_a.address

    for received in (new_wallet, lost):
        with refused(PoolCertificate_NotSuccessor, issued, expected=lost, received=received):
            recover(lost, received)


def test_recovery_address__other_identity__refused(
    issued, holder_a, new_wallet, succeed, recover, refused
):
    other = Address(f"0x{2:040x}")
    succeed(holder_a.address, new_wallet)

    with refused(PoolCertificate_IdentityMismatch, issued, expected=IDENTITY_OF_A, received=other):
        recover(holder_a.address, new_wallet, other)


def test_recovery_address__nothing_left__refused(
    issued, holder_a, new_wallet, succeed, recover, refused
):
    succeed(holder_a.address, new_wallet)
    recover(holder_a.address, new_wallet)

    with refused(PoolCertificate_NothingToRecover, issued, lost_wallet=holder_a.address):
        recover(holder_a.address, new_wallet)


def test_recovery_address__blocked_successor__refused(
    issued, holder_a, new_wallet, succeed, recover, block, refused
):
    succeed(holder_a.address, new_wallet)
    block(new_wallet)

    with refused(TransferRules_WalletBlocked, issued, wallet=new_wallet):
        recover(holder_a.address, new_wallet)


def test_recovery_address__caller_is_no_agent__refused(
    issued, actor, holder_a, new_wallet, succeed, refused
):
    attacker = actor("attacker")
    succeed(holder_a.address, new_wallet)

    with refused(MissingRole, issued, account=attacker.address, needed_role=TRANSFER_AGENT_ROLE):
        issued.send(attacker, "recoveryAddress", holder_a.address, new_wallet, IDENTITY_OF_A)
