from rwa.chain.contract_errors import (
    HolderRegistry_UnknownWallet,
    HolderRegistry_WalletBlocked,
    HolderRegistry_WalletReplaced,
)
from rwa.chain.contract_events import PayoutSet
from rwa.chain.roles import TRANSFER_AGENT_ROLE, MissingRole


def test_set_payout_for__blocked_and_expired_holder__set_but_still_blocked(
    registry, register, actor, plain_wallet, block
):
    wallet, payout = register(plain_wallet(1), valid_until=1), plain_wallet(2)
    block(wallet)

    registry.send(actor("transfer_agent"), "setPayoutFor", wallet, payout)

    assert registry.read("payeeOf", wallet) == (wallet, payout, True)


def test_set_payout_for__known_wallet__announced(registry, register, actor, plain_wallet):
    wallet, payout = register(plain_wallet(1)), plain_wallet(2)

    (event,) = registry.send(actor("transfer_agent"), "setPayoutFor", wallet, payout)

    assert isinstance(event, PayoutSet)
    assert (event.wallet, event.payout) == (wallet, payout)


def test_set_payout_for__unknown_wallet__refused(registry, actor, plain_wallet, refused):
    agent = actor("transfer_agent")

    with refused(HolderRegistry_UnknownWallet, registry, wallet=plain_wallet(1)):
        registry.send(agent, "setPayoutFor", plain_wallet(1), plain_wallet(2))


def test_set_payout_for__replaced_wallet__refused(
    registry, register, actor, plain_wallet, replace_wallet, refused
):
    old, new = register(plain_wallet(1)), register(plain_wallet(2))
    replace_wallet(old, new)

    with refused(HolderRegistry_WalletReplaced, registry, wallet=old, successor=new):
        registry.send(actor("transfer_agent"), "setPayoutFor", old, plain_wallet(3))


def test_set_payout_for__to_a_blocked_wallet__refused(
    registry, register, actor, plain_wallet, block, refused
):
    wallet, payout = register(plain_wallet(1)), plain_wallet(2)
    block(payout)

    with refused(HolderRegistry_WalletBlocked, registry, wallet=payout):
        registry.send(actor("transfer_agent"), "setPayoutFor", wallet, payout)


def test_set_payout_for__by_compliance__refused(registry, register, actor, plain_wallet, refused):
    wallet, compliance = register(plain_wallet(1)), actor("compliance")

    with refused(
        MissingRole, registry, account=compliance.address, needed_role=TRANSFER_AGENT_ROLE
    ):
        registry.send(compliance, "setPayoutFor", wallet, plain_wallet(2))
