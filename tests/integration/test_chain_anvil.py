"""The same deal on a node of another make, over JSON-RPC, with the same errors and events."""

import json
import threading
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from rwa.chain.accounts import LocalAccount
from rwa.chain.cash_token import TestDollar
from rwa.chain.certificate import PoolCertificate
from rwa.chain.connection import open_chain, require_chain
from rwa.chain.contract_errors import (
    ERC20InsufficientBalance,
    PoolCertificate_PeriodNotClosed,
    TransferRules_UnknownWallet,
)
from rwa.chain.contract_events import Transfer
from rwa.chain.contract_structs import ClassRow, Content, Envelope, HolderFacts
from rwa.chain.deal_terms import DealTerms
from rwa.chain.deployment import Deployment, deploy
from rwa.chain.deployment_plan import DeploymentPlan
from rwa.chain.embedded import EmbeddedChain
from rwa.chain.embedded_evm import Genesis
from rwa.chain.errors import (
    BlockNotFound,
    ClockNotOurs,
    ClockWentBack,
    NoContractAt,
    RevertUndecoded,
    TransactionRefused,
    WrongChain,
)
from rwa.chain.event_log import read_events
from rwa.chain.hashing import word_of_text
from rwa.chain.holder_registry import FOR_EVER, HolderRegistry
from rwa.chain.protocol import Chain, ViewCall
from rwa.chain.remittance_oracle import RemittanceOracle
from rwa.chain.report import envelope_digest, hash_content
from rwa.chain.roles import MissingRole
from rwa.chain.rpc import RpcChain
from rwa.chain.transactions import ContractCall, attempt_many, send, send_many

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
    """A token whose minter is the servicer, who holds 1,000,000 units."""
    servicer = people["servicer"]
    created = send(chain, servicer, TestDollar.deployment(admin=servicer.address)).contract
    assert created is not None
    token = TestDollar(chain, created)
    send(chain, servicer, token.mint(servicer.address, 1_000_000))
    return token


def deployed(chain: Chain, terms: DealTerms, people: People) -> Deployment:
    nodes = tuple(people[f"node-{number}"] for number in range(1, 5))
    plan = DeploymentPlan(chain, terms, people["deployer"].address, nodes)
    return deploy(plan, people["deployer"])


# A deal


def test_deal__issued_and_traded__same_on_both(
    chain: Chain, deal_terms: DealTerms, people: People
) -> None:
    deployment = deployed(chain, deal_terms, people)
    certificate = PoolCertificate(chain, deployment.tranches[0].certificate)
    registry = HolderRegistry(chain, deployment.registry)
    holder_a, holder_b = people["certificate-holder-a"], people["certificate-holder-b"]
    facts = {
        holder.address: HolderFacts(number, FOR_EVER, 840, 1)
        for number, holder in enumerate((holder_a, holder_b), start=1)
    }
    send(chain, people["transfer-agent"], registry.set_holders(facts))
    face = deal_terms.tranches[0].original_face_cents * 10_000
    send(chain, people["issuer"], certificate.mint(holder_a.address, face))
    send(chain, people["issuer"], certificate.close_issuance())
    record_time = deal_terms.record_times[0]
    # In the record second itself, and in the second after it.
    send(chain, holder_a, certificate.transfer(holder_b.address, 1_000), at=record_time)
    receipt = send(chain, holder_a, certificate.transfer(holder_b.address, 500), at=record_time + 1)
    assert certificate.balances_at([holder_a.address, holder_b.address], 1) == (face - 1_000, 1_000)
    assert certificate.balances_of([holder_a.address, holder_b.address]) == (face - 1_500, 1_500)
    assert certificate.total_supply() == face
    (event,) = read_events(
        chain, deployment.addresses(), first=receipt.block_number, last=receipt.block_number
    )
    assert isinstance(event, Transfer)
    assert (event.from_, event.to, event.value) == (holder_a.address, holder_b.address, 500)
    with pytest.raises(PoolCertificate_PeriodNotClosed) as caught:
        certificate.balance_at(holder_a.address, 2)
    assert (caught.value.period, caught.value.timestamp) == (2, record_time + 1)
    assert caught.value.record_time == deal_terms.record_times[1]
    with pytest.raises(TransferRules_UnknownWallet) as unknown:
        send(chain, holder_a, certificate.transfer(people["attacker"].address, 1))
    assert unknown.value.wallet == people["attacker"].address


def test_report__hashed_here__as_the_contract_hashes_it(
    chain: Chain, deal_terms: DealTerms, people: People
) -> None:
    oracle = RemittanceOracle(chain, deployed(chain, deal_terms, people).oracle)
    row = ClassRow(80_000_000, 400_000, 1_000, 0, 0, 0, 79_999_000, False)
    content = Content(
        word_of_text(deal_terms.pool), 202701, 1, 0, bytes(32), 1_798_779_600, b"\x01" * 32,
        b"\x02" * 32, b"\x03" * 32, 4, 4, 100_000_000, 0, 1_000, 0, 0, 0, 0, 0, 0, 0, 99_999_000,
        500_000, 20_000, 0, 0, 0, 480_000, 1_000, -7, 0, 0, 0, 0, -2, (row, row),
    )  # fmt: skip
    assert oracle.hash_content(content) == hash_content(content)
    envelope = Envelope(hash_content(content), oracle.node_set_digest(), 1_900_000_000)
    chain_id = chain.identity.chain_id
    assert oracle.digest(envelope) == envelope_digest(
        envelope, chain_id=chain_id, oracle=oracle.address
    )


# Errors


def test_send__reverts__the_contracts_error_on_both(dollar: TestDollar, people: People) -> None:
    attacker, servicer = people["attacker"], people["servicer"]
    with pytest.raises(ERC20InsufficientBalance) as caught:
        send(dollar.chain, attacker, dollar.transfer(servicer.address, 5))
    assert (caught.value.sender, caught.value.needed) == (attacker.address, 5)
    assert caught.value.contract == "TestDollar.transfer"
    with pytest.raises(MissingRole) as missing:
        send(dollar.chain, attacker, dollar.mint(attacker.address, 5))
    assert missing.value.role_name == "MINTER_ROLE"


def test_attempt_many__mined_reverts__decoded_from_the_receipt_on_both(
    dollar: TestDollar, people: People
) -> None:
    attacker, servicer = people["attacker"], people["servicer"]
    with pytest.raises(ERC20InsufficientBalance):
        send_many(
            dollar.chain,
            [
                (servicer, dollar.transfer(attacker.address, 3)),
                (attacker, dollar.transfer(servicer.address, 4)),
            ],
        )
    assert dollar.balance_of(attacker.address) == 3
    starved = dollar.transfer(attacker.address, 1)
    starved = ContractCall(to=starved.to, data=starved.data, label=starved.label, gas=25_000)
    with pytest.raises(RevertUndecoded) as caught:
        send_many(dollar.chain, [(servicer, starved), (servicer, starved)])
    assert caught.value.data == b""
    assert "gas" in caught.value.fault.lower()


def test_send__ether_not_there__refused_on_both(chain: Chain, people: People) -> None:
    gift = ContractCall(
        to=people["admin"].address, data=b"", label="gift", value_wei=10**30, gas=21_000
    )
    with pytest.raises(TransactionRefused):
        send_many(chain, [(people["servicer"], gift)], at=chain.head().timestamp + 5)
    assert chain.nonce(people["servicer"].address) == 0
    again = ContractCall(to=people["admin"].address, data=b"", label="gift", value_wei=1)
    assert send(chain, people["servicer"], again).succeeded


def test_read__plain_account__no_contract_on_both(chain: Chain, people: People) -> None:
    with pytest.raises(NoContractAt):
        TestDollar(chain, people["servicer"].address).total_supply()


# The protocol


def test_chain__one_story__told_alike_by_both(dollar: TestDollar, people: People) -> None:
    chain, servicer, attacker = dollar.chain, people["servicer"], people["attacker"]
    before = chain.head()
    transfers = [(servicer, dollar.transfer(attacker.address, amount)) for amount in (1, 2, 3)]
    receipts = send_many(chain, transfers, at=before.timestamp + 1_000)
    assert {receipt.block_number for receipt in receipts} == {before.number + 1}
    block = chain.block(before.number + 1)
    assert (block.parent_hash, block.timestamp) == (before.hash, before.timestamp + 1_000)
    assert chain.head() == block
    assert [chain.receipt(receipt.transaction_hash) for receipt in receipts] == list(receipts)
    logs = chain.logs(block.number, block.number, [dollar.address])
    assert logs == tuple(log for receipt in receipts for log in receipt.logs)
    assert [log.log_index for log in logs] == [0, 1, 2]
    assert dollar.balance_of(attacker.address) == 6
    assert dollar.at(before.number).balance_of(attacker.address) == 0
    questions = [ViewCall(dollar.address, dollar.transfer(attacker.address, 1).data)] * 3
    asked = [ViewCall(each.to, each.data, sender=servicer.address) for each in questions]
    assert chain.calls(asked) == (chain.call(asked[0]),) * 3
    assert chain.calls([]) == ()
    assert chain.receipt(bytes(32)) is None
    assert chain.code(servicer.address) == b""
    with pytest.raises(BlockNotFound):
        chain.block(block.number + 1)
    with pytest.raises(BlockNotFound):
        chain.logs(0, block.number + 1, [dollar.address])


def test_advance_to__later_now_and_earlier__same_on_both(chain: Chain) -> None:
    start = chain.head()
    later = chain.advance_to(start.timestamp + 86_400)
    assert (later.number, later.timestamp) == (start.number + 1, start.timestamp + 86_400)
    assert chain.advance_to(later.timestamp) == later
    with pytest.raises(ClockWentBack):
        chain.advance_to(later.timestamp - 1)
    assert chain.head() == later


def test_attempt_many__more_gas_than_a_block_offers__several_blocks_on_both(
    chain: Chain, people: People
) -> None:
    gift = ContractCall(to=people["admin"].address, data=b"", label="gift", value_wei=1)
    receipts = attempt_many(chain, [(people["servicer"], gift)] * 6)
    assert all(receipt.succeeded for receipt in receipts)
    numbers = [receipt.block_number for receipt in receipts]
    assert numbers == sorted(numbers)
    assert chain.nonce(people["servicer"].address) == 6


def test_require_chain__anvil__both_sides(anvil: RpcChain) -> None:
    assert anvil.identity.engine.startswith("anvil/")
    require_chain(anvil, chain_id=31_337, genesis_hash=anvil.block(0).hash)
    with pytest.raises(WrongChain) as caught:
        require_chain(anvil, chain_id=1)
    assert (caught.value.expected, caught.value.actual) == (1, 31_337)
    assert caught.value.place == anvil.identity.place


# A node whose clock is not ours


@contextmanager
def node_that_hides_its_make(url: str) -> Iterator[str]:
    """Pass every request on, but answer for a client whose clock nobody may set."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            onward = urllib.request.Request(  # noqa: S310 - the test's own anvil
                url, data=body, headers={"Content-Type": "application/json"}
            )
            with urllib.request.urlopen(onward) as answer:  # noqa: S310 - as above
                text = answer.read()
            if b"web3_clientVersion" in body:
                text = json.dumps({**json.loads(text), "result": "Other/v1.0-linux"}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_open_chain__a_public_node__sends_waits_and_leaves_the_clock(
    anvil: RpcChain, people: People
) -> None:
    with node_that_hides_its_make(anvil.identity.place) as url:
        chain = open_chain(url)
        assert chain.identity.engine == "Other/v1.0"
        assert not chain.identity.simulated_time
        head = chain.head()
        with pytest.raises(ClockNotOurs):
            chain.advance_to(head.timestamp + 1)
        gift = ContractCall(to=people["admin"].address, data=b"", label="gift", value_wei=1)
        with pytest.raises(ClockNotOurs):
            send(chain, people["servicer"], gift, at=head.timestamp + 1)
        assert chain.head() == head
        receipts = send_many(chain, [(people["servicer"], gift)] * 3)
        assert all(receipt.succeeded for receipt in receipts)
        assert chain.nonce(people["servicer"].address) == 3
        chain.close()
