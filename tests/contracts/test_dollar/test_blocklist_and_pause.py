import pytest

from rwa.chain.contract_errors import (
    EnforcedPause,
)
from rwa.chain.contract_errors import (
    TestDollar_AccountBlocked as AccountBlocked,
)
from rwa.chain.contract_events import AddedToBlocklist, Paused, RemovedFromBlocklist, Unpaused
from rwa.chain.hashing import keccak
from rwa.chain.roles import MissingRole


@pytest.fixture
def holder(actor):
    return actor("certificate_holder_a")


@pytest.fixture
def other(actor):
    return actor("certificate_holder_b")


def test_add_to_blocklist__account__neither_sends_nor_receives_nor_spends_nor_approves(
    dollar, actor, holder, other, refused
):
    blocked = other.address
    dollar.send(holder, "approve", blocked, 5)
    (event,) = dollar.send(actor("admin"), "addToBlocklist", blocked)
    assert isinstance(event, AddedToBlocklist)
    assert event.account == blocked
    assert dollar.read("blocklisted", blocked) is True

    attempts = (
        (other, "transfer", (holder.address, 0)),
        (holder, "transfer", (blocked, 5)),
        (other, "transferFrom", (holder.address, actor("attacker").address, 5)),
        (other, "approve", (holder.address, 5)),
        (holder, "approve", (blocked, 5)),
    )
    for caller, function, arguments in attempts:
        with refused(AccountBlocked, dollar, account=blocked):
            dollar.send(caller, function, *arguments)


def test_remove_from_blocklist__account__may_receive_again(dollar, actor, holder, other):
    dollar.send(actor("admin"), "addToBlocklist", other.address)

    (event,) = dollar.send(actor("admin"), "removeFromBlocklist", other.address)

    assert isinstance(event, RemovedFromBlocklist)
    dollar.send(holder, "transfer", other.address, 5)
    assert dollar.read("balanceOf", other.address) == 5


def test_pause__every_movement__refused_until_unpaused(dollar, actor, holder, other, refused):
    admin = actor("admin")
    dollar.send(admin, "mint", admin.address, 5)
    (paused,) = dollar.send(admin, "pause")
    assert isinstance(paused, Paused)

    attempts = (
        (holder, "transfer", (other.address, 5)),
        (holder, "approve", (other.address, 5)),
        (admin, "mint", (other.address, 5)),
        (admin, "burn", (5,)),
    )
    for caller, function, arguments in attempts:
        with refused(EnforcedPause, dollar):
            dollar.send(caller, function, *arguments)

    (unpaused,) = dollar.send(admin, "unpause")
    assert isinstance(unpaused, Unpaused)
    dollar.send(holder, "transfer", other.address, 5)


@pytest.mark.parametrize(
    ("function", "role", "with_account"),
    [
        ("addToBlocklist", b"BLOCKLISTER_ROLE", True),
        ("removeFromBlocklist", b"BLOCKLISTER_ROLE", True),
        ("pause", b"PAUSER_ROLE", False),
        ("unpause", b"PAUSER_ROLE", False),
    ],
)
def test_powers__by_anyone_without_the_role__refused(
    function, role, with_account, dollar, actor, other, refused
):
    attacker = actor("attacker")
    arguments = (other.address,) if with_account else ()

    with refused(
        MissingRole,
        dollar,
        account=attacker.address,
        needed_role=keccak(role),
    ):
        dollar.send(attacker, function, *arguments)
