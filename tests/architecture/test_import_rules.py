import shutil
import subprocess
import sys
from pathlib import Path

import pytest

LINT_IMPORTS = Path(sys.executable).with_name("lint-imports")
ROOMS = "Rooms of rwa: a room imports only rooms below it"
REFUSED = [
    ("rwa/core/ids.py", "import rwa.pool.tape", ROOMS),
    ("rwa/pool/tape.py", "import rwa.cashflow", ROOMS),
    ("rwa/remittance/__init__.py", "import rwa.cashflow", ROOMS),
    ("rwa/servicing/__init__.py", "import rwa.chain", ROOMS),
    ("rwa/readmodel/__init__.py", "import rwa.api", ROOMS),
    ("rwa/newroom/__init__.py", "", ROOMS),
    ("oracle/__init__.py", "import rwa.readmodel", "oracle stands beside rwa.readmodel, above"),
    ("rwa/api/__init__.py", "import oracle", "Only rwa.cli imports oracle"),
    ("oracle/__init__.py", "import rwa.servicing", "oracle recomputes with an engine of its own"),
    ("oracle/__init__.py", "import rwa.cashflow", "oracle recomputes with an engine of its own"),
    ("oracle/verification/verify.py", "import oracle.network.gathering", "Topics of oracle"),
    ("oracle/posting/outbox.py", "import oracle.network.gathering", "Topics of oracle"),
    ("rwa/chain/__init__.py", "import rwa.remittance", "rwa.chain knows no economics"),
    ("rwa/chain/__init__.py", "import rwa.deal", "rwa.chain knows no economics"),
    ("rwa/cashflow/projection/line.py", "import rwa.cashflow.oas", "Topics of rwa.cashflow"),
    ("rwa/deal/terms.py", "import rwa.cashflow", "Only rwa.deal.projection uses the cash-flow"),
    ("rwa/deal/__init__.py", "import time", "Pure rooms reach no chain"),
    ("rwa/pool/tape.py", "from os import environ", "Pure rooms reach no chain"),
    ("rwa/core/money.py", "import web3", "Pure rooms reach no chain"),
    ("rwa/cashflow/__init__.py", "import sqlalchemy", "Pure rooms reach no chain"),
]


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [LINT_IMPORTS, "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def tree(root: Path, tmp_path: Path) -> Path:
    for package in ("rwa", "oracle"):
        ignored = shutil.ignore_patterns("__pycache__", "*.json")
        shutil.copytree(root / package, tmp_path / package, ignore=ignored)
    shutil.copy(root / "pyproject.toml", tmp_path)
    return tmp_path


def test_import_rules__the_tree__kept(root: Path) -> None:
    completed = lint_imports(root)

    assert completed.returncode == 0, completed.stdout + completed.stderr
    assert "9 kept, 0 broken" in completed.stdout


@pytest.mark.parametrize(("path", "line", "rule"), REFUSED)
def test_import_rules__forbidden_import__refused(
    tree: Path, path: str, line: str, rule: str
) -> None:
    target = tree / path
    target.parent.mkdir(exist_ok=True)
    with target.open("a") as source:
        source.write(f"\n{line}\n")

    completed = lint_imports(tree)

    assert completed.returncode == 1, completed.stdout + completed.stderr
    broken = [text for text in completed.stdout.splitlines() if " BROKEN" in text]
    assert any(text.startswith(rule) for text in broken), completed.stdout
