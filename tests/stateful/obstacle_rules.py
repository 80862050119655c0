"""Rules about what stands in the way of a payment, and about the cash that is held meanwhile."""

from collections.abc import Sequence

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from rwa.chain.transactions import ContractCall
from rwa.core.ids import Address
from tests.stateful.mirror import OrderMirror
from tests.stateful.pool_on_chain import (
    ESCHEAT_SECONDS,
    FIRST_HOLDERS,
    NEWCOMERS,
    REDIRECTION_SECONDS,
    TREASURIES,
    WALLETS,
    wallet,
)
from tests.stateful.settlement_rules import ALL_STEPS, SettlementRules

REASON = b"file 2027-1".ljust(32, b"\0")
PAYOUTS = tuple(map(wallet, (*TREASURIES, *NEWCOMERS, *FIRST_HOLDERS[:2])))
CHANGES = st.sampled_from(("block", "unblock", "payout", "holder", "holder", "ledger"))
BLOCK_SECONDS = 12


class ObstacleRules(SettlementRules):
    """What compliance, the cash token's issuer and courts do."""

    @rule(data=st.data(), change=CHANGES)
    def change_obstacles(self, data: st.DataObject, change: str) -> None:
        """Compliance blocks or unblocks a wallet, a holder is paid elsewhere, cash refuses one."""
        register = self.mirror.register
        if change == "block" and register.in_good_order():
            candidates = self.payees_to_block() or register.in_good_order()
            self.block(data.draw(st.sampled_from(candidates)))
        elif change == "unblock" and register.blocked:
            self.unblock(data.draw(st.sampled_from(sorted(register.blocked))))
        elif change == "payout":
            self.set_payout(data)
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
    @rule(data=st.data(), action=st.sampled_from(("retry", "order", "now", "when due", "cancel")))
    def handle_held_cash(self, data: st.DataObject, action: str) -> None:
        """Retry a payment, order it elsewhere, carry an order out or take it back."""
        if self.waiting_orders() and action in ("now", "when due", "cancel"):
            self.end_order(*data.draw(st.sampled_from(self.waiting_orders())), action)
        elif self.held_claims() and action == "order":
            self.place_order(*data.draw(st.sampled_from(self.held_claims())), data)
        elif self.held_claims():
            self.retry_held(*data.draw(st.sampled_from(self.held_claims())))

    # Parts

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

    def payees_to_block(self) -> list[Address]:
        """Wallets in good order that another holder is paid to."""
        register = self.mirror.register
        payees = {payout for holder, payout in register.payouts.items() if payout != holder}
        return [holder for holder in register.in_good_order() if holder in payees]

    def block(self, holder: Address) -> None:
        self.do("compliance", self.pool.registry.block_holder(holder, REASON))
        self.mirror.register.blocked.add(holder)

    def unblock(self, holder: Address) -> None:
        self.do("compliance", self.pool.registry.unblock_holder(holder, REASON))
        self.mirror.register.blocked.remove(holder)

    def set_payout(self, data: st.DataObject) -> None:
        """To another wallet, registered or not, or home again."""
        register = self.mirror.register
        holder = data.draw(st.sampled_from(register.in_use()))
        payouts = [each for each in (holder, *PAYOUTS) if each not in register.blocked]
        payout = data.draw(st.sampled_from(payouts))
        self.do("transfer_agent", self.pool.registry.set_payout_for(holder, payout))
        register.payouts[holder] = payout

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
