"""JSON-RPC requests over HTTP, one or many at a time."""

import itertools
from collections.abc import Sequence
from typing import Any

import urllib3
from urllib3.exceptions import HTTPError

from rwa.chain.errors import ChainUnreachable
from rwa.core.errors import ChainError
from rwa.core.json_guard import read_answer

TIMEOUT_SECONDS = 30.0
HEADERS = {"Content-Type": "application/json"}


class RpcRefused(ChainError):
    """The node understood a request and refused it."""

    def __init__(self, method: str, *, code: int, message: str, data: object) -> None:
        self.method = method
        self.code = code
        self.message = message
        self.data = data
        super().__init__(f"{method} was refused ({code}): {message}; correct the request")


Answer = Any
"""The result a node gave, or the RpcRefused it gave instead; refusals are for the caller."""


class RpcTransport:
    """A kept-open connection to one node; safe to share between threads."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._pool = urllib3.PoolManager(
            timeout=urllib3.Timeout(TIMEOUT_SECONDS),
            retries=urllib3.Retry(connect=2, read=0, redirect=0, backoff_factor=0.1),
        )
        self._ids = itertools.count(1)

    def ask(self, method: str, parameters: Sequence[object]) -> Answer:
        """Return the node's answer. Raises ChainUnreachable, also for one that is malformed."""
        return self.ask_many([(method, parameters)])[0]

    def ask_many(self, requests: Sequence[tuple[str, Sequence[object]]]) -> tuple[Answer, ...]:
        """Return the answers to several requests sent as one, in their order.

        Raises ChainUnreachable when any answer is missing or malformed.
        """
        named = {next(self._ids): request for request in requests}
        body = [
            {"jsonrpc": "2.0", "id": number, "method": method, "params": list(parameters)}
            for number, (method, parameters) in named.items()
        ]
        answered = self._post(body if len(body) != 1 else body[0])
        listed = answered if isinstance(answered, list) else [answered]
        by_number = {number: entry for entry in listed if (number := _number(entry)) is not None}
        missing = [number for number in named if number not in by_number]
        if missing:
            raise ChainUnreachable(self._url, f"{len(missing)} of {len(named)} answers are missing")
        return tuple(
            self._answer(method, by_number[number]) for number, (method, _) in named.items()
        )

    def malformed(self, method: str) -> ChainUnreachable:
        """The error for an answer to a method that is not what the method answers."""
        return ChainUnreachable(self._url, f"malformed answer to {method}")

    def close(self) -> None:
        """Close the connection."""
        self._pool.clear()

    def _post(self, body: object) -> Any:
        if body == []:
            return []
        try:
            response = self._pool.request("POST", self._url, json=body, headers=HEADERS)
        except HTTPError as error:
            raise ChainUnreachable(self._url, _first_line(error)) from error
        try:
            return read_answer(response.data)
        except ValueError as error:
            reason = f"HTTP {response.status} with an answer that is not JSON"
            raise ChainUnreachable(self._url, reason) from error

    def _answer(self, method: str, entry: dict[str, Any]) -> Answer:
        error = entry.get("error")
        if error is None:
            return entry.get("result")
        if not isinstance(error, dict) or not isinstance(code := error.get("code", 0), int):
            raise self.malformed(method)
        message = str(error.get("message", "no message"))
        return RpcRefused(method, code=code, message=message, data=error.get("data"))


def _number(entry: object) -> int | None:
    """Return which question an answer says that it is to, None when it says nothing usable."""
    number = entry.get("id") if isinstance(entry, dict) else None
    return number if isinstance(number, int) else None


def _first_line(error: BaseException) -> str:
    """Return what went wrong without the address of the connection object."""
    cause = getattr(error, "reason", None) or error
    lines = str(cause).rpartition(": ")[2].splitlines()
    return lines[0] if lines else type(cause).__name__
