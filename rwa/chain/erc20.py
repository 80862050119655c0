"""What certificates and cash have in common (ERC-20 with ERC-2612)."""

from collections.abc import Sequence

from rwa.chain.access import AccessControlled
from rwa.chain.transactions import ContractCall
from rwa.core.ids import Address


class Erc20(AccessControlled):
    """A token; amounts are in its base units."""

    __slots__ = ()

    def name(self) -> str:
        """Return the token's long name."""
        return str(self._read_one("name"))

    def symbol(self) -> str:
        """Return the token's short name."""
        return str(self._read_one("symbol"))

    def decimals(self) -> int:
        """Return how many digits of an amount stand behind the point."""
        return int(self._read_one("decimals"))

    def total_supply(self) -> int:
        """Return the sum of all balances, in base units."""
        return int(self._read_one("totalSupply"))

    def balance_of(self, account: Address) -> int:
        """Return what an account has, in base units."""
        return int(self._read_one("balanceOf", account))

    def balances_of(self, accounts: Sequence[Address]) -> tuple[int, ...]:
        """Return what several accounts have, read together."""
        answers = self._read_many("balanceOf", ((account,) for account in accounts))
        return tuple(int(answer[0]) for answer in answers)

    def allowance(self, *, owner: Address, spender: Address) -> int:
        """Return what `spender` may still take from `owner`."""
        return int(self._read_one("allowance", owner, spender))

    def transfer(self, to: Address, amount: int) -> ContractCall:
        """Send base units of the sender's own."""
        return self._call("transfer", to, amount)

    def transfer_from(self, owner: Address, to: Address, amount: int) -> ContractCall:
        """Send base units of another account within its allowance."""
        return self._call("transferFrom", owner, to, amount)

    def approve(self, spender: Address, amount: int) -> ContractCall:
        """Let `spender` take up to `amount` of the sender's own."""
        return self._call("approve", spender, amount)
