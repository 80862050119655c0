import re
from collections.abc import Callable
from pathlib import Path

import pytest

Walk = Callable[..., list[Path]]
VAGUE_NAMES = {"common", "helper", "helpers", "manager", "misc", "util", "utils"}
SOURCE_LINES = 400
"""A source aims at 300 lines; beyond this it holds two topics."""
TEST_LINES = 600
WRITTEN_BY_SCRIPT = re.compile(r"^Written by scripts/\w+\.py .*do not edit\.$", re.MULTILINE)


def test_file_names__sources_and_tests__say_their_topic(root: Path, own_files: Walk) -> None:
    vague = [
        path.relative_to(root)
        for path in own_files("rwa", "oracle", "contracts", "scripts", "tests", "docs")
        for part in path.relative_to(root).parts
        if VAGUE_NAMES & set(re.split(r"[_.\-]|(?<=[a-z])(?=[A-Z])", part.lower()))
    ]

    assert vague == []


@pytest.mark.parametrize(
    ("folders", "ending", "limit"),
    [
        (("rwa", "oracle", "scripts"), ".py", SOURCE_LINES),
        (("contracts",), ".sol", TEST_LINES),
        (("tests",), ".py", TEST_LINES),
    ],
)
def test_file_length__every_source__within_budget(
    root: Path, own_files: Walk, folders: tuple[str, ...], ending: str, limit: int
) -> None:
    lengths = {
        path.relative_to(root): len(path.read_text().splitlines())
        for path in own_files(*folders, endings=(ending,))
        if not WRITTEN_BY_SCRIPT.search(path.read_text())
    }

    assert {path: length for path, length in lengths.items() if length > limit} == {}


def test_file_length__deployed_contracts__within_300_lines(root: Path) -> None:
    lengths = {
        path.name: len(path.read_text().splitlines())
        for path in sorted((root / "contracts").glob("*.sol"))
    }

    assert lengths
    assert {name: length for name, length in lengths.items() if length > 300} == {}


def test_rooms__every_one__says_what_it_is_for(own_files: Walk) -> None:
    rooms = [path for path in own_files("rwa", "oracle") if path.name == "__init__.py"]

    assert len(rooms) >= 12
    assert [path for path in rooms if not path.read_text().startswith('"""')] == []


def test_tests__none__is_skipped_or_mocks_ours(root: Path, own_files: Walk) -> None:
    evasion = re.compile(
        r"pytest\.skip|mark\.skip|mark\.xfail|importorskip|unittest\.mock|MagicMock|\bmocker\b"
    )
    evading = [
        path.relative_to(root)
        for path in own_files("tests", endings=(".py",))
        if path != Path(__file__) and evasion.search(path.read_text())
    ]

    assert evading == []
