"""Posters that are killed at any place, by the operating system or by chance."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from oracle import failpoints
from oracle.store.database import Store
from rwa.chain.embedded import EmbeddedChain
from tests.faults.simulated_chain import SimulatedChain
from tests.unit.oracle.posting.posted_pool import PostedPool, account, genesis, hashes, open_pool
from tests.unit.oracle.posting.posting_desk import Desk, KilledError

POSTING = [name for name in failpoints.FAILPOINTS if name.startswith("posting.")]
DRIVER = Path(__file__).with_name("killed_posters.py")


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_poster__killed_at_each_failpoint__ends_as_if_it_never_was(
    tmp_path: Path, request: pytest.FixtureRequest, kind: str
) -> None:
    chain = EmbeddedChain.create_file(tmp_path / "chain", genesis())
    pool = open_pool(chain)
    chain.close()
    stores = {
        name: f"sqlite:///{tmp_path / f'store-{number}'}"
        if kind == "sqlite"
        else request.getfixturevalue("postgres").new_database()
        for number, name in enumerate(POSTING)
    }
    arguments = [f"{name}={url}" for name, url in stores.items()]
    command = [sys.executable, DRIVER, tmp_path / "chain", tmp_path, pool.oracle.address]

    completed = subprocess.run([*command, *arguments], capture_output=True, text=True, check=False)

    assert completed.returncode == 0, completed.stderr
    found = json.loads(completed.stdout.splitlines()[-1])
    assert [each["name"] for each in found] == POSTING
    assert len(POSTING) >= 9
    wanted = {
        "killed": -9,
        "ended": 0,
        "accepted": [each.hex() for each in hashes(1, 2)],
        "jobs": [["done", True], ["done", True]],
        "alerts": 0,
        "nonce": 2,
    }
    assert [{"name": name, **wanted} for name in POSTING] == found


@pytest.mark.parametrize("seed", range(5))
def test_poster__killed_and_reorganised_at_random__accepts_each_month_once(
    issued_pool: PostedPool, new_store: Callable[[], Store], seed: int
) -> None:
    random = Random(seed)
    chain = SimulatedChain(issued_pool.chain.fork(), Random(seed), finality=8)
    desk = Desk(issued_pool.on(chain), new_store())
    ids = [desk.outbox.add(desk.pool.report(number)) for number in (1, 2, 3, 4)]

    for _ in range(30):
        _one_mishap(random, desk, chain)
    for _ in range(30):
        desk.clock.now += 30
        desk.poster.step()
        chain.mine()
    chain.mine_empty(9)
    desk.poster.step()

    assert desk.pool.accepted() == hashes(1, 2, 3, 4)
    assert [desk.outbox.job(each).state.value for each in ids] == ["done"] * 4
    assert all(desk.outbox.job(each).final for each in ids)
    assert chain.mined_nonce(account("poster").address) >= 4


def _one_mishap(random: Random, desk: Any, chain: SimulatedChain) -> None:
    """A step that may be killed, and a chain that may lose blocks and transactions."""
    desk.clock.now += random.choice((1, 10, 30))
    left = random.randint(1, 14)

    def stop(_name: str) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise KilledError

    failpoints.listen(stop)
    try:
        desk.poster.step()
    except KilledError:
        desk.restart()
    finally:
        failpoints.listen(None)
    if random.random() < 0.6:
        chain.mine(limit=random.randint(0, 2))
    if random.random() < 0.2 and chain.not_final():
        depth = random.randint(1, chain.not_final())
        chain.reorg(depth, blocks=depth + random.randint(0, 1), keep=random.choice((0.0, 0.5, 1.0)))
    for one in chain.waiting():
        if random.random() < 0.1:
            chain.drop(one.transaction.hash)
