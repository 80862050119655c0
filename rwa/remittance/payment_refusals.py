"""Payments, prepayments and advances that no accounting may accept."""

from rwa.core.ids import LoanId
from rwa.core.money import Cents
from rwa.remittance.activity_refused import ActivityRefused


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


class ShortfallWithoutPrepayment(ActivityRefused):
    """Interest is reported short, and nothing was repaid before the month was over."""

    def __init__(self, loan_id: LoanId, *, shortfall: Cents) -> None:
        super().__init__(
            loan_id,
            field="interest_shortfall",
            reported=shortfall,
            allowed="0.00 without a payoff or curtailment",
            remedy="report a payment that did not come as missed",
        )


class ShortfallTooLarge(ActivityRefused):
    """More interest is reported short than the month brings."""

    def __init__(self, loan_id: LoanId, *, shortfall: Cents, interest: Cents) -> None:
        super().__init__(
            loan_id,
            field="interest_shortfall",
            reported=shortfall,
            allowed=f"0.00 to {interest}",
            remedy="report at most the month's interest as short",
        )


class WriteOffTooLarge(ActivityRefused):
    """More advances are given up than are outstanding."""

    def __init__(self, loan_id: LoanId, *, written_off: Cents, advances: Cents) -> None:
        super().__init__(
            loan_id,
            field="written_off",
            reported=written_off,
            allowed=f"0.00 to {advances}",
            remedy="write off what is outstanding after the month's payments",
        )
