"""A class's certificate on the real register, rules, calendar and oracle."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from typing import Any

import pytest

from rwa.chain.accounts import LocalAccount
from rwa.chain.embedded import EmbeddedChain
from rwa.chain.event_log import ContractEvent
from rwa.chain.hashing import word_of_text
from rwa.chain.roles import COMPLIANCE_ROLE, GUARDIAN_ROLE, ISSUER_ROLE, TRANSFER_AGENT_ROLE
from rwa.core.dates import Period
from rwa.core.ids import Address
from rwa.pool.programme import UMBS

FACE = 10_000_000_000_000
"""Original face of the class in units: $10,000,000."""
PERIODS = 12
FOR_EVER = 2**40 - 1
REASON = b"case 2026-17".ljust(32, b"\0")
BLOCK_SECONDS = 12
"""A transaction's block is dated this much after the head."""

Actor = Callable[[str], LocalAccount]


@dataclass(frozen=True)
class Deal:
    """The contracts around one certificate."""

    registry: Any
    rules: Any
    calendar: Any
    oracle: Any
    certificate: Any


@pytest.fixture
def register(actor: Actor) -> Callable[..., Address]:
    """Register a wallet as the transfer agent does; return it."""

    def set_holder(registry: Any, wallet: Address, identity: int) -> Address:
        facts = (identity, FOR_EVER, 840, 1)
        registry.send(actor("transfer_agent"), "setHolder", wallet, facts)
        return wallet

    return set_holder


@pytest.fixture
def oracle_config(actor: Actor) -> Callable[[Any], tuple[Any, ...]]:
    """Return the constructor argument of an oracle of one class, as the ABI wants it."""

    def config(calendar: Any) -> tuple[Any, ...]:
        cents = FACE // 10_000
        hour, day = 3_600, 86_400
        return (
            word_of_text("POOL-1"),
            calendar.address,
            cents,
            40,
            0,
            [(cents, False)],
            120_000,
            10_000,
            0,
            100_000,
            20_000,
            2 * day,
            2 * day,
            actor("admin").address,
            hour,
        )

    return config


@pytest.fixture
def deal(
    deploy: Callable[..., Any],
    actor: Actor,
    register: Callable[..., Address],
    oracle_config: Callable[[Any], tuple[Any, ...]],
) -> Deal:
    """Deploy everything, give out the roles and register holders A, B and C as 1, 2 and 3."""
    admin = actor("admin")
    registry = deploy("HolderRegistry", 0, admin.address)
    for role, name in ((TRANSFER_AGENT_ROLE, "transfer_agent"), (COMPLIANCE_ROLE, "compliance")):
        registry.send(admin, "grantRole", role, actor(name).address)
    for identity, name in enumerate("abc", start=1):
        register(registry, actor(f"certificate_holder_{name}").address, identity)
    rules = deploy("TransferRules", registry.address, (0, 0, 0, 0, 0), [])
    periods = [Period(2027, 1) + number for number in range(PERIODS)]
    calendar = deploy(
        "RecordCalendar",
        periods[0].yyyymm,
        [UMBS.record_time(period) for period in periods],
        [UMBS.payment_time(period) for period in periods],
    )
    oracle = deploy("RemittanceOracle", oracle_config(calendar))
    certificate = deploy(
        "PoolCertificate",
        "Pool 1 Class A",
        "P1A",
        rules.address,
        calendar.address,
        oracle.address,
        0,
        0,
        admin.address,
    )
    for role, name in (
        (ISSUER_ROLE, "issuer"),
        (TRANSFER_AGENT_ROLE, "transfer_agent"),
        (COMPLIANCE_ROLE, "compliance"),
        (GUARDIAN_ROLE, "guardian"),
    ):
        certificate.send(admin, "grantRole", role, actor(name).address)
    return Deal(registry, rules, calendar, oracle, certificate)


@pytest.fixture
def certificate(deal: Deal) -> Any:
    """The certificate before anything was issued."""
    return deal.certificate


@pytest.fixture
def issued(deal: Deal, actor: Actor) -> Any:
    """The certificate with issuance closed: A has 5, B 3 and C 2 of ten million."""
    holders = [actor(f"certificate_holder_{name}").address for name in "abc"]
    amounts = [FACE // 2, FACE * 3 // 10, FACE // 5]
    deal.certificate.send(actor("issuer"), "batchMint", holders, amounts)
    deal.certificate.send(actor("issuer"), "closeIssuance")
    return deal.certificate


@pytest.fixture
def holder_a(actor: Actor) -> LocalAccount:
    return actor("certificate_holder_a")


@pytest.fixture
def holder_b(actor: Actor) -> LocalAccount:
    return actor("certificate_holder_b")


@pytest.fixture
def holder_c(actor: Actor) -> LocalAccount:
    return actor("certificate_holder_c")


@pytest.fixture
def block(deal: Deal, actor: Actor) -> Callable[[Address], None]:
    def block_holder(wallet: Address) -> None:
        deal.registry.send(actor("compliance"), "blockHolder", wallet, REASON)

    return block_holder


@pytest.fixture
def use_rules(deploy: Callable[..., Any], deal: Deal, actor: Actor) -> Callable[..., Any]:
    """Put other rules in force; what is not named is no limit."""

    def replace(
        *,
        lock_up_until: int = 0,
        min_denomination: int = 0,
        max_holding: int = 0,
        max_holders: int = 0,
        min_investor_class: int = 0,
        countries: Iterable[int] = (),
    ) -> Any:
        limits = (lock_up_until, min_denomination, max_holding, max_holders, min_investor_class)
        rules = deploy("TransferRules", deal.registry.address, limits, list(countries))
        deal.certificate.send(actor("compliance"), "setTransferRules", rules.address)
        return rules

    return replace


@pytest.fixture
def told() -> Callable[[ContractEvent], tuple[type[ContractEvent], dict[str, Any]]]:
    """Return what an event says, without its place on the chain."""
    place = {field.name for field in fields(ContractEvent)}

    def says(event: ContractEvent) -> tuple[type[ContractEvent], dict[str, Any]]:
        own = (field.name for field in fields(event) if field.name not in place)
        return type(event), {name: getattr(event, name) for name in own}

    return says


@pytest.fixture
def at_second(chain: EmbeddedChain) -> Callable[[int], None]:
    """Move the clock so that the next transaction is mined in the given second."""

    def move(timestamp: int) -> None:
        chain.advance_to(timestamp - BLOCK_SECONDS)

    return move


@pytest.fixture
def close_period(chain: EmbeddedChain, deal: Deal) -> Callable[[int], None]:
    """Move the clock to the second after a record time."""

    def move(period: int) -> None:
        chain.advance_to(deal.calendar.read("recordTime", period) + 1)

    return move
