"""Nodes that do not keep to JSON-RPC, each named for its lie."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from rwa.chain.errors import ChainUnreachable
from rwa.chain.rpc import RpcChain
from rwa.chain.rpc_transport import RpcRefused, RpcTransport


def node_that_answers_html(_: Any) -> bytes:
    return b"<html>502 Bad Gateway</html>"


def node_that_answers_a_number(_: Any) -> bytes:
    return b"5"


def node_that_forgets_the_last(requests: Any) -> bytes:
    return json.dumps([answer_to(request) for request in requests[:-1]]).encode()


def node_that_answers_backwards(requests: Any) -> bytes:
    return json.dumps([answer_to(request) for request in requests][::-1]).encode()


def node_that_answers_another_question(request: Any) -> bytes:
    return json.dumps({**answer_to(request), "id": 999_999}).encode()


def node_that_refuses(request: Any) -> bytes:
    error = {"code": -32601, "message": "no such method"}
    return json.dumps({"jsonrpc": "2.0", "id": request["id"], "error": error}).encode()


def node_that_nests_without_end(_: Any) -> bytes:
    return b"[" * 100_000


def node_that_names_its_answer_with_a_list(requests: Any) -> bytes:
    return json.dumps(
        [{**answer_to(request), "id": [request["id"]]} for request in requests]
    ).encode()


def node_that_refuses_in_a_word(requests: Any) -> bytes:
    return json.dumps(
        [{"id": request["id"], "error": "rate limited"} for request in requests]
    ).encode()


def node_that_refuses_with_a_code_of_letters(requests: Any) -> bytes:
    error = {"code": "limit", "message": "rate limited"}
    return json.dumps([{"id": request["id"], "error": error} for request in requests]).encode()


def answer_to(request: Any) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": request["id"], "result": request["params"][0]}


@contextmanager
def served(node: Callable[[Any], bytes]) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            text = node(body)
            self.send_response(200)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_ask_many__answers_out_of_order__put_in_order() -> None:
    with served(node_that_answers_backwards) as url:
        answers = RpcTransport(url).ask_many([("echo", (number,)) for number in (3, 1, 2)])
    assert answers == (3, 1, 2)


def test_ask_many__nothing_asked__nothing_sent() -> None:
    assert RpcTransport("http://127.0.0.1:9").ask_many([]) == ()


@pytest.mark.parametrize(
    "node",
    [
        node_that_answers_html,
        node_that_answers_a_number,
        node_that_forgets_the_last,
        node_that_answers_another_question,
        node_that_nests_without_end,
        node_that_names_its_answer_with_a_list,
        node_that_refuses_in_a_word,
        node_that_refuses_with_a_code_of_letters,
    ],
)
def test_ask__node_breaks_the_protocol__unreachable(node: Callable[[Any], bytes]) -> None:
    requests = [("echo", (number,)) for number in range(2)]
    if node is node_that_answers_another_question:
        requests = requests[:1]
    with served(node) as url, pytest.raises(ChainUnreachable) as caught:
        RpcTransport(url).ask_many(requests)
    assert caught.value.place == url


def test_ask__node_refuses__the_refusal_is_the_answer() -> None:
    with served(node_that_refuses) as url:
        refused = RpcTransport(url).ask("echo", ())
    assert isinstance(refused, RpcRefused)
    assert (refused.method, refused.code, refused.message) == ("echo", -32601, "no such method")


def test_rpc_chain__node_refuses_the_first_question__says_so() -> None:
    with served(node_that_refuses) as url, pytest.raises(RpcRefused, match="no such method"):
        RpcChain(url)


def test_rpc_chain__website__unreachable() -> None:
    with served(node_that_answers_html) as url, pytest.raises(ChainUnreachable, match="not JSON"):
        RpcChain(url)
