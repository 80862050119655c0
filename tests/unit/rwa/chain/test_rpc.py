"""Answers of nodes that no node at hand gives; each is named for what it lacks."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from rwa.chain.rpc import RpcChain
from rwa.chain.rpc_transport import RpcRefused

GENESIS = {
    "number": "0x0",
    "hash": "0x" + "11" * 32,
    "parentHash": "0x" + "00" * 32,
    "timestamp": "0x1",
    "receiptsRoot": "0x" + "22" * 32,
    "logsBloom": "0x" + "00" * 256,
}


@contextmanager
def node_without_finality(answer: dict[str, Any]) -> Iterator[str]:
    """A node at its first block that answers the question for a finalized one with `answer`."""
    answers = {"web3_clientVersion": "Other/v1.0-linux", "eth_chainId": "0x1"}

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            said = {"result": answers.get(request["method"], GENESIS)}
            if "finalized" in request["params"]:
                said = answer
            text = json.dumps({"jsonrpc": "2.0", "id": request["id"], **said}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.parametrize(
    "answer",
    [
        {"result": None},
        {"error": {"code": -39001, "message": "Unknown block"}},
        {"error": {"code": -32000, "message": "finalized block not found"}},
    ],
)
def test_finalized__none_yet__block_0(answer: dict[str, Any]) -> None:
    with node_without_finality(answer) as url:
        chain = RpcChain(url)
        assert chain.finalized() == chain.block(0)
        chain.close()


def test_finalized__tag_not_understood__refused_and_not_taken_for_none_yet() -> None:
    error = {"code": -32602, "message": "invalid argument 0: hex string without 0x prefix"}
    with node_without_finality({"error": error}) as url:
        chain = RpcChain(url)
        with pytest.raises(RpcRefused, match="invalid argument"):
            chain.finalized()
        chain.close()
