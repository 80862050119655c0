"""One mortgage loan as it stands after an accounted month."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from rwa.core.annuity import level_payment
from rwa.core.errors import ValueOutOfRange
from rwa.core.ids import LoanId
from rwa.core.money import ZERO, Cents, mul_div_down
from rwa.core.rates import Ppm, monthly_interest
from rwa.pool.bounds import (
    MAX_ACTUAL_360_BALANCE,
    MAX_AGE_MONTHS,
    MAX_BALANCE,
    MAX_TERM_MONTHS,
    check_amount,
    check_rate,
    check_whole_number,
)

LOAN_ID_FORM = re.compile(r"[A-Za-z0-9._-]{1,32}")
"""Letters, digits, dot, underscore and hyphen: safe in a file, a URL and a sort order."""
STATE_FORM = re.compile(r"[A-Z]{2}")
"""A postal code of a state or territory, such as `CA`."""
BALANCE_CEILING_PERCENT = 125
"""Capitalised arrears may lift a balance over its original amount, to at most this share."""


class LoanStatus(StrEnum):
    """Where a loan stands, counted at the end of the month in which a payment was due (MBA)."""

    CURRENT = "current"
    DELINQUENT_30 = "delinquent_30"
    DELINQUENT_60 = "delinquent_60"
    DELINQUENT_90 = "delinquent_90"
    FORECLOSURE = "foreclosure"
    REO = "reo"
    LIQUIDATED = "liquidated"
    PAID_OFF = "paid_off"

    @property
    def is_final(self) -> bool:
        """Whether nothing is owed any more: liquidated or paid off."""
        return self in (LoanStatus.LIQUIDATED, LoanStatus.PAID_OFF)


class Accrual(StrEnum):
    """How a month's interest is counted."""

    THIRTY_360 = "30/360"
    """A twelfth of the year, whatever the month."""
    ACTUAL_360 = "actual/360"
    """The days of the month before the payment, of a year of 360."""


@dataclass(frozen=True, slots=True)
class RateReset:
    """How the rate of an adjustable loan follows its index. Raises ValueOutOfRange."""

    margin_ppm: Ppm
    """Added to the index."""
    months_to_reset: int
    """Months until the rate changes next; it changes when they come to 0."""
    interval_months: int
    """Months between changes."""
    periodic_cap_ppm: Ppm
    """Most that one change moves the rate, up or down."""
    floor_ppm: Ppm
    """Lowest rate of the loan's life."""
    ceiling_ppm: Ppm
    """Highest rate of the loan's life."""
    step_ppm: Ppm
    """Index plus margin is rounded to the nearest multiple, half up; 1,250 is an eighth."""

    def __post_init__(self) -> None:
        check_rate("reset_margin", self.margin_ppm)
        check_whole_number("months_to_reset", self.months_to_reset, low=1, high=MAX_TERM_MONTHS)
        check_whole_number("reset_interval", self.interval_months, low=1, high=MAX_TERM_MONTHS)
        check_rate("reset_periodic_cap", self.periodic_cap_ppm)
        check_rate("reset_floor", self.floor_ppm, high=self.ceiling_ppm)
        check_rate("reset_ceiling", self.ceiling_ppm)
        check_rate("reset_step", self.step_ppm)
        if not self.step_ppm.count:
            raise ValueOutOfRange("reset_step", value=self.step_ppm, allowed="more than 0%")


@dataclass(frozen=True, slots=True)
class Loan:
    """One loan, or one line standing for a pool, after the last accounted month.

    `remaining_months + age_months` need not equal `original_term_months`: a curtailment shortens
    a loan and a modification may lengthen it. Raises ValueOutOfRange naming the field.
    """

    loan_id: LoanId
    """The servicer's number, unique within the pool."""
    original_balance_cents: Cents
    """Amount lent at origination."""
    balance_cents: Cents
    """Scheduled balance after the last accounted month; zero once paid off or liquidated."""
    note_rate_ppm: Ppm
    """Annual rate the borrower pays."""
    servicing_fee_ppm: Ppm
    """Annual fee of the servicer, on the balance."""
    guaranty_fee_ppm: Ppm
    """Annual fee of the guarantor, on the balance; zero without a guarantor."""
    payment_cents: Cents
    """Monthly payment of principal and interest; the month's interest while that is all."""
    original_term_months: int
    """Scheduled payments at origination."""
    remaining_months: int
    """Scheduled payments left; zero exactly when nothing is owed."""
    age_months: int
    """Months since interest first accrued: the age that prepayment speeds count by."""
    recasts: bool
    """Whether the payment is recomputed each month as the level payment of the balance over the
    remaining months: true for one line that stands for a whole pool, false for a real loan."""
    status: LoanStatus
    """Standing at the end of the last accounted month."""
    advances_outstanding_cents: Cents
    """Principal and interest the servicer advanced for the borrower and has not recovered."""
    escrow_balance_cents: Cents
    """Borrower's tax and insurance money held by the servicer; negative while it is in advance."""
    state: str | None
    """Postal code of the property's state; None when the servicer did not say."""
    accrual: Accrual = Accrual.THIRTY_360
    """How a month's interest is counted."""
    interest_only_months: int = 0
    """Payments left that are interest alone."""
    balloon_months: int = 0
    """Months by which the amortisation that payments are made for outlasts the maturity."""
    reset: RateReset | None = None
    """How the rate follows an index; None of a fixed rate."""
    months_behind: int = 0
    """Payments that fell due and were not made."""
    months_advanced: int = 0
    """The oldest of those, which the servicer advanced."""
    advances_stopped: bool = False
    """Whether the servicer no longer advances, as what is missed will not be recovered."""
    deferred_cents: Cents = ZERO
    """Part of the balance that bears no interest and is due with the last payment."""
    escrow_advances_cents: Cents = ZERO
    """What the servicer put into the escrow account and has not got back."""

    def __post_init__(self) -> None:
        self._check_identity()
        self._check_amounts()
        self._check_rates()
        self._check_terms()
        self._check_standing()
        self._check_payment()
        self._check_kind()

    @property
    def is_active(self) -> bool:
        """Whether a balance is still owed."""
        return self.balance_cents.count > 0

    @property
    def bearing_cents(self) -> Cents:
        """The part of the balance that bears interest."""
        return self.balance_cents - self.deferred_cents

    @property
    def net_rate_ppm(self) -> Ppm:
        """Annual rate passed to holders: note rate less both fees."""
        return self.note_rate_ppm - self.servicing_fee_ppm - self.guaranty_fee_ppm

    def _check_identity(self) -> None:
        if not LOAN_ID_FORM.fullmatch(self.loan_id):
            raise ValueOutOfRange(
                "loan_id",
                value=repr(self.loan_id),
                allowed="1 to 32 letters, digits, dots, underscores and hyphens",
            )
        if self.state is not None and not STATE_FORM.fullmatch(self.state):
            raise ValueOutOfRange(
                "state", value=repr(self.state), allowed="two capital letters such as 'CA', or none"
            )

    def _check_amounts(self) -> None:
        check_amount("original_balance", self.original_balance_cents)
        if not self.original_balance_cents:
            raise ValueOutOfRange(
                "original_balance", value=self.original_balance_cents, allowed="more than 0.00"
            )
        ceiling = mul_div_down(self.original_balance_cents.count, BALANCE_CEILING_PERCENT, 100)
        counts_days = self.accrual is Accrual.ACTUAL_360
        most = MAX_ACTUAL_360_BALANCE if counts_days else MAX_BALANCE
        check_amount("balance", self.balance_cents, high=min(Cents(ceiling), most))
        check_amount("deferred", self.deferred_cents, high=self.balance_cents)
        check_amount("payment", self.payment_cents)
        owing = MAX_BALANCE if self.is_active else ZERO
        check_amount("advances_outstanding", self.advances_outstanding_cents, high=owing)
        check_amount("escrow_balance", self.escrow_balance_cents, low=-owing, high=owing)
        check_amount("escrow_advances", self.escrow_advances_cents, high=owing)

    def _check_rates(self) -> None:
        check_rate("note_rate", self.note_rate_ppm)
        check_rate("servicing_fee", self.servicing_fee_ppm, high=self.note_rate_ppm)
        rest = self.note_rate_ppm - self.servicing_fee_ppm
        check_rate("guaranty_fee", self.guaranty_fee_ppm, high=rest)
        fees = self.servicing_fee_ppm + self.guaranty_fee_ppm
        if self.reset is not None and self.reset.floor_ppm < fees:
            raise ValueOutOfRange(
                "reset_floor", value=self.reset.floor_ppm, allowed=f"at least the fees of {fees}"
            )

    def _check_terms(self) -> None:
        check_whole_number(
            "original_term_months", self.original_term_months, low=1, high=MAX_TERM_MONTHS
        )
        fewest, most = (1, MAX_TERM_MONTHS) if self.is_active else (0, 0)
        check_whole_number("remaining_months", self.remaining_months, low=fewest, high=most)
        check_whole_number("age_months", self.age_months, low=0, high=MAX_AGE_MONTHS)
        left = self.remaining_months
        check_whole_number("interest_only_months", self.interest_only_months, low=0, high=left)
        longest = MAX_TERM_MONTHS - left
        check_whole_number("balloon_months", self.balloon_months, low=0, high=longest)

    def _check_standing(self) -> None:
        if self.is_active == self.status.is_final:
            allowed = "a status of an owing loan" if self.is_active else "'paid_off', 'liquidated'"
            raise ValueOutOfRange("status", value=repr(self.status.value), allowed=allowed)
        most = MAX_TERM_MONTHS if self.is_active else 0
        check_whole_number("months_behind", self.months_behind, low=0, high=most)
        check_whole_number("months_advanced", self.months_advanced, low=0, high=self.months_behind)
        if self.advances_stopped and not self.months_behind:
            raise ValueOutOfRange(
                "advances_stopped", value="true", allowed="false on a loan that is not behind"
            )

    def _check_payment(self) -> None:
        if not self._must_amortise():
            return
        interest = monthly_interest(balance=self.bearing_cents, rate=self.note_rate_ppm)
        if self.payment_cents > interest or self.payment_cents >= self._level_payment():
            return
        raise ValueOutOfRange(
            "payment",
            value=self.payment_cents,
            allowed=f"more than the month's interest of {interest}, or the loan never amortises",
        )

    def _must_amortise(self) -> bool:
        """Whether every payment of the loan repays some of it: days or an index may forbid it."""
        is_level = self.accrual is Accrual.THIRTY_360 and self.reset is None
        pays_principal = self.remaining_months > 1 and not self.interest_only_months
        return is_level and pays_principal and not self.recasts

    def _level_payment(self) -> Cents:
        return level_payment(
            balance=self.bearing_cents,
            note_rate=self.note_rate_ppm,
            months=self.remaining_months + self.balloon_months,
        )

    def _check_kind(self) -> None:
        """Raise ValueOutOfRange where a line that recasts has what only one loan can have."""
        if not self.recasts:
            return
        margin = None if self.reset is None else self.reset.margin_ppm
        for name, value, allowed in (
            ("interest_only_months", self.interest_only_months, 0),
            ("balloon_months", self.balloon_months, 0),
            ("reset_margin", margin, None),
            ("months_behind", self.months_behind, 0),
            ("deferred", self.deferred_cents, ZERO),
        ):
            if value != allowed:
                raise ValueOutOfRange(
                    name, value=value, allowed="nothing on a line that recasts: it is many loans"
                )
