import json
import stat
from pathlib import Path
from typing import Any, Literal

import pytest
from eth_account import Account as EthAccount

from rwa.chain.accounts import LocalAccount
from rwa.chain.keystore import (
    LIGHT_SCRYPT_N,
    KeyNotFound,
    KeyStore,
    KeyUnusable,
    open_key_file,
)

PASSPHRASE = "correct horse"  # noqa: S105 - a test's own


WORK: dict[Literal["scrypt", "pbkdf2"], int] = {"scrypt": LIGHT_SCRYPT_N, "pbkdf2": 1_000}


def foreign_file(
    directory: Path,
    secret: bytes,
    *,
    kdf: Literal["scrypt", "pbkdf2"] = "scrypt",
    **changed: object,
) -> Path:
    """A key file made by another program, with some of its members changed."""
    content = EthAccount.encrypt(secret, PASSPHRASE, kdf=kdf, iterations=WORK[kdf])
    path = directory / f"{kdf}.json"
    path.write_text(json.dumps({**content, **changed}))
    path.chmod(0o600)
    return path


@pytest.fixture
def keys(tmp_path: Path) -> KeyStore:
    return KeyStore(tmp_path / "keys", passphrase=PASSPHRASE, scrypt_n=LIGHT_SCRYPT_N)


def test_create__new_role__opens_again(keys: KeyStore) -> None:
    created = keys.create("servicer")
    assert keys.open("servicer") == created
    assert keys.names() == ("servicer",)
    assert tuple(keys.addresses()) == (("servicer", created.address),)


def test_create__two_roles__different_keys(keys: KeyStore) -> None:
    assert keys.create("servicer") != keys.create("guarantor")


def test_create__any__readable_by_its_owner_alone(keys: KeyStore) -> None:
    keys.create("servicer")
    path = keys.directory / "servicer.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(keys.directory.stat().st_mode) == 0o700


def test_create__any__a_standard_file_without_the_key(
    keys: KeyStore, servicer: LocalAccount
) -> None:
    keys.create("servicer", secret=servicer.secret)
    text = (keys.directory / "servicer.json").read_text()
    assert servicer.secret.hex() not in text
    assert bytes(EthAccount.decrypt(json.loads(text), PASSPHRASE)) == servicer.secret


def test_create__role_exists__refused_and_kept(keys: KeyStore) -> None:
    first = keys.create("servicer")
    with pytest.raises(KeyUnusable, match="exists already"):
        keys.create("servicer")
    assert keys.open("servicer") == first


@pytest.mark.parametrize("name", ["", "Servicer", "../servicer", "-x", "a" * 64, "a.b"])
def test_create__name_not_plain__refused(keys: KeyStore, name: str) -> None:
    with pytest.raises(KeyUnusable, match="lower-case"):
        keys.create(name)
    assert not keys.directory.exists()


def test_open__unknown_role__names_those_present(keys: KeyStore) -> None:
    keys.create("servicer")
    with pytest.raises(KeyNotFound) as caught:
        keys.open("guarantor")
    assert caught.value.name == "guarantor"
    assert caught.value.present == ("servicer",)


def test_open__wrong_passphrase__refused(keys: KeyStore) -> None:
    keys.create("servicer")
    other = KeyStore(keys.directory, passphrase=PASSPHRASE.upper())
    with pytest.raises(KeyUnusable, match="passphrase"):
        other.open("servicer")


def test_open__others_may_read__refused_with_the_remedy(keys: KeyStore) -> None:
    keys.create("servicer")
    path = keys.directory / "servicer.json"
    path.chmod(0o644)
    with pytest.raises(KeyUnusable, match="chmod 600"):
        keys.open("servicer")


@pytest.mark.parametrize("text", ["", "[]", "{}", "not json"])
def test_open__damaged_file__refused(keys: KeyStore, text: str) -> None:
    keys.create("servicer")
    (keys.directory / "servicer.json").write_text(text)
    with pytest.raises(KeyUnusable, match="restore"):
        keys.open("servicer")


# One file by its path


@pytest.mark.parametrize("kdf", ["scrypt", "pbkdf2"])
def test_open_key_file__another_programs__opens(
    tmp_path: Path, servicer: LocalAccount, kdf: Literal["scrypt", "pbkdf2"]
) -> None:
    path = foreign_file(tmp_path, servicer.secret, kdf=kdf)
    assert open_key_file(path, passphrase=PASSPHRASE) == servicer


def test_open_key_file__ours__opens_here_and_elsewhere(keys: KeyStore) -> None:
    created = keys.create("node-1")
    path = keys.directory / "node-1.json"
    assert open_key_file(path, passphrase=PASSPHRASE) == created
    content: dict[str, Any] = json.loads(path.read_text())
    assert bytes(EthAccount.decrypt(content, PASSPHRASE)) == created.secret


def test_open_key_file__capital_crypto_and_no_address__opens(
    tmp_path: Path, servicer: LocalAccount
) -> None:
    path = foreign_file(tmp_path, servicer.secret)
    content = json.loads(path.read_text())
    path.write_text(json.dumps({"Crypto": content["crypto"], "version": 3}))
    assert open_key_file(path, passphrase=PASSPHRASE) == servicer


def test_open_key_file__missing__refused(tmp_path: Path) -> None:
    with pytest.raises(KeyUnusable, match="does not exist") as caught:
        open_key_file(tmp_path / "none.json", passphrase=PASSPHRASE)
    assert caught.value.path == tmp_path / "none.json"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666])
def test_open_key_file__open_to_others__refused_with_the_remedy(
    tmp_path: Path, servicer: LocalAccount, mode: int
) -> None:
    path = foreign_file(tmp_path, servicer.secret)
    path.chmod(mode)
    with pytest.raises(KeyUnusable, match=f"chmod 600 {path}"):
        open_key_file(path, passphrase=PASSPHRASE)


def test_open_key_file__wrong_passphrase__refused_without_showing_it(
    tmp_path: Path, servicer: LocalAccount
) -> None:
    path = foreign_file(tmp_path, servicer.secret)
    with pytest.raises(KeyUnusable, match="passphrase does not open") as caught:
        open_key_file(path, passphrase=PASSPHRASE.upper())
    shown = f"{caught.value!r} {vars(caught.value)} {caught.value.__cause__!r}"
    assert PASSPHRASE.upper() not in shown


def test_open_key_file__another_keys_address__refused_with_both(
    tmp_path: Path, servicer: LocalAccount, attacker: LocalAccount
) -> None:
    path = foreign_file(tmp_path, servicer.secret, address=attacker.address[2:].lower())
    with pytest.raises(KeyUnusable, match=servicer.address) as caught:
        open_key_file(path, passphrase=PASSPHRASE)
    assert attacker.address[2:].lower() in caught.value.reason


@pytest.mark.parametrize("version", [1, 4, "3", None])
def test_open_key_file__other_version__refused(
    tmp_path: Path, servicer: LocalAccount, version: object
) -> None:
    path = foreign_file(tmp_path, servicer.secret, version=version)
    with pytest.raises(KeyUnusable, match="only 3 is read"):
        open_key_file(path, passphrase=PASSPHRASE)


@pytest.mark.parametrize("crypto", [None, {}, {"kdf": "argon2"}, {"kdf": "scrypt"}, "x"])
def test_open_key_file__damaged__refused(
    tmp_path: Path, servicer: LocalAccount, crypto: object
) -> None:
    path = foreign_file(tmp_path, servicer.secret, crypto=crypto)
    with pytest.raises(KeyUnusable, match="damaged"):
        open_key_file(path, passphrase=PASSPHRASE)
