"""What happened to one loan as a row of an activity file, both ways."""

from rwa.core.dates import Period
from rwa.core.errors import ValueOutOfRange
from rwa.core.ids import LoanId, PoolId
from rwa.core.money import Cents
from rwa.core.rates import Ppm
from rwa.pool.activity_columns import ACTIVITY_COLUMNS
from rwa.pool.loan_activity import AMOUNTS, MOVES, LoanActivity, Modification
from rwa.pool.rows import FileRow

NEW_TERMS = ("modified_rate", "modified_payment", "modified_months")
"""Columns that every modification has."""
CHANGES = ("modified_balloon_months", "capitalised", "forgiven", "deferred")
"""Columns that a modification may have besides."""


def line_of_row(row: FileRow, *, pool_id: PoolId, period: Period) -> LoanActivity | None:
    """Read one line; None, with the faults noted in the row, when it is not valid."""
    row.require(ACTIVITY_COLUMNS)
    row.expect("pool_id", pool_id)
    row.expect("period", str(period))
    payments = row.count("payments_made")
    paid_off = row.truth("paid_off", default=False)
    bought_out = row.truth("bought_out", default=False)
    stops_advances = row.truth("stops_advances", default=False)
    moved_to = row.one_of("moved_to", MOVES)
    modification = _read_modification(row)
    proceeds = row.dollars("liquidation_proceeds") if row.has("liquidation_proceeds") else None
    amounts = {f"{name}_cents": row.dollars(name) for name in AMOUNTS}
    if row.faults:
        return None
    try:
        return LoanActivity(
            loan_id=LoanId(row.text("loan_id")),
            payments_made=payments,
            paid_off=paid_off,
            liquidation_proceeds_cents=proceeds,
            bought_out=bought_out,
            modification=modification,
            moved_to=moved_to,
            stops_advances=stops_advances,
            **amounts,
        )
    except ValueOutOfRange as error:
        row.reject_value(error)
        return None


def row_of_line(
    line: LoanActivity, *, pool_id: PoolId, period: Period, index: Ppm | None
) -> tuple[str, ...]:
    """Return the cells of one line in the order of ACTIVITY_COLUMNS."""
    return (
        pool_id,
        str(period),
        line.loan_id,
        str(line.payments_made),
        line.curtailment_cents.plain,
        _truth(value=line.paid_off),
        _plain(line.liquidation_proceeds_cents),
        _truth(value=line.bought_out),
        line.interest_shortfall_cents.plain,
        line.recovery_cents.plain,
        *_modification_cells(line.modification),
        line.moved_to.value if line.moved_to else "",
        _truth(value=line.stops_advances),
        line.written_off_cents.plain,
        line.escrow_deposit_cents.plain,
        line.escrow_disbursement_cents.plain,
        line.late_fee_cents.plain,
        _plain(index),
    )


def _read_modification(row: FileRow) -> Modification | None:
    if not row.given_together(NEW_TERMS, optional=CHANGES):
        return None
    try:
        return Modification(
            note_rate_ppm=row.per_cent("modified_rate"),
            payment_cents=row.dollars("modified_payment"),
            remaining_months=row.count("modified_months"),
            balloon_months=row.count("modified_balloon_months"),
            capitalised_cents=row.dollars("capitalised"),
            forgiven_cents=row.dollars("forgiven"),
            deferred_cents=row.dollars("deferred"),
        )
    except ValueOutOfRange as error:
        row.reject_value(error)
        return None


def _modification_cells(modification: Modification | None) -> tuple[str, ...]:
    if modification is None:
        return _NOT_MODIFIED
    return (
        modification.note_rate_ppm.plain,
        modification.payment_cents.plain,
        str(modification.remaining_months),
        str(modification.balloon_months),
        modification.capitalised_cents.plain,
        modification.forgiven_cents.plain,
        modification.deferred_cents.plain,
    )


def _plain(value: Cents | Ppm | None) -> str:
    return "" if value is None else value.plain


def _truth(*, value: bool) -> str:
    return "true" if value else "false"


_NOT_MODIFIED = ("",) * len(NEW_TERMS + CHANGES)
