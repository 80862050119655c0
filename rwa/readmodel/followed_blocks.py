"""The blocks that were read: where a fork begins, and what can never be undone."""

from collections.abc import Container, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select, update

from rwa.chain.finality import BlockMark
from rwa.chain.hashing import hex_of
from rwa.chain.protocol import Block
from rwa.chain.proven_events import require_same_block
from rwa.readmodel.tables import BLOCKS, CHAIN, EVENT_TABLES


def newest_block(connection: Connection) -> BlockMark | None:
    """Return the last block read, None before the first."""
    newest = select(BLOCKS.c.number, BLOCKS.c.hash).order_by(BLOCKS.c.number.desc()).limit(1)
    row = connection.execute(newest).one_or_none()
    return None if row is None else _followed(row.number, row.hash)


def blocks_between(connection: Connection, first: int, last: int) -> tuple[BlockMark, ...]:
    """Return what is known of blocks `first..last`, newest first."""
    known = (
        select(BLOCKS.c.number, BLOCKS.c.hash)
        .where(BLOCKS.c.number.between(first, last))
        .order_by(BLOCKS.c.number.desc())
    )
    return tuple(_followed(row.number, row.hash) for row in connection.execute(known))


def add_blocks(
    connection: Connection,
    blocks: Sequence[Block],
    *,
    with_events: Container[int],
    final_number: int,
) -> None:
    """Remember blocks with events, those from `final_number` on, and the last."""
    rows = [
        {
            "number": block.number,
            "hash": hex_of(block.hash),
            "timestamp": block.timestamp,
            "holds_events": block.number in with_events,
        }
        for block in blocks
        if block.number in with_events or block.number >= final_number or block == blocks[-1]
    ]
    connection.execute(BLOCKS.insert(), rows)


@dataclass(frozen=True, slots=True)
class FollowedFinality:
    """FinalBlocks of the read model, within one transaction."""

    connection: Connection
    """The transaction."""

    def seen_final(self) -> BlockMark | None:
        """The newest block that was read and called final, None while there is none."""
        final = select(CHAIN.c.final_number, CHAIN.c.final_hash)
        row = self.connection.execute(final).one()
        return None if row.final_number is None else _followed(row.final_number, row.final_hash)

    def note_final(self, block: BlockMark) -> None:
        """Remember that a block was called final, if it is one of those that were read.

        What was read is one branch, so the word of a node of another branch is not taken: raises
        ChainMoved.
        """
        before = self.seen_final()
        if before is not None and block.number <= before.number:
            return
        for known in blocks_between(self.connection, block.number, block.number):
            require_same_block(known.number, known.hash, block.hash)
            self._advance(block)

    def _advance(self, block: BlockMark) -> None:
        self.connection.execute(
            update(CHAIN).values(final_number=block.number, final_hash=hex_of(block.hash))
        )
        self.connection.execute(
            BLOCKS.delete().where(BLOCKS.c.number < block.number, BLOCKS.c.holds_events.is_(False))
        )


def forget_above(connection: Connection, number: int) -> None:
    """Delete every row that came from a block above `number`."""
    for table in EVENT_TABLES:
        connection.execute(table.delete().where(table.c.block_number > number))
    connection.execute(BLOCKS.delete().where(BLOCKS.c.number > number))


def _followed(number: int, block_hash: str) -> BlockMark:
    return BlockMark(number, bytes.fromhex(block_hash[2:]))
