"""The compiled contracts that ship with the package."""

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from rwa.core.errors import ConfigurationError


class ArtifactMissing(ConfigurationError):
    """The package holds no compiled contract of that name."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"no compiled contract {name} in rwa.chain.artifacts; run make contracts")


@dataclass(frozen=True, slots=True)
class Artifact:
    """One compiled contract."""

    name: str
    """Solidity name."""
    source_hash: str
    """SHA-256 over its own source and every source it imports."""
    abi: tuple[dict[str, Any], ...]
    """Contract interface, as solc writes it."""
    creation_code: bytes
    """Code that a creation transaction carries, before the constructor's arguments."""
    runtime_code: bytes
    """Code that stays on the chain, immutable values zeroed."""
    immutable_spans: tuple[tuple[int, int], ...]
    """(start, length) of each place in the runtime code that the constructor fills."""

    def is_code(self, code: bytes) -> bool:
        """Tell whether `code`, found on a chain, is this contract, immutable values aside."""
        if len(code) != len(self.runtime_code):
            return False
        masked = bytearray(code)
        for start, length in self.immutable_spans:
            masked[start : start + length] = bytes(length)
        return bytes(masked) == self.runtime_code


@cache
def load_artifact(name: str) -> Artifact:
    """Read a packaged contract once. Raises ArtifactMissing."""
    resource = resources.files("rwa.chain") / "artifacts" / f"{name}.json"
    try:
        content = json.loads(resource.read_text())
    except FileNotFoundError:
        raise ArtifactMissing(name) from None
    return Artifact(
        name=content["contractName"],
        source_hash=content["sourceHash"],
        abi=tuple(content["abi"]),
        creation_code=bytes.fromhex(content["bytecode"][2:]),
        runtime_code=bytes.fromhex(content["deployedBytecode"][2:]),
        immutable_spans=tuple(
            (span["start"], span["length"]) for span in content["immutableReferences"]
        ),
    )


def artifact_names() -> tuple[str, ...]:
    """Return the names of all packaged contracts, in alphabetical order."""
    folder = resources.files("rwa.chain") / "artifacts"
    names = (path.name for path in folder.iterdir() if path.name.endswith(".json"))
    return tuple(sorted(name.removesuffix(".json") for name in names if name != "index.json"))
