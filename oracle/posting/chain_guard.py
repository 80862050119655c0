"""Making sure that the chain is the one the store follows and still holds what was final."""

from collections import deque
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Row

from oracle.posting.errors import FinalityBroken, HeadRegressed, OtherChain
from oracle.posting.job_rows import BlockMark
from oracle.store.database import Store
from oracle.store.outbox_tables import FOLLOWED_CHAIN
from rwa.chain.errors import BlockNotFound
from rwa.chain.hashing import hex_of
from rwa.chain.protocol import Block, Chain
from rwa.chain.proven_events import require_same_block

HEADS_REMEMBERED = 256


@dataclass(frozen=True, slots=True)
class ChainView:
    """What the chain looked like when it was found in order."""

    head: Block
    """The newest block."""
    final: BlockMark
    """The newest block ever seen as final."""
    reorg_depth: int
    """Blocks seen as the newest since this process began that are not on the chain any more."""


class ChainGuard:
    """Looks before every step; what it has seen as final it never forgets."""

    def __init__(self, store: Store, chain: Chain) -> None:
        self._store = store
        self._chain = chain
        self._heads: deque[BlockMark] = deque(maxlen=HEADS_REMEMBERED)

    def look(self) -> ChainView:
        """Return the chain as it is. Raises ChainHalted, having changed nothing, and ChainMoved."""
        with self._store.reading() as connection:
            stored = connection.execute(select(FOLLOWED_CHAIN)).one_or_none()
        if stored is not None:
            self._require_same_chain(stored)
        # Finality is read first: it never lies above a head that is read after it.
        finalized = self._chain.finalized()
        head = self._chain.head()
        if stored is not None:
            self._require_what_was_final(stored, head)
        # Believed when two answers agree: one stray answer must not halt the poster for ever.
        found = self._chain.block(finalized.number)
        require_same_block(finalized.number, finalized.hash, found.hash)
        final = self._remember(stored, BlockMark(finalized.number, finalized.hash))
        return ChainView(head, final, self._reorg_depth(head))

    def is_canonical(self, mark: BlockMark) -> bool:
        """Whether a block is still on the chain."""
        try:
            return self._chain.block(mark.number).hash == mark.hash
        except BlockNotFound:
            return False

    def _require_same_chain(self, stored: Row[Any]) -> None:
        chain_id = self._chain.identity.chain_id
        if chain_id != stored.chain_id:
            raise OtherChain("chain id", stored=str(stored.chain_id), received=str(chain_id))
        # Asked again: behind the same address there may be another node by now.
        genesis = self._chain.block(0).hash
        if genesis != bytes(stored.genesis_hash):
            raise OtherChain(
                "genesis hash", stored=hex_of(bytes(stored.genesis_hash)), received=hex_of(genesis)
            )

    def _require_what_was_final(self, stored: Row[Any], head: Block) -> None:
        number, seen = stored.final_number, bytes(stored.final_hash)
        if head.number < number:
            raise HeadRegressed(head=head.number, final=number)
        found = head.hash if head.number == number else self._chain.block(number).hash
        if found != seen:
            raise FinalityBroken(number, seen=seen, received=found)

    def _remember(self, stored: Row[Any] | None, finalized: BlockMark) -> BlockMark:
        """Move the mark of finality forward, and return it."""
        if stored is not None and finalized.number <= stored.final_number:
            return BlockMark(stored.final_number, bytes(stored.final_hash))
        mark = {"final_number": finalized.number, "final_hash": finalized.hash}
        with self._store.writing() as connection:
            if connection.execute(select(FOLLOWED_CHAIN.c.id)).first() is not None:
                behind = FOLLOWED_CHAIN.c.final_number < finalized.number
                connection.execute(FOLLOWED_CHAIN.update().where(behind).values(**mark))
            else:
                identity = self._chain.identity
                connection.execute(
                    FOLLOWED_CHAIN.insert().values(
                        id=1,
                        chain_id=identity.chain_id,
                        genesis_hash=identity.genesis_hash,
                        **mark,
                    )
                )
        return finalized

    def _reorg_depth(self, head: Block) -> int:
        """Forget the heads that were replaced, and return how deep that went."""
        before = self._heads[-1].number if self._heads else head.number
        while self._heads and not self.is_canonical(self._heads[-1]):
            self._heads.pop()
            if not self._heads:
                return before - self._chain.block(0).number
        depth = before - self._heads[-1].number if self._heads else 0
        if not self._heads or self._heads[-1].number < head.number:
            self._heads.append(BlockMark(head.number, head.hash))
        return depth
