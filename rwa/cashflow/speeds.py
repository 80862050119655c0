"""Prepayment speeds: SMM, CPR, PSA and ABS, and the prepayment they mean in cents.

Speeds are Decimal shares of one, not per cent (1% SMM is 0.01), carried to 28 significant
digits; PSA alone is in per cent of its standard curve, as people say it (100 PSA is 100).
A PSA month is the age of the loan in the month that is projected: 1 in its first month, which is
one more than its `age_months` in the tape before. Source of every formula:
docs/reference/sources.md#sifma-standard-formulas
"""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

from rwa.core.errors import ValueOutOfRange
from rwa.core.money import Cents
from rwa.core.rates import MONTHS_PER_YEAR

PSA_RAMP_MONTHS = 30
"""Age at which the PSA curve stops rising."""
PSA_STEP = Decimal("0.002")
"""Rise of the CPR per month of age at 100 PSA."""

_ONE = Decimal(1)
_HUNDRED = Decimal(100)
_CARRIED = Context(prec=28)
_INNER = Context(prec=40)
_CENT = Context(prec=60, rounding=ROUND_HALF_UP)


class SpeedOutOfRange(ValueOutOfRange):
    """A speed, or the month it is asked for, is outside what its measure allows."""


def smm_from_cpr(cpr: Decimal) -> Decimal:
    """Return the share prepaid in a month at a yearly share `cpr`: `1 - (1 - CPR)**(1/12)`."""
    check_share("cpr", cpr)
    return _month_of_year(cpr)


@lru_cache(maxsize=4_096)
def _month_of_year(cpr: Decimal) -> Decimal:
    """Kept for the next month that asks: most months of a pool's life have one speed."""
    if cpr == _ONE:
        return _ONE
    kept = _INNER.divide(_INNER.ln(_INNER.subtract(_ONE, cpr)), Decimal(MONTHS_PER_YEAR))
    return _CARRIED.plus(_INNER.subtract(_ONE, _INNER.exp(kept)))


def cpr_from_smm(smm: Decimal) -> Decimal:
    """Return the yearly share of twelve months at `smm`: `1 - (1 - SMM)**12`."""
    check_share("smm", smm)
    kept = _INNER.power(_INNER.subtract(_ONE, smm), Decimal(MONTHS_PER_YEAR))
    return _CARRIED.plus(_INNER.subtract(_ONE, kept))


def cpr_from_psa(psa: Decimal, *, month: int) -> Decimal:
    """Return the CPR at `psa` per cent of the PSA curve in month `month` of a loan's life.

    0.2% a month of age up to 6% from month 30 on, times the speed, at most 100%.
    """
    if not psa.is_finite() or psa < 0:
        raise SpeedOutOfRange("psa", value=psa, allowed="zero or more, in per cent of the curve")
    return min(_CARRIED.multiply(_CARRIED.divide(psa, _HUNDRED), _psa_curve(month)), _ONE)


def psa_from_cpr(cpr: Decimal, *, month: int) -> Decimal:
    """Return the speed, in per cent of the PSA curve, that gives `cpr` in month `month`."""
    check_share("cpr", cpr)
    return _CARRIED.divide(_CARRIED.multiply(cpr, _HUNDRED), _psa_curve(month))


def smm_from_psa(psa: Decimal, *, month: int) -> Decimal:
    """Return the SMM at `psa` per cent of the PSA curve in month `month` of a loan's life."""
    return smm_from_cpr(cpr_from_psa(psa, month=month))


def smm_from_abs(speed: Decimal, *, month: int) -> Decimal:
    """Return the SMM in month `month` at an ABS speed: a monthly share of the first loan count.

    `SMM = ABS / (1 - ABS * (month - 1))`. Raises SpeedOutOfRange once no loan is left.
    """
    check_share("abs", speed)
    check_month(month)
    left = _CARRIED.subtract(_ONE, _CARRIED.multiply(speed, Decimal(month - 1)))
    if left < speed or not left:
        raise SpeedOutOfRange(
            "month", value=month, allowed=f"months with loans left at ABS {speed}"
        )
    return _CARRIED.divide(speed, left)


def abs_from_smm(smm: Decimal, *, month: int) -> Decimal:
    """Return the ABS speed that gives `smm` in month `month`: `SMM / (1 + SMM * (month - 1))`."""
    check_share("smm", smm)
    check_month(month)
    grown = _CARRIED.add(_ONE, _CARRIED.multiply(smm, Decimal(month - 1)))
    return _CARRIED.divide(smm, grown)


def average_smm(speeds: Iterable[tuple[Decimal, Cents]]) -> Decimal:
    """Return the SMM of many loans: each weighted by its scheduled balance after the payment.

    Annualise the average, never average annual speeds. Raises SpeedOutOfRange without a balance.
    """
    weighted, weight = Decimal(0), 0
    for smm, scheduled_balance in speeds:
        check_share("smm", smm)
        weighted = _INNER.add(weighted, _INNER.multiply(smm, Decimal(scheduled_balance.count)))
        weight += scheduled_balance.count
    if weight <= 0:
        raise SpeedOutOfRange("scheduled balance", value=Cents(weight), allowed="more than 0.00")
    return _CARRIED.divide(weighted, Decimal(weight))


def prepaid_principal(*, smm: Decimal, scheduled_balance: Cents) -> Cents:
    """Return the cents prepaid, half up, of what is left after the scheduled principal."""
    check_share("smm", smm)
    exact = _CENT.multiply(smm, Decimal(scheduled_balance.count))
    return Cents(int(_CENT.to_integral_value(exact)))


def _psa_curve(month: int) -> Decimal:
    """The CPR of 100 PSA in a month of a loan's life."""
    check_month(month)
    return PSA_STEP * min(month, PSA_RAMP_MONTHS)


def check_month(month: int) -> None:
    """Raise SpeedOutOfRange unless `month` is 1 or more."""
    if month < 1:
        raise SpeedOutOfRange("month", value=month, allowed="1 or more, 1 being a loan's first")


def check_share(field: str, share: Decimal) -> None:
    """Raise SpeedOutOfRange unless `share` is finite and within 0 to 1."""
    if not share.is_finite() or not 0 <= share <= 1:
        raise SpeedOutOfRange(field, value=share, allowed="a share from 0 to 1")
