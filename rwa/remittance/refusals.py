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


class BuyoutTooEarly(ActivityRefused):
    """A loan was bought out before its programme allows it."""

    def __init__(self, loan_id: LoanId, *, missed: int, needed: int | None) -> None:
        super().__init__(
            loan_id,
            field="bought_out with missed payments",
            reported=missed,
            allowed="never in this programme" if needed is None else f"{needed} or more",
            remedy="wait, or report the payoff that the borrower made",
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


class LiquidationOutOfStep(ActivityRefused):
    """A liquidated loan reports payments."""

    def __init__(self, loan_id: LoanId, *, payments_made: int) -> None:
        super().__init__(
            loan_id,
            field="payments_made",
            reported=payments_made,
            allowed=0,
            remedy="what came in belongs to the proceeds of the liquidation",
        )


class ProceedsTooLarge(ActivityRefused):
    """A liquidation brought more than the loan owed."""

    def __init__(self, loan_id: LoanId, *, proceeds: Cents, owed: Cents) -> None:
        super().__init__(
            loan_id,
            field="liquidation_proceeds",
            reported=proceeds,
            allowed=f"at most {owed}",
            remedy="what is above is the borrower's; report a loan that paid everything as paid off",
        )


class RecoveryUnexplained(ActivityRefused):
    """A recovery is reported of a loan that was not liquidated before."""

    def __init__(self, loan_id: LoanId, *, recovery: Cents) -> None:
        super().__init__(
            loan_id,
            field="recovery",
            reported=recovery,
            allowed="0.00 on a loan that was not liquidated in an earlier month",
            remedy="report proceeds in the month of the liquidation as such",
        )


class LoanEnded(ActivityRefused):
    """Something other than a recovery is reported of a loan that owes nothing any more."""

    def __init__(self, loan_id: LoanId, *, field: str, reported: object) -> None:
        super().__init__(
            loan_id,
            field=field,
            reported=reported,
            allowed="nothing but a recovery on a liquidated loan",
            remedy="leave the line out",
        )


class PoolLineModified(ActivityRefused):
    """Something other than payments is reported of a line that stands for a whole pool."""

    def __init__(self, loan_id: LoanId, *, field: str) -> None:
        super().__init__(
            loan_id,
            field=field,
            reported="given",
            allowed="nothing on a line that recasts",
            remedy="a line that recasts stands for a pool; report what happens loan by loan",
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


class MovedWhileCurrent(ActivityRefused):
    """A loan is moved into foreclosure or REO although nothing is overdue."""

    def __init__(self, loan_id: LoanId, *, moved_to: str) -> None:
        super().__init__(
            loan_id,
            field="moved_to",
            reported=moved_to,
            allowed="nothing while no payment is overdue",
            remedy="leave it out",
        )


class ModificationOutOfStep(ActivityRefused):
    """A loan that ended in the month is modified."""

    def __init__(self, loan_id: LoanId) -> None:
        super().__init__(
            loan_id,
            field="modification",
            reported="given",
            allowed="none on a loan that ended",
            remedy="leave it out",
        )


class CapitalisedTooMuch(ActivityRefused):
    """More is added to a balance than the servicer has advanced."""

    def __init__(self, loan_id: LoanId, *, capitalised: Cents, advances: Cents) -> None:
        super().__init__(
            loan_id,
            field="capitalised",
            reported=capitalised,
            allowed=f"0.00 to {advances}",
            remedy="only advanced arrears are paid for by holders",
        )


class AdvancesLeft(ActivityRefused):
    """A modification leaves advances that nobody owes any more."""

    def __init__(self, loan_id: LoanId, *, advances: Cents) -> None:
        super().__init__(
            loan_id,
            field="advances after the modification",
            reported=advances,
            allowed="0.00",
            remedy="capitalise them or write them off",
        )


class ForgivenTooMuch(ActivityRefused):
    """A modification forgives the whole balance or more."""

    def __init__(self, loan_id: LoanId, *, forgiven: Cents, balance: Cents) -> None:
        super().__init__(
            loan_id,
            field="forgiven",
            reported=forgiven,
            allowed=f"less than {balance}",
            remedy="report a loan of which nothing is left as liquidated",
        )


class DeferredTooMuch(ActivityRefused):
    """A modification defers the whole balance or more."""

    def __init__(self, loan_id: LoanId, *, deferred: Cents, balance: Cents) -> None:
        super().__init__(
            loan_id,
            field="deferred",
            reported=deferred,
            allowed=f"less than {balance}",
            remedy="leave a balance that bears interest",
        )


class IndexMissing(ActivityRefused):
    """A rate is due to be reset, and the month's activity has no index."""

    def __init__(self, loan_id: LoanId) -> None:
        super().__init__(
            loan_id,
            field="index",
            reported="nothing",
            allowed="the month's value of the index",
            remedy="give the index with the month's activity",
        )
