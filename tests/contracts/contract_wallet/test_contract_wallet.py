import pytest

from rwa.chain.contract_errors import ContractWallet_NotOwner, HolderRegistry_UnknownWallet
from rwa.chain.hashing import keccak

MAGIC = bytes.fromhex("1626ba7e")
NO = bytes.fromhex("ffffffff")
DIGEST = keccak(b"what is signed")


@pytest.fixture
def owner(actor):
    return actor("certificate_holder_a")


@pytest.fixture
def wallet(deploy, owner):
    return deploy("ContractWallet", owner.address)


def test_is_valid_signature__owners__magic_value(wallet, owner):
    signature = owner.sign_digest(DIGEST).to_bytes()

    assert wallet.read("isValidSignature", DIGEST, signature) == MAGIC


@pytest.mark.parametrize("signature", [b"", bytes(65), b"\1" * 64], ids=["none", "zeros", "short"])
def test_is_valid_signature__no_signature__refused(signature, wallet):
    assert wallet.read("isValidSignature", DIGEST, signature) == NO


def test_is_valid_signature__a_strangers_or_of_another_digest__refused(wallet, owner, actor):
    strangers = actor("attacker").sign_digest(DIGEST).to_bytes()
    other = owner.sign_digest(keccak(b"something else")).to_bytes()

    assert wallet.read("isValidSignature", DIGEST, strangers) == NO
    assert wallet.read("isValidSignature", DIGEST, other) == NO


def test_execute__by_the_owner__acts_as_the_wallet(wallet, owner, deploy, actor, plain_wallet):
    dollar = deploy("TestDollar", actor("admin").address)
    dollar.send(actor("admin"), "mint", wallet.address, 5)

    wallet.send(owner, "execute", dollar.address, dollar._call("transfer", plain_wallet(1), 5).data)

    assert dollar.read("balanceOf", plain_wallet(1)) == 5


def test_execute__refused_by_the_target__hands_its_error_on(
    wallet, owner, deploy, actor, plain_wallet, refused
):
    registry = deploy("HolderRegistry", 0, actor("admin").address)
    call = registry._call("setPayout", plain_wallet(1))

    with refused(HolderRegistry_UnknownWallet, registry, wallet=wallet.address):
        wallet.send(owner, "execute", registry.address, call.data)


def test_execute__by_anyone_else__refused(wallet, owner, actor, refused):
    attacker = actor("attacker")

    with refused(ContractWallet_NotOwner, wallet, owner=owner.address, caller=attacker.address):
        wallet.send(attacker, "execute", wallet.address, b"")
