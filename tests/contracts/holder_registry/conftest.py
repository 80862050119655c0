"""A register with its roles given out, and holders a test can name."""

from collections.abc import Callable
from dataclasses import astuple
from typing import Any

import pytest

from rwa.chain.accounts import LocalAccount
from rwa.chain.contract_structs import HolderFacts
from rwa.chain.roles import COMPLIANCE_ROLE, GUARDIAN_ROLE, TRANSFER_AGENT_ROLE
from rwa.core.ids import Address

FOR_EVER = 2**40 - 1
REASON = b"case 2026-17".ljust(32, b"\0")

Actor = Callable[[str], LocalAccount]


@pytest.fixture
def registry(deploy: Callable[..., Any], actor: Actor) -> Any:
    admin = actor("admin")
    registry = deploy("HolderRegistry", 0, admin.address)
    for role, holder in (
        (TRANSFER_AGENT_ROLE, "transfer_agent"),
        (COMPLIANCE_ROLE, "compliance"),
        (GUARDIAN_ROLE, "guardian"),
    ):
        registry.send(admin, "grantRole", role, actor(holder).address)
    return registry


@pytest.fixture
def facts() -> Callable[..., HolderFacts]:
    def with_changes(**changes: int) -> HolderFacts:
        usual = {"identity": 7, "valid_until": FOR_EVER, "country": 840, "investor_class": 1}
        return HolderFacts(**(usual | changes))

    return with_changes


@pytest.fixture
def register(
    registry: Any, actor: Actor, facts: Callable[..., HolderFacts]
) -> Callable[..., Address]:
    """Register a wallet as the transfer agent does; return it."""

    def set_holder(wallet: Address, **changes: int) -> Address:
        registry.send(actor("transfer_agent"), "setHolder", wallet, astuple(facts(**changes)))
        return wallet

    return set_holder


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
