"""What holders could be paid: the read model's figures are the ledger's, at every turn."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from rwa.chain.contract_structs import HoldReason
from rwa.chain.hashing import keccak
from rwa.readmodel.claims import claimable
from rwa.readmodel.database import open_memory
from rwa.readmodel.errors import UnknownHolder
from rwa.readmodel.holders import paid_units, payments
from rwa.readmodel.records import Claimable
from rwa.readmodel.tables import ADJUSTMENTS, FUNDINGS, HELD_MOVEMENTS, SETTLEMENTS

A, B, C, D, E = range(5)
REASON = keccak(b"test: a reason")
DAY = 86_400


class ReadSide:
    """A read model beside the ledgers, compared after every turn."""

    def __init__(self, world: Any) -> None:
        self.world = world
        self.database: Engine = open_memory()
        self.projector = world.projector(self.database)

    def claims(self, wallet: str) -> dict[str, Claimable]:
        with self.database.begin() as connection:
            try:
                return {row.tranche_id: row for row in claimable(connection, wallet)}
            except UnknownHolder:
                return {}

    def check(self) -> None:
        """Compare every wallet of every class, then the sums."""
        self.projector.catch_up()
        claims = [self.claims(wallet) for wallet in self.world.wallets]
        for tranche, ledger in zip("AB", self.world.ledgers, strict=True):
            truth = ledger.claimable_of(self.world.wallets)
            for wallet, ours, theirs in zip(self.world.wallets, claims, truth, strict=True):
                self._check_claim(wallet, ours.get(tranche), theirs, ledger)
            self._check_sums(tranche, ledger)

    def _check_claim(self, wallet: str, ours: Claimable | None, theirs: Any, ledger: Any) -> None:
        if ours is None:
            assert (theirs.interest_units, theirs.principal_units) == (0, 0)
            return
        assert ours.interest_units == theirs.interest_units, wallet
        assert ours.principal_units == theirs.principal_units, wallet
        assert ours.debt_units == theirs.debt_units, wallet
        assert ours.payable_units == theirs.payable_units, wallet
        assert ours.held_units == ledger.held_of(wallet).amount_units, wallet
        assert ours.is_blocked == self.world.registry.payee_of(wallet).blocked, wallet
        through = ledger.payable_through()
        settled = ledger.account_of(wallet).settled_through
        assert ours.through_period == (self.world.tape.pool.period_at(through) if through else None)
        assert ours.settled_through_period == (
            self.world.tape.pool.period_at(settled) if settled else None
        )

    def _check_sums(self, tranche: str, ledger: Any) -> None:
        """Money that came in, left, waits and was netted: rows add up to the ledger's account."""
        totals = ledger.totals()
        legs = (ADJUSTMENTS.c.interest_units, ADJUSTMENTS.c.principal_units)
        funded = self._sum(FUNDINGS, tranche, FUNDINGS.c.interest_units)
        funded += self._sum(FUNDINGS, tranche, FUNDINGS.c.principal_units)
        funded += sum(self._sum(ADJUSTMENTS, tranche, leg, leg > 0) for leg in legs)
        left = HELD_MOVEMENTS.c.cause.in_(("released", "ordered"))
        paid = self._sum(SETTLEMENTS, tranche, SETTLEMENTS.c.paid_units)
        paid -= self._sum(HELD_MOVEMENTS, tranche, HELD_MOVEMENTS.c.amount_units, left)

        assert funded == totals.funded
        assert paid == totals.paid
        assert self._sum(HELD_MOVEMENTS, tranche, HELD_MOVEMENTS.c.amount_units) == totals.held
        assert self._sum(SETTLEMENTS, tranche, SETTLEMENTS.c.netted_units) == totals.recovered
        assert totals.outstanding == totals.funded - totals.paid - totals.withdrawn
        with self.database.begin() as connection:
            for row in connection.execute(select(SETTLEMENTS)):
                credited = row.interest_units + row.principal_units
                assert credited == row.netted_units + row.paid_units + row.held_units

    def _sum(self, table: Any, tranche: str, column: Any, *conditions: Any) -> int:
        query = select(func.coalesce(func.sum(column), 0)).where(
            table.c.tranche_id == tranche, *conditions
        )
        with self.database.begin() as connection:
            return int(connection.execute(query).scalar_one())


@pytest.fixture
def read_side(world: Any) -> ReadSide:
    return ReadSide(world)


def test_claimable__through_a_month__is_the_ledgers_at_every_turn(
    world: Any, read_side: ReadSide
) -> None:
    read_side.check()
    world.report(world.package(1), at=world.record_time(1) + DAY)
    read_side.check()
    world.fund(1)
    read_side.check()
    assert read_side.claims(world.holders[A])["A"].through_period is None
    world.advance(world.pay_time(1) - 1)
    read_side.check()
    assert read_side.claims(world.holders[A])["A"].payable_units == 0
    world.advance(world.pay_time(1))
    read_side.check()
    assert read_side.claims(world.holders[A])["A"].payable_units > 0
    world.settle()
    read_side.check()
    assert read_side.claims(world.holders[A])["A"].payable_units == 0


def test_claimable__late_holder_paid_in_small_steps__is_the_ledgers(
    world: Any, read_side: ReadSide
) -> None:
    for period in (1, 2, 3, 4):
        world.sell(A, B, 1_234_567 * period, at=world.record_time(period) - 60)
        world.pay(period, world.holders[C])
        read_side.check()
    steps = 0
    while any(claim.payable_units for claim in read_side.claims(world.holders[A]).values()):
        world.settle(world.holders[A], max_steps=1)
        read_side.check()
        steps += 1

    assert steps == 4


def revise_funded_month(
    world: Any, read_side: ReadSide, *, first: Any, then: Any, settled: bool
) -> None:
    """Report `first`, fund it, settle some or nobody, and correct it to `then`."""
    world.sell(D, E, 1_000_003)
    world.report(world.package(1, first), at=world.record_time(1) + DAY)
    world.fund(1)
    if settled:
        world.settle(*world.holders[:3], at=world.pay_time(1))
    read_side.check()
    world.report(world.package(1, then, revision=1))
    read_side.check()
    world.adjust(1)
    read_side.check()


@pytest.mark.parametrize("settled", [False, True])
def test_claimable__after_an_upward_revision__is_the_ledgers(
    world: Any, read_side: ReadSide, without_an_extra_payment: Callable[..., Any], settled: bool
) -> None:
    true = world.activity(1)
    mistaken = without_an_extra_payment(true)
    revise_funded_month(world, read_side, first=mistaken, then=true, settled=settled)
    if not settled:
        # The correction of a month that is not payable yet waits with it.
        assert read_side.claims(world.holders[A])["A"].payable_units == 0
        world.advance(world.pay_time(1))
        read_side.check()
    assert read_side.claims(world.holders[A])["A"].principal_units > 0
    world.settle()
    read_side.check()


@pytest.mark.parametrize("settled", [False, True])
def test_claimable__after_a_downward_revision__is_the_ledgers_debt_included(
    world: Any, read_side: ReadSide, without_an_extra_payment: Callable[..., Any], settled: bool
) -> None:
    true = world.activity(1)
    revise_funded_month(
        world, read_side, first=true, then=without_an_extra_payment(true), settled=settled
    )
    world.advance(world.pay_time(1) + DAY)
    read_side.check()
    claim = read_side.claims(world.holders[A])["A"]
    assert claim.debt_units > 0
    assert (claim.payable_units == 0) == settled
    world.settle()
    read_side.check()
    assert (read_side.claims(world.holders[A])["A"].debt_units > 0) == settled
    world.pay(2)
    read_side.check()
    assert read_side.claims(world.holders[A])["A"].debt_units == 0
    with read_side.database.begin() as connection:
        rows = payments(connection, world.holders[A], after=None, limit=100)
    assert sum(row.netted_units for row in rows) == claim.debt_units


def test_claimable__correction_of_a_month_not_payable_yet__holds_later_ones_back(
    world: Any, read_side: ReadSide, without_an_extra_payment: Callable[..., Any]
) -> None:
    world.pay(1)
    true = world.activity(2)
    world.report(world.package(2, without_an_extra_payment(true)), at=world.record_time(2) + DAY)
    world.fund(2)
    world.settle(*world.holders[:2], at=world.pay_time(2))
    world.report_and_fund(3)
    world.report(world.package(2, true, revision=1))
    world.report(world.package(3, revision=1))
    read_side.check()
    world.adjust(3)
    read_side.check()
    before = read_side.claims(world.holders[C])["A"]
    world.adjust(2)
    read_side.check()
    assert read_side.claims(world.holders[C])["A"] == before
    world.advance(world.pay_time(3))
    read_side.check()
    assert read_side.claims(world.holders[C])["A"].payable_units > before.payable_units
    world.settle()
    read_side.check()


def test_claimable__blocked_holder__earns_but_is_held_and_released(
    world: Any, read_side: ReadSide
) -> None:
    holder = world.holders[B]
    world.send("compliance", world.registry.block_holder(holder, REASON))
    world.pay(1)
    read_side.check()
    claim = read_side.claims(holder)["A"]
    assert (claim.is_blocked, claim.payable_units, claim.held_units > 0) == (True, 0, True)
    world.report_and_fund(2)
    world.advance(world.pay_time(2))
    read_side.check()
    assert read_side.claims(holder)["A"].interest_units > 0
    world.send("compliance", world.registry.unblock_holder(holder, REASON))
    read_side.check()
    for ledger in world.ledgers:
        world.send("attacker", ledger.retry_held(holder))
    world.settle()
    read_side.check()

    assert read_side.claims(holder)["A"].held_units == 0
    with read_side.database.begin() as connection:
        assert paid_units(connection, holder) == world.cash.balance_of(holder)


def test_claimable__payout_wallet_blocked__counts_as_blocked(
    world: Any, read_side: ReadSide
) -> None:
    holder, payout = world.holders[C], world.people["payout-wallet"].address
    world.send("certificate-holder-c", world.registry.set_payout(payout))
    world.pay(1)
    read_side.check()
    assert world.cash.balance_of(payout) > 0
    world.send("compliance", world.registry.block_holder(payout, REASON))
    world.report_and_fund(2)
    world.advance(world.pay_time(2))
    read_side.check()
    assert read_side.claims(holder)["A"].is_blocked
    world.settle()
    read_side.check()
    assert read_side.claims(holder)["A"].held_units > 0
    world.send("transfer-agent", world.registry.set_payout_for(holder, holder))
    read_side.check()
    assert not read_side.claims(holder)["A"].is_blocked


def test_claimable__cash_refused_by_the_token__is_held_and_not_blocked(
    world: Any, read_side: ReadSide
) -> None:
    holder = world.holders[D]
    world.send("admin", world.cash.add_to_blocklist(holder))
    world.pay(1)
    read_side.check()

    claim = read_side.claims(holder)["A"]
    assert claim.held_units > 0
    assert not claim.is_blocked
    assert world.ledgers[0].held_of(holder).reason is HoldReason.CASH_REFUSED


def test_claimable__recovered_wallet__debt_and_held_cash_follow_it(
    world: Any, read_side: ReadSide, without_an_extra_payment: Callable[..., Any]
) -> None:
    lost, successor = world.holders[A], world.people["successor"].address
    true = world.activity(1)
    revise_funded_month(
        world, read_side, first=true, then=without_an_extra_payment(true), settled=True
    )
    world.settle()
    read_side.check()
    assert read_side.claims(lost)["A"].debt_units > 0
    world.send("admin", world.cash.add_to_blocklist(lost))
    world.report_and_fund(2)
    for call in (
        world.registry.set_successor(old=lost, new=successor),
        *(one.recover(lost=lost, successor=successor, identity=1) for one in world.certificates),
    ):
        world.send("transfer-agent", call)
        read_side.check()
    world.advance(world.pay_time(2))
    read_side.check()
    world.settle(lost)
    read_side.check()
    world.settle()
    read_side.check()
    world.pay(3, *world.wallets)
    read_side.check()

    assert world.cash.balance_of(successor) > 0
    assert read_side.claims(successor)["A"].debt_units == 0
    assert read_side.claims(lost)["A"].debt_units == 0


def test_claimable__held_cash_of_a_replaced_wallet__moves_to_its_successor(
    world: Any, read_side: ReadSide
) -> None:
    lost, successor = world.holders[A], world.people["successor"].address
    world.send("admin", world.cash.add_to_blocklist(lost))
    world.pay(1)
    held = read_side.projector.catch_up() and read_side.claims(lost)["A"].held_units
    assert held > 0
    world.send("transfer-agent", world.registry.set_successor(old=lost, new=successor))
    read_side.check()
    for ledger in world.ledgers:
        world.send("attacker", ledger.retry_held(lost))
    read_side.check()

    assert read_side.claims(lost)["A"].held_units == 0
    with read_side.database.begin() as connection:
        assert paid_units(connection, successor) == world.cash.balance_of(successor) >= held


def test_claimable__held_cash_ordered_elsewhere__leaves_the_holders_account(
    world: Any, read_side: ReadSide
) -> None:
    holder, state = world.holders[E], world.people["payout-wallet"].address
    world.send("admin", world.cash.add_to_blocklist(holder))
    world.pay(1)
    for ledger in world.ledgers:
        world.send("compliance", ledger.order_redirection(holder, state, REASON))
    world.advance(world.chain.head().timestamp + 31 * DAY)
    read_side.check()
    for ledger in world.ledgers:
        world.send("attacker", ledger.execute_order(holder))
    read_side.check()

    assert read_side.claims(holder)["A"].held_units == 0
    with read_side.database.begin() as connection:
        assert paid_units(connection, holder) == 0
    assert world.cash.balance_of(state) > 0


def test_claimable__recovered_cash_withdrawn__changes_nobodys_claim(
    world: Any, read_side: ReadSide, without_an_extra_payment: Callable[..., Any]
) -> None:
    true = world.activity(1)
    revise_funded_month(
        world, read_side, first=true, then=without_an_extra_payment(true), settled=True
    )
    world.settle()
    world.pay(2)
    recovered = world.ledgers[0].totals().recovered
    assert recovered > 0
    world.send("servicer", world.ledgers[0].withdraw_recovered(recovered))
    read_side.check()
