from collections.abc import Callable
from dataclasses import astuple, dataclass, replace
from typing import Any

import pytest
from eth_abi.abi import encode

from rwa.chain.accounts import LocalAccount
from rwa.chain.contract_errors import (
    HolderRegistry_AttestationExpired,
    HolderRegistry_BadSignature,
    HolderRegistry_CountryOutOfRange,
    HolderRegistry_IdentityMismatch,
    HolderRegistry_IssuerNotTrusted,
    HolderRegistry_WrongNonce,
    HolderRegistry_ZeroIdentity,
)
from rwa.chain.contract_events import HolderSet
from rwa.chain.contract_structs import HolderFacts
from rwa.chain.eip712 import Domain
from rwa.chain.hashing import keccak
from rwa.core.ids import Address

ATTESTATION = (
    b"HolderAttestation(address wallet,uint64 identity,uint40 validUntil,uint16 country,"
    b"uint8 investorClass,uint32 nonce,uint256 deadline)"
)
WORDS = ("bytes32", "address", "uint64", "uint40", "uint16", "uint8", "uint32", "uint256")
DEADLINE = 1_800_000_000


@dataclass(frozen=True)
class Attestation:
    wallet: Address
    facts: HolderFacts
    nonce: int
    deadline: int
    issuer: Address
    signature: bytes

    def arguments(self) -> tuple[Any, ...]:
        facts = astuple(self.facts)
        return (self.wallet, facts, self.nonce, self.deadline, self.issuer, self.signature)


@pytest.fixture
def sign(registry, chain) -> Callable[..., Attestation]:
    def attestation(
        wallet: Address,
        facts: HolderFacts,
        signer: LocalAccount,
        *,
        issuer: Address | None = None,
        nonce: int = 0,
        domain: Domain | None = None,
    ) -> Attestation:
        here = Domain("HolderRegistry", "1", chain.identity.chain_id, registry.address)
        values = (keccak(ATTESTATION), wallet, *astuple(facts), nonce, DEADLINE)
        digest = (domain or here).digest(keccak(encode(WORDS, values)))
        return Attestation(
            wallet,
            facts,
            nonce,
            DEADLINE,
            issuer or signer.address,
            signer.sign_digest(digest).to_bytes(),
        )

    return attestation


@pytest.fixture
def trusted(registry, actor) -> LocalAccount:
    issuer = actor("trusted_issuer")
    registry.send(actor("compliance"), "addTrustedIssuer", issuer.address)
    return issuer


def test_attest_holder__unknown_wallet__registered_by_anyone(
    registry, actor, facts, plain_wallet, sign, trusted
):
    signed = sign(plain_wallet(1), facts(), trusted)

    registry.send(actor("attacker"), "attestHolder", *signed.arguments())

    assert registry.read("holderOf", signed.wallet)[:4] == astuple(facts())
    assert registry.read("nonces", signed.wallet) == 1


def test_attest_holder__known_wallet__renewed_and_still_blocked(
    registry, register, actor, facts, plain_wallet, sign, trusted, block
):
    wallet = register(plain_wallet(1), valid_until=1)
    block(wallet)
    signed = sign(wallet, facts(country=124), trusted, nonce=1)

    registry.send(actor("attacker"), "attestHolder", *signed.arguments())

    assert registry.read("holderOf", wallet) == (7, 2**40 - 1, 124, 1, True, False, False)


def test_attest_holder__any_wallet__emits_the_issuer_as_source(
    registry, actor, facts, plain_wallet, sign, trusted
):
    signed = sign(plain_wallet(1), facts(), trusted)

    (event,) = registry.send(actor("attacker"), "attestHolder", *signed.arguments())

    assert isinstance(event, HolderSet)
    assert (event.wallet, event.source, event.nonce) == (signed.wallet, trusted.address, 1)


def test_attest_holder__issuer_is_a_contract_wallet__accepted_by_erc1271(
    registry, actor, facts, plain_wallet, sign, deploy
):
    key = actor("trusted_issuer")
    wallet = deploy("ContractWallet", key.address)
    registry.send(actor("compliance"), "addTrustedIssuer", wallet.address)
    signed = sign(plain_wallet(1), facts(), key, issuer=wallet.address)

    registry.send(actor("attacker"), "attestHolder", *signed.arguments())

    assert registry.read("holderOf", signed.wallet)[0] == 7


def test_attest_holder__in_the_second_of_the_deadline__accepted(
    registry, chain, actor, facts, plain_wallet, sign, trusted
):
    signed = sign(plain_wallet(1), facts(), trusted)
    chain.advance_to(DEADLINE - 12)

    registry.send(actor("attacker"), "attestHolder", *signed.arguments())

    assert chain.head().timestamp == DEADLINE
    assert registry.read("holderOf", signed.wallet)[0] == 7


def test_attest_holder__a_block_after_the_deadline__refused(
    registry, chain, actor, facts, plain_wallet, sign, trusted, refused
):
    signed = sign(plain_wallet(1), facts(), trusted)
    chain.advance_to(DEADLINE - 11)

    with refused(HolderRegistry_AttestationExpired, registry, deadline=DEADLINE, time=DEADLINE + 1):
        registry.send(actor("attacker"), "attestHolder", *signed.arguments())


def test_attest_holder__issuer_not_trusted__refused(
    registry, actor, facts, plain_wallet, sign, refused
):
    attacker = actor("attacker")
    signed = sign(plain_wallet(1), facts(), attacker)

    with refused(HolderRegistry_IssuerNotTrusted, registry, issuer=attacker.address):
        registry.send(attacker, "attestHolder", *signed.arguments())


def test_attest_holder__used_before__refused_the_second_time(
    registry, actor, facts, plain_wallet, sign, trusted, refused
):
    signed = sign(plain_wallet(1), facts(), trusted)
    registry.send(actor("attacker"), "attestHolder", *signed.arguments())

    with refused(HolderRegistry_WrongNonce, registry, wallet=signed.wallet, expected=1, received=0):
        registry.send(actor("attacker"), "attestHolder", *signed.arguments())


def test_attest_holder__signed_before_the_agents_word__refused(
    registry, register, actor, facts, plain_wallet, sign, trusted, refused
):
    wallet = register(plain_wallet(1))
    drawer = sign(wallet, facts(), trusted, nonce=1)
    register(wallet, valid_until=1)

    with refused(HolderRegistry_WrongNonce, registry, wallet=wallet, expected=2, received=1):
        registry.send(actor("attacker"), "attestHolder", *drawer.arguments())


def test_attest_holder__other_identity_of_a_known_wallet__refused(
    registry, register, actor, facts, plain_wallet, sign, trusted, refused
):
    wallet = register(plain_wallet(1), identity=7)
    signed = sign(wallet, facts(identity=8), trusted, nonce=1)

    with refused(HolderRegistry_IdentityMismatch, registry, wallet=wallet, expected=7, received=8):
        registry.send(actor("attacker"), "attestHolder", *signed.arguments())


@pytest.mark.parametrize(
    "change",
    [
        {"wallet": Address("0x00000000000000000000000000000000000000AA")},
        {"deadline": DEADLINE + 1},
        {"facts": HolderFacts(8, 2**40 - 1, 840, 1)},
        {"facts": HolderFacts(7, 2**40 - 2, 840, 1)},
        {"facts": HolderFacts(7, 2**40 - 1, 841, 1)},
        {"facts": HolderFacts(7, 2**40 - 1, 840, 2)},
    ],
    ids=["wallet", "deadline", "identity", "valid_until", "country", "investor_class"],
)
def test_attest_holder__one_field_differs_from_what_was_signed__refused(
    change, registry, actor, facts, plain_wallet, sign, trusted, refused
):
    tampered = replace(sign(plain_wallet(1), facts(), trusted), **change)

    with refused(HolderRegistry_BadSignature, registry, issuer=trusted.address):
        registry.send(actor("attacker"), "attestHolder", *tampered.arguments())


@pytest.mark.parametrize("field", ["name", "version", "chain_id", "contract"])
def test_attest_holder__signed_for_another_domain__refused(
    field, registry, chain, actor, facts, plain_wallet, sign, trusted, refused
):
    here = Domain("HolderRegistry", "1", chain.identity.chain_id, registry.address)
    other = {"name": "Other", "version": "2", "chain_id": 1, "contract": plain_wallet(9)}
    domain = replace(here, **{field: other[field]})
    signed = sign(plain_wallet(1), facts(), trusted, domain=domain)

    with refused(HolderRegistry_BadSignature, registry, issuer=trusted.address):
        registry.send(actor("attacker"), "attestHolder", *signed.arguments())


@pytest.mark.parametrize("length", [0, 64, 66])
def test_attest_holder__signature_of_another_length__refused(
    length, registry, actor, facts, plain_wallet, sign, trusted, refused
):
    signed = sign(plain_wallet(1), facts(), trusted)
    cut = replace(signed, signature=signed.signature.ljust(length, b"\0")[:length])

    with refused(HolderRegistry_BadSignature, registry, issuer=trusted.address):
        registry.send(actor("attacker"), "attestHolder", *cut.arguments())


def test_attest_holder__facts_the_agent_could_not_set__refused(
    registry, actor, facts, plain_wallet, sign, trusted, refused
):
    nobody = sign(plain_wallet(1), facts(identity=0), trusted)
    nowhere = sign(plain_wallet(1), facts(country=1000), trusted)

    with refused(HolderRegistry_ZeroIdentity, registry, wallet=nobody.wallet):
        registry.send(actor("attacker"), "attestHolder", *nobody.arguments())
    with refused(HolderRegistry_CountryOutOfRange, registry, limit=999, country=1000):
        registry.send(actor("attacker"), "attestHolder", *nowhere.arguments())
