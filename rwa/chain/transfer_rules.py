"""Binding of TransferRules: the fixed limits of who may hold and transfer a certificate."""

from collections.abc import Sequence
from dataclasses import astuple
from typing import ClassVar

from rwa.chain.contract import BoundContract
from rwa.chain.contract_structs import TransferLimits
from rwa.chain.transactions import ContractCall
from rwa.core.ids import Address


class TransferRules(BoundContract):
    """Limits written into code; a rule changes by deploying others."""

    __slots__ = ()
    artifact: ClassVar[str] = "TransferRules"

    @classmethod
    def deployment(
        cls, *, registry: Address, limits: TransferLimits, countries: Sequence[int] = ()
    ) -> ContractCall:
        """Return the creation of rules; no `countries` (ISO 3166-1 numeric) allows all."""
        return cls.creation(registry, astuple(limits), tuple(countries))

    def limits(self) -> TransferLimits:
        """Return the limits; 0 is none."""
        return TransferLimits.from_abi(self._read_one("limits"))

    def country_allowed(self, country: int) -> bool:
        """Tell whether a holder in a country may receive the certificate."""
        return bool(self._read_one("countryAllowed", country))

    def in_good_standing(self, wallet: Address) -> bool:
        """Tell whether a wallet is known, valid, not blocked and not replaced."""
        return bool(self._read_one("inGoodStanding", wallet))

    def registry(self) -> Address:
        """Return the register that the rules read."""
        return Address(self._read_one("registry"))

    def check(
        self, *, sender: Address, to: Address, amount: int, sender_after: int, to_before: int
    ) -> None:
        """Ask for a transfer's refusal without making it. Raises the rule's own error."""
        self._read("check", sender, to, amount, sender_after, to_before)
