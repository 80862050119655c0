import os
import subprocess
import sys
from pathlib import Path

import pytest

KERNEL = """
from rwa.cashflow.compiling import REORDERED, compiled

@compiled(liberties=REORDERED)
def half(x: float) -> float:
    return x / 2.0

@compiled()
def quarter(x: float) -> float:
    return half(x) / 2.0
"""
PROGRAM = "import kernel; print(kernel.quarter(6.0), kernel.quarter.stats.cache_path)"


def run(program: str, *, folder: Path, home: Path) -> list[str]:
    """Run where `home` is all that a user's cache could be kept in."""
    surroundings = {name: value for name, value in os.environ.items() if "CACHE" not in name}
    command = [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(folder)!r})\n{program}"]
    done = subprocess.run(
        command,
        env={**surroundings, "HOME": str(home)},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "code").mkdir()
    (tmp_path / "code/kernel.py").write_text(KERNEL)
    return tmp_path / "code"


@pytest.fixture
def nowhere(tmp_path: Path) -> Path:
    """A home nobody can write to, root included: below a file there are no folders."""
    (tmp_path / "file").touch()
    return tmp_path / "file/home"


def test_compiled__writable_folder__keeps_the_code_beside_the_module(
    folder: Path, nowhere: Path
) -> None:
    value, kept = run(PROGRAM, folder=folder, home=nowhere)

    assert value == "1.5"
    assert kept == str(folder / "__pycache__")
    assert list((folder / "__pycache__").glob("kernel.quarter-*.nbc"))


def test_compiled__read_only_installation__keeps_the_code_at_home(
    folder: Path, tmp_path: Path
) -> None:
    (folder / "__pycache__").touch()

    value, kept = run(PROGRAM, folder=folder, home=tmp_path / "home")

    assert value == "1.5"
    assert kept.startswith(str(tmp_path / "home"))


def test_compiled__no_place_at_all__compiles_anew(folder: Path, nowhere: Path) -> None:
    (folder / "__pycache__").touch()

    assert run(PROGRAM, folder=folder, home=nowhere) == ["1.5", "None"]
