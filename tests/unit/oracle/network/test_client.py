"""The client against servers that are not a collector, or are none at all."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from oracle.network.client import (
    CollectorClient,
    CollectorRefused,
    CollectorUnreachable,
    TokenInTheClear,
)
from rwa.core.ids import Sha256

TOKEN = "canary-token-of-this-test"  # noqa: S105 - it opens nothing


class FakeStranger(HTTPServer):
    """Answers every request with one status and body."""

    status, body = 200, b"hello"

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients may hang up."""


class Answers(BaseHTTPRequestHandler):
    server: FakeStranger

    def do_GET(self) -> None:
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(self.server.body)))
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def stranger() -> Iterator[FakeStranger]:
    with FakeStranger(("127.0.0.1", 0), Answers) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def client(stranger: FakeStranger) -> Iterator[CollectorClient]:
    client = CollectorClient(f"http://127.0.0.1:{stranger.server_port}", TOKEN)
    yield client
    client.close()


def test_document__a_body__is_returned_as_it_is(client: CollectorClient) -> None:
    assert client.document(Sha256("0" * 64)) == b"hello"


def test_month__an_answer_that_is_no_json__is_no_collector(client: CollectorClient) -> None:
    with pytest.raises(CollectorUnreachable):
        client.month(1)


def test_month__a_problem__is_refused_with_its_words(
    client: CollectorClient, stranger: FakeStranger
) -> None:
    stranger.status = 409
    stranger.body = b'{"title": "Not now", "detail": "period 3 is out of turn"}'

    with pytest.raises(CollectorRefused) as caught:
        client.month(3)

    assert (caught.value.status, caught.value.title) == (409, "Not now")
    assert "out of turn" in str(caught.value)


def test_month__a_redirection__is_not_followed(
    client: CollectorClient, stranger: FakeStranger
) -> None:
    stranger.status = 302
    with pytest.raises(CollectorUnreachable):
        client.month(1)


def test_month__nobody_listens__is_unreachable_and_shows_no_token(stranger: FakeStranger) -> None:
    with HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as closed:
        port = closed.server_port
    client = CollectorClient(f"http://127.0.0.1:{port}", TOKEN)

    with pytest.raises(CollectorUnreachable) as caught:
        client.month(1)

    client.close()
    assert TOKEN not in str(caught.value)
    assert TOKEN not in repr(client)
    assert caught.value.exit_code == 3


@pytest.mark.parametrize("url", ["http://collector.example:80", "http://10.0.0.1:8781"])
def test_client__a_token_over_a_network_in_the_clear__is_refused(url: str) -> None:
    with pytest.raises(TokenInTheClear):
        CollectorClient(url, TOKEN)


@pytest.mark.parametrize("status", [200, 500])
def test_month__an_answer_nested_without_end__is_no_collector_or_a_refusal_without_words(
    client: CollectorClient, stranger: FakeStranger, status: int
) -> None:
    stranger.status, stranger.body = status, b"[" * 100_000

    with pytest.raises(CollectorUnreachable if status == 200 else CollectorRefused):
        client.month(1)
