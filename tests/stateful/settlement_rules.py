"""Rules about cash going out: settlements of every kind, held cash, orders, refusing cash."""

from collections.abc import Sequence

from hypothesis import strategies as st
from hypothesis.stateful import rule

from rwa.chain.contract_events import HolderSettled, PaymentHeld
from rwa.core.ids import Address
from tests.stateful.machine import HOLDERS, ORDERS, STEPS, TRANCHES, PoolMachine
from tests.stateful.pool_on_chain import (
    WALLETS,
    Attempt,
    account,
    role_of,
    wallet,
)

HOW = st.sampled_from(("everyone", "everyone", "few", "one", "signed"))
SECONDS = st.sampled_from((-1, 0, 1))
LISTS = st.lists(HOLDERS, max_size=6)
"""Any order, with duplicates."""
ALL_STEPS = 2**16


class SettlementRules(PoolMachine):
    """What anyone does to settle, and what stands in the way."""

    @rule(data=st.data(), tranche=TRANCHES, steps=STEPS, how=HOW)
    def settle(self, data: st.DataObject, tranche: int, steps: int, how: str) -> None:
        """One holder, a few, everyone at the payment time, or one by its signature."""
        if how == "everyone":
            self.settle_when_due(tranche, data.draw(ORDERS), steps, data.draw(SECONDS))
        elif how == "few":
            self.settle_all(tranche, data.draw(LISTS), steps)
        elif how == "one":
            holder = self.somebody_due(data, tranche)
            call = self.pool.ledger(tranche).settle(holder, max_steps=steps)
            self.compare_settlements(tranche, self.do("poster", call), [holder], steps)
        else:
            self.settle_to(tranche, self.somebody_due(data, tranche), expired=steps == 0)

    # Parts

    def settle_when_due(
        self, tranche: int, holders: Sequence[Address], steps: int, second: int
    ) -> None:
        """At the last funded period's payment time, or the second before or after."""
        at = self.soonest(self.last_payable(tranche) + second)
        self.settle_all(tranche, holders, steps, at=at)

    def somebody_due(self, data: st.DataObject, tranche: int) -> Address:
        """A wallet that a settlement would credit, if there is one."""
        reference, now = self.class_of(tranche).reference, self.pool.now
        claims = {holder: reference.claimable(holder, now=now) for holder in WALLETS}
        due = [each for each in WALLETS if claims[each].interest_units]
        return data.draw(st.sampled_from(due or list(WALLETS)))

    def settle_to(self, tranche: int, holder: Address, *, expired: bool) -> None:
        """The final holder signs that its cash goes to the court's wallet, this once."""
        ledger, now = self.pool.ledger(tranche), self.pool.now
        signer = self.mirror.register.final(holder)
        call = ledger.settle_to(
            holder,
            wallet("court"),
            signer=account(role_of(signer)),
            nonce=ledger.nonce_of(signer),
            deadline=now - 1 if expired else now + 60,
        )
        attempt = self.attempt("poster", call)
        if attempt.error is None:
            assert not expired
            self.compare_settlements(tranche, attempt, [holder], ALL_STEPS, to=wallet("court"))
            assert attempt.of_kind(HolderSettled)
        else:
            reason = "SignatureExpired" if expired else "NothingToSettle"
            assert type(attempt.error).__name__ == f"DistributionLedger_{reason}"
            claim = ledger.claimable(holder)
            assert expired or (claim.interest_units, claim.principal_units) == (0, 0)

    def settle_all(
        self, tranche: int, holders: Sequence[Address], steps: int, *, at: int | None = None
    ) -> None:
        call = self.pool.ledger(tranche).settle_many(holders, max_steps=steps)
        self.compare_settlements(tranche, self.do("poster", call, at=at), holders, steps)

    def compare_settlements(
        self,
        tranche: int,
        attempt: Attempt,
        holders: Sequence[Address],
        steps: int,
        *,
        to: Address | None = None,
    ) -> None:
        """Settle the same in the reference; every event must say what the reference did."""
        expected = []
        for holder in holders:
            before = self.class_of(tranche).reference.account(holder)
            settlement = self.mirror.settle(tranche, holder, at=attempt.at, steps=steps, to=to)
            if self.class_of(tranche).reference.account(holder) != before:
                expected.append((holder, settlement))
        settled = attempt.of_kind(HolderSettled)
        assert [
            (event.holder, event.interest_units, event.principal_units, event.paid_units)
            for event in settled
        ] == [
            (holder, each.interest_units, each.principal_units, each.paid_units)
            for holder, each in expected
        ]
        held = sum(event.amount for event in attempt.of_kind(PaymentHeld))
        assert held == sum(each.held_units for _, each in expected)
        self.touched.add(tranche)
