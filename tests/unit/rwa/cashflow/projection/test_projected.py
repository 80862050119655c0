import re
from decimal import Decimal

import pyarrow as pa
import pytest

from rwa.cashflow.projection.assumptions import Assumptions, psa
from rwa.cashflow.projection.engine import project
from rwa.cashflow.projection.line import Line
from rwa.cashflow.projection.projected import COLUMNS, FLOWS, Projection


@pytest.fixture(scope="module")
def projection() -> Projection:
    line = Line(
        balance=Decimal(400_000_000),
        wac=Decimal("0.06"),
        pass_through_rate=Decimal("0.055"),
        remaining_months=358,
        age_months=2,
    )
    return project(line, Assumptions(prepayment=psa(100)))


def test_arrow_stream__read_by_another_library__every_column(projection: Projection) -> None:
    table = pa.table(projection)

    assert tuple(table.column_names) == COLUMNS
    assert table.num_rows == len(projection) == 358
    assert table["month"].type == pa.int64()
    assert table["prepaid_principal"].to_pylist() == projection.prepaid_principal.tolist()


def test_html__of_a_long_projection__first_last_and_total(projection: Projection) -> None:
    page = projection._repr_html_()

    rows = re.findall(r"<tr>", page)
    assert len(rows) == 1 + 12 + 1 + 12 + 1
    assert "400,000,000.00" in page
    assert "<th>358</th>" in page
    assert "<th>200</th>" not in page
    total = page.partition("<tfoot>")[2]
    assert total.count("<td>") == len(COLUMNS) - 1
    assert f"{projection.totals['net_interest']:,.2f}" in total


def test_columns__written_to__raises(projection: Projection) -> None:
    with pytest.raises(ValueError, match="read-only"):
        projection.prepaid_principal[0] = 1


def test_totals__every_flow__and_no_balance(projection: Projection) -> None:
    assert tuple(projection.totals) == FLOWS
    assert "beginning_balance" not in FLOWS
    assert "payment" in FLOWS
