import json
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    return import_module("bench_cashflow")


@pytest.fixture
def row(bench: Any) -> Any:
    return bench.Comparison(
        title="flows",
        baseline="a loop",
        unit="months",
        ours_count=2_000_000,
        ours_seconds=0.5,
        baseline_count=1_000,
        baseline_seconds=0.25,
        compile_seconds=1.25,
        disagreement=2e-14,
        target=500.0,
    )


def test_broken_promises__kept__none(bench: Any, row: Any) -> None:
    assert bench.broken_promises([row, replace(row, target=None, ours_count=1)]) == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"ours_count": 900_000}, "flows: 450.0 times as fast, promised 500"),
        ({"disagreement": 2e-8}, "flows: differs from a loop by 2.0e-08"),
        ({"disagreement": float("nan")}, "flows: differs from a loop by nan"),
    ],
)
def test_broken_promises__broken__says_which(
    bench: Any, row: Any, change: dict[str, float], says: str
) -> None:
    assert bench.broken_promises([row, replace(row, **change)]) == [says]


def test_table__a_row__has_rates_ratio_and_target(bench: Any, row: Any) -> None:
    head, rule, line = bench.table([row])

    assert len(head) == len(rule) == len(line)
    cells = [cell.strip() for cell in line.strip("|").split("|")]
    assert cells == [
        "flows",
        "a loop",
        "4 million months",
        "4,000",
        "1,000",
        "500",
        "1.2",
        "2e-14",
    ]


def test_as_json__a_row__can_be_read_with_what_it_was_measured_with(bench: Any, row: Any) -> None:
    document = json.loads(bench.as_json([row]))

    assert document["rows"][0]["ratio"] == 1_000
    assert document["rows"][0]["baseline"] == "a loop"
    for named in ("1 thread", "numba", "numpy", "quantlib"):
        assert named in document["measured_with"]


def test_page__written__says_who_wrote_it(bench: Any, row: Any) -> None:
    written = bench.page([row])

    assert written.startswith("# Speed of the cash-flow engine\n\nWritten by scripts/")
    assert bench.table([row])[2] in written
