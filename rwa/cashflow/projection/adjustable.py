"""The note rates of an adjustable-rate loan along a path of its index."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from rwa.core.errors import ValueOutOfRange


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustment:
    """How a note rate follows its index. Rates are annual shares of one. Raises ValueOutOfRange."""

    margin: Decimal
    """Added to the index at each reset."""
    first_reset_month: int
    """Month of the projection whose interest is the first at a new rate."""
    reset_every_months: int = 12
    """Months from one reset to the next."""
    initial_cap: Decimal | None = None
    """Most that the first reset moves the rate, up or down. None: as `periodic_cap`."""
    periodic_cap: Decimal | None = None
    """Most that a later reset moves the rate, up or down. None: any move."""
    maximum_rate: Decimal = Decimal(1)
    """Highest rate over the life."""
    minimum_rate: Decimal = Decimal(0)
    """Lowest rate over the life."""
    round_to: Decimal | None = None
    """Step that index and margin together are rounded to, half up, before caps. None: unrounded."""

    def __post_init__(self) -> None:
        for field, value, low in (
            ("first_reset_month", self.first_reset_month, 1),
            ("reset_every_months", self.reset_every_months, 1),
            ("initial_cap", self.initial_cap, 0),
            ("periodic_cap", self.periodic_cap, 0),
            ("maximum_rate", self.maximum_rate, self.minimum_rate),
        ):
            if value is not None and value < low:
                raise ValueOutOfRange(field, value=value, allowed=f"{low} or more")
        if self.round_to is not None and self.round_to <= 0:
            raise ValueOutOfRange("round_to", value=self.round_to, allowed="more than 0")


def note_rates(
    first_rate: Decimal, adjustment: Adjustment, index: tuple[Decimal, ...]
) -> tuple[Decimal, ...]:
    """Return the note rate of each month.

    `index` has one value a month; the one of the reset month counts, so a loan that looks back is
    given a path moved by its look-back. The first rate holds until the first reset.
    """
    rates: list[Decimal] = []
    rate = first_rate
    for month, value in enumerate(index, start=1):
        since = month - adjustment.first_reset_month
        if since >= 0 and since % adjustment.reset_every_months == 0:
            rate = _reset(rate, adjustment, value, first=since == 0)
        rates.append(rate)
    return tuple(rates)


def _reset(rate: Decimal, adjustment: Adjustment, index: Decimal, *, first: bool) -> Decimal:
    wanted = index + adjustment.margin
    step = adjustment.round_to
    if step is not None:
        wanted = (wanted / step).to_integral_value(ROUND_HALF_UP) * step
    cap = adjustment.periodic_cap
    if first and adjustment.initial_cap is not None:
        cap = adjustment.initial_cap
    if cap is not None:
        wanted = min(max(wanted, rate - cap), rate + cap)
    return min(max(wanted, adjustment.minimum_rate), adjustment.maximum_rate)
