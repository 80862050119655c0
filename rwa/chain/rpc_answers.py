"""What a node's results say, read strictly: anything else raises one of UNREADABLE."""

import re
from typing import Any

from rwa.chain.hashing import address_from_hex
from rwa.chain.protocol import Block, CommittedReceipt, MinedTransaction, RawLog, Receipt
from rwa.chain.rpc_transport import RpcRefused

UNREADABLE = (TypeError, ValueError, KeyError, AttributeError)
"""What reading something raises that is not what was asked for."""
QUANTITY = re.compile(r"0x[0-9a-fA-F]{1,64}")
DATA = re.compile(r"0x(?:[0-9a-fA-F]{2})*")
WORD_BYTES = 32


def revert_data(refused: RpcRefused) -> bytes | None:
    """Return the revert data of a refusal, None when it is another kind of refusal."""
    data = refused.data.get("data") if isinstance(refused.data, dict) else refused.data
    if isinstance(data, str) and DATA.fullmatch(data):
        return read_data(data)
    return b"" if "revert" in refused.message.lower() else None


def read_integer(text: str) -> int:
    """Read a quantity of at most 256 bits."""
    if not QUANTITY.fullmatch(text):
        raise ValueError(text[:100])
    return int(text, 16)


def read_data(text: str) -> bytes:
    """Read bytes of any number."""
    if not DATA.fullmatch(text):
        raise ValueError(text[:100])
    return bytes.fromhex(text[2:])


def read_block(found: dict[str, Any]) -> Block:
    """Read a block, with or without its transactions."""
    return Block(
        number=read_integer(found["number"]),
        hash=_word(found["hash"]),
        parent_hash=_word(found["parentHash"]),
        timestamp=read_integer(found["timestamp"]),
        receipts_root=_word(found["receiptsRoot"]),
        logs_bloom=read_data(found["logsBloom"]),
    )


def read_block_receipts(found: list[dict[str, Any]]) -> tuple[CommittedReceipt, ...]:
    """Read every receipt of a block."""
    return tuple(_committed_receipt(entry) for entry in _listed(found))


def read_logs(found: list[dict[str, Any]]) -> tuple[RawLog, ...]:
    """Read logs."""
    return tuple(_log(entry) for entry in _listed(found))


def read_base_fee(found: dict[str, Any]) -> int:
    """Read the base fee of a block in wei, 0 on a chain that has none."""
    read_block(found)
    return read_integer(found.get("baseFeePerGas", "0x0"))


def read_transaction(
    found: dict[str, Any] | None, transaction_hash: bytes
) -> MinedTransaction | None:
    """Read a transaction; None for one that is unknown or waits."""
    if found is None or found["blockNumber"] is None:
        return None
    return MinedTransaction(
        transaction_hash=transaction_hash,
        sender=address_from_hex(found["from"]),
        nonce=read_integer(found["nonce"]),
        to=None if found["to"] is None else address_from_hex(found["to"]),
        data=read_data(found["input"]),
        block_number=read_integer(found["blockNumber"]),
    )


def read_repeat(found: dict[str, Any]) -> tuple[dict[str, str], str]:
    """Read what to ask to have a transaction's call done again, and in which block."""
    names = ("from", "to", "input", "value", "gas")
    return {name: found[name] for name in names if found[name]}, found["blockNumber"]


def read_success(found: dict[str, Any]) -> bool:
    """Read from a receipt whether the transaction did what it was to do."""
    return read_integer(found["status"]) == 1


def read_receipt(found: dict[str, Any], *, revert_data: bytes, fault: str) -> Receipt:
    """Read a receipt, given why the transaction failed."""
    to, contract = found["to"], found.get("contractAddress")
    return Receipt(
        transaction_hash=_word(found["transactionHash"]),
        sender=address_from_hex(found["from"]),
        to=None if to is None else address_from_hex(to),
        contract=None if contract is None else address_from_hex(contract),
        succeeded=read_success(found),
        revert_data=revert_data,
        fault=fault,
        gas_used=read_integer(found["gasUsed"]),
        block_number=read_integer(found["blockNumber"]),
        block_hash=_word(found["blockHash"]),
        logs=read_logs(found["logs"]),
    )


def _word(text: str) -> bytes:
    word = read_data(text)
    if len(word) != WORD_BYTES:
        raise ValueError(text[:100])
    return word


def _listed(found: list[Any]) -> list[Any]:
    if not isinstance(found, list):
        raise TypeError(type(found).__name__)
    return found


def _committed_receipt(found: dict[str, Any]) -> CommittedReceipt:
    return CommittedReceipt(
        transaction_type=read_integer(found.get("type", "0x0")),
        succeeded=read_success(found),
        cumulative_gas_used=read_integer(found["cumulativeGasUsed"]),
        block_hash=_word(found["blockHash"]),
        logs=read_logs(found["logs"]),
    )


def _log(found: dict[str, Any]) -> RawLog:
    return RawLog(
        address=address_from_hex(found["address"]),
        topics=tuple(_word(topic) for topic in _listed(found["topics"])),
        data=read_data(found["data"]),
        block_number=read_integer(found["blockNumber"]),
        block_hash=_word(found["blockHash"]),
        transaction_hash=_word(found["transactionHash"]),
        log_index=read_integer(found["logIndex"]),
    )
