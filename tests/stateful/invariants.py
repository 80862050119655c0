"""The numbered invariants of docs/reference/invariants.md, observed on the chain.

After each step those of the classes that it touched; when a history ends, all of them, with what
is owed recomputed from the certificate's own histories.
"""

from typing import Any

from hypothesis.stateful import invariant

from rwa.chain.contract_events import (
    HeldReleased,
    HolderSettled,
    OrderExecuted,
    RemittanceAccepted,
)
from rwa.chain.contract_structs import OrderKind
from rwa.core.ids import Address
from tests.stateful.machine import PoolMachine
from tests.stateful.pool_on_chain import (
    FACES_CENTS,
    RECORD_TIMES,
    TREASURIES,
    WALLETS,
    wallet,
)
from tests.stateful.reports import AT_ISSUE, begins_of, ends_of

RECEIVERS = (*WALLETS, *map(wallet, TREASURIES))
ALL_STEPS = 2**16


class Invariants(PoolMachine):
    """What must hold, whatever happened."""

    def __init__(self) -> None:
        super().__init__()
        self.closings: dict[tuple[int, int], tuple[int, ...]] = {}
        """Closing balances by class and period, as first seen."""

    @invariant()
    def after_each_step(self) -> None:
        """Observe the classes that the step touched."""
        for tranche in sorted(self.moved):
            self.inv_1_balances_add_up_to_the_supply(tranche)
            self.inv_2_and_inv_5_closed_periods_stay_as_they_closed(tranche)
        for tranche in sorted(self.touched):
            self.inv_3_and_inv_8_every_unit_that_came_in_is_somewhere(tranche)
        self.moved.clear()
        self.touched.clear()

    # Certificates

    def inv_1_balances_add_up_to_the_supply(self, tranche: int) -> None:
        certificate, mirrored = self.pool.certificate(tranche), self.class_of(tranche)
        balances = certificate.balances_of(WALLETS)
        assert balances == tuple(mirrored.reference.history(each).now for each in WALLETS)
        assert sum(balances) == certificate.total_supply() == mirrored.supply

    def inv_2_and_inv_5_closed_periods_stay_as_they_closed(self, tranche: int) -> None:
        """Every closed period is held in full, by whom it was held when it closed."""
        certificate, mirrored = self.pool.certificate(tranche), self.class_of(tranche)
        closed = sum(record_time < self.pool.now for record_time in RECORD_TIMES)
        for period in range(1, closed + 1):
            balances = certificate.balances_at(WALLETS, period)
            assert sum(balances) == mirrored.supply
            assert balances == self.closings.setdefault((tranche, period), balances)
            assert balances == tuple(
                mirrored.reference.balance_at(each, period) for each in WALLETS
            )

    def inv_11_and_inv_12_stretches_are_one_list(self, tranche: int) -> None:
        certificate = self.pool.certificate(tranche)
        open_period = 1 + sum(record_time < self.pool.now for record_time in RECORD_TIMES)
        for holder in WALLETS:
            holding = certificate.holding_of(holder)
            assert holding.previous <= holding.changed_in <= open_period
            start, before, walked = holding.first_in, 0, []
            while start != holding.changed_in:
                stretch = certificate.stretch_of(holder, start)
                assert stretch.previous_start == before
                assert before < start < stretch.next_start
                walked.append((start, stretch.balance_units))
                start, before = stretch.next_start, start
            assert holding.previous == before
            if start:
                walked.append((start, holding.balance_units))
            history = self.class_of(tranche).reference.history(holder)
            assert walked == [(each.start, each.balance) for each in history.stretches]

    def inv_13_the_register_counts_the_identities_that_hold(self, tranche: int) -> None:
        certificate = self.pool.certificate(tranche)
        identities, reference = self.mirror.register.identities, self.class_of(tranche).reference
        holding = {identities[each] for each in identities if reference.history(each).now}
        assert self.pool.registry.identity_count(certificate.address) == len(holding)

    # Reports

    def inv_7_accepted_months_follow_each_other(self) -> None:
        """By what the oracle itself announced of every report in force."""
        oracle, mirrored = self.pool.oracle, self.mirror.oracle
        accepted = {
            event.period: event.content
            for event in self.events
            if isinstance(event, RemittanceAccepted)
        }
        assert oracle.last_accepted() == mirrored.last == max(accepted, default=0)
        assert oracle.restating_period() == mirrored.restating
        before = AT_ISSUE
        for period in range(1, mirrored.restating or mirrored.last + 1):
            assert begins_of(accepted[period]) == before
            before = ends_of(accepted[period])

    def inv_10_classes_and_overcollateralisation_are_the_pool(self) -> None:
        oracle = self.pool.oracle
        for period, content in self.mirror.oracle.accepted.items():
            report, ends = oracle.report_of(period), ends_of(content)
            classes = [oracle.tranche_end(period, tranche) for tranche in (0, 1)]
            assert sum(classes) + report.overcollateralisation_end_cents == report.balance_end_cents
            assert (tuple(classes), report.balance_end_cents) == (ends.classes, ends.balance)

    # Cash

    def inv_3_and_inv_8_every_unit_that_came_in_is_somewhere(self, tranche: int) -> None:
        """To the base unit; and the ledger has the cash for all it still owes."""
        mirrored, ledger = self.class_of(tranche), self.pool.ledger(tranche)
        totals, expected = ledger.totals(), mirrored.reference.totals
        assert (totals.funded, totals.paid, totals.held) == (
            expected.funded,
            expected.paid,
            expected.held,
        )
        assert (totals.recovered, totals.withdrawn, totals.outstanding) == (
            expected.recovered,
            expected.withdrawn,
            expected.outstanding,
        )
        owed = mirrored.reference.owed_parts()
        somewhere = totals.paid + totals.held + totals.recovered
        assert totals.funded * mirrored.supply == somewhere * mirrored.supply + owed
        cash = self.pool.cash.balance_of(ledger.address)
        kept = totals.held + totals.recovered - totals.withdrawn
        assert (cash - kept) * mirrored.supply >= owed
        assert cash == totals.outstanding

    def inv_3_owed_by_the_chains_own_histories(self, tranche: int) -> None:
        """Remainders, and what nobody walked over yet, worked out from closing balances."""
        mirrored, ledger = self.class_of(tranche), self.pool.ledger(tranche)
        certificate, adjustments = self.pool.certificate(tranche), ledger.adjustments()
        closings, paid_in = {}, {}
        for period in range(1, ledger.last_funded() + 1):
            closings[period] = certificate.balances_at(WALLETS, period)
            funded = ledger.distribution(period)
            paid_in[period] = funded.interest_units + funded.principal_units
        owed = 0
        for number, holder in enumerate(WALLETS):
            account = ledger.account_of(holder)
            owed += account.remainder_interest + account.remainder_principal
            owed += sum(
                closings[period][number] * units
                for period, units in paid_in.items()
                if period > account.settled_through
            )
            for entry in adjustments[account.cursor :]:
                legs = max(entry.interest_units, 0) + max(entry.principal_units, 0)
                owed += closings[entry.period][number] * legs
        totals = ledger.totals()
        somewhere = totals.paid + totals.held + totals.recovered
        assert totals.funded * mirrored.supply == somewhere * mirrored.supply + owed

    def accounts_equal_the_reference(self, tranche: int) -> None:
        """Every account, remainder, debt, held amount and order on it, to the base unit."""
        ledger, reference = self.pool.ledger(tranche), self.class_of(tranche).reference
        orders = self.class_of(tranche).orders
        for holder in WALLETS:
            account, expected = ledger.account_of(holder), reference.account(holder)
            assert (account.settled_through, account.cursor) == (
                expected.settled_through,
                expected.cursor,
            )
            assert (
                account.remainder_interest,
                account.remainder_principal,
                account.remainder_debit,
            ) == reference.remainders(holder)
            assert account.debt_units == reference.debt_of(holder)
            assert ledger.held_of(holder).amount_units == reference.held_of(holder)
            order = ledger.order_of(holder)
            assert (order.kind != OrderKind.NONE) == (holder in orders)
            assert holder not in orders or order.amount == orders[holder].amount

    def claims_equal_the_reference(self, tranche: int) -> None:
        """What `claimable` promises is what the reference would credit."""
        register, reference = self.mirror.register, self.class_of(tranche).reference
        for holder, claim in zip(
            WALLETS, self.pool.ledger(tranche).claimable_of(WALLETS), strict=True
        ):
            blocked = register.stops_payment(holder)
            reference.set_payable(register.final(holder), payable=not blocked)
            assert claim == self.as_binding(reference.claimable(holder, now=self.pool.now), claim)

    def inv_6_settling_the_settled_changes_nothing(self, tranche: int) -> None:
        ledger = self.pool.ledger(tranche)
        before = ledger.totals()
        assert self.do("poster", ledger.settle_many(WALLETS)).events == ()
        assert ledger.totals() == before

    def inv_4_the_schedule_of_settling_changes_nobodys_total(self, tranche: int) -> None:
        """What holders got, have waiting and owe is what one settlement at the end would say."""
        ledger, undisturbed = self.pool.ledger(tranche), self.class_of(tranche).undisturbed()
        delivered = self.delivered_by(ledger.address)
        for holder in WALLETS:
            undisturbed.settle(holder, now=self.pool.now)
        for final, wallets in self.mirror.groups():
            accounts = [undisturbed.account(each) for each in wallets]
            due = sum(
                each.interest_units + each.principal_units - each.debit_units for each in accounts
            )
            held = sum(ledger.held_of(each).amount_units for each in wallets)
            debt = sum(ledger.account_of(each).debt_units for each in wallets)
            got = sum(delivered.get(each, 0) for each in wallets)
            assert got + held - debt == due, final

    def delivered_by(self, ledger: Address) -> dict[Address, int]:
        """Cash that left a ledger, by the wallet whose claim it was."""
        delivered: dict[Address, int] = {}
        for event in self.events:
            if event.emitter == ledger and isinstance(event, HolderSettled):
                units = event.paid_units
            elif event.emitter == ledger and isinstance(event, HeldReleased | OrderExecuted):
                units = event.amount
            else:
                continue
            delivered[event.holder] = delivered.get(event.holder, 0) + units
        return delivered

    def cash_is_where_it_was_sent(self) -> None:
        received = tuple(self.mirror.cash.received.get(each, 0) for each in RECEIVERS)
        assert self.pool.cash.balances_of(RECEIVERS) == received

    @staticmethod
    def as_binding(expected: Any, like: Any) -> Any:
        """The reference's claim as the binding's record."""
        return type(like)(
            expected.interest_units,
            expected.principal_units,
            expected.debt_units,
            expected.payable_units,
        )

    # The end

    def close_the_books(self) -> None:
        """Compare what is promised, settle everyone in full, and observe everything."""
        for tranche in range(len(FACES_CENTS)):
            self.claims_equal_the_reference(tranche)
            self.inv_3_owed_by_the_chains_own_histories(tranche)
        last = max(self.last_payable(tranche) for tranche in range(len(FACES_CENTS)))
        for tranche in range(len(FACES_CENTS)):
            self.settle_all(tranche, WALLETS, ALL_STEPS, at=self.soonest(last))
        for tranche in range(len(FACES_CENTS)):
            self.inv_6_settling_the_settled_changes_nothing(tranche)
        self.inv_7_accepted_months_follow_each_other()
        self.inv_10_classes_and_overcollateralisation_are_the_pool()
        self.cash_is_where_it_was_sent()
        for tranche in range(len(FACES_CENTS)):
            self.moved.add(tranche)
            self.inv_4_the_schedule_of_settling_changes_nobodys_total(tranche)
            self.inv_11_and_inv_12_stretches_are_one_list(tranche)
            self.inv_13_the_register_counts_the_identities_that_hold(tranche)
            self.accounts_equal_the_reference(tranche)
        self.after_each_step()
