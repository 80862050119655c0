import re
from collections.abc import Callable
from pathlib import Path

import pytest

Walk = Callable[..., list[Path]]


@pytest.fixture(scope="module")
def numbered(root: Path) -> list[int]:
    page = (root / "docs/reference/invariants.md").read_text()
    return sorted({int(number) for number in re.findall(r"\bINV-(\d+)\b", page)})


def test_invariants_page__numbers__run_without_a_gap(numbered: list[int]) -> None:
    assert len(numbered) >= 10
    assert numbered == list(range(1, len(numbered) + 1))


def test_invariants_page__every_number__is_in_the_name_of_a_test(
    own_files: Walk, numbered: list[int]
) -> None:
    python = "\n".join(path.read_text() for path in own_files("tests", endings=(".py",)))
    solidity = "\n".join(
        path.read_text() for path in own_files("contracts/test", endings=(".sol",))
    )
    names = re.findall(r"\bdef ((?:test|inv)_\w+)", python)
    names += re.findall(r"\bfunction ((?:test|testFuzz|invariant)_\w+)", solidity)

    named = {int(number) for name in names for number in re.findall(r"inv_(\d+)", name)}
    assert named - set(numbered) == set()
    assert set(numbered) - named == set()
