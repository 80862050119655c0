"""The projection of one line, month by month, unrounded or to the cent.

A month goes in this order: loans default, what performs pays its schedule, then some is prepaid;
loans that defaulted `months_to_liquidation` months ago are liquidated, and the servicer advances
the schedule of those still in foreclosure.
Source of every formula: docs/reference/sources.md#sifma-standard-formulas
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Generic

import numpy as np

from rwa.cashflow.projection.arithmetic import Amount, Arithmetic, Month, Unrounded, WholeCents
from rwa.cashflow.projection.assumptions import NOBODY_PREPAYS, Assumptions, DefaultBasis
from rwa.cashflow.projection.line import Line
from rwa.cashflow.projection.projected import COLUMNS, FLOWS, NOT_MONEY, Projection


class Rounding(StrEnum):
    """How a projection counts money."""

    NONE = "none"
    """Doubles, unrounded."""
    CENT = "cent"
    """Whole cents, half up at each step; rates must be whole parts per million."""


def project(
    line: Line,
    assumptions: Assumptions = NOBODY_PREPAYS,
    *,
    rounding: Rounding = Rounding.NONE,
) -> Projection:
    """Return every month of a line's remaining term.

    Raises SpeedOutOfRange and ValueOutOfRange for assumptions that do not fit the line and, in
    whole cents, NotARate for rates finer than a part per million.
    """
    if rounding is Rounding.CENT:
        return _Projector(line, assumptions, WholeCents()).run()
    return _Projector(line, assumptions, Unrounded()).run()


@dataclass(slots=True)
class _Loans(Generic[Amount]):
    """Loans that pay, or that defaulted in the same month."""

    balance: Amount
    """What is owed."""
    ahead: Amount
    """What curtailments have taken off the balance that payments are level for."""
    payment: Amount | None
    """Of the month before, as long as it holds. None: it is levelled anew."""


@dataclass(frozen=True, slots=True)
class _Defaulted(Generic[Amount]):
    """Loans in foreclosure that defaulted in the same month."""

    lost_at_most: Amount
    """Severity times the balance at default."""
    loans: _Loans[Amount]
    """What the advances have left of them."""


@dataclass(frozen=True, slots=True)
class _Liquidated(Generic[Amount]):
    """What a month's liquidation came to."""

    balance: Amount
    """Removed from the pool."""
    loss: Amount
    """Not recovered."""


class _Projector(Generic[Amount]):
    """A line on its way through the months."""

    def __init__(
        self, line: Line, assumptions: Assumptions, arithmetic: Arithmetic[Amount]
    ) -> None:
        months = line.remaining_months
        self.line = line
        self.arithmetic: Arithmetic[Amount] = arithmetic
        self.defaults = assumptions.defaults
        self.smm, self.mdr, self.curtailed = (
            speed.shares(age_months=line.age_months, months=months)
            for speed in (
                assumptions.prepayment,
                assumptions.defaults.speed,
                assumptions.curtailment,
            )
        )
        self.zero: Amount = arithmetic.amount(Decimal(0))
        self.performing: _Loans[Amount] = _Loans(arithmetic.amount(line.balance), self.zero, None)
        self.foreclosed: deque[_Defaulted[Amount]] = deque()

    def run(self) -> Projection:
        """Every month in turn."""
        rows = [self._month(month) for month in range(1, self.line.remaining_months + 1)]
        dollars = self.arithmetic.dollars
        columns = {
            name: np.array([dollars(row[name]) for row in rows])
            for name in COLUMNS
            if name not in NOT_MONEY
        }
        totals = {name: dollars(self.arithmetic.total(row[name] for row in rows)) for name in FLOWS}
        return Projection(
            month=np.arange(1, len(rows) + 1),
            smm=np.array([100 * float(share) for share in self.smm]),
            totals=totals,
            **columns,
        )

    def _month(self, number: int) -> dict[str, Amount]:
        begin = self.performing.balance + (foreclosed := self._in_foreclosure())
        terms = self._terms(number)
        new_defaults = self._new_defaults(number, terms)
        scheduled, prepaid = self._pay(number, terms, new_defaults)
        liquidated = self._liquidate(new_defaults)
        advanced = self._advance(terms)
        gross, recovered = terms.interest(begin), liquidated.balance - liquidated.loss
        interest_lost = terms.net_interest(new_defaults + foreclosed)
        foreclosed = self._in_foreclosure()
        return {
            "beginning_balance": begin,
            "payment": gross + scheduled + advanced,
            "gross_interest": gross,
            "net_interest": terms.net_interest(begin) - interest_lost,
            "scheduled_principal": scheduled + advanced,
            "prepaid_principal": prepaid,
            "total_principal": scheduled + advanced + prepaid + recovered,
            "ending_balance": self.performing.balance + foreclosed,
            "performing_balance": self.performing.balance,
            "new_defaults": new_defaults,
            "in_foreclosure": foreclosed,
            "amortized_default_balance": liquidated.balance,
            "principal_recovery": recovered,
            "principal_loss": liquidated.loss,
            "interest_lost": interest_lost,
            "advanced_principal": advanced,
        }

    def _terms(self, number: int) -> Month[Amount]:
        """The month's terms; payments do not hold beyond a change of them."""
        if number > 1 and self._has_new_terms(number):
            self.performing.payment = None
            for defaulted in self.foreclosed:
                defaulted.loans.payment = None
        return self.arithmetic.month(
            note_rate=self.line.note_rate(number),
            pass_through_rate=self.line.net_rate(number),
            payments_left=self.line.payments_left(number),
        )

    def _has_new_terms(self, number: int) -> bool:
        """Whether the rate is another than in the month before, or that was interest only."""
        line = self.line
        was_interest_only = line.payments_left(number - 1) is None
        return was_interest_only or line.note_rate(number) != line.note_rate(number - 1)

    def _new_defaults(self, number: int, terms: Month[Amount]) -> Amount:
        """None in the last months, whose defaults could not be liquidated in time."""
        if number > self.line.remaining_months - self.defaults.months_to_liquidation:
            return self.zero
        base = self.performing.balance
        if self.defaults.basis is DefaultBasis.SCHEDULED_BALANCE:
            base = base - self._scheduled(terms, self.performing)
        return self.arithmetic.share(base, self.mdr[number - 1])

    def _pay(
        self, number: int, terms: Month[Amount], new_defaults: Amount
    ) -> tuple[Amount, Amount]:
        """What performing loans pay by schedule and beyond it.

        Payoffs are a share of the prior balance, defaults included, but never more than is left.
        """
        share, scaled, before = self.arithmetic.share, self.arithmetic.scaled, self.performing
        surviving = before
        if new_defaults:
            balance = before.balance - new_defaults
            ahead = scaled(before.ahead, part=balance, whole=before.balance)
            surviving = _Loans(balance, ahead, None)
        scheduled = self._scheduled(terms, surviving)
        prepayable = left = surviving.balance - scheduled
        if new_defaults:
            prepayable = before.balance - self._scheduled(terms, before)
        paid_off = min(share(prepayable, self.smm[number - 1]), left)
        staying = left - paid_off
        curtailed = share(staying, self.curtailed[number - 1])
        payment = None if paid_off else scheduled + terms.interest(surviving.balance)
        ahead = self.zero  # What is paid ahead of the first instalment lowers them all.
        if self.line.payments_left(number) is not None:
            ahead = surviving.ahead + terms.interest(surviving.ahead)
            ahead = scaled(ahead, part=staying, whole=left) + curtailed
        self.performing = _Loans(staying - curtailed, ahead, payment)
        return scheduled, paid_off + curtailed

    def _scheduled(self, terms: Month[Amount], loans: _Loans[Amount]) -> Amount:
        level = loans.balance + loans.ahead
        return terms.scheduled(loans.balance, level=level, payment=loans.payment)

    def _liquidate(self, new_defaults: Amount) -> _Liquidated[Amount]:
        """Add the month's defaults, and take out those whose time has come."""
        at_most = self.arithmetic.share(new_defaults, self.defaults.loss_severity)
        self.foreclosed.append(_Defaulted(at_most, _Loans(new_defaults, self.zero, None)))
        if len(self.foreclosed) <= self.defaults.months_to_liquidation:
            return _Liquidated(self.zero, self.zero)
        oldest = self.foreclosed.popleft()
        balance = oldest.loans.balance
        return _Liquidated(balance, min(oldest.lost_at_most, balance))

    def _advance(self, terms: Month[Amount]) -> Amount:
        """Pay the schedule of loans in foreclosure in their borrowers' place."""
        if not self.defaults.advance:
            return self.zero
        return self.arithmetic.total(
            self._advance_for(terms, each.loans) for each in self.foreclosed
        )

    def _advance_for(self, terms: Month[Amount], loans: _Loans[Amount]) -> Amount:
        advance = self._scheduled(terms, loans)
        loans.payment = advance + terms.interest(loans.balance)
        loans.balance = loans.balance - advance
        return advance

    def _in_foreclosure(self) -> Amount:
        return self.arithmetic.total(each.loans.balance for each in self.foreclosed)
