"""Bodies of `POST /v1/verify` that no request of ours has; nothing of them is parsed."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from rwa.api.app import create_app
from rwa.api.problems import MEDIA_TYPE, Problem
from rwa.api.verifying import MOST_BODY_BYTES
from rwa.core.json_guard import MOST_BRACKETS
from rwa.readmodel.database import open_memory


@pytest.fixture
def client() -> Iterator[TestClient]:
    with TestClient(create_app(open_memory()), raise_server_exceptions=False) as client:
        yield client


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"[" * (MOST_BRACKETS + 1), f"body: Body should have at most {MOST_BRACKETS} opening"),
        (b"[" * 300_000, f"body: Body should have at most {MOST_BODY_BYTES} bytes"),
        (b" " * (MOST_BODY_BYTES + 1), f"body: Body should have at most {MOST_BODY_BYTES} bytes"),
        (b"[" * MOST_BRACKETS, "JSON decode error"),
        (b'{"\\ud800": 1}', "body: Input should be a valid string"),
        (b"", "body: Field required"),
    ],
)
def test_verify__a_body_of_a_stranger__is_refused_as_a_problem(
    client: TestClient, body: bytes, said: str
) -> None:
    response = client.post("/v1/verify", content=body, headers={"Content-Type": "application/json"})

    assert response.headers["content-type"] == MEDIA_TYPE
    problem = Problem.model_validate_json(response.content)
    assert (problem.type, response.status_code) == ("/problems/invalid-request", 422)
    assert said in problem.detail


def test_verify__a_body_as_documented__reaches_the_verifier(client: TestClient) -> None:
    response = client.post("/v1/verify", json={"pool": "RWA-2026-1", "period": "2027-01"})
    assert response.json()["type"] == "/problems/verifier-missing"
