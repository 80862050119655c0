"""Headers and receipts of two makes of node: the same roots, and events proven on both."""

from collections.abc import Mapping

import pytest

from rwa.chain.accounts import LocalAccount
from rwa.chain.cash_token import TestDollar
from rwa.chain.embedded import EmbeddedChain
from rwa.chain.embedded_evm import Genesis
from rwa.chain.errors import BlockNotFound
from rwa.chain.event_log import read_events
from rwa.chain.protocol import Chain
from rwa.chain.proven_events import read_proven_events
from rwa.chain.receipts_root import logs_bloom, receipts_root
from rwa.chain.rpc import RpcChain
from rwa.chain.transactions import attempt_many, send

People = Mapping[str, LocalAccount]


@pytest.fixture(params=["embedded", "anvil"])
def chain(request: pytest.FixtureRequest, deal_genesis: Genesis) -> Chain:
    """The embedded chain and anvil, one after the other."""
    if request.param == "embedded":
        return EmbeddedChain.in_memory(deal_genesis)
    anvil: Chain = request.getfixturevalue("anvil")
    return anvil


@pytest.fixture
def dollar(chain: Chain, people: People) -> TestDollar:
    """A token with a full block behind it: payments, one that reverts, and no event between."""
    servicer, attacker = people["servicer"], people["attacker"]
    created = send(chain, servicer, TestDollar.deployment(admin=servicer.address)).contract
    assert created is not None
    token = TestDollar(chain, created)
    send(chain, servicer, token.mint(servicer.address, 1_000))
    chain.advance_to(chain.head().timestamp + 60)
    pay = token.transfer(attacker.address, 5)
    attempt_many(chain, [(servicer, pay)] * 20 + [(attacker, token.transfer(ZERO, 1))])
    return token


ZERO = "0x0000000000000000000000000000000000000000"


def test_block_receipts__every_block__hash_to_the_root_in_its_header(
    chain: Chain, dollar: TestDollar
) -> None:
    numbers = range(chain.head().number + 1)
    blocks, receipts = chain.blocks(numbers), chain.block_receipts(numbers)

    assert [block.number for block in blocks] == list(numbers)
    for block, found in zip(blocks, receipts, strict=True):
        assert block == chain.block(block.number)
        assert receipts_root(found) == block.receipts_root
        assert logs_bloom([log for one in found for log in one.logs]) == block.logs_bloom
    assert max(len(found) for found in receipts) == 21
    assert not all(one.succeeded for one in receipts[-1])


def test_blocks_and_receipts__many_above_the_head__are_refused_on_both(
    chain: Chain, dollar: TestDollar
) -> None:
    head = chain.head().number

    for ask in (chain.blocks, chain.block_receipts):
        with pytest.raises(BlockNotFound) as caught:
            ask([head, head + 1])
        assert (caught.value.number, caught.value.head) == (head + 1, head)
        assert ask([]) == ()


def test_read_proven_events__both_makes__are_those_of_the_logs(
    chain: Chain, dollar: TestDollar
) -> None:
    head = chain.head().number

    span = read_proven_events(chain, [dollar.address], first=0, last=head)

    assert span.events == read_events(chain, [dollar.address], first=0, last=head)
    assert len(span.events) > 20


def test_read_proven_events__legacy_transaction_beside_others__is_proven(
    anvil: Chain, people: People
) -> None:
    """Anvil's own accounts sign legacy transactions when a gas price is all that they are given."""
    assert isinstance(anvil, RpcChain)
    sender = anvil._ask("eth_accounts")[0]
    anvil._ask("anvil_setBalance", sender, hex(10**20))
    anvil._ask(
        "eth_sendTransaction",
        {"from": sender, "to": ZERO, "value": "0x1", "gasPrice": hex(10**10), "type": "0x0"},
    )
    head = anvil.head()

    (receipts,) = anvil.block_receipts([head.number])

    assert [one.transaction_type for one in receipts] == [0]
    assert receipts_root(receipts) == head.receipts_root
