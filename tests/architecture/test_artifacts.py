import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="module")
def build_contracts(root: Path) -> ModuleType:
    place = root / "scripts/build_contracts.py"
    spec = importlib.util.spec_from_file_location("build_contracts", place)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_artifacts__rebuilt_from_the_sources__equal_the_committed(root: Path) -> None:
    command = [sys.executable, "scripts/build_contracts.py", "--check"]

    completed = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)

    assert completed.returncode == 0, completed.stdout + completed.stderr
    assert "PoolCertificate " in completed.stdout
    assert "TimelockController " in completed.stdout


def test_contract_classes__rewritten_from_the_artifacts__equal_the_committed(root: Path) -> None:
    command = [sys.executable, "scripts/write_contract_classes.py", "--check"]

    completed = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)

    assert completed.returncode == 0, completed.stdout + completed.stderr


def test_differences__edited_missing_and_stale_files__each_named(
    build_contracts: ModuleType, tmp_path: Path
) -> None:
    (tmp_path / "Edited.json").write_text("{}\n")
    (tmp_path / "Same.json").write_text("{}\n")
    (tmp_path / "Stale.json").write_text("{}\n")
    wanted = {"Edited.json": '{"a": 1}\n', "Missing.json": "{}\n", "Same.json": "{}\n"}

    assert build_contracts.differences(tmp_path, wanted) == [
        "Missing.json is missing",
        "Stale.json has no contract any more",
        "Edited.json differs from its source",
    ]


def test_write__stale_files__are_removed(build_contracts: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "Stale.json").write_text("{}\n")
    (tmp_path / "README.md").write_text("kept\n")

    build_contracts.write(tmp_path, {"New.json": "{}\n"})

    assert sorted(path.name for path in tmp_path.iterdir()) == ["New.json", "README.md"]


def test_compile_contracts__warning__is_an_error(
    build_contracts: ModuleType, root: Path, tmp_path: Path
) -> None:
    source = "// SPDX-License-Identifier: Apache-2.0\npragma solidity 0.8.37;\n"
    for name in ("foundry.toml", "scripts", "node_modules"):
        (tmp_path / name).symlink_to(root / name)
    (tmp_path / "contracts").mkdir()
    (tmp_path / "contracts/Careless.sol").write_text(
        f"{source}contract Careless {{ function f() external pure {{ uint256 unused; }} }}\n"
    )

    with pytest.raises(build_contracts.ContractBuildError, match="Unused local variable"):
        build_contracts.compile_contracts(tmp_path)


def test_artifact__code_over_the_limit__names_both_sizes(build_contracts: ModuleType) -> None:
    empty = {"object": "", "linkReferences": {}}
    long = {"object": "00" * 24_577, "linkReferences": {}}
    output = {"evm": {"bytecode": empty, "deployedBytecode": long}}

    with pytest.raises(build_contracts.ContractBuildError, match=r"24577 bytes.* limit is 24576"):
        build_contracts.artifact("Long", "contracts/Long.sol", output, None)


def test_artifact__external_library__refused(build_contracts: ModuleType) -> None:
    linked = {"object": "", "linkReferences": {"contracts/libraries/Months.sol": {}}}
    output = {"evm": {"bytecode": linked, "deployedBytecode": linked}}

    with pytest.raises(build_contracts.ContractBuildError, match="needs the external libraries"):
        build_contracts.artifact("Linked", "contracts/Linked.sol", output, None)


def test_source_files__no_contract__is_an_error(
    build_contracts: ModuleType, tmp_path: Path
) -> None:
    with pytest.raises(build_contracts.ContractBuildError, match=r"no \.sol file"):
        build_contracts.source_files(tmp_path)
