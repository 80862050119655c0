"""What a rule of refusal looks at, and what it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rwa.core.ids import LoanId
from rwa.core.money import Cents
from rwa.remittance.refusals import ActivityRefused
from rwa.servicing.activity_columns import ActivityColumns
from rwa.servicing.basis import CollectionBasis
from rwa.servicing.column_types import CentColumn, FlagColumn
from rwa.servicing.columns import TapeColumns
from rwa.servicing.loan_columns import LoanColumns
from rwa.servicing.passing_on import PassedOn


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class AskedMonth:
    """A month worked out, fitting or not."""

    tape: TapeColumns
    """The tape before it."""
    activity: ActivityColumns
    """What is reported."""
    basis: CollectionBasis
    """How each loan is passed on."""
    passed: PassedOn
    """What its installments come to."""
    loans: LoanColumns
    """What the month would do to each loan."""


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """Loans that break a rule, and the refusal of one of them."""

    broken: FlagColumn
    """Which loans break it."""
    refusal: Callable[[LoanId, int], ActivityRefused]
    """From the loan's number and its row."""


def cents_at(column: CentColumn, row: int) -> Cents:
    """The amount of one loan."""
    return Cents(int(column[row]))
