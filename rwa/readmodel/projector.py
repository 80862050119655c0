"""Keeping the read model at the head of the chain, forks included."""

from threading import Lock

from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import OperationalError

from rwa.chain.event_log import ContractEvent, read_events
from rwa.chain.hashing import hex_of
from rwa.chain.protocol import Block, Chain
from rwa.core.ids import Address
from rwa.readmodel.database import follow_chain, unusable, writing
from rwa.readmodel.errors import ChainMoved
from rwa.readmodel.projection import Projection
from rwa.readmodel.registration import PoolRegistration, register, require_followed
from rwa.readmodel.tables import BLOCKS, EVENT_TABLES

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
        self._first_block = min(pool.first_block for pool in pools)
        self._lock = Lock()
        identity = chain.identity
        follow_chain(database, chain_id=identity.chain_id, genesis_hash=identity.genesis_hash)
        with writing(database) as connection:
            require_followed(connection, pools)
            for pool in pools:
                if register(connection, pool):
                    # Blocks that were read before the pool was known are read again.
                    _forget_above(connection, pool.first_block - 1)

    def catch_up(self) -> Block:
        """Read every new block and return the head; rows of replaced blocks are removed first.

        Other processes may do the same with the same database. Raises ChainMoved when the chain
        is reorganised meanwhile, which the next call heals, and DatabaseUnusable.
        """
        with self._lock:
            head = self._chain.head()
            try:
                is_behind = not self._is_at(head)
                while is_behind:
                    is_behind = self._step_towards(head)
            except OperationalError as error:
                raise unusable(self._database.url, error) from error
            return head

    def _is_at(self, head: Block) -> bool:
        with self._database.begin() as connection:
            newest = _known_blocks(connection, limit=1)
        return newest == [(head.number, hex_of(head.hash))]

    def _step_towards(self, head: Block) -> bool:
        """Read a span of blocks; return whether more are left.

        The transaction finds out by itself where to begin.
        """
        with writing(self._database) as connection:
            last = self._undo_replaced_blocks(connection, head)
            first = self._first_block if last is None else last + 1
            until = min(first + BLOCKS_AT_ONCE - 1, head.number)
            if first <= until:
                self._read(connection, first, until)
        return until < head.number

    def _undo_replaced_blocks(self, connection: Connection, head: Block) -> int | None:
        """Delete rows above the fork; return the last block that is still canonical."""
        newest = _known_blocks(connection, limit=1)
        if all(self._is_canonical(*block, head) for block in newest):
            return newest[0][0] if newest else None
        for number, block_hash in _known_blocks(connection):
            if self._is_canonical(number, block_hash, head):
                _forget_above(connection, number)
                return number
        _forget_above(connection, -1)
        return None

    def _is_canonical(self, number: int, block_hash: str, head: Block) -> bool:
        return number <= head.number and hex_of(self._chain.block(number).hash) == block_hash

    def _read(self, connection: Connection, first: int, last: int) -> None:
        tip = self._chain.block(last)
        events = read_events(self._chain, self._addresses(), first=first, last=last)
        blocks = self._blocks_of(events, tip)
        self._require_one_branch(connection, events, blocks, tip)
        rows = [
            {"number": block.number, "hash": hex_of(block.hash), "timestamp": block.timestamp}
            for block in blocks.values()
        ]
        connection.execute(BLOCKS.insert(), rows)
        projection = Projection(connection, self._pools, lambda number: blocks[number].timestamp)
        for event in events:
            projection.apply(event)
        projection.write()

    def _blocks_of(self, events: tuple[ContractEvent, ...], tip: Block) -> dict[int, Block]:
        numbers = sorted({event.block_number for event in events} - {tip.number})
        return {**{number: self._chain.block(number) for number in numbers}, tip.number: tip}

    def _require_one_branch(
        self,
        connection: Connection,
        events: tuple[ContractEvent, ...],
        blocks: dict[int, Block],
        tip: Block,
    ) -> None:
        """Raise ChainMoved unless known blocks, new events and the tip are all of one branch.

        The tip was asked for before everything else and is asked for again after it: while it
        stays, every block before it stayed.
        """
        for event in events:
            _require_same(event.block_number, event.block_hash, blocks[event.block_number].hash)
        for number, block_hash in _known_blocks(connection, limit=1):
            _require_same(number, bytes.fromhex(block_hash[2:]), self._chain.block(number).hash)
        _require_same(tip.number, tip.hash, self._chain.block(tip.number).hash)

    def _addresses(self) -> tuple[Address, ...]:
        return tuple(
            dict.fromkeys(
                address
                for pool in self._pools
                for address in (
                    pool.remittance_oracle,
                    pool.holder_registry,
                    *(tranche.certificate for tranche in pool.tranches),
                    *(tranche.distribution_ledger for tranche in pool.tranches),
                )
            )
        )


def _known_blocks(connection: Connection, *, limit: int | None = None) -> list[tuple[int, str]]:
    """Number and hash of blocks that were read, newest first."""
    newest = select(BLOCKS.c.number, BLOCKS.c.hash).order_by(BLOCKS.c.number.desc()).limit(limit)
    return [(number, block_hash) for number, block_hash in connection.execute(newest)]


def _require_same(number: int, expected: bytes, found: bytes) -> None:
    if found != expected:
        raise ChainMoved(number, expected=expected, found=found)


def _forget_above(connection: Connection, number: int) -> None:
    for table in EVENT_TABLES:
        connection.execute(table.delete().where(table.c.block_number > number))
    connection.execute(BLOCKS.delete().where(BLOCKS.c.number > number))
