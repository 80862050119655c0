"""JSON-RPC requests over HTTP, one or many at a time."""

import itertools
import json
from collections.abc import Sequence
from typing import Any

import urllib3
from urllib3.exceptions import HTTPError

from rwa.chain.errors import ChainUnreachable
from rwa.core.errors import ChainError

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
        """Return the node's answer. Raises ChainUnreachable."""
        return self.ask_many([(method, parameters)])[0]

    def ask_many(self, requests: Sequence[tuple[str, Sequence[object]]]) -> tuple[Answer, ...]:
        """Return the answers to several requests sent as one, in their order.

        Raises ChainUnreachable when any answer is missing.
        """
        named = {next(self._ids): request for request in requests}
        body = [
            {"jsonrpc": "2.0", "id": number, "method": method, "params": list(parameters)}
            for number, (method, parameters) in named.items()
        ]
        answered = self._post(body if len(body) != 1 else body[0])
        listed = answered if isinstance(answered, list) else [answered]
        by_number = {entry.get("id"): entry for entry in listed if isinstance(entry, dict)}
        missing = [number for number in named if number not in by_number]
        if missing:
            raise ChainUnreachable(self._url, f"{len(missing)} of {len(named)} answers are missing")
        return tuple(_answer(method, by_number[number]) for number, (method, _) in named.items())

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
            return json.loads(response.data)
        except ValueError as error:
            reason = f"HTTP {response.status} with an answer that is not JSON"
            raise ChainUnreachable(self._url, reason) from error


def _answer(method: str, entry: dict[str, Any]) -> Answer:
    error = entry.get("error")
    if error is None:
        return entry.get("result")
    return RpcRefused(
        method,
        code=int(error.get("code", 0)),
        message=str(error.get("message", "no message")),
        data=error.get("data"),
    )


def _first_line(error: BaseException) -> str:
    """Return what went wrong without the address of the connection object."""
    cause = getattr(error, "reason", None) or error
    return str(cause).rpartition(": ")[2].splitlines()[0] if str(cause) else type(cause).__name__
