"""Refusals as RFC 9457 `application/problem+json`, one stable type for each kind.

The types are part of the API: renaming an error class changes none of them.
"""

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException

from rwa.api.verifier import ReportNotAccepted, VerifierBusy, VerifierMissing
from rwa.chain.errors import ChainMoved
from rwa.core.dates import NotAPeriod, Period
from rwa.core.errors import ChainError, DataRejected, RwaError
from rwa.readmodel.errors import (
    DatabaseUnusable,
    NoSuchPeriod,
    NothingRead,
    PeriodNotClosed,
    UnknownHolder,
    UnknownPool,
)

MEDIA_TYPE: Final = "application/problem+json"
LOG: Final = logging.getLogger(__name__)


class NotAnAddress(DataRejected):
    """A text is not a chain address, or its checksum is wrong."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(
            f"address is {text!r}, expected 0x and 40 hexadecimal digits with a valid EIP-55 "
            "checksum (or all lower case); correct it"
        )


class NotACursor(DataRejected):
    """A cursor was not made by this API."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(f"cursor is {text!r}, expected a next_cursor of an earlier answer")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of problem."""

    status: HTTPStatus
    """Status of the answer."""
    slug: str
    """Last part of the problem's type."""
    title: str
    """What it is about, the same every time."""
    detail: str | None = None
    """What is said instead of the error's own words, which may tell of the server's inside."""

    @property
    def type(self) -> str:
        """The problem's type, a URI relative to the API."""
        return f"/problems/{self.slug}"


INVALID: Final = Kind(
    HTTPStatus.UNPROCESSABLE_ENTITY, "invalid-request", "A parameter is not valid"
)
REJECTED: Final = Kind(HTTPStatus.UNPROCESSABLE_ENTITY, "rejected", "A value is refused")
CHAIN_UNAVAILABLE: Final = Kind(
    HTTPStatus.SERVICE_UNAVAILABLE,
    "chain-unavailable",
    "The chain cannot be read",
    "the chain cannot be read now; ask again later",
)
DATABASE_UNAVAILABLE: Final = Kind(
    HTTPStatus.SERVICE_UNAVAILABLE,
    "database-unavailable",
    "The read model cannot be read",
    "the read model's database cannot be used now; ask again later",
)
INTERNAL: Final = Kind(
    HTTPStatus.INTERNAL_SERVER_ERROR,
    "internal-error",
    "The server failed",
    "the server failed in a way it should not; its log says more",
)

KINDS: Final[Mapping[type[Exception], Kind]] = {
    UnknownPool: Kind(HTTPStatus.NOT_FOUND, "unknown-pool", "No such pool"),
    UnknownHolder: Kind(HTTPStatus.NOT_FOUND, "unknown-holder", "Never held a certificate"),
    NoSuchPeriod: Kind(HTTPStatus.NOT_FOUND, "no-such-period", "No such period"),
    PeriodNotClosed: Kind(HTTPStatus.CONFLICT, "period-not-closed", "Record time not passed"),
    ReportNotAccepted: Kind(HTTPStatus.CONFLICT, "report-not-accepted", "No report accepted yet"),
    NotAPeriod: Kind(HTTPStatus.UNPROCESSABLE_ENTITY, "not-a-period", "Not a month"),
    NotAnAddress: Kind(HTTPStatus.UNPROCESSABLE_ENTITY, "not-an-address", "Not an address"),
    NotACursor: Kind(HTTPStatus.UNPROCESSABLE_ENTITY, "not-a-cursor", "Not a cursor"),
    NothingRead: Kind(HTTPStatus.SERVICE_UNAVAILABLE, "nothing-read", "No block read yet"),
    ChainMoved: Kind(HTTPStatus.SERVICE_UNAVAILABLE, "chain-moved", "The chain is reorganising"),
    VerifierBusy: Kind(HTTPStatus.SERVICE_UNAVAILABLE, "verifier-busy", "Verifying another month"),
    VerifierMissing: Kind(
        HTTPStatus.SERVICE_UNAVAILABLE, "verifier-missing", "Nothing is verified here"
    ),
    RequestValidationError: INVALID,
    DataRejected: REJECTED,
    ChainError: CHAIN_UNAVAILABLE,
    SQLAlchemyError: DATABASE_UNAVAILABLE,
    DatabaseUnusable: DATABASE_UNAVAILABLE,
    Exception: INTERNAL,
}
"""Kind of an error: that of its nearest listed base class."""


EXAMPLES: Final[Mapping[type[Exception], str]] = {
    **{
        type(error): str(error)
        for error in (
            UnknownPool("RWA-2026-9", known=("RWA-2026-1",)),
            UnknownHolder("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"),
            NoSuchPeriod(Period(2099, 1)),
            PeriodNotClosed(Period(2027, 2), record_time=1_801_432_800, now=1_798_754_400),
            ReportNotAccepted("RWA-2026-1", Period(2027, 4), last=Period(2027, 3)),
            VerifierBusy(),
            VerifierMissing(),
            NotAPeriod("2027-13"),
            NotAnAddress("0x5aAe"),
            NotACursor("2"),
        )
    },
    RequestValidationError: "query.limit: Input should be less than or equal to 500",
}
"""What a problem's detail may say, for OpenAPI."""


class Problem(BaseModel):
    """RFC 9457 problem details."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: str = Field(
        description="Stable name of the kind of problem.", examples=["/problems/unknown-pool"]
    )
    title: str = Field(
        description="The kind in words, the same every time.", examples=["No such pool"]
    )
    status: int = Field(description="Status of the answer.", examples=[404])
    detail: str = Field(
        description="What was found and expected here, and what to do.",
        examples=["no pool 'RWA-2026-9'; known are RWA-2026-1"],
    )


def refusals(*errors: type[Exception]) -> dict[int | str, dict[str, Any]]:
    """Describe, for OpenAPI, the problems a route may answer with."""
    by_status: dict[int, list[Problem]] = {}
    for error in (*errors, ChainError):
        problem = _problem(KINDS[error], EXAMPLES.get(error, ""))
        by_status.setdefault(problem.status, []).append(problem)
    return {
        status: {
            "description": "; ".join(problem.title for problem in described),
            "content": {
                MEDIA_TYPE: {
                    "schema": {"$ref": "#/components/schemas/Problem"},
                    "examples": {
                        problem.title: {"value": problem.model_dump()} for problem in described
                    },
                }
            },
        }
        for status, described in by_status.items()
    }


def install(app: FastAPI) -> None:
    """Answer every error of the application as a problem."""
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    for base in (RwaError, SQLAlchemyError, Exception):
        app.add_exception_handler(base, _failed)


async def _failed(_request: Request, error: Exception) -> JSONResponse:
    kind = next(KINDS[base] for base in type(error).__mro__ if base in KINDS)
    if kind.detail is not None:
        LOG.error("answered %s", kind.slug, exc_info=error)
    return _answer(_problem(kind, str(error)))


async def _invalid(_request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, RequestValidationError):
        raise error
    faults = (f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
    return _answer(_problem(INVALID, "; ".join(faults)))


async def _http(_request: Request, error: Exception) -> JSONResponse:
    """What routing refuses: no such path, no such method."""
    if not isinstance(error, HTTPException):
        raise error
    status = HTTPStatus(error.status_code)
    slug = re.sub(r"[^a-z]+", "-", status.phrase.lower())
    problem = _problem(Kind(status, slug, status.phrase), str(error.detail))
    return _answer(problem, headers=error.headers)


def _problem(kind: Kind, found: str) -> Problem:
    """A problem of a kind; what was found is told unless the kind keeps it to the log."""
    return Problem(
        type=kind.type, title=kind.title, status=int(kind.status), detail=kind.detail or found
    )


def _answer(problem: Problem, *, headers: Mapping[str, str] | None = None) -> JSONResponse:
    return JSONResponse(
        problem.model_dump(),
        status_code=problem.status,
        media_type=MEDIA_TYPE,
        headers={"Cache-Control": "no-store", **(headers or {})},
    )
