from itertools import pairwise

import pytest

from rwa.chain.contract_errors import (
    HolderRegistry_IdentityMismatch,
    HolderRegistry_OwnSuccessor,
    HolderRegistry_RegistrationExpired,
    HolderRegistry_TooManyHops,
    HolderRegistry_UnknownWallet,
    HolderRegistry_WalletBlocked,
    HolderRegistry_WalletReplaced,
)
from rwa.chain.contract_events import SuccessorSet
from rwa.chain.roles import TRANSFER_AGENT_ROLE, MissingRole


@pytest.fixture
def wallets(register, plain_wallet):
    """Ten wallets of one identity."""
    return [register(plain_wallet(number)) for number in range(10)]


def test_set_successor__lost_wallet__what_it_earned_is_paid_to_the_new_one(
    registry, wallets, actor
):
    old, new = wallets[:2]

    registry.send(actor("transfer_agent"), "setSuccessor", old, new)

    assert registry.read("successorOf", old) == new
    assert registry.read("payeeOf", old) == (new, new, False)
    assert registry.read("payeeOf", new) == (new, new, False)
    assert registry.read("holderOf", old)[6] is True
    assert registry.read("holderOf", new)[6] is False


def test_set_successor__lost_wallet__announced(registry, wallets, actor):
    old, new = wallets[:2]

    (event,) = registry.send(actor("transfer_agent"), "setSuccessor", old, new)

    assert isinstance(event, SuccessorSet)
    assert (event.old_wallet, event.new_wallet, event.identity) == (old, new, 7)


def test_set_successor__payout_of_the_old_wallet__does_not_follow(
    registry, wallets, actor, plain_wallet
):
    old, new, payout = wallets[0], wallets[1], plain_wallet(99)
    registry.send(actor("transfer_agent"), "setPayoutFor", old, payout)

    registry.send(actor("transfer_agent"), "setSuccessor", old, new)

    assert registry.read("payeeOf", old) == (new, new, False)


def test_set_successor__two_lost_wallets_into_one__both_end_there(registry, wallets, actor):
    for old in wallets[:2]:
        registry.send(actor("transfer_agent"), "setSuccessor", old, wallets[2])

    assert [registry.read("payeeOf", old)[0] for old in wallets[:2]] == [wallets[2]] * 2


def test_set_successor__eight_losses_in_a_row__still_found(registry, wallets, actor):
    for old, new in pairwise(wallets[:9]):
        registry.send(actor("transfer_agent"), "setSuccessor", old, new)

    assert [registry.read("payeeOf", wallet)[0] for wallet in wallets[:9]] == [wallets[8]] * 9


def test_set_successor__ninth_loss_in_a_row__refused(registry, wallets, actor, refused):
    for old, new in pairwise(wallets[:9]):
        registry.send(actor("transfer_agent"), "setSuccessor", old, new)

    with refused(HolderRegistry_TooManyHops, registry, limit=8, hops=9):
        registry.send(actor("transfer_agent"), "setSuccessor", wallets[8], wallets[9])


def test_set_successor__short_chain_joins_after_a_long_one__the_longest_counts(
    registry, wallets, actor, register, plain_wallet, refused
):
    for old, new in pairwise(wallets[:9]):
        registry.send(actor("transfer_agent"), "setSuccessor", old, new)
    late = register(plain_wallet(20))
    registry.send(actor("transfer_agent"), "setSuccessor", late, wallets[8])

    with refused(HolderRegistry_TooManyHops, registry, limit=8, hops=9):
        registry.send(actor("transfer_agent"), "setSuccessor", wallets[8], wallets[9])


def test_set_successor__itself__refused(registry, wallets, actor, refused):
    with refused(HolderRegistry_OwnSuccessor, registry, wallet=wallets[0]):
        registry.send(actor("transfer_agent"), "setSuccessor", wallets[0], wallets[0])


def test_set_successor__back_again__refused_so_no_cycle(registry, wallets, actor, refused):
    old, new = wallets[:2]
    registry.send(actor("transfer_agent"), "setSuccessor", old, new)

    with refused(HolderRegistry_WalletReplaced, registry, wallet=old, successor=new):
        registry.send(actor("transfer_agent"), "setSuccessor", new, old)


def test_set_successor__second_successor__refused(registry, wallets, actor, refused):
    old, new, other = wallets[:3]
    registry.send(actor("transfer_agent"), "setSuccessor", old, new)

    with refused(HolderRegistry_WalletReplaced, registry, wallet=old, successor=new):
        registry.send(actor("transfer_agent"), "setSuccessor", old, other)


def test_set_successor__wallet_of_another_identity__refused(
    registry, wallets, register, actor, plain_wallet, refused
):
    stranger = register(plain_wallet(30), identity=8)

    with refused(
        HolderRegistry_IdentityMismatch, registry, wallet=stranger, expected=7, received=8
    ):
        registry.send(actor("transfer_agent"), "setSuccessor", wallets[0], stranger)


def test_set_successor__unknown_wallet_on_either_side__refused(
    registry, wallets, actor, plain_wallet, refused
):
    unknown = plain_wallet(30)

    for pair in ((unknown, wallets[0]), (wallets[0], unknown)):
        with refused(HolderRegistry_UnknownWallet, registry, wallet=unknown):
            registry.send(actor("transfer_agent"), "setSuccessor", *pair)


def test_set_successor__blocked_wallet_on_either_side__refused_so_no_block_is_shaken_off(
    registry, wallets, actor, block, refused
):
    free, blocked = wallets[:2]
    block(blocked)

    for pair in ((free, blocked), (blocked, free)):
        with refused(HolderRegistry_WalletBlocked, registry, wallet=blocked):
            registry.send(actor("transfer_agent"), "setSuccessor", *pair)


def test_set_successor__old_registration_expired__allowed(
    registry, wallets, register, actor, plain_wallet
):
    expired = register(plain_wallet(30), valid_until=1)

    registry.send(actor("transfer_agent"), "setSuccessor", expired, wallets[0])

    assert registry.read("payeeOf", expired)[0] == wallets[0]


def test_set_successor__new_registration_expired__refused(
    registry, chain, wallets, register, actor, plain_wallet, refused
):
    expired = register(plain_wallet(30), valid_until=1)

    with refused(
        HolderRegistry_RegistrationExpired,
        registry,
        wallet=expired,
        valid_until=1,
        time=chain.head().timestamp + 12,
    ):
        registry.send(actor("transfer_agent"), "setSuccessor", wallets[0], expired)


def test_set_successor__by_the_holder__refused(registry, wallets, register, actor, refused):
    holder = actor("certificate_holder_a")
    register(holder.address)

    with refused(MissingRole, registry, account=holder.address, needed_role=TRANSFER_AGENT_ROLE):
        registry.send(holder, "setSuccessor", holder.address, wallets[0])
