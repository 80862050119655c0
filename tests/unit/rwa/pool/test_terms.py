from dataclasses import replace
from typing import Any

import pytest

from rwa.core.dates import Period
from rwa.core.errors import ValueOutOfRange
from rwa.core.ids import PoolId
from rwa.core.money import ZERO, Cents
from rwa.core.rates import Ppm
from rwa.pool.terms import PeriodOutsidePool, PoolTerms


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"pool_id": PoolId("")}, "pool_id"),
        ({"pool_id": PoolId("x" * 32)}, "pool_id"),
        ({"pool_id": PoolId("a b")}, "pool_id"),
        ({"pass_through_rate_ppm": Ppm(-1)}, "pass_through_rate"),
        ({"pass_through_rate_ppm": Ppm(300_001)}, "pass_through_rate"),
        ({"original_balance_cents": ZERO}, "original_balance"),
        ({"original_balance_cents": Cents(-1)}, "original_balance"),
        ({"original_balance_cents": Cents(10**13 + 1)}, "original_balance"),
        ({"original_loan_count": 0}, "original_loan_count"),
    ],
)
def test_pool_terms__one_value_out_of_range__raises_naming_the_field(
    pool: PoolTerms, fields: dict[str, Any], named: str
) -> None:
    with pytest.raises(ValueOutOfRange) as caught:
        replace(pool, **fields)

    assert caught.value.field == named


def test_index_of__first_period__is_one(pool: PoolTerms) -> None:
    assert pool.first_period == Period(2027, 1)
    assert pool.index_of(Period(2027, 1)) == 1
    assert pool.index_of(Period(2056, 12)) == 360


@pytest.mark.parametrize("index", [1, 12, 13, 360])
def test_period_at__any_index__is_the_inverse_of_index_of(pool: PoolTerms, index: int) -> None:
    assert pool.index_of(pool.period_at(index)) == index


def test_index_of__month_of_issue_or_before__raises_with_both_months(pool: PoolTerms) -> None:
    with pytest.raises(PeriodOutsidePool) as caught:
        pool.index_of(Period(2026, 12))

    assert (caught.value.period, caught.value.first) == (Period(2026, 12), Period(2027, 1))


def test_period_at__index_zero__raises(pool: PoolTerms) -> None:
    with pytest.raises(ValueOutOfRange):
        pool.period_at(0)
