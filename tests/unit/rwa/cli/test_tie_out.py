"""The path from borrowers to holders adds up in every state a pool can be in."""

from collections.abc import Callable
from dataclasses import fields, replace

import pytest

from rwa.chain.contract_structs import HolderFacts
from rwa.chain.hashing import keccak
from rwa.chain.holder_registry import FOR_EVER
from rwa.chain.timelock import Operation, Timelock
from rwa.chain.transactions import send
from rwa.cli import month as months
from rwa.cli.cash_trail import CashTrail
from rwa.cli.correction import corrected_months, report_again
from rwa.cli.funding import fund_corrections, fund_months
from rwa.cli.operations import Operations
from rwa.cli.tie_out import CashUnexplained, Collected, TieOut, tie_out
from rwa.cli.timing import payment_time
from rwa.core.money import Cents
from rwa.pool.activity import MonthActivity

ExtraPayment = Callable[[Operations, int, Cents], MonthActivity]
Wallets = Callable[[Operations], tuple[int, ...]]
REASON = "posted after the cutoff"


def report_only(operations: Operations) -> int:
    """Have the next month accepted and go no further; return its promise in base units."""
    activity = months.simulate(operations, operations.months.last + 1)
    split = months.report_next(operations, activity).document.distributions
    return (split.interest_to_investors_cents + split.principal_to_investors_cents).units


def balanced(operations: Operations) -> TieOut:
    result = tie_out(operations)
    result.require_balanced()
    assert result.unexplained == 0
    assert result.accounted == result.collected.passed_through.units
    return result


def test_tie_out__before_the_first_month__is_all_zero(operations: Operations) -> None:
    assert balanced(operations).trail == CashTrail()


def test_tie_out__months_paid__leaves_less_than_a_unit_for_each_holder_and_leg(
    operations: Operations, wallets: Wallets
) -> None:
    for _ in range(2):
        months.run(operations, pay=True)

    trail = balanced(operations).trail
    assert trail.paid == sum(wallets(operations)) > 0
    assert trail.held == trail.overpaid == trail.withdrawn == 0
    assert 0 <= trail.claimable < 2 * 3
    assert trail.in_ledger == trail.claimable


def test_tie_out__accepted_and_not_funded__says_so(operations: Operations) -> None:
    months.run(operations, pay=True)
    promised = report_only(operations)

    result = balanced(operations)
    assert result.not_funded == promised > 0
    assert result.trail.promised - result.trail.funded == promised


def test_tie_out__funded_and_not_settled__is_claimable_to_the_unit(operations: Operations) -> None:
    promised = report_only(operations)
    fund_months(operations)

    trail = balanced(operations).trail
    assert trail.claimable == trail.in_ledger == promised
    assert trail.paid == 0


def test_tie_out__a_blocked_holder__is_held(operations: Operations) -> None:
    holder = operations.actors.addresses["holder-02"]
    block = operations.registry.block_holder(holder, keccak(b"case"))
    send(operations.chain, operations.actors["compliance"], block)
    months.run(operations, pay=True)

    trail = balanced(operations).trail
    assert trail.held == operations.ledgers[0].held_of(holder).amount_units > 0
    assert operations.cash.balance_of(holder) == 0


def test_tie_out__two_classes__adds_both(two_classes: Operations) -> None:
    for _ in range(2):
        months.run(two_classes, pay=True)
    report_only(two_classes)
    servicer = two_classes.actors["servicer"]
    minted = two_classes.actors["admin"]
    cash = two_classes.cash.mint(servicer.address, 10**13)
    send(two_classes.chain, minted, cash)
    # The second class of the third month stays unfunded.
    send(two_classes.chain, servicer, two_classes.ledgers[0].post_and_fund(3))

    result = balanced(two_classes)
    lacking = two_classes.oracle.tranche_amounts(3, 1)
    assert result.not_funded == Cents(lacking.interest_cents + lacking.principal_cents).units > 0
    assert all(ledger.totals().paid for ledger in two_classes.ledgers)


def test_tie_out__a_month_restated_upwards__follows_what_was_added(
    operations: Operations, extra_payment: ExtraPayment
) -> None:
    for _ in range(2):
        months.run(operations, pay=True)
    paid_before = tie_out(operations).trail.paid
    more = {2: extra_payment(operations, 2, Cents.dollars(5_000))}
    report_again(operations, corrected_months(operations, more, reason=REASON))

    waiting = balanced(operations)
    fund_corrections(operations, (2,))
    funded = balanced(operations)
    months.settle(operations, tuple(operations.actors.holders.values()))
    settled = balanced(operations)

    assert waiting.not_funded == Cents.dollars(5_000).units
    assert funded.not_funded == 0
    assert funded.trail.claimable - waiting.trail.claimable == Cents.dollars(5_000).units
    assert abs(settled.trail.paid - paid_before - Cents.dollars(5_000).units) < 2 * 3


def test_tie_out__a_month_restated_downwards__nets_what_was_overpaid(
    operations: Operations, wallets: Wallets, extra_payment: ExtraPayment
) -> None:
    months.run(operations, pay=True)
    too_much = {1: extra_payment(operations, 1, Cents.dollars(20_000))}
    report_again(operations, corrected_months(operations, too_much, reason=REASON))
    fund_corrections(operations, (1,))
    months.settle(operations, tuple(operations.actors.holders.values()))
    months.run(operations, pay=True)
    really = {1: extra_payment(operations, 1, Cents.dollars(-20_000))}
    report_again(operations, corrected_months(operations, really, reason=REASON))

    waiting = balanced(operations)
    fund_corrections(operations, (1, 2))
    overpaid = balanced(operations)
    before = wallets(operations)
    # More is to be netted than two months bring; the third makes it good.
    for _ in range(3):
        months.run(operations, pay=True)
        balanced(operations)
    settled = tie_out(operations)

    # The second month is restated too: it had begun with a smaller balance.
    assert -waiting.not_funded > Cents.dollars(19_000).units
    assert overpaid.not_funded == 0
    assert overpaid.trail.overpaid > Cents.dollars(19_000).units
    assert settled.trail.overpaid < 3
    assert all(new > old for old, new in zip(before, wallets(operations), strict=True))
    netted = settled.trail.taken_away - settled.trail.overpaid
    assert operations.ledgers[0].totals().recovered == netted
    assert settled.trail.withdrawn > 0


def test_tie_out__a_recovered_wallet__is_followed_to_its_successor(operations: Operations) -> None:
    people, agent = operations.actors, operations.actors["transfer-agent"]
    lost, new = people.addresses["holder-01"], people.addresses["guardian"]
    identity = operations.registry.holder_of(lost).identity
    report_only(operations)
    fund_months(operations)
    facts = operations.registry.holder_of(lost)
    certificate = operations.certificates[0]
    same = HolderFacts(identity, FOR_EVER, facts.country, facts.investor_class)
    for call in (
        operations.registry.set_holder(new, same),
        operations.registry.set_successor(old=lost, new=new),
        certificate.recover(lost=lost, successor=new, identity=identity),
    ):
        send(operations.chain, agent, call)
    operations.chain.advance_to(payment_time(operations, 1))

    claimable = balanced(operations).trail.claimable
    months.settle(operations, (lost,))
    trail = balanced(operations).trail
    assert operations.cash.balance_of(new) == trail.paid > 0
    assert operations.cash.balance_of(lost) == 0
    assert trail.paid + trail.claimable == claimable


def test_tie_out__held_for_a_successor_that_never_held_certificates__is_found(
    operations: Operations,
) -> None:
    people, chain, registry = operations.actors, operations.chain, operations.registry
    lost, new = people.addresses["holder-01"], people.addresses["guardian"]
    months.report_next(operations, months.simulate(operations, 1))
    fund_months(operations)
    certificate = operations.certificates[0]
    everything = certificate.balance_of(lost)
    sale = certificate.transfer(people.addresses["holder-02"], everything)
    facts = HolderFacts(registry.holder_of(lost).identity, FOR_EVER, 840, 0)
    agent, compliance = people["transfer-agent"], people["compliance"]
    send(chain, people["holder-01"], sale)
    send(chain, agent, registry.set_holder(new, facts))
    send(chain, agent, registry.set_successor(old=lost, new=new))
    send(chain, compliance, registry.block_holder(new, keccak(b"case")))
    chain.advance_to(payment_time(operations, 1))

    months.settle(operations, (lost,))

    trail = balanced(operations).trail
    assert trail.held == operations.ledgers[0].held_of(new).amount_units > 0
    assert certificate.balance_of(new) == 0


def test_tie_out__holders_deal_in_dollars_elsewhere__is_not_confused(
    operations: Operations,
) -> None:
    months.run(operations, pay=True)
    before = balanced(operations)
    people = operations.actors
    spent = operations.cash.transfer(people.addresses["issuer"], 1_000)
    send(operations.chain, people["holder-01"], spent)
    found = operations.cash.mint(people.addresses["holder-02"], 77)
    send(operations.chain, people["admin"], found)

    assert balanced(operations) == before


def test_tie_out__strangers_cash_in_a_ledger__is_unexplained_until_swept(
    operations: Operations,
) -> None:
    months.run(operations, pay=True)
    ledger = operations.ledgers[0]
    gift = operations.cash.transfer(ledger.address, 1_230_000)
    send(operations.chain, operations.actors["servicer"], gift)

    result = tie_out(operations)
    with pytest.raises(CashUnexplained) as caught:
        result.require_balanced()
    assert result.unexplained == 1_230_000
    assert caught.value.left_units - caught.value.right_units == 1_230_000
    assert caught.value.exit_code == 6
    assert "1.23" in str(caught.value)

    sweep(operations)
    assert operations.cash.balance_of(operations.actors.addresses["issuer"]) == 1_230_000
    assert balanced(operations).trail.paid == result.trail.paid


def sweep(operations: Operations) -> None:
    """What the admin, a timelock, does with cash that nobody is owed."""
    chain, admin = operations.chain, operations.actors["admin"]
    timelock = Timelock(chain, operations.deployment.timelock)
    to = operations.actors.addresses["issuer"]
    operation = Operation((operations.ledgers[0].sweep_excess(to),))
    delay = timelock.delay_seconds()
    send(chain, admin, timelock.schedule(operation, delay_seconds=delay))
    chain.advance_to(chain.head().timestamp + delay)
    send(chain, admin, timelock.execute(operation))


def test_tie_out__a_document_that_is_not_what_was_accepted__is_unexplained(
    operations: Operations,
) -> None:
    months.run(operations, pay=True)
    document = operations.months.document(1)
    cent = Cents(1)
    forged = replace(
        document,
        remittance=replace(
            document.remittance,
            gross_interest_cents=document.remittance.gross_interest_cents + cent,
        ),
    )
    operations.months.accept(forged, operations.months.tape_after(1))

    with pytest.raises(CashUnexplained) as caught:
        tie_out(operations).require_balanced()
    assert caught.value.left_units - caught.value.right_units == cent.units


NOTHING = Collected(
    borrowers=Cents(0), servicing_fee=Cents(0), guaranty_fee=Cents(0), leftover=Cents(0)
)


@pytest.mark.parametrize("name", [field.name for field in fields(CashTrail)])
def test_require_balanced__any_figure_of_the_chain_off_by_one_unit__raises(name: str) -> None:
    with pytest.raises(CashUnexplained):
        TieOut(NOTHING, CashTrail(**{name: 1})).require_balanced()


@pytest.mark.parametrize("name", [field.name for field in fields(Collected)])
def test_require_balanced__any_figure_of_the_documents_off_by_one_cent__raises(name: str) -> None:
    with pytest.raises(CashUnexplained):
        TieOut(replace(NOTHING, **{name: Cents(1)}), CashTrail()).require_balanced()
