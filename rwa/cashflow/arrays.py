"""The arrays that projections and valuations pass around."""

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
"""Double-precision numbers; every function says the shape it takes and returns."""
IntArray = npt.NDArray[np.int64]
"""Whole numbers: months, ages, counts."""


def keep_read_only(record: object, **columns: FloatArray | IntArray) -> None:
    """Set the fields of a frozen record to copies of `columns` that nobody can write to."""
    for field, column in columns.items():
        kept = column.copy()
        kept.setflags(write=False)
        object.__setattr__(record, field, kept)
