from rwa.chain.contract_errors import (
    ERC20InsufficientBalance,
    ERC20InvalidReceiver,
)
from rwa.chain.contract_errors import (
    TestDollar_AccountBlocked as AccountBlocked,
)
from rwa.chain.contract_events import Burned, Minted, Transfer
from rwa.chain.hashing import ZERO_ADDRESS, keccak
from rwa.chain.roles import MissingRole

MINTER_ROLE = keccak(b"MINTER_ROLE")


def test_decimals__always__six(dollar):
    assert dollar.read("decimals") == 6


def test_mint__by_a_minter__adds_to_account_and_supply(dollar, actor):
    holder = actor("certificate_holder_b").address
    supply = dollar.read("totalSupply")

    transfer, minted = dollar.send(actor("admin"), "mint", holder, 5)

    assert dollar.read("balanceOf", holder) == 5
    assert dollar.read("totalSupply") == supply + 5
    assert isinstance(transfer, Transfer)
    assert isinstance(minted, Minted)
    assert (minted.minter, minted.to, minted.amount) == (actor("admin").address, holder, 5)


def test_mint__by_anyone_else__refused(dollar, actor, refused):
    attacker = actor("attacker")

    with refused(
        MissingRole,
        dollar,
        account=attacker.address,
        needed_role=MINTER_ROLE,
    ):
        dollar.send(attacker, "mint", attacker.address, 5)


def test_mint__to_a_blocked_account_or_nobody__refused(dollar, actor, refused):
    holder = actor("certificate_holder_b").address
    dollar.send(actor("admin"), "addToBlocklist", holder)

    with refused(AccountBlocked, dollar, account=holder):
        dollar.send(actor("admin"), "mint", holder, 5)
    with refused(ERC20InvalidReceiver, dollar, receiver=ZERO_ADDRESS):
        dollar.send(actor("admin"), "mint", ZERO_ADDRESS, 5)


def test_burn__by_a_minter__takes_its_own(dollar, actor):
    admin = actor("admin")
    dollar.send(admin, "mint", admin.address, 5)
    supply = dollar.read("totalSupply")

    transfer, burned = dollar.send(admin, "burn", 3)

    assert dollar.read("balanceOf", admin.address) == 2
    assert dollar.read("totalSupply") == supply - 3
    assert isinstance(transfer, Transfer)
    assert isinstance(burned, Burned)
    assert (burned.minter, burned.amount) == (admin.address, 3)


def test_burn__more_than_the_minter_has__refused(dollar, actor, refused):
    admin = actor("admin")

    with refused(ERC20InsufficientBalance, dollar, sender=admin.address, balance=0, needed=1):
        dollar.send(admin, "burn", 1)


def test_burn__by_a_holder__refused(dollar, actor, refused):
    holder = actor("certificate_holder_a")

    with refused(MissingRole, dollar, account=holder.address, needed_role=MINTER_ROLE):
        dollar.send(holder, "burn", 1)
