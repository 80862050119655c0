from dataclasses import astuple

from rwa.chain.contract_errors import (
    HolderRegistry_CountryOutOfRange,
    HolderRegistry_SuccessionFixesIdentity,
    HolderRegistry_ZeroIdentity,
    HolderRegistry_ZeroWallet,
)
from rwa.chain.contract_events import HolderSet
from rwa.chain.hashing import ZERO_ADDRESS
from rwa.chain.roles import TRANSFER_AGENT_ROLE, MissingRole


def test_set_holder__unknown_wallet__is_known_afterwards(registry, actor, facts, plain_wallet):
    wallet = plain_wallet(1)

    registry.send(actor("transfer_agent"), "setHolder", wallet, astuple(facts(country=124)))

    assert registry.read("holderOf", wallet) == (7, 2**40 - 1, 124, 1, False, False, False)
    assert registry.read("nonces", wallet) == 1


def test_set_holder__known_wallet__changes_the_facts_and_keeps_what_others_set(
    registry, register, actor, facts, plain_wallet, block
):
    wallet, payout = register(plain_wallet(1)), plain_wallet(2)
    registry.send(actor("transfer_agent"), "setPayoutFor", wallet, payout)
    block(wallet)

    changed = facts(identity=9, valid_until=5, country=0, investor_class=255)
    registry.send(actor("transfer_agent"), "setHolder", wallet, astuple(changed))

    assert registry.read("holderOf", wallet) == (9, 5, 0, 255, True, True, False)
    assert registry.read("payoutOf", wallet) == payout
    assert registry.read("nonces", wallet) == 2


def test_set_holder__largest_facts__do_not_spill(registry, register, plain_wallet):
    wallet = register(
        plain_wallet(1), identity=2**64 - 1, valid_until=2**40 - 1, country=999, investor_class=255
    )

    assert registry.read("holderOf", wallet) == (
        2**64 - 1,
        2**40 - 1,
        999,
        255,
        False,
        False,
        False,
    )


def test_set_holder__any_wallet__emits_the_whole_record(registry, actor, facts, plain_wallet):
    agent, wallet = actor("transfer_agent"), plain_wallet(1)

    (event,) = registry.send(agent, "setHolder", wallet, astuple(facts()))

    assert isinstance(event, HolderSet)
    assert (event.wallet, event.source, event.nonce) == (wallet, agent.address, 1)
    assert astuple(event.holder) == registry.read("holderOf", wallet)


def test_set_holder__caller_is_no_agent__refused(registry, actor, facts, plain_wallet, refused):
    attacker = actor("attacker")

    with refused(MissingRole, registry, account=attacker.address, needed_role=TRANSFER_AGENT_ROLE):
        registry.send(attacker, "setHolder", plain_wallet(1), astuple(facts()))


def test_set_holder__zero_wallet__refused(registry, actor, facts, refused):
    with refused(HolderRegistry_ZeroWallet, registry):
        registry.send(actor("transfer_agent"), "setHolder", ZERO_ADDRESS, astuple(facts()))


def test_set_holder__identity_0__refused(registry, actor, facts, plain_wallet, refused):
    wallet = plain_wallet(1)

    with refused(HolderRegistry_ZeroIdentity, registry, wallet=wallet):
        registry.send(actor("transfer_agent"), "setHolder", wallet, astuple(facts(identity=0)))


def test_set_holder__country_above_999__refused(registry, actor, facts, plain_wallet, refused):
    agent, wallet = actor("transfer_agent"), plain_wallet(1)

    with refused(HolderRegistry_CountryOutOfRange, registry, limit=999, country=1000):
        registry.send(agent, "setHolder", wallet, astuple(facts(country=1000)))


def test_set_holder__other_identity_in_a_succession__refused_on_either_side(
    registry, register, actor, facts, plain_wallet, replace_wallet, refused
):
    old, new = register(plain_wallet(1)), register(plain_wallet(2))
    replace_wallet(old, new)

    for wallet in (old, new):
        with refused(
            HolderRegistry_SuccessionFixesIdentity, registry, wallet=wallet, expected=7, received=8
        ):
            registry.send(actor("transfer_agent"), "setHolder", wallet, astuple(facts(identity=8)))


def test_set_holder__same_identity_in_a_succession__renews(
    registry, register, plain_wallet, replace_wallet
):
    old, new = register(plain_wallet(1)), register(plain_wallet(2))
    replace_wallet(old, new)

    register(new, country=124)

    assert registry.read("holderOf", new)[2] == 124
