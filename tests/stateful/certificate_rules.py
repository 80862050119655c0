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

    @rule(data=st.data(), tranche=TRANCHES, to=HOLDERS, share=SHARES)
    def trade(self, data: st.DataObject, tranche: int, to: Address, share: int) -> None:
        """A transfer now; to oneself too."""
        sender = data.draw(st.sampled_from(self.holders_of(tranche)))
        self.transfer(tranche, sender, to, part_of(self.balance(tranche, sender), share))

    @precondition(lambda self: self.next_record_time() is not None)
    @rule(
        data=st.data(),
        tranche=TRANCHES,
        to=HOLDERS,
        seconds=st.lists(st.integers(-1, 1), min_size=1, max_size=3, unique=True).map(sorted),
        share=SHARES,
    )
    def trade_around_record_time(
        self, data: st.DataObject, tranche: int, to: Address, seconds: list[int], share: int
    ) -> None:
        """Transfers in the second before a record time, in it, and in the one after."""
        record_time = self.next_record_time()
        assert record_time is not None
        sender = data.draw(st.sampled_from(self.holders_of(tranche)))
        for second in seconds:
            held = self.balance(tranche, sender)
            if held:
                self.transfer(tranche, sender, to, part_of(held, share), at=record_time + second)

    @precondition(lambda self: self.fresh_wallets() and self.mirror.register.in_good_order())
    @rule(data=st.data())
    def recover(self, data: st.DataObject) -> None:
        """A key is lost: a fresh wallet takes the place of the old one, with its certificates."""
        register, registry = self.mirror.register, self.pool.registry
        old = data.draw(st.sampled_from(register.in_good_order()))
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

    def fresh_wallets(self) -> list[Address]:
        """Wallets that nobody knows yet."""
        identities = self.mirror.register.identities
        return [each for each in map(wallet, SPARE_WALLETS) if each not in identities]
