"""Local keys as Web3 Secret Storage (version 3) files, one for each role, mode 0600.

eth_keyfile computes pairings of another curve while it is imported, so it is imported by the
methods that need it.
"""

import json
import os
import re
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from rwa.chain.accounts import LocalAccount
from rwa.chain.hashing import address_from_hex
from rwa.core.errors import ConfigurationError
from rwa.core.ids import Address

SCRYPT_N = 262_144
"""Work factor of the files' scrypt, the standard's; opening one takes about a second."""

LIGHT_SCRYPT_N = 4_096
"""Work factor of demo keys: opened in milliseconds, guessed as quickly; never for value."""

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


class KeyNotFound(ConfigurationError):
    """The key store holds no key of that name."""

    def __init__(self, name: str, *, directory: Path, present: tuple[str, ...]) -> None:
        self.name = name
        self.directory = directory
        self.present = present
        shown = ", ".join(present) or "none"
        super().__init__(f"no key {name} in {directory}, which has {shown}; create it first")


class KeyUnusable(ConfigurationError):
    """A key file exists but cannot be used: wrong passphrase, open to others, or damaged."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"{path}: {reason}")


class KeyStore:
    """A directory of key files, `<role>.json`, opened by one passphrase."""

    mode: ClassVar[int] = 0o600

    def __init__(self, directory: Path, *, passphrase: str, scrypt_n: int = SCRYPT_N) -> None:
        self.directory = directory
        self._passphrase = passphrase.encode()
        self._scrypt_n = scrypt_n

    def names(self) -> tuple[str, ...]:
        """Return the roles that have a key, in alphabetical order."""
        return tuple(sorted(path.stem for path in self.directory.glob("*.json")))

    def addresses(self) -> Iterator[tuple[str, Address]]:
        """Yield each role with its address, read without the passphrase."""
        for name in self.names():
            content = self._read(self._path(name))
            yield name, address_from_hex("0x" + str(content["address"]))

    def create(self, name: str, *, secret: bytes | None = None) -> LocalAccount:
        """Write a new key (random unless `secret` is given). Raises KeyUnusable if one exists."""
        if NAME.fullmatch(name) is None:
            raise KeyUnusable(self._path(name), "a name is lower-case letters, digits and dashes")
        from eth_keyfile import create_keyfile_json  # noqa: PLC0415 - see the module

        account = LocalAccount(secret or _random_secret())
        content = create_keyfile_json(
            account.secret, self._passphrase, kdf="scrypt", iterations=self._scrypt_n
        )
        self.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write_new(self._path(name), json.dumps(content, indent=2) + "\n", mode=self.mode)
        return account

    def open(self, name: str) -> LocalAccount:
        """Return the account of a role. Raises KeyNotFound and KeyUnusable."""
        from eth_keyfile import decode_keyfile_json  # noqa: PLC0415 - see the module

        path = self._path(name)
        if not path.exists():
            raise KeyNotFound(name, directory=self.directory, present=self.names())
        if path.stat().st_mode & 0o077:
            raise KeyUnusable(path, f"others may read it; run: chmod 600 {path}")
        try:
            return LocalAccount(decode_keyfile_json(self._read(path), self._passphrase))
        except (ValueError, KeyError, TypeError) as error:
            raise KeyUnusable(path, "the passphrase does not open it; check it") from error

    def _path(self, name: str) -> Path:
        return self.directory / f"{name}.json"

    def _read(self, path: Path) -> dict[str, object]:
        try:
            content = json.loads(path.read_text())
        except ValueError as error:
            raise KeyUnusable(path, "it is not JSON; restore it from a backup") from error
        if not isinstance(content, dict) or "crypto" not in content:
            raise KeyUnusable(path, "it is no key file; restore it from a backup")
        return content


def _random_secret() -> bytes:
    """Return a key chosen by the operating system; 0 and the group order are out of reach."""
    return secrets.token_bytes(32)


def _write_new(path: Path, text: str, *, mode: int) -> None:
    """Create a file that never was readable by others and never overwrites another."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError as error:
        raise KeyUnusable(path, "it exists already; choose another name") from error
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
