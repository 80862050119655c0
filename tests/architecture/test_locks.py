import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==(\S+)", re.MULTILINE)


def pins(root: Path, name: str) -> dict[str, str]:
    return dict(PIN.findall((root / "requirements" / name).read_text()))


def canonical(requirement: str) -> str:
    name = re.split(r"[\[<>=!;~ ]", requirement, maxsplit=1)[0]
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.fixture(scope="module")
def project(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "pyproject.toml").read_text())


@pytest.mark.parametrize("name", ["run.txt", "dev.txt"])
def test_python_lock__every_requirement__is_pinned_with_hashes(root: Path, name: str) -> None:
    text = re.sub(r"\\\n", " ", (root / "requirements" / name).read_text())
    requirements = [
        line for line in text.splitlines() if line and not line.lstrip().startswith("#")
    ]

    assert len(requirements) > 50
    unpinned = [
        line[:60] for line in requirements if not PIN.match(line) or "--hash=sha256:" not in line
    ]
    assert unpinned == []


def test_python_lock__direct_dependencies__are_all_locked(
    root: Path, project: dict[str, Any]
) -> None:
    groups = project["dependency-groups"]
    # Setting up installs this checkout, so the lock of users has the build backend too.
    run = {canonical(text) for text in project["project"]["dependencies"] + groups["build"]}
    develop = {canonical(text) for text in groups["dev"] if isinstance(text, str)}

    assert run - pins(root, "run.txt").keys() == set()
    assert (run | develop) - pins(root, "dev.txt").keys() == set()


def test_python_lock__development__runs_what_users_run(root: Path) -> None:
    run, develop = pins(root, "run.txt"), pins(root, "dev.txt")

    assert {
        name: (run[name], develop.get(name)) for name in run if develop.get(name) != run[name]
    } == {}


def test_npm_lock__every_package__has_integrity_and_no_address(root: Path) -> None:
    packages = json.loads((root / "package-lock.json").read_text())["packages"]
    locked = {name: entry for name, entry in packages.items() if name}

    assert len(locked) >= 4
    assert [name for name, entry in locked.items() if "integrity" not in entry] == []
    assert [name for name, entry in locked.items() if "resolved" in entry] == []


def test_npm_lock__direct_dependencies__are_exact(root: Path) -> None:
    wanted = json.loads((root / "package.json").read_text())["devDependencies"]
    packages = json.loads((root / "package-lock.json").read_text())["packages"]

    assert wanted
    assert {name: packages[f"node_modules/{name}"]["version"] for name in wanted} == wanted
