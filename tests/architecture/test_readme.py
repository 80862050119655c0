import re
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def readme(root: Path) -> str:
    return (root / "README.md").read_text()


def make_targets(makefile: str) -> set[str]:
    return set(re.findall(r"^([a-z][a-z-]*):.*## ", makefile, flags=re.MULTILINE))


def test_readme__length__under_150_lines(readme: str) -> None:
    assert len(readme.splitlines()) < 150


def test_readme__make_commands__exist(root: Path, readme: str) -> None:
    named = set(re.findall(r"(?:^|`|\$ )make ([a-z][a-z-]*)", readme, flags=re.MULTILINE))

    assert {"demo", "test"} <= named
    assert named - make_targets((root / "Makefile").read_text()) == set()


def test_readme__links_into_the_tree__exist(root: Path, readme: str) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", readme)

    assert links
    assert [link for link in links if not (root / link).exists()] == []


def test_contributing__make_commands__exist(root: Path) -> None:
    text = (root / "CONTRIBUTING.md").read_text()
    named = set(re.findall(r"`make ([a-z][a-z-]*)", text))

    assert named
    assert named - make_targets((root / "Makefile").read_text()) == set()
