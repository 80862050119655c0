import os
import re
import subprocess
from pathlib import Path

import pytest


def run(*command: str | Path, root: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    inherited = {name: value for name, value in os.environ.items() if name != "MAKEFLAGS"}
    return subprocess.run(
        command,
        cwd=root,
        env=inherited | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def stand_in(folder: Path, name: str, script: str) -> Path:
    """Put an executable in front of the system's own."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def test_make__alone__lists_every_target(root: Path) -> None:
    completed = run("make", root=root)

    phony = set(re.findall(r"^\.PHONY: (.+)$", (root / "Makefile").read_text(), re.MULTILINE))
    listed = set(re.findall(r"^  make ([a-z-]+) +\S", completed.stdout, re.MULTILINE))
    assert completed.returncode == 0
    assert len(phony) >= 10
    assert listed == phony


def test_ci__entry__runs_make_test_alone(root: Path) -> None:
    commands = [
        line
        for line in (root / ".ci/run").read_text().splitlines()
        if line and not line.startswith(("#", "set ", "cd "))
    ]

    assert commands == ["exec make test"]


def test_preflight__this_machine__prints_a_python(root: Path) -> None:
    completed = run("scripts/preflight", root=root)

    assert completed.returncode == 0, completed.stderr
    assert Path(completed.stdout.strip()).is_file()


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ('[ "$1" = --version ] && echo "Python 3.9.2"', "'Python 3.9.2', expected CPython 3.11"),
        ("exit 127", "'none', expected CPython 3.11 or newer: install python3.11"),
        (
            'case "$2" in "import ensurepip") exit 1;; "import sys;"*"print"*) echo 3.12;; esac',
            "has no module ensurepip: install the package python3.12-venv",
        ),
        (
            'case "$2" in *CS_GNU_LIBC_VERSION*) echo "glibc 2.17";; *print*) echo 3.11;; esac',
            "the C library is glibc 2.17, expected glibc 2.28 or newer",
        ),
    ],
)
def test_preflight__unsuitable_python__says_what_to_install(
    root: Path, tmp_path: Path, answer: str, says: str
) -> None:
    python = stand_in(tmp_path, "python3", answer)

    completed = run("scripts/preflight", root=root, PYTHON=str(python))

    assert completed.returncode == 1
    assert completed.stdout == ""
    assert says in completed.stderr


@pytest.mark.parametrize(
    ("system", "machine", "says"),
    [
        ("Darwin", "x86_64", "the system is Darwin, expected Linux"),
        ("Linux", "aarch64", "the processor is aarch64, expected x86_64"),
    ],
)
def test_preflight__other_platform__names_both_sides(
    root: Path, tmp_path: Path, system: str, machine: str, says: str
) -> None:
    stand_in(tmp_path, "uname", f'[ "$1" = -s ] && echo {system} || echo {machine}')

    completed = run("scripts/preflight", root=root, PATH=f"{tmp_path}:{os.environ['PATH']}")

    assert completed.returncode == 1
    assert says in completed.stderr
