"""Who acts on a demo or local chain, by role.

Keys come from a public seed, so that the same seed replays the same transactions byte for byte.
They are worth nothing and must never hold value; a real deployment brings its own key files.
"""

from dataclasses import dataclass
from functools import cached_property

from rwa.chain.accounts import LocalAccount, demo_account
from rwa.core.errors import UsageError
from rwa.core.ids import Address

NODES = 4
"""Oracle nodes; three of them make a quorum."""
ROLES = (
    "admin",
    "issuer",
    "transfer-agent",
    "compliance",
    "guardian",
    "servicer",
    "poster",
)
"""Parties of a deal besides nodes and holders."""


class UnknownActor(UsageError):
    """A name is neither a role, a holder's name nor a known address."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"nobody is called {name!r}; use a role, holder-NN or a 0x address")


@dataclass(frozen=True)
class Actors:
    """Every account of one deal, derived from `seed`."""

    seed: int
    """Public number the keys are derived from."""
    holder_count: int
    """Certificate holders, named `holder-01` and so on."""

    @property
    def names(self) -> tuple[str, ...]:
        """Every name, roles first."""
        return (*ROLES, *self.node_names, *self.holder_names)

    @property
    def node_names(self) -> tuple[str, ...]:
        """`node-1` to `node-4`."""
        return tuple(f"node-{number}" for number in range(1, NODES + 1))

    @property
    def holder_names(self) -> tuple[str, ...]:
        """`holder-01` and so on."""
        return tuple(f"holder-{number:02d}" for number in range(1, self.holder_count + 1))

    @cached_property
    def accounts(self) -> dict[str, LocalAccount]:
        """Every account by name."""
        return {name: demo_account(self.seed, name) for name in self.names}

    @cached_property
    def names_by_address(self) -> dict[Address, str]:
        """The way back, for printing."""
        return {account.address: name for name, account in self.accounts.items()}

    def __getitem__(self, name: str) -> LocalAccount:
        """The account of a name. Raises UnknownActor."""
        if name not in self.accounts:
            raise UnknownActor(name)
        return self.accounts[name]

    def find(self, text: str) -> Address:
        """The address of a name, or of a known address in any case. Raises UnknownActor."""
        for address, name in self.names_by_address.items():
            if text == name or text.lower() == address.lower():
                return address
        raise UnknownActor(text)

    def name_of(self, address: Address) -> str:
        """The name of an address, the address itself for a stranger."""
        return self.names_by_address.get(address, address)

    @property
    def nodes(self) -> tuple[LocalAccount, ...]:
        """The oracle's nodes."""
        return tuple(self.accounts[name] for name in self.node_names)

    @property
    def holders(self) -> tuple[LocalAccount, ...]:
        """The certificate holders."""
        return tuple(self.accounts[name] for name in self.holder_names)
