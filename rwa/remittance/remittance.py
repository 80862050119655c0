"""One pool's month as the servicer reports it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import time

from rwa.core.dates import Period, new_york_timestamp
from rwa.core.errors import ValueOutOfRange
from rwa.core.ids import PoolId
from rwa.core.money import Cents

MAX_PERIOD_INDEX = 2**16 - 1
"""Largest number of a distribution, or of a revision, that a report can carry."""
MAX_LOAN_COUNT = 2**32 - 1
"""Most loans a report can carry."""
MAX_AMOUNT = Cents(2**63 - 1)
"""Largest amount a report can carry, in either direction."""
SIGNED_AMOUNTS = frozenset({"cash_received_cents", "escrow_begin_cents", "escrow_end_cents"})
"""Amounts that may be negative: a liquidation can cost more than it brings, an escrow account can
be in advance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remittance:
    """One pool's month as the servicer reports it, before any class split.

    Amounts are zero or more, cash and escrow balances excepted. A remittance that exists is well formed;
    that its money adds up is what `identities.verify` checks. Raises ValueOutOfRange.
    Source: docs/reference/sources.md#sifma-standard-formulas
    """

    pool_id: PoolId
    """The pool."""
    period: Period
    """Month in which borrowers' payments were due."""
    period_index: int
    """Number of the distribution: 1 for the month after issue."""
    revision: int
    """0 for the first report of the month, one more for each correction."""

    loan_count_begin: int
    """Loans with a balance before the month."""
    loan_count_end: int
    """Loans with a balance after it."""

    balance_begin_cents: Cents
    """Scheduled balance of all loans before the month."""
    capitalised_cents: Cents
    """Arrears added to balances by modifications."""
    scheduled_cents: Cents
    """Principal due by the loans' schedules, collected or advanced."""
    curtailed_cents: Cents
    """Principal paid beyond the schedule on loans that stay."""
    paid_off_cents: Cents
    """Principal beyond the schedule of loans repaid in full."""
    liquidated_cents: Cents
    """Balances removed by liquidation, whatever was recovered."""
    forgiven_cents: Cents
    """Balances forgiven by modifications."""
    loss_cents: Cents
    """Realised loss: what liquidated and forgiven loans owed and nobody paid."""
    recoveries_cents: Cents
    """Cash received on loans liquidated in earlier months."""
    expenses_cents: Cents
    """Liquidation expenses and accrued interest that may lift a loss above the balance removed."""
    balance_end_cents: Cents
    """Scheduled balance of all loans after the month."""

    gross_interest_cents: Cents
    """A month's interest at the note rates, less prepayment interest nobody made good."""
    servicing_fee_cents: Cents
    """The servicer's fee, on balance."""
    guaranty_fee_cents: Cents
    """The guarantor's fee, on balance."""
    prepayment_interest_shortfall_cents: Cents
    """Interest not collected because loans were repaid before the month was over."""
    compensating_interest_cents: Cents
    """The part of that shortfall the servicer paid, at most its fee."""

    payments_due_cents: Cents
    """Scheduled principal and interest due from borrowers."""
    cash_received_cents: Cents
    """Cash that came in: payments, curtailments, payoffs, liquidation proceeds, recoveries."""

    advances_begin_cents: Cents
    """Advances the servicer had outstanding before the month."""
    advances_made_cents: Cents
    """Scheduled payments the servicer advanced for borrowers who missed them."""
    advances_recovered_cents: Cents
    """Earlier advances the servicer took back."""
    advances_written_off_cents: Cents
    """Earlier advances given up as not recoverable."""
    advances_end_cents: Cents
    """Advances outstanding after the month."""

    escrow_begin_cents: Cents
    """Borrowers' tax and insurance money held before the month; negative while in advance."""
    escrow_deposits_cents: Cents
    """Escrow payments received."""
    escrow_disbursements_cents: Cents
    """Taxes, insurance and refunds paid out of escrow."""
    escrow_advances_cents: Cents
    """What the servicer put into escrow accounts that had run dry."""
    escrow_end_cents: Cents
    """Escrow money held after the month."""

    def __post_init__(self) -> None:
        _check_count("period_index", self.period_index, low=1, high=MAX_PERIOD_INDEX)
        _check_count("revision", self.revision, low=0, high=MAX_PERIOD_INDEX)
        _check_count("loan_count_begin", self.loan_count_begin, low=0, high=MAX_LOAN_COUNT)
        _check_count("loan_count_end", self.loan_count_end, low=0, high=MAX_LOAN_COUNT)
        for field in AMOUNT_FIELDS:
            check_amount(field, getattr(self, field), signed=field in SIGNED_AMOUNTS)

    @property
    def as_of(self) -> int:
        """Unix second of 00:00 New York on the 1st of the month, when payments fell due."""
        return new_york_timestamp(self.period.first_day, time(0, 0))

    @property
    def pass_through_interest_cents(self) -> Cents:
        """Interest left for holders after both fees; the exact residual."""
        return self.gross_interest_cents - self.servicing_fee_cents - self.guaranty_fee_cents

    @property
    def principal_cents(self) -> Cents:
        """Principal in cash for holders: what balances fell by, less what was lost."""
        return self.balance_begin_cents - self.balance_end_cents - self.loss_cents


AMOUNT_FIELDS = tuple(field.name for field in fields(Remittance) if field.name.endswith("_cents"))
"""Names of every amount of a remittance, in order."""


def check_amount(field: str, value: Cents, *, signed: bool = False) -> None:
    """Raise ValueOutOfRange unless the amount fits a report."""
    low = -MAX_AMOUNT if signed else Cents(0)
    if not low <= value <= MAX_AMOUNT:
        raise ValueOutOfRange(field, value=value, allowed=f"{low} to {MAX_AMOUNT} dollars")


def _check_count(field: str, value: int, *, low: int, high: int) -> None:
    if type(value) is not int or not low <= value <= high:
        raise ValueOutOfRange(field, value=value, allowed=f"a whole number from {low} to {high}")
