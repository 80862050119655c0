import logging
from collections.abc import Callable, Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.exc import OperationalError

from rwa.api.problems import EXAMPLES, KINDS, MEDIA_TYPE, NotAnAddress, Problem, install, refusals
from rwa.chain.errors import ChainMoved, ChainUnreachable
from rwa.core.dates import NotAPeriod, Period
from rwa.core.errors import ConfigurationError, ValueOutOfRange
from rwa.readmodel.errors import (
    NothingRead,
    PeriodNotClosed,
    UnknownHolder,
    UnknownPool,
)

TYPES = {
    "/problems/unknown-pool": 404,
    "/problems/unknown-holder": 404,
    "/problems/no-such-period": 404,
    "/problems/period-not-closed": 409,
    "/problems/report-not-accepted": 409,
    "/problems/verifier-busy": 503,
    "/problems/verifier-missing": 503,
    "/problems/not-a-period": 422,
    "/problems/not-an-address": 422,
    "/problems/not-a-cursor": 422,
    "/problems/invalid-request": 422,
    "/problems/rejected": 422,
    "/problems/nothing-read": 503,
    "/problems/chain-moved": 503,
    "/problems/chain-unavailable": 503,
    "/problems/database-unavailable": 503,
    "/problems/internal-error": 500,
}
"""Part of the API: an entry may be added, none renamed."""


@pytest.fixture
def answer() -> Iterator[Callable[[Exception], TestClient]]:
    """Ask an application whose one route raises the error."""
    clients = []

    def ask(error: Exception) -> TestClient:
        app = FastAPI()
        install(app)

        @app.get("/")
        def fail() -> None:
            raise error

        client = TestClient(app, raise_server_exceptions=False)
        clients.append(client)
        return client.get("/")

    yield ask
    for client in clients:
        client.close()


def test_kinds__types_and_statuses__are_the_published_ones() -> None:
    assert {kind.type: int(kind.status) for kind in KINDS.values()} == TYPES


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (UnknownPool("X", known=("RWA-2026-1",)), "unknown-pool"),
        (UnknownHolder("0x1"), "unknown-holder"),
        (PeriodNotClosed(Period(2027, 1), record_time=5, now=4), "period-not-closed"),
        (NotAPeriod("x"), "not-a-period"),
        (NotAnAddress("x"), "not-an-address"),
        (NothingRead(), "nothing-read"),
        (ChainMoved(3, expected=b"\x01", found=b"\x02"), "chain-moved"),
        (ValueOutOfRange("face", value=1, allowed="0"), "rejected"),
    ],
)
def test_problem__of_our_own_errors__says_what_was_found_and_expected(
    answer: Callable[[Exception], TestClient], error: Exception, kind: str
) -> None:
    response = answer(error)

    assert response.headers["content-type"] == MEDIA_TYPE
    problem = Problem.model_validate(response.json())
    assert problem.type == f"/problems/{kind}"
    assert problem.status == response.status_code == TYPES[problem.type]
    assert problem.detail == str(error)
    assert problem.title


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (ChainUnreachable("http://10.0.0.7:8545", "refused"), "chain-unavailable"),
        (OperationalError("SELECT", {}, Exception("disk 7 is full")), "database-unavailable"),
        (ConfigurationError("the passphrase of 10.0.0.7 is wrong"), "internal-error"),
        (ZeroDivisionError("10.0.0.7"), "internal-error"),
    ],
)
def test_problem__of_the_servers_own_trouble__tells_the_log_and_not_the_client(
    answer: Callable[[Exception], TestClient],
    caplog: pytest.LogCaptureFixture,
    error: Exception,
    kind: str,
) -> None:
    with caplog.at_level(logging.ERROR, logger="rwa.api.problems"):
        response = answer(error)

    problem = Problem.model_validate(response.json())
    assert problem.type == f"/problems/{kind}"
    assert problem.status == response.status_code == TYPES[problem.type]
    assert "10.0.0.7" not in response.text
    assert "disk" not in response.text
    assert response.headers["cache-control"] == "no-store"
    assert [record.exc_info[1] for record in caplog.records if record.exc_info] == [error]


def test_refusals__for_a_route__are_described_with_examples() -> None:
    described = refusals(UnknownPool, UnknownHolder, NotAnAddress)

    assert set(described) == {404, 422, 503}
    for status, response in described.items():
        examples = response["content"][MEDIA_TYPE]["examples"]
        assert examples
        for case in examples.values():
            assert Problem.model_validate(case["value"]).status == status
            assert case["value"]["detail"]


def test_examples__of_every_kind_that_speaks_for_itself__are_errors_own_words() -> None:
    assert EXAMPLES[UnknownPool] == "no pool 'RWA-2026-9'; known are RWA-2026-1"
    assert set(EXAMPLES) <= set(KINDS)
