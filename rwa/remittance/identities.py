"""Every identity of a month's money, by name: of the pool, its loans, its classes, its history.

`verify` checks a remittance alone, `verify_loans` the loans it is the sum of, `verify_split` its
division between classes, `verify_bounds` that it stays within the pool's terms, and
`verify_succession` that it continues the month before. Each raises IdentityBroken(name, left,
right) at the first statement that does not hold.

Two things follow from these and are not checked again: a factor rises only by capitalisation, and
the speed worked out from factors is the speed worked out from amounts (both by `balance-roll`,
amounts being zero or more).
"""

from collections.abc import Sequence

from rwa.remittance.bound_identities import BOUND_IDENTITIES, BoundedMonth, ReportBounds
from rwa.remittance.classes import ClassDistributions
from rwa.remittance.identity import Identity
from rwa.remittance.loan_identities import LOAN_IDENTITIES, POOL_SUM, LoanSums
from rwa.remittance.loan_month import LoanMonth
from rwa.remittance.pool_identities import POOL_IDENTITIES
from rwa.remittance.remittance import Remittance
from rwa.remittance.split_identities import CHAIN, SPLIT_IDENTITIES, SplitMonth, Succession

__all__ = [
    "BOUND_IDENTITIES",
    "CHAIN",
    "IDENTITY_NAMES",
    "LOAN_IDENTITIES",
    "POOL_IDENTITIES",
    "POOL_SUM",
    "SPLIT_IDENTITIES",
    "BoundedMonth",
    "Identity",
    "LoanSums",
    "ReportBounds",
    "SplitMonth",
    "Succession",
    "verify",
    "verify_bounds",
    "verify_loans",
    "verify_split",
    "verify_succession",
]

IDENTITY_NAMES = tuple(
    dict.fromkeys(
        (
            *(identity.name for identity in POOL_IDENTITIES),
            *(identity.name for identity in LOAN_IDENTITIES),
            POOL_SUM.name,
            *(identity.name for identity in SPLIT_IDENTITIES),
            *(identity.name for identity in BOUND_IDENTITIES),
            CHAIN.name,
        )
    )
)
"""The name of every identity, each once, in the order they are checked."""


def verify(remittance: Remittance) -> None:
    """Check every identity of the pool's month. Raises IdentityBroken."""
    for identity in POOL_IDENTITIES:
        identity.check(remittance)


def verify_loans(remittance: Remittance, loans: Sequence[LoanMonth]) -> None:
    """Check that each loan rolls and that the pool is the sum of its loans, to the cent.

    `loans` are those that had a balance before the month, and liquidated ones on which something
    was recovered. Raises IdentityBroken.
    """
    for loan in loans:
        for identity in LOAN_IDENTITIES:
            identity.check(loan)
    POOL_SUM.check(LoanSums(remittance, loans))


def verify_split(remittance: Remittance, distributions: ClassDistributions) -> None:
    """Check every identity between a pool's month and its classes. Raises IdentityBroken."""
    month = SplitMonth(remittance, distributions)
    for identity in SPLIT_IDENTITIES:
        identity.check(month)


def verify_bounds(
    remittance: Remittance, distributions: ClassDistributions, bounds: ReportBounds
) -> None:
    """Check that a month pays and charges no more than the pool's terms allow.

    Raises IdentityBroken.
    """
    bounded = BoundedMonth(SplitMonth(remittance, distributions), bounds)
    for identity in BOUND_IDENTITIES:
        identity.check(bounded)


def verify_succession(prior: SplitMonth, current: SplitMonth) -> None:
    """Check that a month begins where the one before it ended. Raises IdentityBroken."""
    CHAIN.check(Succession(prior, current))
