"""The collector as others reach it: HTTP with a bearer token, answers bounded and checked."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import urllib3
from urllib3.exceptions import HTTPError

from oracle.network.messages import Answer, Notice, answer_bytes, read_notices, request_bytes
from rwa.core.errors import CheckFailed, ConfigurationError
from rwa.core.ids import Sha256
from rwa.core.json_guard import read_answer

TIMEOUT_SECONDS = 30.0
LARGEST_ANSWER_BYTES = 256 * 2**20
"""Above the largest file a collector takes."""
THIS_MACHINE = ("127.0.0.1", "::1", "localhost")
OK, FIRST_REFUSAL = 200, 400


class CollectorUnreachable(ConfigurationError):
    """The collector does not answer, or answers something that is not its own."""

    def __init__(self, place: str, reason: str) -> None:
        self.place = place
        self.reason = reason
        super().__init__(
            f"no collector answers at {place}: {reason}; start it with oracle collector, or "
            "correct its URL"
        )


class TokenInTheClear(ConfigurationError):
    """A token would be sent over a network without encryption."""

    def __init__(self, url: str) -> None:
        self.url = url
        super().__init__(
            f"{url} is on another machine and not encrypted, anybody between could read the token; "
            "use https"
        )


class CollectorRefused(CheckFailed):
    """The collector understood and refused."""

    def __init__(self, what: str, *, status: int, title: str, detail: str) -> None:
        self.what = what
        self.status = status
        self.title = title
        self.detail = detail
        super().__init__(f"the collector refused {what} ({status} {title}): {detail}")


class NodesCollector(Protocol):
    """What a node asks of a collector, wherever it is."""

    def notices(self) -> tuple[Notice, ...]:
        """What is to be answered now."""
        ...

    def document(self, name: Sha256) -> bytes:
        """What is said to be the file of that name."""
        ...

    def send(self, answer: Answer) -> None:
        """Hand an answer over; when this returns, it is kept."""
        ...


@dataclass(frozen=True, slots=True)
class CollectorClient:
    """One client of a collector over HTTP or HTTPS; safe to share between threads.

    Raises TokenInTheClear; every method raises CollectorUnreachable and CollectorRefused.
    """

    url: str
    """Where the collector is, without a slash at its end."""
    token: str = field(repr=False)
    """Says who asks."""
    ca_file: Path | None = None
    """PEM certificates that prove the collector; None trusts the system's."""
    _pool: urllib3.PoolManager = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme != "https" and parts.hostname not in THIS_MACHINE:
            raise TokenInTheClear(self.url)
        trusted: dict[str, Any] = {}
        if self.ca_file is not None:
            trusted = {"ca_certs": str(self.ca_file)}
        pool = urllib3.PoolManager(
            timeout=urllib3.Timeout(TIMEOUT_SECONDS), retries=False, cert_reqs="REQUIRED", **trusted
        )
        object.__setattr__(self, "_pool", pool)

    def notices(self) -> tuple[Notice, ...]:
        """See NodesCollector. Raises MessageMalformed."""
        return read_notices(self._ask("GET", "/v1/notices"))

    def document(self, name: Sha256) -> bytes:
        """See NodesCollector."""
        return self._ask("GET", f"/v1/documents/{name}")

    def send(self, answer: Answer) -> None:
        """See NodesCollector."""
        self._ask("POST", "/v1/answers", answer_bytes(answer))

    def put_document(self, name: Sha256, content: bytes) -> None:
        """Publish a file under its name."""
        self._ask("PUT", f"/v1/documents/{name}", content)

    def open_month(self, document: Sha256) -> None:
        """Have every node asked about a document whose files are published."""
        self._ask("POST", "/v1/notices", request_bytes(document))

    def month(self, period: int) -> dict[str, Any]:
        """Where a month stands, as docs/reference/oracle-network.md describes it."""
        return self._object(self._ask("GET", f"/v1/months/{period}"))

    def close(self) -> None:
        """Close the connections."""
        self._pool.clear()

    def _object(self, content: bytes) -> dict[str, Any]:
        try:
            value = read_answer(content)
        except ValueError:
            value = None
        if not isinstance(value, dict):
            raise CollectorUnreachable(self.url, "an answer that is no JSON object")
        return value

    def _ask(self, method: str, path: str, body: bytes | None = None) -> bytes:
        headers = {"Authorization": f"Bearer {self.token}"}
        try:
            response = self._pool.request(
                method, self.url + path, body=body, headers=headers, preload_content=False
            )
            try:
                content: bytes = response.read(LARGEST_ANSWER_BYTES + 1)
            finally:
                response.release_conn()
        except HTTPError as error:
            raise CollectorUnreachable(self.url, _reason(error)) from error
        if len(content) > LARGEST_ANSWER_BYTES:
            raise CollectorUnreachable(self.url, "an answer of boundless size")
        if response.status >= FIRST_REFUSAL:
            raise self._refusal(f"{method} {path}", response.status, content)
        if not OK <= response.status < 300:
            raise CollectorUnreachable(self.url, f"an answer of status {response.status}")
        return content

    def _refusal(self, what: str, status: int, content: bytes) -> CollectorRefused:
        try:
            problem = self._object(content)
        except CollectorUnreachable:
            problem = {}
        title, detail = str(problem.get("title", "refused")), str(problem.get("detail", ""))
        return CollectorRefused(what, status=status, title=title, detail=detail)


def _reason(error: HTTPError) -> str:
    """What went wrong, without the address of the connection object."""
    return str(getattr(error, "reason", None) or error).rpartition(": ")[2] or type(error).__name__
