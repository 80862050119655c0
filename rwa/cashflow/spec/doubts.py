"""What a specification may say and probably does not mean."""

from collections.abc import Iterator
from decimal import Decimal

from rwa.cashflow.projection.assumptions import NEVER
from rwa.cashflow.spec.spec import ProjectionSpec

LOWEST_USUAL_RATE = Decimal("0.01")
"""A share of one: 1 per cent."""
LOWEST_USUAL_PRICE = 10
LONGEST_USUAL_DELAY = 44
"""Days: the longest actual delay of an agency programme; stated delays are longer."""


def doubts(spec: ProjectionSpec) -> Iterator[str]:
    """Yield a sentence for each value that looks like another unit, or has no effect."""
    line, defaults = spec.line, spec.assumptions.defaults
    if 0 < line.wac < LOWEST_USUAL_RATE:
        wac = (100 * line.wac).normalize()
        yield f"wac is read as {wac:f} per cent; rates are in per cent, 6.2 for 6.2%"
    if spec.price is not None and spec.price < LOWEST_USUAL_PRICE:
        yield f"price is read as {spec.price:f} for 100 of balance"
    if spec.settled.actual_delay_days > LONGEST_USUAL_DELAY:
        yield (
            f"actual_delay_days is {spec.settled.actual_delay_days}; a stated delay is 31 days "
            "longer than the actual one, 55 for 24"
        )
    if defaults.speed != NEVER and defaults.months_to_liquidation >= line.remaining_months:
        yield (
            f"nothing defaults: months_to_liquidation is {defaults.months_to_liquidation}, "
            f"remaining_months {line.remaining_months}"
        )
