"""Rules about cash going out: settlements of every kind, held cash, orders, refusing cash."""

from collections.abc import Sequence

from hypothesis import strategies as st
from hypothesis.stateful import rule

from rwa.chain.contract_events import HolderSettled, PaymentHeld
from rwa.core.ids import Address
from tests.stateful.machine import HOLDERS, ORDERS, STEPS, TRANCHES, PoolMachine
from tests.stateful.pool_on_chain import (
    Attempt,
    account,
    role_of,
    wallet,
)

REFERENCE = b"court 2027-1".ljust(32, b"\0")
LISTS = st.lists(HOLDERS, max_size=6)
"""Any order, with duplicates."""
ALL_STEPS = 2**16


class SettlementRules(PoolMachine):
    """What anyone does to settle, and what stands in the way."""

    @rule(tranche=TRANCHES, holder=HOLDERS, steps=STEPS)
    def settle(self, tranche: int, holder: Address, steps: int) -> None:
        call = self.pool.ledger(tranche).settle(holder, max_steps=steps)
        self.compare_settlements(tranche, self.do("poster", call), [holder], steps)

    @rule(tranche=TRANCHES, holders=LISTS, steps=STEPS)
    def settle_many(self, tranche: int, holders: list[Address], steps: int) -> None:
        self.settle_all(tranche, holders, steps)

    @rule(tranche=TRANCHES, holders=ORDERS, steps=STEPS)
    def settle_everyone_when_due(
        self, tranche: int, holders: Sequence[Address], steps: int
    ) -> None:
        """Wait for the last funded period's payment time, then settle in some order."""
        self.settle_all(tranche, holders, steps, at=self.soonest(self.last_payable(tranche)))

    @rule(tranche=TRANCHES, holder=HOLDERS, expired=st.booleans())
    def settle_to(self, tranche: int, holder: Address, expired: bool) -> None:
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

    # Parts

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
