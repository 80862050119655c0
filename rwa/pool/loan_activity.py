"""What happened to one loan in one month."""

from __future__ import annotations

from dataclasses import dataclass

from rwa.core.errors import ValueOutOfRange
from rwa.core.ids import LoanId
from rwa.core.money import ZERO, Cents
from rwa.core.rates import Ppm
from rwa.pool.bounds import (
    MAX_BALANCE,
    MAX_TERM_MONTHS,
    check_amount,
    check_rate,
    check_whole_number,
)
from rwa.pool.loan import LoanStatus

MOVES = (LoanStatus.FORECLOSURE, LoanStatus.REO)
"""Standings that a servicer moves a loan to; the others follow from payments."""
AMOUNTS = (
    "curtailment",
    "interest_shortfall",
    "recovery",
    "written_off",
    "escrow_deposit",
    "escrow_disbursement",
    "late_fee",
)
"""Columns of amounts that are zero where nothing happened."""


@dataclass(frozen=True, slots=True)
class Modification:
    """New terms of a loan, from the month after this one. Raises ValueOutOfRange."""

    note_rate_ppm: Ppm
    """Annual rate the borrower pays."""
    payment_cents: Cents
    """Payment of principal and interest."""
    remaining_months: int
    """Payments left."""
    balloon_months: int = 0
    """Months by which the amortisation outlasts the maturity."""
    capitalised_cents: Cents = ZERO
    """Arrears added to the balance."""
    forgiven_cents: Cents = ZERO
    """Balance forgiven."""
    deferred_cents: Cents = ZERO
    """Part of the new balance that bears no interest."""

    def __post_init__(self) -> None:
        check_rate("modified_rate", self.note_rate_ppm)
        check_amount("modified_payment", self.payment_cents)
        check_whole_number("modified_months", self.remaining_months, low=1, high=MAX_TERM_MONTHS)
        longest = MAX_TERM_MONTHS - self.remaining_months
        check_whole_number("modified_balloon_months", self.balloon_months, low=0, high=longest)
        for name in ("capitalised", "forgiven", "deferred"):
            check_amount(name, getattr(self, f"{name}_cents"))


@dataclass(frozen=True, slots=True)
class LoanActivity:
    """What happened to one loan in a month. Raises ValueOutOfRange."""

    loan_id: LoanId
    """The loan."""
    payments_made: int
    """Scheduled payments received: 1 in a normal month, 0 when missed, more when cured."""
    curtailment_cents: Cents
    """Principal paid beyond the schedule without paying the loan off."""
    paid_off: bool
    """Whether the whole balance was repaid."""
    liquidation_proceeds_cents: Cents | None
    """Proceeds of a liquidated loan less expenses, below zero where those were more; None while it
    was not liquidated."""
    bought_out: bool = False
    """Whether it was the servicer who paid the loan off, at par."""
    interest_shortfall_cents: Cents = ZERO
    """Interest of the month that a payoff or curtailment did not bring."""
    recovery_cents: Cents = ZERO
    """Cash on a loan that was liquidated in an earlier month."""
    modification: Modification | None = None
    """New terms from the next month on; None when they stay."""
    moved_to: LoanStatus | None = None
    """Foreclosure or REO, in the month in which it began."""
    stops_advances: bool = False
    """Whether the servicer advances no more from this month on."""
    written_off_cents: Cents = ZERO
    """Advances the servicer gives up."""
    escrow_deposit_cents: Cents = ZERO
    """Paid into the escrow account."""
    escrow_disbursement_cents: Cents = ZERO
    """Taxes, insurance and refunds paid out of it."""
    late_fee_cents: Cents = ZERO
    """Late fee collected, the servicer's."""

    def __post_init__(self) -> None:
        check_whole_number("payments_made", self.payments_made, low=0, high=MAX_TERM_MONTHS)
        for name in AMOUNTS:
            check_amount(name, getattr(self, f"{name}_cents"))
        self._check_ending()
        if self.moved_to is not None and self.moved_to not in MOVES:
            raise ValueOutOfRange(
                "moved_to",
                value=repr(self.moved_to.value),
                allowed=f"{' or '.join(MOVES)}, or none",
            )

    def _check_ending(self) -> None:
        proceeds = self.liquidation_proceeds_cents
        if proceeds is not None:
            check_amount("liquidation_proceeds", proceeds, low=-MAX_BALANCE)
        if self.paid_off and proceeds is not None:
            raise ValueOutOfRange(
                "liquidation_proceeds", value=proceeds, allowed="none on a loan that was paid off"
            )
        if self.bought_out and not self.paid_off:
            raise ValueOutOfRange(
                "bought_out", value="true", allowed="false on a loan that was not paid off"
            )
        if self.curtailment_cents and (self.paid_off or proceeds is not None):
            raise ValueOutOfRange(
                "curtailment",
                value=self.curtailment_cents,
                allowed="0.00 on a loan that was paid off or liquidated",
            )
