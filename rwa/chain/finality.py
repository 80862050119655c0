"""What a chain called final stays: one memory of it, and the look that holds a chain to it.

```
ChainError
└── ChainHalted              nothing is changed or sent until a person has looked
    ├── OtherChain           another chain id or genesis than what was followed until now
    ├── FinalityBroken       a block seen as final is not on the chain any more
    └── HeadRegressed        the head is below a block seen as final
```
"""

from dataclasses import dataclass
from typing import Protocol, Self

from rwa.chain.hashing import hex_of
from rwa.chain.protocol import Block, Chain
from rwa.chain.proven_events import require_same_block
from rwa.core.errors import ChainError


class ChainHalted(ChainError):
    """The chain contradicts what was final: nothing was changed and nothing was sent."""


class OtherChain(ChainHalted):
    """The chain is not the one that was followed until now."""

    def __init__(self, field: str, *, stored: str, received: str) -> None:
        self.field = field
        self.stored = stored
        self.received = received
        super().__init__(
            f"{field} is {received}, followed until now was {stored}; nothing was changed. Point "
            "the connection at the right chain, or follow this one with a database of its own"
        )


class FinalityBroken(ChainHalted):
    """A block that the chain called final has been replaced."""

    def __init__(self, number: int, *, seen: bytes, received: bytes) -> None:
        self.number = number
        self.seen = seen
        self.received = received
        super().__init__(
            f"block {number} was final as 0x{seen.hex()} and is 0x{received.hex()} now; nothing "
            "was changed. Find out which node tells the truth before going on; if the chain itself "
            "was replaced, a read model, and nothing else, may be deleted to rebuild it"
        )


class HeadRegressed(ChainHalted):
    """The chain ends before a block that it called final."""

    def __init__(self, *, head: int, final: int) -> None:
        self.head = head
        self.final = final
        super().__init__(
            f"the head is {head}, block {final} was final already; nothing was changed. Wait for "
            "the node to catch up, or use another"
        )


@dataclass(frozen=True, slots=True)
class BlockMark:
    """One block of one branch."""

    number: int
    """Height."""
    hash: bytes
    """Block hash, 32 bytes."""

    @classmethod
    def of(cls, block: Block) -> Self:
        """Mark a block that was read."""
        return cls(block.number, block.hash)


class FinalBlocks(Protocol):
    """Where the highest final block is remembered."""

    def seen_final(self) -> BlockMark | None:
        """The highest block that was final when it was last noted, None before."""
        ...

    def note_final(self, block: BlockMark) -> None:
        """Remember a final block; a lower one than is remembered changes nothing."""
        ...


@dataclass
class FinalInMemory:
    """Final blocks for as long as the process runs."""

    block: BlockMark | None = None
    """The highest so far."""

    def seen_final(self) -> BlockMark | None:
        """See FinalBlocks."""
        return self.block

    def note_final(self, block: BlockMark) -> None:
        """See FinalBlocks."""
        if self.block is None or block.number > self.block.number:
            self.block = block


@dataclass(frozen=True, slots=True)
class Sighting:
    """How far a chain goes that was found in order."""

    head: Block
    """The newest block."""
    final: BlockMark
    """The newest block ever seen as final."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FinalityGuard:
    """Holds a chain to what it was; whoever looks notes what was final, with what was read."""

    chain: Chain
    """The connection."""
    genesis_hash: bytes
    """Block 0 of the right chain."""
    chain_id: int | None = None
    """EIP-155 number of the right chain; None where it was compared when the chain was opened."""
    final: FinalBlocks
    """What was final until now."""

    def look(self) -> Sighting:
        """Read head and finality. Raises ChainHalted, and ChainMoved where asking again helps."""
        self._require_same_chain()
        seen = self.final.seen_final()
        # Finality is read first: it never lies above a head that is read after it.
        finalized = self.chain.finalized()
        head = self.chain.head()
        if seen is not None:
            self._require_kept(seen, head)
        # Believed when two answers agree: one stray answer must not halt anybody for ever.
        found = self.chain.block(finalized.number)
        require_same_block(finalized.number, finalized.hash, found.hash)
        if seen is not None and finalized.number <= seen.number:
            return Sighting(head, seen)
        return Sighting(head, BlockMark.of(finalized))

    def _require_same_chain(self) -> None:
        chain_id = self.chain.identity.chain_id
        if self.chain_id is not None and chain_id != self.chain_id:
            raise OtherChain("chain id", stored=str(self.chain_id), received=str(chain_id))
        # Asked again each time: behind the same address there may be another node by now.
        genesis = self.chain.block(0).hash
        if genesis != self.genesis_hash:
            raise OtherChain(
                "genesis hash", stored=hex_of(self.genesis_hash), received=hex_of(genesis)
            )

    def _require_kept(self, seen: BlockMark, head: Block) -> None:
        """Whether the block that was final is on the chain that ends with `head`."""
        if head.number < seen.number:
            raise HeadRegressed(head=head.number, final=seen.number)
        found = head.hash if head.number == seen.number else self.chain.block(seen.number).hash
        if found != seen.hash:
            raise FinalityBroken(seen.number, seen=seen.hash, received=found)
