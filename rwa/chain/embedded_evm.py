"""py-evm, set up for simulated time, and its values as the records of `rwa.chain.protocol`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

from eth.abc import (
    AtomicDatabaseAPI,
    BlockHeaderAPI,
    ComputationAPI,
    ReceiptAPI,
    SignedTransactionAPI,
    VirtualMachineAPI,
)
from eth.chains.base import MiningChain
from eth.constants import BLANK_ROOT_HASH
from eth.exceptions import Revert
from eth.typing import AccountDetails, HeaderParams
from eth.vm.forks.prague import PragueVM
from eth_typing import Address as RawAddress
from eth_typing import BlockNumber

from rwa.chain.errors import CallReverted
from rwa.chain.hashing import ZERO_ADDRESS, address_bytes, address_of, created_address
from rwa.chain.protocol import Block, CommittedReceipt, RawLog, Receipt, ViewCall
from rwa.core.ids import Address

BLOCK_SECONDS = 12
CALL_GAS = 1_000_000_000
EMBEDDED_CHAIN_ID = 31_337
SUCCEEDED = b"\x01"
BLOOM_BYTES = 256


@dataclass(frozen=True, slots=True)
class Genesis:
    """Everything that block 0 says."""

    timestamp: int
    """Seconds since 1970; the simulated clock starts here."""
    balances_wei: tuple[tuple[Address, int], ...]
    """Accounts that can pay for gas from the start, with their wei."""
    chain_id: int = EMBEDDED_CHAIN_ID
    """EIP-155 number of the new chain."""
    block_gas_limit: int = 60_000_000
    """Gas of one block; the figure of public networks."""


class SimulatedTimeChain(MiningChain):
    """py-evm's chain with a clock of its own instead of the machine's."""

    vm_configuration = ((BlockNumber(0), PragueVM),)

    def create_header_from_parent(
        self, parent_header: BlockHeaderAPI, **header_params: Any
    ) -> BlockHeaderAPI:
        """Date a block after its parent by `BLOCK_SECONDS` and keep the parent's gas limit."""
        header_params.setdefault("timestamp", parent_header.timestamp + BLOCK_SECONDS)
        header_params.setdefault("gas_limit", parent_header.gas_limit)
        return super().create_header_from_parent(parent_header, **header_params)


def start_chain(database: AtomicDatabaseAPI, genesis: Genesis) -> MiningChain:
    """Write block 0 into an empty database."""
    header: dict[str, HeaderParams] = {
        "coinbase": bytes(20),
        "difficulty": 0,
        "extra_data": b"rwa",
        "gas_limit": genesis.block_gas_limit,
        "mix_hash": bytes(32),
        "nonce": bytes(8),
        "receipt_root": BLANK_ROOT_HASH,
        "timestamp": genesis.timestamp,
        "transaction_root": BLANK_ROOT_HASH,
    }
    state: dict[RawAddress, AccountDetails] = {
        raw_address(address): {"balance": wei, "nonce": 0, "code": b"", "storage": {}}
        for address, wei in genesis.balances_wei
    }
    return cast(MiningChain, _chain_class(genesis.chain_id).from_genesis(database, header, state))


def continue_chain(database: AtomicDatabaseAPI, chain_id: int) -> MiningChain:
    """Open a database at the head it stores."""
    return _chain_class(chain_id)(database)


def _chain_class(chain_id: int) -> type[SimulatedTimeChain]:
    return SimulatedTimeChain.configure(chain_id=chain_id)


@dataclass(frozen=True, slots=True)
class MinedBlock:
    """A new block with what each of its transactions did."""

    header: BlockHeaderAPI
    """The sealed header."""
    transactions: tuple[SignedTransactionAPI, ...]
    """As many of those offered as fitted."""
    receipts: tuple[ReceiptAPI, ...]
    """One for each transaction."""
    computations: tuple[ComputationAPI, ...]
    """One for each transaction, with its return data."""


def mine(
    chain: MiningChain, offered: Sequence[SignedTransactionAPI], *, timestamp: int | None
) -> MinedBlock:
    """Add one block on the stored head, holding the first transactions that fit its gas.

    py-evm's own `mine_all` is all or nothing; this stops at the first that no longer fits.
    Raises eth_utils' ValidationError when the first transaction that would fit is invalid.
    """
    dated = {} if timestamp is None else {"timestamp": timestamp}
    header = chain.create_header_from_parent(chain.get_canonical_head(), **dated)
    vm = chain.get_vm(header)
    results: list[tuple[SignedTransactionAPI, ReceiptAPI, ComputationAPI]] = []
    for transaction in offered:
        if results and transaction.gas > header.gas_limit - header.gas_used:
            break
        receipt, computation = vm.apply_transaction(header, transaction)
        header = vm.add_receipt_to_header(header, receipt)
        results.append((transaction, receipt, computation))
    transactions, receipts, computations = zip(*results, strict=True) if results else ((), (), ())
    block = vm.set_block_transactions_and_withdrawals(
        vm.get_block(), header, transactions, receipts
    )
    mined = vm.mine_block(block).block
    chain.persist_block(mined)
    chain.header = chain.create_header_from_parent(mined.header)
    return MinedBlock(mined.header, transactions, receipts, computations)


def answer(vm: VirtualMachineAPI, call: ViewCall) -> bytes:
    """Run a call and undo it. Raises CallReverted."""
    state = vm.state
    to = raw_address(call.to)
    sender = raw_address(call.sender or ZERO_ADDRESS)
    snapshot = state.snapshot()
    computation = vm.execute_bytecode(
        origin=sender,
        gas_price=0,
        gas=CALL_GAS,
        to=to,
        sender=sender,
        value=0,
        data=call.data,
        code=state.get_code(to),
        code_address=to,
    )
    state.revert(snapshot)
    if computation.is_error:
        data, fault = failure_of(computation)
        raise CallReverted(data, fault=fault)
    return computation.output


def failure_of(computation: ComputationAPI) -> tuple[bytes, str]:
    """Return a failed computation's revert data and, for a fault of the EVM, its description."""
    if isinstance(computation.error, Revert):
        return bytes(computation.output), ""
    return b"", f"{type(computation.error).__name__}: {computation.error}"


def raw_address(address: Address) -> RawAddress:
    """Return an address as py-evm takes it."""
    return RawAddress(address_bytes(address))


def block_record(header: BlockHeaderAPI) -> Block:
    """Return the record of a py-evm header."""
    return Block(
        number=header.block_number,
        hash=header.hash,
        parent_hash=header.parent_hash,
        timestamp=header.timestamp,
        receipts_root=header.receipt_root,
        logs_bloom=header.bloom.to_bytes(BLOOM_BYTES, "big"),
    )


def committed_receipts(
    header: BlockHeaderAPI, hashes: Sequence[bytes], receipts: Sequence[ReceiptAPI]
) -> tuple[CommittedReceipt, ...]:
    """Return what the header's receipts root commits to."""
    return tuple(
        CommittedReceipt(
            transaction_type=getattr(receipt, "type_id", None) or 0,
            succeeded=receipt.state_root == SUCCEEDED,
            cumulative_gas_used=receipt.gas_used,
            block_hash=header.hash,
            logs=logs,
        )
        for receipt, logs in zip(receipts, log_records(header, hashes, receipts), strict=True)
    )


def log_records(
    header: BlockHeaderAPI, hashes: Sequence[bytes], receipts: Sequence[ReceiptAPI]
) -> Iterator[tuple[RawLog, ...]]:
    """Yield the logs of each transaction of a block, numbered through the block."""
    index = 0
    for transaction_hash, receipt in zip(hashes, receipts, strict=True):
        yield tuple(
            RawLog(
                address=address_of(log.address),
                topics=tuple(topic.to_bytes(32, "big") for topic in log.topics),
                data=bytes(log.data),
                block_number=header.block_number,
                block_hash=header.hash,
                transaction_hash=transaction_hash,
                log_index=number,
            )
            for number, log in enumerate(receipt.logs, start=index)
        )
        index += len(receipt.logs)


def receipt_records(
    header: BlockHeaderAPI,
    transactions: Sequence[SignedTransactionAPI],
    receipts: Sequence[ReceiptAPI],
) -> tuple[Receipt, ...]:
    """Return the records of a block's receipts; why one failed is left empty."""
    hashes = [transaction.hash for transaction in transactions]
    gas_before = 0
    records = []
    logs_of_each = log_records(header, hashes, receipts)
    for transaction, receipt, logs in zip(transactions, receipts, logs_of_each, strict=True):
        is_creation = transaction.to == b""
        records.append(
            Receipt(
                transaction_hash=transaction.hash,
                sender=address_of(transaction.sender),
                to=None if is_creation else address_of(transaction.to),
                contract=created_address(transaction.sender, transaction.nonce)
                if is_creation
                else None,
                succeeded=receipt.state_root == SUCCEEDED,
                revert_data=b"",
                fault="",
                gas_used=receipt.gas_used - gas_before,
                block_number=header.block_number,
                block_hash=header.hash,
                logs=logs,
            )
        )
        gas_before = receipt.gas_used
    return tuple(records)
