import json
import subprocess
import sys
from pathlib import Path

import pytest

SLOW = {
    "eth_account",
    "eth_tester",
    "eth",
    "fastapi",
    "numpy",
    "polars",
    "pyarrow",
    "pydantic",
    "sqlalchemy",
    "uvicorn",
    "web3",
}


def modules_after(statement: str, root: Path) -> set[str]:
    program = f"import json, sys\n{statement}\nprint(json.dumps(sorted(sys.modules)))"
    command = [sys.executable, "-c", program]
    printed = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout
    return set(json.loads(printed.splitlines()[-1]))


def test_cli__imported_for_help__loads_nothing_slow(root: Path) -> None:
    loaded = modules_after("import rwa.cli.app", root)

    assert "rwa.cli.app" in loaded
    assert loaded & SLOW == set()


@pytest.mark.parametrize("room", ["core", "pool", "cashflow", "remittance", "deal"])
def test_pure_room__imported__loads_no_chain_database_or_server(root: Path, room: str) -> None:
    loaded = modules_after(f"import rwa.{room}", root)

    assert f"rwa.{room}" in loaded
    assert loaded & (SLOW - {"numpy", "polars", "pyarrow"}) == set()
