"""Annual rates in integer parts per million.

6.125% is 61,250 ppm. Whole basis points cannot hold the eighths that mortgage rates come in.
"""

from dataclasses import dataclass
from decimal import Decimal
from functools import total_ordering

from rwa.core.decimals import scaled_integer
from rwa.core.errors import DataRejected
from rwa.core.money import Cents, mul_div_half_up

PPM = 1_000_000
"""Parts per million in a whole."""
FINEST_PER_CENT = Decimal("0.0001")
"""One part per million, in per cent."""
PPB_PER_PPM = 1_000
"""Parts per billion in one part per million."""
MONTHS_PER_YEAR = 12
DAYS_PER_YEAR = 360
"""Of the money market's year, by which actual/360 interest is counted."""


class NotARate(DataRejected):
    """A text is not a rate in per cent with at most four decimals."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(f"rate is {text!r}, expected per cent such as '6.125'; correct it")


@total_ordering
@dataclass(frozen=True, slots=True)
class Ppm:
    """An annual rate, in parts per million of the balance."""

    count: int
    """Parts per million a year."""

    def __post_init__(self) -> None:
        if type(self.count) is not int:
            raise TypeError(f"Ppm takes a whole number, got {self.count!r}")

    def __add__(self, other: "Ppm") -> "Ppm":
        return Ppm(self.count + other.count) if type(other) is Ppm else NotImplemented

    def __sub__(self, other: "Ppm") -> "Ppm":
        return Ppm(self.count - other.count) if type(other) is Ppm else NotImplemented

    def __lt__(self, other: "Ppm") -> bool:
        return self.count < other.count if type(other) is Ppm else NotImplemented

    def __str__(self) -> str:
        """Per cent, at least three decimals: `6.125%`."""
        text = f"{Decimal(self.count) / 10_000:.4f}"
        return f"{text.removesuffix('0')}%"

    @property
    def plain(self) -> str:
        """Per cent with four decimals and no sign, for files: `6.1250`."""
        sign, (whole, rest) = "-" if self.count < 0 else "", divmod(abs(self.count), 10_000)
        return f"{sign}{whole}.{rest:04d}"

    @classmethod
    def percent(cls, text: str | int | Decimal) -> "Ppm":
        """Read a rate in per cent; exact, so at most four decimals. Raises NotARate."""
        plain = f"{text:f}" if isinstance(text, Decimal) else str(text).strip().removesuffix("%")
        ppm = scaled_integer(plain, places=4)
        if ppm is None:
            raise NotARate(str(text))
        return cls(ppm)


@dataclass(frozen=True, slots=True, order=True)
class Ppb:
    """An annual rate as others report it, in parts per billion of the balance.

    Fee rates of commercial mortgages, such as 0.02478%, are finer than a part per million.
    """

    count: int
    """Parts per billion a year."""

    def __post_init__(self) -> None:
        if type(self.count) is not int:
            raise TypeError(f"Ppb takes a whole number, got {self.count!r}")

    def __str__(self) -> str:
        """Per cent, at least three decimals: `0.02478%`."""
        whole, _, fraction = f"{Decimal(self.count) / 10_000_000:.7f}".partition(".")
        return f"{whole}.{fraction[:3]}{fraction[3:].rstrip('0')}%"

    @property
    def ppm(self) -> Ppm | None:
        """The same rate in parts per million; None when it is finer than one."""
        ppm, rest = divmod(self.count, PPB_PER_PPM)
        return None if rest else Ppm(ppm)


def monthly_interest(*, balance: Cents, rate: Ppm) -> Cents:
    """One month's 30/360 interest on `balance`: a twelfth of the year, in cents half up.

    Source: docs/reference/sources.md#sifma-standard-formulas
    """
    return Cents(mul_div_half_up(balance.count, rate.count, MONTHS_PER_YEAR * PPM))


def actual_360_interest(*, balance: Cents, rate: Ppm, days: int) -> Cents:
    """Interest on `balance` for so many days of a year of 360, in cents half up."""
    return Cents(mul_div_half_up(balance.count, rate.count * days, DAYS_PER_YEAR * PPM))
