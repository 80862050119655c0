from pathlib import Path

import pytest

from oracle.network.clients import Client, Part, client_of, token_sha256
from oracle.network.config import (
    CollectorConfig,
    ConfigInvalid,
    NodeConfig,
    ServicerConfig,
    load_config,
)
from oracle.network.problems import Forbidden, Unauthorised
from rwa.chain.private_file import PrivateFileUnusable
from rwa.chain.written_secret import SecretUnusable
from rwa.cli.oracle_network.network_files import toml_text

CHAIN = {
    "url": "http://127.0.0.1:8545",
    "chain_id": 31_337,
    "genesis_hash": "0x" + "ab" * 32,
    "oracle": "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
    "first_block": 1,
}
POOL = {
    "pool_id": "RWA-2026-1",
    "programme": "umbs",
    "pass_through_rate_ppm": 55_000,
    "issue": "2026-12",
    "original_balance_cents": 100_000_00,
    "original_loan_count": 3,
    "issue_tape_sha256": "ab" * 32,
    "salt_file": "salt",
    "classes": [
        {
            "tranche": "A",
            "original_balance_cents": 100_000_00,
            "pass_through_rate_ppm": 55_000,
        }
    ],
}
NODE = {
    "name": "node-1",
    "database": "node.sqlite",
    "documents": "documents",
    "signer": {"keystore": "key.json", "passphrase_file": "passphrase"},
    "collector": {"url": "https://collector.example:8443", "token_variable": "TOKEN"},
    "chain": CHAIN,
    "pool": POOL,
}
POSTER = {"url": "https://signer.example", "address": CHAIN["oracle"]}
COLLECTOR = {
    "port": 8781,
    "database": "collector.sqlite",
    "documents": "documents",
    "poster": POSTER,
    "chain": CHAIN,
    "clients": [{"name": "servicer", "part": "servicer", "token_sha256": "cd" * 32}],
}


def written(tmp_path: Path, content: dict[str, object]) -> Path:
    path = tmp_path / "process.toml"
    path.write_text(toml_text(content))
    return path


def test_load_config__a_node__has_its_paths_beside_the_file(tmp_path: Path) -> None:
    config = load_config(written(tmp_path, NODE), NodeConfig)

    assert config.database == tmp_path / "node.sqlite"
    assert config.signer.settings().keystore == tmp_path / "key.json"
    assert config.pool.terms.original_loan_count == 3
    assert config.pool.deal.classes[0].tranche == "A"
    assert config.collector.token({"TOKEN": "of this test"}) == "of this test"
    with pytest.raises(SecretUnusable):
        config.collector.token({})


@pytest.mark.parametrize(("said", "gwei"), [({}, 500), ({"cap_gwei": 40}, 40)])
def test_fees__of_a_collector__are_capped_as_configured(
    tmp_path: Path, said: dict[str, object], gwei: int
) -> None:
    content = {**COLLECTOR, "poster": {**POSTER, **said}}

    poster = load_config(written(tmp_path, content), CollectorConfig).poster

    assert poster.fees().cap_wei == gwei * 10**9
    assert poster.settings().url == POSTER["url"]


def test_load_config__a_collector__knows_its_clients(tmp_path: Path) -> None:
    config = load_config(written(tmp_path, COLLECTOR), CollectorConfig)

    assert config.clients[0].client() == Client("servicer", Part.SERVICER, "cd" * 32, None)
    assert config.database_url({}) == f"sqlite:///{tmp_path / 'collector.sqlite'}"
    assert (config.host, config.port) == ("127.0.0.1", 8781)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"passphrase": "hunter2-canary"}, "passphrase"),
        ({"name": 5}, "name"),
        ({"poll_seconds": -1}, "poll_seconds"),
        ({"chain": {**CHAIN, "oracle": "0x00"}}, "chain.oracle"),
        ({"chain": {**CHAIN, "oracle": CHAIN["oracle"].replace("aA", "Aa")}}, "chain.oracle"),
        ({"chain": {**CHAIN, "genesis_hash": "ab"}}, "chain.genesis_hash"),
        ({"collector": {"url": "ftp://collector"}}, "collector.url"),
        ({"collector": {"url": "https://collector", "token": "canary"}}, "collector.token"),
        ({"signer": {"keystore": "k", "secret": "canary"}}, "signer.secret"),
        ({"pool": {**POOL, "issue_tape_sha256": "x"}}, "pool.issue_tape_sha256"),
    ],
)
def test_load_config__a_field_that_is_wrong__is_named_and_its_value_not_shown(
    tmp_path: Path, change: dict[str, object], field: str
) -> None:
    with pytest.raises(ConfigInvalid) as caught:
        load_config(written(tmp_path, {**NODE, **change}), NodeConfig)

    assert caught.value.field == field
    assert "canary" not in str(caught.value)
    assert caught.value.exit_code == 3


def test_load_config__missing_field__is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigInvalid) as caught:
        load_config(written(tmp_path, {}), ServicerConfig)
    assert caught.value.field == "collector"


@pytest.mark.parametrize("content", [b"\xff\xfe", b"a = = 'canary'", b"[unclosed canary"])
def test_load_config__no_toml__is_refused_without_its_text(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "node.toml"
    path.write_bytes(content)

    with pytest.raises(ConfigInvalid) as caught:
        load_config(path, NodeConfig)
    assert "canary" not in str(caught.value)
    with pytest.raises(ConfigInvalid):
        load_config(tmp_path / "absent.toml", NodeConfig)


def test_secrets__the_salt__is_read_from_a_private_file_alone(tmp_path: Path) -> None:
    config, salt = load_config(written(tmp_path, NODE), NodeConfig), tmp_path / "salt"
    salt.write_text("5a" * 32 + "\n")
    salt.chmod(0o644)
    with pytest.raises(PrivateFileUnusable):
        config.pool.secrets()

    salt.chmod(0o600)
    assert config.pool.secrets().salt == b"\x5a" * 32
    assert "5a5a" not in repr(config.pool.secrets())
    salt.write_text("canary")
    with pytest.raises(ConfigInvalid) as caught:
        config.pool.secrets()
    assert "canary" not in str(caught.value)


SERVICER = Client("servicer", Part.SERVICER, token_sha256("token of the servicer"), None)
NODE_1 = Client("node-1", Part.NODE, token_sha256("token of node 1"), None)


def test_client_of__a_token__is_its_owners() -> None:
    for client, token in ((SERVICER, "token of the servicer"), (NODE_1, "token of node 1")):
        assert client_of(f"Bearer {token}", (SERVICER, NODE_1)) is client


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer ", "Basic token of node 1", "Bearer token of node 2"]
)
def test_client_of__nobodys_token__is_refused(header: str | None) -> None:
    with pytest.raises(Unauthorised):
        client_of(header, (SERVICER, NODE_1))


def test_require__anothers_part__is_refused() -> None:
    SERVICER.require(Part.SERVICER)
    with pytest.raises(Forbidden):
        NODE_1.require(Part.SERVICER)
