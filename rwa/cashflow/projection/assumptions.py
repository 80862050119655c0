"""What is assumed about borrowers: how fast they prepay, curtail and default.

A speed is a share of one, not per cent; PSA and SDA alone are in per cent of their curves.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from rwa.cashflow.default_rates import mdr_from_cdr, mdr_from_sda
from rwa.cashflow.speeds import check_share, smm_from_abs, smm_from_cpr, smm_from_psa
from rwa.core.errors import ValueOutOfRange


class Measure(StrEnum):
    """How a constant speed is said."""

    PSA = "psa"
    """Per cent of the PSA prepayment curve, by loan age."""
    CPR = "cpr"
    """Share prepaid in a year."""
    SMM = "smm"
    """Share prepaid in a month."""
    ABS = "abs"
    """Monthly share of the first number of loans, by loan age."""
    SDA = "sda"
    """Per cent of the standard default assumption, by loan age."""
    CDR = "cdr"
    """Share defaulting in a year."""
    MDR = "mdr"
    """Share defaulting in a month."""


def _share_of_month(_field: str) -> Callable[[Decimal, int], Decimal]:
    def check(speed: Decimal, _month: int) -> Decimal:
        check_share(_field, speed)
        return speed

    return check


def _smm_while_loans_are_left(speed: Decimal, month: int) -> Decimal:
    """The SMM of an ABS speed; all that is left once the first loans are used up."""
    check_share("abs", speed)
    return Decimal(1) if speed * month >= 1 else smm_from_abs(speed, month=month)


_MONTHLY: dict[Measure, Callable[[Decimal, int], Decimal]] = {
    Measure.PSA: lambda speed, month: smm_from_psa(speed, month=month),
    Measure.CPR: lambda speed, _: smm_from_cpr(speed),
    Measure.SMM: _share_of_month("smm"),
    Measure.ABS: _smm_while_loans_are_left,
    Measure.SDA: lambda speed, month: mdr_from_sda(speed, month=month),
    Measure.CDR: lambda speed, _: mdr_from_cdr(speed),
    Measure.MDR: _share_of_month("mdr"),
}


@dataclass(frozen=True, slots=True)
class ConstantSpeed:
    """One speed for the whole life. Raises SpeedOutOfRange when it is asked for its shares."""

    measure: Measure
    """How it is said."""
    speed: Decimal
    """The speed, in the measure's unit."""

    def shares(self, *, age_months: int, months: int) -> tuple[Decimal, ...]:
        """The share of each of the next months, for loans of this age now."""
        monthly = _MONTHLY[self.measure]
        return tuple(monthly(self.speed, age_months + month) for month in range(1, months + 1))


@dataclass(frozen=True, slots=True)
class SpeedVector:
    """A share for every month. Raises SpeedOutOfRange."""

    measure: Measure
    """SMM or MDR; names the field in errors."""
    monthly: tuple[Decimal, ...]
    """The share of each month from now on."""

    def __post_init__(self) -> None:
        for month, share in enumerate(self.monthly, start=1):
            check_share(f"{self.measure}_vector[{month}]", share)

    def shares(self, *, age_months: int, months: int) -> tuple[Decimal, ...]:  # noqa: ARG002 - by month, not age
        """The vector itself. Raises ValueOutOfRange unless it has exactly `months` entries."""
        if len(self.monthly) != months:
            field, value = f"{self.measure}_vector", f"{len(self.monthly)} long"
            raise ValueOutOfRange(field, value=value, allowed=f"{months} entries, one a month")
        return self.monthly


Speed = ConstantSpeed | SpeedVector
"""A speed as assumed for a line's life."""
NEVER = ConstantSpeed(Measure.SMM, Decimal(0))
"""Nobody does it."""


def psa(speed: Decimal | int) -> ConstantSpeed:
    """Prepayment at `speed` per cent of the PSA curve."""
    return ConstantSpeed(Measure.PSA, Decimal(speed))


class DefaultBasis(StrEnum):
    """What a month's default rate is a share of."""

    PRIOR_BALANCE = "prior_balance"
    """The performing balance before the month: the standard formulas."""
    SCHEDULED_BALANCE = "scheduled_balance"
    """The performing balance after scheduled principal, as in textbooks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Defaults:
    """How loans default, and what is recovered. Raises ValueOutOfRange.

    What is not given is the standard assumption: 12 months to liquidation, a fifth lost, advances.
    Source: docs/reference/sources.md#sifma-standard-formulas
    """

    speed: Speed
    """Share of performing balance that defaults each month; none in the last months, as nothing
    defaults that would not be liquidated by the end."""
    months_to_liquidation: int = 12
    """Months from default to liquidation; 0 liquidates in the month of default."""
    loss_severity: Decimal = Decimal("0.2")
    """Share of the balance at default that is lost, at most what is left at liquidation."""
    advance: bool = True
    """Whether the servicer advances scheduled principal of loans in foreclosure."""
    basis: DefaultBasis = DefaultBasis.PRIOR_BALANCE
    """What the speed is a share of."""

    def __post_init__(self) -> None:
        if self.months_to_liquidation < 0:
            raise ValueOutOfRange(
                "months_to_liquidation", value=self.months_to_liquidation, allowed="0 or more"
            )
        if not (self.loss_severity.is_finite() and 0 <= self.loss_severity <= 1):
            raise ValueOutOfRange(
                "loss_severity", value=self.loss_severity, allowed="a share from 0 to 1"
            )


NO_DEFAULTS = Defaults(speed=NEVER)
"""Nobody defaults."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumptions:
    """Everything that is assumed about a line's borrowers."""

    prepayment: Speed = NEVER
    """Loans paid off: a share of what the schedule leaves of the performing balance."""
    curtailment: Speed = NEVER
    """Principal paid ahead by loans that stay: a share of what payoffs leave. It shortens the
    term, where payoffs lower the payment."""
    defaults: Defaults = NO_DEFAULTS
    """Loans that stop paying."""


NOBODY_PREPAYS = Assumptions()
"""Every borrower pays as scheduled."""
