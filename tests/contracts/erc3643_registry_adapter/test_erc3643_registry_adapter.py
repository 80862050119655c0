"""An existing ERC-3643 registry behind the project's rules."""

from itertools import pairwise

import pytest

from rwa.chain.contract_errors import (
    Erc3643RegistryAdapter_RegistryHasNoCode,
    HolderRegistry_IdentityMismatch,
    HolderRegistry_TooManyHops,
    HolderRegistry_UnknownWallet,
    TransferRules_CountryNotAllowed,
    TransferRules_InvestorClassTooLow,
    TransferRules_RegistrationExpired,
    TransferRules_TooManyHolders,
    TransferRules_UnknownWallet,
    TransferRules_WalletBlocked,
)
from rwa.chain.contract_errors import (
    TestIdentityRegistry_OutOfOrder as OutOfOrder,
)
from rwa.chain.hashing import ZERO_ADDRESS, address_bytes, keccak
from rwa.chain.roles import COMPLIANCE_ROLE, TRANSFER_AGENT_ROLE

FOR_EVER = 2**40 - 1
PERSON_A = 1_000
PERSON_B = 2_000
REASON = bytes(32)


@pytest.fixture
def identity_registry(deploy):
    return deploy("TestIdentityRegistry")


@pytest.fixture
def adapter(deploy, actor, identity_registry):
    admin = actor("admin")
    adapter = deploy("Erc3643RegistryAdapter", 0, admin.address, identity_registry.address, 2)
    adapter.send(admin, "grantRole", TRANSFER_AGENT_ROLE, actor("transfer_agent").address)
    adapter.send(admin, "grantRole", COMPLIANCE_ROLE, actor("compliance").address)
    return adapter


@pytest.fixture
def register(identity_registry, actor, plain_wallet):
    def set_there(wallet, *, person, country=840, verified=True):
        identity = plain_wallet(person)
        identity_registry.send(actor("admin"), "register", wallet, identity, country, verified)
        return wallet

    return set_there


@pytest.fixture
def number_of(plain_wallet):
    """The documented number of an identity contract, computed here."""

    def number(person):
        return int.from_bytes(keccak(bytes(12) + address_bytes(plain_wallet(person)))[-8:], "big")

    return number


@pytest.fixture
def rules(deploy, adapter):
    return deploy("TransferRules", adapter.address, (0, 0, 0, 1, 2), [840])


def test_holder_of__verified_wallet__facts_come_from_there(
    adapter, register, plain_wallet, number_of
):
    wallet = register(plain_wallet(1), person=PERSON_A, country=756)

    expected = (number_of(PERSON_A), FOR_EVER, 756, 2, False, False, False)
    assert adapter.read("holderOf", wallet) == expected


def test_holder_of__claims_withdrawn__known_and_expired(adapter, register, plain_wallet, number_of):
    wallet = register(plain_wallet(1), person=PERSON_A, verified=False)

    expected = (number_of(PERSON_A), 0, 840, 0, False, False, False)
    assert adapter.read("holderOf", wallet) == expected


def test_holder_of__wallet_unknown_there__unknown_here(adapter, plain_wallet):
    assert adapter.read("holderOf", plain_wallet(1)) == (0, 0, 0, 0, False, False, False)


def test_identity_number__zero_address__is_no_identity(adapter, plain_wallet):
    assert adapter.read("identityNumber", ZERO_ADDRESS) == 0
    assert adapter.read("identityNumber", plain_wallet(1)) != 0


def test_identity_registry__after_deployment__is_fixed(adapter, identity_registry):
    assert adapter.read("identityRegistry") == identity_registry.address
    assert adapter.read("verifiedInvestorClass") == 2


def test_check__verified_wallets__allowed(rules, adapter, register, actor, plain_wallet):
    first = register(plain_wallet(1), person=PERSON_A)
    second = register(plain_wallet(2), person=PERSON_A)
    adapter.send(actor("issuer"), "noteHolding", first, True)

    rules.mine(actor("issuer"), "check", first, second, 1, 1, 0)


def test_check__each_fact_against_it__refused(rules, chain, register, actor, plain_wallet, refused):
    certificate, good = actor("issuer"), register(plain_wallet(1), person=PERSON_A)
    unknown = plain_wallet(2)
    expired = register(plain_wallet(3), person=PERSON_B, verified=False)
    abroad = register(plain_wallet(4), person=PERSON_B, country=756)

    with refused(TransferRules_UnknownWallet, wallet=unknown):
        rules.mine(certificate, "check", good, unknown, 1, 1, 0)
    with refused(
        TransferRules_RegistrationExpired,
        wallet=expired,
        valid_until=0,
        time=chain.head().timestamp + 12,
    ):
        rules.mine(certificate, "check", good, expired, 1, 1, 0)
    with refused(TransferRules_CountryNotAllowed, wallet=abroad, country=756):
        rules.mine(certificate, "check", good, abroad, 1, 1, 0)


def test_check__blocked_here__refused_although_verified_there(
    rules, adapter, register, actor, plain_wallet, refused
):
    first = register(plain_wallet(1), person=PERSON_A)
    second = register(plain_wallet(2), person=PERSON_B)
    adapter.send(actor("compliance"), "blockHolder", second, REASON)

    with refused(TransferRules_WalletBlocked, wallet=second):
        rules.mine(actor("issuer"), "check", first, second, 1, 1, 0)


def test_check__class_that_verification_proves__too_low(
    deploy, adapter, register, actor, plain_wallet, refused
):
    rules = deploy("TransferRules", adapter.address, (0, 0, 0, 0, 3), [])
    wallet = register(plain_wallet(1), person=PERSON_A)

    with refused(TransferRules_InvestorClassTooLow, wallet=wallet, minimum=3, received=2):
        rules.mine(actor("issuer"), "check", ZERO_ADDRESS, wallet, 1, 0, 0)


def test_check__holders_counted_by_identity_contract__maximum_holds(
    rules, adapter, register, actor, plain_wallet, refused
):
    certificate, first = actor("issuer"), register(plain_wallet(1), person=PERSON_A)
    same = register(plain_wallet(2), person=PERSON_A)
    other = register(plain_wallet(3), person=PERSON_B)
    adapter.send(certificate, "noteHolding", first, True)

    rules.mine(certificate, "check", ZERO_ADDRESS, same, 1, 0, 0)
    with refused(TransferRules_TooManyHolders, maximum=1, received=2):
        rules.mine(certificate, "check", ZERO_ADDRESS, other, 1, 0, 0)


def test_note_holding__wallet_forgotten_there_meanwhile__still_leaves_its_count(
    adapter, identity_registry, register, actor, plain_wallet, number_of
):
    certificate, wallet = actor("issuer"), register(plain_wallet(1), person=PERSON_A)
    adapter.send(certificate, "noteHolding", wallet, True)
    identity_registry.send(actor("admin"), "register", wallet, ZERO_ADDRESS, 0, False)

    adapter.send(certificate, "noteHolding", wallet, False)

    assert adapter.read("identityCount", certificate.address) == 0
    assert adapter.read("walletsOf", certificate.address, number_of(PERSON_A)) == 0


def test_recount__wallet_forgotten_there__refused(
    adapter, identity_registry, register, actor, plain_wallet, refused
):
    certificate, wallet = actor("issuer"), register(plain_wallet(1), person=PERSON_A)
    adapter.send(certificate, "noteHolding", wallet, True)
    identity_registry.send(actor("admin"), "register", wallet, ZERO_ADDRESS, 0, False)

    with refused(HolderRegistry_UnknownWallet, adapter, wallet=wallet):
        adapter.send(actor("attacker"), "recount", certificate.address, wallet)


def test_set_successor__same_identity_contract__old_is_paid_through_the_new(
    adapter, identity_registry, register, actor, plain_wallet
):
    old = register(plain_wallet(1), person=PERSON_A)
    new = register(plain_wallet(2), person=PERSON_A)

    adapter.send(actor("transfer_agent"), "setSuccessor", old, new)
    identity_registry.send(actor("admin"), "register", old, ZERO_ADDRESS, 0, False)

    assert adapter.read("payeeOf", old) == (new, new, False)


def test_set_successor__another_identity_contract__refused(
    adapter, register, actor, plain_wallet, number_of, refused
):
    old = register(plain_wallet(1), person=PERSON_A)
    new = register(plain_wallet(2), person=PERSON_B)

    with refused(
        HolderRegistry_IdentityMismatch,
        adapter,
        wallet=new,
        expected=number_of(PERSON_A),
        received=number_of(PERSON_B),
    ):
        adapter.send(actor("transfer_agent"), "setSuccessor", old, new)


def test_set_successor__ninth_loss_in_a_row__refused(
    adapter, register, actor, plain_wallet, refused
):
    wallets = [register(plain_wallet(number), person=PERSON_A) for number in range(10)]
    for old, new in pairwise(wallets[:9]):
        adapter.send(actor("transfer_agent"), "setSuccessor", old, new)

    with refused(HolderRegistry_TooManyHops, adapter, limit=8, hops=9):
        adapter.send(actor("transfer_agent"), "setSuccessor", wallets[8], wallets[9])


def test_payee_of__registry_out_of_order__transfers_stop_and_payments_go_on(
    adapter, rules, identity_registry, register, actor, plain_wallet, refused
):
    wallet = register(plain_wallet(1), person=PERSON_A)
    identity_registry.send(actor("admin"), "setOutOfOrder", True)

    assert adapter.read("payeeOf", wallet) == (wallet, wallet, False)
    with refused(OutOfOrder):
        rules.mine(actor("issuer"), "check", ZERO_ADDRESS, wallet, 1, 0, 0)


def test_constructor__registry_without_code__refused(deploy, actor, plain_wallet, refused):
    with refused(Erc3643RegistryAdapter_RegistryHasNoCode, registry=plain_wallet(1)):
        deploy("Erc3643RegistryAdapter", 0, actor("admin").address, plain_wallet(1), 2)
