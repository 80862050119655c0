"""Where the golden tables are, and how to read one."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

TABLES = Path(__file__).parent / "tables"


@pytest.fixture(scope="session")
def golden_rows() -> Callable[[str], list[dict[str, str]]]:
    def read(name: str) -> list[dict[str, str]]:
        with (TABLES / f"{name}.csv").open(newline="") as file:
            rows = list(csv.DictReader(file))
        assert rows, f"golden table {name} is empty"
        return rows

    return read


@pytest.fixture(scope="session")
def golden_json() -> Callable[[str], dict[str, Any]]:
    def read(name: str) -> dict[str, Any]:
        answers = json.loads((TABLES / f"{name}.json").read_text())
        assert isinstance(answers, dict)
        return answers

    return read
