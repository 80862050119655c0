import pytest

from rwa.chain import contract_errors as errors
from rwa.chain.contract_events import (
    NodeAdded,
    NodeProposalWithdrawn,
    NodeProposed,
    NodeRemoved,
    NodeSetChanged,
)
from rwa.chain.contract_structs import RemovalReason
from rwa.chain.hashing import ZERO_WORD, address_bytes
from rwa.chain.report import node_set_digest
from rwa.chain.roles import DEFAULT_ADMIN_ROLE, MissingRole

from .conftest import NODE_DELAY


def opening(desk):
    return [node.address for node in desk.nodes], [desk.prove_key(node) for node in desk.nodes]


@pytest.fixture
def fifth(actor):
    return actor("node_5")


@pytest.fixture
def proposed(desk, oracle, actor, fifth):
    """The fifth node, proposed with four signatures from then on."""
    oracle.send(actor("admin"), "proposeNode", fifth.address, desk.prove_key(fifth), 4)
    return fifth


def test_open_node_set__three_of_four__announced(unopened, actor, told):
    addresses, proofs = opening(unopened)

    *added, changed = unopened.oracle.send(actor("admin"), "openNodeSet", addresses, proofs, 3)

    assert [told(event) for event in added] == [(NodeAdded, {"node": node}) for node in addresses]
    digest = node_set_digest(addresses, threshold=3, epoch=1)
    named = {"nodes": tuple(addresses), "threshold": 3, "epoch": 1, "digest": digest}
    assert told(changed) == (NodeSetChanged, named)
    assert unopened.oracle.read("nodes") == tuple(addresses)
    assert unopened.oracle.read("threshold") == 3
    assert unopened.node_set() == digest


def test_open_node_set__three_of_five__refused(unopened, actor, fifth, refused):
    unopened.nodes.append(fifth)
    unopened.nodes.sort(key=lambda node: address_bytes(node.address))
    addresses, proofs = opening(unopened)
    for threshold in (0, 3, 5):
        sides = {"lowest": 4, "highest": 4, "received": threshold}
        with refused(errors.RemittanceOracle_UnsafeQuorum, unopened.oracle, **sides):
            unopened.oracle.send(actor("admin"), "openNodeSet", addresses, proofs, threshold)
    unopened.oracle.send(actor("admin"), "openNodeSet", addresses, proofs, 4)
    assert unopened.oracle.read("threshold") == 4


def test_open_node_set__proof_by_another_key__refused(unopened, actor, refused):
    addresses, proofs = opening(unopened)
    stolen = unopened.nodes[0].sign_digest(unopened.oracle.read("nodeKeyDigest", addresses[1]))
    proofs[1] = stolen.to_bytes()
    sides = {"expected": addresses[1], "received": addresses[0]}
    with refused(errors.RemittanceOracle_ProofOfPossession, unopened.oracle, **sides):
        unopened.oracle.send(actor("admin"), "openNodeSet", addresses, proofs, 3)


def test_open_node_set__bad_lists__refused(unopened, actor, refused):
    addresses, proofs = opening(unopened)
    oracle, admin = unopened.oracle, actor("admin")
    with refused(errors.RemittanceOracle_TooFewNodes, oracle, minimum=4, received=3):
        oracle.send(admin, "openNodeSet", addresses[:3], proofs[:3], 3)
    with refused(errors.RemittanceOracle_ProofCount, oracle, expected=4, received=3):
        oracle.send(admin, "openNodeSet", addresses, proofs[:3], 3)
    doubled = [addresses[0], addresses[0], *addresses[2:]]
    sides = {"previous": addresses[0], "current": addresses[0]}
    with refused(errors.RemittanceOracle_NodesNotSorted, oracle, **sides):
        oracle.send(admin, "openNodeSet", doubled, [proofs[0], *proofs[:1], *proofs[2:]], 3)
    with refused(errors.RemittanceOracle_TooManyNodes, oracle, maximum=32, received=33):
        oracle.send(
            admin, "openNodeSet", addresses * 8 + addresses[:1], proofs * 8 + proofs[:1], 22
        )


def test_open_node_set__twice__refused(desk, oracle, actor, refused):
    addresses, proofs = opening(desk)
    with refused(errors.RemittanceOracle_NodeSetOpen, oracle, nodes=4):
        oracle.send(actor("admin"), "openNodeSet", addresses, proofs, 3)


def test_propose_node__fifth__joins_after_the_delay(desk, oracle, actor, fifth, told):
    proof = desk.prove_key(fifth)
    (announced,) = oracle.send(actor("admin"), "proposeNode", fifth.address, proof, 4)
    ready_at = desk.chain.head().timestamp + NODE_DELAY
    named = {"node": fifth.address, "threshold": 4, "ready_at": ready_at}
    assert told(announced) == (NodeProposed, named)
    assert oracle.read("proposalOf", fifth.address) == (4, ready_at)
    assert oracle.read("isNode", fifth.address) is False

    desk.at_second(ready_at)
    added, changed = oracle.send(actor("attacker"), "confirmNode", fifth.address)

    assert told(added) == (NodeAdded, {"node": fifth.address})
    assert told(changed)[1]["threshold"] == oracle.read("threshold") == 4
    desk.nodes.append(fifth)
    desk.nodes.sort(key=lambda node: address_bytes(node.address))
    assert oracle.read("nodes") == tuple(node.address for node in desk.nodes)
    desk.post(desk.month(1), 4)
    assert oracle.read("lastAccepted") == 1


def test_propose_node__that_must_not__refused(desk, unopened, oracle, actor, fifth, refused):
    admin, proof = actor("admin"), desk.prove_key(fifth)
    known = desk.nodes[0]
    with refused(errors.RemittanceOracle_NodeKnown, oracle, node=known.address):
        oracle.send(admin, "proposeNode", known.address, desk.prove_key(known), 4)
    with refused(errors.RemittanceOracle_ThresholdLowered, oracle, current=3, received=2):
        oracle.send(admin, "proposeNode", fifth.address, proof, 2)
    sides = {"account": actor("guardian").address, "needed_role": DEFAULT_ADMIN_ROLE}
    with refused(MissingRole, oracle, **sides):
        oracle.send(actor("guardian"), "proposeNode", fifth.address, proof, 4)


def test_propose_node__set_not_open__refused(unopened, actor, fifth, refused):
    with refused(errors.RemittanceOracle_NodeSetNotOpen, unopened.oracle):
        unopened.oracle.send(
            actor("admin"), "proposeNode", fifth.address, unopened.prove_key(fifth), 4
        )


def test_withdraw_node_proposal__by_the_guardian__gone(oracle, actor, proposed, told, refused):
    (gone,) = oracle.send(actor("guardian"), "withdrawNodeProposal", proposed.address)

    assert told(gone) == (NodeProposalWithdrawn, {"node": proposed.address})
    assert oracle.read("proposalOf", proposed.address) == (0, 0)
    with refused(errors.RemittanceOracle_NodeNotProposed, oracle, account=proposed.address):
        oracle.send(actor("admin"), "withdrawNodeProposal", proposed.address)


def test_withdraw_node_proposal__by_anyone_else__refused(oracle, actor, proposed, refused):
    sides = {"account": actor("attacker").address, "needed_role": DEFAULT_ADMIN_ROLE}
    with refused(MissingRole, oracle, **sides):
        oracle.send(actor("attacker"), "withdrawNodeProposal", proposed.address)


def test_confirm_node__too_early_or_unsafe__refused(desk, oracle, actor, proposed, refused):
    _, ready_at = oracle.read("proposalOf", proposed.address)
    desk.at_second(ready_at - 1)
    with refused(errors.RemittanceOracle_NodeDelay, oracle, ready_at=ready_at, time=ready_at - 1):
        oracle.send(actor("admin"), "confirmNode", proposed.address)
    oracle.send(actor("admin"), "proposeNode", proposed.address, desk.prove_key(proposed), 3)
    desk.chain.advance_to(desk.chain.head().timestamp + NODE_DELAY)
    with refused(errors.RemittanceOracle_UnsafeQuorum, oracle, lowest=4, highest=255, received=3):
        oracle.send(actor("admin"), "confirmNode", proposed.address)


def test_remove_node__by_the_guardian__at_once(desk, oracle, actor, told, refused):
    leaving = desk.nodes.pop(1)

    removed, changed = oracle.send(actor("guardian"), "removeNode", leaving.address)

    named = {"node": leaving.address, "reason": RemovalReason.ORDERED}
    assert told(removed) == (NodeRemoved, named)
    left = tuple(node.address for node in desk.nodes)
    assert told(changed)[1]["nodes"] == oracle.read("nodes") == left
    assert oracle.read("threshold") == 3, "never lowered"
    assert oracle.read("nodeSetEpoch") == 2
    with refused(errors.RemittanceOracle_NodeUnknown, oracle, account=leaving.address):
        oracle.send(actor("guardian"), "removeNode", leaving.address)
    desk.post(desk.month(1))


def test_remove_node__below_the_threshold__acceptance_waits(desk, oracle, actor, fifth, refused):
    for node in desk.nodes[2:]:
        oracle.send(actor("admin"), "removeNode", node.address)
    del desk.nodes[2:]
    with refused(errors.RemittanceOracle_QuorumMissing, oracle, threshold=3, received=2):
        desk.post(desk.month(1))

    oracle.send(actor("admin"), "proposeNode", fifth.address, desk.prove_key(fifth), 3)
    desk.chain.advance_to(desk.chain.head().timestamp + NODE_DELAY)
    oracle.send(actor("admin"), "confirmNode", fifth.address)
    desk.nodes.append(fifth)
    desk.post(desk.month(1))
    assert oracle.read("lastAccepted") == 1


def test_remove_node__by_anyone_else__refused(desk, oracle, actor, refused):
    sides = {"account": actor("attacker").address, "needed_role": DEFAULT_ADMIN_ROLE}
    with refused(MissingRole, oracle, **sides):
        oracle.send(actor("attacker"), "removeNode", desk.nodes[0].address)


def test_node_views__before_opening__nothing(unopened, stranger):
    oracle = unopened.oracle
    assert oracle.read("nodes") == ()
    assert oracle.read("isNode", stranger) is False
    assert (oracle.read("threshold"), oracle.read("nodeSetEpoch")) == (0, 0)
    assert oracle.read("nodeSetDigest") == ZERO_WORD
    assert oracle.read("nodeDelay") == NODE_DELAY
