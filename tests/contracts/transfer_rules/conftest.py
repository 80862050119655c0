"""Rules over a register, asked by an account that plays the certificate."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from rwa.chain.accounts import LocalAccount
from rwa.chain.hashing import ZERO_ADDRESS
from rwa.chain.roles import COMPLIANCE_ROLE, TRANSFER_AGENT_ROLE
from rwa.core.ids import Address

FOR_EVER = 2**40 - 1
REASON = b"case 2026-17".ljust(32, b"\0")

Actor = Callable[[str], LocalAccount]


@pytest.fixture
def registry(deploy: Callable[..., Any], actor: Actor) -> Any:
    admin = actor("admin")
    registry = deploy("HolderRegistry", 0, admin.address)
    registry.send(admin, "grantRole", TRANSFER_AGENT_ROLE, actor("transfer_agent").address)
    registry.send(admin, "grantRole", COMPLIANCE_ROLE, actor("compliance").address)
    return registry


@pytest.fixture
def register(registry: Any, actor: Actor) -> Callable[..., Address]:
    """Register a wallet as the transfer agent does; return it."""

    def set_holder(
        wallet: Address,
        *,
        identity: int,
        valid_until: int = FOR_EVER,
        country: int = 840,
        investor_class: int = 1,
    ) -> Address:
        facts = (identity, valid_until, country, investor_class)
        registry.send(actor("transfer_agent"), "setHolder", wallet, facts)
        return wallet

    return set_holder


@pytest.fixture
def seller(register: Callable[..., Address], plain_wallet: Callable[[int], Address]) -> Address:
    return register(plain_wallet(1), identity=1)


@pytest.fixture
def buyer(register: Callable[..., Address], plain_wallet: Callable[[int], Address]) -> Address:
    return register(plain_wallet(2), identity=2)


@pytest.fixture
def rules_with(deploy: Callable[..., Any], registry: Any) -> Callable[..., Any]:
    """Deploy rules; what is not named is no limit."""

    def deploy_rules(
        *,
        lock_up_until: int = 0,
        min_denomination: int = 0,
        max_holding: int = 0,
        max_holders: int = 0,
        min_investor_class: int = 0,
        countries: Iterable[int] = (),
    ) -> Any:
        limits = (lock_up_until, min_denomination, max_holding, max_holders, min_investor_class)
        return deploy("TransferRules", registry.address, limits, list(countries))

    return deploy_rules


@pytest.fixture
def certificate(actor: Actor) -> LocalAccount:
    """Whoever asks is the certificate: the register counts holders by the caller's address."""
    return actor("issuer")


@pytest.fixture
def check(certificate: LocalAccount) -> Callable[..., None]:
    """Ask about a transfer of `amount`; the sender had it all and the receiver had nothing."""

    def ask(
        rules: Any,
        sender: Address | None,
        receiver: Address,
        amount: int,
        *,
        from_after: int = 0,
        to_before: int = 0,
    ) -> None:
        rules.mine(
            certificate, "check", sender or ZERO_ADDRESS, receiver, amount, from_after, to_before
        )

    return ask


@pytest.fixture
def holds(registry: Any, certificate: LocalAccount) -> Callable[..., None]:
    """Tell the register, as the certificate does, that wallets hold it."""

    def note(*wallets: Address) -> None:
        for wallet in wallets:
            registry.send(certificate, "noteHolding", wallet, True)

    return note


@pytest.fixture
def block(registry: Any, actor: Actor) -> Callable[[Address], None]:
    def block_holder(wallet: Address) -> None:
        registry.send(actor("compliance"), "blockHolder", wallet, REASON)

    return block_holder


@pytest.fixture
def replace_wallet(registry: Any, actor: Actor) -> Callable[[Address, Address], None]:
    def set_successor(old: Address, new: Address) -> None:
        registry.send(actor("transfer_agent"), "setSuccessor", old, new)

    return set_successor
