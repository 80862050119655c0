"""Events derived from headers and receipts, and every way in which a node may cut them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from rwa.chain.accounts import LocalAccount
from rwa.chain.cash_token import TestDollar
from rwa.chain.contract_events import Transfer
from rwa.chain.embedded import EmbeddedChain
from rwa.chain.errors import BlockNotFound, ChainMoved, LogsIncomplete
from rwa.chain.event_log import read_events
from rwa.chain.hashing import ZERO_ADDRESS
from rwa.chain.proven_events import read_branch, read_proven_events
from rwa.chain.transactions import send, send_many

Cut = Callable[[Any], Any]


class AnsweringOtherwise:
    """A node of a real chain whose answers to one question are changed."""

    def __init__(self, chain: Any, method: str, change: Cut) -> None:
        self._chain = chain
        self._method = method
        self._change = change

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._chain, name)
        return (lambda *asked: self._change(found(*asked))) if name == self._method else found


@pytest.fixture
def traded(
    chain: EmbeddedChain,
    dollar: TestDollar,
    servicer: LocalAccount,
    certificate_holder_a: LocalAccount,
) -> TestDollar:
    """Three payments in one block, an empty one, another payment, two foreign blocks."""
    pay = dollar.transfer(certificate_holder_a.address, 5)
    send_many(chain, [(servicer, pay)] * 3)
    chain.advance_to(chain.head().timestamp + 60)
    send(chain, servicer, pay)
    other = TestDollar(
        chain,
        send(chain, servicer, TestDollar.deployment(admin=servicer.address)).contract
        or ZERO_ADDRESS,
    )
    send(chain, servicer, other.mint(servicer.address, 1))
    return dollar


def test_read_proven_events__honest_node__are_those_of_its_logs(
    chain: EmbeddedChain, traded: TestDollar
) -> None:
    last = chain.head().number

    span = read_proven_events(chain, [traded.address], first=1, last=last)

    assert span.events == read_events(chain, [traded.address], first=1, last=last)
    assert [event.value for event in span.events if isinstance(event, Transfer)][-4:] == [5] * 4
    assert [block.number for block in span.blocks] == list(range(1, last + 1))


def test_read_proven_events__of_a_span__asks_for_no_receipts_of_quiet_blocks(
    chain: EmbeddedChain, traded: TestDollar
) -> None:
    asked: list[int] = []

    class Counting:
        def block_receipts(self, numbers: Any) -> Any:
            asked.extend(numbers)
            return chain.block_receipts(numbers)

        def __getattr__(self, name: str) -> Any:
            return getattr(chain, name)

    head = chain.head().number
    read_proven_events(Counting(), [traded.address], first=head - 4, last=head)  # type: ignore[arg-type]

    assert asked == [head - 4, head - 2]


def test_read_proven_events__above_the_head__is_refused(
    chain: EmbeddedChain, traded: TestDollar
) -> None:
    head = chain.head().number

    with pytest.raises(BlockNotFound):
        read_proven_events(chain, [traded.address], first=head, last=head + 1)


def changed_receipts(change: Cut) -> Cut:
    """Change the receipts of the first block that has three."""

    def answer(whole: Any) -> Any:
        at = next(number for number, each in enumerate(whole) if len(each) == 3)
        return (*whole[:at], change(whole[at]), *whole[at + 1 :])

    return answer


def without_its_last_log(receipt: Any) -> Any:
    return replace(receipt, logs=receipt.logs[:-1])


def with_another_index(receipt: Any) -> Any:
    return replace(receipt, logs=tuple(replace(log, log_index=99) for log in receipt.logs))


CUTS: dict[str, Cut] = {
    "no receipts": lambda _: (),
    "the last receipt gone": lambda receipts: receipts[:-1],
    "the first receipt gone": lambda receipts: receipts[1:],
    "a receipt doubled": lambda receipts: (*receipts, receipts[-1]),
    "receipts swapped": lambda receipts: (receipts[1], receipts[0], receipts[2]),
    "the last log gone": lambda receipts: (*receipts[:-1], without_its_last_log(receipts[-1])),
    "a log in the middle gone": lambda receipts: (
        receipts[0],
        without_its_last_log(receipts[1]),
        receipts[2],
    ),
    "a failure called a success": lambda receipts: (
        replace(receipts[0], succeeded=not receipts[0].succeeded),
        *receipts[1:],
    ),
    "a log misplaced": lambda receipts: (*receipts[:-1], with_another_index(receipts[-1])),
}


@pytest.mark.parametrize("cut", CUTS.values(), ids=CUTS.keys())
def test_read_proven_events__receipts_cut_or_changed__is_refused(
    chain: EmbeddedChain, traded: TestDollar, cut: Cut
) -> None:
    node: Any = AnsweringOtherwise(chain, "block_receipts", changed_receipts(cut))

    with pytest.raises(LogsIncomplete) as caught:
        read_proven_events(node, [traded.address], first=1, last=chain.head().number)

    assert caught.value.expected != caught.value.found


def test_read_proven_events__receipts_of_another_branch__say_that_the_chain_moved(
    chain: EmbeddedChain, traded: TestDollar
) -> None:
    elsewhere = changed_receipts(
        lambda receipts: tuple(replace(each, block_hash=b"\x09" * 32) for each in receipts)
    )
    node: Any = AnsweringOtherwise(chain, "block_receipts", elsewhere)

    with pytest.raises(ChainMoved) as caught:
        read_proven_events(node, [traded.address], first=1, last=chain.head().number)

    assert caught.value.found == b"\x09" * 32


def test_read_branch__header_of_another_branch_between__is_refused(
    chain: EmbeddedChain, traded: TestDollar
) -> None:
    other = chain.fork()
    chain.advance_to(chain.head().timestamp + 10)
    other.advance_to(other.head().timestamp + 20)
    chain.advance_to(chain.head().timestamp + 30)
    at = other.head().number
    node: Any = AnsweringOtherwise(
        chain,
        "blocks",
        lambda blocks: tuple(other.block(at) if one.number == at else one for one in blocks),
    )

    with pytest.raises(ChainMoved) as caught:
        read_branch(node, first=1, last=chain.head().number)

    assert caught.value.number == at


def test_read_branch__header_of_another_height__is_refused(
    chain: EmbeddedChain, traded: TestDollar
) -> None:
    node: Any = AnsweringOtherwise(chain, "blocks", lambda blocks: (*blocks[:-1], blocks[0]))

    with pytest.raises(LogsIncomplete):
        read_branch(node, first=1, last=chain.head().number)
