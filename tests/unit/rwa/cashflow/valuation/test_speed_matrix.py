from dataclasses import replace
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest

from rwa.cashflow.projection.assumptions import Assumptions, psa
from rwa.cashflow.projection.engine import project
from rwa.cashflow.projection.line import Line
from rwa.cashflow.valuation.settled_line import SettledLine
from rwa.cashflow.valuation.speed_matrix import speed_matrix
from rwa.core.errors import ValueOutOfRange

SETTLED = SettledLine(
    line=Line(
        balance=Decimal(100),
        wac=Decimal("0.065"),
        pass_through_rate=Decimal("0.06"),
        remaining_months=357,
        age_months=3,
    ),
    actual_delay_days=24,
)
PRICES, SPEEDS = (96.0, 100.0, 104.0), (75.0, 150.0, 400.0)


def test_speed_matrix__every_cell__is_its_own_valuation() -> None:
    matrix = speed_matrix(SETTLED, prices=PRICES, speeds=SPEEDS)

    assert matrix.yield_bey.shape == matrix.modified_duration.shape == (3, 3)
    for row, price in enumerate(PRICES):
        for column, speed in enumerate(SPEEDS):
            projection = project(SETTLED.line, Assumptions(prepayment=psa(Decimal(speed))))
            cell = SETTLED.value(projection, price=price)
            assert matrix.yield_bey[row, column] == cell.yield_bey
            assert matrix.modified_duration[row, column] == cell.modified_duration
            assert matrix.wal_years[column] == cell.wal_years


def test_speed_matrix__faster__hurts_above_par_and_helps_below() -> None:
    matrix = speed_matrix(SETTLED, prices=PRICES, speeds=SPEEDS)

    discount, _, premium = matrix.yield_bey
    assert (np.diff(discount) > 0).all()
    assert (np.diff(premium) < 0).all()
    assert (np.diff(matrix.wal_years) < 0).all()
    assert (np.diff(matrix.yield_bey, axis=0) < 0).all()


def test_speed_matrix__at_par_without_delay__earns_its_coupon_at_any_speed() -> None:
    prompt = replace(SETTLED, actual_delay_days=0)

    matrix = speed_matrix(prompt, prices=(100.0,), speeds=SPEEDS)

    assert np.allclose(matrix.yield_bey, 2 * ((1 + 0.06 / 12) ** 6 - 1), rtol=1e-12)


@pytest.mark.parametrize("field", ["prices", "speeds"])
def test_speed_matrix__nothing_given__names_the_field(field: str) -> None:
    given = {"prices": PRICES, "speeds": SPEEDS} | {field: ()}

    with pytest.raises(ValueOutOfRange) as refused:
        speed_matrix(SETTLED, **given)

    assert refused.value.field == field


def test_speed_matrix__its_arrays__are_read_only() -> None:
    matrix = speed_matrix(SETTLED, prices=PRICES, speeds=SPEEDS)

    with pytest.raises(ValueError, match="read-only"):
        matrix.yield_bey[0, 0] = 1


def test_speed_matrix__as_a_table__a_row_for_each_price_and_speed() -> None:
    matrix = speed_matrix(SETTLED, prices=PRICES, speeds=SPEEDS)

    rows = pa.table(matrix).to_pylist()

    assert len(rows) == 9
    assert (rows[5]["price"], rows[5]["psa"]) == (100.0, 400.0)
    assert rows[5]["yield_bey"] == matrix.yield_bey[1, 2]
    assert rows[5]["wal_years"] == matrix.wal_years[2]
