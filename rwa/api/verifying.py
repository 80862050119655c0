"""`POST /v1/verify`: an accepted month proved again, line by line, as of the newest block.

The answer is worked out anew from chain and files, in seconds and not in milliseconds. It runs
beside the other questions, one at a time: whoever asks meanwhile is told to ask again.
"""

from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Annotated, Any, Literal, Self, cast

from fastapi import APIRouter, Body, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import Field
from starlette.types import Message

from rwa.api.answers import Answer, BlockReference, Month, One, PoolName
from rwa.api.problems import refusals
from rwa.api.verifier import (
    ReportNotAccepted,
    VerifiedLine,
    VerifiedMonth,
    VerifierBusy,
    VerifierMissing,
)
from rwa.core.dates import NotAPeriod, Period
from rwa.core.json_guard import MOST_BRACKETS, opening_brackets
from rwa.readmodel.errors import NoSuchPeriod, UnknownPool

Outcome = Literal["proved", "failed", "not checked"]

MOST_BODY_BYTES = 10_000
"""Far above what names a pool and a month."""


class GuardedRoute(APIRoute):
    """A route that looks at a body before it is parsed: its parser recurses into each bracket."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """See APIRoute. Raises RequestValidationError for a body that no request of ours has."""
        handle = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            body = await _bounded(request)
            if opening_brackets(body) > MOST_BRACKETS:
                raise _refused(f"at most {MOST_BRACKETS} opening brackets")

            async def again() -> Message:
                return {"type": "http.request", "body": body, "more_body": False}

            return await handle(Request(request.scope, again))

        return guarded


async def _bounded(request: Request) -> bytes:
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MOST_BODY_BYTES:
            raise _refused(f"at most {MOST_BODY_BYTES} bytes")
    return body


def _refused(expected: str) -> RequestValidationError:
    fault = {"type": "body", "loc": ("body",), "msg": f"Body should have {expected}"}
    return RequestValidationError([fault])


router = APIRouter(prefix="/v1", route_class=GuardedRoute)


class VerifyRequest(Answer):
    """Which month is to be proved."""

    pool: PoolName
    period: str = Field(description="An accepted month, YYYY-MM.", examples=["2027-01"])


class VerdictAnswer(Answer):
    """What one check said."""

    about: str = Field(description="What the check belongs to.", examples=["signatures"])
    check: str = Field(description="Name of the check within it.", examples=["quorum"])
    outcome: Outcome = Field(
        description="`not checked` proves nothing and refutes nothing.", examples=["proved"]
    )
    expected: str = Field(
        description="What must be there; empty where nothing could be asked for.",
        examples=["3 of 4 nodes, each once"],
    )
    found: str = Field(
        description="What is there; empty where it was not looked at.",
        examples=["4 nodes of the set in force, ascending, low-s"],
    )
    why: str = Field(
        description="What the line proves, or why it does not.",
        examples=["signers recovered from the signatures in the transaction"],
    )

    @classmethod
    def of(cls, line: VerifiedLine) -> Self:
        """Read from the verifier's record."""
        return cls(
            about=line.about,
            check=line.check,
            outcome=cast("Outcome", line.outcome),
            expected=line.expected,
            found=line.found,
            why=line.why,
        )


class VerificationAnswer(Answer):
    """Everything that was found out about a month."""

    pool_id: PoolName
    period: Month
    revision: int | None = Field(
        description="Of the report in force; null when no event shows one.", examples=[0]
    )
    earlier_revisions: tuple[int, ...] = Field(
        description="Of reports that the one in force replaced, oldest first.", examples=[[]]
    )
    restating_period: Month | None = Field(
        description="The month to be revised next; null outside a restatement.", examples=[None]
    )
    proved: int = Field(description="Lines that were proved.", examples=[52])
    failed: int = Field(description="Lines that failed; 0 of a month that is right.", examples=[0])
    not_checked: int = Field(description="Lines that could not be checked.", examples=[1])
    lines: tuple[VerdictAnswer, ...] = Field(description="Every check, in order.")

    @classmethod
    def of(cls, month: VerifiedMonth) -> Self:
        """Read from the verifier's record."""
        outcomes = [line.outcome for line in month.lines]
        return cls(
            pool_id=month.pool_id,
            period=str(month.period),
            revision=month.revisions[-1] if month.revisions else None,
            earlier_revisions=month.revisions[:-1],
            restating_period=None if month.restating is None else str(month.restating),
            proved=outcomes.count("proved"),
            failed=outcomes.count("failed"),
            not_checked=outcomes.count("not checked"),
            lines=tuple(VerdictAnswer.of(line) for line in month.lines),
        )


class Verified(One[VerificationAnswer]):
    """One month."""


@router.post(
    "/verify",
    operation_id="verifyMonth",
    summary="Prove an accepted month again",
    responses=refusals(
        UnknownPool,
        NoSuchPeriod,
        ReportNotAccepted,
        NotAPeriod,
        RequestValidationError,
        VerifierBusy,
        VerifierMissing,
    ),
)
def verify(
    request: Request, response: Response, asked: Annotated[VerifyRequest, Body()]
) -> Verified:
    """From the chain's events and the published files; a line that fails is an answer, not an error."""
    period = Period.parse(asked.period)
    verifier = request.app.state.verifier
    if verifier is None:
        raise VerifierMissing
    with _alone(request):
        month = verifier.verify(asked.pool, period)
    response.headers["Cache-Control"] = "no-store"
    return Verified(data=VerificationAnswer.of(month), as_of=BlockReference.of(month.as_of))


@contextmanager
def _alone(request: Request) -> Iterator[None]:
    """Hold the one place there is. Raises VerifierBusy when it is taken."""
    place = request.app.state.verifying
    if not place.acquire(blocking=False):
        raise VerifierBusy
    try:
        yield
    finally:
        place.release()
