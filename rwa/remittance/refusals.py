"""Borrowers' activity that no accounting may accept, each with what was reported and what fits.

Two engines account a month independently; what they refuse carries the same names. Neither ever
bends a number to make it fit.
"""

from rwa.core.ids import LoanId
from rwa.core.money import Cents
from rwa.remittance.errors import RemittanceError


class ActivityRefused(RemittanceError):
    """What is reported of a loan cannot be accounted; nothing of the month was."""

    def __init__(
        self, loan_id: LoanId, *, field: str, reported: object, allowed: object, remedy: str
    ) -> None:
        self.loan_id = loan_id
        """The loan."""
        self.field = field
        """What was reported."""
        self.reported = reported
        """Its value."""
        self.allowed = allowed
        """What would have been accepted."""
        super().__init__(f"loan {loan_id}: {field} is {reported}, allowed is {allowed}; {remedy}")


class LiquidationRefused(ActivityRefused):
    """A loan is reported as liquidated, and the deal has no rule for its loss."""

    def __init__(self, loan_id: LoanId, *, proceeds: Cents) -> None:
        super().__init__(
            loan_id,
            field="liquidation_proceeds",
            reported=proceeds,
            allowed="none",
            remedy="report a loan that leaves a guaranteed pool as paid off at par",
        )


class PoolLineMissedPayment(ActivityRefused):
    """A line that stands for a whole pool reports other than one payment."""

    def __init__(self, loan_id: LoanId, *, payments_made: int) -> None:
        super().__init__(
            loan_id,
            field="payments_made",
            reported=payments_made,
            allowed=1,
            remedy="a line that recasts stands for a pool; report missed payments loan by loan",
        )


class PayoffOutOfStep(ActivityRefused):
    """A loan that was paid off reports other than one payment."""

    def __init__(self, loan_id: LoanId, *, payments_made: int) -> None:
        super().__init__(
            loan_id,
            field="payments_made",
            reported=payments_made,
            allowed=1,
            remedy="a payoff pays everything owed, arrears included; report it with one payment",
        )


class PaymentsNotOwed(ActivityRefused):
    """More payments came in than the month's and the missed ones."""

    def __init__(self, loan_id: LoanId, *, payments_made: int, owed: int) -> None:
        super().__init__(
            loan_id,
            field="payments_made",
            reported=payments_made,
            allowed=f"0 to {owed}",
            remedy="report money beyond the payments owed as a curtailment",
        )


class CurtailmentTooLarge(ActivityRefused):
    """A curtailment exceeds what the scheduled payment left of the balance."""

    def __init__(self, loan_id: LoanId, *, curtailment: Cents, left: Cents) -> None:
        super().__init__(
            loan_id,
            field="curtailment",
            reported=curtailment,
            allowed=f"0.00 to {left}",
            remedy="report a loan that was repaid in full as paid off",
        )


class CurtailmentInArrears(ActivityRefused):
    """A curtailment was taken from a borrower who still owes missed payments."""

    def __init__(self, loan_id: LoanId, *, curtailment: Cents, advances: Cents) -> None:
        super().__init__(
            loan_id,
            field="curtailment",
            reported=curtailment,
            allowed=f"0.00 while {advances} of missed payments is owed",
            remedy="apply the money to the missed payments first",
        )


class LoanEndedInArrears(ActivityRefused):
    """A loan's schedule ends while missed payments are owed."""

    def __init__(self, loan_id: LoanId, *, advances: Cents) -> None:
        super().__init__(
            loan_id,
            field="missed payments owed after the last one",
            reported=advances,
            allowed="0.00",
            remedy="report the loan as paid off when everything owed was paid",
        )
