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

USUAL_NODES = 4
"""Oracle nodes of a deal that asks for no other number."""
FEWEST_NODES, MOST_NODES = 4, 32
"""What the contract opens a node set with."""
NODE_PREFIX = "node-"
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
        super().__init__(
            f"nobody here is called {name!r}; name a role, holder-NN or the address of one of them"
        )


@dataclass(frozen=True)
class Actors:
    """Every account of one deal; a key is opened when its owner first signs."""

    seed: int
    """Public number that demo keys and allotments are derived from."""
    addresses: dict[str, Address]
    """Address of every name."""
    open_key: Callable[[str], LocalAccount]
    """Opens the key of a name."""

    @classmethod
    def of_demo(cls, *, seed: int, holder_count: int, node_count: int = USUAL_NODES) -> "Actors":
        """Derive every key from the seed."""
        names = actor_names(holder_count, node_count=node_count)
        keys = {name: demo_account(seed, name) for name in names}
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

    def find(self, text: str) -> str:
        """The name of a name or address, in any case. Raises UnknownActor."""
        for name, address in self.addresses.items():
            if text == name or text.lower() == address.lower():
                return name
        raise UnknownActor(text)

    @property
    def holders(self) -> dict[str, Address]:
        """The certificate holders, by name."""
        return {name: where for name, where in self.addresses.items() if _is_holder(name)}

    @property
    def nodes(self) -> tuple[str, ...]:
        """Names of the oracle nodes, by their numbers."""
        found = [name for name in self.addresses if name.startswith(NODE_PREFIX)]
        return tuple(sorted(found, key=lambda name: int(name.removeprefix(NODE_PREFIX))))

    @property
    def parties(self) -> dict[str, Address]:
        """Everybody else, by name."""
        return {name: where for name, where in self.addresses.items() if not _is_holder(name)}

    @property
    def senders(self) -> dict[str, Address]:
        """The parties that send transactions, by name; nodes only sign."""
        return {name: where for name, where in self.parties.items() if name not in self.nodes}


def _is_holder(name: str) -> bool:
    return name.startswith("holder-")


def node_names(node_count: int = USUAL_NODES) -> tuple[str, ...]:
    """Names of so many oracle nodes."""
    return tuple(f"{NODE_PREFIX}{number}" for number in range(1, node_count + 1))


def actor_names(holder_count: int, *, node_count: int = USUAL_NODES) -> tuple[str, ...]:
    """Every name of a deal: roles, nodes, then holders `holder-01` and so on, all as wide."""
    width = max(2, len(str(holder_count)))
    return (
        *ROLES,
        *node_names(node_count),
        *(f"holder-{number:0{width}d}" for number in range(1, holder_count + 1)),
    )
