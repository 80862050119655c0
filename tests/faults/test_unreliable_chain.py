"""Every kind of fault happens, as often as asked and no other; and a chain through a pipe is one."""

import os
import signal
from collections.abc import Callable
from multiprocessing import Pipe
from random import Random
from typing import Any

import pytest

from rwa.chain.accounts import demo_account
from rwa.chain.cash_token import TestDollar
from rwa.chain.embedded import EmbeddedChain
from rwa.chain.embedded_evm import Genesis
from rwa.chain.errors import BlockNotFound, ChainUnreachable, NonceTooLow
from rwa.chain.protocol import ViewCall
from rwa.chain.rpc_transport import RpcRefused
from rwa.chain.transactions import ContractCall, send, send_many, sign_calls
from tests.faults.piped_chain import PipedChain, serve_chain
from tests.faults.simulated_chain import SimulatedChain
from tests.faults.unreliable_chain import Rates, UnreliableChain

SERVICER = demo_account(1, "servicer")
STARTED_AT = 1_796_101_200


def new_chain(started_at: int = STARTED_AT) -> SimulatedChain:
    rich = ((SERVICER.address, 10**21),)
    origin = EmbeddedChain.in_memory(Genesis(timestamp=started_at, balances_wei=rich))
    return SimulatedChain(origin, Random(1))


@pytest.fixture
def chain() -> SimulatedChain:
    """A token, and three payments in each of ten blocks."""
    chain = new_chain()
    dollar = dollar_on(chain)
    send(chain, SERVICER, dollar.mint(SERVICER.address, 1_000))
    for _ in range(10):
        send_many(chain, [(SERVICER, dollar.transfer(SERVICER.address, 1))] * 3)
    return chain


def dollar_on(chain: SimulatedChain) -> TestDollar:
    created = send(chain, SERVICER, TestDollar.deployment(admin=SERVICER.address)).contract
    assert created is not None
    return TestDollar(chain, created)


def through(chain: SimulatedChain, rates: Rates, **named: Any) -> UnreliableChain:
    return UnreliableChain(chain, Random(2), rates, **named)


def signed_gift(chain: SimulatedChain) -> bytes:
    call = ContractCall(to=SERVICER.address, data=b"", label="gift", value_wei=1)
    (raw,) = sign_calls(chain, [(SERVICER, call)], estimate=False)
    return raw


def test_unreliable_chain__no_rates__is_the_chain(chain: SimulatedChain) -> None:
    node = through(chain, Rates())

    assert (node.head(), node.identity) == (chain.head(), chain.identity)
    assert node.faults == {}


@pytest.mark.parametrize(
    ("rates", "error", "takes_effect"),
    [
        (Rates(unreachable=1), ChainUnreachable, False),
        (Rates(reply_lost=1), ChainUnreachable, True),
        (Rates(rate_limited=1), RpcRefused, False),
    ],
)
def test_unreliable_chain__broadcast_that_fails__took_effect_or_not_as_named(
    chain: SimulatedChain, rates: Rates, error: type[Exception], takes_effect: bool
) -> None:
    raw = signed_gift(chain)

    with pytest.raises(error):
        through(chain, rates).broadcast(raw)

    assert [one.raw for one in chain.waiting()] == ([raw] if takes_effect else [])


def test_unreliable_chain__timeouts__take_effect_or_not(chain: SimulatedChain) -> None:
    node, outcomes = through(chain, Rates(timeout=1)), set()
    for _ in range(20):
        with pytest.raises(ChainUnreachable):
            node.broadcast(signed_gift(chain))
        outcomes.add(len(chain.waiting()))
        chain.mine()

    assert outcomes == {0, 1}


def test_unreliable_chain__stale__answers_of_an_earlier_block(chain: SimulatedChain) -> None:
    node = through(chain, Rates(stale=1), largest_lag=3)
    head = chain.head().number

    assert {node.head().number for _ in range(30)} == {head - 1, head - 2, head - 3}
    assert node.mined_nonce(SERVICER.address) < chain.mined_nonce(SERVICER.address)
    with pytest.raises(BlockNotFound):
        node.block(head)


def test_unreliable_chain__partial__less_of_the_logs_and_receipts(chain: SimulatedChain) -> None:
    node, head = through(chain, Rates(partial=1)), chain.head().number
    addresses = [log.address for log in chain.receipt(chain_last_hash(chain)).logs]
    whole = chain.logs(0, head, addresses)

    assert all(len(node.logs(0, head, addresses)) < len(whole) for _ in range(20))
    assert all(node.block_receipts([head]) != chain.block_receipts([head]) for _ in range(20))


def chain_last_hash(chain: SimulatedChain) -> bytes:
    (receipts,) = chain.block_receipts([chain.head().number])
    return receipts[-1].logs[-1].transaction_hash


def test_unreliable_chain__wrong_chain__blocks_of_the_stranger(chain: SimulatedChain) -> None:
    stranger = new_chain(STARTED_AT + 9)
    node = through(chain, Rates(wrong_chain=1), stranger=stranger)

    assert node.block(0) == stranger.block(0) != chain.block(0)
    assert node.identity == chain.identity


def test_unreliable_chain__rates__happen_as_often_as_asked(chain: SimulatedChain) -> None:
    node = through(chain, Rates(unreachable=0.1, rate_limited=0.1))
    for _ in range(2_000):
        try:
            node.head()
        except (ChainUnreachable, RpcRefused):
            continue

    assert set(node.faults) == {"unreachable", "rate_limited"}
    assert all(150 < count < 250 for count in node.faults.values())


# --- a chain through a pipe ----------------------------------------------------------------------


def in_a_child(chain: SimulatedChain, work: Callable[[PipedChain], None]) -> tuple[int, int]:
    """Run work on a chain in a forked process; return its status and how many calls it made."""
    ours, theirs = Pipe()
    child = os.fork()
    if child == 0:
        ours.close()
        try:
            work(PipedChain(theirs))
        except BaseException:  # noqa: BLE001 - a forked child must end here
            os._exit(1)
        os._exit(0)
    theirs.close()
    answered = serve_chain(chain, ours)
    return os.waitpid(child, 0)[1], answered


def test_piped_chain__whole_protocol__answers_as_the_chain(chain: SimulatedChain) -> None:
    head, raw = chain.head(), signed_gift(chain)

    def work(piped: PipedChain) -> None:
        assert piped.identity == chain.identity
        assert piped.head() == head
        assert piped.blocks([0, head.number])[1] == head
        assert piped.calls([ViewCall(to=SERVICER.address, data=b"")], block=1) == (b"",)
        piped.broadcast(raw)

    assert in_a_child(chain, work) == (0, 5)
    assert [one.raw for one in chain.waiting()] == [raw]


def test_piped_chain__typed_error__arrives_with_its_attributes(chain: SimulatedChain) -> None:
    used = signed_gift(chain)
    other = signed_gift_again(chain, used)

    def work(piped: PipedChain) -> None:
        with pytest.raises(BlockNotFound) as caught:
            piped.block(999)
        assert (caught.value.number, caught.value.head) == (999, chain.head().number)
        assert str(caught.value).startswith("block 999 does not exist")
        with pytest.raises(NonceTooLow) as refused:
            piped.broadcast(other)
        assert "nonce too low" in refused.value.reason

    assert in_a_child(chain, work) == (0, 2)


def signed_gift_again(chain: SimulatedChain, used: bytes) -> bytes:
    """Other bytes with the nonce of `used`, which is mined."""
    call = ContractCall(to=SERVICER.address, data=b"", label="gift", value_wei=2)
    (raw,) = sign_calls(chain, [(SERVICER, call)], estimate=False)
    chain.send([used])
    return raw


def test_serve_chain__user_killed__the_chain_goes_on(chain: SimulatedChain) -> None:
    raw = signed_gift(chain)

    def work(piped: PipedChain) -> None:
        piped.broadcast(raw)
        os.kill(os.getpid(), signal.SIGKILL)

    assert in_a_child(chain, work) == (signal.SIGKILL, 1)
    chain.mine()
    assert chain.waiting() == ()
