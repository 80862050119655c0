"""The ground of every contract test: a real EVM, actors by role, contracts by their ABI.

`deploy("HolderRegistry", 0, admin.address)` returns a handle: `handle.read("holderOf", wallet)`
asks, `handle.send(account, "setHolder", ...)` mines a transaction and returns its events, and
`with refused(SomeError, handle, side=...)` asserts that a call reverts with that error, both
sides as expected, and that no storage of the contracts named has moved.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, ClassVar

import pytest

from rwa.chain.accounts import LocalAccount, demo_account
from rwa.chain.contract import BoundContract
from rwa.chain.embedded import EmbeddedChain
from rwa.chain.embedded_evm import Genesis, raw_address
from rwa.chain.errors import ContractReverted
from rwa.chain.event_log import ContractEvent, decode_logs
from rwa.chain.hashing import address_of as address_of_bytes
from rwa.chain.protocol import Receipt
from rwa.chain.transactions import send
from rwa.core.ids import Address

ISSUED_AT = 1_796_101_200
"""2026-12-01 00:00 in New York: where the simulated clock of every test starts."""

ROLES = (
    "admin",
    "issuer",
    "transfer_agent",
    "compliance",
    "guardian",
    "servicer",
    "guarantor",
    "trusted_issuer",
    "node_1",
    "node_2",
    "node_3",
    "node_4",
    "certificate_holder_a",
    "certificate_holder_b",
    "certificate_holder_c",
    "attacker",
)
"""Accounts that can pay for gas from the start."""


class Deployed(BoundContract):
    """A contract on the test's chain, spoken to by the names of its ABI."""

    __slots__ = ()
    artifact: ClassVar[str]

    def read(self, function: str, *arguments: Any) -> Any:
        """Return what a view answers: one value as it is, several as a tuple."""
        values = self._read(function, *arguments)
        return values[0] if len(values) == 1 else values

    def mine(self, sender: LocalAccount, function: str, *arguments: Any) -> Receipt:
        """Mine a transaction; raises the contract's own error when it reverts."""
        return send(self.chain, sender, self._call(function, *arguments))

    def send(
        self, sender: LocalAccount, function: str, *arguments: Any
    ) -> tuple[ContractEvent, ...]:
        """Mine a transaction and return its events, whoever emitted them."""
        return tuple(decode_logs(self.mine(sender, function, *arguments).logs))

    def storage_root(self) -> bytes:
        """Return the hash over the contract's whole storage at the head."""
        assert isinstance(self.chain, EmbeddedChain)
        accounts = self.chain._evm.get_vm().state._account_db
        root: bytes = accounts._get_account(raw_address(self.address)).storage_root
        return root


@pytest.fixture
def actor() -> Callable[[str], LocalAccount]:
    """Return the account of a role; any further name is an account without ether."""

    def account(role: str) -> LocalAccount:
        return demo_account("contract tests", role)

    return account


@pytest.fixture
def chain(actor: Callable[[str], LocalAccount]) -> Iterator[EmbeddedChain]:
    """A new chain for each test, its clock at ISSUED_AT."""
    rich = tuple((actor(role).address, 10**24) for role in ROLES)
    chain = EmbeddedChain.in_memory(Genesis(timestamp=ISSUED_AT, balances_wei=rich))
    yield chain
    chain.close()


@pytest.fixture
def deploy(chain: EmbeddedChain, actor: Callable[[str], LocalAccount]) -> Callable[..., Deployed]:
    """Deploy a compiled contract as the admin."""

    def deploy_contract(artifact: str, *arguments: Any) -> Deployed:
        handle: type[Deployed] = type(
            artifact, (Deployed,), {"artifact": artifact, "__slots__": ()}
        )
        receipt = send(chain, actor("admin"), handle.creation(*arguments))
        assert receipt.contract is not None
        return handle(chain, receipt.contract)

    return deploy_contract


@pytest.fixture
def refused() -> Callable[..., AbstractContextManager[None]]:
    """Assert a typed refusal: `with refused(Kind, *contracts, **sides): ...`."""

    @contextmanager
    def check(kind: type[ContractReverted], *unmoved: Deployed, **sides: Any) -> Iterator[None]:
        before = [contract.storage_root() for contract in unmoved]
        with pytest.raises(kind) as caught:
            yield
        assert type(caught.value) is kind
        assert caught.value.sides == sides
        assert [contract.storage_root() for contract in unmoved] == before

    return check


@pytest.fixture
def plain_wallet() -> Callable[[int], Address]:
    """Return the n-th of as many wallets without a key as a test needs."""

    def wallet(number: int) -> Address:
        return address_of_bytes((0x10_0000 + number).to_bytes(20, "big"))

    return wallet
