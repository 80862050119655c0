"""`oracle init-network`: what every process of a network needs, from one home.

Each process gets a directory of its own with its key, its token and its configuration, readable
by its owner alone; nothing in one of them opens another.
"""

import secrets
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from oracle.documents import DocumentsInDirectory
from oracle.network.clients import Part, token_sha256
from oracle.signing_log import SigningLog
from oracle.whole_files import OWNERS_DIRECTORY, OWNERS_FILE
from rwa.chain.connection import FILE_PREFIX
from rwa.chain.deployment import Deployment, find_deployment
from rwa.chain.keystore import LIGHT_SCRYPT_N, KeyStore
from rwa.chain.protocol import Chain
from rwa.cli.console import Output
from rwa.cli.operations import demo_salt
from rwa.cli.oracle_network.written_files import require_directory_of
from rwa.cli.settings import Settings
from rwa.cli.workspace import PoolFile, Workspace
from rwa.core.errors import ConfigurationError, UsageError
from rwa.core.ids import Sha256
from rwa.deal.terms import Deal

TOKEN_BYTES = 32
SERVICER, COLLECTOR, POSTER = "servicer", "collector", "poster"


class DirectoryTaken(ConfigurationError):
    """The directory for the configurations holds something already."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        super().__init__(f"{directory} exists already; name another with --out, or remove it")


class NoCollectorUrl(UsageError):
    """A collector's URL has no host and port."""

    def __init__(self, url: str) -> None:
        self.url = url
        super().__init__(f"{url!r} is no URL of a collector; write http://HOST:PORT")


def write(settings: Settings, out: Path, *, collector_url: str, as_json: bool) -> None:
    """Write the directory, whole or not at all.

    Raises DirectoryTaken, DirectoryMissing and NoCollectorUrl.
    """
    output, workspace = Output(as_json), Workspace(settings)
    if out.exists():
        raise DirectoryTaken(out)
    require_directory_of(out)
    chain = workspace.open_chain(read_only=True)
    try:
        network = _Network(workspace, chain, collector_url)
        draft = out.with_name(f"{out.name}.unfinished")
        shutil.rmtree(draft, ignore_errors=True)
        names = network.write(draft)
        draft.replace(out)
    finally:
        chain.close()
    for name in names:
        output.say(f"{name:<10} {out / name}")
    output.say(f"next      oracle collector --config {out / COLLECTOR / 'collector.toml'}")
    output.result({"directory": str(out), "processes": list(names)})


class _Network:
    """Everything the files say, read from a home once."""

    def __init__(self, workspace: Workspace, chain: Chain, collector_url: str) -> None:
        self._workspace = workspace
        self._url = collector_url
        parts = urlsplit(collector_url)
        if parts.scheme not in ("http", "https") or not parts.hostname or not parts.port:
            raise NoCollectorUrl(collector_url)
        self._host, self._port = parts.hostname, parts.port
        self._pool = workspace.pool()
        self._actors = workspace.actors()
        deployment = find_deployment(workspace.deployments, chain, self._pool.pool_id)
        self._chain = _chain_section(workspace.settings, chain, deployment)

    def write(self, out: Path) -> tuple[str, ...]:
        """Write a directory for each process; return their names."""
        tokens = {name: secrets.token_urlsafe(TOKEN_BYTES) for name in self._clients()}
        for name in self._actors.nodes:
            self._write_node(_private_directory(out / name), name, tokens[name])
        self._write_servicer(_private_directory(out / SERVICER), tokens[SERVICER])
        self._write_collector(_private_directory(out / COLLECTOR), tokens)
        return (*self._actors.nodes, SERVICER, COLLECTOR)

    def _clients(self) -> tuple[str, ...]:
        return (*self._actors.nodes, SERVICER)

    def _write_node(self, place: Path, name: str, token: str) -> None:
        pool, deal = self._pool, self._workspace.deal()
        _write_private(place / "token", token)
        _write_private(place / "salt", demo_salt(pool.seed).hex())
        content = {
            "name": name,
            "database": "node.sqlite",
            "documents": "documents",
            "poll_seconds": 0.5,
            "longest_wait_seconds": 10.0,
            "signer": self._signer_section(place, name),
            "collector": {"url": self._url, "token_file": "token"},
            "chain": self._chain,
            "pool": _pool_section(pool, deal),
        }
        _write_private(place / "node.toml", toml_text(content))
        SigningLog.new(place / "node.sqlite").close()

    def _write_servicer(self, place: Path, token: str) -> None:
        _write_private(place / "token", token)
        content = {"collector": {"url": self._url, "token_file": "token"}}
        _write_private(place / "servicer.toml", toml_text(content))

    def _write_collector(self, place: Path, tokens: Mapping[str, str]) -> None:
        clients = [
            {
                "name": name,
                "part": str(Part.SERVICER if name == SERVICER else Part.NODE),
                "token_sha256": token_sha256(token),
                **({} if name == SERVICER else {"address": self._actors.addresses[name]}),
            }
            for name, token in tokens.items()
        ]
        content = {
            "host": self._host,
            "port": self._port,
            "database": "collector.sqlite",
            "documents": "documents",
            "step_seconds": 0.5,
            "poster": self._signer_section(place, POSTER),
            "chain": self._chain,
            "clients": clients,
        }
        _write_private(place / "collector.toml", toml_text(content))
        issue = self._workspace.documents.get(Sha256(self._pool.issue_tape_sha256))
        DocumentsInDirectory(place / "documents").put(issue)

    def _signer_section(self, place: Path, name: str) -> dict[str, str]:
        """Put a key into a file of its own, under a passphrase of its own."""
        passphrase = secrets.token_urlsafe(TOKEN_BYTES)
        store = KeyStore(place, passphrase=passphrase, scrypt_n=LIGHT_SCRYPT_N)
        store.create("key", secret=self._actors[name].secret)
        _write_private(place / "passphrase", passphrase)
        return {"keystore": "key.json", "passphrase_file": "passphrase"}


def toml_text(content: Mapping[str, Any]) -> str:
    """Write a configuration as TOML: plain keys, then tables, then lists of tables."""
    plain = {key: value for key, value in content.items() if not _is_table(value)}
    lines = [f"{key} = {_toml_value(value)}" for key, value in plain.items()]
    for key, value in content.items():
        if isinstance(value, Mapping):
            lines += ["", f"[{key}]", *_table_lines(value, key)]
        elif key not in plain:
            for each in value:
                lines += ["", f"[[{key}]]", *_table_lines(each, key)]
    return "\n".join(lines).lstrip("\n") + "\n"


def _table_lines(table: Mapping[str, Any], name: str) -> list[str]:
    plain = {key: value for key, value in table.items() if not _is_table(value)}
    lines = [f"{key} = {_toml_value(value)}" for key, value in plain.items()]
    for key, rows in table.items():
        for each in rows if key not in plain else ():
            lines += ["", f"[[{name}.{key}]]", *_table_lines(each, f"{name}.{key}")]
    return lines


def _is_table(value: object) -> bool:
    return isinstance(value, Mapping) or (
        isinstance(value, Sequence) and not isinstance(value, str)
    )


def _toml_value(value: object) -> str:
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    return str(value)


def _chain_section(settings: Settings, chain: Chain, deployment: Deployment) -> dict[str, Any]:
    return {
        "url": _anywhere(settings.chain_target),
        "chain_id": chain.identity.chain_id,
        "genesis_hash": f"0x{chain.identity.genesis_hash.hex()}",
        "oracle": deployment.oracle,
        "first_block": deployment.first_block,
    }


def _anywhere(target: str) -> str:
    """A chain's name that holds in every directory: a file's path from the root."""
    if not target.startswith(FILE_PREFIX):
        return target
    return f"{FILE_PREFIX}{Path(target.removeprefix(FILE_PREFIX)).absolute()}"


def _pool_section(pool: PoolFile, deal: Deal) -> dict[str, Any]:
    return {
        "pool_id": pool.pool_id,
        "programme": pool.programme,
        "pass_through_rate_ppm": pool.pass_through_rate_ppm,
        "issue": pool.issue,
        "original_balance_cents": pool.original_balance_cents,
        "original_loan_count": pool.original_loan_count,
        "issue_tape_sha256": pool.issue_tape_sha256,
        "salt_file": "salt",
        "principal_rule": str(deal.principal_rule),
        "classes": [
            {
                "tranche": each.tranche,
                "original_balance_cents": each.original_balance_cents.count,
                "pass_through_rate_ppm": each.pass_through_rate_ppm.count,
            }
            for each in deal.classes
        ],
    }


def _private_directory(path: Path) -> Path:
    path.mkdir(parents=True, mode=OWNERS_DIRECTORY)
    return path


def _write_private(path: Path, text: str) -> None:
    path.touch(mode=OWNERS_FILE)
    path.write_text(text if text.endswith("\n") else text + "\n")
