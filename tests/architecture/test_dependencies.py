import ast
import re
import sys
import tomllib
from collections.abc import Callable
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

OWN = {"rwa", "oracle"}
USED_WITHOUT_IMPORT = {
    "coincurve": "eth-keys signs with it when it is there",
    "tzdata": "zoneinfo reads its files where the system has none",
}


def canonical(requirement: str) -> str:
    name = re.split(r"[\[<>=!;~ ]", requirement, maxsplit=1)[0]
    return re.sub(r"[-_.]+", "-", name).lower()


def imported_modules(source: str) -> set[str]:
    modules: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            modules |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            modules.add(node.module.partition(".")[0])
    return modules - OWN - sys.stdlib_module_names


@pytest.fixture(scope="module")
def declared(root: Path) -> set[str]:
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    return {canonical(requirement) for requirement in project["dependencies"]}


@pytest.fixture(scope="module")
def extras(root: Path) -> set[str]:
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    listed = project["optional-dependencies"].values()
    return {canonical(requirement) for extra in listed for requirement in extra}


@pytest.fixture(scope="module")
def imported(own_files: Callable[..., list[Path]]) -> dict[str, set[str]]:
    """Top-level module -> the distributions that provide it, for every import of the packages."""
    sources = own_files("rwa", "oracle", endings=(".py",))
    modules = set().union(*(imported_modules(path.read_text()) for path in sources))
    providers = packages_distributions()
    return {module: {canonical(name) for name in providers[module]} for module in modules}


def test_dependencies__every_import__is_declared(
    declared: set[str], extras: set[str], imported: dict[str, set[str]]
) -> None:
    known = declared | extras
    assert len(imported) > 5
    assert {module: names for module, names in imported.items() if not names & known} == {}


def test_dependencies__every_declared_one__is_used(
    declared: set[str], imported: dict[str, set[str]]
) -> None:
    used = set().union(*imported.values())

    assert declared - used - USED_WITHOUT_IMPORT.keys() == set()
    assert USED_WITHOUT_IMPORT.keys() - declared == set()
