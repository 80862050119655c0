from pathlib import Path
from typing import Any

import pytest

from rwa.chain.accounts import LocalAccount
from rwa.chain.keystore import LIGHT_SCRYPT_N, KeyStore, KeyUnusable
from rwa.chain.signer import SignerSettings, open_signer
from rwa.chain.signer_http import SignerRefused, SignerSettingsInvalid
from rwa.chain.written_secret import SecretUnusable
from tests.unit.rwa.chain.fake_web3_signer import FakeWeb3Signer

PASSPHRASE = "correct horse"  # noqa: S105 - a test's own
VARIABLE = "NODE_UNLOCK"
TOKEN = "bearer-canary"  # noqa: S105 - as above
MESSAGE = b"what is to be signed"


@pytest.fixture
def keystore(tmp_path: Path, servicer: LocalAccount) -> Path:
    """A key file of the servicer's key."""
    store = KeyStore(tmp_path, passphrase=PASSPHRASE, scrypt_n=LIGHT_SCRYPT_N)
    store.create("node-1", secret=servicer.secret)
    return tmp_path / "node-1.json"


def private(path: Path, text: str) -> Path:
    path.write_text(text)
    path.chmod(0o600)
    return path


def test_open_signer__key_file_and_passphrase_in_a_file__signs(
    keystore: Path, tmp_path: Path, servicer: LocalAccount
) -> None:
    file = private(tmp_path / "passphrase", PASSPHRASE + "\n")
    account = open_signer(SignerSettings(keystore=keystore, passphrase_file=file), {})
    assert account.address == servicer.address
    assert account.sign(MESSAGE) == servicer.sign(MESSAGE)


def test_open_signer__key_file_and_passphrase_in_the_environment__signs(
    keystore: Path, servicer: LocalAccount
) -> None:
    settings = SignerSettings(keystore=keystore, passphrase_variable=VARIABLE)
    account = open_signer(settings, {VARIABLE: PASSPHRASE})
    assert account.sign(MESSAGE) == servicer.sign(MESSAGE)


def test_open_signer__no_passphrase_or_a_wrong_one__refused(keystore: Path) -> None:
    with pytest.raises(SecretUnusable, match="no source"):
        open_signer(SignerSettings(keystore=keystore), {VARIABLE: PASSPHRASE})
    settings = SignerSettings(keystore=keystore, passphrase_variable=VARIABLE)
    with pytest.raises(KeyUnusable):
        open_signer(settings, {VARIABLE: "wrong"})


@pytest.mark.parametrize("in_file", [False, True])
def test_open_signer__remote_with_a_token__signs(
    servicer: LocalAccount, tmp_path: Path, in_file: bool
) -> None:
    token: dict[str, Any] = {"token_variable": "TOKEN"}
    if in_file:
        token = {"token_file": private(tmp_path / "token", TOKEN)}
    with FakeWeb3Signer(accounts=(servicer,)) as fake:
        fake.does.token = TOKEN
        settings = SignerSettings(url=fake.url, address=servicer.address.lower(), **token)
        account = open_signer(settings, {"TOKEN": TOKEN})
        assert account.address == servicer.address
        assert account.sign(MESSAGE) == servicer.sign(MESSAGE)


def test_open_signer__remote_without_the_token__refused(servicer: LocalAccount) -> None:
    with FakeWeb3Signer(accounts=(servicer,)) as fake:
        fake.does.token = TOKEN
        settings = SignerSettings(url=fake.url, address=servicer.address)
        with pytest.raises(SignerRefused):
            open_signer(settings, {"TOKEN": TOKEN})


@pytest.mark.parametrize("address", [None, "0x12", "0x" + "zz" * 20, "node-1"])
def test_open_signer__remote_without_a_right_address__refused(address: str | None) -> None:
    settings = SignerSettings(url="http://127.0.0.1:9", address=address)
    with pytest.raises(SignerSettingsInvalid) as caught:
        open_signer(settings, {})
    assert caught.value.field == "address"


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("keystore", {}),
        ("keystore", {"keystore": Path("a"), "url": "http://localhost"}),
        ("address", {"keystore": Path("a"), "address": "0x00"}),
        ("token_file", {"keystore": Path("a"), "token_file": Path("b")}),
        ("token_variable", {"keystore": Path("a"), "token_variable": "B"}),
        ("ca_file", {"keystore": Path("a"), "ca_file": Path("b")}),
        ("passphrase_file", {"url": "http://localhost", "passphrase_file": Path("b")}),
        ("passphrase_variable", {"url": "http://localhost", "passphrase_variable": "B"}),
    ],
)
def test_signer_settings__contradictory__refused_by_field(
    field: str, given: dict[str, Any]
) -> None:
    with pytest.raises(SignerSettingsInvalid) as caught:
        SignerSettings(**given)
    assert caught.value.field == field
