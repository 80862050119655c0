"""Making sure that the chain is the one the store follows and still holds what was final."""

from collections import deque
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Row

from oracle.store.database import Store
from oracle.store.outbox_tables import FOLLOWED_CHAIN
from rwa.chain.errors import BlockNotFound
from rwa.chain.finality import BlockMark, FinalityGuard, Sighting
from rwa.chain.protocol import Block, Chain, ChainIdentity

HEADS_REMEMBERED = 256


class ChainGuard:
    """Looks before every step; what it has seen as final it never forgets."""

    def __init__(self, store: Store, chain: Chain) -> None:
        self._followed = _FollowedChain(store, chain.identity)
        self._chain = chain
        self._heads: deque[BlockMark] = deque(maxlen=HEADS_REMEMBERED)

    def look(self) -> Sighting:
        """Return the chain as it is. Raises ChainHalted, having changed nothing, and ChainMoved."""
        chain_id, genesis_hash = self._followed.identity()
        guard = FinalityGuard(
            chain=self._chain,
            genesis_hash=genesis_hash,
            chain_id=chain_id,
            final=self._followed,
        )
        sighting = guard.look()
        self._followed.note_final(sighting.final)
        return sighting

    def is_canonical(self, mark: BlockMark) -> bool:
        """Whether a block is still on the chain."""
        try:
            return self._chain.block(mark.number).hash == mark.hash
        except BlockNotFound:
            return False

    def reorg_depth(self, head: Block) -> int:
        """How many blocks, once seen as the newest, are not on the chain any more.

        Each is counted once, and none from before this process began.
        """
        before = self._heads[-1].number if self._heads else head.number
        while self._heads and not self.is_canonical(self._heads[-1]):
            self._heads.pop()
            if not self._heads:
                return before - self._chain.block(0).number
        depth = before - self._heads[-1].number if self._heads else 0
        if not self._heads or self._heads[-1].number < head.number:
            self._heads.append(BlockMark.of(head))
        return depth


class _FollowedChain:
    """The store's one row about the chain it belongs to, written at the first look."""

    def __init__(self, store: Store, found: ChainIdentity) -> None:
        self._store = store
        self._found = found

    def identity(self) -> tuple[int, bytes]:
        """Chain id and genesis hash, of the connection before the store has any."""
        row = self._row()
        if row is None:
            return self._found.chain_id, self._found.genesis_hash
        return row.chain_id, bytes(row.genesis_hash)

    def seen_final(self) -> BlockMark | None:
        """See FinalBlocks."""
        row = self._row()
        return None if row is None else BlockMark(row.final_number, bytes(row.final_hash))

    def note_final(self, block: BlockMark) -> None:
        """See FinalBlocks."""
        seen = self.seen_final()
        if seen is not None and block.number <= seen.number:
            return
        mark = {"final_number": block.number, "final_hash": block.hash}
        with self._store.writing() as connection:
            if connection.execute(select(FOLLOWED_CHAIN.c.id)).first() is not None:
                behind = FOLLOWED_CHAIN.c.final_number < block.number
                connection.execute(FOLLOWED_CHAIN.update().where(behind).values(**mark))
            else:
                connection.execute(
                    FOLLOWED_CHAIN.insert().values(
                        id=1,
                        chain_id=self._found.chain_id,
                        genesis_hash=self._found.genesis_hash,
                        **mark,
                    )
                )

    def _row(self) -> Row[Any] | None:
        with self._store.reading() as connection:
            return connection.execute(select(FOLLOWED_CHAIN)).one_or_none()
