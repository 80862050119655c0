"""How the API describes itself: an OpenAPI 3.1 document that keeps its word."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from rwa.api.problems import MEDIA_TYPE, Problem

STRANGER = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"


@pytest.fixture
def document(api: TestClient) -> dict[str, Any]:
    return api.get("/openapi.json").json()


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from nodes(inner)


def test_openapi__every_reference__leads_somewhere(document: dict[str, Any]) -> None:
    references = [node["$ref"] for node in nodes(document) if "$ref" in node]

    assert len(references) > 20
    for reference in references:
        root, *parts = reference.split("/")
        assert root == "#"
        target: Any = document
        for part in parts:
            target = target[part]
        assert target


def test_openapi__every_operation__has_id_words_and_refusals(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1.")
    operations = {path: next(iter(item.values())) for path, item in document["paths"].items()}
    assert all(len(item) == 1 for item in document["paths"].values())
    assert "post" in document["paths"]["/v1/verify"]
    assert [*operations] == [
        "/v1/pools",
        "/v1/pools/{pool_id}",
        "/v1/holders/{address}/balances",
        "/v1/holders/{address}/payments",
        "/v1/holders/{address}/claimable",
        "/v1/distributions",
        "/v1/verify",
        "/healthz",
    ]
    names = [operation["operationId"] for operation in operations.values()]
    assert len(set(names)) == len(names) == 8
    assert all(re.fullmatch("(list|get|verify)[A-Z][A-Za-z]+", name) for name in names)
    for path, operation in operations.items():
        assert operation["summary"]
        assert operation["description"]
        for parameter in operation.get("parameters", ()):
            assert parameter["description"], (path, parameter["name"])
        check_refusals(path, operation)


def check_refusals(path: str, operation: dict[str, Any]) -> None:
    refusals = {code: said for code, said in operation["responses"].items() if code >= "400"}
    assert bool(refusals) == path.startswith("/v1/")
    for code, said in refusals.items():
        content = said["content"]
        assert list(content) == [MEDIA_TYPE]
        assert content[MEDIA_TYPE]["schema"] == {"$ref": "#/components/schemas/Problem"}
        for case in content[MEDIA_TYPE]["examples"].values():
            assert Problem.model_validate(case["value"]).status == int(code)
    if refusals and path != "/v1/verify":
        assert "304" in operation["responses"]
        assert "ETag" in operation["responses"]["200"]["headers"]


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("/v1/pools/RWA-9", "/v1/pools/{pool_id}"),
        (f"/v1/holders/{STRANGER}/balances", "/v1/holders/{address}/balances"),
        ("/v1/holders/x/payments", "/v1/holders/{address}/payments"),
        ("/v1/distributions?limit=0", "/v1/distributions"),
        ("/v1/distributions?cursor=x", "/v1/distributions"),
    ],
)
def test_openapi__a_refusal_that_happens__is_described(
    api: TestClient, document: dict[str, Any], path: str, problem: str
) -> None:
    response = api.get(path)
    described = document["paths"][problem]["get"]["responses"][str(response.status_code)]

    kinds = {
        case["value"]["type"] for case in described["content"][MEDIA_TYPE]["examples"].values()
    }
    assert response.json()["type"] in kinds


def test_openapi__every_schema__is_named_for_people(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]

    assert "HTTPValidationError" not in schemas
    assert all(re.fullmatch("[A-Z][A-Za-z]+", name) for name in schemas)
    for name, schema in schemas.items():
        assert schema["description"], name
        assert not schema["additionalProperties"], name
