"""What is proved of months that are as they should be, and what is rightly left open."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from oracle.collector import Quorum
from oracle.verification.verdict import Outcome, Verification
from oracle.verification.verify import NoSuchMonth, NotAccepted
from rwa.chain.contract_events import DebtChanged, RemittanceHeld
from rwa.chain.deal_terms import Bounds
from rwa.chain.event_log import decode_log
from rwa.chain.protocol import RawLog
from rwa.chain.timelock import Operation, Timelock
from rwa.core.dates import Period
from rwa.remittance.identities import (
    BOUND_IDENTITIES,
    CHAIN,
    POOL_IDENTITIES,
    SPLIT_IDENTITIES,
)
from tests.integration.pool.direct_posting import post

Names = Callable[[Verification], set[str]]
Look = Callable[[Any], Any]


def require_conserved(found: Verification, world: Any) -> None:
    """Every holder is credited what was earned, and all together what the ledgers paid and hold."""
    assert found.holders
    for index, ledger in enumerate(world.ledgers):
        name = world.deal.classes[index].tranche
        own = [holder for holder in found.holders if holder.tranche == name]
        assert all(holder.earned_units == holder.credited_units for holder in own)
        totals = ledger.totals()
        credited = sum(holder.credited_units for holder in own)
        assert credited == totals.paid + totals.held + totals.recovered
        assert sum(holder.held_units for holder in own) == totals.held
        assert (
            sum(holder.balance_units for holder in own) == world.certificates[index].total_supply()
        )


@pytest.mark.parametrize("period", [1, 2])
def test_verify_month__paid_month__every_line_is_proved(
    of_three: Any, failed: Names, not_checked: Names, period: int
) -> None:
    found = of_three.verify(period)

    assert (failed(found), not_checked(found)) == (set(), set())
    assert found.count(Outcome.PROVED) == len(found.lines) > 50
    names = [line.name for line in found.lines]
    assert len(set(names)) == len(names)
    identities = (*POOL_IDENTITIES, *SPLIT_IDENTITIES, *BOUND_IDENTITIES, CHAIN)
    assert {f"identity: {one.name}" for one in identities} <= set(names)
    require_conserved(found, of_three.world)


def test_verify_month__blocked_holder__earned_it_and_it_is_held(of_three: Any) -> None:
    world = of_three.world
    blocked = world.holders[1]

    found = of_three.verify(2)

    rows = [holder for holder in found.holders if holder.holder == blocked]
    assert len(rows) == 2
    assert sum(row.held_units for row in rows) == sum(
        ledger.held_of(blocked).amount_units for ledger in world.ledgers
    )
    assert any(row.held_units and row.netted_or_held_units == row.held_units for row in rows)
    require_conserved(found, world)


def test_verify_month__funded_and_nobody_settled__only_payments_are_open(
    of_three: Any, failed: Names, not_checked: Names
) -> None:
    found = of_three.verify(3)

    assert failed(found) == set()
    assert not_checked(found) == {
        f"class {name}: {check}" for name in "AB" for check in ("payments", "settled")
    }
    require_conserved(found, of_three.world)


def test_verify_month__without_the_salt__says_that_the_root_was_not_checked(
    of_three: Any, failed: Names, not_checked: Names
) -> None:
    found = of_three.verify(1, salt=None)

    assert (failed(found), not_checked(found)) == (set(), {"files: tape root"})


def test_verify_month__reported_and_not_funded__cash_is_open(
    world: Any, onlooker: Look, failed: Names, not_checked: Names
) -> None:
    world.report(world.package(1), at=world.record_time(1) + 86_400)

    found = onlooker(world).verify(1)

    assert failed(found) == set()
    assert not_checked(found) == {
        f"class {name}: {check}"
        for name in "AB"
        for check in ("funded", "cash in", "payments", "settled")
    }
    require_conserved(found, world)


def test_verify_month__not_accepted_or_no_month_of_the_pool__is_refused(of_three: Any) -> None:
    with pytest.raises(NotAccepted) as refused:
        of_three.verify(4)
    assert refused.value.last == Period(2027, 3)
    with pytest.raises(NoSuchMonth):
        of_three.verify(25)


def test_verify_month__revised__both_stages_are_told_apart(
    three_months: Any,
    onlooker: Look,
    failed: Names,
    not_checked: Names,
    without_an_extra_payment: Callable[..., Any],
) -> None:
    world = three_months.fork()
    looking = onlooker(world)
    true = without_an_extra_payment(world.months[1].activity)
    revised = world.package(1, true, revision=1)
    world.report(revised)
    looking.publish(revised)

    first, second = looking.verify(1), looking.verify(2)

    assert (failed(first), failed(second)) == (set(), set())
    assert [report.revision for report in first.revisions] == [0, 1]
    assert not_checked(first) == {"class A: funded"}
    assert not_checked(second) == {"report: restatement"}
    assert (first.restating, second.restating) == (Period(2027, 2), Period(2027, 2))
    line = next(line for line in second.lines if line.name == "report: restatement")
    assert line.found == "RESTATING"
    require_conserved(first, world)

    for period in (2, 3):
        package = world.package(period, world.months[period].activity, revision=1)
        world.report(package)
        looking.publish(package)
    for period in (1, 2, 3):
        for tranche in (0, 1):
            if _is_adjusted(world, period, tranche):
                world.adjust(period, tranche=tranche)
    world.settle()
    for period in (1, 2, 3):
        found = looking.verify(period)
        assert (failed(found), not_checked(found)) == (set(), set()), period
        assert found.restating is None
        require_conserved(found, world)
    assert any(ledger.totals().recovered for ledger in world.ledgers)


def _is_adjusted(world: Any, period: int, tranche: int) -> bool:
    """Whether the revision changes what a class is paid."""
    amounts = world.oracle.tranche_amounts(period, tranche)
    funded = world.ledgers[tranche].distribution(period)
    units = world.ledgers[tranche].units_per_cent()
    return (funded.interest_units, funded.principal_units) != (
        amounts.interest_cents * units,
        amounts.principal_cents * units,
    )


def test_verify_month__held_and_released_by_the_admin__signatures_are_those_of_the_holding(
    new_world: Callable[..., Any],
    onlooker: Look,
    failed: Names,
    not_checked: Names,
    lying_node: Any,
) -> None:
    world = new_world(bounds=Bounds(max_rate_ppm=90_000, max_fee_ppm=20_000, max_smm_ppm=1))
    world.advance(world.record_time(1) + 86_400)
    package = world.package(1)
    quorum = world.quorum(package)
    assert not post(_three_of(quorum), contract=world.oracle, poster=world.people["poster"])
    timelock = Timelock(world.chain, world.deployment.timelock)
    operation = Operation((world.oracle.release_held(quorum.content),))
    delay = timelock.delay_seconds()
    world.send("admin", timelock.schedule(operation, delay_seconds=delay))
    world.advance(world.chain.head().timestamp + delay + 1)
    world.send("admin", timelock.execute(operation))
    world.saw_accepted(package)

    found = onlooker(world).verify(1)

    assert failed(found) == set()
    lines = {line.name: line for line in found.lines}
    assert lines["signatures: quorum"].outcome is Outcome.PROVED
    assert lines["signatures: quorum"].found.startswith("3 nodes")
    assert "released by the admin" in lines["signatures: release"].why
    assert lines["signatures: release"].outcome is Outcome.PROVED

    without = lying_node(world.chain, drops=lambda event: isinstance(event, RemittanceHeld))
    found = onlooker(world).verify(1, chain=without)
    assert failed(found) == {"signatures: release"}
    assert {"signatures: digest", "signatures: quorum"} <= not_checked(found)

    early = lying_node(world.chain, alters_log=releasable_never)
    assert failed(onlooker(world).verify(1, chain=early)) == {"signatures: release"}


def releasable_never(log: RawLog) -> RawLog:
    """The holding of a report, with a delay that was not over when it was released."""
    if not isinstance(decode_log(log), RemittanceHeld):
        return log
    return replace(log, data=log.data[:-32] + (2**40 - 1).to_bytes(32, "big"))


def test_verify_month__held_and_then_signed_by_all__is_proved_by_all_signatures(
    new_world: Callable[..., Any], onlooker: Look, failed: Names
) -> None:
    world = new_world(bounds=Bounds(max_rate_ppm=90_000, max_fee_ppm=20_000, max_smm_ppm=1))
    world.advance(world.record_time(1) + 86_400)
    package = world.package(1)
    quorum = world.quorum(package)
    assert not post(_three_of(quorum), contract=world.oracle, poster=world.people["poster"])
    assert post(quorum, contract=world.oracle, poster=world.people["poster"])
    world.saw_accepted(package)

    found = onlooker(world).verify(1)

    assert failed(found) == set()
    lines = {line.name: line for line in found.lines}
    assert lines["signatures: quorum"].found.startswith("4 nodes")
    assert lines["signatures: release"].outcome is Outcome.PROVED


def test_verify_month__wallet_recovered_with_debt_and_held_cash__every_unit_is_accounted(
    world: Any,
    onlooker: Look,
    failed: Names,
    not_checked: Names,
    without_an_extra_payment: Callable[..., Any],
    lying_node: Any,
) -> None:
    lost, successor = world.holders[0], world.people["successor"].address
    world.pay(1)
    world.report(world.package(1, without_an_extra_payment(world.activity(1)), revision=1))
    world.adjust(1)
    world.send("admin", world.cash.add_to_blocklist(lost))
    world.pay(2)
    for call in (
        world.registry.set_successor(old=lost, new=successor),
        *(one.recover(lost=lost, successor=successor, identity=1) for one in world.certificates),
    ):
        world.send("transfer-agent", call)
    world.settle(lost)
    world.pay(3, *world.wallets)

    found = onlooker(world).verify(3)

    assert (failed(found), not_checked(found)) == (set(), set())
    rows = {(holder.tranche, holder.holder): holder for holder in found.holders}
    assert rows["A", lost].balance_units == 0 < rows["A", successor].balance_units
    require_conserved(found, world)

    without = lying_node(world.chain, drops=lambda event: isinstance(event, DebtChanged))
    assert failed(onlooker(world).verify(3, chain=without)) == {
        "class A: credited",
        "class A: total",
    }


def test_verify_month__node_removed_since__the_set_of_then_counts(
    world: Any, onlooker: Look, failed: Names
) -> None:
    world.report(world.package(1), at=world.record_time(1) + 86_400)
    world.send("guardian", world.oracle.remove_node(world.people["node-1"].address))

    found = onlooker(world).verify(1)

    assert failed(found) == set()
    node_set = next(line for line in found.lines if line.name == "signatures: node set")
    assert node_set.why == "3 of 4 nodes, set 1"


def _three_of(quorum: Quorum) -> Quorum:
    return replace(quorum, signatures=dict(list(quorum.signatures.items())[:3]))
