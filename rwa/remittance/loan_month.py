"""One loan's month, the row that a remittance is the sum of."""

from __future__ import annotations

from dataclasses import dataclass

from rwa.core.ids import LoanId
from rwa.core.money import ZERO, Cents


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanMonth:
    """What one month did to one loan; the fields mean what they mean in `Remittance`."""

    loan_id: LoanId
    """The loan."""
    begin_cents: Cents
    """Scheduled balance before the month."""
    capitalised_cents: Cents
    """Arrears added to the balance."""
    scheduled_cents: Cents
    """Principal due by the schedule, collected or advanced."""
    curtailed_cents: Cents
    """Principal paid beyond the schedule while the loan stays."""
    paid_off_cents: Cents
    """Principal beyond the schedule when the loan was repaid in full."""
    liquidated_cents: Cents
    """Balance removed by liquidation."""
    forgiven_cents: Cents
    """Balance forgiven."""
    loss_cents: Cents
    """Realised loss."""
    expenses_cents: Cents
    """Liquidation expenses and accrued interest within the loss."""
    end_cents: Cents
    """Scheduled balance after the month."""
    gross_interest_cents: Cents
    """Interest at the note rate that is passed on, fees included."""
    servicing_fee_cents: Cents
    """The servicer's fee."""
    guaranty_fee_cents: Cents
    """The guarantor's fee."""
    cash_received_cents: Cents
    """Cash that came in on the loan; below zero where a liquidation cost more than it brought."""
    advances_made_cents: Cents
    """What the servicer advanced of a missed payment."""
    advances_recovered_cents: Cents
    """Earlier advances taken back."""
    recoveries_cents: Cents = ZERO
    """Cash on a loan liquidated in an earlier month."""
    interest_shortfall_cents: Cents = ZERO
    """Interest that a payoff or curtailment did not bring; gross interest is without it."""
    advances_written_off_cents: Cents = ZERO
    """Earlier advances given up."""
    advances_begin_cents: Cents = ZERO
    """Advances outstanding before the month."""
    advances_end_cents: Cents = ZERO
    """Advances outstanding after it."""
    escrow_begin_cents: Cents = ZERO
    """Escrow money held before the month; negative while in advance."""
    escrow_deposits_cents: Cents = ZERO
    """Escrow payments received."""
    escrow_disbursements_cents: Cents = ZERO
    """Taxes, insurance and refunds paid out of escrow, and escrow advances paid back."""
    escrow_advances_cents: Cents = ZERO
    """What the servicer put into the escrow account."""
    escrow_end_cents: Cents = ZERO
    """Escrow money held after the month."""

    @property
    def pass_through_interest_cents(self) -> Cents:
        """Interest left for holders after both fees.

        The exact residual: a cent below zero at worst, when the fees take the whole rate.
        """
        return self.gross_interest_cents - self.servicing_fee_cents - self.guaranty_fee_cents
