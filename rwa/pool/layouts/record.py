"""The neutral record: one loan in one month, as somebody else reported it."""

from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum

from rwa.core.dates import Period
from rwa.core.errors import ValueOutOfRange
from rwa.core.ids import LoanId
from rwa.core.money import Cents
from rwa.core.rates import Ppb
from rwa.pool.bounds import MAX_BALANCE, check_whole_number

MAX_MONTHS = 1_200
"""Longest term a file may state: 100 years."""
MAX_REPORTED_RATE = Ppb(1_000_000_000)
"""Largest annual rate: 100%. A rate of 6.05 where a fraction is expected lies far above."""


class AccrualBasis(StrEnum):
    """How days are counted for interest."""

    THIRTY_360 = "30/360"
    ACTUAL_360 = "actual/360"
    ACTUAL_365 = "actual/365"
    ACTUAL_366 = "actual/366"
    ACTUAL_ACTUAL = "actual/actual"
    SIMPLE = "simple"
    RULE_OF_78 = "rule of 78"
    OTHER = "other"


class PaymentType(StrEnum):
    """How the scheduled payments retire the loan."""

    FULLY_AMORTIZING = "fully amortizing"
    AMORTIZING_BALLOON = "amortizing balloon"
    INTEREST_ONLY_BALLOON = "interest only, balloon"
    INTEREST_ONLY_AMORTIZING = "interest only, then amortizing"
    INTEREST_ONLY_AMORTIZING_BALLOON = "interest only, then amortizing balloon"
    PRINCIPAL_ONLY = "principal only"
    HYPER_AMORTIZATION = "hyper-amortization"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedLoanMonth:
    """One loan in one month. Except for the loan's number, None means: the file does not say.

    Where a layout states months alone, a date is the month's first day.
    """

    loan_id: LoanId
    """The file's number of the loan."""
    reporting_period: Period | None = None
    """Month the row is about; None in files of terms at origination."""
    origination_date: date | None = None
    """Day of the note."""
    first_payment_date: date | None = None
    """Day the first full payment was due."""
    maturity_date: date | None = None
    """Day the last payment is due, as modified."""
    original_balance_cents: Cents | None = None
    """Amount lent at origination."""
    original_term_months: int | None = None
    """Months from origination to maturity, as first agreed."""
    original_amortization_term_months: int | None = None
    """Months in which the level payment would retire the loan; 0 when it never amortizes."""
    original_interest_only_months: int | None = None
    """Months at the start without scheduled principal."""
    original_note_rate_ppb: Ppb | None = None
    """Annual rate of the note at origination."""
    note_rate_ppb: Ppb | None = None
    """Annual rate of the month's interest."""
    fee_rate_ppb: Ppb | None = None
    """Annual fees of servicers and trustees on the balance, taken out of the note rate."""
    accrual_basis: AccrualBasis | None = None
    """How days are counted."""
    payment_type: PaymentType | None = None
    """How the payments retire the loan."""
    scheduled_payment_cents: Cents | None = None
    """Principal and interest due for the month."""
    scheduled_interest_cents: Cents | None = None
    """Interest due for the month, at the note rate."""
    scheduled_principal_cents: Cents | None = None
    """Principal due for the month."""
    unscheduled_principal_cents: Cents | None = None
    """Principal received beyond the schedule: curtailments, payoffs, proceeds."""
    other_principal_adjustment_cents: Cents | None = None
    """Other decrease of the balance; negative where it increases the balance."""
    other_interest_adjustment_cents: Cents | None = None
    """Other change of the month's interest."""
    scheduled_balance_begin_cents: Cents | None = None
    """Scheduled balance before the month."""
    scheduled_balance_end_cents: Cents | None = None
    """Scheduled balance after the month."""
    actual_balance_end_cents: Cents | None = None
    """What the borrower owes after the month."""
    paid_through_date: date | None = None
    """Due date of the last instalment that was paid."""
    payment_status: str | None = None
    """The layout's own code of the payment status."""
    months_delinquent: int | None = None
    """Whole monthly payments behind, at least; 0 when less than 30 days late. From the code."""
    principal_interest_advances_cents: Cents | None = None
    """Advances of principal and interest not yet recovered."""
    tax_insurance_advances_cents: Cents | None = None
    """Advances of taxes and insurance not yet recovered."""
    other_advances_cents: Cents | None = None
    """Other advances not yet recovered."""
    realized_loss_cents: Cents | None = None
    """Loss of principal; negative for a gain. Some files repeat it after the month of the loss."""
    liquidation_code: str | None = None
    """The layout's own code of a prepayment or liquidation."""
    liquidation_date: date | None = None
    """Day of the prepayment or liquidation."""
    prepayment_premium_cents: Cents | None = None
    """Premium or yield maintenance received."""
    is_modified: bool | None = None
    """Whether the terms were ever modified."""
    modification_date: date | None = None
    """Day of the latest modification."""
    modification_code: str | None = None
    """The layout's own codes of what was modified."""
    zero_balance_code: str | None = None
    """The layout's own code of why nothing is owed any more."""
    zero_balance_date: date | None = None
    """When nothing was owed any more."""
    balance_at_removal_cents: Cents | None = None
    """What was owed just before that."""
    net_sale_proceeds_cents: Cents | None = None
    """Proceeds of the property or loan, net of costs of the sale."""
    expenses_cents: Cents | None = None
    """Expenses of recovering the loan; negative where credits outweigh them."""
    state: str | None = None
    """Postal code of the property's state; None also when properties lie in several."""

    def __post_init__(self) -> None:
        if not self.loan_id:
            raise ValueOutOfRange("loan_id", value="empty", allowed="a number of the loan")
        for name in _BALANCES:
            _check_amount(name, getattr(self, name), low=0)
        for name in _AMOUNTS:
            _check_amount(name, getattr(self, name), low=-MAX_BALANCE.count)
        for name in _MONTHS:
            months = getattr(self, name)
            if months is not None:
                check_whole_number(name, months, low=0, high=MAX_MONTHS)
        for name in _RATES:
            _check_rate(name, getattr(self, name))

    @property
    def balance_end_cents(self) -> Cents | None:
        """The scheduled balance after the month, or the actual one where there is no schedule."""
        scheduled = self.scheduled_balance_end_cents
        return self.actual_balance_end_cents if scheduled is None else scheduled


RECORD_FIELDS = tuple(field.name for field in fields(ReportedLoanMonth))
"""Names of the fields, in order."""
_BALANCES = (
    "original_balance_cents",
    "scheduled_balance_begin_cents",
    "scheduled_balance_end_cents",
    "actual_balance_end_cents",
    "balance_at_removal_cents",
)
_AMOUNTS = tuple(
    name for name in RECORD_FIELDS if name.endswith("_cents") and name not in _BALANCES
)
_MONTHS = tuple(
    name for name in RECORD_FIELDS if name.endswith("_months") or name == "months_delinquent"
)
_RATES = tuple(name for name in RECORD_FIELDS if name.endswith("_ppb"))


def _check_amount(name: str, amount: Cents | None, *, low: int) -> None:
    if amount is not None and not low <= amount.count <= MAX_BALANCE.count:
        allowed = f"{Cents(low)} to {MAX_BALANCE} dollars"
        raise ValueOutOfRange(name, value=amount, allowed=allowed)


def _check_rate(name: str, rate: Ppb | None) -> None:
    if rate is not None and not 0 <= rate.count <= MAX_REPORTED_RATE.count:
        raise ValueOutOfRange(name, value=rate, allowed="0% to 100% a year")
