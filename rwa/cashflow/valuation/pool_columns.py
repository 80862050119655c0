"""What pools have in common whichever way they are valued: terms in columns, checked once."""

from __future__ import annotations

from dataclasses import dataclass

from rwa.cashflow.arrays import FloatArray, IntArray, keep_read_only
from rwa.cashflow.bounds import bounded, same_length, whole
from rwa.cashflow.projection.line import MAX_AGE_MONTHS
from rwa.core.annuity import MAX_TERM_MONTHS
from rwa.core.errors import ValueOutOfRange


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class PoolColumns:
    """Terms of pools, each one representative loan that pays level; arrays of shape (pools,).

    Arrays are copied and read-only. Raises ValueOutOfRange.
    """

    wac: FloatArray
    """Weighted average note rate a year, a share of one."""
    pass_through_rate: FloatArray
    """Annual rate passed to investors, at most `wac`."""
    remaining_months: IntArray
    """Weighted average remaining term, 1 to 480."""
    age_months: IntArray
    """Weighted average loan age: month k is month `age_months + k` of a loan."""

    def __post_init__(self) -> None:
        wac = bounded("wac", self.wac, high=1)
        if wac.ndim != 1 or not wac.size:
            raise ValueOutOfRange("wac", value=f"of shape {wac.shape}", allowed="one or more pools")
        rate = bounded("pass_through_rate", self.pass_through_rate)
        keep_read_only(self, wac=wac)
        self._keep(
            pass_through_rate=rate,
            remaining_months=whole(
                "remaining_months", self.remaining_months, low=1, high=MAX_TERM_MONTHS
            ),
            age_months=whole("age_months", self.age_months, low=0, high=MAX_AGE_MONTHS),
        )
        excess = rate > wac
        if excess.any():
            allowed = f"at most wac, {float(wac[excess][0])}"
            value = float(rate[excess][0])
            raise ValueOutOfRange("pass_through_rate", value=value, allowed=allowed)

    def __len__(self) -> int:
        """Number of pools."""
        return len(self.wac)

    def _keep(self, **columns: FloatArray | IntArray) -> None:
        """Keep read-only copies. Raises ValueOutOfRange unless each has an entry for each pool."""
        same_length(len(self), **columns)
        keep_read_only(self, **columns)
