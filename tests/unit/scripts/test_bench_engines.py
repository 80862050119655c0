import os
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[3]
WITH_THE_LIBRARY = """
import sys

sys.path.insert(0, "scripts")
import bench_engines

pools, scenarios = bench_engines.some_pools(3), bench_engines.some_scenarios(2, shift_basis_points=None)
print(*bench_engines.by_library(pools, scenarios))
"""


@pytest.fixture
def engines(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    return import_module("bench_engines")


@pytest.fixture
def inputs(engines: Any) -> tuple[Any, Any]:
    return engines.some_pools(3), engines.some_scenarios(2, shift_basis_points=None)


def test_ways__those_without_the_library__compute_the_same(
    engines: Any, inputs: tuple[Any, Any]
) -> None:
    ways = [way for way in engines.WAYS if way.prices is not engines.by_library]
    expected = engines.by_numpy(*inputs, pools_at_once=1)

    assert len(ways) == 4
    assert expected.min() > 0.5
    for way in ways:
        assert way.prices(*inputs) == pytest.approx(expected, rel=1e-12), way.title


def test_by_library__the_kernel_with_other_functions__computes_the_same_differently(
    engines: Any, inputs: tuple[Any, Any], tmp_path: Path
) -> None:
    completed = subprocess.run(
        [sys.executable, "-c", WITH_THE_LIBRARY],
        cwd=ROOT,
        env=os.environ | {"NUMBA_CACHE_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )

    found = np.array([float(price) for price in completed.stdout.split()])
    ours = engines.by_kernel(*inputs)
    assert found == pytest.approx(ours, rel=1e-12)
    assert (found != ours).any()
