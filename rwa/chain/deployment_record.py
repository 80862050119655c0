"""The file that remembers a deployment: replaced as a whole, never half written."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rwa.chain.connection import require_chain
from rwa.chain.hashing import address_from_hex, hex_of
from rwa.chain.protocol import Chain, ChainIdentity
from rwa.core.errors import ConfigurationError
from rwa.core.ids import Address

FORMAT = "rwa-deployment-1"


class DeploymentFileBroken(ConfigurationError):
    """A deployment file cannot be read."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"{path} is no deployment file: {reason}; restore or remove it")


class TermsChanged(ConfigurationError):
    """A deployment was begun with other terms than it is to be continued with."""

    def __init__(self, field: str, *, recorded: object, given: object) -> None:
        self.field = field
        self.recorded = recorded
        self.given = given
        super().__init__(
            f"{field} was {recorded} when the deployment began and is {given} now; "
            "continue with the old terms or deploy under another pool name"
        )


@dataclass(frozen=True, slots=True)
class RecordedStep:
    """A step that a block confirms."""

    name: str
    """Name of the step in the plan."""
    contract: str | None
    """Contract that it created; None for a call."""
    address: Address | None
    """Address of that contract."""
    transaction_hash: str
    """Its transaction."""
    block_number: int
    """Block that holds it."""


@dataclass(frozen=True, slots=True)
class Pending:
    """A signed transaction that may or may not have reached the chain."""

    step: str
    """Step that it carries out."""
    signed: str
    """Its bytes, hexadecimal; sending them twice has no second effect."""


@dataclass(slots=True)
class DeploymentRecord:
    """What is known of one deployment; `path` None keeps it in memory."""

    path: Path | None
    """File that holds it."""
    chain_id: int
    """Chain it is on."""
    genesis_hash: str
    """Block 0 of that chain."""
    pool: str
    """Name of the pool."""
    deployer: Address
    """Account that pays for the steps."""
    terms: dict[str, Any]
    """What the deal is built with, as JSON values."""
    steps: list[RecordedStep]
    """Confirmed steps, in order."""
    pending: Pending | None = None
    """The step under way."""
    complete: bool = False
    """Whether every step is confirmed."""

    def confirm(self, step: RecordedStep) -> None:
        """Remember a confirmed step, durably."""
        self.steps.append(step)
        self.pending = None
        self.save()

    def announce(self, pending: Pending | None) -> None:
        """Remember what is about to be sent, durably; None when it failed for good."""
        self.pending = pending
        self.save()

    def finish(self) -> None:
        """Remember that nothing is left to do."""
        self.complete = True
        self.save()

    def save(self) -> None:
        """Replace the file as a whole."""
        if self.path is None:
            return
        content = {"format": FORMAT, **asdict(self)}
        del content["path"]
        _replace(self.path, json.dumps(content, indent=2) + "\n")


def record_path(root: Path, identity: ChainIdentity, pool: str) -> Path:
    """Return where the record of a pool on a chain is kept."""
    name = f"{identity.genesis_hash.hex()[:16]}-{pool}.json"
    return root / str(identity.chain_id) / name


def read_record(path: Path) -> DeploymentRecord:
    """Read a record. Raises DeploymentFileBroken."""
    try:
        content = json.loads(path.read_text())
        if content.pop("format") != FORMAT:
            raise DeploymentFileBroken(path, f"its format is not {FORMAT}")
        content["steps"] = [_step(step) for step in content["steps"]]
        content["pending"] = content["pending"] and Pending(**content["pending"])
        return DeploymentRecord(path=path, **content)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DeploymentFileBroken(path, str(error)) from error


def open_record(
    root: Path | None, chain: Chain, *, pool: str, deployer: Address, terms: dict[str, Any]
) -> DeploymentRecord:
    """Continue the record of a pool on a chain, or begin one; `root` None keeps it in memory.

    Raises WrongChain for a record of another chain, and TermsChanged for other terms.
    """
    identity = chain.identity
    path = None if root is None else record_path(root, identity, pool)
    if path is not None and path.exists():
        record = read_record(path)
        require_record_chain(record, chain)
        _require_same(record, deployer=deployer, terms=terms)
        return record
    return DeploymentRecord(
        path=path,
        chain_id=identity.chain_id,
        genesis_hash=hex_of(identity.genesis_hash),
        pool=pool,
        deployer=deployer,
        terms=terms,
        steps=[],
    )


def require_record_chain(record: DeploymentRecord, chain: Chain) -> None:
    """Check that a record is of this chain. Raises WrongChain."""
    genesis_hash = bytes.fromhex(record.genesis_hash[2:])
    require_chain(chain, chain_id=record.chain_id, genesis_hash=genesis_hash)


def _require_same(record: DeploymentRecord, *, deployer: Address, terms: dict[str, Any]) -> None:
    if record.deployer != deployer:
        raise TermsChanged("deployer", recorded=record.deployer, given=deployer)
    for field, given in terms.items():
        recorded = record.terms.get(field)
        if recorded != given:
            raise TermsChanged(field, recorded=recorded, given=given)


def _step(content: dict[str, Any]) -> RecordedStep:
    step = RecordedStep(**content)
    if step.address is not None:
        address_from_hex(step.address)
    return step


def _replace(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    with draft.open("w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
