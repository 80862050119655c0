from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def rows(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    return import_module("bench_rows")


def test_agreed__differences__returns_the_largest_relative_one(rows: Any) -> None:
    found = rows.agreed(np.array([1.0, 2.0 + 4e-9]), np.array([1.0, 2.0]))

    assert found == pytest.approx(2e-9, rel=1e-6)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [(1.0 + 2e-8, 1.0), (0.005 + 1e-10, 0.005), (np.nan, 1.0), (0.0, 0.0), (1.0, 0.0)],
)
def test_agreed__more_than_allowed__raises(rows: Any, ours: float, theirs: float) -> None:
    with pytest.raises(rows.ResultsDiffer) as differing:
        rows.agreed(np.array([ours]), np.array([theirs]))

    assert differing.value.allowed == rows.AGREEMENT
    assert not differing.value.difference <= rows.AGREEMENT


def test_agreed__small_results__count_as_large_as_said(rows: Any) -> None:
    ours, theirs = np.array([0.0, 1e-11]), np.zeros(2)

    assert rows.agreed(ours, theirs, small=0.01) == pytest.approx(1e-9)


def test_best_seconds__three_repetitions__works_three_times_and_takes_some_time(rows: Any) -> None:
    lengths = [1_000, 1_000, 1_000]

    best = rows.best_seconds(lambda: sum(range(lengths.pop())), repetitions=3)

    assert best > 0
    assert lengths == []
