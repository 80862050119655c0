"""A pool in operation on a simulated chain, and months of its transactions to be broadcast."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from random import Random

from sqlalchemy import Engine, select

from rwa.chain.accounts import LocalAccount
from rwa.chain.embedded import EmbeddedChain
from rwa.chain.protocol import Chain
from rwa.chain.transactions import ContractCall, Transaction, sign_transaction
from rwa.readmodel.database import open_memory
from rwa.readmodel.projector import Projector
from rwa.readmodel.tables import BLOCKS, EVENT_TABLES, METADATA
from tests.faults.simulated_chain import SimulatedChain
from tests.integration.pool.conftest import HOLDERS, World, issue_world

GAS = 5_000_000
PAID, SCRIPTED = (1,), (2, 3)
"""Months that the pool has behind it, and those that are brought to the simulated chain."""
Rows = dict[str, tuple[tuple[object, ...], ...]]


@dataclass(frozen=True, slots=True)
class Step:
    """One transaction of a month, and when its block comes."""

    who: str
    call: ContractCall
    at: int | None = None
    """Time of the block; None for the next one."""


@cache
def paid_pool() -> World:
    """Issued, with the first month paid; read only."""
    world = issue_world()
    for period in PAID:
        world.sell(0, 1, 1_000 + period, at=world.record_time(period))
        world.pay(period)
    return world


@cache
def script() -> tuple[Step, ...]:
    """Reports, funding and settlement of the next months, in order."""
    world = paid_pool().fork()
    steps = []
    for period in SCRIPTED:
        before = world.chain.head().number
        world.report_and_fund(period)
        (report,) = _calls_to(world, world.oracle.address, above=before)
        steps.append(Step("poster", report, at=world.record_time(period) + 86_400 * 5))
        steps += [Step("servicer", ledger.post_and_fund(period)) for ledger in world.ledgers]
        times: tuple[int | None, ...] = (world.pay_time(period), None)
        for ledger, at in zip(world.ledgers, times, strict=True):
            steps.append(Step("servicer", ledger.settle_many(world.holders), at=at))
        world.settle(at=world.pay_time(period))
    return tuple(steps)


def _calls_to(world: World, address: str, *, above: int) -> Iterator[ContractCall]:
    """What was sent to a contract since a block."""
    chain = world.chain
    assert isinstance(chain, EmbeddedChain)
    for number in range(above + 1, chain.head().number + 1):
        for sent in chain._transactions(chain._header(number)):
            found = chain.transaction(sent.hash)
            assert found is not None
            if found.to == address:
                yield ContractCall(to=found.to, data=found.data, label="brought again")


def broadcast(world: World, who: str, call: ContractCall) -> bytes:
    """Sign with somebody's next free nonce and hand over, without waiting for a block."""
    account: LocalAccount = world.people[who]
    transaction = Transaction(
        chain_id=world.chain.identity.chain_id,
        nonce=world.chain.nonce(account.address),
        fees=world.chain.fees(),
        gas=GAS,
        call=call,
    )
    return world.chain.broadcast(sign_transaction(account, transaction))


@dataclass
class TradedPool:
    """The pool on one simulated chain, driven by one seed."""

    random: Random
    chain: SimulatedChain = field(init=False)
    world: World = field(init=False)

    def __post_init__(self) -> None:
        origin = paid_pool()
        assert isinstance(origin.chain, EmbeddedChain)
        self.chain = SimulatedChain(origin.chain, self.random)
        self.world = origin.fork(self.chain)

    def broadcast(self, who: str, call: ContractCall) -> bytes:
        """See `broadcast`."""
        return broadcast(self.world, who, call)

    def trade(self) -> None:
        """Two holders, a class and an amount, as chance has it."""
        seller, buyer = self.random.sample(range(len(HOLDERS)), 2)
        certificate = self.random.choice(self.world.certificates)
        units = self.random.randint(1, 10**6)
        call = certificate.transfer(self.world.holders[buyer], units)
        self.broadcast(HOLDERS[seller], call)

    def take(self, step: Step) -> None:
        """Broadcast a step and mine it, at its time or in the next block."""
        self.broadcast(step.who, step.call)
        head = self.chain.head().timestamp
        self.chain.mine(None if step.at is None else max(step.at, head + 1))

    def idle(self, most: int) -> None:
        """Up to so many blocks, some with trades."""
        for _ in range(self.random.randint(0, most)):
            if self.random.random() < 0.3:
                self.trade()
            self.chain.mine()

    def projector(self, database: Engine, chain: Chain | None = None) -> Projector:
        """A read model of the pool, through another connection if given."""
        return Projector(database, chain or self.chain, (self.world.registration(),))

    def fresh_rows(self) -> Rows:
        """What a read model says that is built from nothing now."""
        database = open_memory()
        self.projector(database).catch_up()
        rows = rows_of(database)
        database.dispose()
        return rows


def rows_of(database: Engine, *, until: int | None = None) -> Rows:
    """Every row that came from an event, with its block's hash and time, up to a block."""
    with database.begin() as connection:
        return {
            table.name: tuple(
                tuple(row)
                for row in connection.execute(
                    select(table, BLOCKS.c.hash, BLOCKS.c.timestamp)
                    .outerjoin(BLOCKS, BLOCKS.c.number == table.c.block_number)
                    .order_by(*table.primary_key.columns)
                )
                if until is None or row.block_number <= until
            )
            for table in EVENT_TABLES
        }


def everything_in(database: Engine) -> Rows:
    """Every row of every table."""
    with database.begin() as connection:
        return {
            table.name: tuple(
                tuple(row)
                for row in connection.execute(select(table).order_by(*table.primary_key.columns))
            )
            for table in METADATA.sorted_tables
        }


def difference(expected: Rows, found: Rows) -> str:
    """Which tables differ, and by how many rows."""
    return ", ".join(
        f"{name}: {len(set(expected[name]) - set(found[name]))} rows missing, "
        f"{len(set(found[name]) - set(expected[name]))} false"
        for name in expected
        if expected[name] != found[name]
    )
