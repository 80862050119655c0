"""The DistributionLedger as a small state machine in Python, for tests to hold the contract to.

It keeps whole histories and works every answer out from nothing (`entitlement`), so it shares no
idea with the contract's stretches, remainders and packed slots except what a step is. Addresses
are plain texts. Time is given, never read.
"""

from __future__ import annotations

from collections.abc import Sequence

from rwa.core.money import UNITS_PER_CENT
from rwa.deal.entitlement import BalanceHistory, Entitlement, entitlement_of
from rwa.deal.funding_reference import FundingReference
from rwa.deal.ledger_records import LedgerAccount, LedgerClaim, LedgerRefused, Settlement

NO_LIMIT = 2**256 - 1
"""As many steps as there are."""


class LedgerReference(FundingReference):
    """One class's ledger, certificate balances included.

    Periods are numbered from 1; `record_times[0]` and `pay_times[0]` are those of period 1.
    """

    def __init__(
        self,
        *,
        supply: int,
        record_times: Sequence[int],
        pay_times: Sequence[int],
        units_per_cent: int = UNITS_PER_CENT,
    ) -> None:
        super().__init__(units_per_cent=units_per_cent)
        self.supply = supply
        """Certificates issued, in their base units; constant and above zero."""
        self._record_times = tuple(record_times)
        self._pay_times = tuple(pay_times)
        self._histories: dict[str, BalanceHistory] = {}
        self._accounts: dict[str, LedgerAccount] = {}
        self._debts: dict[str, int] = {}
        self._held: dict[str, int] = {}
        self._unpayable: set[str] = set()
        self._successors: dict[str, str] = {}

    # --- the certificate and the registry -----------------------------------------------------

    def period_at(self, now: int) -> int:
        """The period a transfer at `now` belongs to; the second of a record time is still in it."""
        return 1 + sum(record_time < now for record_time in self._record_times)

    def set_balance(self, holder: str, *, balance: int, now: int) -> None:
        """Give a holder a new balance, as a mint or one side of a transfer does."""
        history = self._histories.get(holder, BalanceHistory())
        period = self.period_at(now)
        self._histories[holder] = history.changed(period=period, balance=balance)

    def transfer(self, *, sender: str, to: str, units: int, now: int) -> None:
        """Move certificates; to oneself, or of nothing, leaves no trace, as on-chain."""
        if sender != to and units:
            self.set_balance(sender, balance=self.history(sender).now - units, now=now)
            self.set_balance(to, balance=self.history(to).now + units, now=now)

    def replace_wallet(self, old: str, new: str, *, now: int) -> None:
        """Recover a lost wallet: its certificates move, and its later payments follow."""
        self.transfer(sender=old, to=new, units=self.history(old).now, now=now)
        self._successors[old] = new

    def set_payable(self, holder: str, *, payable: bool) -> None:
        """Block a holder's payments (in the registry, or because cash refuses them), or stop it."""
        (self._unpayable.discard if payable else self._unpayable.add)(holder)

    def history(self, holder: str) -> BalanceHistory:
        """A holder's closing balances."""
        return self._histories.get(holder, BalanceHistory())

    def balance_at(self, holder: str, period: int) -> int:
        """Closing balance of a period, in certificate base units."""
        return self.history(holder).at(period)

    # --- holders ------------------------------------------------------------------------------

    def payable_through(self, now: int) -> int:
        """Last period that is funded, payable and closed at `now`."""
        closed = zip(self._pay_times, self._record_times, strict=True)
        due = sum(pay_time <= now and record_time < now for pay_time, record_time in closed)
        return min(len(self.funded), due)

    def settle(self, holder: str, *, now: int, max_steps: int = NO_LIMIT) -> Settlement:
        """Credit a holder as far as `max_steps` reach, and pay the final successor.

        A step is one stretch of equal balances or one adjustment entry.
        """
        final = self.final_holder(holder)
        self._follow(holder, final)
        before = self.account(holder)
        after = self._advanced(holder, now=now, max_steps=max_steps)
        if (after.settled_through, after.cursor) == (before.settled_through, before.cursor):
            return Settlement(0, 0, 0, 0, 0, 0)
        self._accounts[holder] = after
        return self._pay_out(
            final,
            interest=after.interest_units - before.interest_units,
            principal=after.principal_units - before.principal_units,
            debit=after.debit_units - before.debit_units,
        )

    def claimable(self, holder: str, *, now: int) -> LedgerClaim:
        """What a settlement without a step limit would credit at `now`."""
        final = self.final_holder(holder)
        before, after = (
            self.account(holder),
            self._advanced(holder, now=now, max_steps=NO_LIMIT),
        )
        interest = after.interest_units - before.interest_units
        principal = after.principal_units - before.principal_units
        debt = sum(map(self.debt_of, {final, holder})) + after.debit_units - before.debit_units
        payable = 0 if final in self._unpayable else max(interest + principal - debt, 0)
        return LedgerClaim(interest, principal, debt, payable)

    def retry_held(self, holder: str) -> int:
        """Send what is held for a holder's final successor. Raises LedgerRefused."""
        final = self.final_holder(holder)
        if final in self._unpayable:
            raise LedgerRefused("HolderStillBlocked", expected="payable", received=final)
        self._follow(holder, final)
        return self.release_held(final)

    def release_held(self, holder: str, *, limit: int = NO_LIMIT) -> int:
        """Pay out held cash, at most `limit`, as an order does. Raises LedgerRefused."""
        if not self.held_of(holder):
            raise LedgerRefused("NothingHeld", expected="held cash", received=holder)
        units = min(self.held_of(holder), limit)
        self._held[holder] -= units
        self._add(paid=units, held=-units)
        return units

    def account(self, holder: str) -> LedgerAccount:
        """Where a holder's settlement stands."""
        return self._accounts.get(holder, LedgerAccount())

    def remainders(self, holder: str) -> tuple[int, int, int]:
        """What a holder's account carries of interest, principal and debits."""
        account = self.account(holder)
        return self._earned(
            holder, through=account.settled_through, cursor=account.cursor
        ).remainders

    def debt_of(self, holder: str) -> int:
        """Debits not yet netted from a holder's payments."""
        return self._debts.get(holder, 0)

    def held_of(self, holder: str) -> int:
        """Cash held for exactly this wallet."""
        return self._held.get(holder, 0)

    def final_holder(self, holder: str) -> str:
        """Who is paid for a wallet: the last of its successors."""
        while holder in self._successors:
            holder = self._successors[holder]
        return holder

    def owed_parts(self) -> int:
        """What is funded and not credited, over all holders, in 1/supply of a unit."""
        return sum(self._owed_parts_of(holder) for holder in self._histories)

    # --- inside -------------------------------------------------------------------------------

    def _advanced(self, holder: str, *, now: int, max_steps: int) -> LedgerAccount:
        """The account after so many steps: entries up to what is payable, then stretches.

        Entries come first, so that nobody is paid in front of a correction.
        """
        account = self.account(holder)
        through, cursor = account.settled_through, account.cursor
        target = self.payable_through(now)
        ends = self._stretch_ends(holder, target=target)
        while ends and cursor < len(self.adjustments) and max_steps:
            if self.adjustments[cursor].period > target:
                break
            cursor, max_steps = cursor + 1, max_steps - 1
        for last in ends:
            if last > through and max_steps:
                through, max_steps = last, max_steps - 1
        earned = self._earned(holder, through=through, cursor=cursor)
        return LedgerAccount(
            settled_through=through,
            cursor=cursor,
            interest_units=earned.interest_units,
            principal_units=earned.principal_units,
            debit_units=earned.debit_units,
        )

    def _stretch_ends(self, holder: str, *, target: int) -> list[int]:
        starts = [stretch.start for stretch in self.history(holder).stretches]
        ends = [start - 1 for start in starts[1:]] + [target] * bool(starts)
        return [
            min(end, target) for start, end in zip(starts, ends, strict=True) if start <= target
        ]

    def _earned(self, holder: str, *, through: int, cursor: int) -> Entitlement:
        return entitlement_of(
            self.history(holder),
            funded=self.funded[:through],
            adjustments=self.adjustments[:cursor],
            supply=self.supply,
        )

    def _pay_out(self, final: str, *, interest: int, principal: int, debit: int) -> Settlement:
        credit, debt = interest + principal, self.debt_of(final) + debit
        netted = min(credit, debt)
        self._debts[final] = debt - netted
        amount = credit - netted
        held = amount if final in self._unpayable else 0
        self._held[final] = self.held_of(final) + held
        self._add(paid=amount - held, held=held, recovered=netted)
        return Settlement(interest, principal, debit, netted, amount - held, held)

    def _follow(self, holder: str, final: str) -> None:
        """Debt and held cash of a replaced wallet go where its payments go."""
        if holder == final:
            return
        self._held[final] = self.held_of(final) + self._held.pop(holder, 0)
        self._debts[final] = self.debt_of(final) + self._debts.pop(holder, 0)

    def _owed_parts_of(self, holder: str) -> int:
        whole = self._earned(holder, through=len(self.funded), cursor=len(self.adjustments))
        account = self.account(holder)
        credited = account.interest_units + account.principal_units
        return whole.interest_parts + whole.principal_parts - credited * self.supply
