"""Pools in full operation on one chain: certificates sold, months planned, cash paid and counted."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from oracle.node import AcceptedMonth
from oracle.package import MonthPackage, ReportTarget, SignedReport
from rwa.chain.embedded import EmbeddedChain
from rwa.chain.errors import CallReverted
from rwa.chain.hashing import address_bytes
from rwa.chain.protocol import ViewCall
from rwa.chain.report import Content, hash_content
from rwa.chain.transactions import ContractCall
from tests.faults.honest_months import HonestServicer, month_of
from tests.faults.honest_nodes import answer_of, new_node
from tests.faults.network_months import PublishedMonth, PublishedPool, as_published, files_of
from tests.faults.reported_pool import ReportedPool
from tests.faults.rows import Witness
from tests.faults.simulated_chain import SimulatedChain
from tests.faults.traded_pool import broadcast
from tests.integration.pool.conftest import HOLDERS, NODES, PERIODS, World, issue_world
from tests.integration.pool.network_of_world import falsified

MOST_POOLS = 3
DAY = 86_400
MOST_BLOCKS = 200
"""After so many blocks what waits in the mempool is stuck."""


@dataclass(frozen=True, slots=True)
class PlannedMonth:
    """A report that is to come into force, and the disturbances that its bringing meets."""

    published: PublishedMonth
    content: Content
    """What honest nodes sign."""
    false_files: tuple[bytes, ...] = ()
    """A document that is a cent off, published first; none in most months."""
    is_late: bool = False
    """Whether it comes after its payment time."""
    betrayer: int | None = None
    """The node that signs a second account of this month."""

    @property
    def is_revision(self) -> bool:
        """Whether it takes the place of an accepted one."""
        return self.published.revision > 0


@dataclass
class OperatedPool:
    """One pool of a history: its plan, its files and what was seen of it."""

    world: World
    published: PublishedPool
    plan: tuple[PlannedMonth, ...]
    directory: Path
    signed: dict[tuple[int, int, int], set[str]] = field(default_factory=dict)
    """What left each node for each period and revision."""

    @property
    def name(self) -> str:
        """As the pool is called."""
        return str(self.world.tape.pool.pool_id)

    @property
    def traitors(self) -> dict[int, PlannedMonth]:
        """The nodes that sign twice, and when."""
        return {month.betrayer: month for month in self.plan if month.betrayer is not None}

    def of_period(self, period: int) -> tuple[PlannedMonth, ...]:
        """The reports of a period, in order."""
        return tuple(month for month in self.plan if month.published.period == period)

    def in_force(self) -> dict[int, Content]:
        """What each period ends with."""
        return {month.published.period: month.content for month in self.plan}


@cache
def issued_pools() -> tuple[World, ...]:
    """Pools of the same people on one chain, read only."""
    first = issue_world(pool_id="TOGETHER-1")
    others = [
        issue_world(first.chain, pool_id=f"TOGETHER-{number}")
        for number in range(2, MOST_POOLS + 1)
    ]
    return (first, *others)


def simulated_pools(
    count: int, random: Random, directory: Path, *, months: int, finality: int
) -> tuple[SimulatedChain, tuple[OperatedPool, ...]]:
    """Some pools on a chain of their own, each with so many months planned."""
    origin = issued_pools()[0].chain
    assert isinstance(origin, EmbeddedChain)
    chain = SimulatedChain(origin, random, finality=finality)
    worlds = [world.fork(chain) for world in issued_pools()[:count]]
    return chain, tuple(_operated(world, random, directory, months) for world in worlds)


def _operated(world: World, random: Random, directory: Path, months: int) -> OperatedPool:
    keys = tuple(
        sorted((world.people[name] for name in NODES), key=lambda key: address_bytes(key.address))
    )
    pool = ReportedPool(world.chain, world.oracle, keys, 3, PERIODS)  # type: ignore[arg-type]
    published = PublishedPool(pool, HonestServicer(world.tape, world.deal), ())
    place = directory / str(world.tape.pool.pool_id)
    place.mkdir()
    return OperatedPool(world, published, tuple(_plan(published, random, months)), place)


def _plan(published: PublishedPool, random: Random, months: int) -> Iterator[PlannedMonth]:
    """Every month, some twice, one betrayed, some falsified first, some late."""
    servicer, before = published.servicer, published.servicer.at_issue
    betrayed, node = random.randint(2, months), random.randrange(len(NODES))
    previous = published.pool.oracle.last_report_hash()
    for period in range(1, months + 1):
        is_late = random.random() < 0.15
        for revision in range(2 if random.random() < 0.25 else 1):
            package = servicer.drawn_month(random, before, revision=revision)
            rival = servicer.drawn_month(random, before, revision=revision)
            content = _content_of(published, package, before, previous)
            previous, after = hash_content(content), month_of(package)
            yield PlannedMonth(
                published=as_published(package, rival),
                content=content,
                false_files=files_of(falsified(package)) if random.random() < 0.15 else (),
                is_late=is_late and not revision,
                betrayer=node if period == betrayed and not revision else None,
            )
        before = after


def _content_of(
    published: PublishedPool, package: MonthPackage, before: AcceptedMonth, previous: bytes
) -> Content:
    """What an honest node signs of a month that follows `before`, its report `previous`."""
    pool, servicer = published.pool, published.servicer
    target = ReportTarget(
        chain_id=pool.chain.identity.chain_id,
        oracle=pool.oracle.address,
        previous_report_hash=previous,
        node_set_digest=bytes(32),
        valid_until=0,
    )
    answer = answer_of(new_node(pool.keys[0], servicer.deal), package, target, before)
    assert isinstance(answer, SignedReport), answer
    return answer.content


# --- certificates and cash -----------------------------------------------------------------------


def trade(pool: OperatedPool, random: Random) -> None:
    """One holder sells to another: a class and an amount, as chance has it."""
    seller, buyer = random.sample(range(len(HOLDERS)), 2)
    certificate = random.choice(pool.world.certificates)
    call = certificate.transfer(pool.world.holders[buyer], random.randint(1, 10**6))
    broadcast(pool.world, HOLDERS[seller], call)


def pay(pool: OperatedPool) -> None:
    """Fund whatever is in force and not funded, and settle everybody; what was done stays."""
    for ledger in pool.world.ledgers:
        for period in range(ledger.last_funded() + 1, pool.world.oracle.last_accepted() + 1):
            _do_if_due(pool.world, ledger.post_and_fund(period))
        for period in sorted({each.published.period for each in pool.plan if each.is_revision}):
            _do_if_due(pool.world, ledger.post_adjustment(period))
            _do_if_due(pool.world, ledger.fund_adjustment(period))
        broadcast(pool.world, "servicer", ledger.settle_many(pool.world.holders))
    mine_all(pool.world.chain)


def mine_all(chain: Any) -> None:
    """Blocks until nothing waits."""
    for _ in range(MOST_BLOCKS):
        if not chain.waiting():
            return
        chain.mine()


def _do_if_due(world: World, call: ContractCall) -> None:
    """Mine a call of the servicer's that the contract would take now."""
    assert call.to is not None
    question = ViewCall(to=call.to, data=call.data, sender=world.people["servicer"].address)
    with suppress(CallReverted):
        world.chain.call(question)
        broadcast(world, "servicer", call)
        mine_all(world.chain)


def require_paid(pool: OperatedPool, witness: Witness) -> None:
    """Every class was funded with what is in force, and all of it is with its holders."""
    world = pool.world
    received = sum(world.cash.balance_of(holder) for holder in world.holders)
    paid = sum(ledger.totals().paid for ledger in world.ledgers)
    witness.require(received == paid, f"holders have {received} units, {paid} were paid")
    for tranche, ledger in enumerate(world.ledgers):
        totals, adjustments = ledger.totals(), ledger.adjustments()
        taken_back = sum(
            min(leg, 0)
            for each in adjustments
            for leg in (each.interest_units, each.principal_units)
        )
        rows = [content.class_rows[tranche] for content in pool.in_force().values()]
        reported = sum(row.interest_cents + row.principal_cents for row in rows)
        expected = reported * ledger.units_per_cent() - taken_back
        witness.saw(totals, len(adjustments))
        witness.require(
            totals.funded == expected,
            f"class {tranche} was funded with {totals.funded} units, reported are {expected}",
        )
        kept = world.cash.balance_of(ledger.address)
        witness.require(
            kept == totals.outstanding, f"ledger has {kept} units and owes {totals.outstanding}"
        )
        fractions = 2 * len(HOLDERS)
        witness.require(
            bool(taken_back) or kept - totals.held < fractions,
            f"class {tranche}: {kept} units stay behind, rounding leaves less than {fractions}",
        )
