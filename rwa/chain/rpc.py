"""Any chain behind a JSON-RPC URL; anvil's clock can be set, a public network's cannot.

Plain JSON-RPC over one kept-open connection. web3.py offers nothing this needs and takes
seconds to import.
"""

import itertools
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rwa.chain.errors import (
    BlockNotFound,
    CallReverted,
    ClockNotOurs,
    ClockWentBack,
    NonceTooLow,
    TransactionPending,
)
from rwa.chain.hashing import ZERO_ADDRESS, address_from_hex, hex_of, keccak
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
from rwa.chain.rpc_transport import Answer, RpcRefused, RpcTransport
from rwa.core.ids import Address

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
    """`rwa.chain.protocol.Chain` over JSON-RPC."""

    def __init__(self, url: str, *, mined_within_seconds: float = MINED_WITHIN_SECONDS) -> None:
        self._rpc = RpcTransport(url)
        self._mined_within_seconds = mined_within_seconds
        software = str(self._ask("web3_clientVersion"))
        self._identity = ChainIdentity(
            engine=software.split("-", maxsplit=1)[0],
            place=url,
            chain_id=_integer(self._ask("eth_chainId")),
            genesis_hash=self.block(0).hash,
            simulated_time=software.startswith("anvil"),
        )

    @property
    def identity(self) -> ChainIdentity:
        """See Chain."""
        return self._identity

    def head(self) -> Block:
        """See Chain."""
        return _block(self._ask("eth_getBlockByNumber", "latest", False))

    def finalized(self) -> Block:
        """See Chain; nodes say in two ways that there is none yet."""
        answer = self._rpc.ask("eth_getBlockByNumber", ("finalized", False))
        if isinstance(answer, RpcRefused) and is_no_such_block(answer.message):
            return self.block(0)
        found = _result(answer)
        return self.block(0) if found is None else _block(found)

    def block(self, number: int) -> Block:
        """See Chain."""
        found = self._ask("eth_getBlockByNumber", hex(number), False)
        if found is None:
            raise BlockNotFound(number, head=self.head().number)
        return _block(found)

    def blocks(self, numbers: Sequence[int]) -> tuple[Block, ...]:
        """See Chain; many blocks travel in one request."""
        requests = [("eth_getBlockByNumber", (hex(number), False)) for number in numbers]
        return tuple(_block(found) for found in self._found(numbers, requests, batch=BATCH))

    def block_receipts(self, numbers: Sequence[int]) -> tuple[tuple[CommittedReceipt, ...], ...]:
        """See Chain; a few blocks travel in one request, since their receipts may be many."""
        requests = [("eth_getBlockReceipts", (hex(number),)) for number in numbers]
        return tuple(
            tuple(_committed_receipt(entry) for entry in found)
            for found in self._found(numbers, requests, batch=BLOCKS_OF_RECEIPTS)
        )

    def code(self, address: Address) -> bytes:
        """See Chain."""
        return _bytes(self._ask("eth_getCode", address, "latest"))

    def balance(self, address: Address) -> int:
        """See Chain."""
        return _integer(self._ask("eth_getBalance", address, "latest"))

    def nonce(self, address: Address) -> int:
        """See Chain."""
        return _integer(self._ask("eth_getTransactionCount", address, "pending"))

    def mined_nonce(self, address: Address) -> int:
        """See Chain."""
        return _integer(self._ask("eth_getTransactionCount", address, "latest"))

    def fees(self) -> Fees:
        """See Chain; twice the base fee outlasts five full blocks."""
        head = self._ask("eth_getBlockByNumber", "latest", False)
        base_fee = _integer(head.get("baseFeePerGas", "0x0"))
        return Fees(max_fee_wei=2 * base_fee + GWEI, tip_wei=GWEI)

    def gas_for(self, call: ViewCall) -> int:
        """See Chain; the node's estimate with room for a record time that passes meanwhile."""
        estimate = _integer(self._ask("eth_estimateGas", _call_object(call)))
        return min(estimate + estimate // 2 + SPARE_GAS, GAS_LIMIT_OF_A_TRANSACTION)

    def call(self, call: ViewCall, *, block: int | None = None) -> bytes:
        """See Chain."""
        return _bytes(self._ask("eth_call", _call_object(call), _tag(block)))

    def calls(self, calls: Sequence[ViewCall], *, block: int | None = None) -> tuple[bytes, ...]:
        """See Chain; many questions travel in one request, all about one block."""
        tag = hex(self.head().number) if block is None else hex(block)
        requests = [("eth_call", (_call_object(call), tag)) for call in calls]
        return tuple(_bytes(_result(answer)) for answer in self._ask_many(requests))

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
        found = self._ask("eth_getTransactionByHash", hex_of(transaction_hash))
        if found is None or found["blockNumber"] is None:
            return None
        return MinedTransaction(
            transaction_hash=transaction_hash,
            sender=address_from_hex(found["from"]),
            nonce=_integer(found["nonce"]),
            to=None if found["to"] is None else address_from_hex(found["to"]),
            data=_bytes(found["input"]),
            block_number=_integer(found["blockNumber"]),
        )

    def receipt(self, transaction_hash: bytes) -> Receipt | None:
        """See Chain; the revert data of a failure is found by repeating the call."""
        name = hex_of(transaction_hash)
        found = self._ask("eth_getTransactionReceipt", name)
        if found is None:
            return None
        failed = _integer(found["status"]) == 0
        data, fault = self._failure(name) if failed else (b"", "")
        return _receipt(found, revert_data=data, fault=fault)

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
            found += [_log(entry) for entry in self._ask("eth_getLogs", query)]
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

    def _ask_many(
        self, requests: Sequence[tuple[str, tuple[object, ...]]], *, batch: int = BATCH
    ) -> Iterator[Answer]:
        for start in range(0, len(requests), batch):
            yield from self._rpc.ask_many(requests[start : start + batch])

    def _found(
        self,
        numbers: Sequence[int],
        requests: Sequence[tuple[str, tuple[object, ...]]],
        *,
        batch: int,
    ) -> Iterator[Any]:
        """Yield what a node holds of each block. Raises BlockNotFound where it holds nothing."""
        for number, answer in zip(numbers, self._ask_many(requests, batch=batch), strict=True):
            refused = isinstance(answer, RpcRefused) and is_no_such_block(answer.message)
            found = None if refused else _result(answer)
            if found is None:
                raise BlockNotFound(number, head=self.head().number)
            yield found

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
        sent = self._ask("eth_getTransactionByHash", transaction_name)
        repeat = {key: sent[key] for key in ("from", "to", "input", "value", "gas") if sent[key]}
        answer = self._rpc.ask("eth_call", (repeat, sent["blockNumber"]))
        if not isinstance(answer, RpcRefused):
            return b"", ""
        data = _revert_bytes(answer)
        return (data, "") if data else (b"", answer.message)


def _result(answer: Answer) -> Any:
    """Return a result, or raise what the node's refusal means."""
    if not isinstance(answer, RpcRefused):
        return answer
    data = _revert_bytes(answer)
    if data is not None:
        raise CallReverted(data, fault=answer.message)
    raise answer


def _revert_bytes(refused: RpcRefused) -> bytes | None:
    """Return the revert data of a refusal, None when it is another kind of refusal."""
    data = refused.data.get("data") if isinstance(refused.data, dict) else refused.data
    if isinstance(data, str) and data.startswith("0x"):
        return bytes.fromhex(data[2:])
    return b"" if "revert" in refused.message.lower() else None


def _call_object(call: ViewCall) -> dict[str, str]:
    return {"from": call.sender or ZERO_ADDRESS, "to": call.to, "input": hex_of(call.data)}


def _tag(block: int | None) -> str:
    return "latest" if block is None else hex(block)


def _integer(text: str) -> int:
    return int(text, 16)


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text[2:])


def _block(found: dict[str, Any]) -> Block:
    return Block(
        number=_integer(found["number"]),
        hash=_bytes(found["hash"]),
        parent_hash=_bytes(found["parentHash"]),
        timestamp=_integer(found["timestamp"]),
        receipts_root=_bytes(found["receiptsRoot"]),
        logs_bloom=_bytes(found["logsBloom"]),
    )


def _committed_receipt(found: dict[str, Any]) -> CommittedReceipt:
    return CommittedReceipt(
        transaction_type=_integer(found.get("type", "0x0")),
        succeeded=_integer(found["status"]) == 1,
        cumulative_gas_used=_integer(found["cumulativeGasUsed"]),
        block_hash=_bytes(found["blockHash"]),
        logs=tuple(_log(entry) for entry in found["logs"]),
    )


def _log(found: dict[str, Any]) -> RawLog:
    return RawLog(
        address=address_from_hex(found["address"]),
        topics=tuple(_bytes(topic) for topic in found["topics"]),
        data=_bytes(found["data"]),
        block_number=_integer(found["blockNumber"]),
        block_hash=_bytes(found["blockHash"]),
        transaction_hash=_bytes(found["transactionHash"]),
        log_index=_integer(found["logIndex"]),
    )


def _receipt(found: dict[str, Any], *, revert_data: bytes, fault: str) -> Receipt:
    to, contract = found["to"], found.get("contractAddress")
    return Receipt(
        transaction_hash=_bytes(found["transactionHash"]),
        sender=address_from_hex(found["from"]),
        to=None if to is None else address_from_hex(to),
        contract=None if contract is None else address_from_hex(contract),
        succeeded=_integer(found["status"]) == 1,
        revert_data=revert_data,
        fault=fault,
        gas_used=_integer(found["gasUsed"]),
        block_number=_integer(found["blockNumber"]),
        block_hash=_bytes(found["blockHash"]),
        logs=tuple(_log(entry) for entry in found["logs"]),
    )
