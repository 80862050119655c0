"""A chain in memory with a token on it, and people by role."""

import pytest

from rwa.chain.accounts import LocalAccount, demo_account
from rwa.chain.cash_token import TestDollar
from rwa.chain.embedded import EmbeddedChain
from rwa.chain.embedded_evm import Genesis
from rwa.chain.transactions import send

STARTED_AT = 1_796_101_200
ETHER = 10**18


@pytest.fixture(scope="session")
def servicer() -> LocalAccount:
    return demo_account(1, "servicer")


@pytest.fixture(scope="session")
def certificate_holder_a() -> LocalAccount:
    return demo_account(1, "certificate-holder-a")


@pytest.fixture(scope="session")
def certificate_holder_b() -> LocalAccount:
    return demo_account(1, "certificate-holder-b")


@pytest.fixture(scope="session")
def attacker() -> LocalAccount:
    return demo_account(1, "attacker")


@pytest.fixture(scope="session")
def genesis(
    servicer: LocalAccount,
    certificate_holder_a: LocalAccount,
    certificate_holder_b: LocalAccount,
    attacker: LocalAccount,
) -> Genesis:
    rich = (servicer, certificate_holder_a, certificate_holder_b, attacker)
    return Genesis(
        timestamp=STARTED_AT,
        balances_wei=tuple((account.address, 1_000 * ETHER) for account in rich),
    )


@pytest.fixture
def chain(genesis: Genesis) -> EmbeddedChain:
    return EmbeddedChain.in_memory(genesis)


@pytest.fixture
def dollar(chain: EmbeddedChain, servicer: LocalAccount) -> TestDollar:
    """A token whose minter is the servicer, who holds 1,000,000 units."""
    created = send(chain, servicer, TestDollar.deployment(admin=servicer.address)).contract
    assert created is not None
    token = TestDollar(chain, created)
    send(chain, servicer, token.mint(servicer.address, 1_000_000))
    return token
