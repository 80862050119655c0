"""What a process writes about itself: one JSON object a line, on stderr or where it is told.

Lines carry ids and amounts. Secrets are never handed to it; should one slip in, it is blotted out
as the second line of defence.
"""

import logging
import sys
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from typing import Any, TextIO

import structlog

BLOT = "********"
SHORTEST_SECRET = 6
"""Characters below which a secret would blot out half of every line."""

EventDict = MutableMapping[str, Any]


def write_journal(
    *, process: str, secrets: Iterable[str] = (), stream: TextIO | None = None
) -> None:
    """Have every line of this process written as JSON, `secrets` blotted out.

    `process` names it in each line; None writes to stderr.
    """
    hidden = tuple(sorted({text for text in secrets if len(text) >= SHORTEST_SECRET}, key=len))
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            _named(process),
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            structlog.processors.format_exc_info,
            _blotted(hidden),
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(file=stream or sys.stderr),
        cache_logger_on_first_use=False,
    )


def keep_no_journal() -> None:
    """Write nothing, in a process that speaks to its user by itself; a journal goes on."""
    if not structlog.is_configured():
        structlog.configure(
            wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL),
            logger_factory=structlog.ReturnLoggerFactory(),
        )


def _named(process: str) -> Callable[[object, str, EventDict], EventDict]:
    def name(_logger: object, _method: str, event: EventDict) -> EventDict:
        return {"process": process, **event}

    return name


def _blotted(secrets: tuple[str, ...]) -> Callable[[object, str, EventDict], EventDict]:
    def blot(_logger: object, _method: str, event: EventDict) -> EventDict:
        return {name: _without(value, secrets) for name, value in event.items()}

    return blot


def _without(value: object, secrets: tuple[str, ...]) -> object:
    """A value as it may be shown; whatever is no number is shown as text."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Mapping):
        return {str(name): _without(each, secrets) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_without(each, secrets) for each in value]
    text = f"0x{value.hex()}" if isinstance(value, bytes) else str(value)
    for secret in reversed(secrets):
        text = text.replace(secret, BLOT)
    return text
