"""How close a computed number must be to a printed one."""

from decimal import Decimal


def agrees(computed: float | Decimal, printed: str) -> bool:
    """Whether a number is within half of the last printed digit."""
    exponent = Decimal(printed).as_tuple().exponent
    assert isinstance(exponent, int), f"{printed} is no number"
    return abs(Decimal(computed) - Decimal(printed)) <= Decimal(5).scaleb(exponent - 1)
