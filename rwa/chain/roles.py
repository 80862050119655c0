"""Who may do what: the contracts' roles, and the error when one is missing."""

from rwa.chain.contract_errors import AccessControlUnauthorizedAccount
from rwa.chain.hashing import ZERO_WORD, keccak
from rwa.core.ids import Address

DEFAULT_ADMIN_ROLE = ZERO_WORD
"""Grants and takes every other role; passes on in two steps with a delay."""

ISSUER_ROLE = keccak(b"ISSUER_ROLE")
"""Opens and closes issuance of a certificate."""

TRANSFER_AGENT_ROLE = keccak(b"TRANSFER_AGENT_ROLE")
"""Keeps the register of holders: identities, lost keys, payout wallets."""

COMPLIANCE_ROLE = keccak(b"COMPLIANCE_ROLE")
"""Blocks and unblocks holders, freezes, replaces transfer rules, orders about held cash."""

PAYER_ROLE = keccak(b"PAYER_ROLE")
"""Funds distributions: the servicer and the guarantor."""

GUARDIAN_ROLE = keccak(b"GUARDIAN_ROLE")
"""Pauses and removes, and can do nothing else."""

PROPOSER_ROLE = keccak(b"PROPOSER_ROLE")
"""Schedules operations of the timelock."""

EXECUTOR_ROLE = keccak(b"EXECUTOR_ROLE")
"""Executes operations of the timelock once their delay is over."""

CANCELLER_ROLE = keccak(b"CANCELLER_ROLE")
"""Cancels operations of the timelock."""

MINTER_ROLE = keccak(b"MINTER_ROLE")
"""Creates and destroys test dollars."""

PAUSER_ROLE = keccak(b"PAUSER_ROLE")
"""Stops every movement of test dollars."""

BLOCKLISTER_ROLE = keccak(b"BLOCKLISTER_ROLE")
"""Keeps the accounts that test dollars refuse."""

ROLE_NAMES = {value: name for name, value in tuple(globals().items()) if name.endswith("_ROLE")}
"""Every role above, by its value."""


def role_name(role: bytes) -> str:
    """Return a role's name, or its hexadecimal form when it is none of ours."""
    return ROLE_NAMES.get(role, "0x" + role.hex())


class MissingRole(AccessControlUnauthorizedAccount):
    """The caller does not have the role that the function asks for."""

    def __init__(self, account: Address, needed_role: bytes) -> None:
        super().__init__(account, needed_role)
        self.role_name = role_name(needed_role)

    def describe(self) -> str:
        """Return who lacks which role."""
        return (
            f"{self.account} lacks {self.role_name}; use the account that has it, "
            "or let the admin grant it"
        )
