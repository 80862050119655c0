"""Months that every node signed although they are false: what the contract cannot see is seen."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from oracle.commitment.tape_tree import tape_tree
from oracle.content import report_content
from oracle.package import MonthPackage
from oracle.verification.verdict import Verification
from rwa.chain.report import Envelope, envelope_message, hash_content, pack_signatures
from rwa.core.money import Cents
from rwa.pool.activity import activity_hash
from rwa.pool.files import tape_hash
from rwa.remittance.document import Basis, RemittanceDocument

Names = Callable[[Verification], set[str]]
NODES = ("node-1", "node-2", "node-3", "node-4")


def accept_all_the_same(world: Any, package: MonthPackage) -> None:
    """Have all four nodes sign a month without looking at it."""
    target = world.target()
    content = report_content(
        package.document,
        tape_root=tape_tree(package.tape, salt=package.salt).root,
        previous_report_hash=target.previous_report_hash,
    )
    envelope = Envelope(hash_content(content), target.node_set_digest, target.valid_until)
    message = envelope_message(envelope, chain_id=target.chain_id, oracle=target.oracle)
    keys = [world.people[name] for name in NODES]
    signatures = pack_signatures({key.address: key.sign(message) for key in keys})
    at = world.record_time(1) + 86_400 * 5
    world.send("poster", world.oracle.accept(content, envelope, signatures), at=at)


def with_tape(package: MonthPackage, field: str, by: int) -> MonthPackage:
    """One loan's amount moved by some cents in the tape after the month."""
    first = package.tape.loans[0]
    moved = replace(first, **{field: getattr(first, field) + Cents(by)})
    tape = replace(package.tape, loans=(moved, *package.tape.loans[1:]))
    document = replace(package.document, tape_sha256=tape_hash(tape))
    return replace(package, tape=tape, document=document)


def with_remittance(package: MonthPackage, **cents: int) -> MonthPackage:
    """Amounts of the pool's month moved by some cents."""
    remittance = package.document.remittance
    moved = replace(
        remittance, **{name: getattr(remittance, name) + Cents(by) for name, by in cents.items()}
    )
    return replace(package, document=replace(package.document, remittance=moved))


@pytest.fixture
def check(
    world: Any, onlooker: Callable[[Any], Any], failed: Names
) -> Callable[[MonthPackage], set[str]]:
    """What fails once a false month was signed by everybody and published."""

    def look(package: MonthPackage) -> set[str]:
        accept_all_the_same(world, package)
        looking = onlooker(world)
        looking.publish(package)
        return failed(looking.verify(1))

    return look


def test_month__true_and_signed_by_all__nothing_fails(
    world: Any, check: Callable[[MonthPackage], set[str]]
) -> None:
    assert check(world.package(1)) == set()


@pytest.mark.parametrize("by", [1, -1])
def test_tape__one_cent_of_one_loan_moved__the_loans_fail(
    world: Any, check: Callable[[MonthPackage], set[str]], by: int
) -> None:
    package = with_tape(world.package(1), "balance_cents", by)

    assert check(package) == {"recomputed: loans"}


@pytest.mark.parametrize(
    ("moved", "expected"),
    [
        (
            {"payments_due_cents": 1},
            {"identity: payments-due", "recomputed: pool"},
        ),
        (
            {"cash_received_cents": 1},
            {"identity: cash-received", "recomputed: pool"},
        ),
        (
            {"escrow_end_cents": 1},
            {"identity: escrow-roll", "recomputed: pool"},
        ),
        (
            {"advances_end_cents": 1},
            {"identity: advances-roll", "recomputed: pool"},
        ),
        (
            {"scheduled_cents": 1, "curtailed_cents": -1, "payments_due_cents": 1},
            {"recomputed: pool"},
        ),
    ],
)
def test_pool__a_figure_moved_that_no_contract_checks__its_identity_and_the_pool_fail(
    world: Any,
    check: Callable[[MonthPackage], set[str]],
    moved: dict[str, int],
    expected: set[str],
) -> None:
    assert check(with_remittance(world.package(1), **moved)) == expected


def test_activity__of_another_month__the_recomputation_refuses_it(
    world: Any, check: Callable[[MonthPackage], set[str]]
) -> None:
    package = world.package(1)
    activity = replace(package.activity, loans=package.activity.loans[1:])
    document = replace(package.document, activity_sha256=activity_hash(activity))

    assert check(replace(package, activity=activity, document=document)) == {"recomputed: loans"}


def test_estimate__not_what_the_rule_gives__its_line_fails(
    world: Any, check: Callable[[MonthPackage], set[str]]
) -> None:
    package = world.package(1)
    document: RemittanceDocument = replace(package.document, basis=Basis.ESTIMATED)

    assert check(replace(package, document=document)) == {"recomputed: estimate"}


def test_document__names_another_prior_tape__the_month_begins_wrongly(
    world: Any, check: Callable[[MonthPackage], set[str]]
) -> None:
    package = world.package(1)
    document = replace(package.document, prior_tape_sha256=package.document.tape_sha256)

    assert check(replace(package, document=document)) == {"files: prior tape"}
