"""Compile the deployable contracts and write one artifact each to ``rwa/chain/artifacts``.

The compiler is npm's solc, its settings are those of ``foundry.toml``, and the artifacts hold no
path, time or machine: the same sources give the same bytes everywhere. They are committed, so that
a user of the wheel needs no compiler, and a test rebuilds them and compares.

    python scripts/build_contracts.py            write the artifacts, remove stale ones
    python scripts/build_contracts.py --check    write nothing; exit 1 if they would change
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent
ARTIFACTS: Final = Path("rwa/chain/artifacts")
CODE_LIMIT_BYTES: Final = 24_576
"""EIP-170: longer runtime code cannot be deployed; EIP-3860: nor twice as long creation code."""
DEPLOYABLE_FOLDERS: Final = (Path("contracts"), Path("contracts/testing"))
"""Every non-abstract contract directly in these folders gets an artifact."""
CODE_SIZE_WARNINGS: Final = frozenset({"3860", "5574"})
"""Compiler messages that `artifact` raises itself, with both sides."""
LIBRARY_CONTRACTS: Final = (
    "node_modules/@openzeppelin/contracts/governance/TimelockController.sol",
)
"""Sources of contracts that are deployed as OpenZeppelin publishes them."""


class ContractBuildError(Exception):
    """The contracts cannot be compiled, or cannot be deployed as compiled."""


@dataclass(frozen=True, slots=True)
class Compilation:
    """What the compiler answered, with what it was asked."""

    compiler: str
    """Version with commit, such as ``0.8.37+commit.f401782d``."""
    settings: dict[str, Any]
    """Standard-JSON settings without the choice of outputs."""
    contracts: dict[str, dict[str, Any]]
    """Source path -> contract name -> outputs."""


def compiler_settings(root: Path) -> dict[str, Any]:
    """Return the standard-JSON settings that ``foundry.toml`` describes."""
    profile = tomllib.loads((root / "foundry.toml").read_text())["profile"]["default"]
    return {
        "evmVersion": profile["evm_version"],
        "metadata": {
            "appendCBOR": profile["cbor_metadata"],
            "bytecodeHash": profile["bytecode_hash"],
        },
        "optimizer": {"enabled": profile["optimizer"], "runs": profile["optimizer_runs"]},
        "remappings": profile["remappings"],
        "viaIR": profile["via_ir"],
    }


def source_files(root: Path) -> list[Path]:
    """Return the sources to compile, relative to ``root``; imports follow by themselves."""
    found = [
        path for folder in DEPLOYABLE_FOLDERS for path in sorted((root / folder).glob("*.sol"))
    ]
    if not found:
        raise ContractBuildError(f"no .sol file directly in {DEPLOYABLE_FOLDERS[0]}")
    return [path.relative_to(root) for path in found]


def compile_contracts(root: Path) -> Compilation:
    """Compile every deployable source with its imports; raise ContractBuildError on a complaint."""
    settings = compiler_settings(root)
    names = [path.as_posix() for path in source_files(root)]
    request = {
        "language": "Solidity",
        "sources": {name: {"content": (root / name).read_text()} for name in names}
        | {name: {"content": (root / name).read_text()} for name in LIBRARY_CONTRACTS},
        "settings": settings
        | {
            "outputSelection": {
                "*": {"*": ["abi", "metadata", "evm.bytecode", "evm.deployedBytecode"]}
            }
        },
    }
    completed = subprocess.run(
        [root / "scripts/solc", "--standard-json", "--base-path", root],
        input=json.dumps(request),
        capture_output=True,
        text=True,
        check=False,
    )
    if completed.returncode != 0:
        raise ContractBuildError(completed.stderr.strip())
    answer = json.loads(completed.stdout)
    messages = [
        entry["formattedMessage"] for entry in answer.get("errors", []) if concerns_us(entry)
    ]
    if messages:
        raise ContractBuildError("\n".join(messages))
    contracts = answer["contracts"]
    first = next(output for outputs in contracts.values() for output in outputs.values())
    compiler = json.loads(first["metadata"])["compiler"]["version"]
    return Compilation(compiler=compiler, settings=settings, contracts=contracts)


def concerns_us(message: dict[str, Any]) -> bool:
    """Return whether the build must stop: any error, and any warning about our own source."""
    if message["severity"] == "error":
        return True
    own = message.get("sourceLocation", {}).get("file", "").startswith("contracts/")
    return own and message["errorCode"] not in CODE_SIZE_WARNINGS


def source_hash(metadata: str) -> str:
    """Return the sha256 over the contract's own source and every source it imports.

    One line ``<path> <keccak256 of the content>`` per source, sorted by path.
    """
    sources = json.loads(metadata)["sources"]
    lines = [f"{path} {sources[path]['keccak256']}\n" for path in sorted(sources)]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def artifact(name: str, source: str, output: dict[str, Any], build: Compilation) -> dict[str, Any]:
    """Return the record written for one contract."""
    creation, runtime = output["evm"]["bytecode"], output["evm"]["deployedBytecode"]
    if creation["linkReferences"]:
        raise ContractBuildError(
            f"{name} needs the external libraries {creation['linkReferences']}, expected none: "
            "make their functions internal"
        )
    for kind, code, limit in (
        ("runtime", runtime["object"], CODE_LIMIT_BYTES),
        ("creation", creation["object"], 2 * CODE_LIMIT_BYTES),
    ):
        if len(code) // 2 > limit:
            raise ContractBuildError(
                f"{name} has {len(code) // 2} bytes of {kind} code, the limit is {limit}: "
                "move code to another contract or lower optimizer_runs in foundry.toml"
            )
    return {
        "contractName": name,
        "source": source,
        "sourceHash": source_hash(output["metadata"]),
        "compiler": build.compiler,
        "settings": build.settings,
        "abi": output["abi"],
        "bytecode": "0x" + creation["object"],
        "deployedBytecode": "0x" + runtime["object"],
        "immutableReferences": immutable_positions(runtime.get("immutableReferences", {})),
    }


def immutable_positions(references: dict[str, list[dict[str, int]]]) -> list[dict[str, int]]:
    """Return where the runtime code holds values set at deployment, in order of position."""
    positions = [position for places in references.values() for position in places]
    return sorted(positions, key=lambda position: position["start"])


def build_artifacts(root: Path) -> dict[str, str]:
    """Return file name -> content of every artifact and of ``index.json``."""
    build = compile_contracts(root)
    wanted = {path.as_posix() for path in source_files(root)} | set(LIBRARY_CONTRACTS)
    records: dict[str, dict[str, Any]] = {}
    for source in sorted(wanted):
        for name, output in sorted(build.contracts.get(source, {}).items()):
            if not output["evm"]["bytecode"]["object"]:
                continue
            if name in records:
                raise ContractBuildError(
                    f"{name} is in {records[name]['source']} and in {source}: rename one"
                )
            records[name] = artifact(name, source, output, build)
    index = {
        "compiler": build.compiler,
        "settings": build.settings,
        "contracts": {
            name: {
                "source": records[name]["source"],
                "sourceHash": records[name]["sourceHash"],
                "codeBytes": len(records[name]["deployedBytecode"]) // 2 - 1,
            }
            for name in sorted(records)
        },
    }
    files = {f"{name}.json": as_text(record) for name, record in records.items()}
    return files | {"index.json": as_text(index)}


def as_text(record: dict[str, Any]) -> str:
    """Return ``record`` as JSON that differs only where its content differs."""
    return json.dumps(record, indent=1, sort_keys=True, ensure_ascii=True) + "\n"


def differences(folder: Path, files: dict[str, str]) -> list[str]:
    """Return one sentence per file of ``folder`` that is missing, stale or different."""
    present = {path.name: path.read_text() for path in sorted(folder.glob("*.json"))}
    return (
        [f"{name} is missing" for name in sorted(files.keys() - present.keys())]
        + [f"{name} has no contract any more" for name in sorted(present.keys() - files.keys())]
        + [
            f"{name} differs from its source"
            for name in sorted(files.keys() & present.keys())
            if files[name] != present[name]
        ]
    )


def write(folder: Path, files: dict[str, str]) -> None:
    """Make ``folder`` hold exactly ``files`` (other kinds of file are left alone)."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*.json"):
        if path.name not in files:
            path.unlink()
    for name, content in files.items():
        (folder / name).write_text(content)


def main() -> int:
    """Run the command; return its exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare only, write nothing")
    check = parser.parse_args().check
    try:
        files = build_artifacts(ROOT)
    except ContractBuildError as problem:
        print(problem, file=sys.stderr)
        return 1
    changes = differences(ROOT / ARTIFACTS, files)
    if not check:
        write(ROOT / ARTIFACTS, files)
    for change in changes:
        print(f"{ARTIFACTS}/{change}" if check else f"updated: {ARTIFACTS}/{change.split()[0]}")
    index = json.loads(files["index.json"])
    for name, entry in index["contracts"].items():
        print(f"{name:32} {entry['codeBytes']:6,} bytes of {CODE_LIMIT_BYTES:,}")
    if check and changes:
        print("the committed artifacts are not what the sources give; run: make contracts")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
