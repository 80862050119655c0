"""What a history should have led to: the Python reference of both ledgers, the register, the cash.

The mirror is told what happened and when; it never looks at the chain.
"""

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from rwa.chain.report import Content
from rwa.core.ids import Address
from rwa.deal.ledger_records import LedgerRefused, Settlement
from rwa.deal.ledger_reference import LedgerReference
from tests.stateful.pool_on_chain import (
    FACES_CENTS,
    FIRST_HOLDERS,
    NEWCOMERS,
    PAY_TIMES,
    RECORD_TIMES,
    UNITS_PER_CENT,
    WALLETS,
    PoolOnChain,
    allotments,
    wallet,
)
from tests.stateful.reports import AT_ISSUE, FIRST_PREVIOUS_HASH, MonthEnds, ends_of

Event = Callable[[LedgerReference], object]


@dataclass
class RegisterMirror:
    """Who is known, blocked, replaced, and paid elsewhere."""

    identities: dict[Address, int] = field(default_factory=dict)
    blocked: set[Address] = field(default_factory=set)
    payouts: dict[Address, Address] = field(default_factory=dict)
    successors: dict[Address, Address] = field(default_factory=dict)

    def final(self, holder: Address) -> Address:
        """The last wallet in place of one."""
        while holder in self.successors:
            holder = self.successors[holder]
        return holder

    def payee(self, holder: Address) -> Address:
        """Where a holder's cash goes."""
        final = self.final(holder)
        return self.final(self.payouts.get(final, final))

    def stops_payment(self, holder: Address) -> bool:
        """Whether compliance keeps a holder's cash back."""
        return bool({self.final(holder), self.payee(holder)} & self.blocked)

    def in_good_standing(self, holder: Address) -> bool:
        """Whether a wallet may hold and trade."""
        known = holder in self.identities and holder not in self.successors
        return known and holder not in self.blocked

    def in_use(self) -> list[Address]:
        """Known wallets that were not replaced."""
        return [holder for holder in self.identities if holder not in self.successors]

    def in_good_order(self) -> list[Address]:
        """Those of them that are not blocked."""
        return [holder for holder in self.in_use() if holder not in self.blocked]


@dataclass
class CashMirror:
    """Whom the cash token refuses, and what everyone received of the ledgers."""

    looks_at_senders: bool
    refused: set[Address] = field(default_factory=set)
    refuses_all: bool = False
    received: dict[Address, int] = field(default_factory=dict)

    def refuses(self, *, sender: Address, to: Address) -> bool:
        """Whether a transfer fails; a lying double looks at the receiver alone."""
        looked_at = {sender, to} if self.looks_at_senders else {to}
        return self.refuses_all or bool(looked_at & self.refused)

    def pay(self, payee: Address, units: int) -> None:
        self.received[payee] = self.received.get(payee, 0) + units


@dataclass(frozen=True, slots=True)
class OrderMirror:
    """An order on held cash."""

    to: Address
    amount: int
    executable_at: int


class ClassMirror:
    """One class: its reference ledger, and everything that happened to it."""

    def __init__(self, tranche: int, *, ledger: Address) -> None:
        self.ledger = ledger
        self.supply = FACES_CENTS[tranche] * UNITS_PER_CENT
        self.reference = self._at_issue(tranche)
        self.orders: dict[Address, OrderMirror] = {}
        self._tranche = tranche
        self._history: list[Event] = []

    def happen(self, event: Event) -> None:
        """Let something happen that is not a settlement: a transfer, a report, a funding."""
        event(self.reference)
        self._history.append(event)

    def refusal(self, event: Event) -> str | None:
        """The name of the contract's error if `event` must be refused now, else None."""
        try:
            event(copy.deepcopy(self.reference))
        except LedgerRefused as refused:
            return refused.error
        return None

    def undisturbed(self) -> LedgerReference:
        """The same history in which nobody was ever settled, held or refused."""
        reference = self._at_issue(self._tranche)
        for event in self._history:
            event(reference)
        return reference

    @property
    def held_wallets(self) -> list[Address]:
        """Wallets with held cash."""
        return [holder for holder in WALLETS if self.reference.held_of(holder)]

    def _at_issue(self, tranche: int) -> LedgerReference:
        reference = LedgerReference(
            supply=self.supply, record_times=RECORD_TIMES, pay_times=PAY_TIMES
        )
        for holder, units in allotments(tranche).items():
            reference.set_balance(holder, balance=units, now=0)
        return reference


class OracleMirror:
    """The accepted reports, by period, and which of them must be restated."""

    def __init__(self) -> None:
        self.accepted: dict[int, Content] = {}
        self.last_hash = FIRST_PREVIOUS_HASH
        self.restating = 0

    @property
    def last(self) -> int:
        """The last accepted period."""
        return max(self.accepted, default=0)

    @property
    def due(self) -> int:
        """The period that the next report is about, unless an earlier one is revised."""
        return self.restating or self.last + 1

    def begin_of(self, period: int) -> MonthEnds:
        """What a report of `period` must begin with."""
        return ends_of(self.accepted[period - 1]) if period > 1 else AT_ISSUE

    def next_revision(self, period: int) -> int:
        """The lowest revision that would be accepted."""
        return self.accepted[period].revision + 1 if period in self.accepted else 0

    def accept(self, content: Content, content_hash: bytes) -> None:
        """Note an accepted report."""
        period = content.period_index
        before = self.accepted.get(period)
        changed = before is not None and ends_of(before) != ends_of(content)
        self.accepted[period] = content
        self.last_hash = content_hash
        if period == self.last:
            self.restating = 0
        elif changed or period == self.restating:
            self.restating = period + 1


class Mirror:
    """Everything together."""

    def __init__(self, pool: PoolOnChain) -> None:
        self.register = RegisterMirror()
        for number, role in enumerate((*FIRST_HOLDERS, *NEWCOMERS), start=1):
            self.register.identities[wallet(role)] = number
        self.cash = CashMirror(looks_at_senders=pool.cash_kind == "TestDollar")
        self.oracle = OracleMirror()
        self.classes = tuple(
            ClassMirror(tranche, ledger=pool.ledger(tranche).address)
            for tranche in range(len(FACES_CENTS))
        )

    def accept(self, content: Content, content_hash: bytes) -> None:
        """Note an accepted report in the oracle and in both ledgers."""
        self.oracle.accept(content, content_hash)
        for mirrored, row in zip(self.classes, content.class_rows, strict=True):
            mirrored.happen(
                lambda reference, row=row: reference.accept_report(
                    content.period_index,
                    revision=content.revision,
                    interest_cents=row.interest_cents,
                    principal_cents=row.principal_cents,
                )
            )

    def move(self, tranche: int, *, sender: Address, to: Address, units: int, at: int) -> None:
        """Note a transfer."""
        self.classes[tranche].happen(
            lambda reference: reference.transfer(sender=sender, to=to, units=units, now=at)
        )

    def replace_wallet(self, tranche: int, *, old: Address, new: Address, at: int) -> None:
        """Note that a wallet was replaced and its certificates moved."""
        self.classes[tranche].happen(lambda reference: reference.replace_wallet(old, new, now=at))

    def settle(
        self, tranche: int, holder: Address, *, at: int, steps: int, to: Address | None = None
    ) -> Settlement:
        """Settle in the reference, and note where the cash went."""
        mirrored, payee = self.classes[tranche], to or self.register.payee(holder)
        payable = not self.register.stops_payment(holder) and not self.cash.refuses(
            sender=mirrored.ledger, to=payee
        )
        mirrored.reference.set_payable(self.register.final(holder), payable=payable)
        self.follow(mirrored, holder)
        settlement = mirrored.reference.settle(holder, now=at, max_steps=steps)
        self.cash.pay(payee, settlement.paid_units)
        return settlement

    def retry_held(self, tranche: int, holder: Address) -> None:
        """Send held cash of a holder that nothing stops any more."""
        mirrored, final = self.classes[tranche], self.register.final(holder)
        mirrored.reference.set_payable(final, payable=True)
        self.follow(mirrored, holder)
        self.cash.pay(self.register.payee(holder), mirrored.reference.retry_held(holder))
        mirrored.orders.pop(final, None)

    def follow(self, mirrored: ClassMirror, holder: Address) -> None:
        """An order ends when its cash leaves for the wallet that stands in the holder's place."""
        if holder in self.register.successors and mirrored.reference.held_of(holder):
            mirrored.orders.pop(holder, None)

    def groups(self) -> Iterator[tuple[Address, list[Address]]]:
        """Every final holder with the wallets it stands for."""
        for final in WALLETS:
            if final not in self.register.successors:
                yield final, [each for each in WALLETS if self.register.final(each) == final]
