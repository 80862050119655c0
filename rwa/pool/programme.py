"""Programmes: when a pool's holders are recorded and paid, and who guarantees them.

A programme is data. Record date and payment date are different dates, and whoever held at the
record time is paid. Source: docs/reference/sources.md#programme-calendars
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum

from rwa.core.dates import (
    CLOSE_OF_BUSINESS,
    OPEN_OF_BUSINESS,
    Period,
    new_york_timestamp,
    nth_business_day,
    roll_back,
    roll_forward,
)
from rwa.core.errors import DataRejected

FACTOR_BUSINESS_DAY = 4
"""Business day of the month on which pool factors are published."""


class RecordRule(StrEnum):
    """The day whose closing holders are paid for a period."""

    LAST_DAY_OF_PRIOR_MONTH = "last_day_of_prior_month"
    LAST_BUSINESS_DAY_OF_PRIOR_MONTH = "last_business_day_of_prior_month"
    BUSINESS_DAY_BEFORE_PAYMENT = "business_day_before_payment"


class RemittanceType(StrEnum):
    """What a servicer passes on: as scheduled, or as actually collected (interest, principal)."""

    SCHEDULED_SCHEDULED = "scheduled_scheduled"
    SCHEDULED_ACTUAL = "scheduled_actual"
    ACTUAL_ACTUAL = "actual_actual"


class UnknownProgramme(DataRejected):
    """No programme has the name that was asked for."""

    def __init__(self, key: str, *, known: tuple[str, ...]) -> None:
        self.key = key
        self.known = known
        super().__init__(f"programme is {key!r}, known are {', '.join(known)}; choose one of them")


@dataclass(frozen=True, slots=True)
class Programme:
    """One programme's calendar, guarantee and remittance type."""

    key: str
    """Short name in files and commands, such as `umbs`."""
    title: str
    """Name for people."""
    record_rule: RecordRule
    """Whose holders are paid."""
    pay_day: int
    """Day of the month on which holders are paid, before rolling to a business day."""
    stated_delay_days: int | None
    """Days from the start of accrual to payment, inclusive; None where none is quoted."""
    actual_delay_days: int | None
    """Days of delay without interest; None where none is quoted."""
    guarantee: str | None
    """Who stands behind timely payment, in words; None without a guarantee."""
    remittance_type: RemittanceType
    """What the servicer passes on each month."""
    buyout_missed_payments: int | None = None
    """Missed payments from which the servicer may buy a loan out; None where that is not done."""
    compensates_interest: bool = False
    """Whether the servicer makes prepayment interest good, up to its fee."""
    net_rates_vary: bool = False
    """Whether loans may pass other rates through than the pool's, as under no guarantee."""

    def record_date(self, period: Period) -> date:
        """The day at whose close holders are recorded for `period`."""
        prior_month_end = (period + -1).last_day
        match self.record_rule:
            case RecordRule.LAST_DAY_OF_PRIOR_MONTH:
                return prior_month_end
            case RecordRule.LAST_BUSINESS_DAY_OF_PRIOR_MONTH:
                return roll_back(prior_month_end)
            case RecordRule.BUSINESS_DAY_BEFORE_PAYMENT:
                return roll_back(self.payment_date(period) - timedelta(days=1))

    def record_time(self, period: Period) -> int:
        """Unix second of 17:00 New York on the record date; holdings in it still count."""
        return new_york_timestamp(self.record_date(period), CLOSE_OF_BUSINESS)

    def payment_date(self, period: Period) -> date:
        """The pay day of `period`, rolled forward to a Federal Reserve business day."""
        return roll_forward(date(period.year, period.month, self.pay_day))

    def payment_time(self, period: Period) -> int:
        """Unix second of 09:00 New York on the payment date."""
        return new_york_timestamp(self.payment_date(period), OPEN_OF_BUSINESS)

    def as_of_time(self, period: Period) -> int:
        """Unix second of 00:00 New York on the 1st of `period`, when borrowers' payments fall due."""
        return new_york_timestamp(period.first_day, time(0, 0))

    def factor_date(self, period: Period) -> date:
        """The day on which the factor of `period` is published."""
        return nth_business_day(period, FACTOR_BUSINESS_DAY)


GINNIE_I = Programme(
    key="ginnie_i",
    title="Ginnie Mae I",
    record_rule=RecordRule.LAST_DAY_OF_PRIOR_MONTH,
    pay_day=15,
    stated_delay_days=45,
    actual_delay_days=14,
    guarantee="full faith and credit of the United States, timely principal and interest",
    remittance_type=RemittanceType.SCHEDULED_SCHEDULED,
    buyout_missed_payments=3,
)
GINNIE_II = Programme(
    key="ginnie_ii",
    title="Ginnie Mae II",
    record_rule=RecordRule.LAST_DAY_OF_PRIOR_MONTH,
    pay_day=20,
    stated_delay_days=50,
    actual_delay_days=19,
    guarantee="full faith and credit of the United States, timely principal and interest",
    remittance_type=RemittanceType.SCHEDULED_SCHEDULED,
    buyout_missed_payments=3,
)
UMBS = Programme(
    key="umbs",
    title="Uniform MBS",
    record_rule=RecordRule.LAST_DAY_OF_PRIOR_MONTH,
    pay_day=25,
    stated_delay_days=55,
    actual_delay_days=24,
    guarantee="corporate guarantee of the issuer, timely principal and interest",
    remittance_type=RemittanceType.SCHEDULED_SCHEDULED,
    buyout_missed_payments=24,
)
FREDDIE_GOLD = Programme(
    key="freddie_gold",
    title="Freddie Mac Gold",
    record_rule=RecordRule.LAST_DAY_OF_PRIOR_MONTH,
    pay_day=15,
    stated_delay_days=45,
    actual_delay_days=14,
    guarantee="corporate guarantee of the issuer, timely principal and interest",
    remittance_type=RemittanceType.SCHEDULED_SCHEDULED,
    buyout_missed_payments=24,
)
PRIVATE_LABEL = Programme(
    key="private_label",
    title="Private label, fixed rate",
    record_rule=RecordRule.LAST_BUSINESS_DAY_OF_PRIOR_MONTH,
    pay_day=25,
    stated_delay_days=None,
    actual_delay_days=None,
    guarantee=None,
    remittance_type=RemittanceType.SCHEDULED_SCHEDULED,
    compensates_interest=True,
    net_rates_vary=True,
)
PRIVATE_LABEL_FLOATER = Programme(
    key="private_label_floater",
    title="Private label, floating rate",
    record_rule=RecordRule.BUSINESS_DAY_BEFORE_PAYMENT,
    pay_day=25,
    stated_delay_days=None,
    actual_delay_days=None,
    guarantee=None,
    remittance_type=RemittanceType.SCHEDULED_SCHEDULED,
    compensates_interest=True,
    net_rates_vary=True,
)

CMBS = Programme(
    key="cmbs",
    title="Commercial mortgages, private label",
    record_rule=RecordRule.LAST_BUSINESS_DAY_OF_PRIOR_MONTH,
    pay_day=17,
    stated_delay_days=None,
    actual_delay_days=None,
    guarantee=None,
    remittance_type=RemittanceType.SCHEDULED_SCHEDULED,
    net_rates_vary=True,
)
"""Trusts pay on the fourth business day after the determination date, the 11th or the business day
after it; the 17th is the day that rule leads to most often."""
PORTFOLIO_SCHEDULED_ACTUAL = Programme(
    key="portfolio_scheduled_actual",
    title="Whole loans, scheduled interest and actual principal",
    record_rule=RecordRule.LAST_DAY_OF_PRIOR_MONTH,
    pay_day=20,
    stated_delay_days=None,
    actual_delay_days=None,
    guarantee=None,
    remittance_type=RemittanceType.SCHEDULED_ACTUAL,
    net_rates_vary=True,
)
"""How loans that an agency keeps in its own portfolio are serviced, remitted on the 20th."""
PORTFOLIO_ACTUAL_ACTUAL = Programme(
    key="portfolio_actual_actual",
    title="Whole loans, actual interest and principal",
    record_rule=RecordRule.LAST_DAY_OF_PRIOR_MONTH,
    pay_day=20,
    stated_delay_days=None,
    actual_delay_days=None,
    guarantee=None,
    remittance_type=RemittanceType.ACTUAL_ACTUAL,
    net_rates_vary=True,
)
"""The same, remitted as collected. The agencies draw what came in within days; holders of a pool
are paid once a month, on the 20th."""

PROGRAMMES = (
    GINNIE_I,
    GINNIE_II,
    UMBS,
    FREDDIE_GOLD,
    PRIVATE_LABEL,
    PRIVATE_LABEL_FLOATER,
    CMBS,
    PORTFOLIO_SCHEDULED_ACTUAL,
    PORTFOLIO_ACTUAL_ACTUAL,
)
"""Every programme, in the order they are listed to people."""


def programme_named(key: str) -> Programme:
    """The programme with this key. Raises UnknownProgramme."""
    for programme in PROGRAMMES:
        if programme.key == key:
            return programme
    raise UnknownProgramme(key, known=tuple(programme.key for programme in PROGRAMMES))
