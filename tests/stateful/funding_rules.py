"""Rules about cash coming in and going back: posting, funding, adjustments, donations."""

from hypothesis import strategies as st
from hypothesis.stateful import rule

from rwa.chain.timelock import Operation, Timelock
from rwa.chain.transactions import ContractCall
from tests.stateful.machine import SHARES, TRANCHES, PoolMachine, part_of
from tests.stateful.pool_on_chain import PERIODS, UNITS_PER_CENT, wallet

HOW = st.sampled_from(("both", "both", "post", "fund"))
TREASURY = "treasury"


class FundingRules(PoolMachine):
    """What the servicer and the admin do with cash."""

    @rule(data=st.data(), what=st.sampled_from(("next", "next", "adjust", "adjust", "any")))
    def pay(self, data: st.DataObject, what: str) -> None:
        """Fund the next period, correct one, or try any: in one transaction or two, or half."""
        how = data.draw(HOW)
        if what == "next" and self.fundable():
            tranche = data.draw(st.sampled_from(self.fundable()))
            self.post_or_fund(tranche, self.next_period(tranche), how)
        elif what == "adjust" and self.adjustable():
            self.adjust(*data.draw(st.sampled_from(self.adjustable())), how)
        else:
            tranche, period = data.draw(TRANCHES), data.draw(st.integers(0, PERIODS))
            self.post_or_fund(tranche, period, how)
            self.adjust(tranche, period, how)

    @rule(data=st.data(), share=SHARES, cents=st.integers(1, 1_000))
    def take_back(self, data: st.DataObject, share: int, cents: int) -> None:
        """The servicer takes back what was netted, never more; a donation is swept."""
        recoverable = [tranche for tranche in (0, 1) if self.recoverable(tranche)]
        donees = [tranche for tranche in (0, 1) if self.accepts_donations(tranche)]
        if recoverable:
            tranche = data.draw(st.sampled_from(recoverable))
            self.withdraw(tranche, self.recoverable(tranche) + 1)
            self.withdraw(tranche, part_of(self.recoverable(tranche), share))
        elif donees:
            self.donate_and_sweep(data.draw(st.sampled_from(donees)), cents)

    # Parts

    def adjust(self, tranche: int, period: int, how: str) -> None:
        if how in ("post", "both"):
            self.post_adjustment(tranche, period)
        if how in ("fund", "both"):
            self.fund_adjustment(tranche, period)

    def withdraw(self, tranche: int, units: int) -> None:
        """The servicer takes recovered cash, or is refused."""
        servicer, ledger = wallet("servicer"), self.pool.ledger(tranche)
        event = lambda ref: ref.withdraw_recovered(units)  # noqa: E731 - told to both sides
        refused = self.class_of(tranche).refusal(event)
        went_through = self.expect(
            "servicer",
            ledger.withdraw_recovered(units),
            refusal=refused and f"DistributionLedger_{refused}",
            cash_refuses=self.mirror.cash.refuses(sender=ledger.address, to=servicer),
        )
        if went_through:
            # Not part of the undisturbed history: what is netted depends on who settled when.
            event(self.class_of(tranche).reference)
            self.touched.add(tranche)

    def donate_and_sweep(self, tranche: int, cents: int) -> None:
        """Cash that nobody is owed comes in, and exactly that leaves again."""
        ledger, cash, treasury = self.pool.ledger(tranche), self.pool.cash, wallet(TREASURY)
        self.do("servicer", cash.transfer(ledger.address, cents * UNITS_PER_CENT))
        before = cash.balance_of(treasury)
        self.as_admin(ledger.sweep_excess(treasury))
        assert cash.balance_of(treasury) - before == cents * UNITS_PER_CENT
        self.mirror.cash.pay(treasury, cents * UNITS_PER_CENT)
        self.touched.add(tranche)

    def post_or_fund(self, tranche: int, period: int, how: str) -> None:
        ledger = self.pool.ledger(tranche)
        if how == "post":
            self.fund(tranche, ledger.post(period), lambda ref: ref.post(period))
        elif how == "fund":
            self.fund(
                tranche,
                ledger.fund(period),
                lambda ref: ref.fund(period),
                cash_in=self.period_cash(tranche, period),
            )
        else:
            self.fund(
                tranche,
                ledger.post_and_fund(period),
                lambda ref: ref.post_and_fund(period),
                cash_in=self.period_cash(tranche, period),
            )

    def post_adjustment(self, tranche: int, period: int) -> None:
        call = self.pool.ledger(tranche).post_adjustment(period)
        self.fund(tranche, call, lambda ref: ref.revise(period))

    def fund_adjustment(self, tranche: int, period: int) -> None:
        self.fund(
            tranche,
            self.pool.ledger(tranche).fund_adjustment(period),
            lambda ref: ref.fund_adjustment(period),
            cash_in=self.adjustment_cash(tranche, period),
        )

    def next_period(self, tranche: int) -> int:
        return len(self.class_of(tranche).reference.funded) + 1

    def fundable(self) -> list[int]:
        """Classes whose next period is accepted."""
        last = self.mirror.oracle.last
        return [tranche for tranche in (0, 1) if self.next_period(tranche) <= last]

    def adjustable(self) -> list[tuple[int, int]]:
        """Classes and funded periods whose latest report is a revision."""
        accepted = self.mirror.oracle.accepted
        return [
            (tranche, period)
            for tranche in (0, 1)
            for period in range(1, self.next_period(tranche))
            if accepted[period].revision
        ]

    def period_cash(self, tranche: int, period: int) -> int:
        """Cents that funding an accepted period takes."""
        content = self.mirror.oracle.accepted.get(period)
        if content is None:
            return 0
        row = content.class_rows[tranche]
        return row.interest_cents + row.principal_cents

    def adjustment_cash(self, tranche: int, period: int) -> int:
        """Positive legs of the waiting adjustment, in units."""
        waiting = self.pool.ledger(tranche).waiting_adjustment(period)
        return max(waiting.interest_units, 0) + max(waiting.principal_units, 0)

    def recoverable(self, tranche: int) -> int:
        totals = self.class_of(tranche).reference.totals
        return totals.recovered - totals.withdrawn

    def accepts_donations(self, tranche: int) -> bool:
        """Whether the cash token lets cash in and out of a ledger."""
        return not self.refuses_funding(self.class_of(tranche))

    def as_admin(self, call: ContractCall) -> None:
        """Let the timelock, whose delay is zero here, make a call."""
        timelock = Timelock(self.pool.chain, self.pool.deployment.timelock)
        salt = self.pool.chain.head().hash
        operation = Operation((call,), salt=salt)
        self.do("admin", timelock.schedule(operation, delay_seconds=0))
        self.do("admin", timelock.execute(operation))
