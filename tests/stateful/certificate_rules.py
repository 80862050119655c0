"""Rules about who holds: transfers around record times, and lost keys."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from rwa.core.ids import Address
from tests.stateful.machine import HOLDERS, SHARES, TRANCHES, PoolMachine, part_of
from tests.stateful.pool_on_chain import (
    SPARE_WALLETS,
    WALLETS,
    identity_facts,
    role_of,
    wallet,
)

SECONDS = st.sampled_from(((), (), (-1,), (0,), (1,), (0, 1), (-1, 0, 1)))
"""After the record time, or none: now."""


class CertificateRules(PoolMachine):
    """What holders and the transfer agent do."""

    def transfer(
        self, tranche: int, sender: Address, to: Address, units: int, *, at: int | None = None
    ) -> None:
        """Transfer, and be refused exactly where the register says so."""
        register = self.mirror.register
        allowed = register.in_good_standing(sender) and register.in_good_standing(to)
        call = self.pool.certificate(tranche).transfer(to, units)
        attempt = self.attempt(role_of(sender), call, at=at)
        assert (attempt.error is None) == allowed, attempt.error
        if allowed:
            self.mirror.move(tranche, sender=sender, to=to, units=units, at=attempt.at)
            self.moved.add(tranche)

    @rule(data=st.data(), tranche=TRANCHES, to=HOLDERS, share=SHARES, seconds=SECONDS)
    def trade(
        self, data: st.DataObject, tranche: int, to: Address, share: int, seconds: tuple[int, ...]
    ) -> None:
        """Transfers, to oneself too: now, or around the next record time, or in its second."""
        sender, record_time = self.any_holder(data, tranche), self.next_record_time()
        times = (record_time + second for second in seconds) if record_time else ()
        for at in times if seconds and record_time else (None,):
            held = self.balance(tranche, sender)
            if held:
                self.transfer(tranche, sender, to, part_of(held, share), at=at)

    @precondition(lambda self: len(self.fresh_wallets()) > (0 if self.entangled() else 1))
    @rule(data=st.data())
    def recover(self, data: st.DataObject) -> None:
        """A key is lost: a fresh wallet takes the place of the old one, with its certificates.

        Rather of a wallet with debt or held cash: the last fresh wallet is kept for one.
        """
        register, registry = self.mirror.register, self.pool.registry
        candidates = self.entangled() or register.in_good_order()
        if not candidates:
            return
        old = data.draw(st.sampled_from(candidates))
        new, identity = self.fresh_wallets()[0], register.identities[old]
        self.do("transfer_agent", registry.set_holder(new, identity_facts(identity)))
        self.do("transfer_agent", registry.set_successor(old=old, new=new))
        register.identities[new] = identity
        register.successors[old] = new
        for tranche in range(len(self.mirror.classes)):
            if self.balance(tranche, old):
                certificate = self.pool.certificate(tranche)
                recovery = certificate.recover(lost=old, successor=new, identity=identity)
                self.do("transfer_agent", recovery)
            self.mirror.replace_wallet(tranche, old=old, new=new, at=self.pool.now)
            self.moved.add(tranche)

    # Parts

    def balance(self, tranche: int, holder: Address) -> int:
        return self.class_of(tranche).reference.history(holder).now

    def holders_of(self, tranche: int) -> list[Address]:
        """Wallets that hold something of a class; never none."""
        return [holder for holder in WALLETS if self.balance(tranche, holder)]

    def any_holder(self, data: st.DataObject, tranche: int) -> Address:
        return data.draw(st.sampled_from(self.holders_of(tranche)))

    def entangled(self) -> list[Address]:
        """Wallets in good order with debt or held cash."""
        return [
            holder
            for holder in self.mirror.register.in_good_order()
            for mirrored in self.mirror.classes
            if mirrored.reference.debt_of(holder) or mirrored.reference.held_of(holder)
        ]

    def fresh_wallets(self) -> list[Address]:
        """Wallets that nobody knows yet."""
        identities = self.mirror.register.identities
        return [each for each in map(wallet, SPARE_WALLETS) if each not in identities]
