"""Keeping the read model at the head of the chain, forks included, and nothing else.

What a node says is believed as far as it hangs together: everything read in one transaction is
one branch by its hashes, from the last block known to the head, and its events are complete
(`rwa.chain.proven_events`). Anything else is an error that changes nothing and that the next call
heals, so replicas that lag or disagree and answers that are cut short leave no false row.

A fork is followed down to the newest block that the chain had called final. A node that
contradicts that block, by another hash or by a head below it, is never followed.
"""

from threading import Lock

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

from rwa.chain.finality import BlockMark, FinalityGuard, Sighting
from rwa.chain.protocol import Block, Chain
from rwa.chain.proven_events import ProvenSpan, read_proven_events, require_same_block
from rwa.core.ids import Address
from rwa.readmodel.database import follow_chain, unusable, writing
from rwa.readmodel.followed_blocks import (
    FollowedFinality,
    add_blocks,
    blocks_between,
    forget_above,
    newest_block,
)
from rwa.readmodel.projection import EventProjection
from rwa.readmodel.registration import PoolRegistration, register, require_followed

BLOCKS_AT_ONCE = 2_000
"""Blocks read in one transaction; an interrupted run goes on behind the last whole one."""


class Projector:
    """Brings a read model up to the head of its chain, as often as asked.

    Raises OtherChainsDatabase, PoolRedefined and PoolNotFollowed when the database belongs to
    something else.
    """

    def __init__(self, database: Engine, chain: Chain, pools: tuple[PoolRegistration, ...]) -> None:
        self._database = database
        self._chain = chain
        self._pools = pools
        self._addresses = _addresses(pools)
        self._first_block = min(pool.first_block for pool in pools)
        self._lock = Lock()
        identity = chain.identity
        follow_chain(database, chain_id=identity.chain_id, genesis_hash=identity.genesis_hash)
        with writing(database) as connection:
            require_followed(connection, pools)
            for pool in pools:
                if register(connection, pool):
                    # Blocks that were read before the pool was known are read again.
                    forget_above(connection, pool.first_block - 1)

    def catch_up(self) -> Block:
        """Read every new block and return the head; rows of replaced blocks are removed first.

        Other processes may do the same with the same database. Raises ChainMoved, LogsIncomplete
        and BlockNotFound when the answers do not hang together, which the next call heals;
        ChainHalted when the node contradicts what was final, which only another node heals; and
        DatabaseUnusable. Each leaves the rows as they were, or at an earlier block of this reading.
        """
        with self._lock:
            head = self._chain.head()
            try:
                is_behind = not self._is_at(head)
                while is_behind:
                    head, is_behind = self._step_to_the_head()
            except OperationalError as error:
                raise unusable(self._database.url, error) from error
            return head

    def _is_at(self, head: Block) -> bool:
        with self._database.begin() as connection:
            return newest_block(connection) == BlockMark.of(head)

    def _step_to_the_head(self) -> tuple[Block, bool]:
        """Read a span of blocks; return the head and whether more are left.

        The transaction finds out by itself where to begin and where the head is: while it waited
        for another writer both may have moved.
        """
        with writing(self._database) as connection:
            finality = FollowedFinality(connection)
            sighting = self._look(finality)
            head = sighting.head
            last = self._undo_replaced_blocks(connection, head, finality.seen_final())
            first = self._first_block if last is None else last.number + 1
            until = min(first + BLOCKS_AT_ONCE - 1, head.number)
            if last is not None and last.number == head.number:
                require_same_block(head.number, head.hash, last.hash)
            if first <= until:
                span = read_proven_events(self._chain, self._addresses, first=first, last=until)
                _require_joined(span, after=last, head=head)
                self._write(connection, span, final_number=sighting.final.number)
                finality.note_final(sighting.final)
        return head, until < head.number

    def _look(self, finality: FollowedFinality) -> Sighting:
        """Raise ChainHalted when the node's chain is another, or does not hold what was final."""
        genesis_hash = self._chain.identity.genesis_hash
        return FinalityGuard(chain=self._chain, genesis_hash=genesis_hash, final=finality).look()

    def _undo_replaced_blocks(
        self, connection: Connection, head: Block, final: BlockMark | None
    ) -> BlockMark | None:
        """Delete rows above the fork; return the last block that is still canonical."""
        newest = newest_block(connection)
        if newest is None:
            return None
        if newest in self._still_canonical((newest,), head):
            return newest
        floor = None if final is None or final.number > newest.number else final
        known = blocks_between(connection, 0 if floor is None else floor.number, newest.number)
        fork = next(iter(self._still_canonical(known, head)), floor)
        forget_above(connection, -1 if fork is None else fork.number)
        return fork

    def _still_canonical(self, known: tuple[BlockMark, ...], head: Block) -> tuple[BlockMark, ...]:
        below = [block for block in known if block.number <= head.number]
        found = self._chain.blocks([block.number for block in below])
        return tuple(
            block for block, now in zip(below, found, strict=True) if block.hash == now.hash
        )

    def _write(self, connection: Connection, span: ProvenSpan, *, final_number: int) -> None:
        times = {block.number: block.timestamp for block in span.blocks}
        numbers = {event.block_number for event in span.events}
        add_blocks(connection, span.blocks, with_events=numbers, final_number=final_number)
        projection = EventProjection(connection, self._pools, times.__getitem__)
        for event in span.events:
            projection.apply(event)
        projection.write()


def _require_joined(span: ProvenSpan, *, after: BlockMark | None, head: Block) -> None:
    """Raise ChainMoved unless a span begins on the last known block and ends at or below the head.

    Below the head nothing shows yet that the head grew from it; the next span will.
    """
    if after is not None:
        require_same_block(after.number, after.hash, span.blocks[0].parent_hash)
    if span.blocks[-1].number == head.number:
        require_same_block(head.number, head.hash, span.blocks[-1].hash)


def _addresses(pools: tuple[PoolRegistration, ...]) -> tuple[Address, ...]:
    """Every contract of the pools that emits what the read model keeps."""
    return tuple(
        dict.fromkeys(
            address
            for pool in pools
            for address in (
                pool.remittance_oracle,
                pool.holder_registry,
                *(tranche.certificate for tranche in pool.tranches),
                *(tranche.distribution_ledger for tranche in pool.tranches),
            )
        )
    )
