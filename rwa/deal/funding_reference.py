"""The funding half of the reference ledger: reports become amounts, amounts become cash."""

from __future__ import annotations

from dataclasses import replace

from rwa.deal.entitlement import PeriodUnits
from rwa.deal.ledger_records import LedgerRefused, Reported, Totals


class FundingReference:
    """What one class's ledger was told and paid; periods are numbered from 1."""

    def __init__(self, *, units_per_cent: int) -> None:
        self.funded: list[PeriodUnits] = []
        """Amounts of period 1, 2, ... as funded."""
        self.adjustments: list[PeriodUnits] = []
        """Signed legs of funded adjustment entries, in the order they bind."""
        self.totals = Totals(funded=0, paid=0, held=0, recovered=0, withdrawn=0)
        """The class's cash account."""
        self._units_per_cent = units_per_cent
        self._accepted: dict[int, Reported] = {}
        self._posted: dict[int, Reported] = {}
        self._waiting: dict[int, Reported] = {}

    def accept_report(
        self, period: int, *, revision: int, interest_cents: int, principal_cents: int
    ) -> None:
        """Note the class's amounts in an accepted report, or in a revision of it."""
        amounts = PeriodUnits(
            period, interest_cents * self._units_per_cent, principal_cents * self._units_per_cent
        )
        self._accepted[period] = Reported(revision, amounts)

    def post(self, period: int) -> None:
        """Take the amounts of an unfunded period from its report. Raises LedgerRefused."""
        if period <= len(self.funded):
            raise LedgerRefused("AlreadyFunded", expected=len(self.funded) + 1, received=period)
        latest = self._latest(period)
        _require_newer(latest, self._posted.get(period))
        self._posted[period] = latest

    def fund(self, period: int) -> int:
        """Pay a posted period in; returns the cash it takes. Raises LedgerRefused."""
        self._require_next(period)
        if period not in self._posted:
            raise LedgerRefused("NotPosted", expected="a posting", received=period)
        self._require_latest(self._posted[period], period)
        return self._book_period(self._posted.pop(period))

    def post_and_fund(self, period: int) -> int:
        """Post where needed, and fund; returns the cash it takes. Raises LedgerRefused."""
        self._require_next(period)
        latest = self._latest(period)
        self._posted.pop(period, None)
        return self._book_period(latest)

    def revise(self, period: int) -> PeriodUnits:
        """Note what the latest revision changes of a funded period (`postAdjustment`).

        Returns the signed legs, which bind nobody until funded. Raises LedgerRefused.
        """
        if not 1 <= period <= len(self.funded):
            raise LedgerRefused("NotFunded", expected=len(self.funded), received=period)
        latest = self._latest(period)
        waiting = self._waiting.get(period)
        _require_newer(latest, waiting)
        legs = self._unadjusted(latest)
        is_nothing = not legs.interest_units and not legs.principal_units
        if is_nothing and waiting is None:
            raise LedgerRefused("NothingToAdjust", expected="a change", received=latest.revision)
        self._waiting.pop(period, None)
        if not is_nothing:
            self._waiting[period] = Reported(latest.revision, legs)
        return legs

    def fund_adjustment(self, period: int) -> int:
        """Pay the positive legs of a waiting adjustment in and let it bind holders.

        Returns the cash it takes. Raises LedgerRefused.
        """
        if period > len(self.funded):
            raise LedgerRefused("NotFunded", expected=len(self.funded), received=period)
        if period not in self._waiting:
            raise LedgerRefused("NotPosted", expected="a waiting adjustment", received=period)
        self._require_latest(self._waiting[period], period)
        entry = self._waiting.pop(period).amounts
        self.adjustments.append(entry)
        return self._take_cash(max(entry.interest_units, 0) + max(entry.principal_units, 0))

    def withdraw_recovered(self, units: int) -> None:
        """Return netted cash to the payer. Raises LedgerRefused."""
        available = self.totals.recovered - self.totals.withdrawn
        if units > available:
            raise LedgerRefused("AboveRecovered", expected=available, received=units)
        self.totals = replace(self.totals, withdrawn=self.totals.withdrawn + units)

    def _latest(self, period: int) -> Reported:
        if period not in self._accepted:
            raise LedgerRefused("NotAccepted", expected="an accepted report", received=period)
        return self._accepted[period]

    def _require_next(self, period: int) -> None:
        expected = len(self.funded) + 1
        if period != expected:
            raise LedgerRefused("NotNextPeriod", expected=expected, received=period)

    def _require_latest(self, reported: Reported, period: int) -> None:
        accepted = self._latest(period).revision
        if reported.revision != accepted:
            raise LedgerRefused("StalePosting", expected=accepted, received=reported.revision)

    def _book_period(self, reported: Reported) -> int:
        self.funded.append(reported.amounts)
        return self._take_cash(reported.amounts.interest_units + reported.amounts.principal_units)

    def _unadjusted(self, latest: Reported) -> PeriodUnits:
        period = latest.amounts.period
        said = [self.funded[period - 1]]
        said += [entry for entry in self.adjustments if entry.period == period]
        return PeriodUnits(
            period,
            latest.amounts.interest_units - sum(amounts.interest_units for amounts in said),
            latest.amounts.principal_units - sum(amounts.principal_units for amounts in said),
        )

    def _take_cash(self, units: int) -> int:
        self._add(funded=units)
        return units

    def _add(self, *, funded: int = 0, paid: int = 0, held: int = 0, recovered: int = 0) -> None:
        totals = self.totals
        self.totals = replace(
            totals,
            funded=totals.funded + funded,
            paid=totals.paid + paid,
            held=totals.held + held,
            recovered=totals.recovered + recovered,
        )


def _require_newer(latest: Reported, posted: Reported | None) -> None:
    """Refuse to post the revision that is posted already."""
    if posted and posted.revision == latest.revision:
        raise LedgerRefused("AlreadyPosted", expected="another revision", received=latest.revision)
