"""Binding of DistributionLedger: one class's cash, funded by payers, settled to holders."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from eth_abi.abi import encode

from rwa.chain.access import AccessControlled
from rwa.chain.accounts import Account
from rwa.chain.contract_structs import Account as HolderAccount
from rwa.chain.contract_structs import (
    Adjustment,
    Distribution,
    HoldReason,
    Order,
    Totals,
)
from rwa.chain.eip712 import Domain
from rwa.chain.hashing import keccak
from rwa.chain.transactions import ContractCall
from rwa.core.ids import Address

ALL_STEPS = 2**16
"""A step limit above anything a holder can have: settle everything that is due."""

SETTLE_TO_TYPE_HASH = keccak(b"SettleTo(address holder,address to,uint256 nonce,uint256 deadline)")


@dataclass(frozen=True, slots=True)
class Claim:
    """What a settlement without a step limit would do now, in base units."""

    interest_units: int
    """Interest to credit."""
    principal_units: int
    """Principal to credit."""
    debt_units: int
    """Debt before netting, new debits included."""
    payable_units: int
    """Cash it would try to send; 0 while the holder is blocked."""


@dataclass(frozen=True, slots=True)
class HeldCash:
    """Cash credited to a wallet that could not be sent."""

    amount_units: int
    """What waits in the ledger."""
    reason: HoldReason
    """Why the latest of it waits."""


@dataclass(frozen=True, slots=True)
class WaitingAdjustment:
    """A correction of a funded period that nobody has funded yet."""

    waits: bool
    """False: there is none, and the rest is zero."""
    revision: int
    """Revision of the report it comes from."""
    interest_units: int
    """Signed interest leg."""
    principal_units: int
    """Signed principal leg."""


class DistributionLedger(AccessControlled):
    """The cash of one certificate's holders; amounts are base units of the cash token."""

    __slots__ = ()
    artifact: ClassVar[str] = "DistributionLedger"

    @classmethod
    def deployment(
        cls,
        *,
        certificate: Address,
        oracle: Address,
        cash: Address,
        redirection_delay_seconds: int,
        escheat_delay_seconds: int,
        admin_delay_seconds: int,
        admin: Address,
    ) -> ContractCall:
        """Return the creation of the ledger of one certificate."""
        return cls.creation(
            certificate,
            oracle,
            cash,
            redirection_delay_seconds,
            escheat_delay_seconds,
            admin_delay_seconds,
            admin,
        )

    # Funding

    def post(self, period: int) -> ContractCall:
        """Take the amounts of a period from its accepted report."""
        return self._call("post", period)

    def fund(self, period: int) -> ContractCall:
        """Pay the posted amounts in from the sender's cash. For payers."""
        return self._call("fund", period)

    def post_and_fund(self, period: int) -> ContractCall:
        """Do both in one transaction. For payers."""
        return self._call("postAndFund", period)

    def post_adjustment(self, period: int) -> ContractCall:
        """Note what the latest revision of a funded period changes."""
        return self._call("postAdjustment", period)

    def fund_adjustment(self, period: int) -> ContractCall:
        """Pay the positive legs in and make the waiting adjustment binding. For payers."""
        return self._call("fundAdjustment", period)

    def withdraw_recovered(self, amount: int) -> ContractCall:
        """Take back what netting recovered. For payers."""
        return self._call("withdrawRecovered", amount)

    def sweep_excess(self, to: Address) -> ContractCall:
        """Send cash that nobody is owed. For the admin."""
        return self._call("sweepExcess", to)

    def distribution(self, period: int) -> Distribution:
        """Return what is posted or funded for a period; all zero if nothing is."""
        return Distribution.from_abi(self._read_one("distribution", period))

    def waiting_adjustment(self, period: int) -> WaitingAdjustment:
        """Return the adjustment of a period that waits for its funding."""
        return WaitingAdjustment(*self._read("waitingAdjustment", period))

    def adjustments(self) -> tuple[Adjustment, ...]:
        """Return every funded adjustment entry, in order."""
        count = int(self._read_one("adjustmentCount"))
        answers = self._read_many("adjustment", ((index,) for index in range(count)))
        return tuple(Adjustment.from_abi(answer[0]) for answer in answers)

    def last_funded(self) -> int:
        """Return the last funded period; 0 before the first."""
        return int(self._read_one("lastFunded"))

    # Settling

    def settle(self, holder: Address, *, max_steps: int = ALL_STEPS) -> ContractCall:
        """Credit a holder and pay it. Anyone may."""
        return self._call("settle", holder, max_steps)

    def settle_many(
        self, holders: Sequence[Address], *, max_steps: int = ALL_STEPS
    ) -> ContractCall:
        """Credit and pay many holders, up to `max_steps` each. Anyone may."""
        return self._call("settleMany", tuple(holders), max_steps)

    def settle_to(
        self,
        holder: Address,
        to: Address,
        *,
        signer: Account,
        nonce: int,
        deadline: int,
        max_steps: int = ALL_STEPS,
    ) -> ContractCall:
        """Pay `to` by the signature of the final successor, made here; anyone may bring it."""
        domain = Domain("DistributionLedger", "1", self.chain.identity.chain_id, self.address)
        words = ("bytes32", "address", "address", "uint256", "uint256")
        values = (SETTLE_TO_TYPE_HASH, holder, to, nonce, deadline)
        signature = signer.sign(domain.message(keccak(encode(words, values)))).to_bytes()
        return self._call("settleTo", holder, to, max_steps, deadline, signature)

    def claimable(self, holder: Address) -> Claim:
        """Return what a settlement would do now."""
        return Claim(*self._read_one("claimable", holder))

    def claimable_of(self, holders: Sequence[Address]) -> tuple[Claim, ...]:
        """Return what settlements of many holders would do now, read together."""
        answers = self._read_many("claimable", ((holder,) for holder in holders))
        return tuple(Claim(*answer[0]) for answer in answers)

    def nonce_of(self, holder: Address) -> int:
        """Return the nonce that the holder's next `settle_to` signature must name."""
        return int(self._read_one("nonces", holder))

    def account_of(self, holder: Address) -> HolderAccount:
        """Return where a holder's settlement stands."""
        return HolderAccount.from_abi(self._read_one("accountOf", holder))

    def accounts_of(self, holders: Sequence[Address]) -> tuple[HolderAccount, ...]:
        """Return where many holders' settlements stand, read together."""
        answers = self._read_many("accountOf", ((holder,) for holder in holders))
        return tuple(HolderAccount.from_abi(answer[0]) for answer in answers)

    def payable_through(self) -> int:
        """Return the last period that a settlement credits now."""
        return int(self._read_one("payableThrough"))

    def totals(self) -> Totals:
        """Return the class's cash account."""
        return Totals.from_abi(self._read_one("totals"))

    # Held cash

    def held_of(self, holder: Address) -> HeldCash:
        """Return the cash held for exactly this wallet."""
        amount, reason = self._read("heldOf", holder)
        return HeldCash(amount, HoldReason(reason))

    def held_units_of(self, holders: Sequence[Address]) -> tuple[int, ...]:
        """Return the cash held for many wallets, read together."""
        answers = self._read_many("heldOf", ((holder,) for holder in holders))
        return tuple(int(amount) for amount, _ in answers)

    def retry_held(self, holder: Address) -> ContractCall:
        """Send held cash once the cause is gone. Anyone may."""
        return self._call("retryHeld", holder)

    def order_redirection(self, holder: Address, to: Address, reference: bytes) -> ContractCall:
        """Direct held cash to someone else after a delay. For compliance."""
        return self._call("orderRedirection", holder, to, reference)

    def order_escheat(self, holder: Address, to: Address, reference: bytes) -> ContractCall:
        """Hand held cash to the state after a longer delay. For compliance."""
        return self._call("orderEscheat", holder, to, reference)

    def cancel_order(self, holder: Address) -> ContractCall:
        """Take a waiting order back. For compliance or the guardian."""
        return self._call("cancelOrder", holder)

    def execute_order(self, holder: Address) -> ContractCall:
        """Carry a waiting order out once its delay is over. Anyone may."""
        return self._call("executeOrder", holder)

    def order_of(self, holder: Address) -> Order:
        """Return the order that waits; kind NONE if there is none."""
        return Order.from_abi(self._read_one("orderOf", holder))

    # Parts

    def certificate(self) -> Address:
        """Return the certificate whose holders are paid."""
        return Address(self._read_one("certificate"))

    def cash(self) -> Address:
        """Return the cash token."""
        return Address(self._read_one("cash"))

    def units_per_cent(self) -> int:
        """Return how many base units of cash one cent is."""
        return int(self._read_one("unitsPerCent"))
