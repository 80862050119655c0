"""A chain with a mempool, a fee market and reorganisations, around the real EVM.

Everything that chance decides comes from one `random.Random`, so a seed replays bit for bit. Time
moves only when a block is mined.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import islice
from random import Random
from typing import Any

from eth.abc import SignedTransactionAPI
from eth.db.atomic import AtomicDB

from rwa.chain.embedded import EmbeddedChain
from rwa.chain.embedded_evm import BLOCK_SECONDS, continue_chain, raw_address
from rwa.chain.embedded_store import MemoryStore
from rwa.chain.errors import FeeTooLow, NonceTooLow, TransactionRefused
from rwa.chain.hashing import address_of
from rwa.chain.protocol import Block, Fees, Receipt
from rwa.core.ids import Address

GWEI = 10**9
FINALITY = 64
"""Blocks behind the head that are final, as on anvil; two epochs of 32 slots."""
REPLACEMENT_PERCENT = 110
"""What replaces a waiting transaction offers at least this much of its fee and of its tip (geth)."""


class JournalStore(MemoryStore):
    """A dictionary that remembers what each block wrote over, so that blocks can be taken back."""

    def __init__(self, values: dict[bytes, bytes]) -> None:
        super().__init__(values)
        self._written_over: list[dict[bytes, bytes | None]] = [{}]

    def __setitem__(self, key: bytes, value: bytes) -> None:
        self._written_over[-1].setdefault(key, self._values.get(key))
        super().__setitem__(key, value)

    def __delitem__(self, key: bytes) -> None:
        self._written_over[-1].setdefault(key, self._values.get(key))
        super().__delitem__(key)

    def begin(self) -> None:
        """Keep apart what is written from now on."""
        self._written_over.append({})

    def take_back(self) -> None:
        """Undo everything since the last `begin`."""
        for key, value in self._written_over.pop().items():
            if value is None:
                self._values.pop(key, None)
            else:
                self._values[key] = value


@dataclass(frozen=True, slots=True)
class Waiting:
    """A signed transaction that is in no block."""

    raw: bytes
    """As it was broadcast."""
    transaction: SignedTransactionAPI
    """Decoded."""
    sender: Address
    """Who signed."""
    arrival: int
    """Its number among all that ever arrived; the earlier goes first at equal fees."""

    def tip_at(self, base_fee: int) -> int:
        """What the block producer gets for each unit of gas."""
        offered = self.transaction
        return min(offered.max_priority_fee_per_gas, offered.max_fee_per_gas - base_fee)

    def replaces(self, other: "Waiting") -> bool:
        """Whether it offers enough more than another of the same nonce."""
        ours, theirs = self.transaction, other.transaction
        return all(
            getattr(ours, fee) * 100 >= getattr(theirs, fee) * REPLACEMENT_PERCENT
            for fee in ("max_fee_per_gas", "max_priority_fee_per_gas")
        )


class SimulatedChain:
    """`rwa.chain.protocol.Chain` whose blocks come only when told, and may be replaced.

    `congestion_wei` is the least fee that gets into a block, beside the EVM's own base fee;
    `finality` how far behind the head blocks are final.
    """

    def __init__(
        self,
        origin: EmbeddedChain,
        random: Random,
        *,
        finality: int = FINALITY,
        congestion_wei: int = 0,
    ) -> None:
        self.random = random
        self.finality = finality
        self.congestion_wei = congestion_wei
        self._chain_id = origin.identity.chain_id
        self._store = JournalStore(origin._store.committed())
        self._evm_chain = self._reopened()
        self._origin = self._evm_chain.head().number
        self._pool: dict[tuple[Address, int], Waiting] = {}
        self._arrivals = 0
        self._mined: list[tuple[Waiting, ...]] = []
        self._final = max(0, self._origin - finality)

    def __getattr__(self, name: str) -> Any:
        """What needs no mempool is answered by the EVM's chain."""
        return getattr(self.__dict__["_evm_chain"], name)

    # --- questions ---------------------------------------------------------------------------

    def finalized(self) -> Block:
        """See Chain; never goes back unless the head does, below it."""
        return self.block(min(self._final, self.head().number))

    def nonce(self, address: Address) -> int:
        """See Chain; waiting transactions count as far as no number is missing."""
        number = self.mined_nonce(address)
        while (address, number) in self._pool:
            number += 1
        return number

    def mined_nonce(self, address: Address) -> int:
        """See Chain."""
        return self._evm_chain.nonce(address)

    def mined_nonce_at(self, address: Address, block: int) -> int:
        """`mined_nonce` as of an earlier block."""
        chain = self._evm_chain
        return chain._evm.get_vm(chain._header(block)).state.get_nonce(raw_address(address))

    def base_fee(self) -> int:
        """Least fee per unit of gas in the next block."""
        evm = self._evm_chain._evm
        header = evm.create_header_from_parent(evm.get_canonical_head())
        return max(header.base_fee_per_gas or 0, self.congestion_wei)

    def fees(self) -> Fees:
        """See Chain; as a node advises: twice the base fee and a tip."""
        return Fees(max_fee_wei=2 * self.base_fee() + GWEI, tip_wei=GWEI)

    def waiting(self) -> tuple[Waiting, ...]:
        """What is in no block, in order of arrival."""
        return tuple(sorted(self._pool.values(), key=lambda one: one.arrival))

    # --- transactions ------------------------------------------------------------------------

    def broadcast(self, signed: bytes, *, at: int | None = None) -> bytes:
        """See Chain; put into the mempool by geth's rules, or mined at once when `at` is given."""
        self._admit(signed)
        transaction_hash: bytes = self._evm_chain._decode(signed).hash
        if at is not None and self.transaction(transaction_hash) is None:
            self.mine(timestamp=at)
        return transaction_hash

    def send(self, signed: Sequence[bytes], *, at: int | None = None) -> tuple[Receipt, ...]:
        """See Chain; mines blocks until all are in one. Raises TransactionRefused if one waits."""
        for raw in signed:
            self._admit(raw)
        hashes = [self._evm_chain._decode(raw).hash for raw in signed]
        while any(self.transaction(each) is None for each in hashes):
            before = len(self._pool)
            self.mine(timestamp=at)
            at = None
            if len(self._pool) == before:
                raise TransactionRefused("it waits for an earlier nonce, or for lower fees")
        return tuple(self.receipt(each) for each in hashes)

    def _admit(self, raw: bytes) -> None:
        decoded = self._evm_chain._decode(raw)
        one = Waiting(raw, decoded, address_of(decoded.sender), self._arrivals)
        if self.transaction(one.transaction.hash) is not None:
            return
        key = (one.sender, one.transaction.nonce)
        rival = self._pool.get(key)
        if rival is not None and rival.raw == raw:
            return
        self._require_admissible(one, rival)
        self._arrivals += 1
        self._pool[key] = one

    def _require_admissible(self, one: Waiting, rival: Waiting | None) -> None:
        offered = one.transaction
        mined = self.mined_nonce(one.sender)
        if offered.nonce < mined:
            raise NonceTooLow(f"nonce too low: next nonce {mined}, tx nonce {offered.nonce}")
        if self.balance(one.sender) < offered.gas * offered.max_fee_per_gas + offered.value:
            raise TransactionRefused("insufficient funds for gas * price + value")
        if rival is not None and not one.replaces(rival):
            raise FeeTooLow("replacement transaction underpriced")

    def drop(self, transaction_hash: bytes) -> None:
        """Forget a waiting transaction, as a full mempool does."""
        self._pool = {
            key: one for key, one in self._pool.items() if one.transaction.hash != transaction_hash
        }

    # --- blocks ------------------------------------------------------------------------------

    def mine(self, timestamp: int | None = None, *, limit: int | None = None) -> Block:
        """Add a block of at most `limit` executable transactions, the best paid first."""
        chosen = list(islice(self._executable(), limit))
        self._store.begin()
        try:
            mined = self._evm_chain._mine([one.transaction for one in chosen], timestamp=timestamp)
        except BaseException:
            self._store.take_back()
            self._evm_chain = self._reopened()
            raise
        included = tuple(chosen[: len(mined)])
        self._mined.append(included)
        for one in included:
            del self._pool[one.sender, one.transaction.nonce]
        self._final = max(self._final, self.head().number - self.finality)
        return self.head()

    def mine_empty(self, blocks: int) -> Block:
        """Add blocks without transactions."""
        for _ in range(blocks):
            self.mine(limit=0)
        return self.head()

    def advance_to(self, timestamp: int) -> Block:
        """See Chain."""
        if self.head().timestamp != timestamp:
            self.mine(timestamp, limit=0)
        return self.head()

    def _executable(self) -> Iterator[Waiting]:
        """Waiting transactions that the next block may hold, the best paid of each turn first."""
        base_fee = self.base_fee()
        ready: list[tuple[int, int, Waiting]] = []

        def offer(sender: Address, nonce: int) -> None:
            one = self._pool.get((sender, nonce))
            if one is not None and one.transaction.max_fee_per_gas >= base_fee:
                heappush(ready, (-one.tip_at(base_fee), one.arrival, one))

        for sender in dict.fromkeys(sender for sender, _ in self._pool):
            offer(sender, self.mined_nonce(sender))
        while ready:
            _, _, best = heappop(ready)
            yield best
            offer(best.sender, best.transaction.nonce + 1)

    # --- reorganisations ---------------------------------------------------------------------

    def deepest(self) -> int:
        """How many blocks can be taken back: those mined here."""
        return self.head().number - self._origin

    def not_final(self) -> int:
        """How many blocks may still be replaced by the rules."""
        return min(self.head().number - self._final, self.deepest())

    def reorg(self, depth: int, *, blocks: int | None = None, keep: float = 1.0) -> Block:
        """Replace the last `depth` blocks by `blocks` others (None: as many), and return the head.

        The other blocks are dated some seconds later than those that they replace, and hold what
        chance gives them. Each transaction of a replaced block survives with the chance `keep`;
        the last of the other blocks takes all that it can.
        """
        times = [self.block(self.head().number - left).timestamp for left in range(depth)][::-1]
        replaced = [one for mined in self._mined[-depth:] for one in mined]
        self.rewind(depth)
        for one in replaced:
            if self.random.random() < keep:
                self._pool.setdefault((one.sender, one.transaction.nonce), one)
        wanted = depth if blocks is None else blocks
        for index in range(wanted):
            before = self.head().timestamp
            planned = times[index] if index < depth else before + BLOCK_SECONDS
            limit = None if index == wanted - 1 else self.random.randint(0, 2)
            self.mine(max(planned, before) + self.random.randint(1, 5), limit=limit)
        return self.head()

    def rewind(self, depth: int) -> Block:
        """Take the last blocks back, their transactions with them; the head regresses."""
        if depth > self.deepest():
            raise ValueError(f"only {self.deepest()} blocks were mined here, not {depth}")
        for _ in range(depth):
            self._store.take_back()
            self._mined.pop()
        self._evm_chain = self._reopened()
        return self.head()

    def fork(self) -> "SimulatedChain":
        """An independent chain with the same blocks and an empty mempool."""
        return SimulatedChain(
            self._evm_chain,
            Random(self.random.random()),
            finality=self.finality,
            congestion_wei=self.congestion_wei,
        )

    def _reopened(self) -> EmbeddedChain:
        evm = continue_chain(AtomicDB(self._store), self._chain_id)
        return EmbeddedChain(evm, self._store, place="memory")
