"""What borrowers did in a month, as columns in the order of the tape they belong to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from rwa.core.dates import Period
from rwa.core.money import Cents
from rwa.core.rates import Ppm
from rwa.pool.activity import LoanActivity, Modification, MonthActivity, check_activity_fits
from rwa.pool.tape import LoanTape
from rwa.servicing.column_types import (
    STATUS_CODE,
    STATUSES,
    CentColumn,
    FlagColumn,
    MonthColumn,
    StatusColumn,
)
from rwa.servicing.columns import TapeColumns

NOT_LIQUIDATED = -(2**63)
"""Stands for "no liquidation" in the column of proceeds, which may be below zero."""
NOT_MOVED = -1
"""Stands for "nothing began" in the column of standings that began in the month."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ActivityColumns:
    """A month's activity, a row for every loan of the tape; loans without a line did nothing."""

    period: Period
    """Month in which the payments were due."""
    payments_made: MonthColumn
    """Scheduled payments received."""
    curtailment: CentColumn
    """Principal paid beyond the schedule without paying the loan off."""
    paid_off: FlagColumn
    """Whether the whole balance was repaid."""
    liquidation_proceeds: CentColumn
    """Net proceeds of a liquidated loan; NOT_LIQUIDATED otherwise."""
    bought_out: FlagColumn
    """Whether it was the servicer who paid the loan off."""
    interest_shortfall: CentColumn
    """Interest of the month that a payoff or curtailment did not bring."""
    recovery: CentColumn
    """Cash on loans liquidated in earlier months."""
    moved_to: StatusColumn
    """Foreclosure or REO in the month in which it began; NOT_MOVED otherwise."""
    stops_advances: FlagColumn
    """Whether the servicer advances no more from this month on."""
    written_off: CentColumn
    """Advances the servicer gives up."""
    escrow_deposit: CentColumn
    """Paid into escrow accounts."""
    escrow_disbursement: CentColumn
    """Taxes, insurance and refunds paid out of them."""
    late_fee: CentColumn
    """Late fees collected, the servicer's."""
    modifications: tuple[tuple[int, Modification], ...] = ()
    """New terms by row, rows rising; few loans are modified."""
    index_ppm: Ppm | None = None
    """The index that the month's resets go by; None where none is known."""

    @classmethod
    def nothing(cls, period: Period, count: int) -> Self:
        """A month in which none of `count` loans did anything, to be replaced in part."""
        flags: dict[str, Any] = {name: np.zeros(count, dtype=np.bool_) for name in FLAGS}
        amounts: dict[str, Any] = {name: np.zeros(count, dtype=np.int64) for name in AMOUNTS}
        return cls(
            period=period,
            payments_made=np.zeros(count, dtype=np.int32),
            liquidation_proceeds=np.full(count, NOT_LIQUIDATED, dtype=np.int64),
            moved_to=np.full(count, NOT_MOVED, dtype=np.int8),
            **flags,
            **amounts,
        )

    @property
    def liquidated(self) -> FlagColumn:
        """Which loans were liquidated."""
        flags: FlagColumn = self.liquidation_proceeds != NOT_LIQUIDATED
        return flags

    @property
    def is_modified(self) -> FlagColumn:
        """Which loans got new terms."""
        rows = [row for row, _ in self.modifications]
        return np.isin(np.arange(len(self.payments_made)), rows)

    def modified(self, of: Callable[[Modification], int]) -> CentColumn:
        """A number of each modification in its row; zero elsewhere."""
        column = np.zeros(len(self.payments_made), dtype=np.int64)
        for row, terms in self.modifications:
            column[row] = of(terms)
        return column


FLAGS = ("paid_off", "bought_out", "stops_advances")
"""Columns of yes or no, named as the fields of LoanActivity."""
AMOUNTS = (
    "curtailment",
    "interest_shortfall",
    "recovery",
    "written_off",
    "escrow_deposit",
    "escrow_disbursement",
    "late_fee",
)
"""Columns of amounts, named as the fields of LoanActivity without their unit."""


def activity_columns_of(activity: MonthActivity, tape: LoanTape) -> ActivityColumns:
    """The columns of a month's activity, in tape order. Raises ActivityMismatch."""
    check_activity_fits(activity, tape)
    row_of = {loan.loan_id: row for row, loan in enumerate(tape.loans)}
    lines = activity.loans
    rows = np.array([row_of[line.loan_id] for line in lines], dtype=np.intp)
    columns = ActivityColumns.nothing(activity.period, len(tape.loans))
    filled: dict[str, Any] = {
        name: getattr(columns, name)
        for name in ("payments_made", "liquidation_proceeds", "moved_to", *FLAGS, *AMOUNTS)
    }
    for name in ("payments_made", *FLAGS):
        filled[name][rows] = [getattr(line, name) for line in lines]
    for name in AMOUNTS:
        filled[name][rows] = [getattr(line, f"{name}_cents").count for line in lines]
    filled["liquidation_proceeds"][rows] = [_proceeds_code(line) for line in lines]
    filled["moved_to"][rows] = [_standing_code(line) for line in lines]
    modified = [(row_of[line.loan_id], line.modification) for line in lines]
    return ActivityColumns(
        period=activity.period,
        index_ppm=activity.index_ppm,
        modifications=tuple((row, terms) for row, terms in modified if terms is not None),
        **filled,
    )


def activity_of(columns: ActivityColumns, tape: TapeColumns) -> MonthActivity:
    """The activity of columns: a line for each loan with a balance or with a recovery."""
    names = ("payments_made", *FLAGS, *AMOUNTS, "liquidation_proceeds", "moved_to")
    rows = np.flatnonzero(tape.active | (columns.recovery > 0))
    numbers = zip(*(getattr(columns, name)[rows].tolist() for name in names), strict=True)
    terms = dict(columns.modifications)
    loans = tuple(
        _line(tape, row, dict(zip(names, values, strict=True)), terms.get(row))
        for row, values in zip(rows.tolist(), numbers, strict=True)
    )
    return MonthActivity(
        pool_id=tape.pool.pool_id,
        period=columns.period,
        loans=loans,
        index_ppm=columns.index_ppm if loans else None,
    )


def _line(
    tape: TapeColumns, row: int, values: dict[str, Any], modification: Modification | None
) -> LoanActivity:
    proceeds, moved_to = values["liquidation_proceeds"], values["moved_to"]
    amounts: dict[str, Any] = {f"{name}_cents": Cents(values[name]) for name in AMOUNTS}
    return LoanActivity(
        loan_id=tape.loan_ids[row],
        payments_made=values["payments_made"],
        liquidation_proceeds_cents=None if proceeds == NOT_LIQUIDATED else Cents(proceeds),
        moved_to=None if moved_to == NOT_MOVED else STATUSES[moved_to],
        modification=modification,
        **{name: values[name] for name in FLAGS},
        **amounts,
    )


def _proceeds_code(line: LoanActivity) -> int:
    proceeds = line.liquidation_proceeds_cents
    return NOT_LIQUIDATED if proceeds is None else proceeds.count


def _standing_code(line: LoanActivity) -> int:
    return NOT_MOVED if line.moved_to is None else STATUS_CODE[line.moved_to]
