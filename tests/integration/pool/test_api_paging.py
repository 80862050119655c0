"""Pages: following a cursor repeats no row and skips none, whatever happens meanwhile."""

from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest
from fastapi.testclient import TestClient


def walk(api: TestClient, path: str, *, limit: int, between: Any = None) -> list[dict[str, Any]]:
    """Every row, a page at a time; `between` happens after each page."""
    rows: list[dict[str, Any]] = []
    cursor = ""
    while True:
        page = api.get(f"{path}?limit={limit}{cursor}").json()
        rows += page["data"]
        assert 0 < len(page["data"]) <= limit
        if page["next_cursor"] is None:
            return rows
        assert len(page["data"]) == limit
        cursor = f"&cursor={page['next_cursor']}"
        if between is not None:
            between()


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 6, 7, 500])
def test_cursor__followed_to_the_end__gives_every_row_once(
    api: TestClient, three_months: Any, limit: int
) -> None:
    payments = f"/v1/holders/{three_months.holders[0]}/payments"
    for path, expected in ((payments, 4), ("/v1/distributions", 6)):
        rows = walk(api, path, limit=limit)
        assert rows == api.get(f"{path}?limit=500").json()["data"]
        assert len(rows) == expected


def test_cursor__while_rows_are_added__repeats_and_skips_none(
    serve: Callable[[Any], TestClient], three_months: Any
) -> None:
    world = three_months.fork()
    api = serve(world)
    months = iter(range(4, 8))

    def another_month() -> None:
        if (period := next(months, None)) is not None:
            world.pay(period)

    walked = walk(api, "/v1/distributions", limit=2, between=another_month)

    assert walked == api.get("/v1/distributions?limit=500").json()["data"]
    assert len(walked) == 14
    months = iter(range(8, 11))
    path = f"/v1/holders/{world.holders[0]}/payments"
    walked = walk(api, path, limit=3, between=another_month)
    places = [(row["block"], row["log_index"]) for row in walked]
    assert places == sorted(set(places))
    assert walked == api.get(f"{path}?limit=500").json()["data"]
    assert len(walked) == 18


def test_answers__from_many_clients_while_months_pass__are_each_of_one_block(
    serve: Callable[[Any], TestClient], three_months: Any
) -> None:
    world = three_months.fork()
    api, holder = serve(world), world.holders[0]
    seen: list[tuple[int, int]] = []
    failures: list[object] = []
    stop = False

    def ask() -> None:
        while not stop:
            response = api.get(f"/v1/holders/{holder}/payments?limit=500")
            if response.status_code != 200:
                failures.append(response.text)
                return
            body = response.json()
            seen.append((body["as_of"]["as_of_block"], len(body["data"])))
            if any(row["block"] > body["as_of"]["as_of_block"] for row in body["data"]):
                failures.append(body)

    threads = [Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for period in (4, 5, 6):
        world.pay(period)
    stop = True
    for thread in threads:
        thread.join()

    assert failures == []
    by_block: dict[int, set[int]] = {}
    for block, count in seen:
        by_block.setdefault(block, set()).add(count)
    assert all(len(counts) == 1 for counts in by_block.values())
