"""Answers of nodes that no node at hand gives; each is named for what it lacks."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from rwa.chain.errors import ChainUnreachable
from rwa.chain.hashing import ZERO_ADDRESS
from rwa.chain.protocol import ViewCall
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


def node_without_finality(answer: dict[str, Any]) -> AbstractContextManager[str]:
    """A node at its first block that answers the question for a finalized one with `answer`."""

    def says(request: dict[str, Any]) -> dict[str, Any]:
        return answer if "finalized" in request["params"] else {"result": usual(request)}

    return served(says)


def usual(request: dict[str, Any]) -> object:
    """What a node at its first block answers to whatever it is asked first."""
    answers = {"web3_clientVersion": "Other/v1.0-linux", "eth_chainId": "0x1"}
    return answers.get(request["method"], GENESIS)


@contextmanager
def served(says: Callable[[dict[str, Any]], dict[str, Any]]) -> Iterator[str]:
    """A node that gives each question one answer."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            listed = asked if isinstance(asked, list) else [asked]
            answers = [{"jsonrpc": "2.0", "id": each["id"], **says(each)} for each in listed]
            text = json.dumps(answers if isinstance(asked, list) else answers[0]).encode()
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


CALL = ViewCall(to=ZERO_ADDRESS, data=b"")
QUESTIONS: dict[str, Callable[[RpcChain], object]] = {
    "head": lambda chain: chain.head(),
    "finalized": lambda chain: chain.finalized(),
    "block": lambda chain: chain.block(0),
    "blocks": lambda chain: chain.blocks([0, 1]),
    "block_receipts": lambda chain: chain.block_receipts([0, 1]),
    "code": lambda chain: chain.code(ZERO_ADDRESS),
    "balance": lambda chain: chain.balance(ZERO_ADDRESS),
    "nonce": lambda chain: chain.nonce(ZERO_ADDRESS),
    "mined_nonce": lambda chain: chain.mined_nonce(ZERO_ADDRESS),
    "fees": lambda chain: chain.fees(),
    "gas_for": lambda chain: chain.gas_for(CALL),
    "call": lambda chain: chain.call(CALL),
    "calls": lambda chain: chain.calls([CALL, CALL], block=0),
    "transaction": lambda chain: chain.transaction(bytes(32)),
    "receipt": lambda chain: chain.receipt(bytes(32)),
    "logs": lambda chain: chain.logs(0, 0, [ZERO_ADDRESS]),
}


@pytest.mark.parametrize(
    "answer",
    [
        {"result": {"status": "0x1", "from": 5, "blockNumber": "0x1"}},
        {"result": [5]},
        {"result": {}},
        {"result": "0xzz"},
        {"result": 5},
        {"result": "0x" + "ff" * 32 + "f"},
        {"error": "rate limited"},
    ],
)
@pytest.mark.parametrize("question", QUESTIONS)
def test_rpc_chain__malformed_answer__unreachable_with_the_method(
    question: str, answer: dict[str, Any]
) -> None:
    """Whatever a node answers, a process that asks it can tell it from a mistake of its own."""
    spoilt: list[bool] = []

    def says(request: dict[str, Any]) -> dict[str, Any]:
        # Of logs the head is asked first; it is right, so that the logs are what is malformed.
        right = not spoilt or (question == "logs" and request["method"] == "eth_getBlockByNumber")
        return {"result": usual(request)} if right else answer

    with served(says) as url:
        chain = RpcChain(url)
        spoilt.append(True)
        with pytest.raises(ChainUnreachable, match="malformed answer to eth_"):
            QUESTIONS[question](chain)
        chain.close()


@pytest.mark.parametrize("question", sorted(QUESTIONS.keys() - {"transaction", "receipt"}))
def test_rpc_chain__null__is_an_error_of_the_chain(question: str) -> None:
    spoilt: list[bool] = []

    with served(lambda asked: {"result": None if spoilt else usual(asked)}) as url:
        chain = RpcChain(url)
        spoilt.append(True)
        with pytest.raises(ChainUnreachable, match="malformed answer to eth_"):
            QUESTIONS[question](chain)
        chain.close()


def test_call__refused_with_data_that_is_no_hex__refused() -> None:
    error = {"code": 3, "message": "no", "data": "0xzz"}
    with served(
        lambda asked: {"error": error} if "call" in asked["method"] else {"result": usual(asked)}
    ) as url:
        chain = RpcChain(url)
        with pytest.raises(RpcRefused, match="no"):
            chain.call(CALL)
        chain.close()
