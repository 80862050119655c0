"""Ways to compute a month on a path, on processors that can do more or less at once.

Prices of pools over 100 paths, one thread, in nanoseconds for a path-month. Each way runs in a
process of its own, compiled anew for its instruction set; NumPy is held to the same. Every way must
agree with the NumPy baseline before it is timed.

    python scripts/bench_cashflow.py --engines   the table (a minute)
    python scripts/bench_engines.py 4            one line of it, with all the processor has
"""

from __future__ import annotations

import math
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np
from bench_monte_carlo import DELAY_DAYS, MONTHS, some_pools, some_scenarios, terms_of
from bench_rows import Array, agreed, best_seconds
from bench_threads import LIMITS
from markdown_table import markdown_table
from monte_carlo_baseline import mean_flows
from monte_carlo_in_place import mean_flows_in_place
from numba import config, njit

from rwa.cashflow.oas.oas import price_from_oas
from rwa.cashflow.oas.pools import OasPools
from rwa.cashflow.oas.scenarios import OasScenarios

PATHS: Final = 100
COMPARED_POOLS: Final = 64
REPETITIONS: Final = 3
INSTRUCTIONS: Final = {
    "all it has": {},
    "AVX2": {
        "NUMBA_CPU_NAME": "haswell",
        "NUMBA_CPU_FEATURES": "",
        "NPY_DISABLE_CPU_FEATURES": "X86_V4 AVX512_ICL AVX512_SPR",
    },
    "SSE": {
        "NUMBA_CPU_NAME": "generic",
        "NUMBA_CPU_FEATURES": "",
        "NPY_DISABLE_CPU_FEATURES": "X86_V3 X86_V4 AVX512_ICL AVX512_SPR",
    },
}
"""What a processor may be used for, and the settings that see to it."""

Prices = Callable[[OasPools, OasScenarios], Array]


@dataclass(frozen=True, slots=True)
class Way:
    """A way to compute prices."""

    title: str
    """As the table says it."""
    pools: int
    """How many it is timed with."""
    prices: Prices
    """Prices per unit of balance, shape (pools,)."""


def by_numpy(pools: OasPools, scenarios: OasScenarios, *, pools_at_once: int | None) -> Array:
    """Return prices by the baseline, as many pools together as is asked for."""
    rates, discounts = scenarios.mortgage_rates()[0], scenarios.discounts(DELAY_DAYS)[0]
    terms = terms_of(pools, len(pools))
    means = mean_flows(terms, rates, discounts, pools_at_once=pools_at_once)
    return np.asarray(means.sum(axis=1))


def in_place(pools: OasPools, scenarios: OasScenarios) -> Array:
    """Return prices by NumPy rearranged by hand."""
    rates, discounts = scenarios.mortgage_rates()[0], scenarios.discounts(DELAY_DAYS)[0]
    means = mean_flows_in_place(terms_of(pools, len(pools)), rates, discounts)
    return np.asarray(means.sum(axis=1))


def by_kernel(pools: OasPools, scenarios: OasScenarios) -> Array:
    """Return prices as `rwa.cashflow.oas` does."""
    return price_from_oas(pools, scenarios, oas=np.zeros(len(pools))).price / 100


def by_library(pools: OasPools, scenarios: OasScenarios) -> Array:
    """Return them by the same kernel with the library's arctangent and power.

    Replaces the kernel's own for the rest of the process, which must not have compiled it yet and
    must not keep the code where the kernel's is kept.
    """
    functions = vars(import_module("rwa.cashflow.oas.path_kernel"))
    for name, function in (
        ("_arctangent", lambda x: math.atan(x)),  # noqa: PLW0108 - numba compiles Python alone
        ("_twelfth_root", lambda share: share ** (1.0 / 12.0)),
    ):
        functions[name].py_func  # noqa: B018 - the kernel still has it
        functions[name] = njit(function, error_model="numpy")
    return by_kernel(pools, scenarios)


WAYS: Final = (
    Way("NumPy, one pool at a time", 32, lambda p, s: by_numpy(p, s, pools_at_once=1)),
    Way("NumPy, many pools at once", 1_280, lambda p, s: by_numpy(p, s, pools_at_once=None)),
    Way("NumPy, the same rearranged by hand, all in place", 1_280, in_place),
    Way("Numba with the library's arctangent and power", 1_280, by_library),
    Way("Numba with those of the kernel", 5_120, by_kernel),
)


def table() -> list[str]:
    """Return the lines of a Markdown table: a row a way, a column an instruction set."""
    rows = [
        [way.title, *(f"{_apart(number, settings):.3g}" for settings in INSTRUCTIONS.values())]
        for number, way in enumerate(WAYS)
    ]
    return markdown_table(["ns a path-month", *INSTRUCTIONS], rows, words=1)


def nanoseconds(way: Way) -> float:
    """Return what a path-month takes, compile time left out. Raises ResultsDiffer."""
    pools, scenarios = some_pools(way.pools), some_scenarios(PATHS, shift_basis_points=None)
    some = some_pools(COMPARED_POOLS)
    with TemporaryDirectory() as nothing_kept:
        config.CACHE_DIR = nothing_kept  # type: ignore[attr-defined]
        agreed(way.prices(some, scenarios), by_numpy(some, scenarios, pools_at_once=None))
        seconds = best_seconds(lambda: way.prices(pools, scenarios), repetitions=REPETITIONS)
    return seconds * 1e9 / (way.pools * PATHS * MONTHS)


def _apart(number: int, settings: dict[str, str]) -> float:
    """A way's nanoseconds, measured in a process that may use some instructions only."""
    found = subprocess.run(
        [sys.executable, Path(__file__), str(number)],
        env=os.environ | LIMITS | settings,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return float(found.stdout)


if __name__ == "__main__":
    print(nanoseconds(WAYS[int(sys.argv[1])]))
