"""Rates that follow an index, columnar."""

from __future__ import annotations

import numpy as np

from rwa.core.rates import Ppm
from rwa.servicing.column_types import FlagColumn, MonthColumn, PpmColumn
from rwa.servicing.columns import TapeColumns


def resets_due(tape: TapeColumns) -> FlagColumn:
    """Loans whose months to the next reset come to zero in the month after the tape."""
    due: FlagColumn = tape.months_to_reset == 1
    return due


def reset_rates(tape: TapeColumns, rate: PpmColumn, index: Ppm) -> PpmColumn:
    """Each loan's rate if it were reset: index plus margin to the nearest step, half up.

    Within the periodic cap of `rate`, and within floor and ceiling.
    """
    step = np.maximum(tape.reset_step, 1).astype(np.int64)
    wanted = (2 * (index.count + tape.reset_margin.astype(np.int64)) + step) // (2 * step) * step
    cap = tape.reset_periodic_cap
    moved = np.clip(wanted, rate - cap, rate + cap)
    reset: PpmColumn = np.clip(moved, tape.reset_floor, tape.reset_ceiling).astype(np.int32)
    return reset


def months_to_reset_after(tape: TapeColumns, *, owing: FlagColumn) -> MonthColumn:
    """The count to the next reset, begun anew where it came to zero."""
    due, counted = resets_due(tape), np.maximum(tape.months_to_reset - 1, 0)
    after = np.where(due, tape.reset_interval, counted)
    return np.where(owing, after, tape.months_to_reset).astype(np.int32)
