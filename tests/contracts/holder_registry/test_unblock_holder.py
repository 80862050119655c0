from rwa.chain.contract_errors import HolderRegistry_WalletNotBlocked
from rwa.chain.contract_events import HolderUnblocked
from rwa.chain.roles import COMPLIANCE_ROLE, MissingRole

REASON = b"licence 4".ljust(32, b"\0")


def test_unblock_holder__blocked_wallet__in_good_standing_again(
    registry, register, actor, plain_wallet, block
):
    wallet = register(plain_wallet(1))
    before = registry.storage_root()
    block(wallet)

    registry.send(actor("compliance"), "unblockHolder", wallet, REASON)

    assert registry.read("payeeOf", wallet) == (wallet, wallet, False)
    assert registry.storage_root() == before


def test_unblock_holder__blocked_wallet__announced(registry, register, actor, plain_wallet, block):
    wallet = register(plain_wallet(1))
    block(wallet)

    (event,) = registry.send(actor("compliance"), "unblockHolder", wallet, REASON)

    assert isinstance(event, HolderUnblocked)
    assert (event.wallet, event.reason) == (wallet, REASON)


def test_unblock_holder__wallet_not_blocked__refused(
    registry, register, actor, plain_wallet, refused
):
    wallet = register(plain_wallet(1))

    with refused(HolderRegistry_WalletNotBlocked, registry, wallet=wallet):
        registry.send(actor("compliance"), "unblockHolder", wallet, REASON)


def test_unblock_holder__by_the_agent__refused(
    registry, register, actor, plain_wallet, block, refused
):
    wallet, agent = register(plain_wallet(1)), actor("transfer_agent")
    block(wallet)

    with refused(MissingRole, registry, account=agent.address, needed_role=COMPLIANCE_ROLE):
        registry.send(agent, "unblockHolder", wallet, REASON)
