from dataclasses import astuple, replace

from eth_abi.abi import encode

from rwa.chain import contract_errors as errors
from rwa.chain.contract_events import EquivocationProven, NodeRemoved
from rwa.chain.contract_structs import RemovalReason
from rwa.chain.hashing import keccak
from rwa.chain.report import hash_content


def other(content):
    """Another content of the same report, a cent apart."""
    return replace(
        content, servicing_fee_cents=content.servicing_fee_cents - 1, reserve_change_cents=1
    )


def prove(desk, sender, first, second):
    return desk.oracle.send(sender, "proveEquivocation", astuple(first), astuple(second))


def key_of(content):
    key = (content.pool, content.period, content.period_index, content.revision)
    return keccak(encode(("bytes32", "uint32", "uint16", "uint16"), key))


def test_prove_equivocation__two_contents__anyone_removes_the_node(desk, oracle, actor, told):
    liar, content = desk.nodes[2], desk.month(1)
    halves = desk.evidence(content, liar), desk.evidence(other(content), liar)

    proven, removed, _ = prove(desk, actor("attacker"), *halves)

    named = {
        "node": liar.address,
        "period": 1,
        "revision": 0,
        "content_hash_a": hash_content(content),
        "content_hash_b": hash_content(other(content)),
    }
    assert told(proven) == (EquivocationProven, named)
    reason = {"node": liar.address, "reason": RemovalReason.EQUIVOCATION}
    assert told(removed) == (NodeRemoved, reason)
    assert oracle.read("isNode", liar.address) is False
    assert oracle.read("threshold") == 3


def test_prove_equivocation__content_enveloped_twice__refused(desk, oracle, actor, refused):
    honest, content = desk.nodes[2], desk.month(1)
    first = desk.evidence(content, honest)
    desk.chain.advance_to(desk.chain.head().timestamp + 3_600)
    second = desk.evidence(content, honest)
    assert first.signature_ != second.signature_
    with refused(
        errors.RemittanceOracle_EvidenceSameContent, oracle, content_hash=hash_content(content)
    ):
        prove(desk, actor("attacker"), first, second)


def test_prove_equivocation__two_revisions__refused(desk, oracle, actor, refused):
    honest, content = desk.nodes[2], desk.month(1)
    revised = replace(other(content), revision=1)
    halves = desk.evidence(content, honest), desk.evidence(revised, honest)
    sides = {"key_a": key_of(content), "key_b": key_of(revised)}
    with refused(errors.RemittanceOracle_EvidenceKeys, oracle, **sides):
        prove(desk, actor("attacker"), *halves)


def test_prove_equivocation__two_nodes__refused(desk, oracle, actor, refused):
    content = desk.month(1)
    one, two = desk.nodes[:2]
    halves = desk.evidence(content, one), desk.evidence(other(content), two)
    sides = {"signer_a": one.address, "signer_b": two.address}
    with refused(errors.RemittanceOracle_EvidenceSigners, oracle, **sides):
        prove(desk, actor("attacker"), *halves)


def test_prove_equivocation__no_node__refused(desk, oracle, actor, refused):
    attacker, content = actor("attacker"), desk.month(1)
    halves = desk.evidence(content, attacker), desk.evidence(other(content), attacker)
    with refused(errors.RemittanceOracle_NodeUnknown, oracle, account=attacker.address):
        prove(desk, attacker, *halves)
