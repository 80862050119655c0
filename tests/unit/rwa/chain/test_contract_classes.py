"""The generated modules are those that the artifacts and the contracts' prose give."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]


def test_write_contract_classes__committed_modules__are_current() -> None:
    checked = subprocess.run(
        [sys.executable, ROOT / "scripts/write_contract_classes.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "stale: none" in checked.stdout
