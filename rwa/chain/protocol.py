"""What a chain can be asked, whichever machine stands behind it.

Two implementations: `rwa.chain.embedded.EmbeddedChain` (a real EVM inside this process) and
`rwa.chain.rpc.RpcChain` (any JSON-RPC node). Bindings, events and deployment see only `Chain`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from rwa.core.ids import Address


@dataclass(frozen=True, slots=True)
class ChainIdentity:
    """Which chain this is, for people and for deployment files."""

    engine: str
    """Software that executes the blocks, such as `py-evm (Prague)` or `anvil/v1.7.1`."""
    place: str
    """Where it lives: `memory`, the path of a chain file, or the URL of a node."""
    chain_id: int
    """EIP-155 number bound into every signature."""
    genesis_hash: bytes
    """Hash of block 0; tells apart chains that share a chain id."""
    simulated_time: bool
    """True when `Chain.advance_to` may move the clock."""

    def __str__(self) -> str:
        clock = "simulated time" if self.simulated_time else "real time"
        return (
            f"{self.engine} at {self.place}, chain {self.chain_id}, "
            f"genesis 0x{self.genesis_hash.hex()[:16]}, {clock}"
        )


@dataclass(frozen=True, slots=True)
class Block:
    """The part of a block header that readers need."""

    number: int
    """Height; block 0 is the genesis block."""
    hash: bytes
    """Block hash, 32 bytes."""
    parent_hash: bytes
    """Hash of the block before; 32 zero bytes for block 0."""
    timestamp: int
    """Seconds since 1970-01-01T00:00Z, strictly increasing from block to block."""
    receipts_root: bytes
    """Root of the trie of the block's receipts, which hold its logs."""
    logs_bloom: bytes
    """Bloom filter of the block's logs, 256 bytes: says for certain who emitted nothing."""


@dataclass(frozen=True, slots=True)
class RawLog:
    """One undecoded event as the chain recorded it."""

    address: Address
    """Contract that emitted it."""
    topics: tuple[bytes, ...]
    """Up to four words; the first is the hash of the event's signature."""
    data: bytes
    """ABI encoding of the fields that are not topics."""
    block_number: int
    """Block that holds it."""
    block_hash: bytes
    """Hash of that block."""
    transaction_hash: bytes
    """Transaction that emitted it."""
    log_index: int
    """Position among all logs of the block, from 0."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one mined transaction."""

    transaction_hash: bytes
    """Keccak-256 of the signed bytes."""
    sender: Address
    """Account that signed."""
    to: Address | None
    """Account that was called; None for a contract creation."""
    contract: Address | None
    """Address of the created contract; None for a call."""
    succeeded: bool
    """False when the transaction reverted: it is mined, paid for, and changed nothing."""
    revert_data: bytes
    """What a failed call returned; empty when it succeeded or returned nothing."""
    fault: str
    """The machine's own words for a failure without revert data, such as out of gas."""
    gas_used: int
    """Gas charged for this transaction alone."""
    block_number: int
    """Block that holds it."""
    block_hash: bytes
    """Hash of that block."""
    logs: tuple[RawLog, ...]
    """Events it emitted, in order."""


@dataclass(frozen=True, slots=True)
class CommittedReceipt:
    """The part of a receipt that a block's receipts root commits to."""

    transaction_type: int
    """EIP-2718 type; 0 for a transaction without one."""
    succeeded: bool
    """False when the transaction reverted."""
    cumulative_gas_used: int
    """Gas charged for this transaction and those before it in the block."""
    block_hash: bytes
    """Hash of the block that holds it."""
    logs: tuple[RawLog, ...]
    """Events it emitted, in order."""


@dataclass(frozen=True, slots=True)
class MinedTransaction:
    """A transaction in a block, as it was signed."""

    transaction_hash: bytes
    """Keccak-256 of the signed bytes."""
    sender: Address
    """Account that signed."""
    nonce: int
    """Count of the sender's earlier transactions."""
    to: Address | None
    """Account that was called; None for a contract creation."""
    data: bytes
    """Selector and arguments, or creation code and arguments."""
    block_number: int
    """Block that holds it."""


@dataclass(frozen=True, slots=True)
class Fees:
    """EIP-1559 fees to offer, in wei for each unit of gas."""

    max_fee_wei: int
    """Most that may be charged, base fee and tip together."""
    tip_wei: int
    """Most that may go to the block producer."""


@dataclass(frozen=True, slots=True)
class ViewCall:
    """A question to a contract; nothing is written."""

    to: Address
    """Contract to ask."""
    data: bytes
    """Selector and ABI-encoded arguments."""
    sender: Address | None = None
    """Account to ask as; None asks as the zero address."""


class Chain(Protocol):
    """A chain: read it at any block, send signed transactions, and, if simulated, move time."""

    @property
    def identity(self) -> ChainIdentity:
        """Engine, place, chain id and genesis hash."""
        ...

    def head(self) -> Block:
        """Return the newest block, read afresh."""
        ...

    def finalized(self) -> Block:
        """Return the newest block that the chain will never replace; block 0 while there is none."""
        ...

    def block(self, number: int) -> Block:
        """Return one canonical block. Raises BlockNotFound above the head."""
        ...

    def blocks(self, numbers: Sequence[int]) -> tuple[Block, ...]:
        """Return many canonical blocks, in this order. Raises BlockNotFound above the head."""
        ...

    def block_receipts(self, numbers: Sequence[int]) -> tuple[tuple[CommittedReceipt, ...], ...]:
        """Return all receipts of each of these blocks. Raises BlockNotFound above the head."""
        ...

    def code(self, address: Address) -> bytes:
        """Return the runtime code at the head; empty for a plain account."""
        ...

    def balance(self, address: Address) -> int:
        """Return an account's wei at the head."""
        ...

    def nonce(self, address: Address) -> int:
        """Return the number of the account's next transaction, counting those not yet mined."""
        ...

    def mined_nonce(self, address: Address) -> int:
        """Return how many of the account's transactions are in blocks, up to the head."""
        ...

    def fees(self) -> Fees:
        """Return fees that outlast several full blocks."""
        ...

    def gas_for(self, call: ViewCall) -> int:
        """Return a gas limit under which `call` fits, at most `GAS_LIMIT_OF_A_TRANSACTION`.

        A node that estimates raises CallReverted when the call would revert.
        """
        ...

    def call(self, call: ViewCall, *, block: int | None = None) -> bytes:
        """Return what the contract answers at `block` (None: the head). Raises CallReverted."""
        ...

    def calls(self, calls: Sequence[ViewCall], *, block: int | None = None) -> tuple[bytes, ...]:
        """Answer many questions against one block, in order. Raises CallReverted."""
        ...

    def send(self, signed: Sequence[bytes], *, at: int | None = None) -> tuple[Receipt, ...]:
        """Mine signed transactions in order and return their receipts.

        Simulated chains put as many in one block as fit; `at` is the timestamp of the first
        block. A revert is a receipt, not an error. Raises TransactionRefused when one could
        not be mined at all, and ClockNotOurs for `at` on a chain with real time.
        """
        ...

    def broadcast(self, signed: bytes, *, at: int | None = None) -> bytes:
        """Hand over one signed transaction and return its hash, without waiting for a block.

        The same bytes may be handed over again; what is waiting or mined already is no error.
        Simulated chains may mine it at once, at time `at` if given. Raises NonceTooLow, FeeTooLow
        and TransactionRefused, and ClockNotOurs for `at` on a chain with real time.
        """
        ...

    def transaction(self, transaction_hash: bytes) -> MinedTransaction | None:
        """Return a mined transaction, None while it is in no block."""
        ...

    def receipt(self, transaction_hash: bytes) -> Receipt | None:
        """Return the receipt of a mined transaction, None while it is unknown."""
        ...

    def logs(self, first: int, last: int, addresses: Sequence[Address]) -> tuple[RawLog, ...]:
        """Return the events of `addresses` in blocks `first..last`, in chain order."""
        ...

    def advance_to(self, timestamp: int) -> Block:
        """Mine an empty block at `timestamp`; a no-op when the head is exactly there.

        Raises ClockWentBack for an earlier time and ClockNotOurs on a chain with real time.
        """
        ...

    def close(self) -> None:
        """Release files, locks and connections."""
        ...


GAS_LIMIT_OF_A_TRANSACTION = 16_777_216
"""Most gas one transaction may ask for on current public networks (EIP-7825)."""
