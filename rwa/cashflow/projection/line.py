"""A pool, or a part of one, seen as one representative loan."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from rwa.core.annuity import MAX_TERM_MONTHS, check_term
from rwa.core.errors import ValueOutOfRange

MAX_AGE_MONTHS = 1_200
"""Oldest line: 100 years."""
MAX_BALANCE = Decimal(10) ** 15
"""Largest balance: a quadrillion dollars still leaves a double its cents."""

_ONE = Decimal(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What is known of a pool before anything is assumed about its borrowers.

    It recasts: each month's payment is the level payment of what is left, so that prepayment
    lowers the payment instead of shortening the term. Raises ValueOutOfRange, TermOutOfRange.
    """

    balance: Decimal
    """Balance at the start, dollars."""
    wac: Decimal
    """Weighted average note rate a year, a share of one; of month 1 where `note_rates` is given."""
    pass_through_rate: Decimal
    """Annual rate passed to investors; what the note rate has above it are fees."""
    remaining_months: int
    """Weighted average remaining term; the last month pays whatever is left."""
    age_months: int = 0
    """Weighted average loan age: month k of the projection is month `age_months + k` of a loan."""
    amortization_months: int | None = None
    """Months over which the payment would retire the balance, if more than are left: the last
    month then pays a balloon. None: the remaining months."""
    interest_only_months: int = 0
    """Months from now in which no principal is scheduled."""
    note_rates: tuple[Decimal, ...] | None = None
    """Note rate of each month of an adjustable-rate line; fees stay as they are. None: `wac`."""

    def __post_init__(self) -> None:
        check_term(self.remaining_months)
        _check("balance", self.balance, high=MAX_BALANCE)
        if not self.balance:
            raise ValueOutOfRange("balance", value=self.balance, allowed="more than 0")
        _check("wac", self.wac)
        _check("pass_through_rate", self.pass_through_rate, high=self.wac)
        _check("age_months", self.age_months, high=MAX_AGE_MONTHS)
        if not 0 <= self.interest_only_months < self.remaining_months:
            allowed = f"0 to {self.remaining_months - 1}, fewer than remain"
            raise ValueOutOfRange(
                "interest_only_months", value=self.interest_only_months, allowed=allowed
            )
        self._check_amortization()
        self._check_note_rates()

    @property
    def fee_rate(self) -> Decimal:
        """Servicing and guaranty fee together, annual."""
        return self.wac - self.pass_through_rate

    def note_rate(self, month: int) -> Decimal:
        """The annual note rate of a month, counted from 1."""
        return self.wac if self.note_rates is None else self.note_rates[month - 1]

    def net_rate(self, month: int) -> Decimal:
        """The annual pass-through rate of a month, counted from 1: what fees leave of the note."""
        return self.note_rate(month) - self.fee_rate

    def payments_left(self, month: int) -> int | None:
        """Level payments that would retire the balance from a month on; None: interest only.

        1 in the last month, whatever the amortisation: what is left is due.
        """
        if month == self.remaining_months:
            return 1
        if month <= self.interest_only_months:
            return None
        return (self.amortization_months or self.remaining_months) - month + 1

    def _check_amortization(self) -> None:
        months = self.amortization_months
        if months is not None and not self.remaining_months <= months <= MAX_TERM_MONTHS:
            allowed = f"{self.remaining_months} (remaining_months) to {MAX_TERM_MONTHS}"
            raise ValueOutOfRange("amortization_months", value=months, allowed=allowed)

    def _check_note_rates(self) -> None:
        if self.note_rates is None:
            return
        if len(self.note_rates) != self.remaining_months:
            allowed = f"{self.remaining_months} rates, one for each remaining month"
            raise ValueOutOfRange(
                "note_rates", value=f"{len(self.note_rates)} long", allowed=allowed
            )
        for month, rate in enumerate(self.note_rates, start=1):
            _check(f"note_rates[{month}]", rate, low=self.fee_rate)


def _check(
    field: str, value: Decimal | int, *, low: Decimal = Decimal(0), high: Decimal | int = _ONE
) -> None:
    """Raise ValueOutOfRange unless a number is finite and within `low` to `high`."""
    if not (Decimal(value).is_finite() and low <= value <= high):
        raise ValueOutOfRange(field, value=value, allowed=f"{low} to {high}")
