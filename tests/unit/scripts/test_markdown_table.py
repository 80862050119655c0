from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def tables(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    return import_module("markdown_table")


def test_markdown_table__words_and_numbers__are_aligned(tables: Any) -> None:
    assert tables.markdown_table(["way", "ns"], [["ours", "2"], ["a loop", "1,000"]], words=1) == [
        "| way    |    ns |",
        "| ------ | ----: |",
        "| ours   |     2 |",
        "| a loop | 1,000 |",
    ]
