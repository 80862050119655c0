"""New terms and moves of a loan that no accounting may accept."""

from rwa.core.ids import LoanId
from rwa.core.money import Cents
from rwa.remittance.activity_refused import ActivityRefused


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
