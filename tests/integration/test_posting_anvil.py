"""Posting on a node of another make: stuck, replaced, forgotten and reorganised transactions."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from oracle.posting.fees import FeePolicy
from oracle.posting.outbox import Outbox
from oracle.posting.poster import Poster
from oracle.posting.transaction_rows import StoredTransaction, transactions_of_job
from oracle.store.database import Store, open_store
from rwa.chain.rpc import RpcChain
from rwa.chain.transactions import send
from tests.unit.oracle.posting.posted_pool import PostedPool, account, hashes, open_pool

GWEI = 10**9
FEES = FeePolicy(cap_wei=1_000 * GWEI, resend_after_seconds=10, bump_after_seconds=30)


@dataclass
class Bench:
    """A poster, and the node that it speaks to, whose blocks come when they are asked for."""

    pool: PostedPool
    chain: RpcChain
    store: Store
    now: int = 1_000

    def __post_init__(self) -> None:
        self.outbox = Outbox(self.store)
        clock: Callable[[], int] = lambda: self.now  # noqa: E731 - read at every call
        self.poster = Poster(self.store, self.chain, account("poster"), clock=clock, fees=FEES)

    def ask(self, method: str, *parameters: object) -> object:
        return self.chain._ask(method, *parameters)

    def mine(self) -> None:
        self.ask("evm_mine")

    def state(self, job_id: int) -> str:
        return self.outbox.job(job_id).state.value

    def signed_for(self, job_id: int) -> tuple[StoredTransaction, ...]:
        with self.store.reading() as connection:
            return transactions_of_job(connection, job_id)


@pytest.fixture
def bench(anvil: RpcChain, tmp_path: Path) -> Iterator[Bench]:
    for role in ("admin", "poster", "other-poster", "attacker"):
        anvil._ask("anvil_setBalance", account(role).address, hex(10**21))
    pool = open_pool(anvil)
    anvil._ask("evm_setAutomine", False)
    with open_store(f"sqlite:///{tmp_path / 'store'}") as store:
        yield Bench(pool, anvil, store)


def test_step__block_by_block__accepts_month_after_month(bench: Bench) -> None:
    ids = [bench.outbox.add(bench.pool.report(number)) for number in (2, 1)]

    for _ in range(3):
        bench.poster.step()
        bench.mine()
    bench.poster.step()

    assert bench.pool.accepted() == hashes(1, 2)
    assert [bench.state(job_id) for job_id in ids] == ["done", "done"]
    assert not bench.outbox.job(ids[0]).final
    bench.ask("anvil_mine", hex(130))
    bench.poster.step()
    assert bench.outbox.job(ids[0]).final


def test_step__too_cheap_for_the_next_block__is_signed_again_and_mined(bench: Bench) -> None:
    job_id = bench.outbox.add(bench.pool.report(1))
    bench.poster.step()
    bench.ask("anvil_setNextBlockBaseFeePerGas", hex(100 * GWEI))
    bench.mine()
    bench.mine()
    bench.poster.step()
    assert bench.state(job_id) == "in flight"

    bench.now += 30
    bench.poster.step()
    bench.mine()
    bench.poster.step()

    assert bench.state(job_id) == "done"
    versions = bench.signed_for(job_id)
    assert [(row.nonce, row.version, row.state.value) for row in versions] == [
        (0, 0, "displaced"),
        (0, 1, "mined"),
    ]
    assert bench.pool.accepted() == hashes(1)


def test_step__forgotten_by_the_node__hands_the_same_bytes_over(bench: Bench) -> None:
    job_id = bench.outbox.add(bench.pool.report(1))
    bench.poster.step()
    (row,) = bench.signed_for(job_id)
    bench.ask("anvil_dropTransaction", f"0x{row.hash.hex()}")
    bench.mine()
    bench.poster.step()
    assert bench.state(job_id) == "in flight"

    bench.now += 10
    bench.poster.step()
    bench.mine()
    bench.poster.step()

    assert bench.state(job_id) == "done"
    assert [each.hash for each in bench.signed_for(job_id)] == [row.hash]


def test_step__block_reorganised_away__is_accepted_again_once(bench: Bench) -> None:
    ids = []
    for number in (1, 2):
        ids.append(bench.outbox.add(bench.pool.report(number)))
        bench.poster.step()
        bench.mine()
        bench.poster.step()
    assert bench.pool.accepted() == hashes(1, 2)
    bench.ask("anvil_reorg", 2, [])
    assert bench.pool.oracle.last_accepted() == 0

    bench.poster.step()
    assert [bench.state(job_id) for job_id in ids] == ["in flight", "in flight"]
    bench.mine()
    bench.poster.step()

    assert bench.pool.accepted() == hashes(1, 2)
    assert [bench.state(job_id) for job_id in ids] == ["done", "done"]
    assert [row.nonce for job_id in ids for row in bench.signed_for(job_id)] == [0, 1]
    assert bench.outbox.alerts() == ()


def test_step__overtaken_while_it_waits__is_done_without_a_transaction_of_its_own(
    bench: Bench,
) -> None:
    report = bench.pool.report(1)
    job_id = bench.outbox.add(report)
    bench.poster.step()
    rival = bench.pool.report(1, signers=4).call()
    bench.ask("anvil_dropTransaction", f"0x{bench.signed_for(job_id)[0].hash.hex()}")
    send(bench.chain, account("attacker"), rival)
    bench.ask("evm_setAutomine", False)

    bench.now += 10
    bench.poster.step()

    assert bench.state(job_id) == "done"
    assert bench.pool.accepted() == hashes(1)
    assert bench.chain.mined_nonce(account("poster").address) == 0
