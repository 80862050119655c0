"""Building the application from an open read model."""

from collections.abc import Callable
from threading import Lock
from typing import Literal

from fastapi import FastAPI
from pydantic import Field
from sqlalchemy import Engine

import rwa
from rwa.api import problems
from rwa.api.answers import Answer
from rwa.api.explanations import Explain, nothing_known
from rwa.api.routes import router
from rwa.api.verifier import Verifier
from rwa.api.verifying import router as verifying_router


class Health(Answer):
    """Whether the process answers."""

    status: Literal["ok"] = Field(description="`ok`, when it answers at all.", examples=["ok"])


def create_app(
    database: Engine,
    *,
    keep_current: Callable[[], object] = lambda: None,
    verifier: Verifier | None = None,
    explain: Explain = nothing_known,
) -> FastAPI:
    """Return the application that answers from `database`.

    `keep_current` is called before each data read and may bring the read model up to the head
    of the chain; whatever it raises becomes the answer. `verifier` proves months again; None
    refuses to. `explain` tells what a report's document says.
    """
    app = FastAPI(
        title="Mortgage-backed certificates: who was paid what, and why",
        version=rwa.__version__,
        docs_url=None,
        redoc_url=None,
    )
    app.state.database = database
    app.state.keep_current = keep_current
    app.state.verifier = verifier
    app.state.explain = explain
    app.state.verifying = Lock()
    problems.install(app)
    app.include_router(router)
    app.include_router(verifying_router)
    app.add_api_route(
        "/healthz", health, operation_id="getHealth", summary="Whether the process answers"
    )
    _declare_problem(app)
    return app


def health() -> Health:
    """Alive; says nothing of the chain or the database."""
    return Health(status="ok")


def _declare_problem(app: FastAPI) -> None:
    """Name the problem schema that every refusal refers to."""
    schema = app.openapi()
    schema["components"]["schemas"]["Problem"] = problems.Problem.model_json_schema()
    app.openapi_schema = schema
