import pytest
from eth_account import Account as EthAccount
from eth_account.messages import encode_defunct

from rwa.chain.accounts import LocalAccount, Signature, demo_account, recover
from rwa.chain.hashing import keccak

SECP256K1_HALF_ORDER = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0


def test_local_account__known_key__known_address() -> None:
    account = LocalAccount((1).to_bytes(32, "big"))
    assert account.address == "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf"


def test_sign_digest__any__equals_eth_account(servicer: LocalAccount) -> None:
    message = encode_defunct(text="hello")
    theirs = EthAccount.sign_message(message, servicer.secret)
    digest = bytes(theirs.message_hash)
    assert servicer.sign_digest(digest).to_bytes() == bytes(theirs.signature)


def test_sign_digest__many__low_s_and_recoverable(servicer: LocalAccount) -> None:
    for number in range(50):
        digest = keccak(bytes([number]))
        signature = servicer.sign_digest(digest)
        assert signature.s <= SECP256K1_HALF_ORDER
        assert recover(digest, signature) == servicer.address
        assert recover(keccak(digest), signature) != servicer.address


def test_recover__no_point_of_the_curve__none() -> None:
    assert recover(bytes(32), Signature(r=0, s=1, y_parity=0)) is None


def test_signature__65_bytes__come_back(servicer: LocalAccount) -> None:
    signature = servicer.sign_digest(bytes(32))
    assert Signature.from_bytes(signature.to_bytes()) == signature


@pytest.mark.parametrize("raw", [b"", bytes(64), bytes(65), bytes(66)])
def test_signature__other_bytes__refused(raw: bytes) -> None:
    with pytest.raises(ValueError, match="65 bytes"):
        Signature.from_bytes(raw)


def test_local_account__repr__shows_no_key(servicer: LocalAccount) -> None:
    shown = repr(servicer)
    assert servicer.address in shown
    assert servicer.secret.hex() not in shown
    assert str(int.from_bytes(servicer.secret, "big")) not in shown
    assert "secret" not in shown


def test_demo_account__same_seed_and_role__same_key() -> None:
    assert demo_account(7, "servicer") == demo_account(7, "servicer")
    assert demo_account(7, "servicer") != demo_account(8, "servicer")
    assert demo_account(7, "servicer") != demo_account(7, "guarantor")
