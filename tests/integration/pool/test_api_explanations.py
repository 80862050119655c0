"""Distributions say on what their report rests, and why it was corrected."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from oracle.collector import QuorumMissing
from oracle.documents import DocumentsInMemory
from oracle.package import MonthPackage
from rwa.api.app import create_app
from rwa.cli.document_explanations import explanations_in
from rwa.pool.activity import MonthActivity
from rwa.readmodel.database import open_memory
from rwa.remittance.canonical import document_bytes, document_sha256
from rwa.remittance.document import Basis
from rwa.servicing.estimating import estimated_activity

REASON = "a payment was posted late"


@pytest.fixture
def documents() -> DocumentsInMemory:
    return DocumentsInMemory()


@pytest.fixture
def api(world: Any, documents: DocumentsInMemory) -> Iterator[TestClient]:
    database = open_memory()
    app = create_app(
        database,
        keep_current=world.projector(database).catch_up,
        explain=explanations_in(documents),
    )
    with TestClient(app) as client:
        yield client


def estimate(world: Any, *, activity: MonthActivity | None = None) -> MonthPackage:
    package = world.package(1, activity or estimated_activity(world.tape))
    return replace(package, document=replace(package.document, basis=Basis.ESTIMATED))


def reports(api: TestClient) -> list[dict[str, Any]]:
    return [row["report"] for row in api.get("/v1/distributions").json()["data"]]


def test_distributions__estimate_then_true_up__say_so_with_the_reason(
    world: Any, api: TestClient, documents: DocumentsInMemory
) -> None:
    first = estimate(world)
    world.report(first, at=world.record_time(1) + 86_400)
    world.fund(1)
    # The document is not published here yet: what is on the chain is told all the same.
    name = document_sha256(first.document)
    unknown = {"revision": 0, "document": name, "basis": None, "reason": None}
    assert reports(api) == [unknown, unknown]
    documents.put(document_bytes(first.document))
    assert reports(api) == [{**unknown, "basis": "estimated"}] * 2

    true = world.package(1, world.activity(1), revision=1)
    world.report(true)
    documents.put(document_bytes(true.document))
    world.adjust(1)

    expected = {
        "revision": 1,
        "document": document_sha256(true.document),
        "basis": "reported",
        "reason": REASON,
    }
    assert reports(api) == [expected, expected]
    rows = api.get("/v1/distributions").json()["data"]
    assert [row["revision"] for row in rows] == [0, 0]
    # Principal is the senior class's: what was estimated and what is added are the truth.
    paid = int(rows[0]["principal"]["raw"]) + int(rows[0]["adjustment_principal"]["raw"])
    assert paid == true.document.distributions.rows[0].principal_cents.units


def test_distributions__damaged_document__explains_nothing(
    world: Any, api: TestClient, documents: DocumentsInMemory
) -> None:
    first = estimate(world)
    world.report(first, at=world.record_time(1) + 86_400)
    world.fund(1)
    documents.contents[document_sha256(first.document)] = b"{}"

    assert {report["basis"] for report in reports(api)} == {None}


def test_quorum__an_estimate_of_the_servicers_own__is_objected_to(
    world: Any,
) -> None:
    package = estimate(world, activity=world.activity(1))

    with pytest.raises(QuorumMissing) as caught:
        world.quorum(package)

    assert len(caught.value.objections) == 4
    assert "estimated curtailment_cents" in str(caught.value)
