import pytest

from rwa.chain.contract_errors import (
    EnforcedPause,
    ERC2612ExpiredSignature,
    ERC2612InvalidSigner,
)

PERMIT = "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
DEADLINE = 1_800_000_000


def test_permit__owners_signature__sets_the_allowance(dollar, actor, sign):
    owner, spender = actor("certificate_holder_a"), actor("certificate_holder_b").address
    signed = sign(owner, PERMIT, owner.address, spender, 5, 0, DEADLINE)

    dollar.send(actor("attacker"), "permit", owner.address, spender, 5, DEADLINE, *signed)

    assert dollar.read("allowance", owner.address, spender) == 5
    assert dollar.read("nonces", owner.address) == 1


def test_permit__used_twice__refused(dollar, actor, sign):
    owner, spender = actor("certificate_holder_a"), actor("certificate_holder_b").address
    signed = sign(owner, PERMIT, owner.address, spender, 5, 0, DEADLINE)
    dollar.send(actor("attacker"), "permit", owner.address, spender, 5, DEADLINE, *signed)
    before = dollar.storage_root()

    with pytest.raises(ERC2612InvalidSigner):
        dollar.send(actor("attacker"), "permit", owner.address, spender, 5, DEADLINE, *signed)

    assert dollar.storage_root() == before


def test_permit__past_its_deadline__refused(dollar, chain, actor, sign, refused):
    owner, spender = actor("certificate_holder_a"), actor("certificate_holder_b").address
    signed = sign(owner, PERMIT, owner.address, spender, 5, 0, DEADLINE)
    chain.advance_to(DEADLINE)

    with refused(ERC2612ExpiredSignature, dollar, deadline=DEADLINE):
        dollar.send(actor("attacker"), "permit", owner.address, spender, 5, DEADLINE, *signed)


def test_permit__while_paused__refused(dollar, actor, sign, refused):
    owner, spender = actor("certificate_holder_a"), actor("certificate_holder_b").address
    signed = sign(owner, PERMIT, owner.address, spender, 5, 0, DEADLINE)
    dollar.send(actor("admin"), "pause")

    with refused(EnforcedPause, dollar):
        dollar.send(actor("attacker"), "permit", owner.address, spender, 5, DEADLINE, *signed)
