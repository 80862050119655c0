"""The simulated chain keeps the rules that its users are tested against."""

from random import Random
from typing import Any

import pytest

from rwa.chain.accounts import LocalAccount, demo_account
from rwa.chain.cash_token import TestDollar
from rwa.chain.embedded import EmbeddedChain
from rwa.chain.embedded_evm import Genesis
from rwa.chain.errors import BlockNotFound, FeeTooLow, NonceTooLow, TransactionRefused
from rwa.chain.hashing import ZERO_ADDRESS
from rwa.chain.protocol import Fees
from rwa.chain.transactions import ContractCall, Transaction, send, sign_transaction
from tests.faults.simulated_chain import GWEI, SimulatedChain

SERVICER, POSTER = demo_account(1, "servicer"), demo_account(1, "poster")
STARTED_AT = 1_796_101_200
FEES = Fees(max_fee_wei=10 * GWEI, tip_wei=GWEI)


@pytest.fixture
def chain() -> SimulatedChain:
    rich = tuple((one.address, 10**21) for one in (SERVICER, POSTER))
    origin = EmbeddedChain.in_memory(Genesis(timestamp=STARTED_AT, balances_wei=rich))
    return SimulatedChain(origin, Random(1))


def gift(
    chain: SimulatedChain,
    *,
    nonce: int,
    fees: Fees = FEES,
    value_wei: int = 1,
    sender: LocalAccount = SERVICER,
) -> bytes:
    call = ContractCall(to=ZERO_ADDRESS, data=b"", label="gift", value_wei=value_wei)
    return sign_transaction(
        sender,
        Transaction(
            chain_id=chain.identity.chain_id, nonce=nonce, fees=fees, gas=21_000, call=call
        ),
    )


def is_mined(chain: SimulatedChain, transaction_hash: bytes) -> bool:
    return chain.transaction(transaction_hash) is not None


# --- mempool -------------------------------------------------------------------------------------


def test_broadcast__until_a_block__waits_and_counts_as_pending_only(chain: SimulatedChain) -> None:
    sent = chain.broadcast(gift(chain, nonce=0))

    assert not is_mined(chain, sent)
    assert (chain.nonce(SERVICER.address), chain.mined_nonce(SERVICER.address)) == (1, 0)
    chain.mine()
    assert is_mined(chain, sent)
    assert (chain.nonce(SERVICER.address), chain.mined_nonce(SERVICER.address)) == (1, 1)


def test_broadcast__same_bytes_waiting_or_mined__no_error_and_one_transaction(
    chain: SimulatedChain,
) -> None:
    raw = gift(chain, nonce=0)

    assert chain.broadcast(raw) == chain.broadcast(raw)
    assert len(chain.waiting()) == 1
    chain.mine()
    chain.broadcast(raw)
    assert chain.waiting() == ()


def test_broadcast__used_nonce__is_refused(chain: SimulatedChain) -> None:
    chain.send([gift(chain, nonce=0)])

    with pytest.raises(NonceTooLow):
        chain.broadcast(gift(chain, nonce=0, value_wei=2))


def test_broadcast__more_than_the_account_has__is_refused(chain: SimulatedChain) -> None:
    with pytest.raises(TransactionRefused, match="insufficient funds"):
        chain.broadcast(gift(chain, nonce=0, value_wei=10**21))


@pytest.mark.parametrize(
    ("fee", "tip", "replaces"),
    [(109, 110, False), (110, 109, False), (110, 110, True), (200, 100, False)],
)
def test_broadcast__same_nonce__replaces_at_a_tenth_more_of_both(
    chain: SimulatedChain, fee: int, tip: int, replaces: bool
) -> None:
    first = chain.broadcast(gift(chain, nonce=0))
    more = Fees(max_fee_wei=FEES.max_fee_wei * fee // 100, tip_wei=FEES.tip_wei * tip // 100)
    raw = gift(chain, nonce=0, fees=more)

    if replaces:
        second = chain.broadcast(raw)
        chain.mine()
        assert (is_mined(chain, first), is_mined(chain, second)) == (False, True)
    else:
        with pytest.raises(FeeTooLow):
            chain.broadcast(raw)
        chain.mine()
        assert is_mined(chain, first)


def test_mine__gap_in_the_nonces__waits_until_it_is_filled(chain: SimulatedChain) -> None:
    later = chain.broadcast(gift(chain, nonce=1))
    chain.mine()
    assert not is_mined(chain, later)
    assert chain.nonce(SERVICER.address) == 0

    chain.broadcast(gift(chain, nonce=0))
    chain.mine()

    assert is_mined(chain, later)


def test_mine__below_the_market__waits_until_it_falls(chain: SimulatedChain) -> None:
    chain.congestion_wei = 50 * GWEI
    sent = chain.broadcast(gift(chain, nonce=0))
    chain.mine()
    assert not is_mined(chain, sent)
    assert chain.fees().max_fee_wei > 100 * GWEI

    chain.congestion_wei = 0
    chain.mine()

    assert is_mined(chain, sent)


def test_mine__limited__takes_the_best_paid_first(chain: SimulatedChain) -> None:
    cheap = chain.broadcast(gift(chain, nonce=0))
    dear = chain.broadcast(
        gift(chain, nonce=0, sender=POSTER, fees=Fees(max_fee_wei=10 * GWEI, tip_wei=2 * GWEI))
    )

    chain.mine(limit=1)
    assert (is_mined(chain, cheap), is_mined(chain, dear)) == (False, True)
    chain.mine(limit=1)
    assert is_mined(chain, cheap)


def test_drop__waiting__is_never_mined(chain: SimulatedChain) -> None:
    sent = chain.broadcast(gift(chain, nonce=0))
    chain.drop(sent)
    chain.mine()

    assert not is_mined(chain, sent)
    assert chain.nonce(SERVICER.address) == 0


# --- reorganisations -----------------------------------------------------------------------------


@pytest.fixture
def traded(chain: SimulatedChain) -> tuple[SimulatedChain, TestDollar]:
    """Eighty blocks, a payment of one unit in each but the first two."""
    created = send(chain, SERVICER, TestDollar.deployment(admin=SERVICER.address)).contract
    assert created is not None
    dollar = TestDollar(chain, created)
    send(chain, SERVICER, dollar.mint(SERVICER.address, 1_000))
    for _ in range(78):
        send(chain, SERVICER, dollar.transfer(POSTER.address, 1))
    return chain, dollar


@pytest.mark.parametrize("depth", [1, 2, 33, 64])
def test_reorg__everything_kept__same_transactions_in_other_blocks(
    traded: tuple[SimulatedChain, TestDollar], depth: int
) -> None:
    chain, dollar = traded
    before = chain.blocks(range(81))

    chain.reorg(depth)

    after = chain.blocks(range(81))
    same = [old == new for old, new in zip(before, after, strict=True)]
    assert same == [True] * (81 - depth) + [False] * depth
    assert dollar.balance_of(POSTER.address) == 78
    assert dollar.balance_of(SERVICER.address) == 1_000 - 78
    assert [block.parent_hash for block in after[1:]] == [block.hash for block in after[:-1]]


def test_reorg__transactions_lost__leave_no_trace_and_their_nonces_free(
    traded: tuple[SimulatedChain, TestDollar],
) -> None:
    chain, dollar = traded

    chain.reorg(10, blocks=12, keep=0.0)

    assert chain.head().number == 82
    assert dollar.balance_of(POSTER.address) == 68
    assert chain.nonce(SERVICER.address) == 70
    send(chain, SERVICER, dollar.transfer(POSTER.address, 1))
    assert dollar.balance_of(POSTER.address) + dollar.balance_of(SERVICER.address) == 1_000


def test_rewind__blocks__are_as_if_they_had_never_been(
    traded: tuple[SimulatedChain, TestDollar],
) -> None:
    chain, dollar = traded
    was = chain.block(70)

    assert chain.rewind(10) == was == chain.head()

    assert dollar.balance_of(POSTER.address) == 68
    with pytest.raises(BlockNotFound):
        chain.block(71)


def test_finalized__blocks_taken_back__never_goes_back_above_the_head(
    traded: tuple[SimulatedChain, TestDollar],
) -> None:
    chain, _ = traded
    assert (chain.finalized().number, chain.not_final()) == (16, 64)

    chain.reorg(20, blocks=10)
    assert (chain.finalized().number, chain.not_final()) == (16, 54)
    chain.rewind(60)
    assert chain.finalized() == chain.head() == chain.block(10)


def test_simulated_chain__same_seed__same_blocks() -> None:
    def history(seed: int) -> Any:
        rich = tuple((one.address, 10**21) for one in (SERVICER, POSTER))
        origin = EmbeddedChain.in_memory(Genesis(timestamp=STARTED_AT, balances_wei=rich))
        chain = SimulatedChain(origin, Random(seed))
        for number in range(10):
            chain.broadcast(gift(chain, nonce=number))
            chain.mine()
        chain.reorg(5, keep=0.5)
        return chain.head()

    assert history(1) == history(1) != history(2)
