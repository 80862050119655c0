"""Refusal of numbers that lie outside what a formula allows."""

import numpy as np
import numpy.typing as npt

from rwa.cashflow.arrays import FloatArray, IntArray
from rwa.core.errors import ValueOutOfRange

_LARGEST = float(np.finfo(np.float64).max)


def bounded(
    field: str, values: npt.ArrayLike, *, low: float = 0.0, high: float = np.inf
) -> FloatArray:
    """Return `values` as doubles. Raises ValueOutOfRange naming the first outside the bounds.

    Whatever is not a finite number is outside.
    """
    numbers = np.asarray(values, dtype=np.float64)
    if numbers.size and low <= numbers.min() and numbers.max() <= min(high, _LARGEST):
        return numbers
    allowed = f"{low:g} or more" if np.isinf(high) else f"{low:g} to {high:g}"
    return _kept(field, numbers, right=(numbers >= low) & (numbers <= high), allowed=allowed)


def above(field: str, values: npt.ArrayLike, *, low: float = 0.0) -> FloatArray:
    """Return `values` as doubles. Raises ValueOutOfRange naming the first that is not above `low`.

    Whatever is not a finite number is refused.
    """
    numbers = np.asarray(values, dtype=np.float64)
    return _kept(field, numbers, right=numbers > low, allowed=f"more than {low:g}")


def finite(field: str, values: npt.ArrayLike) -> FloatArray:
    """Return `values` as doubles. Raises ValueOutOfRange unless all are finite."""
    numbers = np.asarray(values, dtype=np.float64)
    return _kept(field, numbers, right=np.isfinite(numbers), allowed="finite numbers")


def same_length(expected: int, **columns: FloatArray | IntArray) -> None:
    """Raise ValueOutOfRange naming the first column that has not `expected` entries."""
    for field, column in columns.items():
        if column.shape != (expected,):
            raise ValueOutOfRange(field, value=f"of shape {column.shape}", allowed=f"({expected},)")


def whole(field: str, values: npt.ArrayLike, *, low: int, high: int) -> IntArray:
    """Return `values` as integers. Raises ValueOutOfRange naming the first that is not allowed."""
    numbers = bounded(field, values, low=low, high=high)
    _kept(field, numbers, right=numbers == np.floor(numbers), allowed="whole numbers")
    return numbers.astype(np.int64)


def _kept(
    field: str, numbers: FloatArray, *, right: npt.NDArray[np.bool_], allowed: str
) -> FloatArray:
    wrong = ~(right & np.isfinite(numbers))
    if wrong.any():
        raise ValueOutOfRange(field, value=float(numbers[wrong][0]), allowed=allowed)
    return numbers
