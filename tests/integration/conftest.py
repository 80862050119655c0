"""A small deal, the people in it, and a node of another make to put it on."""

import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from rwa.chain.accounts import LocalAccount, demo_account
from rwa.chain.deal_terms import Bounds, DealTerms, RoleHolders, TrancheTerms
from rwa.chain.embedded_evm import Genesis
from rwa.chain.errors import ChainUnreachable
from rwa.chain.rpc import RpcChain

ROOT = Path(__file__).resolve().parents[2]
ANVIL = ROOT / "node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil"
ISSUED_AT = 1_796_101_200
MONTH_SECONDS = 30 * 86_400
ETHER = 10**18

ROLES = (
    "deployer",
    "admin",
    "issuer",
    "transfer-agent",
    "compliance",
    "guardian",
    "servicer",
    "guarantor",
    "node-1",
    "node-2",
    "node-3",
    "node-4",
    "certificate-holder-a",
    "certificate-holder-b",
    "attacker",
)


@pytest.fixture(scope="session")
def people() -> Mapping[str, LocalAccount]:
    return {role: demo_account(11, role) for role in ROLES}


@pytest.fixture(scope="session")
def deal_genesis(people: Mapping[str, LocalAccount]) -> Genesis:
    return Genesis(
        timestamp=ISSUED_AT,
        balances_wei=tuple((account.address, 10_000 * ETHER) for account in people.values()),
    )


@pytest.fixture(scope="session")
def deal_terms(people: Mapping[str, LocalAccount]) -> DealTerms:
    """Two classes, twelve periods of thirty days."""
    record_times = tuple(ISSUED_AT + month * MONTH_SECONDS for month in range(1, 13))
    return DealTerms(
        pool="TEST-2026-1",
        first_yyyymm=202701,
        record_times=record_times,
        pay_times=tuple(record + 25 * 86_400 for record in record_times),
        balance_cents=100_000_000,
        loan_count=4,
        tranches=(
            TrancheTerms("A", "Test 2026-1 A", "T1A", original_face_cents=80_000_000),
            TrancheTerms("B", "Test 2026-1 B", "T1B", original_face_cents=20_000_000),
        ),
        bounds=Bounds(max_rate_ppm=80_000, max_fee_ppm=10_000),
        roles=RoleHolders(
            admins=(people["admin"].address,),
            issuer=people["issuer"].address,
            transfer_agent=people["transfer-agent"].address,
            compliance=people["compliance"].address,
            guardian=people["guardian"].address,
            payers=(people["servicer"].address, people["guarantor"].address),
        ),
        threshold=3,
    )


@pytest.fixture
def anvil_url(tmp_path: Path) -> Iterator[str]:
    """A fresh anvil on a free loopback port, ended with the test."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    command = [ANVIL, "--port", str(port), "--timestamp", str(ISSUED_AT), "--accounts", "1"]
    with (tmp_path / "anvil.log").open("w") as log:
        node = subprocess.Popen(command, stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_for(url, node)
        yield url
    finally:
        node.terminate()
        node.wait(timeout=10)


def _wait_for(url: str, node: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        assert node.poll() is None, "anvil ended by itself"
        try:
            RpcChain(url).close()
        except ChainUnreachable:
            time.sleep(0.05)
        else:
            return
    pytest.fail("anvil did not answer in ten seconds")


@pytest.fixture
def anvil(anvil_url: str, people: Mapping[str, LocalAccount]) -> Iterator[RpcChain]:
    """The chain of that anvil, on which everyone can pay for gas."""
    chain = RpcChain(anvil_url)
    for account in people.values():
        chain._ask("anvil_setBalance", account.address, hex(10_000 * ETHER))
    yield chain
    chain.close()
