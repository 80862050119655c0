"""The table of months, a line at a time: a month is printed when it is done."""

from dataclasses import dataclass
from typing import Self

from rwa.cli.console import Row
from rwa.core.money import Cents
from rwa.pool.aggregates import pool_factor
from rwa.pool.terms import PoolTerms
from rwa.remittance.document import RemittanceDocument

HEADINGS = ("month", "interest (net)", "scheduled", "prepaid", "to holders", "factor")


@dataclass(frozen=True, slots=True)
class MonthLines:
    """Lines of one pool's months, all of one width."""

    widths: tuple[int, ...]
    """Columns of each cell."""

    @classmethod
    def of_pool(cls, pool: PoolTerms) -> Self:
        """Wide enough for everything the pool can pay in a month."""
        widest = max(15, len(str(pool.original_balance_cents)) + 2)
        return cls((8, widest + 2, widest, widest, widest + 3, 13))

    def heading(self) -> str:
        """The names of the columns."""
        return self._line(HEADINGS)

    def line(self, row: Row) -> str:
        """One month."""
        return self._line(tuple(map(str, row.values())))

    def _line(self, cells: tuple[str, ...]) -> str:
        first, *others = zip(cells, self.widths, strict=True)
        return " " + first[0].ljust(first[1]) + "".join(cell.rjust(width) for cell, width in others)


def month_row(document: RemittanceDocument, pool: PoolTerms) -> Row:
    """What holders are paid of a month, and how much of the pool is left."""
    remittance, split = document.remittance, document.distributions
    factor = pool_factor(remittance.balance_end_cents, original=pool.original_balance_cents)
    paid: Cents = split.interest_to_investors_cents + split.principal_to_investors_cents
    return {
        "month": str(remittance.period),
        "interest": split.interest_to_investors_cents,
        "scheduled": remittance.scheduled_cents,
        "prepaid": remittance.curtailed_cents + remittance.paid_off_cents,
        "to_holders": paid,
        "factor": f"{factor:.8f}",
    }
