"""The collector's routes: who may do what, and what is answered when they may not."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from oracle.metrics import OracleMetrics
from oracle.network.clients import Client, Part, token_sha256
from oracle.network.collector_app import Served, create_collector_app
from oracle.network.messages import answer_bytes, read_notices, request_bytes
from oracle.package import SignedReport
from oracle.store.gathering_tables import ANSWERS
from rwa.chain.errors import ChainUnreachable
from rwa.pool.activity import activity_bytes
from rwa.pool.canonical import sha256_of
from rwa.pool.files import tape_bytes
from rwa.remittance.canonical import document_bytes, document_sha256
from tests.integration.pool.network_of_world import NODES, NetworkOfWorld

LARGEST = 200_000
ODD_NAME = request_bytes("0" * 64).replace(b"{", b'{"\\ud800":"x",')
"""A field named by half a character."""
THREADS = 40
"""Requests that the server works on beside each other."""


@pytest.fixture
def network(world: Any, tmp_path: Path) -> NetworkOfWorld:
    network = NetworkOfWorld(world, tmp_path)
    network.due(1)
    return network


@pytest.fixture
def halted() -> list[bool]:
    return [False]


@pytest.fixture
def http(network: NetworkOfWorld, halted: list[bool]) -> TestClient:
    people = network.world.people
    clients = [
        Client(name, Part.NODE, token_sha256(f"token of {name}"), people[name].address)
        for name in NODES
    ]
    clients.append(Client("servicer", Part.SERVICER, token_sha256("token of servicer"), None))
    served = Served(
        network.gathering,
        clients,
        OracleMetrics(),
        lambda: halted[0],
        largest_document_bytes=LARGEST,
    )
    return TestClient(create_collector_app(served), raise_server_exceptions=False)


def as_(name: str) -> dict[str, str]:
    return {"Authorization": f"Bearer token of {name}"}


def publish(http: TestClient, network: NetworkOfWorld) -> str:
    package = network.world.package(1)
    for content in (
        activity_bytes(package.activity),
        tape_bytes(package.tape),
        document_bytes(package.document),
    ):
        put = http.put(
            f"/v1/documents/{sha256_of(content)}", content=content, headers=as_("servicer")
        )
        assert put.status_code == 204, put.text
    name = document_sha256(package.document)
    opened = http.post("/v1/notices", content=request_bytes(name), headers=as_("servicer"))
    assert opened.status_code == 204, opened.text
    return name


def problem_of(response: Any) -> str:
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem["status"] == response.status_code
    assert problem["title"]
    return str(problem["type"])


def test_routes__a_month__goes_from_the_servicer_to_its_acceptance(
    http: TestClient, network: NetworkOfWorld
) -> None:
    name = publish(http, network)
    (notice,) = read_notices(http.get("/v1/notices", headers=as_("node-1")).content)
    assert notice.document_sha256 == name
    fetched = http.get(f"/v1/documents/{name}", headers=as_("node-1"))
    assert sha256_of(fetched.content) == name
    for node in NODES[:3]:
        answer = answer_bytes(network.service(node).answer(notice))
        for _ in range(2):
            sent = http.post("/v1/answers", content=answer, headers=as_(node))
            assert sent.status_code == 204, sent.text
    month = http.get("/v1/months/1", headers=as_("servicer")).json()
    assert (month["state"], len(month["signed"]), month["threshold"]) == ("posting", 3, 3)
    network.bring()

    month = http.get("/v1/months/1", headers=as_("servicer")).json()
    assert (month["state"], month["document_sha256"]) == ("accepted", name)
    assert http.get("/v1/objections", headers=as_("node-2")).json() == {"objections": []}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", f"/v1/documents/{'0' * 64}"),
        ("GET", f"/v1/documents/{'0' * 64}"),
        ("POST", "/v1/notices"),
        ("GET", "/v1/notices"),
        ("POST", "/v1/answers"),
        ("GET", "/v1/months/1"),
        ("GET", "/v1/objections"),
    ],
)
def test_routes__without_a_known_token__are_refused(
    http: TestClient, method: str, path: str
) -> None:
    for headers in ({}, {"Authorization": "Bearer guess"}, {"Authorization": "Basic x"}):
        refused = http.request(method, path, headers=headers, content=b"{}")
        assert refused.status_code == 401
        assert refused.headers["WWW-Authenticate"] == "Bearer"
        assert problem_of(refused) == "/problems/unauthorised"


@pytest.mark.parametrize(
    ("method", "path", "who"),
    [
        ("PUT", f"/v1/documents/{'0' * 64}", "node-1"),
        ("POST", "/v1/notices", "node-1"),
        ("POST", "/v1/answers", "servicer"),
    ],
)
def test_routes__of_another_part__are_refused(
    http: TestClient, method: str, path: str, who: str
) -> None:
    refused = http.request(method, path, headers=as_(who), content=b"{}")

    assert refused.status_code == 403
    assert problem_of(refused) == "/problems/forbidden"


def test_post_answer__of_another_node__is_refused(
    http: TestClient, network: NetworkOfWorld
) -> None:
    publish(http, network)
    (notice,) = network.gathering.notices()
    answer = answer_bytes(network.service("node-1").answer(notice))

    refused = http.post("/v1/answers", content=answer, headers=as_("node-2"))

    assert refused.status_code == 403
    assert network.gathering.month(1).tally.signed == ()


def test_post_answer__altered_by_a_cent__is_foreign_and_not_kept(
    http: TestClient, network: NetworkOfWorld
) -> None:
    publish(http, network)
    (notice,) = network.gathering.notices()
    report = network.service("node-1").answer(notice)
    assert isinstance(report, SignedReport)
    more = report.content.interest_to_investors_cents + 1
    false = replace(report, content=replace(report.content, interest_to_investors_cents=more))

    refused = http.post("/v1/answers", content=answer_bytes(false), headers=as_("node-1"))

    assert (refused.status_code, problem_of(refused)) == (422, "/problems/foreign-signature")
    assert network.gathering.month(1).tally.signed == ()


@pytest.mark.parametrize(
    ("method", "path", "content", "who", "status", "kind"),
    [
        ("PUT", f"/v1/documents/{'0' * 64}", b"a file", "servicer", 422, "rejected"),
        ("PUT", "/v1/documents/readme", b"a file", "servicer", 422, "rejected"),
        ("PUT", f"/v1/documents/{'0' * 64}", b"x" * (LARGEST + 1), "servicer", 413, "too-large"),
        ("GET", f"/v1/documents/{'0' * 64}", b"", "node-1", 404, "no-such-document"),
        ("GET", "/v1/documents/..%2f..%2fetc", b"", "node-1", 404, "not-found"),
        ("POST", "/v1/notices", b"{", "servicer", 422, "rejected"),
        ("POST", "/v1/notices", request_bytes("0" * 64), "servicer", 404, "no-such-document"),
        ("POST", "/v1/answers", b"{}", "node-1", 422, "rejected"),
        ("POST", "/v1/answers", b'{"format":"\\ud800"}', "node-1", 422, "rejected"),
        ("POST", "/v1/notices", ODD_NAME, "servicer", 422, "rejected"),
        ("GET", f"/v1/months/{10**20}", b"", "servicer", 422, "rejected"),
        ("GET", "/v1/months/-1", b"", "servicer", 422, "rejected"),
        ("GET", "/v1/months/abc", b"", "servicer", 422, "rejected"),
        ("POST", "/v1/answers", b"[" * 300_000, "node-1", 413, "too-large"),
        ("GET", "/v1/months/9", b"", "servicer", 404, "no-such-month"),
        ("GET", "/v1/nothing", b"", "servicer", 404, "not-found"),
        ("DELETE", "/v1/notices", b"", "servicer", 405, "method-not-allowed"),
    ],
)
def test_routes__what_cannot_be_done__is_a_problem_of_its_kind(
    http: TestClient, method: str, path: str, content: bytes, who: str, status: int, kind: str
) -> None:
    refused = http.request(method, path, headers=as_(who), content=content)

    assert (refused.status_code, problem_of(refused)) == (status, f"/problems/{kind}")


def test_post_answer__nothing_can_be_kept__is_not_acknowledged(
    http: TestClient, network: NetworkOfWorld
) -> None:
    publish(http, network)
    (notice,) = network.gathering.notices()
    with network.store.writing() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        # The same connection is used again, and may not grow any more.
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    codes = []
    for seconds in range(60):
        longer = replace(notice, valid_until=notice.valid_until + seconds)
        sent = http.post(
            "/v1/answers",
            content=answer_bytes(network.service("node-1").answer(longer)),
            headers=as_("node-1"),
        )
        codes.append(sent.status_code)
        if sent.status_code == 503:
            assert problem_of(sent) == "/problems/store-unavailable"
            assert "sqlite" not in sent.text
            break
    kept = len(codes) - 1
    assert codes == [204] * kept + [503]
    with network.store.reading() as connection:
        assert connection.execute(select(func.count()).select_from(ANSWERS)).scalar_one() == kept


def test_get_health__every_thread_waits__is_answered_all_the_same(
    http: TestClient, network: NetworkOfWorld
) -> None:
    waiting, go_on = threading.Semaphore(0), threading.Event()

    def look() -> NoReturn:
        waiting.release()
        go_on.wait()
        raise ChainUnreachable("http://chain", "it does not answer")

    network.gathering._recent = look

    def ask() -> int:
        return http.get("/v1/notices", headers=as_("node-1")).status_code

    with http, ThreadPoolExecutor(THREADS) as pool:
        asked = [pool.submit(ask) for _ in range(THREADS)]
        for _ in range(THREADS):
            waiting.acquire()
        try:
            codes = [http.get(path).status_code for path in ("/healthz", "/metrics")]
        finally:
            go_on.set()
        assert codes == [200, 200]
        assert {each.result() for each in asked} == {503}


def test_health_and_metrics__are_open_and_say_when_it_halted(
    http: TestClient, halted: list[bool]
) -> None:
    assert http.get("/healthz").json() == {"status": "ok"}
    assert "rwa_oracle_outbox_pending" in http.get("/metrics").text
    halted[0] = True

    assert (http.get("/healthz").status_code, http.get("/healthz").json()["status"]) == (
        503,
        "halted",
    )
