import pytest

from rwa.chain.accounts import LocalAccount
from rwa.chain.cash_token import TestDollar
from rwa.chain.embedded import EmbeddedChain
from rwa.chain.embedded_evm import BLOCK_SECONDS, Genesis
from rwa.chain.errors import BlockNotFound, ClockWentBack, TransactionRefused
from rwa.chain.hashing import ZERO_ADDRESS, created_address
from rwa.chain.protocol import GAS_LIMIT_OF_A_TRANSACTION, Fees, ViewCall
from rwa.chain.transactions import ContractCall, Transaction, attempt_many, send, sign_transaction

STARTED_AT = 1_796_101_200


def signed_gift(
    chain: EmbeddedChain,
    sender: LocalAccount,
    *,
    nonce: int = 0,
    gas: int = 21_000,
    value_wei: int = 1,
    chain_id: int | None = None,
) -> bytes:
    call = ContractCall(to=ZERO_ADDRESS, data=b"", label="gift", value_wei=value_wei)
    return sign_transaction(
        sender,
        Transaction(
            chain_id=chain_id or chain.identity.chain_id,
            nonce=nonce,
            fees=chain.fees(),
            gas=gas,
            call=call,
        ),
    )


# The clock


def test_in_memory__new__starts_at_the_chosen_time(chain: EmbeddedChain) -> None:
    assert chain.head().number == 0
    assert chain.head().timestamp == STARTED_AT
    assert chain.head().parent_hash == bytes(32)


def test_in_memory__same_genesis__same_hash(genesis: Genesis, chain: EmbeddedChain) -> None:
    again = EmbeddedChain.in_memory(genesis)
    assert again.identity == chain.identity
    later = Genesis(timestamp=STARTED_AT + 1, balances_wei=genesis.balances_wei)
    assert EmbeddedChain.in_memory(later).identity.genesis_hash != chain.identity.genesis_hash


def test_send__no_time_given__twelve_seconds_after_the_parent(
    chain: EmbeddedChain, servicer: LocalAccount
) -> None:
    chain.send([signed_gift(chain, servicer)])
    assert chain.head().timestamp == STARTED_AT + BLOCK_SECONDS
    assert chain.head().parent_hash == chain.block(0).hash


def test_advance_to__months_later__contracts_see_the_time(
    dollar: TestDollar, servicer: LocalAccount
) -> None:
    chain = dollar.chain
    month_later = chain.head().timestamp + 31 * 86_400
    block = chain.advance_to(month_later)
    assert block == chain.head()
    assert block.timestamp == month_later
    receipt = send(chain, servicer, dollar.transfer(servicer.address, 1))
    assert chain.block(receipt.block_number).timestamp == month_later + BLOCK_SECONDS


def test_advance_to__now__nothing_happens(chain: EmbeddedChain) -> None:
    before = chain.head()
    assert chain.advance_to(before.timestamp) == before


def test_advance_to__the_past__refused(chain: EmbeddedChain) -> None:
    with pytest.raises(ClockWentBack) as caught:
        chain.advance_to(STARTED_AT - 1)
    assert (caught.value.asked, caught.value.head) == (STARTED_AT - 1, STARTED_AT)
    assert chain.head().number == 0


def test_send__at_the_heads_time__refused(chain: EmbeddedChain, servicer: LocalAccount) -> None:
    with pytest.raises(ClockWentBack):
        chain.send([signed_gift(chain, servicer)], at=STARTED_AT)
    assert chain.nonce(servicer.address) == 0


# Blocks and transactions


def test_send__more_gas_than_a_block_has__spills_into_the_next(
    genesis: Genesis, servicer: LocalAccount
) -> None:
    small = Genesis(
        timestamp=genesis.timestamp, balances_wei=genesis.balances_wei, block_gas_limit=100_000
    )
    chain = EmbeddedChain.in_memory(small)
    receipts = chain.send([signed_gift(chain, servicer, nonce=nonce) for nonce in range(10)])
    assert [receipt.block_number for receipt in receipts] == [1, 1, 1, 1, 2, 2, 2, 2, 3, 3]
    assert all(receipt.gas_used == 21_000 for receipt in receipts)


@pytest.mark.parametrize(
    "flaw", [{"nonce": 1}, {"gas": 20_000}, {"value_wei": 10**30}, {"chain_id": 1}]
)
def test_send__invalid_transaction__refused_and_nothing_kept(
    chain: EmbeddedChain, servicer: LocalAccount, flaw: dict[str, int]
) -> None:
    with pytest.raises(TransactionRefused):
        chain.send([signed_gift(chain, servicer, **flaw)])
    assert chain.head().number == 0
    chain.send([signed_gift(chain, servicer)])
    assert chain.nonce(servicer.address) == 1


def test_send__second_of_two_invalid__neither_is_mined(
    chain: EmbeddedChain, servicer: LocalAccount
) -> None:
    with pytest.raises(TransactionRefused):
        chain.send([signed_gift(chain, servicer), signed_gift(chain, servicer, nonce=5)])
    assert chain.nonce(servicer.address) == 0


def test_send__same_bytes_twice__second_refused(
    chain: EmbeddedChain, servicer: LocalAccount
) -> None:
    gift = signed_gift(chain, servicer)
    chain.send([gift])
    with pytest.raises(TransactionRefused):
        chain.send([gift])
    assert chain.nonce(servicer.address) == 1


@pytest.mark.parametrize("raw", [b"", b"\x02", b"\xff" * 50, b"\x02" + bytes(80)])
def test_send__not_a_transaction__refused(chain: EmbeddedChain, raw: bytes) -> None:
    with pytest.raises(TransactionRefused):
        chain.send([raw])


def test_send__fees_after_full_blocks__still_enough(
    genesis: Genesis, servicer: LocalAccount
) -> None:
    small = Genesis(
        timestamp=genesis.timestamp, balances_wei=genesis.balances_wei, block_gas_limit=42_000
    )
    chain = EmbeddedChain.in_memory(small)
    receipts = chain.send([signed_gift(chain, servicer, nonce=nonce) for nonce in range(38)])
    assert receipts[-1].block_number == 19


def test_receipt__mined__same_as_send_returned(
    dollar: TestDollar, servicer: LocalAccount, attacker: LocalAccount
) -> None:
    receipts = attempt_many(
        dollar.chain,
        [
            (servicer, dollar.transfer(attacker.address, 1)),
            (attacker, dollar.transfer(servicer.address, 9)),
            (servicer, TestDollar.deployment(admin=servicer.address)),
        ],
    )
    assert [receipt.succeeded for receipt in receipts] == [True, False, True]
    for receipt in receipts:
        assert dollar.chain.receipt(receipt.transaction_hash) == receipt


def test_receipt__unknown__none(chain: EmbeddedChain) -> None:
    assert chain.receipt(bytes(32)) is None


def test_send__creation__address_follows_from_sender_and_nonce(
    chain: EmbeddedChain, servicer: LocalAccount
) -> None:
    receipt = send(chain, servicer, TestDollar.deployment(admin=servicer.address))
    raw_sender = bytes.fromhex(servicer.address[2:])
    assert receipt.contract == created_address(raw_sender, 0)
    assert receipt.to is None
    assert chain.code(receipt.contract) != b""


# Reading


def test_at__earlier_block__state_of_that_block(
    dollar: TestDollar, servicer: LocalAccount, certificate_holder_a: LocalAccount
) -> None:
    before = dollar.chain.head().number
    send(dollar.chain, servicer, dollar.transfer(certificate_holder_a.address, 400))
    assert dollar.balance_of(certificate_holder_a.address) == 400
    assert dollar.at(before).balance_of(certificate_holder_a.address) == 0
    assert dollar.at(before).balance_of(servicer.address) == 1_000_000


def test_call__that_would_write__changes_nothing(
    dollar: TestDollar, servicer: LocalAccount, attacker: LocalAccount
) -> None:
    mint = dollar.mint(attacker.address, 7)
    head = dollar.chain.head()
    dollar.chain.call(ViewCall(to=dollar.address, data=mint.data, sender=servicer.address))
    assert dollar.balance_of(attacker.address) == 0
    assert dollar.chain.head() == head


def test_block__above_the_head__refused(chain: EmbeddedChain) -> None:
    with pytest.raises(BlockNotFound) as caught:
        chain.block(1)
    assert (caught.value.number, caught.value.head) == (1, 0)


def test_logs__some_contracts__theirs_alone_in_order(
    dollar: TestDollar, servicer: LocalAccount, attacker: LocalAccount
) -> None:
    chain = dollar.chain
    created = send(chain, servicer, TestDollar.deployment(admin=servicer.address)).contract
    assert created is not None
    other = TestDollar(chain, created)
    start = chain.head().number + 1
    for amount in (1, 2, 3):
        send(chain, servicer, dollar.transfer(attacker.address, amount))
        send(chain, servicer, other.mint(attacker.address, amount))
    logs = chain.logs(start, chain.head().number, [dollar.address])
    assert [int.from_bytes(log.data, "big") for log in logs] == [1, 2, 3]
    assert {log.address for log in logs} == {dollar.address}
    assert [log.block_number for log in logs] == [start, start + 2, start + 4]
    assert all(chain.block(log.block_number).hash == log.block_hash for log in logs)
    both = chain.logs(start, chain.head().number, [dollar.address, other.address])
    assert len(both) > len(logs)
    assert chain.logs(start, chain.head().number, []) == ()


def test_logs__above_the_head__refused(chain: EmbeddedChain) -> None:
    with pytest.raises(BlockNotFound):
        chain.logs(0, 1, [ZERO_ADDRESS])


def test_gas_for__any__what_public_networks_allow(dollar: TestDollar) -> None:
    assert dollar.chain.gas_for(ViewCall(to=dollar.address, data=b"")) == GAS_LIMIT_OF_A_TRANSACTION


# Forks


def test_fork__then_both_go_on__neither_sees_the_other(
    chain: EmbeddedChain,
    dollar: TestDollar,
    servicer: LocalAccount,
    certificate_holder_a: LocalAccount,
) -> None:
    fork = chain.fork()
    assert fork.head() == chain.head()
    assert fork.identity.genesis_hash == chain.identity.genesis_hash
    forked = TestDollar(fork, dollar.address)
    send(fork, servicer, forked.transfer(certificate_holder_a.address, 10))
    send(chain, servicer, dollar.transfer(certificate_holder_a.address, 25))
    assert forked.balance_of(certificate_holder_a.address) == 10
    assert dollar.balance_of(certificate_holder_a.address) == 25


def test_identity__shown__says_what_it_is(chain: EmbeddedChain) -> None:
    shown = str(chain.identity)
    assert "py-evm (Prague) at memory" in shown
    assert "31337" in shown
    assert chain.identity.genesis_hash.hex()[:16] in shown
    assert "simulated time" in shown


def test_fees__any__cover_the_base_fee(chain: EmbeddedChain) -> None:
    assert chain.fees() == Fees(max_fee_wei=11 * 10**9, tip_wei=10**9)
