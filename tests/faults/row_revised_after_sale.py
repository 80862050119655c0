"""Revisions up, down and twice, after the certificates were sold: who held is put right.

Random histories on the real contracts of a pool of two classes. Certificates change hands around
record times; months are paid, and revised before and after. In the end, every holder's credits
less debits are its share of each month as last reported, by what it held at that month's record
time: recomputed here from a plain list of transfers, in whole numbers, nothing rounded away.
"""

import traceback
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from random import Random
from typing import ClassVar

from rwa.chain.contract_events import DebtChanged, HolderSettled
from rwa.chain.report import Content
from rwa.core.ids import Address
from tests.faults.rows import FaultRow, Tally, Witness
from tests.faults.weakened_contract import without
from tests.stateful.certificate_rules import CertificateRules
from tests.stateful.invariants import Invariants
from tests.stateful.machine import part_of
from tests.stateful.month_rules import MonthRules
from tests.stateful.pool_on_chain import (
    FACES_CENTS,
    FIRST_HOLDERS,
    NEWCOMERS,
    NODES,
    PAY_TIMES,
    RECORD_TIMES,
    UNITS_PER_CENT,
    WALLETS,
    allotments,
    issued_pool,
    wallet,
)
from tests.stateful.reports import MonthFlows, with_more_interest

MONTHS = 2
TRADERS = tuple(map(wallet, (*FIRST_HOLDERS, *NEWCOMERS)))
TRANCHES = range(len(FACES_CENTS))
ALL_STEPS = 2**16


class SoldPool(CertificateRules, MonthRules, Invariants):
    """A history without obstacles; every transfer is written down a second time."""

    has_obstacles: ClassVar[bool] = False

    def __init__(self, draw: Random) -> None:
        super().__init__()
        self.draw = draw
        self.sales: list[tuple[int, int, Address, Address, int]] = []
        """Time, class, seller, buyer, base units."""
        self.faults = 0
        """Sales and revisions so far."""

    # What happens

    def sell(self, at: int) -> None:
        """Somebody sells some or all of a class to somebody else in a given second."""
        if at <= self.pool.now:
            return
        tranche = self.draw.choice(TRANCHES)
        held = {each: self.balance(tranche, each) for each in TRADERS}
        seller = self.draw.choice([each for each in TRADERS if held[each]])
        buyer = self.draw.choice([each for each in TRADERS if each != seller])
        units = part_of(held[seller], self.draw.choice((0, 1, 333, 1_000, 1_000)))
        self.transfer(tranche, seller, buyer, units, at=at)
        self.sales.append((at, tranche, seller, buyer, units))
        self.faults += 1

    def revise_interest(self, period: int) -> None:
        """One class's interest of an accepted month, up or down."""
        more = self.draw.choice((-40_000, -3_000, -1, 1, 3_000, 40_000))
        oracle, tranche = self.mirror.oracle, self.draw.choice(TRANCHES)
        latest = oracle.accepted[period]
        self.accept(
            with_more_interest(latest, tranche, more, previous_hash=oracle.last_hash), NODES[:3]
        )
        self.faults += 1

    def revise_wholly(self, period: int) -> None:
        """An accepted month with other principal, and the months behind it, in order."""
        self.report(period, drawn_flows(self.draw), 0, NODES[:3])
        self.faults += 1
        while self.mirror.oracle.restating:
            self.report(self.mirror.oracle.restating, drawn_flows(self.draw), 0, NODES[:3])
            self.faults += 1

    def revise(self) -> None:
        """A month back, or the last one."""
        period = self.draw.randint(1, self.mirror.oracle.last)
        self.draw.choice((self.revise_interest, self.revise_interest, self.revise_wholly))(period)

    def adjust_all(self) -> None:
        """Post and fund what the latest revisions change of funded months."""
        for tranche, period in self.adjustable():
            self.adjust(tranche, period, "both")

    def settle_some(self, at: int) -> None:
        """Some holders or all are settled; what was overpaid before is netted from it."""
        for tranche in TRANCHES:
            holders = self.draw.sample(WALLETS, self.draw.randint(1, len(WALLETS)))
            self.settle_all(tranche, holders, ALL_STEPS, at=self.soonest(at))

    # What it should have come to

    def balance_at_record_time(self, tranche: int, holder: Address, period: int) -> int:
        """From the allotment at issue and the list of sales, nothing else."""
        held = allotments(tranche).get(holder, 0)
        for at, of, seller, buyer, units in self.sales:
            if of == tranche and at <= RECORD_TIMES[period - 1]:
                held += units * ((buyer == holder) - (seller == holder))
        return held

    def truth_parts(self, tranche: int, holder: Address) -> int:
        """A holder's share of every funded month as last reported, in 1/supply of a base unit."""
        accepted, funded = self.mirror.oracle.accepted, self.next_period(tranche) - 1
        return sum(
            units_of(accepted[period], tranche)
            * self.balance_at_record_time(tranche, holder, period)
            for period in range(1, funded + 1)
        )

    def credited_parts(self, tranche: int, holder: Address) -> int:
        """What the contract says it credited less what it debited, remainders included."""
        ledger = self.pool.ledger(tranche)
        whole = 0
        for event in self.events:
            if event.emitter != ledger.address or getattr(event, "holder", None) != holder:
                continue
            if isinstance(event, HolderSettled):
                whole += event.interest_units + event.principal_units
            elif isinstance(event, DebtChanged):
                whole -= event.added_units
        account = ledger.account_of(holder)
        carried = account.remainder_interest + account.remainder_principal
        return whole * self.class_of(tranche).supply + carried - account.remainder_debit


def units_of(content: Content, tranche: int) -> int:
    """What a report pays a class, in base units of cash."""
    row = content.class_rows[tranche]
    return (row.interest_cents + row.principal_cents) * UNITS_PER_CENT


def drawn_flows(draw: Random) -> MonthFlows:
    """A month that honours every identity."""

    def share(most: int) -> int:
        return draw.choice((0, 1, most // 7, most // 2, most))

    return MonthFlows(
        scheduled=share(30),
        curtailed=share(50),
        paid_off=share(200),
        liquidated=share(50),
        forgiven=share(10),
        capitalised=share(20),
        expenses=share(10),
        lost=share(1_000),
        recovered=share(10),
        overcollateralisation=share(2_000),
        class_interest=(share(1_000), share(1_000)),
        first_class_share=share(1_000),
        class_loss=share(300),
        leftover=draw.randint(-2, 2),
        pays_off_all=False,
    )


def run(seed: int) -> Tally:
    """Months with sales, payments and revisions; then the books are closed."""
    draw, witness = Random(seed), Witness()
    pool = SoldPool(draw)
    try:
        for period in range(1, MONTHS + 1):
            _month(pool, period)
        for _ in range(2):
            pool.revise()
        pool.adjust_all()
        pool.close_the_books()
    except AssertionError as broken:
        at = traceback.extract_tb(broken.__traceback__)[-1]
        witness.require(False, f"{at.name}: {at.line}: {broken}")
    witness.attempts = pool.faults
    _compare_with_the_truth(pool, witness)
    return witness.tally()


def _month(pool: SoldPool, period: int) -> None:
    """Sales around the record time; the report, perhaps revised at once; funding; settling."""
    draw = pool.draw
    for second in sorted(draw.sample((-86_400, -1, 0, 1), 2)):
        pool.sell(RECORD_TIMES[period - 1] + second)
    pool.report(period, drawn_flows(draw), 0, NODES[:3])
    if draw.random() < 0.3:
        pool.revise_interest(period)
    for tranche in TRANCHES:
        pool.post_or_fund(tranche, period, "both")
    pool.settle_some(PAY_TIMES[period - 1])
    pool.sell(pool.pool.now + 1)
    if draw.random() < 0.7:
        pool.revise()
        pool.adjust_all()
        pool.sell(pool.pool.now + 1)
    if draw.random() < 0.5:
        pool.settle_some(pool.pool.now)


def _compare_with_the_truth(pool: SoldPool, witness: Witness) -> None:
    for tranche in TRANCHES:
        for holder in TRADERS:
            truth = pool.truth_parts(tranche, holder)
            found = pool.credited_parts(tranche, holder)
            said = f"class {tranche}, {holder}: credited {found}, the revised truth is {truth}"
            witness.require(found == truth, said)
        _nothing_lost(pool, tranche, witness)


def _nothing_lost(pool: SoldPool, tranche: int, witness: Witness) -> None:
    """Cash in = paid + held + recovered + owed; shares together = the months as last reported."""
    ledger, mirrored = pool.pool.ledger(tranche), pool.class_of(tranche)
    totals, supply = ledger.totals(), mirrored.supply
    owed = mirrored.reference.owed_parts()
    somewhere = (totals.paid + totals.held + totals.recovered) * supply + owed
    witness.require(totals.funded * supply == somewhere, f"class {tranche}: all cash is somewhere")
    reported = sum(
        units_of(pool.mirror.oracle.accepted[period], tranche)
        for period in range(1, pool.next_period(tranche))
    )
    shares = sum(pool.truth_parts(tranche, holder) for holder in TRADERS)
    witness.require(shares == reported * supply, f"class {tranche}: shares are the whole")
    witness.saw(totals, owed, reported)


def _on_a_pool_without(
    check: str, instead: str = "", *, file: str = ""
) -> Callable[[], AbstractContextManager[None]]:
    """Ledgers without a check; the pool that histories fork is issued anew, before and after."""

    @contextmanager
    def removed() -> Iterator[None]:
        issued_pool.cache_clear()
        try:
            with without("DistributionLedger", check, instead, file=file)():
                yield
        finally:
            issued_pool.cache_clear()

    return removed


ROW = FaultRow(
    name="revised-after-sale",
    target="what was paid equals the revised truth",
    run=run,
    protections={
        "a correction goes to who held then": _on_a_pool_without(
            "if (period >= holding.changedIn()) return holding.balance();",
            "if (period >= 1) return holding.balance();",
            file="libraries/StretchWalk.sol",
        ),
        "what was overpaid is netted": _on_a_pool_without(
            "if (s.debit != 0 || account.indebted()) amount -= _net(s, amount);"
        ),
    },
    seeds=1,
    long_seeds=150,
)
