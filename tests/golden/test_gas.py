"""Gas to the unit: what is measured now is what the snapshot and the page say.

`make bench-gas ARGS=--write` renews both, with 10,000 holders; here a hundred must cost the same.
"""

import importlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def bench_gas(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    yield importlib.import_module("bench_gas")
    for name in ("bench_gas", "gas_pool"):
        sys.modules.pop(name)


@pytest.fixture
def snapshot(bench_gas: ModuleType) -> dict[str, int]:
    figures: dict[str, int] = json.loads(bench_gas.SNAPSHOT.read_text())
    return figures


def test_bench_gas__measured_again__equals_the_snapshot_to_the_unit(
    snapshot: dict[str, int],
) -> None:
    command = [sys.executable, "scripts/bench_gas.py", "--many", "100", "--json"]

    completed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert completed.returncode == 0, completed.stderr
    assert json.loads(completed.stdout) == snapshot


def test_page__of_the_snapshot__is_the_one_in_the_docs(
    bench_gas: ModuleType, snapshot: dict[str, int]
) -> None:
    assert bench_gas.page(snapshot) == bench_gas.PAGE.read_text()


def test_broken_promises__the_snapshot__breaks_none(
    bench_gas: ModuleType, snapshot: dict[str, int]
) -> None:
    assert bench_gas.broken_promises(snapshot) == []


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"transfer": 52_001}, "52,001 is above the ceiling of 52,000"),
        ({"settle_12": 50_000, "settle_120": 55_001}, "more than 1.1 times settling 12"),
        ({"post_and_fund_few": 90_000, "post_and_fund_many": 90_001}, "90,001 for many"),
    ],
)
def test_broken_promises__one_broken__named_with_both_sides(
    bench_gas: ModuleType, snapshot: dict[str, int], changed: dict[str, int], says: str
) -> None:
    (sentence,) = bench_gas.broken_promises(snapshot | changed)

    assert says in sentence
