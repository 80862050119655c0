"""The HTTP interface of web3signer for secp256k1 keys, spoken to over one kept-open pool.

The errors are of the configuration, as those of key files are: when a signer fails nothing was
signed, so nothing can have reached a chain, and who repairs it repairs keys.
"""

import re
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

import urllib3
from urllib3.exceptions import HTTPError

from rwa.chain.hashing import address_of, hex_of, keccak
from rwa.core.errors import ConfigurationError
from rwa.core.ids import Address
from rwa.core.json_guard import read_answer

SIGN = "/api/v1/eth1/sign"
PUBLIC_KEYS = "/api/v1/eth1/publicKeys"
PUBLIC_KEY = re.compile(r"(0x)?(04)?(?P<point>[0-9a-fA-F]{128})")
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
MOST_ANSWER_BYTES = 1_048_576
PAUSE_SECONDS = 0.1
"""Pause before the second attempt; it doubles with each further one."""


class SignerError(ConfigurationError):
    """A remote signer gave no signature that can be used; `url` says which signer."""

    def __init__(self, url: str, message: str) -> None:
        self.url = url
        super().__init__(f"signer {url} {message}")


class SignerSettingsInvalid(ConfigurationError):
    """Settings of a signer contradict each other, are incomplete, or are unsafe."""

    def __init__(self, field_name: str, reason: str) -> None:
        self.field = field_name
        self.reason = reason
        super().__init__(f"signer setting {field_name}: {reason}")


class SignerUnreachable(SignerError):
    """A signer gave no answer, or said that it fails itself, at every attempt."""

    def __init__(self, url: str, *, reason: str, attempts: int) -> None:
        self.reason = reason
        self.attempts = attempts
        tried = f"{attempts} attempts" if attempts > 1 else "1 attempt"
        super().__init__(url, f"does not answer ({reason}, {tried}); start it or correct its URL")


class SignerRefused(SignerError):
    """A signer understood a request and refused it; the same again would be refused again."""

    def __init__(self, url: str, *, status: int, path: str) -> None:
        self.status = status
        self.path = path
        name = HTTPStatus(status).phrase if status in set(HTTPStatus) else "no standard status"
        super().__init__(
            url, f"refused {path} (HTTP {status} {name}); check its token and what it permits"
        )


class SignerKeyUnknown(SignerError):
    """A signer does not hold the key of the address that is to sign."""

    def __init__(self, url: str, *, address: Address, present: tuple[Address, ...]) -> None:
        self.address = address
        self.present = present
        shown = ", ".join(present) or "none"
        super().__init__(url, f"has no key of {address}, it has {shown}; load the key there")


class SignerAnswerWrong(SignerError):
    """A signer answered, but with something other than the signature that was asked for."""

    def __init__(self, url: str, *, reason: str) -> None:
        self.reason = reason
        super().__init__(url, f"answered wrongly: {reason}; do not use it until that is explained")


@dataclass(frozen=True, slots=True)
class SignerAccess:
    """Where a remote signer is, and how it is spoken to. Raises SignerSettingsInvalid."""

    url: str
    """`https://host:port`; plain `http` carries no token, except to this machine."""
    token: str | None = field(default=None, repr=False)
    """Bearer token for a proxy before the signer; None sends none."""
    ca_file: Path | None = None
    """PEM certificates to trust instead of the system's; None trusts the system's."""
    timeout_seconds: float = 10.0
    """Longest wait for a connection, and again for each part of an answer."""
    attempts: int = 3
    """Times that a request is made before the signer counts as unreachable, at least 1."""

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.username is not None or parts.password is not None:
            raise SignerSettingsInvalid("url", "it holds a password; name a token's file instead")
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query:
            raise SignerSettingsInvalid("url", f"{self.url} is not http(s)://host:port; correct it")
        if self.token and parts.scheme == "http" and parts.hostname not in LOOPBACK:
            raise SignerSettingsInvalid("url", "a token would travel in the clear; use https")
        if self.token and not (self.token.isascii() and self.token.isprintable()):
            raise SignerSettingsInvalid("token", "it has other than printable ASCII; correct it")
        if self.attempts < 1 or self.timeout_seconds <= 0:
            raise SignerSettingsInvalid("attempts", "attempts and timeout must be above 0")


class SignerHttp:
    """Requests to one signer; safe to share between threads.

    Every request may be repeated: equal messages have equal signatures (RFC 6979), so a repeat
    after a lost answer gives nothing away.
    """

    def __init__(self, access: SignerAccess) -> None:
        self._access = access
        self._base = access.url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {access.token}"} if access.token else {}
        self._pool = urllib3.PoolManager(
            timeout=urllib3.Timeout(access.timeout_seconds),
            retries=False,
            ssl_context=None if access.ca_file is None else _trusting(access.ca_file),
        )

    @property
    def url(self) -> str:
        """The signer's URL, for messages."""
        return self._base

    def check(self) -> None:
        """Ask whether the signer runs and is well. Raises SignerUnreachable and SignerRefused."""
        self._ask("GET", "/upcheck")
        self._ask("GET", "/healthcheck")

    def public_keys(self) -> Mapping[Address, str]:
        """Return the keys that the signer holds, by address, as it names them."""
        try:
            listed = read_answer(self._ask("GET", PUBLIC_KEYS))
        except ValueError:
            raise SignerAnswerWrong(self._base, reason="its list of keys is not JSON") from None
        if not isinstance(listed, list):
            raise SignerAnswerWrong(self._base, reason="its list of keys is no list")
        return {self._address(name): name for name in listed}

    def sign(self, public_key: str, message: bytes) -> str:
        """Return the signer's answer, unverified, for the Keccak-256 of `message`.

        Raises SignerUnreachable and SignerRefused, the latter with status 404 for a key that
        the signer does not hold.
        """
        body = self._ask("POST", f"{SIGN}/{public_key}", {"data": hex_of(message)})
        return body.decode("ascii", errors="replace").strip()

    def close(self) -> None:
        """Close the connections."""
        self._pool.clear()

    def _ask(self, method: str, path: str, content: object = None) -> bytes:
        """Return the body of a good answer, after as many attempts as are allowed."""
        reason = ""
        for attempt in range(self._access.attempts):
            if attempt:
                time.sleep(PAUSE_SECONDS * 2 ** (attempt - 1))
            try:
                status, body = self._request(method, path, content)
            except HTTPError as error:
                reason = type(error).__name__
                continue
            if status < HTTPStatus.INTERNAL_SERVER_ERROR:
                return self._accepted(path, status, body)
            reason = f"HTTP {status}"
        raise SignerUnreachable(self._base, reason=reason, attempts=self._access.attempts)

    def _request(self, method: str, path: str, content: object) -> tuple[int, bytes]:
        response = self._pool.request(
            method,
            self._base + path,
            headers=self._headers,
            json=content,
            preload_content=False,
        )
        # Read to its end it frees the connection; else closing it ends the connection.
        with response:
            return response.status, response.read(MOST_ANSWER_BYTES + 1)

    def _accepted(self, path: str, status: int, body: bytes) -> bytes:
        if status != HTTPStatus.OK:
            raise SignerRefused(self._base, status=status, path=path)
        if len(body) > MOST_ANSWER_BYTES:
            raise SignerAnswerWrong(self._base, reason=f"over {MOST_ANSWER_BYTES} bytes at {path}")
        return body

    def _address(self, public_key: object) -> Address:
        """Return the address of a listed key; what is no key must not become part of a URL."""
        match = PUBLIC_KEY.fullmatch(public_key) if isinstance(public_key, str) else None
        if match is None:
            raise SignerAnswerWrong(self._base, reason="its list of keys holds what is no key")
        return address_of(keccak(bytes.fromhex(match["point"]))[12:])


def _trusting(ca_file: Path) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=ca_file)
    except OSError as error:
        reason = f"{ca_file} is no readable PEM certificate; correct the path"
        raise SignerSettingsInvalid("ca_file", reason) from error
