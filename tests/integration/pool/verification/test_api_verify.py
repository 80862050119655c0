"""`POST /v1/verify`: the same lines over HTTP, and what is refused."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event
from typing import Any

import pytest
from fastapi.testclient import TestClient

from rwa.api.app import create_app
from rwa.api.problems import MEDIA_TYPE, Problem
from rwa.api.verifier import VerifiedMonth
from rwa.chain.hashing import hex_of
from rwa.cli.month_verifier import KEPT_BACK, MonthVerifier
from rwa.core.dates import Period
from rwa.readmodel.database import open_memory
from rwa.remittance.canonical import document_sha256

POOL = "RWA-2026-1"
SALT = b"\x5a" * 32
WAIT_SECONDS = 60


@pytest.fixture
def verifier(of_three: Any) -> MonthVerifier:
    return MonthVerifier(of_three.subject, of_three.world.chain, of_three.files, SALT)


@pytest.fixture
def verifying(verifier: MonthVerifier) -> Iterator[TestClient]:
    """An API that verifies months of `three_months`; it has no read model to read."""
    with TestClient(create_app(open_memory(), verifier=verifier)) as client:
        yield client


def asked(client: TestClient, period: str = "2027-02", pool: str = POOL) -> Any:
    return client.post("/v1/verify", json={"pool": pool, "period": period})


def refused(response: Any, *, status: int, kind: str) -> str:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == MEDIA_TYPE
    problem = Problem.model_validate_json(response.content)
    assert (problem.type, problem.status) == (f"/problems/{kind}", status)
    return problem.detail


def test_verify__paid_month__every_line_of_the_command_is_answered(
    verifying: TestClient, of_three: Any
) -> None:
    response = asked(verifying)

    assert response.status_code == 200, response.text
    assert response.headers["cache-control"] == "no-store"
    answer, found = response.json(), of_three.verify(2)
    assert [
        (line["about"], line["check"], line["outcome"], line["expected"], line["found"])
        for line in answer["data"]["lines"]
    ] == [
        (line.about, line.check, line.outcome.value, line.expected, line.found)
        for line in found.lines
    ]
    counts = {name: answer["data"][name] for name in ("proved", "failed", "not_checked")}
    assert counts == {"proved": len(found.lines), "failed": 0, "not_checked": 0}
    head = of_three.world.chain.head()
    assert answer["as_of"]["as_of_block"] == head.number
    assert answer["as_of"]["as_of_block_hash"] == hex_of(head.hash)
    assert (answer["data"]["revision"], answer["data"]["earlier_revisions"]) == (0, [])
    assert answer["data"]["restating_period"] is None


def test_verify__a_line_that_fails__is_an_answer_and_tells_nothing_of_the_server(
    verifying: TestClient, of_three: Any
) -> None:
    document = of_three.world.months[2].document
    of_three.files.contents[document.tape_sha256] = b"other"
    del of_three.files.contents[document_sha256(document)]

    answer = asked(verifying).json()["data"]

    (failing,) = [line for line in answer["lines"] if line["outcome"] == "failed"]
    assert failing["check"] == "document"
    assert "in this server: DocumentMissing" in failing["why"]


def test_verify__a_loan_that_differs__is_not_told_to_everybody(
    verifying: TestClient, of_three: Any
) -> None:
    document = of_three.world.months[2].document
    of_three.files.contents[document.tape_sha256] += b"loan-1,17.00"

    answer = asked(verifying).json()["data"]

    (failing,) = [line for line in answer["lines"] if line["outcome"] == "failed"]
    assert (failing["check"], failing["expected"], failing["found"]) == ("tape", "", "")
    assert failing["why"] == KEPT_BACK


@pytest.mark.parametrize(
    ("pool", "period", "status", "kind"),
    [
        ("RWA-9", "2027-02", 404, "unknown-pool"),
        (POOL, "2026-12", 404, "no-such-period"),
        (POOL, "2029-01", 404, "no-such-period"),
        (POOL, "2027-04", 409, "report-not-accepted"),
        (POOL, "2027-13", 422, "not-a-period"),
        (POOL, "", 422, "not-a-period"),
    ],
)
def test_verify__no_such_pool_or_month__is_refused(
    verifying: TestClient, pool: str, period: str, status: int, kind: str
) -> None:
    refused(asked(verifying, period, pool), status=status, kind=kind)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"[]",
        b"nonsense",
        b'{"pool": "RWA-2026-1"}',
        b'{"pool": 7, "period": "2027-02"}',
        b'{"pool": "RWA-2026-1", "period": "2027-02", "more": 1}',
    ],
)
def test_verify__body_that_is_no_question__is_422(verifying: TestClient, body: bytes) -> None:
    response = verifying.post(
        "/v1/verify", content=body, headers={"Content-Type": "application/json"}
    )

    detail = refused(response, status=422, kind="invalid-request")
    assert detail.startswith("body")


def test_verify__by_a_server_without_a_verifier__says_so(
    serve: Callable[[Any], TestClient], three_months: Any
) -> None:
    refused(asked(serve(three_months)), status=503, kind="verifier-missing")


def test_verify__asked_by_get__is_405(verifying: TestClient) -> None:
    response = verifying.get("/v1/verify")

    assert (response.status_code, response.headers["allow"]) == (405, "POST")


@dataclass
class SlowVerifier:
    """Verifies as it should, but not before it is let go on."""

    verifier: MonthVerifier
    began: Event = field(default_factory=Event)
    may_go_on: Event = field(default_factory=Event)

    def verify(self, pool_id: str, period: Period) -> VerifiedMonth:
        self.began.set()
        assert self.may_go_on.wait(WAIT_SECONDS)
        return self.verifier.verify(pool_id, period)


def test_verify__while_another_is_under_way__is_503_and_other_questions_are_answered(
    verifier: MonthVerifier, three_months: Any
) -> None:
    slow, database = SlowVerifier(verifier), open_memory()
    app = create_app(
        database, keep_current=three_months.projector(database).catch_up, verifier=slow
    )
    with TestClient(app) as client, ThreadPoolExecutor(1) as other:
        first = other.submit(asked, client)
        assert slow.began.wait(WAIT_SECONDS)
        try:
            detail = refused(asked(client), status=503, kind="verifier-busy")
            pools = client.get("/v1/pools")
        finally:
            slow.may_go_on.set()

        assert "one is at a time" in detail
        assert pools.status_code == 200
        assert first.result().status_code == 200
        assert asked(client).status_code == 200


def test_verify__failed_on_the_way__the_next_is_answered(
    verifying: TestClient,
) -> None:
    refused(asked(verifying, "2027-04"), status=409, kind="report-not-accepted")

    assert asked(verifying).status_code == 200


def test_verifier__shown__does_not_show_its_salt(verifier: MonthVerifier) -> None:
    assert repr(SALT) not in repr(verifier)
    assert SALT.hex() not in repr(verifier)
