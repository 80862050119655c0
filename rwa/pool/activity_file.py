"""A month's activity as a servicer's CSV file."""

from rwa.core.dates import Period
from rwa.core.errors import ValueOutOfRange
from rwa.core.ids import PoolId
from rwa.core.rates import Ppm
from rwa.pool.activity import MonthActivity
from rwa.pool.activity_columns import ACTIVITY_COLUMNS
from rwa.pool.activity_rows import line_of_row
from rwa.pool.bounds import check_rate
from rwa.pool.rejection import ActivityRejected
from rwa.pool.rows import FileRow, all_faults, read_csv_rows, reject_repeated


def read_activity(data: bytes, *, pool_id: PoolId, period: Period) -> MonthActivity:
    """Read what the borrowers of a pool did in a month; rows may come in any order.

    A file with a header alone is a month without active loans. Raises ActivityRejected with
    every bad row. Whether the loans are those of a tape is for `check_activity_fits`.
    """
    file = read_csv_rows(data, ACTIVITY_COLUMNS)
    lines = [line_of_row(row, pool_id=pool_id, period=period) for row in file.rows]
    index = _read_index(file.rows)
    reject_repeated("loan_id", file.rows)
    if faults := all_faults(file):
        raise ActivityRejected(faults)
    kept = sorted((line for line in lines if line), key=lambda line: line.loan_id)
    return MonthActivity(pool_id=pool_id, period=period, loans=tuple(kept), index_ppm=index)


def _read_index(rows: tuple[FileRow, ...]) -> Ppm | None:
    """The index of the first row; a fault is noted in each row that says another."""
    if not rows:
        return None
    first = _index_of(rows[0])
    for row in rows[1:]:
        if _index_of(row) != first:
            said = f"{rows[0].text('index')}, as" if first is not None else "nothing, as"
            row.reject("index", row.text("index"), f"{said} in row {rows[0].number}")
    return first


def _index_of(row: FileRow) -> Ppm | None:
    if not row.has("index"):
        return None
    index = row.per_cent("index")
    try:
        check_rate("index", index)
    except ValueOutOfRange as error:
        row.reject_value(error)
    return index
