from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from rwa.chain.accounts import GROUP_ORDER, LocalAccount, recover
from rwa.chain.embedded import EmbeddedChain
from rwa.chain.hashing import ZERO_ADDRESS
from rwa.chain.remote_signer import RemoteAccount
from rwa.chain.report import Envelope, envelope_digest, envelope_message
from rwa.chain.signer_http import (
    MOST_ANSWER_BYTES,
    SignerAccess,
    SignerAnswerWrong,
    SignerHttp,
    SignerKeyUnknown,
    SignerRefused,
    SignerSettingsInvalid,
    SignerUnreachable,
)
from rwa.chain.transactions import ContractCall, send
from tests.unit.rwa.chain.fake_web3_signer import FakeWeb3Signer, public_key

MESSAGE = b"what is to be signed"
TOKEN = "bearer-canary"  # noqa: S105 - a test's own


@pytest.fixture
def fake(servicer: LocalAccount, attacker: LocalAccount) -> Iterator[FakeWeb3Signer]:
    """A signer with two keys, of which the servicer's is used."""
    with FakeWeb3Signer(accounts=(attacker, servicer)) as signer:
        yield signer


@pytest.fixture
def account(fake: FakeWeb3Signer, servicer: LocalAccount) -> Iterator[RemoteAccount]:
    opened = RemoteAccount.open(access(fake), servicer.address)
    fake.requests.clear()
    yield opened
    opened.close()


def access(fake: FakeWeb3Signer, *, attempts: int = 3, timeout: float = 10.0) -> SignerAccess:
    return SignerAccess(fake.url, attempts=attempts, timeout_seconds=timeout)


# Opening


def test_open__key_is_there__signs_with_it(
    fake: FakeWeb3Signer, account: RemoteAccount, servicer: LocalAccount
) -> None:
    assert account.address == servicer.address
    assert account.sign(MESSAGE) == servicer.sign(MESSAGE)
    assert fake.requests == [f"POST /api/v1/eth1/sign/{public_key(servicer)}"]


def test_open__key_is_not_there__names_those_that_are(
    fake: FakeWeb3Signer, servicer: LocalAccount, attacker: LocalAccount
) -> None:
    with pytest.raises(SignerKeyUnknown) as caught:
        RemoteAccount.open(access(fake), ZERO_ADDRESS)
    assert caught.value.address == ZERO_ADDRESS
    assert caught.value.present == tuple(sorted((servicer.address, attacker.address)))
    assert servicer.address in str(caught.value)
    assert caught.value.exit_code == 3


def test_open__no_keys_at_all__says_so(servicer: LocalAccount) -> None:
    with (
        FakeWeb3Signer(accounts=()) as empty,
        pytest.raises(SignerKeyUnknown, match="it has none;"),
    ):
        RemoteAccount.open(access(empty), servicer.address)


@pytest.mark.parametrize(
    "answer",
    [
        *(b"", b"<html>", b"{}", b"5", b"[5]", b'["0x00"]', b'["../../reload"]', b'["0xzz"]'),
        b"[" * 100_000,
    ],
)
def test_open__list_of_keys_is_none__refused(
    fake: FakeWeb3Signer, servicer: LocalAccount, answer: bytes
) -> None:
    fake.does.answer = answer
    with pytest.raises(SignerAnswerWrong, match="its list of keys"):
        RemoteAccount.open(access(fake), servicer.address)


# Signing


@pytest.mark.parametrize("high_s", [False, True])
@pytest.mark.parametrize("plain_parity", [False, True])
def test_sign__each_way_of_writing_it__one_signature(
    fake: FakeWeb3Signer,
    account: RemoteAccount,
    servicer: LocalAccount,
    high_s: bool,
    plain_parity: bool,
) -> None:
    fake.does.high_s, fake.does.plain_parity = high_s, plain_parity
    for number in range(8):
        signature = account.sign(bytes([number]))
        assert signature == servicer.sign(bytes([number]))
        assert signature.s <= GROUP_ORDER // 2


def test_sign__transaction__mined_by_a_real_chain(
    fake: FakeWeb3Signer, account: RemoteAccount, chain: EmbeddedChain, attacker: LocalAccount
) -> None:
    fake.does.high_s = True
    before = chain.balance(attacker.address)
    gift = ContractCall(to=attacker.address, data=b"", label="gift", value_wei=7)
    receipt = send(chain, account, gift)
    assert receipt.succeeded
    assert receipt.sender == account.address
    assert chain.balance(attacker.address) == before + 7


def test_sign__report__recovers_over_the_contracts_digest(account: RemoteAccount) -> None:
    envelope = Envelope(b"\x01" * 32, b"\x02" * 32, 1_900_000_000)
    message = envelope_message(envelope, chain_id=31_337, oracle=ZERO_ADDRESS)
    digest = envelope_digest(envelope, chain_id=31_337, oracle=ZERO_ADDRESS)
    assert recover(digest, account.sign(message)) == account.address


def test_sign__another_key_signs__refused_with_both(
    fake: FakeWeb3Signer, account: RemoteAccount, attacker: LocalAccount
) -> None:
    fake.does.key = attacker
    with pytest.raises(SignerAnswerWrong) as caught:
        account.sign(MESSAGE)
    assert attacker.address in caught.value.reason
    assert account.address in caught.value.reason
    assert len(fake.requests) == 1


def test_sign__another_digest_signed__refused(fake: FakeWeb3Signer, account: RemoteAccount) -> None:
    fake.does.digest_of_digest = True
    with pytest.raises(SignerAnswerWrong, match="its signature is"):
        account.sign(MESSAGE)


def answer_of(r: int, s: int, last: int) -> bytes:
    return f"0x{r:064x}{s:064x}{last:02x}".encode()


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"0x",
        b"no signature",
        b"\xff\xfe",
        b'"0x' + b"11" * 65 + b'"',
        b"0x" + b"11" * 64,
        b"0x" + b"11" * 66,
        answer_of(5, 1, 27),  # No point of the curve has this x.
    ],
)
def test_sign__answer_is_no_signature__refused(
    fake: FakeWeb3Signer, account: RemoteAccount, answer: bytes
) -> None:
    fake.does.answer = answer
    with pytest.raises(SignerAnswerWrong):
        account.sign(MESSAGE)
    assert len(fake.requests) == 1


@pytest.mark.parametrize(
    "answer",
    [
        answer_of(1, 1, 29),
        answer_of(0, 1, 27),
        answer_of(1, 0, 27),
        answer_of(GROUP_ORDER, 1, 27),
        answer_of(1, GROUP_ORDER, 27),
        answer_of(1, 2**256 - 1, 27),
    ],
)
def test_sign__numbers_no_signature_has__refused(
    fake: FakeWeb3Signer, account: RemoteAccount, answer: bytes
) -> None:
    fake.does.answer = answer
    with pytest.raises(SignerAnswerWrong, match="out of range"):
        account.sign(MESSAGE)


def test_sign__answer_without_end__refused_and_the_next_is_read_afresh(
    fake: FakeWeb3Signer, account: RemoteAccount, servicer: LocalAccount
) -> None:
    fake.does.answer = b"1" * (4 * MOST_ANSWER_BYTES)
    with pytest.raises(SignerAnswerWrong, match="bytes"):
        account.sign(MESSAGE)
    fake.does.answer = None
    assert account.sign(MESSAGE) == servicer.sign(MESSAGE)
    assert len(fake.requests) == 2


@pytest.mark.parametrize("status", [302, 400, 401, 403, 412, 429, 499])
def test_sign__refused__not_repeated(
    fake: FakeWeb3Signer, account: RemoteAccount, status: int
) -> None:
    fake.does.status = status
    with pytest.raises(SignerRefused) as caught:
        account.sign(MESSAGE)
    assert caught.value.status == status
    assert caught.value.url == fake.url
    assert len(fake.requests) == 1


def test_sign__key_unloaded_since__unknown_with_those_left(
    fake: FakeWeb3Signer, account: RemoteAccount, attacker: LocalAccount
) -> None:
    fake.accounts = (attacker,)
    with pytest.raises(SignerKeyUnknown) as caught:
        account.sign(MESSAGE)
    assert caught.value.address == account.address
    assert caught.value.present == (attacker.address,)


# Repeating


@pytest.mark.parametrize("trouble", ["failures", "hang_ups", "cut_offs"])
def test_sign__fails_twice_then_answers__signed_at_the_third(
    fake: FakeWeb3Signer, account: RemoteAccount, servicer: LocalAccount, trouble: str
) -> None:
    setattr(fake.does, trouble, 2)
    assert account.sign(MESSAGE) == servicer.sign(MESSAGE)
    assert len(fake.requests) == 3
    assert len(set(fake.requests)) == 1


@pytest.mark.parametrize("trouble", ["failures", "hang_ups", "cut_offs"])
def test_sign__fails_at_every_attempt__unreachable_after_so_many(
    fake: FakeWeb3Signer, account: RemoteAccount, trouble: str
) -> None:
    setattr(fake.does, trouble, 9)
    with pytest.raises(SignerUnreachable) as caught:
        account.sign(MESSAGE)
    assert (caught.value.attempts, len(fake.requests)) == (3, 3)
    assert caught.value.exit_code == 3


def test_sign__never_answered__unreachable(fake: FakeWeb3Signer, servicer: LocalAccount) -> None:
    impatient = SignerHttp(access(fake, attempts=2, timeout=0.1))
    account = RemoteAccount(impatient, servicer.address, public_key(servicer))
    fake.does.silent = True
    with pytest.raises(SignerUnreachable, match="ReadTimeoutError, 2 attempts"):
        account.sign(MESSAGE)
    assert len(fake.requests) == 2


def test_open__nobody_listens__unreachable(servicer: LocalAccount) -> None:
    with FakeWeb3Signer(accounts=()) as gone:
        url = gone.url
    with pytest.raises(SignerUnreachable) as caught:
        RemoteAccount.open(SignerAccess(url, attempts=1), servicer.address)
    assert caught.value.url == url


# Checking


def test_check__well__asks_all_three(fake: FakeWeb3Signer, account: RemoteAccount) -> None:
    account.check()
    paths = ["/upcheck", "/healthcheck", "/api/v1/eth1/publicKeys"]
    assert fake.requests == [f"GET {path}" for path in paths]


def test_check__unwell_or_key_gone__says_which(
    fake: FakeWeb3Signer, servicer: LocalAccount
) -> None:
    account = RemoteAccount.open(access(fake, attempts=1), servicer.address)
    fake.does.status = 503
    with pytest.raises(SignerUnreachable, match="HTTP 503, 1 attempt"):
        account.check()
    fake.does.status = None
    fake.accounts = ()
    with pytest.raises(SignerKeyUnknown):
        account.check()


# The token and the transport


def test_sign__token_asked_for__sent_with_every_request(
    fake: FakeWeb3Signer, servicer: LocalAccount
) -> None:
    fake.does.token = TOKEN
    account = RemoteAccount.open(SignerAccess(fake.url, token=TOKEN), servicer.address)
    assert account.sign(MESSAGE) == servicer.sign(MESSAGE)


def test_open__wrong_token__refused_and_never_shown(
    fake: FakeWeb3Signer, servicer: LocalAccount
) -> None:
    fake.does.token = TOKEN.upper()
    asked = SignerAccess(fake.url, token=TOKEN)
    with pytest.raises(SignerRefused, match="401") as caught:
        RemoteAccount.open(asked, servicer.address)
    shown = f"{asked} {asked!r} {caught.value} {caught.value!r} {vars(caught.value)}"
    assert TOKEN not in shown
    assert TOKEN not in repr(RemoteAccount(SignerHttp(asked), servicer.address, "0x"))


@pytest.mark.parametrize(
    "url",
    [
        "",
        "signer:9000",
        "ftp://signer:9000",
        "http://",
        "http://user:canary@signer",
        "http://a/?k=1",
    ],
)
def test_signer_access__no_plain_url__refused(url: str) -> None:
    with pytest.raises(SignerSettingsInvalid) as caught:
        SignerAccess(url)
    assert caught.value.field == "url"
    assert "canary" not in str(caught.value)


def test_signer_access__token_in_the_clear__refused_but_to_this_machine() -> None:
    with pytest.raises(SignerSettingsInvalid, match="in the clear"):
        SignerAccess("http://signer.example:9000", token=TOKEN)
    assert SignerAccess("https://signer.example:9000", token=TOKEN).token == TOKEN
    assert SignerAccess("http://localhost:9000", token=TOKEN).token == TOKEN


@pytest.mark.parametrize("token", ["tökén", "a\nb", "a\x00"])
def test_signer_access__token_no_header_can_carry__refused(token: str) -> None:
    with pytest.raises(SignerSettingsInvalid) as caught:
        SignerAccess("https://signer.example", token=token)
    assert token not in str(caught.value)


@pytest.mark.parametrize("wrong", [{"attempts": 0}, {"timeout_seconds": 0}])
def test_signer_access__nothing_would_be_tried__refused(wrong: dict[str, int]) -> None:
    with pytest.raises(SignerSettingsInvalid):
        SignerAccess("http://localhost", **wrong)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """Whom only those trust who are told to."""
    return trustme.CA()


@pytest.fixture(scope="module")
def certificate(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """A certificate of 127.0.0.1, and its key."""
    directory = tmp_path_factory.mktemp("tls")
    chain, key = directory / "signer.pem", directory / "signer.key"
    issued = authority.issue_cert("127.0.0.1")
    chain.write_bytes(b"".join(part.bytes() for part in issued.cert_chain_pems))
    key.write_bytes(issued.private_key_pem.bytes())
    return str(chain), str(key)


def test_sign__https_with_its_certificate__signed(
    servicer: LocalAccount, authority: trustme.CA, certificate: tuple[str, str], tmp_path: Path
) -> None:
    trusted = tmp_path / "authority.pem"
    trusted.write_bytes(authority.cert_pem.bytes())
    with FakeWeb3Signer(accounts=(servicer,), certificate=certificate) as fake:
        trusting = SignerAccess(fake.url, ca_file=trusted)
        account = RemoteAccount.open(trusting, servicer.address)
        assert account.sign(MESSAGE) == servicer.sign(MESSAGE)
        account.close()


def test_open__https_nobody_vouches_for__never_asked(
    servicer: LocalAccount, certificate: tuple[str, str]
) -> None:
    with FakeWeb3Signer(accounts=(servicer,), certificate=certificate) as fake:
        with pytest.raises(SignerUnreachable, match="SSLError"):
            RemoteAccount.open(SignerAccess(fake.url, attempts=1), servicer.address)
        assert fake.requests == []


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_open__certificates_unreadable__refused(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_text(content)
    with pytest.raises(SignerSettingsInvalid) as caught:
        SignerHttp(SignerAccess("https://signer.example", ca_file=path))
    assert caught.value.field == "ca_file"
