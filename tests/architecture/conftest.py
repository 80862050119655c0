"""The tree under test: its root, and its own files (not what set-up put beside them)."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOREIGN = {
    ".git",
    ".hypothesis",
    ".import_linter_cache",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    ".rwa",
    ".tools",
    ".venv",
    "__pycache__",
    "build",
    "cache",
    "deployments",
    "dist",
    "node_modules",
    "out",
    "reports",
}


def own_folders(top: Path) -> Iterator[tuple[Path, list[str]]]:
    for place, folders, names in os.walk(top):
        folders[:] = sorted(set(folders) - FOREIGN)
        yield Path(place), names


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def own_files() -> Callable[..., list[Path]]:
    """Walker: every own file below the folders with one of the endings; never an empty answer."""

    def walk(*folders: str, endings: tuple[str, ...] = ("",)) -> list[Path]:
        found = [
            place / name
            for folder in folders
            for place, names in own_folders(ROOT / folder)
            for name in sorted(names)
            if name.endswith(endings)
        ]
        assert found, f"nothing ending in {endings} below {folders}: the walker looks elsewhere"
        return found

    return walk
