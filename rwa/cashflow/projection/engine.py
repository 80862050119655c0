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
class _Defaulted(Generic[Amount]):
    """Loans that defaulted in the same month."""

    lost_at_most: Amount
    """Severity times the balance at default."""
    balance: Amount
    """What the advances have left of it."""


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
        self.performing: Amount = arithmetic.amount(line.balance)
        self.ahead: Amount = self.zero
        """What curtailments have taken off the balance that payments are level for."""
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
        before, foreclosed = self.performing, self._in_foreclosure()
        terms = self.arithmetic.month(
            note_rate=self.line.note_rate(number),
            fee_rate=self.line.fee_rate,
            payments_left=self.line.payments_left(number),
        )
        new_defaults = self._new_defaults(number, terms)
        scheduled, prepaid = self._pay(number, terms, new_defaults)
        liquidated = self._liquidate(new_defaults)
        advanced = self._advance(terms)
        begin = before + foreclosed
        gross, recovered = terms.interest(begin), liquidated.balance - liquidated.loss
        interest_lost = terms.net_interest(new_defaults + foreclosed)
        self.performing = before - new_defaults - scheduled - prepaid
        foreclosed = self._in_foreclosure()
        return {
            "beginning_balance": begin,
            "payment": gross + scheduled + advanced,
            "gross_interest": gross,
            "net_interest": terms.net_interest(begin) - interest_lost,
            "scheduled_principal": scheduled + advanced,
            "prepaid_principal": prepaid,
            "total_principal": scheduled + advanced + prepaid + recovered,
            "ending_balance": self.performing + foreclosed,
            "performing_balance": self.performing,
            "new_defaults": new_defaults,
            "in_foreclosure": foreclosed,
            "amortized_default_balance": liquidated.balance,
            "principal_recovery": recovered,
            "principal_loss": liquidated.loss,
            "interest_lost": interest_lost,
            "advanced_principal": advanced,
        }

    def _new_defaults(self, number: int, terms: Month[Amount]) -> Amount:
        """None in the last months, whose defaults could not be liquidated in time."""
        if number > self.line.remaining_months - self.defaults.months_to_liquidation:
            return self.zero
        base = self.performing
        if self.defaults.basis is DefaultBasis.SCHEDULED_BALANCE:
            base = base - self._scheduled(terms, base, self.ahead)
        return self.arithmetic.share(base, self.mdr[number - 1])

    def _pay(
        self, number: int, terms: Month[Amount], new_defaults: Amount
    ) -> tuple[Amount, Amount]:
        """What performing loans pay by schedule and beyond it.

        Payoffs are a share of the prior balance, defaults included, but never more than is left.
        """
        share, before = self.arithmetic.share, self.performing
        surviving = before - new_defaults
        ahead = share(self.ahead, 1 - self.mdr[number - 1]) if new_defaults else self.ahead
        scheduled = self._scheduled(terms, surviving, ahead)
        prepayable = before - self._scheduled(terms, before, self.ahead)
        left = surviving - scheduled
        paid_off = min(share(prepayable, self.smm[number - 1]), left)
        curtailed = share(left - paid_off, self.curtailed[number - 1])
        kept_ahead = share(ahead + terms.interest(ahead), 1 - self.smm[number - 1])
        self.ahead = kept_ahead + curtailed
        return scheduled, paid_off + curtailed

    def _scheduled(self, terms: Month[Amount], balance: Amount, ahead: Amount) -> Amount:
        """Principal of the payment that is level for the balance without its curtailments."""
        if not ahead:
            return terms.scheduled(balance)
        level = balance + ahead
        payment = terms.scheduled(level) + terms.interest(level)
        return min(payment - terms.interest(balance), balance)

    def _liquidate(self, new_defaults: Amount) -> _Liquidated[Amount]:
        """Add the month's defaults, and take out those whose time has come."""
        at_most = self.arithmetic.share(new_defaults, self.defaults.loss_severity)
        self.foreclosed.append(_Defaulted(at_most, new_defaults))
        if len(self.foreclosed) <= self.defaults.months_to_liquidation:
            return _Liquidated(self.zero, self.zero)
        oldest = self.foreclosed.popleft()
        return _Liquidated(oldest.balance, min(oldest.lost_at_most, oldest.balance))

    def _advance(self, terms: Month[Amount]) -> Amount:
        """Pay the schedule of loans in foreclosure in their borrowers' place."""
        if not self.defaults.advance:
            return self.zero
        advances = [terms.scheduled(each.balance) for each in self.foreclosed]
        for each, advance in zip(self.foreclosed, advances, strict=True):
            each.balance = each.balance - advance
        return self.arithmetic.total(advances)

    def _in_foreclosure(self) -> Amount:
        return self.arithmetic.total(each.balance for each in self.foreclosed)
