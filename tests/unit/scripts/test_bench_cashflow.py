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
        paths=100,
        ours_pool_months=2_000_000,
        ours_seconds=0.5,
        baseline_pool_months=1_000,
        baseline_seconds=0.25,
        compile_seconds=1.25,
        disagreement=2e-14,
        target=500.0,
    )


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_broken_promises__kept__none(bench: Any, row: Any) -> None:
    without_target = replace(row, target=None, ours_pool_months=1)

    assert bench.broken_promises(bench.Measured((row, without_target), threads=1)) == []


def test_broken_promises__too_slow__says_which(bench: Any, row: Any) -> None:
    slow = replace(row, ours_pool_months=900_000)

    assert bench.broken_promises(bench.Measured((row, slow), threads=1)) == [
        "flows: 450.0 times as fast, promised 500"
    ]


def test_broken_promises__a_second_thread__says_so(bench: Any, row: Any) -> None:
    assert bench.broken_promises(bench.Measured((row,), threads=2)) == ["2 threads, promised 1"]


def test_table__a_row__has_pool_months_path_months_ratio_and_target(bench: Any, row: Any) -> None:
    head, rule, line = bench.table([row])

    assert len(head) == len(rule) == len(line)
    assert cells(line) == [
        "flows",
        "a loop",
        "100",
        "4 million",
        "4,000",
        "2.5",
        "2.5e+03",
        "1,000",
        "500",
        "1.2",
        "2e-14",
    ]


def test_table__no_target_and_nothing_compiled__has_dashes(bench: Any, row: Any) -> None:
    line = bench.table([replace(row, target=None, compile_seconds=None)])[2]

    assert cells(line)[-3:-1] == ["-", "-"]


def test_as_json__a_row__can_be_read_with_what_it_was_measured_with(bench: Any, row: Any) -> None:
    document = json.loads(bench.as_json(bench.Measured((row,), threads=1)))

    assert document["rows"][0]["ratio"] == 1_000
    assert document["rows"][0]["baseline"] == "a loop"
    assert document["rows"][0]["ours_rate"] == 4_000_000
    assert document["rows"][0]["ours_nanoseconds"] == 2.5
    for named in ("1 thread ", "numba", "numpy", "quantlib"):
        assert named in document["measured_with"]


def test_page__written__says_who_wrote_it_and_with_how_many_threads(bench: Any, row: Any) -> None:
    written = bench.page(bench.Measured((row,), threads=3))

    assert written.startswith("# Speed of the cash-flow engine\n\nWritten by scripts/")
    assert "Measured with 3 threads in the process" in written
    assert bench.table([row])[2] in written


def test_page__in_the_docs__has_the_columns_and_keeps_the_targets(bench: Any) -> None:
    lines = bench.PAGE.read_text().splitlines()
    rows = [cells(line) for line in lines if line.startswith("| ")][2:]

    assert cells(next(line for line in lines if line.startswith("| "))) == list(bench.HEADS)
    promised = {row[8] for row in rows}
    assert {"500", "4"} <= promised
    for row in rows:
        if row[8] != "-":
            assert float(row[7].replace(",", "")) >= float(row[8])
