"""Volatility of published ten-year yields, beside the standard library's statistics."""

import itertools
import math
import statistics
from collections.abc import Callable

import pytest

from rwa.cashflow.rates.history import historical_volatility

GoldenRows = Callable[[str], list[dict[str, str]]]


def test_historical_volatility__five_years_of_yields__as_the_standard_library(
    golden_rows: GoldenRows,
) -> None:
    yields = [
        float(row["yield_pct"] or math.nan) / 100 for row in golden_rows("treasury_10_year_daily")
    ]
    known = [each for each in yields if not math.isnan(each)]

    volatility = historical_volatility(yields)

    changes = [later - earlier for earlier, later in itertools.pairwise(known)]
    assert 0 < len(known) < len(yields), "holidays are blank"
    assert volatility == pytest.approx(statistics.stdev(changes) * math.sqrt(252), rel=1e-12)
    assert 0.006 < volatility < 0.013
