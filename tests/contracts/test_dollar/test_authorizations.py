"""ERC-3009: transferWithAuthorization, receiveWithAuthorization, cancelAuthorization."""

import pytest

from rwa.chain.contract_errors import (
    EnforcedPause,
    Erc3009_BadSignature,
    Erc3009_CallerIsNotPayee,
    Erc3009_NoLongerValid,
    Erc3009_NonceUsed,
    Erc3009_NotYetValid,
)
from rwa.chain.contract_errors import (
    TestDollar_AccountBlocked as AccountBlocked,
)
from rwa.chain.contract_events import AuthorizationCanceled, AuthorizationUsed, Transfer

FIELDS = (
    "(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
)
CANCEL = "CancelAuthorization(address authorizer,bytes32 nonce)"
NONCE = bytes(31) + b"\x07"
LAST = 2**256 - 1


@pytest.fixture
def payer(actor):
    return actor("certificate_holder_a")


@pytest.fixture
def payee(actor):
    return actor("certificate_holder_b")


@pytest.fixture
def authorize(sign, payer, payee):
    """Arguments of an authorization of 5 units, signed by the payer."""

    def signed(kind, *, valid_after=0, valid_before=LAST):
        values = (payer.address, payee.address, 5, valid_after, valid_before, NONCE)
        return (*values, *sign(payer, kind + FIELDS, *values))

    return signed


KINDS = (
    ("transferWithAuthorization", "TransferWithAuthorization"),
    ("receiveWithAuthorization", "ReceiveWithAuthorization"),
)


@pytest.mark.parametrize(("function", "kind"), KINDS)
def test_authorization__signed_by_the_payer__moves_and_is_used_up(
    function, kind, dollar, payer, payee, authorize, refused
):
    signed = authorize(kind)

    used, moved = dollar.send(payee, function, *signed)

    assert isinstance(used, AuthorizationUsed)
    assert (used.authorizer, used.nonce) == (payer.address, NONCE)
    assert isinstance(moved, Transfer)
    assert dollar.read("balanceOf", payee.address) == 5
    assert dollar.read("authorizationState", payer.address, NONCE) is True
    with refused(Erc3009_NonceUsed, dollar, authorizer=payer.address, nonce=NONCE):
        dollar.send(payee, function, *signed)


def test_transfer_with_authorization__brought_by_a_stranger__moves(dollar, actor, payee, authorize):
    signed = authorize("TransferWithAuthorization")

    dollar.send(actor("attacker"), "transferWithAuthorization", *signed)

    assert dollar.read("balanceOf", payee.address) == 5


def test_receive_with_authorization__brought_by_a_stranger__refused(
    dollar, actor, payee, authorize, refused
):
    attacker, signed = actor("attacker"), authorize("ReceiveWithAuthorization")

    with refused(Erc3009_CallerIsNotPayee, dollar, payee=payee.address, caller=attacker.address):
        dollar.send(attacker, "receiveWithAuthorization", *signed)


@pytest.mark.parametrize(("function", "kind"), KINDS)
def test_authorization__signed_for_the_other_function__refused(
    function, kind, dollar, payee, authorize
):
    (other,) = {"TransferWithAuthorization", "ReceiveWithAuthorization"} - {kind}
    before = dollar.storage_root()

    with pytest.raises(Erc3009_BadSignature):
        dollar.send(payee, function, *authorize(other))

    assert dollar.storage_root() == before


@pytest.mark.parametrize(("function", "kind"), KINDS)
def test_authorization__outside_its_time__refused_at_both_bounds(
    function, kind, dollar, chain, payee, authorize, refused
):
    now = chain.head().timestamp + 12
    early = authorize(kind, valid_after=now)
    late = authorize(kind, valid_before=now + 12)

    with refused(Erc3009_NotYetValid, dollar, valid_after=now, time=now):
        dollar.send(payee, function, *early)
    with refused(Erc3009_NoLongerValid, dollar, valid_before=now + 12, time=now + 12):
        dollar.send(payee, function, *late)
    dollar.send(payee, function, *early)


@pytest.mark.parametrize(("function", "kind"), KINDS)
def test_authorization__paused_or_blocked__refused(
    function, kind, dollar, actor, payer, payee, authorize, refused
):
    signed = authorize(kind)
    dollar.send(actor("admin"), "pause")
    with refused(EnforcedPause, dollar):
        dollar.send(payee, function, *signed)
    dollar.send(actor("admin"), "unpause")
    dollar.send(actor("admin"), "addToBlocklist", payer.address)
    with refused(AccountBlocked, dollar, account=payer.address):
        dollar.send(payee, function, *signed)


def test_cancel_authorization__unused__void_from_then_on(
    dollar, actor, payer, payee, sign, authorize, refused
):
    signed = sign(payer, CANCEL, payer.address, NONCE)

    (event,) = dollar.send(actor("attacker"), "cancelAuthorization", payer.address, NONCE, *signed)

    assert isinstance(event, AuthorizationCanceled)
    assert (event.authorizer, event.nonce) == (payer.address, NONCE)
    with refused(Erc3009_NonceUsed, dollar, authorizer=payer.address, nonce=NONCE):
        dollar.send(payee, "transferWithAuthorization", *authorize("TransferWithAuthorization"))


def test_cancel_authorization__used_already__refused(
    dollar, payer, payee, sign, authorize, refused
):
    dollar.send(payee, "transferWithAuthorization", *authorize("TransferWithAuthorization"))
    signed = sign(payer, CANCEL, payer.address, NONCE)

    with refused(Erc3009_NonceUsed, dollar, authorizer=payer.address, nonce=NONCE):
        dollar.send(payee, "cancelAuthorization", payer.address, NONCE, *signed)


def test_cancel_authorization__signed_by_another__refused(dollar, actor, payer, sign, refused):
    attacker = actor("attacker")
    signed = sign(attacker, CANCEL, payer.address, NONCE)

    with refused(Erc3009_BadSignature, dollar, expected=payer.address, received=attacker.address):
        dollar.send(attacker, "cancelAuthorization", payer.address, NONCE, *signed)
