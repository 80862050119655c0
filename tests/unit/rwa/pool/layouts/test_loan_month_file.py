from datetime import date
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from rwa.core.dates import Period
from rwa.core.ids import LoanId
from rwa.core.money import Cents
from rwa.core.rates import Ppb
from rwa.pool.layouts.loan_month_file import (
    RECORD_COLUMNS,
    LoanMonthFileBroken,
    loan_months_parquet,
    read_loan_months,
)
from rwa.pool.layouts.record import AccrualBasis, PaymentType, ReportedLoanMonth

MONTH = ReportedLoanMonth(
    loan_id=LoanId("L1"),
    reporting_period=Period(2024, 3),
    origination_date=date(2017, 3, 28),
    original_term_months=120,
    fee_rate_ppb=Ppb(247_801),
    accrual_basis=AccrualBasis.ACTUAL_360,
    payment_type=PaymentType.AMORTIZING_BALLOON,
    other_principal_adjustment_cents=Cents(-59),
    scheduled_balance_end_cents=Cents.dollars(99_999_999_999),
    is_modified=False,
    state="NY",
)


def test_parquet__written_and_read__is_equal() -> None:
    months = (MONTH, ReportedLoanMonth(loan_id=LoanId("L2")))

    assert read_loan_months(loan_months_parquet(months)) == months
    assert read_loan_months(loan_months_parquet(())) == ()


def test_parquet__read_by_others__has_exact_decimals_without_units_in_names(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    table = pq.read_table(pa.BufferReader(loan_months_parquet([MONTH])))
    row = table.to_pylist()[0]

    assert row["fee_rate"] == Decimal("0.0247801")
    assert row["other_principal_adjustment"] == Decimal("-0.59")
    assert row["reporting_period"] == "2024-03"
    assert row["origination_date"] == date(2017, 3, 28)
    assert row["realized_loss"] is None
    assert table.schema.field("fee_rate").type == pa.decimal128(10, 7)
    assert table.schema.names == [column.name for column in RECORD_COLUMNS]


def broken(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink)
    return sink.getvalue().to_pybytes()


def test_read__anything_else__refused() -> None:
    whole = loan_months_parquet([MONTH])
    table = pq.read_table(pa.BufferReader(whole))
    place = table.schema.names.index("accrual_basis")
    unknown = table.set_column(place, "accrual_basis", pa.array(["often"]))

    for data in (b"", whole[:-9], broken(table.drop_columns(["state"])), broken(unknown)):
        with pytest.raises(LoanMonthFileBroken):
            read_loan_months(data)
