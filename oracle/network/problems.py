"""What the collector answers when it does not do what it is asked: RFC 9457 problem details."""

import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException

from oracle.collector import ForeignSignature
from oracle.documents import DocumentMissing
from oracle.network.gathering_errors import MonthNotOpened, SignerNotANode
from oracle.store.errors import StoreUnusable
from rwa.core.errors import (
    ChainError,
    CheckFailed,
    ConfigurationError,
    DataRejected,
    RwaError,
    UsageError,
)

MEDIA_TYPE: Final = "application/problem+json"

_log = structlog.get_logger()


class AsciiJSON(JSONResponse):
    """JSON in ASCII, which can be written whatever text it carries, halves of characters too."""

    def render(self, content: Any) -> bytes:
        """Write it."""
        return json.dumps(content, separators=(",", ":")).encode("ascii")


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """One kind of problem."""

    status: HTTPStatus
    """Status of the answer."""
    slug: str
    """Last part of the problem's type."""
    title: str
    """What it is about, the same every time."""
    is_told: bool = True
    """Whether the error's own words may leave the process."""


class Unauthorised(CheckFailed):
    """A request has no bearer token, or one that nobody was given."""

    def __init__(self) -> None:
        super().__init__("no client has this token; send Authorization: Bearer TOKEN")


class Forbidden(CheckFailed):
    """A client asks for what is not its part."""

    def __init__(self, client: str, *, part: str) -> None:
        self.client = client
        self.part = part
        super().__init__(f"{client} may not do this, it is the part of {part}; ask there")


class BodyTooLarge(DataRejected):
    """A request's body is larger than is taken."""

    def __init__(self, *, most: int) -> None:
        self.most = most
        super().__init__(f"the body is larger than {most} bytes; send less")


KINDS: Final[dict[type[Exception], ProblemKind]] = {
    Unauthorised: ProblemKind(HTTPStatus.UNAUTHORIZED, "unauthorised", "No known client"),
    Forbidden: ProblemKind(HTTPStatus.FORBIDDEN, "forbidden", "Not this client's part"),
    SignerNotANode: ProblemKind(HTTPStatus.FORBIDDEN, "not-a-node", "Not in the node set"),
    BodyTooLarge: ProblemKind(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too-large", "Body too large"),
    DocumentMissing: ProblemKind(HTTPStatus.NOT_FOUND, "no-such-document", "No such document"),
    MonthNotOpened: ProblemKind(HTTPStatus.NOT_FOUND, "no-such-month", "Month not opened"),
    ForeignSignature: ProblemKind(
        HTTPStatus.UNPROCESSABLE_ENTITY, "foreign-signature", "Not its own"
    ),
    DataRejected: ProblemKind(HTTPStatus.UNPROCESSABLE_ENTITY, "rejected", "A value is refused"),
    UsageError: ProblemKind(HTTPStatus.CONFLICT, "out-of-turn", "Not now"),
    CheckFailed: ProblemKind(HTTPStatus.CONFLICT, "not-counted", "Does not count"),
    ChainError: ProblemKind(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "chain-unavailable",
        "The chain cannot be read",
        is_told=False,
    ),
    StoreUnusable: ProblemKind(
        HTTPStatus.SERVICE_UNAVAILABLE, "store-unavailable", "Nothing can be kept", is_told=False
    ),
    ConfigurationError: ProblemKind(
        HTTPStatus.SERVICE_UNAVAILABLE, "unavailable", "The collector is broken", is_told=False
    ),
    SQLAlchemyError: ProblemKind(
        HTTPStatus.SERVICE_UNAVAILABLE, "store-unavailable", "Nothing can be kept", is_told=False
    ),
    Exception: ProblemKind(
        HTTPStatus.INTERNAL_SERVER_ERROR, "internal-error", "The collector failed", is_told=False
    ),
}
"""Kind of an error: that of its nearest listed base class."""


def install(app: FastAPI) -> None:
    """Answer every error of the application as a problem."""
    app.add_exception_handler(HTTPException, _routing)
    app.add_exception_handler(RequestValidationError, _malformed)
    for base in (RwaError, SQLAlchemyError, Exception):
        app.add_exception_handler(base, _failed)


async def _failed(_request: Request, error: Exception) -> JSONResponse:
    kind = next(KINDS[base] for base in type(error).__mro__ if base in KINDS)
    if not kind.is_told:
        _log.error("request failed", problem=kind.slug, cause=type(error).__name__)
    detail = _told(error) if kind.is_told else "ask again later; the collector's journal says more"
    return _answer(kind, detail)


def _told(error: Exception) -> str:
    """An error's words, without the directory in which files are kept."""
    return error.told_elsewhere() if isinstance(error, DocumentMissing) else str(error)


async def _malformed(_request: Request, error: Exception) -> JSONResponse:
    """What is no value of its type in a path; what was sent is not repeated."""
    wrong = error.errors() if isinstance(error, RequestValidationError) else ()
    places = (f"{each['loc'][-1]}: {each['msg']}" for each in wrong)
    return _answer(KINDS[DataRejected], "; ".join(places))


async def _routing(_request: Request, error: Exception) -> JSONResponse:
    """What routing refuses: no such path, no such method."""
    status = HTTPStatus(error.status_code if isinstance(error, HTTPException) else 500)
    return _answer(ProblemKind(status, status.phrase.lower().replace(" ", "-"), status.phrase), "")


def _answer(kind: ProblemKind, detail: str) -> JSONResponse:
    headers = {"Cache-Control": "no-store"}
    if kind.status is HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    problem = {
        "type": f"/problems/{kind.slug}",
        "title": kind.title,
        "status": int(kind.status),
        "detail": detail,
    }
    return AsciiJSON(problem, int(kind.status), headers=headers, media_type=MEDIA_TYPE)
