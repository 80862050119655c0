import json
import stat
from pathlib import Path

import pytest
from eth_account import Account as EthAccount

from rwa.chain.accounts import LocalAccount
from rwa.chain.keystore import LIGHT_SCRYPT_N, KeyNotFound, KeyStore, KeyUnusable

PASSPHRASE = "correct horse"  # noqa: S105 - a test's own


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
