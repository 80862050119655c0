"""Who acts on a demo or local chain, by role.

Keys come from a public seed, so that the same seed replays the same transactions byte for byte.
They are worth nothing and must never hold value; a workspace keeps them in key files, where a
real deployment puts its own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from rwa.chain.accounts import LocalAccount, demo_account
from rwa.chain.keystore import KeyStore
from rwa.core.errors import UsageError
from rwa.core.ids import Address

NODE_COUNT = 4
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
    """Every account of one deal; keys are opened when somebody signs."""

    seed: int
    """Public number that demo keys and allotments are derived from."""
    addresses: dict[str, Address]
    """Address of every name."""
    open_key: Callable[[str], LocalAccount]
    """Opens the key of a name."""

    @classmethod
    def of_demo(cls, *, seed: int, holder_count: int) -> "Actors":
        """Derive every key from the seed."""
        keys = {name: demo_account(seed, name) for name in actor_names(holder_count)}
        addresses = {name: account.address for name, account in keys.items()}
        return cls(seed=seed, addresses=addresses, open_key=keys.__getitem__)

    @classmethod
    def of_key_store(cls, store: KeyStore, *, seed: int) -> "Actors":
        """Open key files as they are needed."""
        return cls(seed=seed, addresses=dict(store.addresses()), open_key=store.open)

    @cached_property
    def _opened(self) -> dict[str, LocalAccount]:
        return {}

    def __getitem__(self, name: str) -> LocalAccount:
        """The account of a name. Raises UnknownActor, and KeyUnusable for its key file."""
        if name not in self.addresses:
            raise UnknownActor(name)
        if name not in self._opened:
            self._opened[name] = self.open_key(name)
        return self._opened[name]

    @cached_property
    def names_by_address(self) -> dict[Address, str]:
        """The way back, for printing."""
        return {address: name for name, address in self.addresses.items()}

    def find(self, text: str) -> str:
        """The name of a name or address, in any case. Raises UnknownActor."""
        for name, address in self.addresses.items():
            if text == name or text.lower() == address.lower():
                return name
        raise UnknownActor(text)

    @property
    def node_names(self) -> tuple[str, ...]:
        """`node-1` to `node-4`."""
        return tuple(name for name in self.addresses if name.startswith("node-"))

    @property
    def nodes(self) -> tuple[LocalAccount, ...]:
        """The oracle's nodes."""
        return tuple(self[name] for name in self.node_names)

    @property
    def holders(self) -> dict[str, Address]:
        """The certificate holders, by name."""
        return {
            name: address for name, address in self.addresses.items() if name.startswith("holder-")
        }


def actor_names(holder_count: int) -> tuple[str, ...]:
    """Every name of a deal: roles, nodes, then holders `holder-01` and so on."""
    return (
        *ROLES,
        *(f"node-{number}" for number in range(1, NODE_COUNT + 1)),
        *(f"holder-{number:02d}" for number in range(1, holder_count + 1)),
    )
