"""Rules about what stands in the way of a payment, and about the cash that is held meanwhile."""

from collections.abc import Sequence

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from rwa.chain.transactions import ContractCall
from rwa.core.ids import Address
from tests.stateful.machine import HOLDERS
from tests.stateful.mirror import OrderMirror
from tests.stateful.pool_on_chain import (
    ESCHEAT_SECONDS,
    NEWCOMERS,
    REDIRECTION_SECONDS,
    TREASURIES,
    WALLETS,
    wallet,
)
from tests.stateful.settlement_rules import ALL_STEPS, SettlementRules

REASON = b"file 2027-1".ljust(32, b"\0")
PAYOUTS = tuple(map(wallet, (*TREASURIES, *NEWCOMERS)))
ACTIONS = st.sampled_from(
    ("clear", "clear", "retry", "order", "order", "now", "when due", "cancel")
)
CHANGES = st.sampled_from(("block", "unblock", "payout", "payee", "holder", "ledger"))
BLOCK_SECONDS = 12


class ObstacleRules(SettlementRules):
    """What compliance, the cash token's issuer and courts do."""

    @initialize(refused=st.lists(HOLDERS, max_size=3, unique=True))
    def begin_with_refusals(self, refused: list[Address]) -> None:
        """The cash token refuses some wallets from the start."""
        for holder in refused if self.has_obstacles else ():
            self.refuse_or_accept(holder)

    @precondition(lambda self: self.has_obstacles)
    @rule(data=st.data(), change=CHANGES)
    def change_obstacles(self, data: st.DataObject, change: str) -> None:
        """Compliance blocks or unblocks a wallet, a holder is paid elsewhere, cash refuses one."""
        register = self.mirror.register
        if change == "block" and register.in_good_order():
            self.block(data.draw(st.sampled_from(register.in_good_order())))
        elif change == "payee" and register.in_good_order():
            payee = data.draw(st.sampled_from(register.in_good_order()))
            self.set_payout(data.draw(st.sampled_from(register.in_use())), payee)
            self.block(payee)
        elif change == "unblock" and register.blocked:
            self.unblock(data.draw(st.sampled_from(sorted(register.blocked))))
        elif change == "payout":
            holder = data.draw(st.sampled_from(register.in_use()))
            payouts = [each for each in (holder, *PAYOUTS) if each not in register.blocked]
            self.set_payout(holder, data.draw(st.sampled_from(payouts)))
        elif change == "ledger":
            ledgers = [mirrored.ledger for mirrored in self.mirror.classes]
            self.refuse_or_accept(data.draw(st.sampled_from(ledgers)))
        else:
            self.refuse_or_accept(data.draw(st.sampled_from(WALLETS)))

    def settle_while_cash_stands_still(
        self, tranche: int, holders: Sequence[Address], second: int
    ) -> None:
        """The cash token refuses everything for a while."""
        self.do("admin", self.stopping(stops=True))
        self.mirror.cash.refuses_all = True
        self.settle_when_due(tranche, holders, ALL_STEPS, second)
        self.do("admin", self.stopping(stops=False))
        self.mirror.cash.refuses_all = False

    @precondition(lambda self: self.held_claims() or self.waiting_orders())
    @rule(data=st.data(), actions=st.lists(ACTIONS, min_size=1, max_size=3))
    def handle_held_cash(self, data: st.DataObject, actions: list[str]) -> None:
        """Retry payments, order them elsewhere, carry orders out or take them back."""
        for action in actions:
            if self.waiting_orders() and action in ("now", "when due", "cancel"):
                self.end_order(*data.draw(st.sampled_from(self.waiting_orders())), action)
            elif self.held_claims():
                tranche, holder = data.draw(st.sampled_from(self.held_claims()))
                if action == "order":
                    self.place_order(tranche, holder, data)
                    continue
                if action == "clear":
                    self.clear_the_way(tranche, holder)
                self.retry_held(tranche, holder)

    # Parts

    def clear_the_way(self, tranche: int, holder: Address) -> None:
        """Take away every reason why a holder is not paid."""
        register, ledger = self.mirror.register, self.class_of(tranche).ledger
        payee = register.payee(holder)
        for wallet_in_the_way in sorted({register.final(holder), payee} & register.blocked):
            self.unblock(wallet_in_the_way)
        for address in sorted({payee, ledger} & self.mirror.cash.refused):
            self.refuse_or_accept(address)

    def retry_held(self, tranche: int, holder: Address) -> None:
        """Try to send held cash; of a holder that still stands in the way too."""
        register, mirrored = self.mirror.register, self.class_of(tranche)
        payee, blocked = register.payee(holder), register.stops_payment(holder)
        went_through = self.expect(
            "poster",
            self.pool.ledger(tranche).retry_held(holder),
            refusal="DistributionLedger_HolderStillBlocked" if blocked else None,
            cash_refuses=self.mirror.cash.refuses(sender=mirrored.ledger, to=payee),
        )
        if went_through:
            self.mirror.retry_held(tranche, holder)
            self.touched.add(tranche)

    def place_order(self, tranche: int, holder: Address, data: st.DataObject) -> None:
        """A court redirects held cash, or it goes to the state; or nothing is held at all."""
        escheat, nobody = data.draw(st.booleans()), data.draw(st.integers(0, 4)) == 4
        mirrored, ledger = self.class_of(tranche), self.pool.ledger(tranche)
        holder = wallet("court") if nobody else holder
        place = ledger.order_escheat if escheat else ledger.order_redirection
        pending = "OrderPending" if holder in mirrored.orders else None
        refused = "NothingHeld" if nobody else pending
        if self.expect(
            "compliance",
            place(holder, wallet("court"), REASON),
            refusal=refused and f"DistributionLedger_{refused}",
        ):
            delay = ESCHEAT_SECONDS if escheat else REDIRECTION_SECONDS
            mirrored.orders[holder] = OrderMirror(
                wallet("court"), mirrored.reference.held_of(holder), self.pool.now + delay
            )

    def end_order(self, tranche: int, holder: Address, action: str) -> None:
        """Carry an order out, perhaps too early, or take it back."""
        mirrored, ledger = self.class_of(tranche), self.pool.ledger(tranche)
        order = mirrored.orders[holder]
        if action == "cancel":
            self.do("guardian", ledger.cancel_order(holder))
            del mirrored.orders[holder]
            return
        if action == "when due" and order.executable_at > self.pool.now + BLOCK_SECONDS:
            self.pool.chain.advance_to(order.executable_at - BLOCK_SECONDS)
        early = self.pool.now + BLOCK_SECONDS < order.executable_at
        held = mirrored.reference.held_of(holder)
        refused = "OrderTooEarly" if early else None if held else "NothingHeld"
        if self.expect(
            "poster",
            ledger.execute_order(holder),
            refusal=refused and f"DistributionLedger_{refused}",
            cash_refuses=self.mirror.cash.refuses(sender=ledger.address, to=order.to),
        ):
            units = mirrored.reference.release_held(holder, limit=order.amount)
            self.mirror.cash.pay(order.to, units)
            del mirrored.orders[holder]
            self.touched.add(tranche)

    def block(self, holder: Address) -> None:
        self.do("compliance", self.pool.registry.block_holder(holder, REASON))
        self.mirror.register.blocked.add(holder)

    def unblock(self, holder: Address) -> None:
        self.do("compliance", self.pool.registry.unblock_holder(holder, REASON))
        self.mirror.register.blocked.remove(holder)

    def set_payout(self, holder: Address, payout: Address) -> None:
        """Have a holder's cash sent elsewhere, or home again."""
        self.do("transfer_agent", self.pool.registry.set_payout_for(holder, payout))
        self.mirror.register.payouts[holder] = payout

    def refuse_or_accept(self, address: Address) -> None:
        refused = self.mirror.cash.refused
        refuses = address not in refused
        self.do("admin", self.refusing(address, refuses=refuses))
        (refused.add if refuses else refused.discard)(address)

    def held_claims(self) -> list[tuple[int, Address]]:
        """Classes and wallets with held cash."""
        return [
            (tranche, holder)
            for tranche, mirrored in enumerate(self.mirror.classes)
            for holder in mirrored.held_wallets
        ]

    def waiting_orders(self) -> list[tuple[int, Address]]:
        """Classes and wallets with an order on their held cash."""
        return [
            (tranche, holder)
            for tranche, mirrored in enumerate(self.mirror.classes)
            for holder in sorted(mirrored.orders)
        ]

    def refusing(self, address: Address, *, refuses: bool) -> ContractCall:
        """What makes the cash token refuse one account, or accept it again."""
        cash = self.pool.cash
        return cash.add_to_blocklist(address) if refuses else cash.remove_from_blocklist(address)

    def stopping(self, *, stops: bool) -> ContractCall:
        """What makes the cash token refuse everyone, or go on."""
        return self.pool.cash.pause() if stops else self.pool.cash.unpause()
