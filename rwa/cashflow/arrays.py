"""The arrays that projections and valuations pass around."""

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
"""Double-precision numbers; every function says the shape it takes and returns."""
IntArray = npt.NDArray[np.int64]
"""Whole numbers: months, ages, counts."""
