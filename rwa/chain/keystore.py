"""Local keys as Web3 Secret Storage (version 3) files, mode 0600: one, or one for each role.

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

from eth_utils.exceptions import ValidationError

from rwa.chain.accounts import LocalAccount
from rwa.chain.hashing import address_from_hex
from rwa.chain.private_file import PrivateFileUnusable, read_private
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
        self._passphrase = passphrase
        self._scrypt_n = scrypt_n

    def names(self) -> tuple[str, ...]:
        """Return the roles that have a key, in alphabetical order."""
        return tuple(sorted(path.stem for path in self.directory.glob("*.json")))

    def addresses(self) -> Iterator[tuple[str, Address]]:
        """Yield each role with its address, read without the passphrase."""
        for name in self.names():
            content = _key_file(self._path(name), self._path(name).read_text())
            yield name, address_from_hex("0x" + str(content["address"]))

    def create(self, name: str, *, secret: bytes | None = None) -> LocalAccount:
        """Write a new key (random unless `secret` is given). Raises KeyUnusable if one exists."""
        if NAME.fullmatch(name) is None:
            raise KeyUnusable(self._path(name), "a name is lower-case letters, digits and dashes")
        from eth_keyfile import create_keyfile_json  # noqa: PLC0415 - see the module

        account = LocalAccount(secret or _random_secret())
        content = create_keyfile_json(
            account.secret, self._passphrase.encode(), kdf="scrypt", iterations=self._scrypt_n
        )
        self.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write_new(self._path(name), json.dumps(content, indent=2) + "\n", mode=self.mode)
        return account

    def open(self, name: str) -> LocalAccount:
        """Return the account of a role. Raises KeyNotFound and KeyUnusable."""
        path = self._path(name)
        if not path.exists():
            raise KeyNotFound(name, directory=self.directory, present=self.names())
        return open_key_file(path, passphrase=self._passphrase)

    def _path(self, name: str) -> Path:
        return self.directory / f"{name}.json"


def open_key_file(path: Path, *, passphrase: str) -> LocalAccount:
    """Return the account of one version 3 key file, whichever program wrote it.

    Raises KeyUnusable when it is missing, open to others, damaged, of another version, or has
    another passphrase.
    """
    from eth_keyfile import decode_keyfile_json  # noqa: PLC0415 - see the module
    from eth_keyfile.exceptions import EthKeyfileValueError  # noqa: PLC0415 - as above

    try:
        content = _key_file(path, read_private(path))
        account = LocalAccount(decode_keyfile_json(content, passphrase.encode()))
    except PrivateFileUnusable as error:
        raise KeyUnusable(path, error.reason) from error
    except EthKeyfileValueError as error:
        raise KeyUnusable(path, "the passphrase does not open it; check it") from error
    except (ValueError, KeyError, TypeError, NotImplementedError, ValidationError):
        # Not chained: the error may show what was decrypted.
        raise KeyUnusable(path, "it is damaged; restore it from a backup") from None
    _require_address(path, content, account.address)
    return account


def _key_file(path: Path, text: str) -> dict[str, object]:
    try:
        content = json.loads(text)
    except ValueError:
        raise KeyUnusable(path, "it is not JSON; restore it from a backup") from None
    if not isinstance(content, dict) or not {"crypto", "Crypto"} & content.keys():
        raise KeyUnusable(path, "it is no key file; restore it from a backup")
    if content.get("version") != 3:
        shown = content.get("version")
        raise KeyUnusable(path, f"its version is {shown}, only 3 is read; convert the key file")
    return content


def _require_address(path: Path, content: dict[str, object], address: Address) -> None:
    """Refuse a file whose address, which is optional and not enciphered, is another key's."""
    named = content.get("address")
    if named is not None and str(named).lower().removeprefix("0x") != address[2:].lower():
        reason = f"it names address {named}, its key has {address}; restore it from a backup"
        raise KeyUnusable(path, reason)


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
