from dataclasses import replace

import pytest

from rwa.cli import month as months
from rwa.cli.month_lines import HEADINGS, MonthLines, month_row
from rwa.cli.operations import Operations
from rwa.core.money import Cents
from rwa.pool.terms import PoolTerms


@pytest.mark.parametrize("dollars", [1, 250_000_000, 90_000_000_000])
def test_line__the_whole_pool_paid_in_one_month__keeps_its_columns(
    operations: Operations, dollars: int
) -> None:
    pool: PoolTerms = replace(operations.pool, original_balance_cents=Cents.dollars(dollars))
    lines, amount = MonthLines.of_pool(pool), Cents.dollars(dollars)
    row = {
        "month": "2027-01",
        "interest": amount,
        "scheduled": amount,
        "prepaid": amount,
        "to_holders": amount,
        "factor": "0.00000000",
    }

    assert len(lines.line(row)) == len(lines.heading())
    assert lines.line(row).split() == ["2027-01", *[str(amount)] * 4, "0.00000000"]


def test_heading__printed__has_every_name_in_order(operations: Operations) -> None:
    heading = MonthLines.of_pool(operations.pool).heading()

    places = [heading.index(name) for name in HEADINGS]
    assert places == sorted(places)


def test_month_row__of_a_reported_month__adds_up(operations: Operations) -> None:
    months.run(operations, pay=True)
    document = operations.months.document(1)
    row = month_row(document, operations.pool)

    assert row["month"] == "2027-01"
    assert row["to_holders"] == (
        document.distributions.interest_to_investors_cents
        + document.distributions.principal_to_investors_cents
    )
    assert row["to_holders"] == row["interest"] + row["scheduled"] + row["prepaid"]
