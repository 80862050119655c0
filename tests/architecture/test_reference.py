import subprocess
import sys
from pathlib import Path


def test_reference_pages__compared_with_the_code__are_up_to_date(root: Path) -> None:
    command = [sys.executable, "scripts/write_reference.py", "--check"]
    compared = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)

    assert compared.returncode == 0, compared.stderr


def test_reference_pages__read__name_every_command_and_error_code(root: Path) -> None:
    page = (root / "docs/reference/cli.md").read_text()

    for command in ("demo", "init", "deploy", "simulate", "transfer", "settle", "holders", "serve"):
        assert f"## rwa {command}" in page
    for code in range(7):
        assert f"| {code} |" in page
