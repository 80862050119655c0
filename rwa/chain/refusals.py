"""What a node means by refusing a transaction; nodes agree on words, not on codes.

The words are those of geth, reth, anvil, Besu, Nethermind, Erigon and OpenEthereum.
"""

import re

from rwa.chain.errors import FeeTooLow, NonceTooLow, TransactionRefused

KNOWN = re.compile(
    r"already ?known|already imported|already_exists|\bknown transaction|existing tx with same hash"
)
"""The node has these very bytes, waiting or (some nodes) mined: nothing is wrong."""

USED_NONCE = re.compile(r"nonce (is )?too low|oldnonce")
"""A transaction of that number is in a block."""

LOW_FEE = re.compile(
    r"underpriced|less than block base fee|below current base fee|fee ?too ?low"
    r"|gas price (is too low|below (configured )?minimum)"
    r"|replacementnotallowed|could not replace existing tx"
)
"""Too little for the next block, for the node's floor, or to replace what is waiting."""

NO_SUCH_BLOCK = re.compile(r"block not found|unknown block")
"""No block carries the tag asked for, yet."""


def is_known(message: str) -> bool:
    """Whether a node refuses bytes only because it has them."""
    return KNOWN.search(message.lower()) is not None


def refusal(message: str) -> TransactionRefused:
    """Return the error that a node's words for refusing a transaction stand for."""
    said = message.lower()
    if USED_NONCE.search(said):
        return NonceTooLow(message)
    if LOW_FEE.search(said):
        return FeeTooLow(message)
    return TransactionRefused(message)


def is_no_such_block(message: str) -> bool:
    """Whether a node says that no block carries a tag such as `finalized` yet."""
    return NO_SUCH_BLOCK.search(message.lower()) is not None
