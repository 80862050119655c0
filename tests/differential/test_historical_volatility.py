"""Volatility of daily yields, beside the standard library's exact statistics.

The yields of a quarter are those of docs/reference/sources.md#treasury-yields: per cent, blank on
holidays.
"""

import csv
import itertools
import math
import statistics
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rwa.cashflow.rates.history import historical_volatility

YIELDS = Path(__file__).parent / "treasury_10_year_2023_q1.csv"
LEAST_YIELDS = 21


def published_yields() -> list[float]:
    with YIELDS.open(newline="") as file:
        return [float(row["yield_pct"] or math.nan) / 100 for row in csv.DictReader(file)]


@st.composite
def yields_with_holidays(draw: st.DrawFn) -> list[float]:
    known = draw(st.lists(st.floats(-0.05, 0.2), min_size=LEAST_YIELDS, max_size=80))
    holidays = draw(st.lists(st.integers(0, len(known)), max_size=10))
    for day in sorted(holidays, reverse=True):
        known.insert(day, math.nan)
    return known


@example(published_yields())
@given(yields_with_holidays())
def test_historical_volatility__days_with_holidays__as_the_standard_library(
    yields: list[float],
) -> None:
    known = [each for each in yields if not math.isnan(each)]
    changes = [later - earlier for earlier, later in itertools.pairwise(known)]

    volatility = historical_volatility(yields)

    assert volatility == pytest.approx(
        statistics.stdev(changes) * math.sqrt(252), rel=1e-12, abs=1e-14
    )


def test_historical_volatility__a_published_quarter__eight_basis_points_a_day() -> None:
    yields = published_yields()

    assert len(yields) == 65
    assert sum(math.isnan(each) for each in yields) == 3
    assert 0.0007 < historical_volatility(yields) / math.sqrt(252) < 0.0010
