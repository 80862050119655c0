from dataclasses import astuple

import pytest

from rwa.chain import contract_errors as errors
from rwa.chain.contract_events import RemittanceAccepted, RemittanceReleased
from rwa.chain.hashing import ZERO_WORD
from rwa.chain.report import hash_content
from rwa.chain.roles import DEFAULT_ADMIN_ROLE, MissingRole

from .conftest import BALANCE

NOTHING_HELD = (ZERO_WORD, 0, 0)


@pytest.fixture
def held(desk):
    """A report eight times faster than the month before, held."""
    content = desk.month(1, paid_off=BALANCE // 8)
    desk.post(content)
    return content


def test_release_held__after_the_delay__in_force(desk, oracle, held, actor, told):
    desk.at_second(oracle.read("heldReportOf", 1)[2])

    accepted, released = oracle.send(actor("admin"), "releaseHeld", astuple(held))

    assert told(accepted)[0] is RemittanceAccepted
    named = {"period": 1, "revision": 0, "content_hash": hash_content(held)}
    assert told(released) == (RemittanceReleased, named)
    assert oracle.read("heldReportOf", 1) == NOTHING_HELD
    assert oracle.read("poolBalance") == held.balance_end_cents
    desk.accept_up_to(2)


def test_release_held__a_second_early__refused(desk, oracle, held, actor, refused):
    releasable_at = oracle.read("heldReportOf", 1)[2]
    desk.at_second(releasable_at - 1)
    sides = {"releasable_at": releasable_at, "time": releasable_at - 1}
    with refused(errors.RemittanceOracle_HoldDelay, oracle, **sides):
        oracle.send(actor("admin"), "releaseHeld", astuple(held))


def test_release_held__another_content__refused(desk, oracle, held, actor, refused):
    desk.at_second(oracle.read("heldReportOf", 1)[2])
    other = desk.month(1, paid_off=BALANCE // 8 + 1)
    sides = {"expected": hash_content(held), "received": hash_content(other)}
    with refused(errors.RemittanceOracle_NotHeld, oracle, **sides):
        oracle.send(actor("admin"), "releaseHeld", astuple(other))


def test_release_held__not_the_admin__refused(desk, oracle, held, actor, refused):
    desk.at_second(oracle.read("heldReportOf", 1)[2])
    for role in ("guardian", "node_1", "attacker"):
        sides = {"account": actor(role).address, "needed_role": DEFAULT_ADMIN_ROLE}
        with refused(MissingRole, oracle, **sides):
            oracle.send(actor(role), "releaseHeld", astuple(held))


def test_accept__held_report_again__refused_and_its_delay_runs_on(desk, oracle, held, refused):
    sides = {"period": 1, "content_hash": hash_content(held)}
    with refused(errors.RemittanceOracle_AlreadyHeld, oracle, **sides):
        desk.post(held)


def test_accept__held_report_signed_by_all__released(desk, oracle, held, told):
    accepted, released = desk.post(held, 4)

    assert (told(accepted)[0], told(released)[0]) == (RemittanceAccepted, RemittanceReleased)
    assert oracle.read("heldReportOf", 1) == NOTHING_HELD
    assert oracle.read("lastAccepted") == 1


def test_accept__another_report_of_the_held_revision__refused(desk, oracle, held, refused):
    with refused(errors.RemittanceOracle_RevisionTooLow, oracle, minimum=1, received=0):
        desk.post(desk.month(1))


def test_accept__higher_revision__clears_what_was_held(desk, oracle, held, told):
    (accepted,) = desk.post(desk.month(1, revision=1))

    assert told(accepted)[0] is RemittanceAccepted
    assert oracle.read("heldReportOf", 1) == NOTHING_HELD
    assert oracle.read("reportOf", 1)[2] == 1
