from rwa.chain.contract_errors import (
    HolderRegistry_RegistrationExpired,
    HolderRegistry_UnknownWallet,
    HolderRegistry_WalletBlocked,
    HolderRegistry_WalletReplaced,
)
from rwa.chain.contract_events import PayoutSet
from rwa.chain.hashing import ZERO_ADDRESS


def test_set_payout__registered_holder__is_paid_elsewhere(registry, register, actor, plain_wallet):
    holder, payout = actor("certificate_holder_a"), plain_wallet(1)
    register(holder.address)

    registry.send(holder, "setPayout", payout)

    assert registry.read("payeeOf", holder.address) == (holder.address, payout, False)
    assert registry.read("payoutOf", holder.address) == payout
    assert registry.read("holderOf", holder.address)[5] is True


def test_set_payout__registered_holder__announced(registry, register, actor, plain_wallet):
    holder = actor("certificate_holder_a")
    register(holder.address)

    (event,) = registry.send(holder, "setPayout", plain_wallet(1))

    assert isinstance(event, PayoutSet)
    assert (event.wallet, event.payout) == (holder.address, plain_wallet(1))


def test_set_payout__zero_or_itself__ends_the_arrangement(registry, register, actor, plain_wallet):
    holder = actor("certificate_holder_a")
    register(holder.address)

    for itself in (ZERO_ADDRESS, holder.address):
        registry.send(holder, "setPayout", plain_wallet(1))
        (event,) = registry.send(holder, "setPayout", itself)
        assert event.payout == ZERO_ADDRESS
        assert registry.read("payoutOf", holder.address) == ZERO_ADDRESS
        assert registry.read("holderOf", holder.address)[5] is False
        assert registry.read("payeeOf", holder.address) == (holder.address, holder.address, False)


def test_set_payout__unknown_wallet__refused(registry, actor, plain_wallet, refused):
    attacker = actor("attacker")

    with refused(HolderRegistry_UnknownWallet, registry, wallet=attacker.address):
        registry.send(attacker, "setPayout", plain_wallet(1))


def test_set_payout__expired_holder__refused(
    registry, register, chain, actor, plain_wallet, refused
):
    holder = actor("certificate_holder_a")
    register(holder.address, valid_until=1)

    with refused(
        HolderRegistry_RegistrationExpired,
        registry,
        wallet=holder.address,
        valid_until=1,
        time=chain.head().timestamp + 12,
    ):
        registry.send(holder, "setPayout", plain_wallet(1))


def test_set_payout__blocked_holder__refused(
    registry, register, actor, plain_wallet, block, refused
):
    holder = actor("certificate_holder_a")
    register(holder.address)
    block(holder.address)

    with refused(HolderRegistry_WalletBlocked, registry, wallet=holder.address):
        registry.send(holder, "setPayout", plain_wallet(1))


def test_set_payout__to_a_blocked_wallet__refused(
    registry, register, actor, plain_wallet, block, refused
):
    holder = actor("certificate_holder_a")
    register(holder.address)
    block(plain_wallet(1))

    with refused(HolderRegistry_WalletBlocked, registry, wallet=plain_wallet(1)):
        registry.send(holder, "setPayout", plain_wallet(1))


def test_set_payout__whoever_found_the_lost_key__refused(
    registry, register, actor, plain_wallet, replace_wallet, refused
):
    lost, successor = actor("certificate_holder_a"), plain_wallet(2)
    register(lost.address)
    register(successor)
    replace_wallet(lost.address, successor)

    with refused(HolderRegistry_WalletReplaced, registry, wallet=lost.address, successor=successor):
        registry.send(lost, "setPayout", plain_wallet(1))
