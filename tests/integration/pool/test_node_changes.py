"""A quorum counts for the node set it was gathered under, and for no other."""

from dataclasses import replace
from typing import Any

import pytest

from rwa.chain import contract_errors as errors
from rwa.chain.held_reports import HeldFiguresUnknown, WaitingReport, held_content
from rwa.chain.report import pack_signatures, prove_node_key
from rwa.chain.scheduled_operations import (
    OperationNotFound,
    find_operation,
    next_operation,
    scheduled_operations,
)
from rwa.chain.timelock import Timelock
from rwa.chain.transactions import ContractCall
from tests.integration.pool.direct_posting import post

DAY = 86_400


@pytest.fixture
def due(world: Any) -> Any:
    world.advance(world.record_time(1) + DAY)
    return world


@pytest.fixture
def timelock(world: Any) -> Timelock:
    return Timelock(world.chain, world.deployment.timelock)


def proposal(world: Any, *, threshold: int = 3) -> ContractCall:
    """A call that proposes one of the spare accounts as a node."""
    key = world.people["attacker"]
    chain_id = world.chain.identity.chain_id
    proof = prove_node_key(key, chain_id=chain_id, oracle=world.oracle.address)
    call: ContractCall = world.oracle.propose_node(key.address, proof, threshold=threshold)
    return call


def carry_out(world: Any, timelock: Timelock, call: ContractCall) -> bytes:
    operation = next_operation(timelock, call)
    delay = timelock.delay_seconds()
    world.send("admin", timelock.schedule(operation, delay_seconds=delay))
    name = timelock.operation_id(operation)
    world.send("attacker", timelock.execute(operation), at=timelock.ready_at(name))
    return name


def test_post__signed_for_an_earlier_node_set__is_refused_and_signed_again_accepted(
    due: Any,
) -> None:
    package = due.package(1)
    old = due.quorum(package)
    due.send("guardian", due.oracle.remove_node(due.people["node-1"].address))

    with pytest.raises(errors.RemittanceOracle_NodeSetMismatch):
        post(old, contract=due.oracle, poster=due.people["poster"])
    assert due.oracle.last_accepted() == 0

    due.nodes = tuple(node for node in due.nodes if node.address in due.oracle.nodes())
    again = due.quorum(package)
    assert again.content == old.content
    assert post(again, contract=due.oracle, poster=due.people["poster"])
    assert due.oracle.last_accepted() == 1


def test_next_operation__made_before__gets_another_salt(world: Any, timelock: Timelock) -> None:
    call = proposal(world)
    first = carry_out(world, timelock, call)
    world.send("guardian", world.oracle.withdraw_node_proposal(world.people["attacker"].address))

    second = carry_out(world, timelock, call)

    assert first != second
    assert timelock.is_done(first)
    assert world.oracle.proposal_of(world.people["attacker"].address).threshold == 3


def test_scheduled_operations__from_events_alone__are_those_that_were_announced(
    world: Any, timelock: Timelock
) -> None:
    contracts = {world.oracle.address: "RemittanceOracle"}
    carry_out(world, timelock, proposal(world))
    operation = next_operation(timelock, proposal(world, threshold=4))
    world.send("admin", timelock.schedule(operation, delay_seconds=timelock.delay_seconds()))

    found = scheduled_operations(timelock, first_block=0, contracts=contracts)
    waiting = [each for each in found if each.is_waiting]

    assert [each.operation for each in waiting] == [operation]
    assert waiting[0].operation.calls[0].label == "RemittanceOracle.proposeNode"
    # The deployment's own first operation is among those that are done.
    assert len(found) == 3
    name = timelock.operation_id(operation)
    assert find_operation(timelock, name, first_block=0, contracts={}).operation_id == name
    world.send("guardian", timelock.cancel(name))
    last = find_operation(timelock, name, first_block=0, contracts=contracts)
    assert not last.is_waiting
    with pytest.raises(OperationNotFound):
        find_operation(timelock, b"\x01" * 32, first_block=0, contracts=contracts)


def test_held_content__transaction_of_something_else__is_refused(world: Any) -> None:
    receipt = world.send("guardian", world.oracle.remove_node(world.people["node-1"].address))
    claimed = WaitingReport(1, 0, b"\x01" * 32, 1, 0, receipt.transaction_hash)

    with pytest.raises(HeldFiguresUnknown) as caught:
        held_content(world.oracle, claimed)

    assert caught.value.period == 1


def test_held_content__figures_of_another_report__are_refused(due: Any) -> None:
    quorum = due.quorum(due.package(1))
    packed = pack_signatures(quorum.signatures)
    receipt = due.send("poster", due.oracle.accept(quorum.content, quorum.envelope, packed))
    brought = WaitingReport(1, 0, quorum.envelope.content_hash, 1, 0, receipt.transaction_hash)

    assert held_content(due.oracle, brought) == quorum.content
    with pytest.raises(HeldFiguresUnknown):
        held_content(due.oracle, replace(brought, content_hash=b"\x01" * 32))
