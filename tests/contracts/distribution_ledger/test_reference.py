"""Random histories on the real contracts: the ledger equals the reference to the base unit."""

from dataclasses import dataclass, field
from random import Random
from typing import Any

import pytest

from rwa.chain.accounts import LocalAccount
from rwa.chain.contract_events import DebtChanged, HolderSettled, PaymentHeld
from rwa.chain.errors import ContractReverted
from rwa.core.ids import Address
from rwa.deal.ledger_records import LedgerRefused, Settlement
from rwa.deal.ledger_reference import LedgerReference

PERIODS = 12
SUPPLY = 10**12
PREFIX = "DistributionLedger_"


@dataclass
class Twin:
    """The contracts and the reference, moved by the same hand."""

    ground: Any
    draw: Random
    reference: LedgerReference
    wallets: list[Address]
    keys: dict[Address, LocalAccount]
    spare: list[LocalAccount]
    met: set[str] = field(default_factory=set)

    @property
    def now(self) -> int:
        """Time of the head, at which views are asked."""
        return int(self.ground.chain.head().timestamp)

    def wallet(self) -> Address:
        return self.draw.choice(self.wallets)

    # --- what happens -------------------------------------------------------------------------

    def transfer(self) -> None:
        sender, to = self.wallet(), self.wallet()
        barred = self.reference._unpayable | set(self.reference._successors)
        if {sender, to} & barred:
            return
        balance = self.ground.certificate.read("balanceOf", sender)
        units = self.draw.choice([balance, balance // 3, min(balance, 1_234_567)])
        receipt = self.ground.certificate.mine(self.keys[sender], "transfer", to, units)
        assert receipt.succeeded
        self.reference.transfer(sender=sender, to=to, units=units, now=self.now)

    def month(self) -> None:
        period = len(self.reference.funded) + 1
        if period > PERIODS:
            return
        if period > self.ground.oracle.read("lastAccepted"):
            self.report(period)
        self.both("postAndFund", period, lambda: self.reference.post_and_fund(period))
        if self.draw.random() < 0.8:
            self.ground.pass_pay_time(period)

    def report(self, period: int) -> None:
        interest, principal = self.draw.randrange(700_000), self.draw.randrange(90_000)
        if period < self.ground.oracle.read("lastAccepted"):
            principal = self.ground.oracle.read("trancheAmounts", period, 0)[3]
        revision = self.ground.report(period, interest=interest, principal=principal)
        self.reference.accept_report(
            period, revision=revision, interest_cents=interest, principal_cents=principal
        )

    def revise(self) -> None:
        last = self.ground.oracle.read("lastAccepted")
        if last:
            self.report(self.draw.randint(1, last))

    def post(self) -> None:
        period = self.draw.randint(1, PERIODS)
        self.both("post", period, lambda: self.reference.post(period))

    def fund(self) -> None:
        period = self.draw.choice([len(self.reference.funded) + 1, self.draw.randint(1, PERIODS)])
        self.both("fund", period, lambda: self.reference.fund(period))

    def adjust(self) -> None:
        last = len(self.reference.funded)
        period = self.draw.randint(1, last + 1)
        if period <= last and self.draw.random() < 0.8:
            self.report(period)
        self.both("postAdjustment", period, lambda: self.reference.revise(period))
        if self.draw.random() < 0.7:
            self.both("fundAdjustment", period, lambda: self.reference.fund_adjustment(period))

    def withdraw(self) -> None:
        totals = self.reference.totals
        units = totals.recovered - totals.withdrawn + self.draw.randint(-3, 1)
        if units > 0:
            self.both("withdrawRecovered", units, lambda: self.reference.withdraw_recovered(units))

    def block(self) -> None:
        wallet = self.wallet()
        if wallet in self.reference._successors:
            return
        payable = wallet in self.reference._unpayable
        self.ground.block(wallet, blocked=not payable)
        self.reference.set_payable(wallet, payable=payable)

    def replace(self) -> None:
        lost = self.wallet()
        gone = self.reference._unpayable | set(self.reference._successors)
        if lost in gone or not self.spare:
            return
        key = self.spare.pop()
        self.ground.replace_wallet(lost, key.address)
        self.keys[key.address] = key
        self.wallets.append(key.address)
        self.reference.replace_wallet(lost, key.address, now=self.now)

    def retry(self) -> None:
        wallet = self.wallet()
        self.both("retryHeld", wallet, lambda: self.reference.retry_held(wallet))

    def settle(self) -> None:
        wallet, steps = self.wallet(), self.draw.choice([0, 1, 1, 2, 3, 2**16])
        events = self.ground.settle(wallet, steps)
        expected = self.reference.settle(wallet, now=self.now, max_steps=steps)
        assert self._settlement(events) == expected
        if expected.netted_units:
            self.met.add("netted")
        if expected.held_units:
            self.met.add("held")

    def settle_many(self) -> None:
        batch = [self.wallet() for _ in range(self.draw.randint(0, 6))]
        self.ground.ledger.mine(self.keys[self.wallets[0]], "settleMany", batch, 2**16)
        for wallet in batch:
            self.reference.settle(wallet, now=self.now, max_steps=2**16)

    # --- holding one to the other -------------------------------------------------------------

    def both(self, function: str, argument: Any, reference: Any) -> None:
        """Do it on both sides; what one refuses, the other refuses by the same name."""
        try:
            reference()
            refusal = None
        except LedgerRefused as refused:
            refusal = PREFIX + refused.error
        servicer = self.ground.actor("servicer")
        try:
            self.ground.ledger.send(servicer, function, argument)
            reverted = None
        except ContractReverted as error:
            reverted = type(error).__name__
        assert reverted == refusal
        self.met.add(refusal or function)

    def _settlement(self, events: tuple[Any, ...]) -> Settlement:
        settled = [event for event in events if isinstance(event, HolderSettled)]
        debts = [event for event in events if isinstance(event, DebtChanged)]
        held = [event for event in events if isinstance(event, PaymentHeld)]
        if not settled:
            return Settlement(0, 0, 0, 0, 0, 0)
        return Settlement(
            interest_units=settled[0].interest_units,
            principal_units=settled[0].principal_units,
            debit_units=sum(event.added_units for event in debts),
            netted_units=sum(event.netted_units for event in debts),
            paid_units=settled[0].paid_units,
            held_units=sum(event.amount for event in held),
        )

    def assert_equal(self) -> None:
        """Compare every wallet and the totals."""
        ledger, reference = self.ground.ledger, self.reference
        assert ledger.read("payableThrough") == reference.payable_through(self.now)
        for wallet in self.wallets:
            account = ledger.read("accountOf", wallet)
            expected = reference.account(wallet)
            assert (account[0], account[2]) == (expected.settled_through, expected.cursor)
            assert tuple(account[3:6]) == reference.remainders(wallet)
            assert account[6] == reference.debt_of(wallet)
            assert ledger.read("heldOf", wallet)[0] == reference.held_of(wallet)
            claim = reference.claimable(wallet, now=self.now)
            assert tuple(ledger.read("claimable", wallet)) == (
                claim.interest_units,
                claim.principal_units,
                claim.debt_units,
                claim.payable_units,
            )
        totals = reference.totals
        assert tuple(ledger.read("totals")) == (
            totals.funded,
            totals.paid,
            totals.held,
            totals.recovered,
            totals.withdrawn,
            totals.outstanding,
        )
        self.assert_conserved()

    def assert_conserved(self) -> None:
        totals = self.reference.totals
        credited = totals.paid + totals.held + totals.recovered
        assert totals.funded * SUPPLY == credited * SUPPLY + self.reference.owed_parts()
        assert self.ground.cash.read("balanceOf", self.ground.ledger.address) == totals.outstanding


ACTIONS = (
    *(Twin.transfer,) * 5,
    *(Twin.month,) * 3,
    *(Twin.adjust,) * 4,
    *(Twin.settle,) * 6,
    Twin.settle_many,
    Twin.revise,
    Twin.post,
    Twin.fund,
    Twin.withdraw,
    Twin.block,
    Twin.replace,
    Twin.retry,
)


@pytest.fixture
def twin(ground: Any, new_wallets: list[LocalAccount]) -> Twin:
    names = [f"certificate_holder_{name}" for name in "abc"]
    keys = {ground.actor(name).address: ground.actor(name) for name in names}
    times = [ground.calendar.read("times", period) for period in range(1, PERIODS + 1)]
    reference = LedgerReference(
        supply=SUPPLY,
        record_times=[record for record, _ in times],
        pay_times=[pay for _, pay in times],
    )
    twin = Twin(ground, Random(0), reference, list(keys), keys, new_wallets)
    for wallet in twin.wallets:
        balance = ground.certificate.read("balanceOf", wallet)
        reference.set_balance(wallet, balance=balance, now=twin.now)
    return twin


@pytest.mark.parametrize("seed", [0, 2, 4])
def test_inv_3_inv_4_inv_8_ledger__random_history__equals_the_reference(
    twin: Twin, seed: int
) -> None:
    twin.draw = Random(seed)
    for number in range(100):
        twin.draw.choice(ACTIONS)(twin)
        if number % 6 == 0:
            twin.assert_equal()
    for wallet in twin.wallets:
        twin.ground.settle(wallet)
        twin.reference.settle(wallet, now=twin.now)
    twin.assert_equal()
    assert {"postAndFund", "fundAdjustment", "netted", "held"} <= twin.met
