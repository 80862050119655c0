"""A verification does not rest on what a node lists, where its receipts can be held to headers."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from oracle.verification import pool_events
from oracle.verification.verdict import Verdict, Verification
from rwa.chain.contract_events import RemittanceAccepted
from rwa.chain.errors import ChainMoved
from rwa.chain.event_log import ContractEvent
from rwa.chain.protocol import Block, CommittedReceipt

Names = Callable[[Verification], set[str]]


def accepted_first(event: ContractEvent) -> bool:
    return isinstance(event, RemittanceAccepted) and event.period == 1


def events_line(found: Verification) -> Verdict:
    return next(line for line in found.lines if line.name == "chain: events")


class CutReceipts:
    """A node of the outside that leaves a receipt out of each block, and lists every event."""

    def __init__(self, truth: Any) -> None:
        self.truth = truth

    def __getattr__(self, name: str) -> Any:
        return getattr(self.truth, name)

    def block_receipts(self, numbers: Sequence[int]) -> tuple[tuple[CommittedReceipt, ...], ...]:
        return tuple(found[:-1] for found in self.truth.block_receipts(numbers))


class MovedHead:
    """A node of the outside whose head is of another branch than its blocks."""

    def __init__(self, truth: Any) -> None:
        self.truth = truth

    def __getattr__(self, name: str) -> Any:
        return getattr(self.truth, name)

    def head(self) -> Block:
        return replace(self.truth.head(), hash=b"\xee" * 32)


@pytest.mark.parametrize("at_once", [1, 7, 2_000])
def test_verify_month__events_missing_from_the_lists_alone__are_proven_from_receipts(
    of_three: Any,
    lying_node: Any,
    failed: Names,
    not_checked: Names,
    monkeypatch: pytest.MonkeyPatch,
    at_once: int,
) -> None:
    monkeypatch.setattr(pool_events, "BLOCKS_AT_ONCE", at_once)
    node = lying_node(of_three.world.chain, drops=accepted_first, serves_receipts=True)

    found = of_three.verify(1, chain=node)

    assert (failed(found), not_checked(found)) == (set(), set())
    assert found == of_three.verify(1)
    assert "none is missing" in events_line(found).why


def test_verify_month__node_without_receipts__says_that_events_are_not_proven(
    of_three: Any, lying_node: Any, failed: Names, not_checked: Names
) -> None:
    found = of_three.verify(1, chain=lying_node(of_three.world.chain))

    assert (failed(found), not_checked(found)) == (set(), {"chain: events"})
    assert "refuses eth_getBlockReceipts" in events_line(found).why


def test_verify_month__receipts_that_are_not_the_headers__fail_with_both_roots(
    of_three: Any, failed: Names
) -> None:
    found = of_three.verify(1, chain=CutReceipts(of_three.world.chain))

    assert failed(found) == {"chain: events"}
    line = events_line(found)
    assert (line.expected[:2], line.found[:2]) == ("0x", "0x")
    assert line.expected != line.found


def test_verify_month__head_of_another_branch__is_to_be_read_again(of_three: Any) -> None:
    with pytest.raises(ChainMoved):
        of_three.verify(1, chain=MovedHead(of_three.world.chain))
