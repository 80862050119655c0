"""Reports on a chain: what nodes signed is accepted once, and what is false is refused."""

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from typing import Any

import pytest

from oracle.collector import Quorum
from oracle.commitment.tape_tree import tape_tree
from rwa.chain import contract_errors as errors
from rwa.chain.accounts import LocalAccount, Signature
from rwa.chain.contract_events import RemittanceAccepted
from rwa.chain.deal_terms import Bounds
from rwa.chain.errors import ContractReverted
from rwa.chain.event_log import read_events
from rwa.chain.hashing import keccak
from rwa.chain.report import (
    ClassRow,
    Content,
    Envelope,
    envelope_digest,
    hash_content,
    pack_signatures,
)
from rwa.core.ids import Address
from tests.integration.pool.direct_posting import is_in_force, post

NODES = ("node-1", "node-2", "node-3", "node-4")


def accepted_events(world: Any) -> list[RemittanceAccepted]:
    events = read_events(
        world.chain, [world.oracle.address], first=0, last=world.chain.head().number
    )
    return [event for event in events if isinstance(event, RemittanceAccepted)]


@pytest.fixture
def due(world: Any) -> Any:
    """The first month may be reported."""
    world.advance(world.record_time(1) + 86_400)
    return world


def post_as(world: Any, quorum: Quorum, who: str = "poster") -> bool:
    return post(quorum, contract=world.oracle, poster=world.people[who])


# --- acceptance ----------------------------------------------------------------------------------


def test_post__honest_quorum__is_accepted_under_the_hash_the_nodes_signed(due: Any) -> None:
    quorum = due.quorum(due.package(1))

    assert post_as(due, quorum)

    report = due.oracle.report_of(1)
    assert report.content_hash == quorum.envelope.content_hash == hash_content(quorum.content)
    assert due.oracle.hash_content(quorum.content) == report.content_hash
    assert due.oracle.last_report_hash() == report.content_hash
    assert report.balance_end_cents == quorum.content.balance_end_cents
    (event,) = accepted_events(due)
    assert event.content == quorum.content


def test_post__three_signatures_of_four__suffice_and_two_do_not(due: Any) -> None:
    quorum = due.quorum(due.package(1))
    signatures = dict(list(quorum.signatures.items())[:3])
    two = replace(quorum, signatures=dict(list(signatures.items())[:2]))

    with pytest.raises(errors.RemittanceOracle_QuorumMissing) as caught:
        post_as(due, two)
    assert caught.value.sides == {"threshold": 3, "received": 2}
    assert due.oracle.last_accepted() == 0

    assert post_as(due, replace(quorum, signatures=signatures))


def test_post__before_its_month__is_refused_and_stores_nothing(world: Any) -> None:
    quorum = world.quorum(world.package(1))

    with pytest.raises(errors.RemittanceOracle_AsOfInFuture):
        post_as(world, quorum)

    assert not is_in_force(quorum, world.oracle)


def test_post__unusual_speed__waits_until_every_node_signed(
    new_world: Callable[..., Any],
) -> None:
    world = new_world(bounds=Bounds(max_rate_ppm=90_000, max_fee_ppm=20_000, max_smm_ppm=1))
    world.advance(world.record_time(1) + 86_400)
    unanimous = world.quorum(world.package(1))
    three = replace(unanimous, signatures=dict(list(unanimous.signatures.items())[:3]))

    assert not post_as(world, three)
    assert world.oracle.held_report_of(1).content_hash == three.envelope.content_hash
    with pytest.raises(errors.RemittanceOracle_AlreadyHeld):
        post_as(world, three)
    assert world.oracle.last_accepted() == 0

    assert post_as(world, unanimous)
    assert world.oracle.last_accepted() == 1


# --- loans ---------------------------------------------------------------------------------------


def test_verify_loan__every_loan_of_an_accepted_tape__is_proved_on_the_chain(due: Any) -> None:
    package = due.package(1)
    due.report(package)
    tree = tape_tree(package.tape, salt=package.salt)
    assert due.oracle.report_of(1).tape_root == tree.root

    for loan in package.tape.loans:
        proof = tree.proof(loan.loan_id)
        assert due.oracle.verify_loan(1, proof.loan_hash, proof.siblings)
        assert not due.oracle.verify_loan(1, keccak(proof.loan_hash), proof.siblings)
        assert not due.oracle.verify_loan(1, proof.loan_hash, proof.siblings[:-1])
        assert not due.oracle.verify_loan(1, proof.loan_hash, (*proof.siblings, tree.root))


def test_verify_loan__of_another_months_tape__is_refused(world: Any) -> None:
    world.pay(1)
    world.pay(2)
    first, second = (tape_tree(world.months[at].tape, salt=world.months[at].salt) for at in (1, 2))
    loan_id = world.tape.loans[0].loan_id
    proof = first.proof(loan_id)

    assert world.oracle.verify_loan(1, proof.loan_hash, proof.siblings)
    assert not world.oracle.verify_loan(2, proof.loan_hash, proof.siblings)
    assert not world.oracle.verify_loan(1, second.proof(loan_id).loan_hash, proof.siblings)


# --- revisions -----------------------------------------------------------------------------------


def test_revision__of_a_month_with_successors__is_followed_by_them_and_paid(
    world: Any, without_an_extra_payment: Callable[..., Any]
) -> None:
    true = world.activity(1)
    world.report(world.package(1, without_an_extra_payment(true)), at=world.record_time(1) + 86_400)
    world.fund(1)
    world.pay(2)

    world.report(world.package(1, true, revision=1))
    assert world.oracle.restating_period() == 2
    fork = world.fork()
    with pytest.raises(errors.RemittanceOracle_PeriodOutOfOrder):
        post_as(fork, fork.quorum(fork.package(3)))
    world.report(world.package(2, world.months[2].activity, revision=1))
    assert world.oracle.restating_period() == 0

    for period in (1, 2):
        # Principal is the senior class's; the junior one earned the same on the same balance.
        world.adjust(period)
        with pytest.raises(errors.DistributionLedger_NothingToAdjust):
            world.adjust(period, tranche=1)
    world.pay(3)
    for at, ledger in enumerate(world.ledgers):
        promised = sum(
            world.months[period].document.distributions.rows[at].interest_cents.units
            + world.months[period].document.distributions.rows[at].principal_cents.units
            for period in (1, 2, 3)
        )
        totals = ledger.totals()
        assert totals.funded - totals.recovered == promised
        assert promised - len(world.holders) < totals.paid <= promised


# --- false reports, signed by everybody ----------------------------------------------------------

SIGNED = ("reserve_change_cents", "leftover_cents")
FIELDS = [field.name for field in fields(Content) if field.type is int]
ROW_FIELDS = [field.name for field in fields(ClassRow) if field.type is int]
REFUSED_BY_THE_CONTRACT = {
    errors.RemittanceOracle_MonthMismatch: {"period", "period_index"},
    errors.RemittanceOracle_PeriodOutOfOrder: {"period_index"},
    errors.RemittanceOracle_AsOfMismatch: {"as_of"},
    errors.RemittanceOracle_LoanCountChain: {"loan_count_begin"},
    errors.RemittanceOracle_BalanceRoll: {
        "balance_begin_cents",
        "capitalised_cents",
        "scheduled_cents",
        "curtailed_cents",
        "paid_off_cents",
        "liquidated_cents",
        "forgiven_cents",
        "balance_end_cents",
    },
    errors.RemittanceOracle_LossBound: {"loss_cents"},
    errors.RemittanceOracle_Cash: {
        "recoveries_cents",
        "gross_interest_cents",
        "servicing_fee_cents",
        "guaranty_fee_cents",
        "interest_to_investors_cents",
        "principal_to_investors_cents",
        "reserve_change_cents",
        "leftover_cents",
    },
    errors.RemittanceOracle_ClassSumBegin: {"overcollateralisation_begin_cents"},
    errors.RemittanceOracle_ClassSumEnd: {"overcollateralisation_end_cents"},
    errors.RemittanceOracle_ShortfallChain: {"shortfall_begin_cents"},
    errors.RemittanceOracle_InterestSum: {"interest_cents of a class"},
    errors.RemittanceOracle_ClassRoll: {
        "begin_cents of a class",
        "principal_cents of a class",
        "accrued_cents of a class",
        "loss_cents of a class",
        "write_up_cents of a class",
        "end_cents of a class",
    },
}
"""Which check meets each figure that is off by one, whoever signed."""
ONLY_NODES_CAN_TELL = {
    "loan_count_end",
    "expenses_cents",
    "advances_made_cents",
    "advances_recovered_cents",
    "shortfall_end_cents",
}
"""Figures that no other figure of a report follows from: they rest on the quorum alone."""


@pytest.fixture(scope="module")
def month_two(issued_world: Any) -> tuple[Any, Content]:
    """A pool whose second month is due, and the true report of it."""
    world = issued_world.fork()
    world.pay(1)
    world.advance(world.record_time(2) + 86_400)
    return world, world.quorum(world.package(2)).content


def signed_by_all(world: Any, content: Content) -> Quorum:
    """What four colluding nodes would bring."""
    target = world.target()
    envelope = Envelope(hash_content(content), target.node_set_digest, target.valid_until)
    digest = envelope_digest(envelope, chain_id=target.chain_id, oracle=target.oracle)
    keys: list[LocalAccount] = [world.people[name] for name in NODES]
    signatures: dict[Address, Signature] = {key.address: key.sign_digest(digest) for key in keys}
    return Quorum(content, envelope, signatures, ())


def off_by_one(content: Content) -> Iterator[tuple[str, Content]]:
    """Every figure one higher, then one lower where that is possible."""
    for sign in (1, -1):
        for name in FIELDS:
            if (value := getattr(content, name) + sign) >= 0 or name in SIGNED:
                yield name, replace(content, **{name: value})
        for at, row in enumerate(content.class_rows):
            for name in ROW_FIELDS:
                if (value := getattr(row, name) + sign) >= 0:
                    rows = list(content.class_rows)
                    rows[at] = replace(row, **{name: value})
                    yield f"{name} of a class", replace(content, class_rows=tuple(rows))


def test_false_report__any_figure_off_by_one_and_signed_by_all__is_refused_by_name(
    month_two: tuple[Any, Content],
) -> None:
    world, content = month_two
    refused: dict[type[ContractReverted], set[str]] = {}
    accepted: set[str] = set()
    before = world.chain.head()
    for name, false in off_by_one(content):
        fork = world.fork()
        try:
            assert post_as(fork, signed_by_all(fork, false))
            accepted.add(name)
        except ContractReverted as error:
            refused.setdefault(type(error), set()).add(name)
            assert fork.oracle.last_accepted() == 1
        fork.chain.close()

    assert refused == REFUSED_BY_THE_CONTRACT
    # A higher revision is no falsehood; every other figure that passes is the nodes' to check.
    assert accepted == ONLY_NODES_CAN_TELL | {"revision"}
    assert {*FIELDS} == set().union(*refused.values(), accepted) & {*FIELDS}
    assert world.chain.head() == before


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"pool": b"RWA-2026-2".ljust(32, b"\0")}, errors.RemittanceOracle_PoolMismatch),
        (
            {"previous_report_hash": b"\x01" * 32},
            errors.RemittanceOracle_PreviousReportMismatch,
        ),
        ({"class_rows": ()}, errors.RemittanceOracle_ClassCount),
    ],
)
def test_false_report__for_another_place__is_refused(
    month_two: tuple[Any, Content], change: dict[str, Any], error: type[ContractReverted]
) -> None:
    world, content = month_two
    fork = world.fork()

    with pytest.raises(error):
        post_as(fork, signed_by_all(fork, replace(content, **change)))


@pytest.mark.parametrize("name", ["tape_root", "activity_hash", "document_hash"])
def test_false_report__altered_after_it_was_signed__is_refused(
    month_two: tuple[Any, Content], name: str
) -> None:
    world, content = month_two
    fork = world.fork()
    quorum = signed_by_all(fork, content)
    false = replace(content, **{name: b"\x01" * 32})
    under_a_new_hash = replace(quorum.envelope, content_hash=hash_content(false))

    with pytest.raises(errors.RemittanceOracle_ContentHashMismatch):
        post_as(fork, replace(quorum, content=false))
    with pytest.raises(
        (errors.RemittanceOracle_NodeUnknown, errors.RemittanceOracle_SignersNotSorted)
    ):
        post_as(fork, replace(quorum, content=false, envelope=under_a_new_hash))
    assert fork.oracle.last_accepted() == 1


def test_false_report__replayed_for_the_next_month__is_refused(
    month_two: tuple[Any, Content],
) -> None:
    world, content = month_two
    fork = world.fork()
    quorum = signed_by_all(fork, content)
    assert post_as(fork, quorum)
    call = fork.oracle.accept(content, quorum.envelope, pack_signatures(quorum.signatures))

    with pytest.raises(errors.RemittanceOracle_RevisionTooLow):
        fork.send("attacker", call)
