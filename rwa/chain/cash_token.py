"""Binding of the cash token: any ERC-20 dollar by its address, or the project's TestDollar."""

from typing import ClassVar

from rwa.chain.erc20 import Erc20
from rwa.chain.transactions import ContractCall
from rwa.core.ids import Address

UNITS_PER_CENT = 10_000
"""Base units of a 6-decimal cash token in one cent."""


class CashToken(Erc20):
    """A dollar; amounts are base units, 10,000 to the cent for 6 decimals."""

    __slots__ = ()
    artifact: ClassVar[str] = "TestDollar"


class TestDollar(CashToken):
    """The dollar of demos and tests; worth nothing."""

    __test__: ClassVar[bool] = False
    __slots__ = ()

    @classmethod
    def deployment(cls, *, admin: Address) -> ContractCall:
        """Return the creation; `admin` mints, pauses and keeps the blocklist."""
        return cls.creation(admin)

    def blocklisted(self, account: Address) -> bool:
        """Tell whether the token refuses an account."""
        return bool(self._read_one("blocklisted", account))

    def paused(self) -> bool:
        """Tell whether every movement is refused."""
        return bool(self._read_one("paused"))

    def mint(self, to: Address, amount: int) -> ContractCall:
        """Create units. For minters."""
        return self._call("mint", to, amount)

    def burn(self, amount: int) -> ContractCall:
        """Destroy units of the sender's own. For minters."""
        return self._call("burn", amount)

    def add_to_blocklist(self, account: Address) -> ContractCall:
        """Refuse an account. For the blocklister."""
        return self._call("addToBlocklist", account)

    def remove_from_blocklist(self, account: Address) -> ContractCall:
        """Accept an account again. For the blocklister."""
        return self._call("removeFromBlocklist", account)

    def pause(self) -> ContractCall:
        """Stop every movement. For the pauser."""
        return self._call("pause")

    def unpause(self) -> ContractCall:
        """Let movements go on. For the pauser."""
        return self._call("unpause")
