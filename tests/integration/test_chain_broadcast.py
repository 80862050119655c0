"""Transactions that wait, are replaced, refused or handed over twice, on both kinds of chain."""

import time
from collections.abc import Mapping

import pytest

from rwa.chain.accounts import LocalAccount
from rwa.chain.cash_token import TestDollar
from rwa.chain.embedded import EmbeddedChain
from rwa.chain.embedded_evm import Genesis
from rwa.chain.errors import ClockWentBack, FeeTooLow, NonceTooLow, TransactionRefused
from rwa.chain.hashing import keccak
from rwa.chain.protocol import Chain, Fees, MinedTransaction, Receipt
from rwa.chain.rpc import RpcChain
from rwa.chain.transactions import ContractCall, Transaction, send, sign_transaction

People = Mapping[str, LocalAccount]
FINAL_AFTER_BLOCKS = 64
"""Blocks by which anvil's finalized block trails its head."""


@pytest.fixture(params=["embedded", "anvil"])
def chain(request: pytest.FixtureRequest, deal_genesis: Genesis) -> Chain:
    """The embedded chain and anvil, one after the other."""
    if request.param == "embedded":
        return EmbeddedChain.in_memory(deal_genesis)
    anvil: Chain = request.getfixturevalue("anvil")
    return anvil


@pytest.fixture
def waiting(anvil: RpcChain) -> RpcChain:
    """Anvil that mines only when told to, as a public network does in its own time."""
    anvil._ask("evm_setAutomine", False)
    return anvil


def mine(chain: RpcChain) -> None:
    chain._ask("evm_mine")


def signed_gift(
    chain: Chain,
    sender: LocalAccount,
    *,
    nonce: int = 0,
    fees: Fees | None = None,
    value_wei: int = 1,
) -> bytes:
    gift = ContractCall(to=sender.address, data=b"", label="gift", value_wei=value_wei)
    return sign_transaction(
        sender,
        Transaction(
            chain_id=chain.identity.chain_id,
            nonce=nonce,
            fees=fees or chain.fees(),
            gas=21_000,
            call=gift,
        ),
    )


def mined(chain: Chain, transaction_hash: bytes) -> Receipt:
    """Return the receipt of what is mined at once; anvil answers a moment before it mines."""
    for _ in range(500):
        receipt = chain.receipt(transaction_hash)
        if receipt is not None:
            return receipt
        time.sleep(0.01)
    pytest.fail("no block came")


# Alike on both


def test_broadcast__then_again__one_transaction_on_both(chain: Chain, people: People) -> None:
    servicer = people["servicer"]
    signed = signed_gift(chain, servicer)
    at = chain.head().timestamp + 1_000
    assert chain.broadcast(signed, at=at) == keccak(signed)
    head = chain.block(mined(chain, keccak(signed)).block_number)
    assert head.timestamp == at
    assert chain.broadcast(signed) == keccak(signed)
    assert chain.broadcast(signed, at=at) == keccak(signed)
    assert chain.head() == head
    assert chain.nonce(servicer.address) == chain.mined_nonce(servicer.address) == 1


def test_broadcast__number_used_by_other_bytes__nonce_too_low_on_both(
    chain: Chain, people: People
) -> None:
    servicer = people["servicer"]
    mined(chain, chain.broadcast(signed_gift(chain, servicer)))
    other = signed_gift(chain, servicer, value_wei=2)
    with pytest.raises(NonceTooLow):
        chain.broadcast(other)
    assert chain.transaction(keccak(other)) is None
    assert chain.nonce(servicer.address) == 1


def test_broadcast__below_the_base_fee__fee_too_low_on_both(chain: Chain, people: People) -> None:
    servicer = people["servicer"]
    with pytest.raises(FeeTooLow):
        chain.broadcast(signed_gift(chain, servicer, fees=Fees(1_000, 1_000)))
    assert chain.nonce(servicer.address) == 0


@pytest.mark.parametrize("flaw", [{"value_wei": 10**30}, {"fees": Fees(10**10, 10**11)}])
def test_broadcast__otherwise_invalid__plainly_refused_on_both(
    chain: Chain, people: People, flaw: dict[str, int]
) -> None:
    with pytest.raises(TransactionRefused) as caught:
        chain.broadcast(signed_gift(chain, people["servicer"], **flaw))
    assert type(caught.value) is TransactionRefused
    assert chain.nonce(people["servicer"].address) == 0


def test_broadcast__not_a_transaction__refused_on_both(chain: Chain) -> None:
    with pytest.raises(TransactionRefused):
        chain.broadcast(b"\x02\x01")


def test_broadcast__at_the_heads_time__refused_on_both(chain: Chain, people: People) -> None:
    with pytest.raises(ClockWentBack):
        chain.broadcast(signed_gift(chain, people["servicer"]), at=chain.head().timestamp)
    assert chain.nonce(people["servicer"].address) == 0


def test_transaction__call_creation_and_unknown__alike_on_both(
    chain: Chain, people: People
) -> None:
    servicer = people["servicer"]
    creation = TestDollar.deployment(admin=servicer.address)
    created = send(chain, servicer, creation)
    assert created.contract is not None
    call = TestDollar(chain, created.contract).mint(servicer.address, 5)
    called = send(chain, servicer, call)
    assert chain.transaction(called.transaction_hash) == MinedTransaction(
        transaction_hash=called.transaction_hash,
        sender=servicer.address,
        nonce=1,
        to=created.contract,
        data=call.data,
        block_number=called.block_number,
    )
    found = chain.transaction(created.transaction_hash)
    assert found is not None
    assert (found.to, found.nonce, found.data) == (None, 0, creation.data)
    assert chain.transaction(bytes(32)) is None


# A node that does not mine at once


def test_broadcast__no_block_yet__waits_and_is_counted_as_next_only(
    waiting: RpcChain, people: People
) -> None:
    servicer = people["servicer"]
    signed = signed_gift(waiting, servicer)
    head = waiting.head()
    name = waiting.broadcast(signed)
    assert name == keccak(signed)
    assert waiting.receipt(name) is None
    assert waiting.transaction(name) is None
    assert (waiting.nonce(servicer.address), waiting.mined_nonce(servicer.address)) == (1, 0)
    assert waiting.head() == head
    mine(waiting)
    receipt = waiting.receipt(name)
    assert receipt is not None
    assert receipt.succeeded
    assert (waiting.nonce(servicer.address), waiting.mined_nonce(servicer.address)) == (1, 1)


def test_broadcast__same_bytes_while_waiting__no_error_and_one_transaction(
    waiting: RpcChain, people: People
) -> None:
    servicer = people["servicer"]
    signed = signed_gift(waiting, servicer)
    assert waiting.broadcast(signed) == waiting.broadcast(signed) == keccak(signed)
    assert waiting.nonce(servicer.address) == 1
    mine(waiting)
    assert waiting.broadcast(signed) == keccak(signed)
    assert waiting.mined_nonce(servicer.address) == 1


def test_broadcast__replaces_what_waits__only_for_a_higher_fee(
    waiting: RpcChain, people: People
) -> None:
    servicer = people["servicer"]
    fees = waiting.fees()
    first = waiting.broadcast(signed_gift(waiting, servicer, fees=fees))
    with pytest.raises(FeeTooLow):
        waiting.broadcast(signed_gift(waiting, servicer, fees=fees, value_wei=2))
    raised = Fees(max_fee_wei=fees.max_fee_wei * 5 // 4, tip_wei=fees.tip_wei * 5 // 4)
    second = waiting.broadcast(signed_gift(waiting, servicer, fees=raised, value_wei=3))
    mine(waiting)
    assert waiting.transaction(first) is None
    assert waiting.transaction(second) is not None
    assert waiting.mined_nonce(servicer.address) == 1


def test_broadcast__number_ahead_of_the_next__kept_by_the_node_until_the_gap_closes(
    waiting: RpcChain, people: People
) -> None:
    servicer = people["servicer"]
    early = waiting.broadcast(signed_gift(waiting, servicer, nonce=1))
    mine(waiting)
    assert waiting.receipt(early) is None
    assert waiting.nonce(servicer.address) == 0
    waiting.broadcast(signed_gift(waiting, servicer))
    mine(waiting)
    assert waiting.receipt(early) is not None
    assert waiting.mined_nonce(servicer.address) == 2


def test_broadcast__dated_while_waiting__the_next_block_has_the_date(
    waiting: RpcChain, people: People
) -> None:
    at = waiting.head().timestamp + 5_000
    name = waiting.broadcast(signed_gift(waiting, people["servicer"]), at=at)
    mine(waiting)
    receipt = waiting.receipt(name)
    assert receipt is not None
    assert waiting.block(receipt.block_number).timestamp == at


def test_finalized__anvil__trails_the_head(anvil: RpcChain) -> None:
    assert anvil.finalized() == anvil.block(0)
    anvil._ask("anvil_mine", hex(FINAL_AFTER_BLOCKS + 10))
    head = anvil.head()
    assert anvil.finalized() == anvil.block(head.number - FINAL_AFTER_BLOCKS)
