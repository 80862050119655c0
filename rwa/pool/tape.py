"""Every loan of one pool after one accounted month."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from rwa.core.dates import Period
from rwa.core.errors import DataRejected
from rwa.core.ids import LoanId
from rwa.core.money import Cents, total
from rwa.core.rates import Ppm
from rwa.pool.loan import Loan
from rwa.pool.terms import PoolTerms


class TapeError(DataRejected):
    """A tape does not hold together."""


class TapeOutOfOrder(TapeError):
    """Two neighbouring loans are not in strictly rising order of their numbers."""

    def __init__(self, *, before: LoanId, after: LoanId) -> None:
        self.before = before
        self.after = after
        super().__init__(
            f"loan {after!r} follows {before!r}; list each loan once, in rising order of loan_id"
        )


class TapeIncomplete(TapeError):
    """A tape has more or fewer loans than its pool had at issue."""

    def __init__(self, *, loans: int, original_loan_count: int) -> None:
        self.loans = loans
        self.original_loan_count = original_loan_count
        super().__init__(
            f"tape has {loans} loans, its pool was issued with {original_loan_count}; "
            "keep paid-off loans in the tape with a balance of zero"
        )


class LoanMissing(TapeError):
    """A loan of the tape before is not in this one."""

    def __init__(self, loan_id: LoanId) -> None:
        self.loan_id = loan_id
        super().__init__(
            f"loan {loan_id!r} of the tape before is missing; "
            "keep paid-off loans in the tape with a balance of zero"
        )


class LoanAdded(TapeError):
    """A loan of this tape is not in the one before."""

    def __init__(self, loan_id: LoanId) -> None:
        self.loan_id = loan_id
        super().__init__(
            f"loan {loan_id!r} is not in the tape before; a pool takes no loan after issue, "
            "remove it or correct its number"
        )


class TapeBeforeIssue(TapeError):
    """A tape is dated before its pool's month of issue."""

    def __init__(self, *, as_of: Period, issue: Period) -> None:
        self.as_of = as_of
        self.issue = issue
        super().__init__(f"tape is as of {as_of}, its pool was issued in {issue}; correct as_of")


class IssueBalanceMismatch(TapeError):
    """The loans of the issue tape do not sum to the pool's original balance."""

    def __init__(self, *, loans: Cents, pool: Cents) -> None:
        self.loans = loans
        self.pool = pool
        super().__init__(
            f"loans at issue sum to {loans}, the pool's original balance is {pool}; "
            "correct the one that is wrong"
        )


class NetRateMismatch(TapeError):
    """A loan's note rate less fees is not the pool's rate, in a programme that wants them equal."""

    def __init__(self, loan_id: LoanId, *, net_rate: Ppm, pass_through_rate: Ppm) -> None:
        self.loan_id = loan_id
        self.net_rate = net_rate
        self.pass_through_rate = pass_through_rate
        super().__init__(
            f"loan {loan_id!r} nets {net_rate} after fees, the pool passes {pass_through_rate} "
            "through; correct the loan's fees"
        )


class UnknownLoan(TapeError):
    """A tape has no loan with the number asked for."""

    def __init__(self, loan_id: LoanId) -> None:
        self.loan_id = loan_id
        super().__init__(f"no loan {loan_id!r} in this tape; check the number")


@dataclass(frozen=True, slots=True)
class LoanTape:
    """Every loan a pool was issued with, as it stands after month `as_of`.

    Loans that are paid off or liquidated stay with a balance of zero, so that a pool's tapes
    all have the same loans in the same order. Raises TapeError.
    """

    pool: PoolTerms
    """The pool, as issued."""
    as_of: Period
    """Last month accounted in the balances; the issue month for the first tape."""
    loans: tuple[Loan, ...]
    """In rising order of `loan_id`, each once."""

    def __post_init__(self) -> None:
        for before, after in pairwise(self.loans):
            if before.loan_id >= after.loan_id:
                raise TapeOutOfOrder(before=before.loan_id, after=after.loan_id)
        if len(self.loans) != self.pool.original_loan_count:
            raise TapeIncomplete(
                loans=len(self.loans), original_loan_count=self.pool.original_loan_count
            )
        if self.as_of < self.pool.issue:
            raise TapeBeforeIssue(as_of=self.as_of, issue=self.pool.issue)
        if self.as_of == self.pool.issue and self.balance_cents != self.pool.original_balance_cents:
            raise IssueBalanceMismatch(
                loans=self.balance_cents, pool=self.pool.original_balance_cents
            )
        self._check_net_rates()

    def _check_net_rates(self) -> None:
        if self.pool.programme.net_rates_vary:
            return
        for loan in self.loans:
            if loan.net_rate_ppm != self.pool.pass_through_rate_ppm:
                raise NetRateMismatch(
                    loan.loan_id,
                    net_rate=loan.net_rate_ppm,
                    pass_through_rate=self.pool.pass_through_rate_ppm,
                )

    @property
    def balance_cents(self) -> Cents:
        """Exact sum of the loans' balances."""
        return total(loan.balance_cents for loan in self.loans)

    @property
    def active_loans(self) -> tuple[Loan, ...]:
        """Loans with a balance, in tape order."""
        return tuple(loan for loan in self.loans if loan.is_active)

    @property
    def loan_count(self) -> int:
        """Number of loans with a balance."""
        return sum(loan.is_active for loan in self.loans)

    @property
    def next_period(self) -> Period:
        """The month that will be accounted next."""
        return self.as_of + 1

    @property
    def by_id(self) -> dict[LoanId, Loan]:
        """The loans keyed by number, in tape order; built anew at each call."""
        return {loan.loan_id: loan for loan in self.loans}

    def loan(self, loan_id: LoanId) -> Loan:
        """One loan by number. Raises UnknownLoan."""
        for loan in self.loans:
            if loan.loan_id == loan_id:
                return loan
        raise UnknownLoan(loan_id)


def check_loans_continue(loans: tuple[Loan, ...], before: LoanTape) -> None:
    """Raise LoanMissing or LoanAdded, naming the first, unless `loans` are those of `before`."""
    ours, theirs = {loan.loan_id for loan in before.loans}, {loan.loan_id for loan in loans}
    if missing := ours - theirs:
        raise LoanMissing(min(missing))
    if added := theirs - ours:
        raise LoanAdded(min(added))
