"""Two signatures of one node on two contents of one month remove it, whoever brings them."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from oracle.network.messages import report_bytes
from oracle.package import SignedReport
from rwa.chain.contract_events import RemittanceAccepted
from rwa.chain.event_log import read_events
from rwa.chain.report import Content, Envelope, envelope_message, hash_content
from rwa.cli.operations import Operations
from rwa.cli.settings import Settings
from rwa.cli.workspace import opened

Rwa = Callable[..., Any]
Sign = Callable[..., Path]


@pytest.fixture
def sign(issued: Rwa, tmp_path: Path) -> Sign:
    """Write a node's signed report of the first month to a file, changed as asked."""
    assert issued("simulate").code == 0

    def write(name: str, *, node: str = "node-2", **changes: Any) -> Path:
        with opened(Settings(home=tmp_path / ".rwa"), read_only=True) as operations:
            report = signed(operations, node, replace(accepted(operations), **changes))
        path = tmp_path / name
        path.write_bytes(report_bytes(report))
        return path

    return write


def accepted(operations: Operations) -> Content:
    oracle = operations.oracle
    events = read_events(oracle.chain, [oracle.address], first=0, last=oracle.chain.head().number)
    return next(event.content for event in events if isinstance(event, RemittanceAccepted))


def signed(operations: Operations, node: str, content: Content) -> SignedReport:
    oracle, key = operations.oracle, operations.actors[node]
    envelope = Envelope(hash_content(content), oracle.node_set_digest(), 2_000_000_000)
    chain_id = operations.chain.identity.chain_id
    message = envelope_message(envelope, chain_id=chain_id, oracle=oracle.address)
    return SignedReport(key.address, content, envelope, key.sign(message))


def test_prove_equivocation__two_contents_of_one_month__removes_the_node(
    sign: Sign, issued: Rwa, oracle: Rwa
) -> None:
    first, second = sign("a.json"), sign("b.json", tape_root=b"\x22" * 32)

    shown = oracle("prove-equivocation", str(first), str(second), "--dry-run", "--json").document
    assert (shown["sent"], shown["refusal"]) == (False, None)
    assert len(oracle("nodes", "--json").document["nodes"]) == 4
    told = oracle("prove-equivocation", str(first), str(second), "--json").document

    assert told["sent"] is True
    left = oracle("nodes", "--json").document["nodes"]
    assert {node["name"] for node in left} == {"node-1", "node-3", "node-4"}
    again = oracle("prove-equivocation", str(first), str(second))
    assert again.code == 1
    assert "is no node" in again.err
    assert issued("simulate").code == 0
    assert issued("tie-out").code == 0


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "both reports have content"),
        ({"revision": 1}, "one period and revision"),
        ({"node": "node-3", "as_of": 1}, "two reports of one node"),
    ],
)
def test_prove_equivocation__nobody_is_convicted__is_refused_before_it_costs_anything(
    sign: Sign, oracle: Rwa, changes: dict[str, Any], said: str
) -> None:
    before = oracle("status", "--json").document

    outcome = oracle("prove-equivocation", str(sign("a.json")), str(sign("b.json", **changes)))

    assert outcome.code == 1
    assert said in outcome.err
    assert oracle("status", "--json").document == before


def test_prove_equivocation__altered_or_unreadable_file__is_refused(
    sign: Sign, oracle: Rwa, tmp_path: Path
) -> None:
    first, second = sign("a.json"), sign("b.json", as_of=1)
    text = second.read_text()
    (tmp_path / "forged.json").write_text(text.replace('"as_of":"1"', '"as_of":"2"'))
    (tmp_path / "torn.json").write_text(text[:-20])

    assert oracle("prove-equivocation", str(first), "forged.json").code == 1
    assert oracle("prove-equivocation", str(first), "torn.json").code == 5
    assert oracle("prove-equivocation", str(first), "nowhere.json").code == 2
