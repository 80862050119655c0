"""Refusals as RFC 9457 `application/problem+json`, one stable type for each error."""

import re
from collections.abc import Mapping
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from rwa.core.dates import NotAPeriod
from rwa.core.errors import DataRejected, RwaError
from rwa.readmodel.errors import NoSuchPeriod, PeriodNotClosed, UnknownHolder, UnknownPool

MEDIA_TYPE = "application/problem+json"

STATUS_BY_ERROR: dict[type[RwaError], HTTPStatus] = {
    UnknownPool: HTTPStatus.NOT_FOUND,
    UnknownHolder: HTTPStatus.NOT_FOUND,
    NoSuchPeriod: HTTPStatus.NOT_FOUND,
    PeriodNotClosed: HTTPStatus.CONFLICT,
    NotAPeriod: HTTPStatus.UNPROCESSABLE_ENTITY,
    DataRejected: HTTPStatus.UNPROCESSABLE_ENTITY,
    RwaError: HTTPStatus.SERVICE_UNAVAILABLE,
}
"""Status of an error: that of its nearest listed base class."""


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


def problem_type(name: str) -> str:
    """`UnknownPool` becomes `/problems/unknown-pool`."""
    return "/problems/" + re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()


def install(app: FastAPI) -> None:
    """Answer every error of the application as a problem."""
    app.add_exception_handler(RwaError, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)


async def _refused(_request: Request, error: Exception) -> JSONResponse:
    status = next(STATUS_BY_ERROR[base] for base in type(error).__mro__ if base in STATUS_BY_ERROR)
    return _problem(type(error).__name__, status=status, detail=str(error))


async def _invalid(_request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, RequestValidationError):
        raise error
    faults = (f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
    return _problem(
        "InvalidRequest", status=HTTPStatus.UNPROCESSABLE_ENTITY, detail="; ".join(faults)
    )


async def _http(_request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        raise error
    status = HTTPStatus(error.status_code)
    name = "".join(word.title() for word in status.phrase.split())
    return _problem(name, status=status, detail=str(error.detail), headers=error.headers)


def _problem(
    name: str, *, status: HTTPStatus, detail: str, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    return JSONResponse(
        {
            "type": problem_type(name),
            "title": status.phrase,
            "status": int(status),
            "detail": detail,
        },
        status_code=int(status),
        media_type=MEDIA_TYPE,
        headers=headers,
    )
