"""Who the nodes are changes by announced steps; removal is at once."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rwa.chain.calendar import RecordCalendar
from rwa.cli.settings import load_settings
from rwa.cli.workspace import opened

Rwa = Callable[..., Any]


@pytest.fixture
def node_set(oracle: Rwa) -> Callable[[], dict[str, Any]]:
    return lambda: oracle("nodes", "--json").document


def names(found: dict[str, Any]) -> set[str]:
    return {node["name"] for node in found["nodes"]}


def test_nodes__of_a_new_pool__are_four_and_one_may_be_silent(
    issued: Rwa, node_set: Callable[[], dict[str, Any]]
) -> None:
    found = node_set()

    assert names(found) == {"node-1", "node-2", "node-3", "node-4"}
    assert (found["threshold"], found["may_lie"], found["may_be_silent"]) == (3, 1, 1)
    assert (found["epoch"], found["proposals"]) == (1, [])


def test_rotation__one_for_another__goes_on_reporting_throughout(
    issued: Rwa, oracle: Rwa, node_set: Callable[[], dict[str, Any]]
) -> None:
    address = oracle("new-key", "node-5", "--json").document["address"]
    assert issued("simulate").code == 0

    announced = oracle("propose-node", "node-5", "--json").document
    assert (announced["state"], announced["may_join_at"]) == ("announced", 0)
    assert oracle("propose-node", "node-5").code == 1
    assert oracle("confirm-node", "node-5").code == 1
    waiting = oracle("status", "--json").document["announced"]
    assert [each["calls"] for each in waiting] == [["RemittanceOracle.proposeNode"]]
    done = oracle("execute", announced["operation"], "--wait", "--json").document
    assert done["state"] == "executed"
    (proposal,) = node_set()["proposals"]
    assert (proposal["address"], proposal["threshold"]) == (address, 3)
    assert oracle("propose-node", "node-5").code == 1

    early = oracle("confirm-node", address)
    assert early.code == 1
    assert "--wait" in early.err
    unsafe = oracle("confirm-node", address, "--wait")
    assert unsafe.code == 4
    assert "RemittanceOracle_UnsafeQuorum" in unsafe.err
    assert "; remove a node first with oracle remove-node, or " in unsafe.err
    assert oracle("remove-node", "node-1").code == 0
    shrunk = node_set()
    assert (len(shrunk["nodes"]), shrunk["threshold"], shrunk["may_be_silent"]) == (3, 3, 0)
    joined = oracle("confirm-node", "node-5", "--json").document

    assert names(joined) == {"node-2", "node-3", "node-4", "node-5"}
    assert (joined["threshold"], joined["epoch"], joined["proposals"]) == (3, 3, [])
    assert joined["digest"] != shrunk["digest"]
    assert issued("simulate").code == 0
    assert issued("tie-out").code == 0


def test_remove_node__below_the_quorum__stops_reports_until_nodes_join(
    issued: Rwa, oracle: Rwa, node_set: Callable[[], dict[str, Any]]
) -> None:
    oracle("new-key", "node-5")
    oracle("propose-node", "node-5", "--wait")
    oracle("remove-node", "node-1")
    removed = oracle("remove-node", "node-2")
    assert "no report is accepted until nodes join" in removed.out

    assert issued("simulate").code == 1
    assert oracle("status", "--json").document["last_accepted"] is None
    assert oracle("confirm-node", "node-5", "--wait").code == 0

    assert node_set()["may_be_silent"] == 0
    assert issued("simulate").code == 0
    assert issued("tie-out").code == 0


def test_withdraw_node__a_proposal__is_gone_and_may_be_made_again(
    issued: Rwa, oracle: Rwa, node_set: Callable[[], dict[str, Any]]
) -> None:
    oracle("new-key", "node-5")
    oracle("propose-node", "node-5", "--wait")
    assert oracle("withdraw-node", "node-5").code == 0

    assert node_set()["proposals"] == []
    assert oracle("withdraw-node", "node-5").code == 1
    gone = oracle("confirm-node", "node-5", "--wait")
    assert gone.code == 1
    assert "propose it with oracle propose-node" in gone.err
    again = oracle("propose-node", "node-5", "--wait", "--json").document
    assert again["state"] == "executed"
    assert len(node_set()["proposals"]) == 1


def test_cancel__an_announced_operation__cannot_be_executed(issued: Rwa, oracle: Rwa) -> None:
    oracle("new-key", "node-5")
    name = oracle("propose-node", "node-5", "--json").document["operation"]

    assert oracle("cancel", name).code == 0

    assert oracle("status", "--json").document["announced"] == []
    assert oracle("execute", name, "--wait").code == 1
    assert oracle("execute", "0x" + "11" * 32).code == 2
    assert oracle("execute", "soon").code == 2


def test_propose_node__by_an_operator_elsewhere__takes_its_proof_and_no_other(
    issued: Rwa, oracle: Rwa, tmp_path: Path
) -> None:
    address = oracle("new-key", "node-5", "--json").document["address"]
    theirs = tmp_path / "theirs.json"
    (tmp_path / ".rwa" / "keys" / "node-5.json").rename(theirs)
    proof = oracle("prove-node-key", str(theirs), "--json").document["proof"]

    assert oracle("propose-node", address).code == 2
    forged = oracle("propose-node", address, "--proof", proof[:-4] + "1b1b")
    assert forged.code == 1
    shown = oracle("propose-node", "--keystore", str(theirs), "--dry-run", "--json").document
    assert f"node={address}" in shown["inside"]
    told = oracle("propose-node", address, "--proof", proof, "--wait", "--json").document

    assert (told["state"], told["node"]) == ("executed", address)


@pytest.mark.parametrize(
    "arguments",
    [
        ("remove-node", "node-1"),
        ("flag-late",),
        ("propose-node", "node-5"),
    ],
)
def test_dry_run__of_any_command__needs_no_key_and_changes_nothing(
    issued: Rwa, oracle: Rwa, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    oracle("new-key", "node-5")
    before = oracle("status", "--json").document

    # A passphrase that opens nothing: no key can have been used.
    opens_nothing = {"RWA_PASSPHRASE": "none"}
    shown = oracle(*arguments, "--dry-run", "--json", **opens_nothing).document

    told = shown.get("outcome", shown)
    assert (told["sent"], told["signer"][:2]) == (False, "0x")
    assert "RemittanceOracle." in told.get("inside", told["call"])
    assert oracle("status", "--json").document == before


def test_flag_late__before_and_after_the_payment_time__says_why_not_and_is_cleared(
    issued: Rwa, oracle: Rwa
) -> None:
    early = oracle("flag-late")
    assert early.code == 1
    assert "2027-01 is not late" in early.err

    assert oracle("flag-late", "--wait", "--json").document["month"] == "2027-01"
    assert oracle("status", "--json").document["late"] is True
    assert "LATE" in oracle("status").out
    assert oracle("flag-late").code == 1
    assert issued("simulate").code == 0
    status = oracle("status", "--json").document
    assert (status["late"], status["last_accepted"]) == (False, "2027-01")
    assert issued("tie-out").code == 0


def test_flag_late__dry_run__says_what_would_be_and_claims_nothing(
    issued: Rwa, oracle: Rwa, tmp_path: Path
) -> None:
    early = oracle("flag-late", "--dry-run")
    assert "it would be refused" in early.out
    assert "2027-01" not in early.out.splitlines()[-1]
    with opened(load_settings(home=tmp_path / ".rwa")) as operations:
        calendar = RecordCalendar(operations.chain, operations.oracle.calendar())
        operations.chain.advance_to(calendar.times(1).pay_time + 1)

    told = oracle("flag-late", "--dry-run")

    assert told.code == 0
    assert told.out.splitlines()[-1] == "would be  LATE 2027-01"
    assert not [line for line in told.out.splitlines() if line.startswith("LATE")]
    assert oracle("status", "--json").document["late"] is False


@pytest.mark.parametrize(
    ("arguments", "said", "next_step"),
    [
        (("propose-node", "node-1"), "NodeKnown", "propose another account"),
        (("propose-node", "node-5", "--threshold", "2"), "ThresholdLowered", "--threshold"),
        (("propose-node", "node-5", "--signer", "poster"), "PROPOSER_ROLE", "--signer NAME"),
        (("remove-node", "node-1", "--signer", "poster"), "ADMIN_ROLE", "--signer NAME"),
    ],
)
def test_governing__refused_by_the_contract__ends_with_what_to_do(
    issued: Rwa, oracle: Rwa, arguments: tuple[str, ...], said: str, next_step: str
) -> None:
    oracle("new-key", "node-5")

    refused = oracle(*arguments)

    assert refused.code == 4
    before, _, last = refused.err.strip().rpartition("; ")
    assert said in before
    assert next_step in last
