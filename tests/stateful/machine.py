"""What every rule works with: one pool, its mirror, and the amounts and times that are drawn.

A rule does something on the chain, tells the mirror, and compares. Invariants look at the classes
that the last step touched, and at everything when a history ends.
"""

import sys
from collections.abc import Callable
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine

from rwa.chain.event_log import ContractEvent
from rwa.chain.transactions import ContractCall
from rwa.deal.ledger_reference import LedgerReference
from tests.stateful.mirror import ClassMirror, Mirror
from tests.stateful.pool_on_chain import (
    FACES_CENTS,
    PAY_TIMES,
    RECORD_TIMES,
    WALLETS,
    Attempt,
    issued_pool,
)

TRANCHES = st.integers(0, len(FACES_CENTS) - 1)
HOLDERS = st.sampled_from(WALLETS)
ORDERS = st.sampled_from((WALLETS, WALLETS[::-1], WALLETS[3:] + WALLETS[:3] + WALLETS[2:5]))
"""Everyone, in some order, the last with duplicates."""
STEPS = st.sampled_from((0, 1, 2, 3, 2**16, 2**16))
"""Most histories settle fully; some stop half-way."""
SHARES = st.sampled_from((1_000, 0, 1, 333, 500, 999))
"""Thousandths of what is there; 0 stands for one base unit."""


def part_of(amount: int, share: int) -> int:
    """A share of an amount, at least one unit where there is one."""
    return min(max(amount * share // 1_000, 1), amount)


class PoolMachine(RuleBasedStateMachine):
    """A history in the making."""

    cash_kind: ClassVar[str] = "TestDollar"
    has_obstacles: ClassVar[bool] = True
    """Whether payments are ever stopped."""
    has_corrections: ClassVar[bool] = True
    """Whether reports are ever revised."""

    def __init__(self) -> None:
        super().__init__()
        self.pool = issued_pool(self.cash_kind).fork()
        self.mirror = Mirror(self.pool)
        self.moved: set[int] = set()
        """Classes whose certificates moved in this step."""
        self.touched: set[int] = set()
        """Classes whose cash moved in this step."""
        self.events: list[ContractEvent] = []
        """Everything the contracts said so far."""

    # Doing

    def attempt(self, role: str, call: ContractCall, *, at: int | None = None) -> Attempt:
        """Send a transaction that may be refused."""
        attempt = self.pool.attempt(role, call, at=at)
        self.events.extend(attempt.events)
        return attempt

    def do(self, role: str, call: ContractCall, *, at: int | None = None) -> Attempt:
        """Send a transaction that must succeed."""
        attempt = self.attempt(role, call, at=at)
        assert attempt.error is None, attempt.error
        return attempt

    def expect(
        self, role: str, call: ContractCall, *, refusal: str | None, cash_refuses: bool = False
    ) -> bool:
        """Send a transaction; it must be refused by that error, by the cash, or not at all.

        Returns whether it went through.
        """
        attempt = self.attempt(role, call)
        if refusal is not None:
            assert type(attempt.error).__name__ == refusal, (attempt.error, refusal)
        else:
            assert (attempt.error is not None) == cash_refuses, attempt.error
        return attempt.error is None

    def fund(
        self,
        tranche: int,
        call: ContractCall,
        event: Callable[[LedgerReference], object],
        *,
        cash_in: int = 0,
    ) -> bool:
        """Let the servicer call a funding function; contract and reference must agree on it."""
        mirrored = self.class_of(tranche)
        refused = mirrored.refusal(event)
        went_through = self.expect(
            "servicer",
            call,
            refusal=refused and f"DistributionLedger_{refused}",
            cash_refuses=cash_in > 0 and self.refuses_funding(mirrored),
        )
        if went_through:
            mirrored.happen(event)
            self.touched.add(tranche)
            self.inv_6_a_second_time_is_refused(tranche, call, event)
        return went_through

    def inv_6_a_second_time_is_refused(
        self, tranche: int, call: ContractCall, event: Callable[[LedgerReference], object]
    ) -> None:
        """Posting, funding or revising again what just was must be refused, and is in both."""
        refused = self.class_of(tranche).refusal(event)
        assert refused is not None
        self.expect("servicer", call, refusal=f"DistributionLedger_{refused}")

    # Knowing

    def class_of(self, tranche: int) -> ClassMirror:
        return self.mirror.classes[tranche]

    def refuses_funding(self, mirrored: ClassMirror) -> bool:
        """Whether the cash token would not let the servicer pay the ledger."""
        cash = self.mirror.cash
        return cash.refuses_all or mirrored.ledger in cash.refused

    def soonest(self, timestamp: int) -> int:
        """`timestamp`, or the next second if that is past."""
        return max(timestamp, self.pool.now + 1)

    def next_record_time(self) -> int | None:
        """The next record time that leaves a second before it; None after the last."""
        return next((time for time in RECORD_TIMES if time > self.pool.now + 1), None)

    def last_payable(self, tranche: int) -> int:
        """Payment time of the last funded period; now if nothing is funded."""
        funded = len(self.class_of(tranche).reference.funded)
        return PAY_TIMES[funded - 1] if funded else self.pool.now

    # Ending

    def teardown(self) -> None:
        """End a history that broke no rule by closing its books."""
        if sys.exc_info()[0] is None:
            self.close_the_books()

    def close_the_books(self) -> None:
        """Check everything; defined beside the invariants."""
        raise NotImplementedError
