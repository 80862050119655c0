"""Keeping the read model at the head of the chain, forks included."""

from collections.abc import Iterator
from functools import cache
from threading import Lock

from sqlalchemy import Connection, Engine, select

from rwa.chain.event_log import read_events
from rwa.chain.hashing import hex_of
from rwa.chain.protocol import Block, Chain
from rwa.core.ids import Address
from rwa.readmodel.database import follow_chain
from rwa.readmodel.projection import Projection
from rwa.readmodel.registration import PoolRegistration, register
from rwa.readmodel.tables import BLOCKS, EVENT_TABLES

BLOCKS_AT_ONCE = 2_000
"""Blocks read in one transaction; an interrupted run goes on behind the last whole one."""


class Projector:
    """Brings a read model up to the head of its chain, as often as asked.

    Raises OtherChainsDatabase and PoolRedefined when the database belongs to something else.
    """

    def __init__(self, database: Engine, chain: Chain, pools: tuple[PoolRegistration, ...]) -> None:
        self._database = database
        self._chain = chain
        self._pools = pools
        self._lock = Lock()
        identity = chain.identity
        follow_chain(database, chain_id=identity.chain_id, genesis_hash=identity.genesis_hash)
        with database.begin() as connection:
            for pool in pools:
                register(connection, pool)

    def catch_up(self) -> Block:
        """Read every new block and return the head; rows of replaced blocks are removed first."""
        with self._lock:
            head = self._chain.head()
            with self._database.begin() as connection:
                last = self._undo_replaced_blocks(connection)
            if last is None or last < head.number:
                for first, until in self._spans(last, head.number):
                    with self._database.begin() as connection:
                        self._read(connection, first, until)
            return head

    def _undo_replaced_blocks(self, connection: Connection) -> int | None:
        """Delete rows above the fork; return the last block that is still canonical."""
        known = connection.execute(
            select(BLOCKS.c.number, BLOCKS.c.hash).order_by(BLOCKS.c.number.desc())
        )
        head = self._chain.head().number
        for number, block_hash in known.tuples():
            if number <= head and hex_of(self._chain.block(number).hash) == block_hash:
                _forget_above(connection, number)
                return int(number)
        _forget_above(connection, -1)
        return None

    def _spans(self, last: int | None, head: int) -> Iterator[tuple[int, int]]:
        first = min(pool.first_block for pool in self._pools) if last is None else last + 1
        for start in range(first, head + 1, BLOCKS_AT_ONCE):
            yield start, min(start + BLOCKS_AT_ONCE - 1, head)

    def _read(self, connection: Connection, first: int, last: int) -> None:
        block = cache(self._chain.block)
        projection = Projection(connection, self._pools, lambda number: block(number).timestamp)
        seen = {last}
        for event in read_events(self._chain, self._addresses(), first=first, last=last):
            projection.apply(event)
            seen.add(event.block_number)
        rows = [
            {
                "number": number,
                "hash": hex_of(block(number).hash),
                "timestamp": block(number).timestamp,
            }
            for number in sorted(seen)
        ]
        connection.execute(BLOCKS.insert(), rows)
        projection.write()

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


def _forget_above(connection: Connection, number: int) -> None:
    for table in EVENT_TABLES:
        connection.execute(table.delete().where(table.c.block_number > number))
    connection.execute(BLOCKS.delete().where(BLOCKS.c.number > number))
