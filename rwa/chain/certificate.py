"""Binding of PoolCertificate: who holds how much original face, now and at every record time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rwa.chain.erc20 import Erc20
from rwa.chain.transactions import ContractCall
from rwa.core.ids import Address


@dataclass(frozen=True, slots=True)
class Holding:
    """A wallet's holding as the ledger reads it."""

    balance_units: int
    """What it has; the closing balance of every period from `changed_in` on."""
    first_in: int
    """First period whose closing balance may be other than 0; 0 if it never held."""
    changed_in: int
    """First period of the current stretch of equal closing balances."""
    previous: int
    """First period of the stretch before; 0 if the current one is the first."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Closed periods with one closing balance."""

    balance_units: int
    """Closing balance of each of them."""
    next_start: int
    """First period of the stretch after."""
    previous_start: int
    """First period of the stretch before; 0 for the first."""


class PoolCertificate(Erc20):
    """The certificate of one class; 1,000,000 units are one dollar of original face."""

    __slots__ = ()
    artifact: ClassVar[str] = "PoolCertificate"

    @classmethod
    def deployment(
        cls,
        *,
        name: str,
        symbol: str,
        rules: Address,
        calendar: Address,
        oracle: Address,
        tranche: int,
        admin_delay_seconds: int,
        admin: Address,
    ) -> ContractCall:
        """Return the creation of the certificate of class `tranche`, counted from 0."""
        return cls.creation(
            name, symbol, rules, calendar, oracle, tranche, admin_delay_seconds, admin
        )

    # Reads

    def balance_at(self, holder: Address, period: int) -> int:
        """Return a closing balance. Raises PoolCertificate_PeriodNotClosed."""
        return int(self._read_one("balanceAt", holder, period))

    def balances_at(self, holders: Sequence[Address], period: int) -> tuple[int, ...]:
        """Return many closing balances of one period. Raises PoolCertificate_PeriodNotClosed."""
        return tuple(self._read_one("balancesAt", tuple(holders), period))

    def holding_of(self, holder: Address) -> Holding:
        """Return a wallet's holding and its current stretch."""
        return Holding(*self._read("holdingOf", holder))

    def stretch_of(self, holder: Address, start: int) -> Stretch:
        """Return the closed stretch that begins with period `start`; zeros if none does."""
        return Stretch(*self._read("stretchOf", holder, start))

    def current_face(self, holder: Address) -> int:
        """Return what is outstanding of a wallet's certificates, in units, rounded down."""
        return int(self._read_one("currentFace", holder))

    def frozen_units(self, account: Address) -> int:
        """Return the frozen total of a wallet; it may exceed what the wallet has."""
        return int(self._read_one("getFrozenTokens", account))

    def is_frozen(self, account: Address) -> bool:
        """Tell whether the whole wallet is frozen."""
        return bool(self._read_one("isFrozen", account))

    def can_transfer(self, sender: Address, to: Address, amount: int) -> bool:
        """Tell whether the rules allow a transfer; balances are another matter."""
        return bool(self._read_one("canTransfer", sender, to, amount))

    def issuance_closed(self) -> bool:
        """Tell whether the supply is final."""
        return bool(self._read_one("issuanceClosed"))

    def paused(self) -> bool:
        """Tell whether transfers and issuance are paused."""
        return bool(self._read_one("paused"))

    def tranche(self) -> int:
        """Return which row of a report is this class's, from 0."""
        return int(self._read_one("trancheIndex"))

    def rules(self) -> Address:
        """Return the transfer rules in force."""
        return Address(self._read_one("compliance"))

    def registry(self) -> Address:
        """Return the register of holders."""
        return Address(self._read_one("identityRegistry"))

    def calendar(self) -> Address:
        """Return the calendar whose record times close the periods."""
        return Address(self._read_one("calendar"))

    def oracle(self) -> Address:
        """Return the oracle of the pool's accepted reports."""
        return Address(self._read_one("remittanceOracle"))

    # Issuance, for the issuer

    def mint(self, to: Address, amount: int) -> ContractCall:
        """Issue units to a holder."""
        return self._call("mint", to, amount)

    def batch_mint(self, allotments: Sequence[tuple[Address, int]]) -> ContractCall:
        """Issue units to many holders; all or none."""
        return self._call(
            "batchMint", [to for to, _ in allotments], [amount for _, amount in allotments]
        )

    def close_issuance(self) -> ContractCall:
        """Fix the supply for good; it must be the class's original face."""
        return self._call("closeIssuance")

    # Holders

    def batch_transfer(self, transfers: Sequence[tuple[Address, int]]) -> ContractCall:
        """Send the sender's own units to many; all or none."""
        return self._call(
            "batchTransfer", [to for to, _ in transfers], [amount for _, amount in transfers]
        )

    # Compliance

    def set_address_frozen(self, account: Address, *, frozen: bool) -> ContractCall:
        """Freeze a whole wallet, or let it go."""
        return self._call("setAddressFrozen", account, frozen)

    def set_frozen_tokens(self, account: Address, amount: int) -> ContractCall:
        """Make `amount` the frozen total of a wallet."""
        return self._call("setFrozenTokens", account, amount)

    def set_transfer_rules(self, rules: Address) -> ContractCall:
        """Follow other rules of the same register."""
        return self._call("setTransferRules", rules)

    # Transfer agent

    def forced_transfer(self, sender: Address, to: Address, amount: int) -> ContractCall:
        """Move certificates by order of an authority."""
        return self._call("forcedTransfer", sender, to, amount)

    def recover(self, *, lost: Address, successor: Address, identity: int) -> ContractCall:
        """Move a lost wallet's certificates and freezes to its registered successor."""
        as_address = Address(f"0x{identity:040x}")
        return self._call("recoveryAddress", lost, successor, as_address)

    # Guardian, compliance, admin

    def pause(self) -> ContractCall:
        """Stop transfers and issuance. For the guardian."""
        return self._call("pause")

    def unpause(self) -> ContractCall:
        """Let them go on. For compliance or the admin."""
        return self._call("unpause")
