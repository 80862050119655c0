"""A month's activity as a servicer's CSV file."""

from rwa.core.dates import Period
from rwa.core.errors import ValueOutOfRange
from rwa.core.ids import LoanId, PoolId
from rwa.pool.activity import LoanActivity, MonthActivity
from rwa.pool.columns import ACTIVITY_COLUMNS
from rwa.pool.rejection import ActivityRejected
from rwa.pool.rows import FileRow, all_faults, read_csv_rows, reject_repeated


def read_activity(data: bytes, *, pool_id: PoolId, period: Period) -> MonthActivity:
    """Read what the borrowers of a pool did in a month; rows may come in any order.

    A file with a header alone is a month without active loans. Raises ActivityRejected with
    every bad row. Whether the loans are those of a tape is for `check_activity_fits`.
    """
    file = read_csv_rows(data, ACTIVITY_COLUMNS)
    lines = [_line_of_row(row, pool_id=pool_id, period=period) for row in file.rows]
    reject_repeated("loan_id", file.rows)
    if faults := all_faults(file):
        raise ActivityRejected(faults)
    kept = sorted((line for line in lines if line), key=lambda line: line.loan_id)
    return MonthActivity(pool_id=pool_id, period=period, loans=tuple(kept))


def _line_of_row(row: FileRow, *, pool_id: PoolId, period: Period) -> LoanActivity | None:
    row.require(ACTIVITY_COLUMNS)
    row.expect("pool_id", pool_id)
    row.expect("period", str(period))
    payments = row.count("payments_made")
    curtailment = row.dollars_or_zero("curtailment")
    paid_off = row.truth("paid_off", default=False)
    proceeds = row.dollars("liquidation_proceeds") if row.has("liquidation_proceeds") else None
    if row.faults:
        return None
    try:
        return LoanActivity(
            loan_id=LoanId(row.text("loan_id")),
            payments_made=payments,
            curtailment_cents=curtailment,
            paid_off=paid_off,
            liquidation_proceeds_cents=proceeds,
        )
    except ValueOutOfRange as error:
        row.reject_value(error)
        return None
