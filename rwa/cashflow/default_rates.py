"""Default rates: MDR, CDR and the standard default assumption (SDA).

Rates are Decimal shares of one, not per cent, carried to 28 significant digits; SDA alone is in
per cent of its standard curve, as people say it (100 SDA is 100). A month is the age of the loan
in the month that is projected, as for speeds.
"""

from decimal import Context, Decimal

from rwa.cashflow.speeds import SpeedOutOfRange, check_month, cpr_from_smm, smm_from_cpr

SDA_RISE = Decimal("0.0002")
"""Rise of the annual rate per month of age, up to month 30, at 100 SDA."""
SDA_FALL = Decimal("0.000095")
"""Fall of the annual rate per month of age, after month 60."""
SDA_PEAK = Decimal("0.006")
"""Annual rate from month 30 to month 60."""
SDA_TAIL = Decimal("0.0003")
"""Annual rate from month 120 on."""

_CARRIED = Context(prec=28)


def cdr_from_sda(sda: Decimal, *, month: int) -> Decimal:
    """Return the annual default rate at `sda` per cent of the SDA curve in month `month`.

    0.02% a month of age up to 0.60% in month 30, level to month 60, then 0.0095% less a month down
    to 0.03% in month 120, where it stays; times the speed, at most 100%. Raises SpeedOutOfRange.
    Source: docs/reference/sources.md#sifma-standard-formulas
    """
    if not sda.is_finite() or sda < 0:
        raise SpeedOutOfRange("sda", value=sda, allowed="zero or more, in per cent of the curve")
    scaled = _CARRIED.divide(_CARRIED.multiply(sda, sda_curve(month)), Decimal(100))
    return min(scaled, Decimal(1))


def sda_from_cdr(cdr: Decimal, *, month: int) -> Decimal:
    """Return the speed, in per cent of the SDA curve, that gives `cdr` in month `month`."""
    return _CARRIED.divide(_CARRIED.multiply(cdr, Decimal(100)), sda_curve(month))


def mdr_from_cdr(cdr: Decimal) -> Decimal:
    """Return the share defaulting in a month at a yearly share `cdr`: `1 - (1 - CDR)**(1/12)`."""
    return smm_from_cpr(cdr)


def cdr_from_mdr(mdr: Decimal) -> Decimal:
    """Return the yearly share of twelve months at `mdr`: `1 - (1 - MDR)**12`."""
    return cpr_from_smm(mdr)


def mdr_from_sda(sda: Decimal, *, month: int) -> Decimal:
    """Return the MDR at `sda` per cent of the SDA curve in month `month` of a loan's life."""
    return mdr_from_cdr(cdr_from_sda(sda, month=month))


def sda_curve(month: int) -> Decimal:
    """The annual default rate of 100 SDA in a month of a loan's life. Raises SpeedOutOfRange."""
    check_month(month)
    rising = SDA_RISE * month
    falling = SDA_PEAK - SDA_FALL * (month - 60)
    return max(min(rising, SDA_PEAK, falling), SDA_TAIL) if month > 30 else rising
