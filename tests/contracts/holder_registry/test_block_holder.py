import pytest

from rwa.chain.contract_errors import HolderRegistry_WalletReplaced, HolderRegistry_ZeroWallet
from rwa.chain.contract_events import HolderBlocked
from rwa.chain.hashing import ZERO_ADDRESS
from rwa.chain.roles import COMPLIANCE_ROLE, MissingRole

REASON = b"sanctions list 12".ljust(32, b"\0")


def test_block_holder__known_wallet__blocked_and_otherwise_unchanged(
    registry, register, actor, plain_wallet
):
    wallet = register(plain_wallet(1))

    registry.send(actor("compliance"), "blockHolder", wallet, REASON)

    assert registry.read("holderOf", wallet) == (7, 2**40 - 1, 840, 1, True, False, False)
    assert registry.read("payeeOf", wallet) == (wallet, wallet, True)


def test_block_holder__unknown_wallet__still_blocked_once_registered(
    registry, register, actor, plain_wallet
):
    wallet = plain_wallet(1)
    registry.send(actor("compliance"), "blockHolder", wallet, REASON)

    register(wallet)

    assert registry.read("holderOf", wallet)[4] is True


def test_block_holder__blocked_wallet__records_the_further_reason(
    registry, register, actor, plain_wallet
):
    wallet = register(plain_wallet(1))
    registry.send(actor("compliance"), "blockHolder", wallet, REASON)
    before = registry.storage_root()

    (event,) = registry.send(actor("compliance"), "blockHolder", wallet, bytes(32))

    assert isinstance(event, HolderBlocked)
    assert (event.wallet, event.reason) == (wallet, bytes(32))
    assert registry.storage_root() == before


def test_block_holder__zero_address__refused(registry, actor, refused):
    with refused(HolderRegistry_ZeroWallet, registry):
        registry.send(actor("compliance"), "blockHolder", ZERO_ADDRESS, REASON)


def test_block_holder__replaced_wallet__refused_naming_the_one_to_block(
    registry, register, actor, plain_wallet, replace_wallet, refused
):
    old, new = register(plain_wallet(1)), register(plain_wallet(2))
    replace_wallet(old, new)

    with refused(HolderRegistry_WalletReplaced, registry, wallet=old, successor=new):
        registry.send(actor("compliance"), "blockHolder", old, REASON)


@pytest.mark.parametrize("role", ["transfer_agent", "guardian", "attacker"])
def test_block_holder__by_anyone_else__refused(
    role, registry, register, actor, plain_wallet, refused
):
    wallet, caller = register(plain_wallet(1)), actor(role)

    with refused(MissingRole, registry, account=caller.address, needed_role=COMPLIANCE_ROLE):
        registry.send(caller, "blockHolder", wallet, REASON)
