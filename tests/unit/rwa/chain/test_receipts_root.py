"""Our encoding of receipts against py-evm's own classes and trie."""

from random import Random

import pytest
from eth.constants import BLANK_ROOT_HASH
from eth.db.trie import make_trie_root_and_nodes
from eth.rlp.logs import Log
from eth.rlp.receipts import Receipt as EvmReceipt
from eth.vm.forks.london.receipts import LondonReceiptBuilder

from rwa.chain.hashing import address_bytes, address_of
from rwa.chain.protocol import CommittedReceipt, RawLog
from rwa.chain.receipts_root import bloom_bits, logs_bloom, receipts_root

FEE_MARKET = 2


def drawn_logs(random: Random, count: int) -> tuple[RawLog, ...]:
    return tuple(
        RawLog(
            address=address_of(random.randbytes(20)),
            topics=tuple(random.randbytes(32) for _ in range(random.randint(0, 4))),
            data=random.randbytes(random.choice((0, 1, 31, 32, 200))),
            block_number=1,
            block_hash=bytes(32),
            transaction_hash=bytes(32),
            log_index=0,
        )
        for _ in range(count)
    )


def drawn_receipts(seed: int, count: int) -> tuple[CommittedReceipt, ...]:
    random = Random(seed)
    return tuple(
        CommittedReceipt(
            transaction_type=random.choice((0, FEE_MARKET)),
            succeeded=random.random() < 0.8,
            cumulative_gas_used=random.choice((0, 127, 128, 21_000, 30_000_000)),
            block_hash=bytes(32),
            logs=drawn_logs(random, random.randint(0, 3)),
        )
        for _ in range(count)
    )


def evm_receipt(receipt: CommittedReceipt) -> object:
    logs = [
        Log(
            address=address_bytes(log.address),
            topics=[int.from_bytes(topic, "big") for topic in log.topics],
            data=log.data,
        )
        for log in receipt.logs
    ]
    plain = EvmReceipt(
        state_root=b"\x01" if receipt.succeeded else b"",
        gas_used=receipt.cumulative_gas_used,
        logs=logs,
    )
    if receipt.transaction_type == 0:
        return plain
    return LondonReceiptBuilder.typed_receipt_class(receipt.transaction_type, plain)


@pytest.mark.parametrize("count", [1, 2, 3, 15, 16, 17, 127, 128, 129, 257, 300])
def test_receipts_root__any_number_of_receipts__is_the_evms(count: int) -> None:
    receipts = drawn_receipts(count, count)

    root, _ = make_trie_root_and_nodes(tuple(evm_receipt(each) for each in receipts))

    assert receipts_root(receipts) == root


def test_receipts_root__no_receipts__is_that_of_an_empty_block() -> None:
    assert receipts_root(()) == BLANK_ROOT_HASH


def test_receipts_root__any_part_taken_out_or_changed__is_another() -> None:
    receipts = drawn_receipts(5, 6)
    roots = {receipts_root(receipts[:at] + receipts[at + 1 :]) for at in range(6)}
    roots |= {receipts_root((*receipts[1:], receipts[0])), receipts_root(receipts)}

    assert len(roots) == 8


def test_logs_bloom__any_logs__are_the_evms_bits() -> None:
    receipt = CommittedReceipt(
        transaction_type=0,
        succeeded=True,
        cumulative_gas_used=1,
        block_hash=bytes(32),
        logs=drawn_logs(Random(3), 9),
    )

    bloom = int.from_bytes(logs_bloom(receipt.logs), "big")

    assert bloom == evm_receipt(receipt).bloom  # type: ignore[attr-defined]
    for log in receipt.logs:
        mask = bloom_bits(address_bytes(log.address))
        assert bloom & mask == mask
