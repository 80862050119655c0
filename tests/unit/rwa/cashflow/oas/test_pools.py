from dataclasses import fields, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from rwa.cashflow.oas.oas import price_from_oas
from rwa.core.errors import ValueOutOfRange
from tests.unit.rwa.cashflow.oas.oas_samples import columns_of, pools, scenarios


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("wac", -0.01),
        ("wac", 1.01),
        ("wac", np.nan),
        ("pass_through_rate", 0.061),
        ("pass_through_rate", -0.01),
        ("remaining_months", 0),
        ("remaining_months", 481),
        ("remaining_months", 12.5),
        ("age_months", -1),
        ("first_calendar_month", 0),
        ("first_calendar_month", 13),
        ("factor", 0.0),
        ("factor", 1.01),
        ("actual_delay_days", -1),
    ],
)
def test_oas_pools__a_term_out_of_range__is_named(field: str, value: float) -> None:
    with pytest.raises(ValueOutOfRange) as refused:
        pools(**{field: value})
    assert refused.value.field == field


def test_oas_pools__columns_of_two_lengths__names_both_shapes() -> None:
    columns: dict[str, Any] = {"wac": [0.06] * 3, "factor": [0.5] * 2}
    with pytest.raises(ValueOutOfRange) as refused:
        pools(**columns)
    assert (refused.value.field, refused.value.value, refused.value.allowed) == (
        "factor",
        "of shape (2,)",
        "(3,)",
    )


def test_oas_pools__no_pools__are_refused() -> None:
    with pytest.raises(ValueOutOfRange) as refused:
        pools(**{field.name: [] for field in fields(pools())})
    assert refused.value.allowed == "one or more pools"


def test_oas_pools__made__keep_copies_nobody_can_write() -> None:
    wac = np.array([0.06])
    made = replace(pools(), wac=wac)

    wac[0] = 0.07

    assert made.wac[0] == 0.06
    with pytest.raises(ValueError, match="read-only"):
        made.wac[0] = 0.07


def test_oas_analytics__in_arrow__every_column_that_is_known() -> None:
    paths = scenarios(shift_basis_points=None)
    found = price_from_oas(pools(wac=[0.06, 0.07]), paths, oas=[0.0, 0.01])

    table = pa.table(found)

    known = [name for name, column in columns_of(found).items() if column is not None]
    assert table.column_names == known
    assert "effective_duration" not in known
    assert table["price"].to_pylist() == found.price.tolist()
    assert "2 rows" in found._repr_html_()
