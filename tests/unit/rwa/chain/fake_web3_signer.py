"""A remote signer on loopback with web3signer's HTTP interface and real keys, made to misbehave."""

import json
import ssl
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import ClassVar, Self

from eth_keys.datatypes import PrivateKey

from rwa.chain.accounts import GROUP_ORDER, LocalAccount
from rwa.chain.hashing import keccak

SIGN = "/api/v1/eth1/sign/"


def public_key(account: LocalAccount) -> str:
    """Return an account's public key as web3signer names it."""
    return "0x" + PrivateKey(account.secret).public_key.to_bytes().hex()


@dataclass
class Misbehaviour:
    """What the fake does instead of signing well; as it is made, nothing."""

    high_s: bool = False
    """Whether s is in the upper half, as some hardware leaves it."""
    plain_parity: bool = False
    """Whether the last byte is 0 or 1 instead of 27 or 28."""
    key: LocalAccount | None = None
    """Key that signs instead of the one asked for."""
    digest_of_digest: bool = False
    """Whether the Keccak of the Keccak is signed."""
    failures: int = 0
    """How many of the next requests get HTTP 500."""
    hang_ups: int = 0
    """How many of the next requests get no answer at all."""
    cut_offs: int = 0
    """How many of the next answers end before their stated length."""
    answer: bytes | None = None
    """Text that is answered to every good request."""
    status: int | None = None
    """HTTP status of every answer."""
    silent: bool = False
    """Whether requests are taken and never answered."""
    token: str | None = None
    """Bearer token that is asked for."""


@dataclass
class FakeWeb3Signer:
    """Stands in for web3signer; `requests` is what it was asked, in order."""

    accounts: Sequence[LocalAccount]
    does: Misbehaviour = field(default_factory=Misbehaviour)
    requests: list[str] = field(default_factory=list)
    certificate: tuple[str, str] | None = None
    """PEM files of certificate and key; None speaks plain HTTP."""

    def __enter__(self) -> Self:
        self._ended = threading.Event()
        self._server = ThreadingHTTPServer(
            ("127.0.0.1", 0), type("Handler", (SignerHandler,), {"fake": self})
        )
        if self.certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*self.certificate)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ended.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        scheme = "http" if self.certificate is None else "https"
        return f"{scheme}://127.0.0.1:{self._server.server_address[1]}"

    def wait_for_the_end(self) -> None:
        self._ended.wait(timeout=60)

    def answer(self, path: str, body: bytes) -> tuple[int, bytes]:
        """Return status and text, as web3signer would but for `does`."""
        if self.does.status is not None:
            return self.does.status, b""
        if path in ("/upcheck", "/healthcheck"):
            return 200, b"OK"
        if self.does.answer is not None:
            return 200, self.does.answer
        if path == "/api/v1/eth1/publicKeys":
            return 200, json.dumps([public_key(account) for account in self.accounts]).encode()
        return self._signed(path.removeprefix(SIGN), body)

    def _signed(self, name: str, body: bytes) -> tuple[int, bytes]:
        by_name = {public_key(account): account for account in self.accounts}
        if name not in by_name:
            return 404, b""
        try:
            message = bytes.fromhex(json.loads(body)["data"].removeprefix("0x"))
        except (ValueError, KeyError):
            return 400, b""
        return 200, self._signature(self.does.key or by_name[name], message)

    def _signature(self, account: LocalAccount, message: bytes) -> bytes:
        good = account.sign(keccak(message) if self.does.digest_of_digest else message)
        s = GROUP_ORDER - good.s if self.does.high_s else good.s
        parity = good.y_parity ^ int(self.does.high_s)
        last = parity if self.does.plain_parity else parity + 27
        return f"0x{good.r:064x}{s:064x}{last:02x}".encode()


class SignerHandler(BaseHTTPRequestHandler):
    """One connection to the fake; a subclass says to which."""

    fake: ClassVar[FakeWeb3Signer]
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.respond(b"")

    def do_POST(self) -> None:
        self.respond(self.rfile.read(int(self.headers["Content-Length"])))

    def respond(self, body: bytes) -> None:
        self.fake.requests.append(f"{self.command} {self.path}")
        if self.fake.does.silent:
            self.fake.wait_for_the_end()
            self.close_connection = True
            return
        if self.fake.does.hang_ups:
            self.fake.does.hang_ups -= 1
            self.close_connection = True
            return
        self.write(*self.decided(body))

    def decided(self, body: bytes) -> tuple[int, bytes]:
        if self.fake.does.failures:
            self.fake.does.failures -= 1
            return 500, b"{}"
        wanted = self.fake.does.token
        if wanted is not None and self.headers["Authorization"] != f"Bearer {wanted}":
            return 401, b""
        return self.fake.answer(self.path, body)

    def write(self, status: int, text: bytes) -> None:
        cut = bool(self.fake.does.cut_offs)
        self.fake.does.cut_offs -= cut
        self.send_response(status)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(text) + cut))
        if status in range(300, 400):
            self.send_header("Location", "/elsewhere")
        self.end_headers()
        self.wfile.write(text)
        self.close_connection = cut

    def log_message(self, *_: object) -> None:
        """Say nothing."""
