"""What every refusal of borrowers' activity says: the loan, what was reported, and what fits."""

from rwa.core.ids import LoanId
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
