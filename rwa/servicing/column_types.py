"""The types of columns: one number a loan, in the order of the tape."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from rwa.pool.loan import LoanStatus

CentColumn: TypeAlias = npt.NDArray[np.int64]
"""Whole cents, one a loan."""
PpmColumn: TypeAlias = npt.NDArray[np.int32]
"""Annual rates in parts per million, one a loan."""
MonthColumn: TypeAlias = npt.NDArray[np.int32]
"""Numbers of months or payments, one a loan."""
FlagColumn: TypeAlias = npt.NDArray[np.bool_]
"""Yes or no, one a loan."""
StatusColumn: TypeAlias = npt.NDArray[np.int8]
"""Positions in `STATUSES`, one a loan."""
KeyColumn: TypeAlias = npt.NDArray[np.uint64]
"""Unsigned 64-bit words, one a loan."""
RowNumbers: TypeAlias = npt.NDArray[np.intp]
"""Positions of some loans in the tape."""

STATUSES = tuple(LoanStatus)
"""Every status in the order of its column code."""
STATUS_CODE = {status: code for code, status in enumerate(STATUSES)}
"""Column code of each status."""
