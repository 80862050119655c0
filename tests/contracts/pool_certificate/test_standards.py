"""What wallets and protocols may rely on: ERC-165, ERC-7943's questions, ERC-20's description."""

import pytest

from rwa.chain.hashing import keccak

FACE = 10_000_000_000_000
A_HAS = FACE // 2


def interface_id(*signatures: str) -> bytes:
    """Return the ERC-165 id of functions: their selectors, exclusive-or."""
    value = 0
    for signature in signatures:
        value ^= int.from_bytes(keccak(signature.encode())[:4], "big")
    return value.to_bytes(4, "big")


ERC_7943 = interface_id(
    "forcedTransfer(address,address,uint256)",
    "setFrozenTokens(address,uint256)",
    "canSend(address)",
    "canReceive(address)",
    "getFrozenTokens(address)",
    "canTransfer(address,address,uint256)",
)


def test_supports_interface__erc_7943_as_final__told(issued):
    assert ERC_7943.hex() == "3edbb4c4"
    assert issued.read("supportsInterface", ERC_7943) is True


@pytest.mark.parametrize(
    ("name", "told"),
    [("01ffc9a7", True), ("36372b07", True), ("7965db0b", True), ("ffffffff", False)],
    ids=["ERC-165", "ERC-20", "roles", "never"],
)
def test_supports_interface__others__told(issued, name, told):
    assert issued.read("supportsInterface", bytes.fromhex(name)) is told


def test_description__class__six_decimals_and_its_parts(issued, deal):
    assert issued.read("name") == "Pool 1 Class A"
    assert issued.read("symbol") == "P1A"
    assert issued.read("decimals") == 6
    assert issued.read("trancheIndex") == 0
    assert issued.read("calendar") == deal.calendar.address
    assert issued.read("remittanceOracle") == deal.oracle.address
    assert issued.read("identityRegistry") == deal.registry.address
    assert issued.read("compliance") == deal.rules.address


def test_can_send_and_receive__standing__known_unfrozen_unblocked(
    issued, actor, holder_a, holder_b, holder_c, plain_wallet, block
):
    issued.send(actor("compliance"), "setAddressFrozen", holder_b.address, True)
    block(holder_c.address)

    wallets = [holder_a.address, holder_b.address, holder_c.address, plain_wallet(1)]
    for function in ("canSend", "canReceive", "canTransact"):
        assert [issued.read(function, wallet) for wallet in wallets] == [True, False, False, False]


def test_can_transfer__balance_is_no_rule_but_a_freeze_is(issued, actor, holder_a, holder_b):
    pair = (holder_a.address, holder_b.address)
    assert issued.read("canTransfer", *pair, 2 * FACE) is True

    issued.send(actor("compliance"), "setFrozenTokens", holder_a.address, 1)

    assert issued.read("canTransfer", *pair, A_HAS - 1) is True
    assert issued.read("canTransfer", *pair, A_HAS) is False


def test_can_transfer__paused__false(issued, actor, holder_a, holder_b):
    issued.send(actor("guardian"), "pause")

    assert issued.read("canTransfer", holder_a.address, holder_b.address, 1) is False


def test_current_face__before_the_first_report__original_face(issued, holder_a, plain_wallet):
    assert issued.read("currentFace", holder_a.address) == A_HAS
    assert issued.read("currentFace", plain_wallet(1)) == 0
