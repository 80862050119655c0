"""What contracts with roles have in common (OpenZeppelin's AccessControl)."""

from rwa.chain.contract import BoundContract
from rwa.chain.roles import DEFAULT_ADMIN_ROLE
from rwa.chain.transactions import ContractCall
from rwa.core.ids import Address


class AccessControlled(BoundContract):
    """A contract whose functions ask for roles."""

    __slots__ = ()

    def has_role(self, role: bytes, account: Address) -> bool:
        """Tell whether an account has a role."""
        return bool(self._read_one("hasRole", role, account))

    def is_admin(self, account: Address) -> bool:
        """Tell whether an account grants and takes the other roles."""
        return self.has_role(DEFAULT_ADMIN_ROLE, account)

    def grant_role(self, role: bytes, account: Address) -> ContractCall:
        """Give a role. For the default admin."""
        return self._call("grantRole", role, account)

    def revoke_role(self, role: bytes, account: Address) -> ContractCall:
        """Take a role. For the default admin."""
        return self._call("revokeRole", role, account)

    def renounce_role(self, role: bytes, account: Address) -> ContractCall:
        """Give up a role of the sender's own; `account` repeats who that is."""
        return self._call("renounceRole", role, account)
