"""The collector's HTTP routes; docs/reference/oracle-network.md lists them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Path, Request
from fastapi.responses import JSONResponse, Response
from starlette.concurrency import run_in_threadpool

import rwa
from oracle.metrics import OracleMetrics
from oracle.network import problems
from oracle.network.clients import Client, Part, client_of
from oracle.network.gathering import Gathering, MonthStatus
from oracle.network.messages import (
    answer_bytes,
    notices_bytes,
    read_answer,
    read_name,
    read_request,
)
from oracle.network.problems import AsciiJSON, BodyTooLarge, Forbidden

LARGEST_DOCUMENT_BYTES = 128 * 2**20
LARGEST_MESSAGE_BYTES = 256 * 2**10
LAST_PERIOD = 2**16 - 1
"""The largest number that a period can have."""
OCTETS = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Served:
    """What the routes need."""

    gathering: Gathering
    """The collector itself."""
    clients: Sequence[Client]
    """Who may speak to it."""
    metrics: OracleMetrics
    """What is measured."""
    is_halted: Callable[[], bool]
    """Whether nothing is counted any more: the chain contradicts what was final, or it broke."""
    largest_document_bytes: int = LARGEST_DOCUMENT_BYTES
    """Above this a file is refused."""


def create_collector_app(served: Served) -> FastAPI:
    """Return the application of one pool's collector."""
    app = FastAPI(
        title="Collector of a pool's oracle nodes",
        version=rwa.__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
    )
    app.state.served = served
    problems.install(app)
    app.include_router(router)
    return app


router = APIRouter()


async def _served(request: Request) -> Served:
    served: Served = request.app.state.served
    return served


async def _client(request: Request) -> Client:
    served: Served = request.app.state.served
    return client_of(request.headers.get("authorization"), served.clients)


async def _servicer(request: Request) -> Client:
    client = await _client(request)
    client.require(Part.SERVICER)
    return client


async def _node(request: Request) -> Client:
    client = await _client(request)
    client.require(Part.NODE)
    return client


Serves = Annotated[Served, Depends(_served)]
Anyone = Annotated[Client, Depends(_client)]
Servicer = Annotated[Client, Depends(_servicer)]
Node = Annotated[Client, Depends(_node)]
Period = Annotated[int, Path(ge=0, le=LAST_PERIOD)]


@router.put("/v1/documents/{name}", status_code=204)
async def put_document(name: str, request: Request, served: Serves, _: Servicer) -> Response:
    """Keep a file under its SHA-256."""
    content = await _body(request, most=served.largest_document_bytes)
    await run_in_threadpool(served.gathering.keep_document, read_name(name), content)
    return Response(status_code=204)


@router.get("/v1/documents/{name}")
def get_document(name: str, served: Serves, _: Anyone) -> Response:
    """Return a file."""
    return Response(served.gathering.document(read_name(name)), media_type=OCTETS)


@router.post("/v1/notices", status_code=204)
async def post_notice(request: Request, served: Serves, _: Servicer) -> Response:
    """Ask every node about a document."""
    body = await _body(request, most=LARGEST_MESSAGE_BYTES)
    document = read_request(body)
    await run_in_threadpool(served.gathering.open_month, document)
    return Response(status_code=204)


@router.get("/v1/notices")
def get_notices(served: Serves, _: Anyone) -> Response:
    """Return what is to be answered now."""
    return Response(notices_bytes(served.gathering.notices()), media_type="application/json")


@router.post("/v1/answers", status_code=204)
async def post_answer(request: Request, served: Serves, client: Node) -> Response:
    """Keep a node's answer; it is durable when this is acknowledged."""
    answer = read_answer(await _body(request, most=LARGEST_MESSAGE_BYTES))
    if answer.node != client.address:
        raise Forbidden(client.name, part=f"node {answer.node}")
    await run_in_threadpool(served.gathering.receive, answer)
    return Response(status_code=204)


@router.get("/v1/months/{period}")
def get_month(period: Period, served: Serves, _: Anyone) -> JSONResponse:
    """Return where a month stands."""
    return AsciiJSON(month_as_json(served.gathering.month(period)))


@router.get("/v1/objections")
def get_objections(served: Serves, _: Anyone) -> JSONResponse:
    """Return every objection ever received, oldest first."""
    listed = [
        {"received_at": str(each.received_at), "objection": json.loads(answer_bytes(each.answer))}
        for each in served.gathering.objections()
    ]
    return AsciiJSON({"objections": listed})


# Neither waits for a thread: both answer while every thread waits for a chain that does not.
@router.get("/healthz")
async def get_health(served: Serves) -> JSONResponse:
    """Return whether the collector works; 503 once it has halted."""
    halted = served.is_halted()
    return JSONResponse({"status": "halted" if halted else "ok"}, 503 if halted else 200)


@router.get("/metrics")
async def get_metrics(served: Serves) -> Response:
    """Return what is measured, for Prometheus."""
    return Response(served.metrics.exposition(), media_type="text/plain; version=0.0.4")


def month_as_json(status: MonthStatus) -> dict[str, Any]:
    """A month's standing as the route answers it."""
    counted, opened = status.tally, status.opened
    return {
        "period": opened.period_index,
        "revision": opened.revision,
        "document_sha256": opened.notice.document_sha256,
        "valid_until": str(opened.notice.valid_until),
        "state": status.state.value,
        "reason": status.reason,
        "threshold": counted.threshold,
        "nodes": counted.node_count,
        "signed": sorted(report.node for report in counted.signed),
        "objections": [str(objection) for objection in counted.objections],
    }


async def _body(request: Request, *, most: int) -> bytes:
    """Read a body no further than is allowed. Raises BodyTooLarge."""
    content = bytearray()
    async for part in request.stream():
        content += part
        if len(content) > most:
            raise BodyTooLarge(most=most)
    return bytes(content)
