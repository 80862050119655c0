"""A contract with one of its checks taken out, compiled from its own source.

A fault that only a contract stops proves nothing unless the contract without that check lets it
through. The compiler, its settings and every other line are those of the real contract.
"""

import json
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from rwa.chain.artifacts import Artifact, load_artifact

ROOT = Path(__file__).resolve().parents[2]


def without(
    contract: str, check: str, instead: str = "", *, file: str = ""
) -> Callable[[], AbstractContextManager[None]]:
    """What deploys `contract` with `check`, a text of `file` (its own by default), replaced."""

    @contextmanager
    def removed() -> Iterator[None]:
        weakened = _compiled(contract, file or f"{contract}.sol", check, instead)

        def load(name: str) -> Artifact:
            return weakened if name == contract else load_artifact(name)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("rwa.chain.contract.load_artifact", load)
            patch.setattr("rwa.chain.deployment.load_artifact", load)
            yield

    return removed


@cache
def _compiled(contract: str, file: str, check: str, instead: str) -> Artifact:
    """A contract, one text of one source changed."""
    source = f"contracts/{contract}.sol"
    changed = (ROOT / "contracts" / file).read_text()
    assert changed.count(check) == 1, f"{file} has no single {check!r} to take out"
    texts = {source: (ROOT / source).read_text()}
    texts[f"contracts/{file}"] = changed.replace(check, instead)
    artifact = json.loads((ROOT / f"rwa/chain/artifacts/{contract}.json").read_text())
    wanted = ["evm.bytecode.object", "evm.deployedBytecode"]
    output = {"outputSelection": {source: {contract: wanted}}}
    request = {
        "language": "Solidity",
        "sources": {path: {"content": text} for path, text in texts.items()},
        "settings": artifact["settings"] | output,
    }
    completed = subprocess.run(
        [ROOT / "scripts/solc", "--standard-json", "--base-path", ROOT],
        input=json.dumps(request),
        capture_output=True,
        text=True,
        check=True,
    )
    answer = json.loads(completed.stdout)
    failures = [each for each in answer.get("errors", ()) if each["severity"] == "error"]
    assert not failures, failures[0]["formattedMessage"]
    code = answer["contracts"][source][contract]["evm"]
    runtime = code["deployedBytecode"]
    spans = (span for places in runtime["immutableReferences"].values() for span in places)
    return replace(
        load_artifact(contract),
        creation_code=bytes.fromhex(code["bytecode"]["object"]),
        runtime_code=bytes.fromhex(runtime["object"]),
        immutable_spans=tuple((span["start"], span["length"]) for span in spans),
    )
