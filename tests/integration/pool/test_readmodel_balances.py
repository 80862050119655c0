"""Balances at record times: the read model's are the certificate's, for everybody, for ever."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from rwa.core.dates import Period
from rwa.readmodel.database import open_memory
from rwa.readmodel.errors import NoSuchPeriod, PeriodNotClosed, UnknownHolder
from rwa.readmodel.holders import balances

A, B, C, D, E = range(5)


def closed_periods(world: Any) -> list[int]:
    now = world.chain.head().timestamp
    return [period for period in range(1, 25) if world.record_time(period) < now]


def check_balances(world: Any, database: Engine) -> int:
    """Compare every wallet's every closed period, and the balance now; return how many."""
    compared = 0
    with database.begin() as connection:
        for period in (None, *closed_periods(world)):
            month = None if period is None else world.tape.pool.period_at(period)
            ours = [face_by_class(connection, wallet, month) for wallet in world.wallets]
            for tranche, certificate in zip("AB", world.certificates, strict=True):
                truth = (
                    certificate.balances_of(world.wallets)
                    if period is None
                    else certificate.balances_at(world.wallets, period)
                )
                assert tuple(faces.get(tranche, 0) for faces in ours) == truth, (period, tranche)
                compared += len(truth)
    return compared


def face_by_class(connection: Any, wallet: str, month: Period | None) -> dict[str, int]:
    try:
        rows = balances(connection, wallet, month)
    except UnknownHolder:
        return {}
    return {row.tranche_id: row.face_units for row in rows}


@pytest.fixture
def database() -> Engine:
    return open_memory()


def test_balances__trades_around_the_record_second__are_the_certificates(
    world: Any, database: Engine
) -> None:
    record = world.record_time(1)
    world.sell(A, B, 1_000_001, at=record - 1)
    world.sell(B, C, 500_000, at=record)
    world.sell(C, D, 77, at=record + 1)
    world.sell(D, E, 3, tranche=1, at=record + 2)
    world.projector(database).catch_up()

    assert check_balances(world, database) == len(world.wallets) * 2 * 2
    with database.begin() as connection:
        first = face_by_class(connection, world.holders[C], Period(2027, 1))
        now = face_by_class(connection, world.holders[C], None)
    assert first["A"] == now["A"] + 77


def test_balances__in_the_record_second__is_not_closed_yet(world: Any, database: Engine) -> None:
    projector = world.projector(database)
    world.advance(world.record_time(1))
    projector.catch_up()

    with database.begin() as connection, pytest.raises(PeriodNotClosed) as caught:
        balances(connection, world.holders[A], Period(2027, 1))
    assert (caught.value.record_time, caught.value.now) == (world.record_time(1),) * 2

    world.advance(world.record_time(1) + 1)
    projector.catch_up()
    with database.begin() as connection:
        assert len(balances(connection, world.holders[A], Period(2027, 1))) == 2


def test_balances__many_idle_periods__are_the_certificates(world: Any, database: Engine) -> None:
    world.sell(A, B, 11)
    world.sell(A, B, 13, at=world.record_time(9) + 1)
    world.sell(B, A, 24, at=world.record_time(17))
    world.advance(world.record_time(20) + 1)
    world.projector(database).catch_up()

    assert check_balances(world, database) == len(world.wallets) * 2 * 21


def test_balances__trades_after_the_last_record_time__change_no_period(
    world: Any, database: Engine
) -> None:
    world.sell(A, B, 11, at=world.record_time(24) + 1)
    world.sell(A, B, 13)
    world.projector(database).catch_up()

    assert check_balances(world, database) == len(world.wallets) * 2 * 25
    with database.begin() as connection, pytest.raises(NoSuchPeriod):
        balances(connection, world.holders[A], Period(2029, 1))


def test_balances__all_sold_and_bought_back_within_a_period__is_as_before(
    world: Any, database: Engine
) -> None:
    everything = world.certificates[0].balance_of(world.holders[A])
    world.sell(A, B, everything)
    world.sell(B, A, everything)
    world.advance(world.record_time(1) + 1)
    world.projector(database).catch_up()

    check_balances(world, database)
    with database.begin() as connection:
        assert face_by_class(connection, world.holders[A], Period(2027, 1))["A"] == everything


def test_balances__transfer_to_oneself_and_of_nothing__count_for_nothing(
    world: Any, database: Engine
) -> None:
    attacker = world.people["attacker"].address
    world.sell(A, A, 1_000)
    world.send("certificate-holder-a", world.certificates[0].transfer(attacker, 0))
    world.advance(world.record_time(1) + 1)
    world.projector(database).catch_up()

    check_balances(world, database)
    with database.begin() as connection, pytest.raises(UnknownHolder) as caught:
        balances(connection, attacker, None)
    assert caught.value.address == attacker


def test_balances__forced_transfer_and_recovery__are_the_certificates(
    world: Any, database: Engine
) -> None:
    people, certificate = world.people, world.certificates[0]
    lost, successor = world.holders[A], people["successor"].address
    seized = certificate.forced_transfer(world.holders[B], world.holders[C], 999)
    world.send("transfer-agent", seized, at=world.record_time(1))
    for call in (
        world.registry.set_successor(old=lost, new=successor),
        certificate.recover(lost=lost, successor=successor, identity=1),
    ):
        world.send("transfer-agent", call)
    world.advance(world.record_time(2) + 1)
    world.projector(database).catch_up()

    check_balances(world, database)
    with database.begin() as connection:
        assert face_by_class(connection, lost, Period(2027, 1))["A"] > 0
        assert face_by_class(connection, lost, Period(2027, 2))["A"] == 0
        assert face_by_class(connection, successor, Period(2027, 2))["A"] > 0


TRADES = st.lists(
    st.tuples(
        st.integers(0, 4),
        st.integers(0, 4),
        st.integers(0, 10**9),
        st.integers(0, 1),
        st.sampled_from(("before", "in", "after", "next block", "three months on")),
    ),
    max_size=8,
)


@settings(max_examples=25)
@given(trades=TRADES)
def test_balances__after_random_trades__are_the_certificates(
    issued_world: Any, trades: list[tuple[int, int, int, int, str]]
) -> None:
    world, database = issued_world.fork(), open_memory()
    projector = world.projector(database)
    for seller, buyer, units, tranche, when in trades:
        world.sell(seller, buyer, units, tranche=tranche, at=moment(world, when))
        if when == "after":
            projector.catch_up()
    projector.catch_up()

    assert check_balances(world, database) > 0
    world.chain.close()


def moment(world: Any, when: str) -> int | None:
    """A time after the head, told from the next record second; None is the next block's."""
    now = world.chain.head().timestamp
    record = next(
        (at for period in range(1, 25) if (at := world.record_time(period)) > now + 2), None
    )
    if record is None or when == "next block":
        return None
    moments: dict[str, Callable[[], int]] = {
        "before": lambda: record - 1,
        "in": lambda: record,
        "after": lambda: record + 1,
        "three months on": lambda: record + 90 * 86_400,
    }
    return moments[when]()
