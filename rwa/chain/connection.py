"""Find the chain that a setting names, and make sure it is the right one."""

from pathlib import Path

from rwa.chain.errors import WrongChain
from rwa.chain.hashing import hex_of
from rwa.chain.protocol import Chain
from rwa.core.errors import UsageError

MEMORY = "memory"
FILE_PREFIX = "file:"
URL_PREFIXES = ("http://", "https://")


class ChainTargetUnknown(UsageError):
    """A chain setting is neither a file nor a URL."""

    def __init__(self, target: str) -> None:
        self.target = target
        super().__init__(
            f"{target!r} names no chain; use {FILE_PREFIX}PATH, http://HOST:PORT or https://HOST"
        )


def open_chain(target: str, *, read_only: bool = False) -> Chain:
    """Open an existing chain: `file:PATH`, or the URL of a JSON-RPC node.

    A chain in memory has no name to open it by: `EmbeddedChain.in_memory` starts one.
    Raises ChainTargetUnknown, ChainFileUnreadable, ChainFileBusy and ChainUnreachable.
    """
    # Each kind is imported when it is asked for: py-evm alone takes half a second.
    if target.startswith(FILE_PREFIX):
        from rwa.chain.embedded import EmbeddedChain  # noqa: PLC0415

        return EmbeddedChain.open_file(Path(target.removeprefix(FILE_PREFIX)), read_only=read_only)
    if target.startswith(URL_PREFIXES):
        from rwa.chain.rpc import RpcChain  # noqa: PLC0415

        return RpcChain(target)
    raise ChainTargetUnknown(target)


def require_chain(
    chain: Chain, *, chain_id: int | None = None, genesis_hash: bytes | None = None
) -> None:
    """Check a chain's identity. Raises WrongChain with both sides."""
    found = chain.identity
    if chain_id is not None and found.chain_id != chain_id:
        raise WrongChain("chain id", expected=chain_id, actual=found.chain_id, place=found.place)
    if genesis_hash is not None and found.genesis_hash != genesis_hash:
        raise WrongChain(
            "genesis hash",
            expected=hex_of(genesis_hash),
            actual=hex_of(found.genesis_hash),
            place=found.place,
        )
