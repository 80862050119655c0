from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from rwa.chain.errors import ChainMoved
from rwa.chain.finality import (
    BlockMark,
    FinalInMemory,
    FinalityBroken,
    FinalityGuard,
    HeadRegressed,
    OtherChain,
)
from rwa.chain.protocol import Block, ChainIdentity

IDENTITY = ChainIdentity("fake", "memory", 31_337, b"\0" * 32, simulated_time=False)


def block(number: int) -> Block:
    return Block(number, bytes([number]) * 32, b"", number, b"", b"")


@dataclass
class FakeNode:
    """A chain node that says what it is told to say."""

    final: int = 5
    top: int = 8
    identity: ChainIdentity = IDENTITY
    other: dict[int, bytes] = field(default_factory=dict)
    """Hashes that differ from those of its first story."""

    def block(self, number: int) -> Block:
        found = block(number)
        return replace(found, hash=self.other.get(number, found.hash))

    def head(self) -> Block:
        return self.block(self.top)

    def finalized(self) -> Block:
        return self.block(self.final)


def guard(node: Any, seen: int | None = None, *, chain_id: int | None = None) -> FinalityGuard:
    final = FinalInMemory(None if seen is None else BlockMark.of(block(seen)))
    return FinalityGuard(
        chain=node, genesis_hash=IDENTITY.genesis_hash, chain_id=chain_id, final=final
    )


@pytest.mark.parametrize(("seen", "final"), [(None, 5), (3, 5), (5, 5), (7, 7), (8, 8)])
def test_look__chain_in_order__the_newest_final_block_ever_seen(
    seen: int | None, final: int
) -> None:
    sighting = guard(FakeNode(), seen).look()

    assert (sighting.head, sighting.final) == (block(8), BlockMark.of(block(final)))


def test_look__head_below_what_was_final__halts() -> None:
    with pytest.raises(HeadRegressed) as caught:
        guard(FakeNode(), 9).look()

    assert (caught.value.head, caught.value.final) == (8, 9)


@pytest.mark.parametrize("seen", [3, 8])
def test_look__what_was_final_is_replaced__halts_with_both_sides(seen: int) -> None:
    with pytest.raises(FinalityBroken) as caught:
        guard(FakeNode(other={seen: b"\xff" * 32}), seen).look()

    assert (caught.value.number, caught.value.seen) == (seen, block(seen).hash)
    assert caught.value.received == b"\xff" * 32


def test_look__another_genesis__halts_before_anything_was_final() -> None:
    with pytest.raises(OtherChain) as caught:
        guard(FakeNode(other={0: b"\x01" * 32})).look()

    assert caught.value.field == "genesis hash"


def test_look__another_chain_id__halts_where_one_is_expected() -> None:
    node = FakeNode(identity=replace(IDENTITY, chain_id=1))

    assert guard(node).look().head == block(8)
    with pytest.raises(OtherChain) as caught:
        guard(node, chain_id=31_337).look()
    assert (caught.value.stored, caught.value.received) == ("31337", "1")


def test_look__two_answers_about_the_final_block_differ__is_to_be_asked_again() -> None:
    class StrayNode(FakeNode):
        """One of its replicas is on another branch."""

        def finalized(self) -> Block:
            return replace(block(self.final), hash=b"\xff" * 32)

    with pytest.raises(ChainMoved):
        guard(StrayNode()).look()


def test_note_final__lower_block__changes_nothing() -> None:
    final = FinalInMemory()
    for number in (5, 3):
        final.note_final(BlockMark.of(block(number)))

    assert final.seen_final() == BlockMark.of(block(5))
