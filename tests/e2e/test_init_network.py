"""What `oracle init-network` writes, and the commands that start from it."""

import contextlib
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from oracle.network.config import CollectorConfig, NodeConfig, ServicerConfig, load_config
from rwa.chain.accounts import demo_account
from rwa.chain.connection import open_chain
from rwa.chain.signer import open_signer

Rwa = Callable[..., Any]
NODES = tuple(f"node-{number}" for number in range(1, 5))


@pytest.fixture
def written(issued: Rwa, oracle: Rwa, tmp_path: Path) -> Path:
    made = oracle("init-network", "--out", "network", "--json")
    assert made.document["processes"] == [*NODES, "servicer", "collector"]
    return tmp_path / "network"


def test_init_network__every_secret__is_its_owners_alone_and_of_one_process(written: Path) -> None:
    files = [path for path in written.rglob("*") if path.is_file()]
    assert len(files) == 4 * 6 + 2 + 3 + 1
    for path in files:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    for name in ("token", "passphrase"):
        secrets = [path.read_text() for path in written.glob(f"*/{name}")]
        assert len(secrets) == len(set(secrets)) == 5
    collector = (written / "collector" / "collector.toml").read_text()
    for path in written.glob("*/token"):
        assert path.read_text().strip() not in collector


def test_init_network__every_configuration__opens_with_the_key_of_its_process(
    written: Path,
) -> None:
    for name in NODES:
        config = load_config(written / name / "node.toml", NodeConfig)
        account = open_signer(config.signer.settings(), {})
        assert account.address == demo_account(7, name).address
        assert len(config.pool.secrets().salt) == 32
    collector = load_config(written / "collector" / "collector.toml", CollectorConfig)
    assert open_signer(collector.poster.settings(), {}).address == demo_account(7, "poster").address
    assert [client.name for client in collector.clients] == [*NODES, "servicer"]
    load_config(written / "servicer" / "servicer.toml", ServicerConfig)


def test_init_network__of_a_chain_file__is_found_from_any_directory(
    written: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    configs = [load_config(written / name / "node.toml", NodeConfig) for name in NODES]
    urls = {config.chain.url for config in configs}
    urls.add(load_config(written / "collector" / "collector.toml", CollectorConfig).chain.url)

    assert urls == {f"file:{tmp_path / '.rwa' / 'chain.sqlite'}"}
    with contextlib.chdir(elsewhere):
        chain = open_chain(urls.pop(), read_only=True)
    assert chain.head().number > 0
    chain.close()


def test_init_network__below_no_directory__names_what_is_missing_and_makes_nothing(
    issued: Rwa, oracle: Rwa, tmp_path: Path
) -> None:
    refused = oracle("init-network", "--out", "not/there/network")

    assert refused.code == 3
    assert "there is no directory not;" in refused.err
    assert not (tmp_path / "not").exists()


def test_home__documents_and_databases_of_keys__are_its_owners_alone(
    issued: Rwa, tmp_path: Path
) -> None:
    assert issued("simulate").code == 0

    for name in ("documents", "nodes", "keys"):
        place = tmp_path / ".rwa" / name
        files = list(place.iterdir())
        assert files
        assert stat.S_IMODE(place.stat().st_mode) == 0o700
        assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


def test_init_network__a_directory_that_is_there__is_left_alone(written: Path, oracle: Rwa) -> None:
    before = (written / "node-1" / "token").read_text()

    refused = oracle("init-network", "--out", "network")

    assert refused.code == 3
    assert "network exists already" in refused.err
    assert (written / "node-1" / "token").read_text() == before


@pytest.mark.parametrize("url", ["collector", "ftp://host:1", "http://host"])
def test_init_network__no_url_of_a_collector__is_refused(
    issued: Rwa, oracle: Rwa, tmp_path: Path, url: str
) -> None:
    refused = oracle("init-network", "--out", "network", "--collector", url)

    assert refused.code == 2
    assert not (tmp_path / "network").exists()


def test_node__a_key_file_that_others_may_read__does_not_start(written: Path, oracle: Rwa) -> None:
    (written / "node-1" / "key.json").chmod(0o644)

    refused = oracle("node", "--config", "network/node-1/node.toml")

    assert refused.code == 3
    assert "chmod 600" in refused.err


def test_node__its_database_is_gone__does_not_start_and_makes_none(
    written: Path, oracle: Rwa
) -> None:
    database = written / "node-1" / "node.sqlite"
    database.unlink()

    refused = oracle("node", "--config", "network/node-1/node.toml")

    assert refused.code == 3
    assert "node.sqlite is missing" in refused.err
    assert not database.exists()


def test_node__a_new_database_where_one_is__does_not_start(written: Path, oracle: Rwa) -> None:
    refused = oracle("node", "--config", "network/node-1/node.toml", "--new-database")

    assert refused.code == 3
    assert "start without --new-database" in refused.err
