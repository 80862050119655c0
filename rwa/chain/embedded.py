"""A real EVM inside this process: py-evm with Prague rules and simulated time.

No node, no network, no mempool: a signed transaction is mined by the call that sends it. Each
block is dated 12 seconds after its parent unless the sender says otherwise, and months pass by
`advance_to`. Every state ever reached stays readable, so `call(..., block=n)` works for any n.
"""

import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from eth.abc import BlockHeaderAPI, ComputationAPI, ReceiptAPI, SignedTransactionAPI
from eth.chains.base import MiningChain
from eth.db.atomic import AtomicDB
from eth.exceptions import HeaderNotFound, PyEVMError, TransactionNotFound
from eth.vm.forks.prague import PragueVM
from eth_typing import BlockNumber, Hash32
from eth_utils.exceptions import ValidationError
from rlp.exceptions import RLPException

from rwa.chain.embedded_evm import (
    Genesis,
    answer,
    block_record,
    committed_receipts,
    continue_chain,
    failure_of,
    log_records,
    mine,
    raw_address,
    receipt_records,
    start_chain,
)
from rwa.chain.embedded_store import BlockStore, FileStore, MemoryStore
from rwa.chain.errors import (
    BlockNotFound,
    CallReverted,
    ChainFileUnreadable,
    ClockWentBack,
    FeeTooLow,
    NonceTooLow,
    TransactionRefused,
)
from rwa.chain.hashing import address_of, keccak
from rwa.chain.protocol import (
    GAS_LIMIT_OF_A_TRANSACTION,
    Block,
    ChainIdentity,
    CommittedReceipt,
    Fees,
    MinedTransaction,
    RawLog,
    Receipt,
    ViewCall,
)
from rwa.core.ids import Address

GWEI = 10**9


class EmbeddedChain:
    """`rwa.chain.protocol.Chain` over py-evm; safe to share between threads."""

    def __init__(self, evm: MiningChain, store: BlockStore, *, place: str) -> None:
        self._evm = evm
        self._store = store
        self._mutex = threading.RLock()
        self._identity = ChainIdentity(
            engine="py-evm (Prague)",
            place=place,
            chain_id=evm.chain_id,
            genesis_hash=self._header(0).hash,
            simulated_time=True,
        )

    @classmethod
    def in_memory(cls, genesis: Genesis) -> "EmbeddedChain":
        """Start a chain that ends with this process."""
        store = MemoryStore()
        return cls(start_chain(AtomicDB(store), genesis), store, place="memory")

    @classmethod
    def create_file(cls, path: Path, genesis: Genesis) -> "EmbeddedChain":
        """Start a chain in a new file. Raises ChainFileUnreadable when one exists already."""
        if path.exists():
            raise ChainFileUnreadable(path, "it exists already")
        path.parent.mkdir(parents=True, exist_ok=True)
        store = FileStore(path, read_only=False)
        store.write_about("chain_id", str(genesis.chain_id))
        evm = start_chain(AtomicDB(store), genesis)
        store.commit()
        return cls(evm, store, place=str(path))

    @classmethod
    def open_file(cls, path: Path, *, read_only: bool = False) -> "EmbeddedChain":
        """Continue a chain file at its head.

        Raises ChainFileBusy when another process writes it (readers are never refused) and
        ChainFileUnreadable when it is missing or something else.
        """
        if not path.exists():
            raise ChainFileUnreadable(path, "it does not exist")
        store = FileStore(path, read_only=read_only)
        try:
            evm = continue_chain(AtomicDB(store), int(store.read_about("chain_id")))
            return cls(evm, store, place=str(path))
        except (PyEVMError, KeyError) as error:
            store.close()
            raise ChainFileUnreadable(path, f"it holds no whole chain: {error}") from error

    @property
    def identity(self) -> ChainIdentity:
        """See Chain."""
        return self._identity

    def head(self) -> Block:
        """See Chain; a reader sees what another process has mined since."""
        with self._mutex:
            return block_record(self._evm.get_canonical_head())

    def block(self, number: int) -> Block:
        """See Chain."""
        with self._mutex:
            return block_record(self._header(number))

    def blocks(self, numbers: Sequence[int]) -> tuple[Block, ...]:
        """See Chain."""
        with self._mutex:
            return tuple(block_record(self._header(number)) for number in numbers)

    def block_receipts(self, numbers: Sequence[int]) -> tuple[tuple[CommittedReceipt, ...], ...]:
        """See Chain."""
        with self._mutex:
            return tuple(self._committed_receipts(self._header(number)) for number in numbers)

    def finalized(self) -> Block:
        """See Chain; nothing is ever replaced here, so the head is final."""
        return self.head()

    def code(self, address: Address) -> bytes:
        """See Chain."""
        with self._mutex:
            return self._evm.get_vm(self._header(None)).state.get_code(raw_address(address))

    def balance(self, address: Address) -> int:
        """See Chain."""
        with self._mutex:
            return self._evm.get_vm(self._header(None)).state.get_balance(raw_address(address))

    def nonce(self, address: Address) -> int:
        """See Chain; nothing is ever pending here."""
        with self._mutex:
            return self._evm.get_vm(self._header(None)).state.get_nonce(raw_address(address))

    def mined_nonce(self, address: Address) -> int:
        """See Chain."""
        return self.nonce(address)

    def fees(self) -> Fees:
        """See Chain; ten times the base fee outlasts 19 full blocks."""
        with self._mutex:
            base_fee = self._evm.get_canonical_head().base_fee_per_gas or 0
        return Fees(max_fee_wei=10 * base_fee + GWEI, tip_wei=GWEI)

    def gas_for(self, call: ViewCall) -> int:  # noqa: ARG002 - nothing is estimated
        """See Chain; gas is free here, so the limit is the highest and a revert is mined."""
        return GAS_LIMIT_OF_A_TRANSACTION

    def call(self, call: ViewCall, *, block: int | None = None) -> bytes:
        """See Chain."""
        return self.calls((call,), block=block)[0]

    def calls(self, calls: Sequence[ViewCall], *, block: int | None = None) -> tuple[bytes, ...]:
        """See Chain; the contract sees the number and time of the block asked for."""
        with self._mutex:
            vm = self._evm.get_vm(self._header(block))
            return tuple(answer(vm, call) for call in calls)

    def send(self, signed: Sequence[bytes], *, at: int | None = None) -> tuple[Receipt, ...]:
        """See Chain."""
        with self._mutex:
            pending = tuple(self._decode(raw) for raw in signed)
            receipts: tuple[Receipt, ...] = ()
            while pending:
                mined = self._mine(pending, timestamp=None if receipts else at)
                receipts += mined
                pending = pending[len(mined) :]
            return receipts

    def broadcast(self, signed: bytes, *, at: int | None = None) -> bytes:
        """See Chain; mined at once."""
        with self._mutex:
            transaction_hash = keccak(signed)
            if self._index_of(transaction_hash) is None:
                decoded = self._decode(signed)
                self._require_next(decoded)
                self._mine((decoded,), timestamp=at)
            return transaction_hash

    def transaction(self, transaction_hash: bytes) -> MinedTransaction | None:
        """See Chain."""
        with self._mutex:
            found = self._index_of(transaction_hash)
            if found is None:
                return None
            number, index = found
            transaction = self._transactions(self._header(number))[index]
            return MinedTransaction(
                transaction_hash=transaction.hash,
                sender=address_of(transaction.sender),
                nonce=transaction.nonce,
                to=address_of(transaction.to) if transaction.to else None,
                data=transaction.data,
                block_number=number,
            )

    def receipt(self, transaction_hash: bytes) -> Receipt | None:
        """See Chain; the revert data of a failure is found again by repeating the call."""
        with self._mutex:
            found = self._index_of(transaction_hash)
            if found is None:
                return None
            number, index = found
            header = self._header(number)
            transactions = self._transactions(header)
            receipt = receipt_records(header, transactions, self._receipts(header))[index]
            if receipt.succeeded or receipt.to is None:
                return receipt
            repeat = ViewCall(to=receipt.to, data=transactions[index].data, sender=receipt.sender)
            data, fault = self._failure(repeat, block=number)
            return replace(receipt, revert_data=data, fault=fault)

    def logs(self, first: int, last: int, addresses: Sequence[Address]) -> tuple[RawLog, ...]:
        """See Chain; walks the receipts of the blocks asked for, and of no others."""
        wanted = frozenset(addresses)
        with self._mutex:
            return tuple(
                log
                for number in range(first, last + 1)
                for logs in self._block_logs(self._header(number))
                for log in logs
                if log.address in wanted
            )

    def fork(self) -> "EmbeddedChain":
        """Return an independent chain in memory that begins with this one's blocks."""
        with self._mutex:
            store = MemoryStore(self._store.committed())
            evm = continue_chain(AtomicDB(store), self._identity.chain_id)
            return EmbeddedChain(evm, store, place="memory")

    def advance_to(self, timestamp: int) -> Block:
        """See Chain."""
        with self._mutex:
            if self.head().timestamp != timestamp:
                self._mine((), timestamp=timestamp)
            return self.head()

    def close(self) -> None:
        """See Chain."""
        with self._mutex:
            self._store.close()

    def _header(self, number: int | None) -> BlockHeaderAPI:
        if number is None:
            return self._evm.get_canonical_head()
        try:
            return self._evm.get_canonical_block_header_by_number(BlockNumber(number))
        except HeaderNotFound:
            raise BlockNotFound(number, head=self.head().number) from None

    def _index_of(self, transaction_hash: bytes) -> tuple[int, int] | None:
        """Block and position of a mined transaction."""
        try:
            number, index = self._evm.get_canonical_transaction_index(Hash32(transaction_hash))
        except TransactionNotFound:
            return None
        return int(number), int(index)

    def _decode(self, raw: bytes) -> SignedTransactionAPI:
        try:
            transaction = PragueVM.get_transaction_builder().decode(raw)
        except (RLPException, PyEVMError, ValidationError) as error:
            raise TransactionRefused(f"its bytes are no transaction: {error}") from error
        # py-evm itself accepts a typed transaction of any chain, and a tip above the whole fee.
        if transaction.chain_id != self._identity.chain_id:
            raise TransactionRefused(
                f"it is signed for chain {transaction.chain_id}, this is {self._identity.chain_id}"
            )
        if transaction.max_priority_fee_per_gas > transaction.max_fee_per_gas:
            raise TransactionRefused("its tip is above the whole fee that it offers")
        return transaction

    def _require_next(self, transaction: SignedTransactionAPI) -> None:
        """Tell apart two refusals for which py-evm has one error."""
        expected = self.nonce(address_of(transaction.sender))
        if transaction.nonce < expected:
            raise NonceTooLow(f"its nonce is {transaction.nonce}, the next is {expected}")
        head = self._evm.get_canonical_head()
        base_fee = self._evm.create_header_from_parent(head).base_fee_per_gas or 0
        if transaction.max_fee_per_gas < base_fee:
            raise FeeTooLow(
                f"it offers {transaction.max_fee_per_gas} wei, the next block asks {base_fee}"
            )

    def _mine(
        self, pending: Sequence[SignedTransactionAPI], *, timestamp: int | None
    ) -> tuple[Receipt, ...]:
        """Mine one block, durably, or leave the chain as it was."""
        head = self.head()
        if timestamp is not None and timestamp <= head.timestamp:
            raise ClockWentBack(asked=timestamp, head=head.timestamp)
        try:
            mined = mine(self._evm, pending, timestamp=timestamp)
            self._store.commit()
        except ValidationError as error:
            self._store.rollback()
            raise TransactionRefused(str(error)) from error
        except BaseException:
            self._store.rollback()
            raise
        records = receipt_records(mined.header, mined.transactions, mined.receipts)
        return tuple(
            record if record.succeeded else _with_failure(record, ran)
            for record, ran in zip(records, mined.computations, strict=True)
        )

    def _transactions(self, header: BlockHeaderAPI) -> tuple[SignedTransactionAPI, ...]:
        return self._evm.chaindb.get_block_transactions(header, PragueVM.get_transaction_builder())

    def _receipts(self, header: BlockHeaderAPI) -> tuple[ReceiptAPI, ...]:
        return self._evm.chaindb.get_receipts(header, PragueVM.get_receipt_builder())

    def _committed_receipts(self, header: BlockHeaderAPI) -> tuple[CommittedReceipt, ...]:
        hashes = self._evm.chaindb.get_block_transaction_hashes(header)
        return committed_receipts(header, hashes, self._receipts(header))

    def _block_logs(self, header: BlockHeaderAPI) -> Sequence[tuple[RawLog, ...]]:
        if not header.bloom:
            return ()
        hashes = self._evm.chaindb.get_block_transaction_hashes(header)
        return tuple(log_records(header, hashes, self._receipts(header)))

    def _failure(self, call: ViewCall, *, block: int) -> tuple[bytes, str]:
        try:
            self.call(call, block=block)
        except CallReverted as reverted:
            return reverted.data, reverted.fault
        return b"", ""


def _with_failure(record: Receipt, computation: ComputationAPI) -> Receipt:
    data, fault = failure_of(computation)
    return replace(record, revert_data=data, fault=fault)
