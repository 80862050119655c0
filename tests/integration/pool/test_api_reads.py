"""The API's answers: their shape, and that their figures are the contracts'."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from rwa.api import schemas
from rwa.api.app import create_app
from rwa.readmodel.database import open_memory

A, B, C, D, E = range(5)
POOL = "RWA-2026-1"
AMOUNT = {"value", "raw", "decimals", "currency"}
ROUTES: dict[str, type[BaseModel]] = {
    "/v1/pools": schemas.Pools,
    f"/v1/pools/{POOL}": schemas.OnePool,
    "/v1/holders/{holder}/balances": schemas.Balances,
    "/v1/holders/{holder}/balances?as_of=2027-02": schemas.Balances,
    "/v1/holders/{holder}/payments": schemas.Payments,
    "/v1/holders/{holder}/claimable": schemas.Claims,
    "/v1/distributions": schemas.Distributions,
    f"/v1/distributions?pool={POOL}": schemas.Distributions,
}


def units(amount: dict[str, str]) -> int:
    """An amount's raw number, once its parts agree."""
    assert set(amount) == AMOUNT
    assert all(isinstance(part, str) for part in amount.values())
    assert re.fullmatch(r"-?\d+\.\d{2,18}", amount["value"])
    assert amount["value"].replace(".", "").lstrip("-0").zfill(1) == amount["raw"].lstrip("-")
    assert len(amount["value"].partition(".")[2]) == int(amount["decimals"])
    assert amount["currency"] == "USD"
    return int(amount["raw"])


@pytest.mark.parametrize("route", ROUTES)
def test_route__asked__answers_its_schema_as_of_the_head(
    api: TestClient, three_months: Any, route: str
) -> None:
    response = api.get(route.format(holder=three_months.holders[A]))

    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    body = response.json()
    head = three_months.chain.head()
    assert body["as_of"]["as_of_block"] == head.number
    assert body["as_of"]["as_of_block_hash"] == f"0x{head.hash.hex()}"
    assert body["as_of"]["as_of_time"] == "2027-03-25T13:00:00Z"
    assert body["data"]
    answer = ROUTES[route].model_validate_json(response.content)
    assert answer.model_dump(mode="json") == body


@pytest.mark.parametrize("route", ROUTES)
def test_route__every_number_of_money__is_exact_text(
    api: TestClient, three_months: Any, route: str
) -> None:
    found = list(amounts_in(api.get(route.format(holder=three_months.holders[A])).json()))

    assert found
    for amount in found:
        units(amount)


def amounts_in(value: Any) -> Iterator[dict[str, str]]:
    """Every amount; fails on a float, wherever it hides."""
    assert not isinstance(value, float)
    if isinstance(value, dict) and "raw" in value:
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from amounts_in(inner)


def test_pools__after_three_reports__say_what_the_oracle_says(
    api: TestClient, three_months: Any
) -> None:
    (listed,) = api.get("/v1/pools").json()["data"]
    found = api.get(f"/v1/pools/{POOL}").json()["data"]

    assert listed == found
    assert units(found["balance"]) == three_months.oracle.pool_balance_cents()
    assert found["factor"] == f"{three_months.oracle.factor() / 10**8:.8f}"
    assert (found["last_period"], found["original_loan_count"]) == ("2027-03", 20)
    assert found["pass_through_rate_percent"] == f"{5.5:.4f}"
    assert found["remittance_oracle"] == three_months.oracle.address
    assert [(one["tranche_id"], one["certificate"]) for one in found["tranches"]] == [
        ("A", three_months.certificates[0].address),
        ("B", three_months.certificates[1].address),
    ]


def test_balances__at_a_record_date_and_now__are_the_certificates(
    api: TestClient, three_months: Any
) -> None:
    holder = three_months.holders[B]
    now = api.get(f"/v1/holders/{holder}/balances").json()["data"]
    first = api.get(f"/v1/holders/{holder}/balances?as_of=2027-01").json()["data"]

    for row, certificate in zip(now, three_months.certificates, strict=True):
        assert units(row["face"]) == certificate.balance_of(holder)
        assert row["record_period"] is None
        assert row["share_of_class"] == f"{row['face']['raw']}/{certificate.total_supply()}"
    for row, certificate in zip(first, three_months.certificates, strict=True):
        assert units(row["face"]) == certificate.balance_at(holder, 1)
        assert row["record_period"] == "2027-01"


def test_payments__of_everybody__add_up_to_their_wallets(
    api: TestClient, three_months: Any
) -> None:
    paid = held = 0
    for holder in three_months.holders:
        rows = api.get(f"/v1/holders/{holder}/payments").json()["data"]
        assert len(rows) == 4
        for row in rows:
            credited = units(row["interest"]) + units(row["principal"])
            gone = units(row["netted"]) + units(row["paid"]) + units(row["held"])
            assert credited == gone > 0
        mine = sum(units(row["paid"]) for row in rows)
        assert mine == three_months.cash.balance_of(holder)
        paid += mine
        held += sum(units(row["held"]) for row in rows)

    totals = [ledger.totals() for ledger in three_months.ledgers]
    assert paid == sum(account.paid for account in totals)
    assert held == sum(account.held for account in totals) > 0


def test_claimable__of_everybody__is_the_ledgers(api: TestClient, three_months: Any) -> None:
    for holder in three_months.holders:
        rows = api.get(f"/v1/holders/{holder}/claimable").json()["data"]
        for row, ledger in zip(rows, three_months.ledgers, strict=True):
            truth = ledger.claimable(holder)
            assert units(row["interest"]) == truth.interest_units > 0
            assert units(row["principal"]) == truth.principal_units
            assert units(row["debt"]) == truth.debt_units
            assert units(row["payable"]) == truth.payable_units
            assert units(row["held"]) == ledger.held_of(holder).amount_units
            assert row["blocked"] == (holder == three_months.holders[B])
            assert row["settled_through_period"] == "2027-02"
            assert row["payable_through_period"] == "2027-03"


def test_distributions__month_by_month__are_the_ledgers(api: TestClient, three_months: Any) -> None:
    rows = api.get("/v1/distributions").json()["data"]

    assert [(row["period"], row["tranche_id"]) for row in rows] == [
        (f"2027-0{month}", tranche) for month in (1, 2, 3) for tranche in "AB"
    ]
    for number, row in enumerate(rows):
        ledger = three_months.ledgers[number % 2]
        truth = ledger.distribution(number // 2 + 1)
        assert units(row["interest"]) == truth.interest_units > 0
        assert units(row["principal"]) == truth.principal_units
        assert (row["funded"], row["revision"]) == (True, 0)
    assert rows[0]["record_time"] == "2026-12-31T17:00:00-05:00"
    assert rows[0]["pay_time"] == "2027-01-25T09:00:00-05:00"


def test_distributions__restated__keep_their_place_and_say_what_changed(
    serve: Callable[[Any], TestClient],
    world: Any,
    without_an_extra_payment: Callable[..., Any],
) -> None:
    api = serve(world)
    true = world.activity(1)
    world.report(world.package(1, true), at=world.record_time(1) + 86_400)
    world.send("servicer", world.ledgers[0].post(1))
    (row,) = api.get("/v1/distributions").json()["data"]
    assert (row["funded"], row["revision"]) == (False, 0)
    world.fund(1)
    world.report(world.package(1, without_an_extra_payment(true), revision=1))
    world.adjust(1)

    rows = api.get("/v1/distributions").json()["data"]

    assert [row["tranche_id"] for row in rows] == ["A", "B"]
    truth = world.ledgers[0].distribution(1)
    assert units(rows[0]["principal"]) == truth.principal_units
    assert units(rows[0]["adjustment_principal"]) == truth.adjusted_principal_units < 0
    assert units(rows[0]["adjustment_interest"]) == truth.adjusted_interest_units == 0
    assert rows[0]["funded"]


def test_distributions__posted_again_before_funding__keep_their_place_with_the_new_amounts(
    serve: Callable[[Any], TestClient],
    world: Any,
    without_an_extra_payment: Callable[..., Any],
) -> None:
    api, true = serve(world), world.activity(1)
    world.report(world.package(1, true), at=world.record_time(1) + 86_400)
    for ledger in world.ledgers:
        world.send("servicer", ledger.post(1))
    before = api.get("/v1/distributions").json()["data"]
    world.report(world.package(1, without_an_extra_payment(true), revision=1))
    world.send("servicer", world.ledgers[0].post(1))

    after = api.get("/v1/distributions").json()["data"]

    assert [row["tranche_id"] for row in after] == [row["tranche_id"] for row in before]
    assert [row["revision"] for row in after] == [1, 0]
    assert units(after[0]["principal"]) < units(before[0]["principal"])
    assert units(after[0]["principal"]) == world.ledgers[0].distribution(1).principal_units
    # The other class was not posted again; the report in force is both classes'.
    assert [row.pop("report")["revision"] for row in (before[1], after[1])] == [0, 1]
    assert after[1] == before[1]
    assert not after[0]["funded"]


def test_holder__address_in_lower_case__is_the_same_holder(
    api: TestClient, three_months: Any
) -> None:
    holder = three_months.holders[A]
    exact = api.get(f"/v1/holders/{holder}/balances").json()

    assert api.get(f"/v1/holders/{holder.lower()}/balances").json() == exact
    assert api.get(f"/v1/holders/0x{holder[2:].upper()}/balances").json() == exact


def test_healthz__asked__answers_without_reading_the_chain(world: Any) -> None:
    def unreachable() -> None:
        raise AssertionError

    with TestClient(create_app(open_memory(), keep_current=unreachable)) as client:
        response = client.get("/healthz")

    assert (response.status_code, response.json()) == (200, {"status": "ok"})


# --- entity tags ---------------------------------------------------------------------------------


def test_etag__same_head__is_not_sent_again_until_the_chain_moves(
    serve: Callable[[Any], TestClient], three_months: Any
) -> None:
    world = three_months.fork()
    api = serve(world)
    first = api.get("/v1/pools")
    tag = first.headers["etag"]
    again = api.get("/v1/pools", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == tag
    assert again.headers["cache-control"] == first.headers["cache-control"] == "no-cache"

    world.settle()
    moved = api.get("/v1/pools", headers={"If-None-Match": tag})

    assert moved.status_code == 200
    assert moved.headers["etag"] != tag


def test_etag__of_another_answer__does_not_match(api: TestClient) -> None:
    other = api.get("/v1/distributions").headers["etag"]

    assert api.get("/v1/pools", headers={"If-None-Match": other}).status_code == 200


# --- against the contracts, under random trades --------------------------------------------------


@settings(max_examples=10)
@given(
    trades=st.lists(
        st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(1, 10**9), st.booleans()),
        min_size=1,
        max_size=6,
    )
)
def test_balances__after_random_trades__equal_the_contracts(
    issued_world: Any, trades: list[tuple[int, int, int, bool]]
) -> None:
    world, database = issued_world.fork(), open_memory()
    follower = world.projector(database)
    with TestClient(create_app(database, keep_current=follower.catch_up)) as api:
        period = 1
        for seller, buyer, traded, is_last in trades:
            world.sell(seller, buyer, traded, at=world.record_time(period) if is_last else None)
            period += is_last
        world.advance(world.record_time(period) + 1)
        for number in range(1, period + 1):
            month = world.tape.pool.period_at(number)
            truth = world.certificates[0].balances_at(world.holders, number)
            for holder, face in zip(world.holders, truth, strict=True):
                rows = api.get(f"/v1/holders/{holder}/balances?as_of={month}").json()["data"]
                assert units(rows[0]["face"]) == face
    world.chain.close()
