from dataclasses import astuple

from rwa.chain.contract_errors import HolderRegistry_LengthMismatch, HolderRegistry_ZeroIdentity
from rwa.chain.contract_events import HolderSet
from rwa.chain.roles import TRANSFER_AGENT_ROLE, MissingRole


def test_set_holders__two_wallets__both_known_in_order(registry, actor, facts, plain_wallet):
    wallets = [plain_wallet(1), plain_wallet(2)]
    rows = [astuple(facts(identity=1)), astuple(facts(identity=2))]

    events = registry.send(actor("transfer_agent"), "setHolders", wallets, rows)

    assert [registry.read("holderOf", wallet)[0] for wallet in wallets] == [1, 2]
    assert [(type(event), event.wallet) for event in events] == [
        (HolderSet, wallet) for wallet in wallets
    ]


def test_set_holders__same_wallet_twice__the_last_wins(registry, actor, facts, plain_wallet):
    wallet = plain_wallet(1)
    rows = [astuple(facts(identity=1)), astuple(facts(identity=2))]

    registry.send(actor("transfer_agent"), "setHolders", [wallet, wallet], rows)

    assert registry.read("holderOf", wallet)[0] == 2
    assert registry.read("nonces", wallet) == 2


def test_set_holders__empty_lists__change_nothing(registry, actor):
    before = registry.storage_root()

    assert registry.send(actor("transfer_agent"), "setHolders", [], []) == ()
    assert registry.storage_root() == before


def test_set_holders__lists_of_different_length__refused(
    registry, actor, facts, plain_wallet, refused
):
    with refused(HolderRegistry_LengthMismatch, registry, wallets=2, facts=1):
        registry.send(
            actor("transfer_agent"),
            "setHolders",
            [plain_wallet(1), plain_wallet(2)],
            [astuple(facts())],
        )


def test_set_holders__one_bad_row__none_is_set(registry, actor, facts, plain_wallet, refused):
    good, bad = plain_wallet(1), plain_wallet(2)

    with refused(HolderRegistry_ZeroIdentity, registry, wallet=bad):
        registry.send(
            actor("transfer_agent"),
            "setHolders",
            [good, bad],
            [astuple(facts()), astuple(facts(identity=0))],
        )


def test_set_holders__caller_is_no_agent__refused(registry, actor, refused):
    compliance = actor("compliance")

    with refused(
        MissingRole, registry, account=compliance.address, needed_role=TRANSFER_AGENT_ROLE
    ):
        registry.send(compliance, "setHolders", [], [])
