"""How an annual rate compounds, and the same growth as rates of other compounding."""

from enum import Enum

import numpy as np

from rwa.cashflow.arrays import FloatArray
from rwa.core.errors import ValueOutOfRange


class Compounding(Enum):
    """How often a year interest is added; the value is the number of times, 0 without end."""

    CONTINUOUS = 0
    ANNUAL = 1
    SEMIANNUAL = 2
    MONTHLY = 12

    def continuous(self, rate: FloatArray) -> FloatArray:
        """Return the continuous rate that grows as fast. Raises ValueOutOfRange at ruin."""
        if self is Compounding.CONTINUOUS:
            return rate
        times = float(self.value)
        if np.any(rate <= -times):
            allowed = f"more than {-times:g} compounded {times:g} times a year"
            raise ValueOutOfRange("rate", value=float(np.min(rate)), allowed=allowed)
        return times * np.log1p(rate / times)

    def rate(self, continuous: FloatArray) -> FloatArray:
        """Return the rate of this compounding that grows as fast as a continuous rate."""
        if self is Compounding.CONTINUOUS:
            return continuous
        times = float(self.value)
        return times * np.expm1(continuous / times)
