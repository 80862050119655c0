"""One transaction handed over without waiting, and what is then known of it."""

import pytest

from rwa.chain.accounts import LocalAccount
from rwa.chain.cash_token import TestDollar
from rwa.chain.embedded import EmbeddedChain
from rwa.chain.embedded_evm import Genesis
from rwa.chain.errors import ClockWentBack, FeeTooLow, NonceTooLow, TransactionRefused
from rwa.chain.hashing import keccak
from rwa.chain.protocol import Fees, MinedTransaction
from rwa.chain.transactions import ContractCall, Transaction, send, sign_calls, sign_transaction


def signed_gift(
    chain: EmbeddedChain,
    sender: LocalAccount,
    *,
    nonce: int = 0,
    fees: Fees | None = None,
    value_wei: int = 1,
    chain_id: int | None = None,
) -> bytes:
    gift = ContractCall(to=sender.address, data=b"", label="gift", value_wei=value_wei)
    return sign_transaction(
        sender,
        Transaction(
            chain_id=chain_id or chain.identity.chain_id,
            nonce=nonce,
            fees=fees or chain.fees(),
            gas=21_000,
            call=gift,
        ),
    )


def test_broadcast__valid__mined_under_the_hash_of_its_bytes(
    chain: EmbeddedChain, servicer: LocalAccount
) -> None:
    signed = signed_gift(chain, servicer)
    at = chain.head().timestamp + 1_000
    assert chain.broadcast(signed, at=at) == keccak(signed)
    receipt = chain.receipt(keccak(signed))
    assert receipt is not None
    assert receipt.succeeded
    assert chain.block(receipt.block_number).timestamp == at


def test_broadcast__same_bytes_again__same_hash_and_no_block(
    chain: EmbeddedChain, servicer: LocalAccount
) -> None:
    signed = signed_gift(chain, servicer)
    at = chain.head().timestamp + 1_000
    first = chain.broadcast(signed, at=at)
    head = chain.head()
    assert chain.broadcast(signed) == first
    assert chain.broadcast(signed, at=at) == first
    assert chain.head() == head


def test_broadcast__number_used_by_other_bytes__nonce_too_low(
    chain: EmbeddedChain, servicer: LocalAccount
) -> None:
    chain.broadcast(signed_gift(chain, servicer))
    other = signed_gift(chain, servicer, value_wei=2)
    with pytest.raises(NonceTooLow):
        chain.broadcast(other)
    assert chain.transaction(keccak(other)) is None
    assert chain.nonce(servicer.address) == 1


def test_broadcast__number_ahead_of_the_next__refused_and_not_kept(
    chain: EmbeddedChain, servicer: LocalAccount
) -> None:
    early = signed_gift(chain, servicer, nonce=1)
    with pytest.raises(TransactionRefused) as caught:
        chain.broadcast(early)
    assert type(caught.value) is TransactionRefused
    chain.broadcast(signed_gift(chain, servicer))
    assert chain.transaction(keccak(early)) is None
    assert chain.nonce(servicer.address) == 1


def test_broadcast__fee_at_and_below_the_base_fee__taken_and_too_low(
    chain: EmbeddedChain, servicer: LocalAccount
) -> None:
    base_fee = (chain.fees().max_fee_wei - 10**9) // 10
    asked = base_fee * 7 // 8  # After an empty block the base fee falls by an eighth.
    with pytest.raises(FeeTooLow) as caught:
        chain.broadcast(signed_gift(chain, servicer, fees=Fees(asked - 1, 0)))
    assert str(asked) in caught.value.reason
    assert chain.head().number == 0
    chain.broadcast(signed_gift(chain, servicer, fees=Fees(asked, 0)))
    assert chain.head().number == 1


@pytest.mark.parametrize(
    "flaw", [{"value_wei": 10**30}, {"chain_id": 1}, {"fees": Fees(10**11, 10**12)}]
)
def test_broadcast__otherwise_invalid__refused_and_nothing_mined(
    chain: EmbeddedChain, servicer: LocalAccount, flaw: dict[str, int]
) -> None:
    with pytest.raises(TransactionRefused) as caught:
        chain.broadcast(signed_gift(chain, servicer, **flaw))
    assert type(caught.value) is TransactionRefused
    assert chain.head().number == 0


def test_broadcast__not_a_transaction__refused(chain: EmbeddedChain) -> None:
    with pytest.raises(TransactionRefused):
        chain.broadcast(b"\x02\x01")


def test_broadcast__at_the_heads_time__refused(
    chain: EmbeddedChain, servicer: LocalAccount
) -> None:
    with pytest.raises(ClockWentBack):
        chain.broadcast(signed_gift(chain, servicer), at=chain.head().timestamp)
    assert chain.nonce(servicer.address) == 0


def test_broadcast__reverts__mined_as_a_failure(dollar: TestDollar, attacker: LocalAccount) -> None:
    chain = dollar.chain
    theft = dollar.transfer(attacker.address, 5)
    (signed,) = sign_calls(chain, [(attacker, theft)], estimate=False)
    receipt = chain.receipt(chain.broadcast(signed))
    assert receipt is not None
    assert not receipt.succeeded
    assert receipt.revert_data != b""
    assert chain.mined_nonce(attacker.address) == 1


def test_transaction__mined_call__as_it_was_signed(
    dollar: TestDollar, servicer: LocalAccount, attacker: LocalAccount
) -> None:
    chain = dollar.chain
    call = dollar.transfer(attacker.address, 5)
    nonce = chain.nonce(servicer.address)
    receipt = send(chain, servicer, call)
    assert chain.transaction(receipt.transaction_hash) == MinedTransaction(
        transaction_hash=receipt.transaction_hash,
        sender=servicer.address,
        nonce=nonce,
        to=dollar.address,
        data=call.data,
        block_number=receipt.block_number,
    )


def test_transaction__mined_creation__called_nobody(
    chain: EmbeddedChain, servicer: LocalAccount
) -> None:
    creation = TestDollar.deployment(admin=servicer.address)
    found = chain.transaction(send(chain, servicer, creation).transaction_hash)
    assert found is not None
    assert (found.to, found.data) == (None, creation.data)


def test_transaction__unknown__none(chain: EmbeddedChain) -> None:
    assert chain.transaction(bytes(32)) is None


def test_mined_nonce__as_transactions_are_mined__counts_them(
    chain: EmbeddedChain, servicer: LocalAccount, attacker: LocalAccount
) -> None:
    assert chain.mined_nonce(servicer.address) == 0
    for nonce in range(3):
        chain.broadcast(signed_gift(chain, servicer, nonce=nonce))
        assert chain.mined_nonce(servicer.address) == chain.nonce(servicer.address) == nonce + 1
    assert chain.mined_nonce(attacker.address) == 0


def test_finalized__any__the_head_as_nothing_is_replaced(
    genesis: Genesis, servicer: LocalAccount
) -> None:
    chain = EmbeddedChain.in_memory(genesis)
    assert chain.finalized() == chain.block(0)
    chain.broadcast(signed_gift(chain, servicer))
    assert chain.finalized() == chain.block(1) == chain.head()
