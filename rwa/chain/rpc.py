"""Any chain behind a JSON-RPC URL; anvil's clock can be set, a public network's cannot.

Plain JSON-RPC over one kept-open connection. web3.py offers nothing this needs and takes
seconds to import.
"""

import itertools
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar

from rwa.chain.errors import (
    BlockNotFound,
    CallReverted,
    ClockNotOurs,
    ClockWentBack,
    NonceTooLow,
    TransactionPending,
)
from rwa.chain.hashing import ZERO_ADDRESS, hex_of, keccak
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
from rwa.chain.refusals import is_known, is_no_such_block, refusal
from rwa.chain.rpc_answers import (
    UNREADABLE,
    read_base_fee,
    read_block,
    read_block_receipts,
    read_data,
    read_integer,
    read_logs,
    read_receipt,
    read_repeat,
    read_success,
    read_transaction,
    revert_data,
)
from rwa.chain.rpc_transport import Answer, RpcRefused, RpcTransport
from rwa.core.ids import Address

T = TypeVar("T")

GWEI = 10**9
LOG_BLOCKS = 2_000
"""Blocks asked for in one eth_getLogs; hosted nodes refuse much wider ranges."""

SPARE_GAS = 50_000
"""Room above an estimate: the first transfer after a record time writes history as well."""

POLL_SECONDS = 0.02
MINED_WITHIN_SECONDS = 120.0
BATCH = 200
BLOCKS_OF_RECEIPTS = 20


class RpcChain:
    """`rwa.chain.protocol.Chain` over JSON-RPC.

    Every method raises ChainUnreachable, also for an answer that is not what was asked for.
    """

    def __init__(self, url: str, *, mined_within_seconds: float = MINED_WITHIN_SECONDS) -> None:
        self._rpc = RpcTransport(url)
        self._mined_within_seconds = mined_within_seconds
        software = str(self._ask("web3_clientVersion"))
        self._identity = ChainIdentity(
            engine=software.split("-", maxsplit=1)[0],
            place=url,
            chain_id=self._read(read_integer, "eth_chainId"),
            genesis_hash=self.block(0).hash,
            simulated_time=software.startswith("anvil"),
        )

    @property
    def identity(self) -> ChainIdentity:
        """See Chain."""
        return self._identity

    def head(self) -> Block:
        """See Chain."""
        return self._read(read_block, "eth_getBlockByNumber", "latest", False)

    def finalized(self) -> Block:
        """See Chain; nodes say in two ways that there is none yet."""
        answer = self._rpc.ask("eth_getBlockByNumber", ("finalized", False))
        if isinstance(answer, RpcRefused) and is_no_such_block(answer.message):
            return self.block(0)
        found = _result(answer)
        if found is None:
            return self.block(0)
        return self._parsed(read_block, found, "eth_getBlockByNumber")

    def block(self, number: int) -> Block:
        """See Chain."""
        found = self._ask("eth_getBlockByNumber", hex(number), False)
        if found is None:
            raise BlockNotFound(number, head=self.head().number)
        return self._parsed(read_block, found, "eth_getBlockByNumber")

    def blocks(self, numbers: Sequence[int]) -> tuple[Block, ...]:
        """See Chain; many blocks travel in one request."""
        requests = [("eth_getBlockByNumber", (hex(number), False)) for number in numbers]
        return tuple(self._found(read_block, numbers, requests, batch=BATCH))

    def block_receipts(self, numbers: Sequence[int]) -> tuple[tuple[CommittedReceipt, ...], ...]:
        """See Chain; a few blocks travel in one request, since their receipts may be many."""
        requests = [("eth_getBlockReceipts", (hex(number),)) for number in numbers]
        return tuple(self._found(read_block_receipts, numbers, requests, batch=BLOCKS_OF_RECEIPTS))

    def code(self, address: Address) -> bytes:
        """See Chain."""
        return self._read(read_data, "eth_getCode", address, "latest")

    def balance(self, address: Address) -> int:
        """See Chain."""
        return self._read(read_integer, "eth_getBalance", address, "latest")

    def nonce(self, address: Address) -> int:
        """See Chain."""
        return self._read(read_integer, "eth_getTransactionCount", address, "pending")

    def mined_nonce(self, address: Address) -> int:
        """See Chain."""
        return self._read(read_integer, "eth_getTransactionCount", address, "latest")

    def fees(self) -> Fees:
        """See Chain; twice the base fee outlasts five full blocks."""
        base_fee = self._read(read_base_fee, "eth_getBlockByNumber", "latest", False)
        return Fees(max_fee_wei=2 * base_fee + GWEI, tip_wei=GWEI)

    def gas_for(self, call: ViewCall) -> int:
        """See Chain; the node's estimate with room for a record time that passes meanwhile."""
        estimate = self._read(read_integer, "eth_estimateGas", _call_object(call))
        return min(estimate + estimate // 2 + SPARE_GAS, GAS_LIMIT_OF_A_TRANSACTION)

    def call(self, call: ViewCall, *, block: int | None = None) -> bytes:
        """See Chain."""
        return self._read(read_data, "eth_call", _call_object(call), _tag(block))

    def calls(self, calls: Sequence[ViewCall], *, block: int | None = None) -> tuple[bytes, ...]:
        """See Chain; many questions travel in one request, all about one block."""
        tag = hex(self.head().number) if block is None else hex(block)
        requests = [("eth_call", (_call_object(call), tag)) for call in calls]
        answers = self._ask_many(requests)
        return tuple(self._parsed(read_data, _result(answer), "eth_call") for answer in answers)

    def send(self, signed: Sequence[bytes], *, at: int | None = None) -> tuple[Receipt, ...]:
        """See Chain."""
        if not self._identity.simulated_time:
            if at is not None:
                raise ClockNotOurs(self._identity.place)
            return self._send_and_wait(signed)
        with self._mined_together():
            if at is not None:
                self._set_next_time(at)
            hashes = self._submit(signed)
            receipts: tuple[Receipt | None, ...] = (None,) * len(hashes)
            while None in receipts:
                self._ask("evm_mine")
                receipts = tuple(self.receipt(each) for each in hashes)
        return tuple(receipt for receipt in receipts if receipt is not None)

    def broadcast(self, signed: bytes, *, at: int | None = None) -> bytes:
        """See Chain."""
        transaction_hash = keccak(signed)
        if at is not None:
            if not self._identity.simulated_time:
                raise ClockNotOurs(self._identity.place)
            if self.transaction(transaction_hash) is not None:
                return transaction_hash
            self._set_next_time(at)
        try:
            self._submit([signed])
        except NonceTooLow:
            # Of bytes that they have mined, nodes say that their number is used.
            if self.transaction(transaction_hash) is None:
                raise
        return transaction_hash

    def transaction(self, transaction_hash: bytes) -> MinedTransaction | None:
        """See Chain."""
        read = partial(read_transaction, transaction_hash=transaction_hash)
        return self._read(read, "eth_getTransactionByHash", hex_of(transaction_hash))

    def receipt(self, transaction_hash: bytes) -> Receipt | None:
        """See Chain; the revert data of a failure is found by repeating the call."""
        name = hex_of(transaction_hash)
        method = "eth_getTransactionReceipt"
        found = self._ask(method, name)
        if found is None:
            return None
        succeeded = self._parsed(read_success, found, method)
        data, fault = (b"", "") if succeeded else self._failure(name)
        return self._parsed(partial(read_receipt, revert_data=data, fault=fault), found, method)

    def logs(self, first: int, last: int, addresses: Sequence[Address]) -> tuple[RawLog, ...]:
        """See Chain."""
        head = self.head().number
        if last > head:
            raise BlockNotFound(last, head=head)
        found: list[RawLog] = []
        for start in range(first, last + 1, LOG_BLOCKS):
            query = {
                "fromBlock": hex(start),
                "toBlock": hex(min(start + LOG_BLOCKS - 1, last)),
                "address": list(addresses),
            }
            found += self._read(read_logs, "eth_getLogs", query)
        return tuple(found)

    def advance_to(self, timestamp: int) -> Block:
        """See Chain."""
        if not self._identity.simulated_time:
            raise ClockNotOurs(self._identity.place)
        if self.head().timestamp != timestamp:
            self._set_next_time(timestamp)
            self._ask("evm_mine")
        return self.head()

    def close(self) -> None:
        """See Chain."""
        self._rpc.close()

    def _ask(self, method: str, *parameters: object) -> Any:
        return _result(self._rpc.ask(method, parameters))

    def _read(self, read: Callable[[Any], T], method: str, *parameters: object) -> T:
        return self._parsed(read, self._ask(method, *parameters), method)

    def _parsed(self, read: Callable[[Any], T], found: object, method: str) -> T:
        """Return what a result says. Raises ChainUnreachable for one that cannot be read."""
        try:
            return read(found)
        except UNREADABLE as error:
            raise self._rpc.malformed(method) from error

    def _ask_many(
        self, requests: Sequence[tuple[str, tuple[object, ...]]], *, batch: int = BATCH
    ) -> Iterator[Answer]:
        for start in range(0, len(requests), batch):
            yield from self._rpc.ask_many(requests[start : start + batch])

    def _found(
        self,
        read: Callable[[Any], T],
        numbers: Sequence[int],
        requests: Sequence[tuple[str, tuple[object, ...]]],
        *,
        batch: int,
    ) -> Iterator[T]:
        """Yield what a node holds of each block. Raises BlockNotFound where it holds nothing."""
        for number, answer in zip(numbers, self._ask_many(requests, batch=batch), strict=True):
            refused = isinstance(answer, RpcRefused) and is_no_such_block(answer.message)
            found = None if refused else _result(answer)
            if found is None:
                raise BlockNotFound(number, head=self.head().number)
            yield self._parsed(read, found, requests[0][0])

    def _submit(self, signed: Sequence[bytes]) -> list[bytes]:
        """Hand transactions to the node; one that it knows already counts as accepted."""
        requests = [("eth_sendRawTransaction", (hex_of(raw),)) for raw in signed]
        for answer in self._ask_many(requests):
            if isinstance(answer, RpcRefused) and not is_known(answer.message):
                raise refusal(answer.message)
        return [keccak(raw) for raw in signed]

    def _send_and_wait(self, signed: Sequence[bytes]) -> tuple[Receipt, ...]:
        deadline = time.monotonic() + self._mined_within_seconds
        return tuple(self._wait(each, deadline=deadline) for each in self._submit(signed))

    def _wait(self, transaction_hash: bytes, *, deadline: float) -> Receipt:
        for attempt in itertools.count():
            receipt = self.receipt(transaction_hash)
            if receipt is not None:
                return receipt
            if time.monotonic() > deadline:
                break
            time.sleep(min(POLL_SECONDS * 2**attempt, 2.0))
        raise TransactionPending(transaction_hash, waited_seconds=self._mined_within_seconds)

    @contextmanager
    def _mined_together(self) -> Iterator[None]:
        """Hold anvil's blocks back, so that transactions share one."""
        self._ask("evm_setAutomine", False)
        try:
            yield
        finally:
            self._ask("evm_setAutomine", True)

    def _set_next_time(self, timestamp: int) -> None:
        head = self.head().timestamp
        if timestamp <= head:
            raise ClockWentBack(asked=timestamp, head=head)
        self._ask("evm_setNextBlockTimestamp", timestamp)

    def _failure(self, transaction_name: str) -> tuple[bytes, str]:
        """Repeat a failed call in its block, with its gas, and return why it fails."""
        repeat = self._read(read_repeat, "eth_getTransactionByHash", transaction_name)
        answer = self._rpc.ask("eth_call", repeat)
        if not isinstance(answer, RpcRefused):
            return b"", ""
        data = revert_data(answer)
        return (data, "") if data else (b"", answer.message)


def _result(answer: Answer) -> Any:
    """Return a result, or raise what the node's refusal means."""
    if not isinstance(answer, RpcRefused):
        return answer
    data = revert_data(answer)
    if data is not None:
        raise CallReverted(data, fault=answer.message)
    raise answer


def _call_object(call: ViewCall) -> dict[str, str]:
    return {"from": call.sender or ZERO_ADDRESS, "to": call.to, "input": hex_of(call.data)}


def _tag(block: int | None) -> str:
    return "latest" if block is None else hex(block)
