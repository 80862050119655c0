"""Payoffs, buyouts, liquidations and recoveries that no accounting may accept."""

from rwa.core.ids import LoanId
from rwa.core.money import Cents
from rwa.remittance.activity_refused import ActivityRefused


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
