"""What the API refuses, and how it says so."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from rwa.api.app import create_app
from rwa.api.problems import MEDIA_TYPE, Problem
from rwa.api.routes import _address
from rwa.chain.errors import ChainUnreachable
from rwa.readmodel.database import open_memory

STRANGER = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"


def refused(api: TestClient, path: str, *, status: int, kind: str) -> str:
    """The problem's detail, once everything else about it is right."""
    response = api.get(path)
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == MEDIA_TYPE
    assert response.headers["cache-control"] == "no-store"
    assert "etag" not in response.headers
    problem = Problem.model_validate_json(response.content)
    assert (problem.type, problem.status) == (f"/problems/{kind}", status)
    assert problem.title
    return problem.detail


def test_pool__unknown__is_404_and_names_the_known(api: TestClient) -> None:
    detail = refused(api, "/v1/pools/RWA-9", status=404, kind="unknown-pool")

    assert detail == "no pool 'RWA-9'; known are RWA-2026-1"
    refused(api, "/v1/distributions?pool=RWA-9", status=404, kind="unknown-pool")


@pytest.mark.parametrize("what", ["balances", "payments", "claimable"])
def test_holder__unknown__is_404(api: TestClient, what: str) -> None:
    path = f"/v1/holders/{STRANGER}/{what}"

    assert STRANGER in refused(api, path, status=404, kind="unknown-holder")


@pytest.mark.parametrize("what", ["balances", "payments", "claimable"])
@pytest.mark.parametrize(
    "address",
    [
        "holder-01",
        "0x",
        STRANGER[2:],
        STRANGER[:-1],
        STRANGER + "0",
        STRANGER.replace("A", "a", 1),
        "0X" + STRANGER[2:],
        STRANGER.replace("5", "g", 1),
        "%20" + STRANGER,
        STRANGER[:-2] + "%20%20",
    ],
)
def test_holder__not_an_address_or_wrong_checksum__is_422(
    api: TestClient, what: str, address: str
) -> None:
    detail = refused(api, f"/v1/holders/{address}/{what}", status=422, kind="not-an-address")

    assert "expected 0x and 40 hexadecimal digits" in detail


@pytest.mark.parametrize("spelling", [STRANGER, STRANGER.lower(), "0x" + STRANGER[2:].upper()])
def test_address__any_valid_spelling__becomes_the_checksummed_one(spelling: str) -> None:
    assert _address(spelling) == STRANGER


@pytest.mark.parametrize("period", ["", "2027", "2027-13", "2027-1", "202701", "now", "1899-01"])
def test_balances__not_a_month__is_422(api: TestClient, three_months: Any, period: str) -> None:
    path = f"/v1/holders/{three_months.holders[0]}/balances?as_of={period}"

    refused(api, path, status=422, kind="not-a-period")


def test_balances__record_time_not_passed__is_409_with_both_times(
    api: TestClient, three_months: Any
) -> None:
    path = f"/v1/holders/{three_months.holders[0]}/balances?as_of=2027-05"
    detail = refused(api, path, status=409, kind="period-not-closed")

    assert str(three_months.record_time(5)) in detail
    assert str(three_months.chain.head().timestamp) in detail


@pytest.mark.parametrize("period", ["2026-12", "2029-01", "9999-12"])
def test_balances__month_the_pool_never_pays__is_404(
    api: TestClient, three_months: Any, period: str
) -> None:
    path = f"/v1/holders/{three_months.holders[0]}/balances?as_of={period}"

    refused(api, path, status=404, kind="no-such-period")


@pytest.mark.parametrize("limit", ["0", "-1", "501", "many", "1.5", ""])
def test_limit__out_of_range__is_422_and_names_it(
    api: TestClient, three_months: Any, limit: str
) -> None:
    for path in (f"/v1/holders/{three_months.holders[0]}/payments", "/v1/distributions"):
        detail = refused(api, f"{path}?limit={limit}", status=422, kind="invalid-request")
        assert detail.startswith("query.limit: ")


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "",
        "%C3%A9",
        "WzEy*LDNd",
        "e30=",
        "WzFd",
        "WzEsIngiXQ==",
        "WzEsMiwzXQ==",
        "Wy0xLDBd",
        "WzEuNSwwXQ==",
        "W3RydWUsMF0=",
        "WzEwMDAwMDAwMDAwMDAwMDAwMDAwMDAsMF0=",
    ],
)
def test_cursor__not_ours__is_422(api: TestClient, three_months: Any, cursor: str) -> None:
    for path in (f"/v1/holders/{three_months.holders[0]}/payments", "/v1/distributions"):
        refused(api, f"{path}?cursor={cursor}", status=422, kind="not-a-cursor")


@pytest.mark.parametrize("path", ["/", "/v1", "/v1/nothing", "/v2/pools", "/docs", "/redoc"])
def test_path__unknown__is_404(api: TestClient, path: str) -> None:
    refused(api, path, status=404, kind="not-found")


def test_method__wrong__is_405_and_says_which_is_right(api: TestClient) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        response = api.request(method, "/v1/pools")
        assert response.status_code == 405
        assert response.headers["allow"] == "GET"
        assert response.json()["type"] == "/problems/method-not-allowed"


def test_chain__not_reachable__is_503_and_keeps_the_url_to_itself() -> None:
    def unreachable() -> None:
        raise ChainUnreachable("http://10.0.0.7:8545", "connection refused")

    with TestClient(create_app(open_memory(), keep_current=unreachable)) as api:
        detail = refused(api, "/v1/pools", status=503, kind="chain-unavailable")

    assert "10.0.0.7" not in detail


def test_read_model__before_its_first_block__is_503(world: Any) -> None:
    database = open_memory()
    world.projector(database)

    with TestClient(create_app(database)) as api:
        refused(api, "/v1/pools", status=503, kind="nothing-read")
