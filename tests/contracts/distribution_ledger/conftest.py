"""A class's ledger on the real certificate, oracle, register and a regulated dollar."""

from collections.abc import Callable
from dataclasses import astuple, dataclass, fields
from datetime import time
from typing import Any

import pytest

from rwa.chain.accounts import LocalAccount
from rwa.chain.contract_structs import ClassRow, Content, Envelope
from rwa.chain.embedded import EmbeddedChain
from rwa.chain.event_log import ContractEvent
from rwa.chain.hashing import address_bytes, keccak, word_of_text
from rwa.chain.report import envelope_digest, hash_content, pack_signatures, prove_node_key
from rwa.chain.roles import (
    COMPLIANCE_ROLE,
    GUARDIAN_ROLE,
    ISSUER_ROLE,
    PAYER_ROLE,
    TRANSFER_AGENT_ROLE,
)
from rwa.chain.transactions import ContractCall, send
from rwa.core.dates import Period, new_york_timestamp
from rwa.core.ids import Address
from rwa.pool.programme import UMBS

FIRST = Period(2027, 1)
PERIODS = 12
POOL = word_of_text("POOL-1")
FACE_CENTS = 100_000_000
"""Original face: $1,000,000.00."""
SUPPLY = FACE_CENTS * 10_000
CENT = 10_000
"""Units of cash in a cent."""
FOR_EVER = 2**40 - 1
ALL_STEPS = 2**16
REASON = b"case 2027-3".ljust(32, b"\0")
DAY = 86_400
REDIRECTION_DELAY, ESCHEAT_DELAY = 7 * DAY, 365 * DAY
BLOCK_SECONDS = 12
"""A transaction's block is dated this much after the head."""

Actor = Callable[[str], LocalAccount]
AMOUNTS = tuple(field.name for field in fields(Content) if field.name.endswith("_cents"))


@dataclass
class Ground:
    """The contracts around one ledger, and what the pool reported so far."""

    chain: EmbeddedChain
    actor: Actor
    registry: Any
    calendar: Any
    oracle: Any
    certificate: Any
    cash: Any
    ledger: Any
    nodes: list[LocalAccount]

    def advance_to(self, timestamp: int) -> None:
        """Move the clock to a time, if it is not later already."""
        if timestamp > self.chain.head().timestamp:
            self.chain.advance_to(timestamp)

    def report(self, period: int, *, interest: int, principal: int) -> int:
        """Accept a month, or its next revision, without fees or losses; return the revision."""
        balance = self.oracle.read("reportOf", period - 1)[3]
        known = period <= self.oracle.read("lastAccepted")
        revision = self.oracle.read("reportOf", period)[2] + 1 if known else 0
        self.advance_to(as_of(period))
        end = balance - principal
        row = ClassRow(balance, interest, principal, 0, 0, 0, end, False)
        figures = dict.fromkeys(AMOUNTS, 0) | {
            "balance_begin_cents": balance,
            "scheduled_cents": principal,
            "balance_end_cents": end,
            "gross_interest_cents": interest,
            "interest_to_investors_cents": interest,
            "principal_to_investors_cents": principal,
        }
        content = Content(
            pool=POOL,
            period=(FIRST + (period - 1)).yyyymm,
            period_index=period,
            revision=revision,
            previous_report_hash=self.oracle.read("lastReportHash"),
            as_of=as_of(period),
            tape_root=keccak(b"tape %d %d" % (period, revision)),
            activity_hash=keccak(b"activity"),
            document_hash=keccak(b"document"),
            loan_count_begin=10,
            loan_count_end=10,
            class_rows=(row,),
            **figures,
        )
        self._accept(content)
        return revision

    def _accept(self, content: Content) -> None:
        valid_until = self.chain.head().timestamp + DAY
        envelope = Envelope(hash_content(content), self.oracle.read("nodeSetDigest"), valid_until)
        digest = envelope_digest(
            envelope,
            chain_id=self.chain.identity.chain_id,
            oracle=self.oracle.address,
        )
        signatures = pack_signatures(
            {node.address: node.sign_digest(digest) for node in self.nodes[:3]}
        )
        self.oracle.send(
            self.actor("servicer"), "accept", astuple(content), astuple(envelope), signatures
        )

    def fund(self, period: int, *, interest: int = 500_000, principal: int = 20_000) -> None:
        """Report and fund a month; its payment time has not come yet."""
        self.report(period, interest=interest, principal=principal)
        self.ledger.send(self.actor("servicer"), "postAndFund", period)

    def pass_pay_time(self, period: int) -> None:
        """Move the clock to the first second in which a period may be paid."""
        self.advance_to(self.calendar.read("payTime", period))

    def settle(self, holder: Address, steps: int = ALL_STEPS) -> tuple[ContractEvent, ...]:
        """Settle a holder as anyone may; return the events of the ledger."""
        events = self.ledger.send(self.actor("attacker"), "settle", holder, steps)
        return tuple(event for event in events if event.emitter == self.ledger.address)

    def block(self, wallet: Address, *, blocked: bool = True) -> None:
        """Block or unblock a holder's wallet."""
        function = "blockHolder" if blocked else "unblockHolder"
        self.registry.send(self.actor("compliance"), function, wallet, REASON)

    def replace_wallet(self, lost: Address, new: Address) -> None:
        """Recover a lost wallet: register its successor and move the certificates there."""
        agent = self.actor("transfer_agent")
        identity = self.registry.read("holderOf", lost)[0]
        self.registry.send(agent, "setHolder", new, (identity, FOR_EVER, 840, 1))
        self.registry.send(agent, "setSuccessor", lost, new)
        if self.certificate.read("balanceOf", lost):
            known_as = Address("0x" + identity.to_bytes(20, "big").hex())
            self.certificate.send(agent, "recoveryAddress", lost, new, known_as)


def as_of(period: int) -> int:
    """Return 00:00 New York on the 1st of the period's month."""
    return new_york_timestamp((FIRST + (period - 1)).first_day, time(0, 0))


@pytest.fixture
def new_wallets(chain: EmbeddedChain, actor: Actor) -> list[LocalAccount]:
    """Wallets that lost ones are replaced by; they can pay for gas."""
    wallets = [actor(f"new_wallet_{number}") for number in range(1, 5)]
    for wallet in wallets:
        gift = ContractCall(wallet.address, b"", "gas", value_wei=10**20)
        send(chain, actor("admin"), gift)
    return wallets


@pytest.fixture
def nodes(actor: Actor) -> list[LocalAccount]:
    """Four nodes, ascending by address."""
    accounts = [actor(f"node_{number}") for number in range(1, 5)]
    return sorted(accounts, key=lambda node: address_bytes(node.address))


@pytest.fixture
def ground(
    chain: EmbeddedChain,
    deploy: Callable[..., Any],
    actor: Actor,
    nodes: list[LocalAccount],
) -> Ground:
    """Issuance closed: A and B have a third each, C the rest; the servicer has cash."""
    admin = actor("admin")
    registry = _registry(deploy, actor)
    rules = deploy("TransferRules", registry.address, (0, 0, 0, 0, 0), [])
    periods = [FIRST + number for number in range(PERIODS)]
    calendar = deploy(
        "RecordCalendar",
        FIRST.yyyymm,
        [UMBS.record_time(period) for period in periods],
        [UMBS.payment_time(period) for period in periods],
    )
    oracle = _oracle(chain, deploy, calendar, nodes, admin)
    certificate = deploy(
        "PoolCertificate",
        "Class A",
        "A",
        rules.address,
        calendar.address,
        oracle.address,
        0,
        0,
        admin.address,
    )
    _issue(certificate, actor)
    cash = deploy("TestDollar", admin.address)
    ledger = deploy(
        "DistributionLedger",
        certificate.address,
        oracle.address,
        cash.address,
        REDIRECTION_DELAY,
        ESCHEAT_DELAY,
        0,
        admin.address,
    )
    for role, name in (
        (PAYER_ROLE, "servicer"),
        (PAYER_ROLE, "guarantor"),
        (COMPLIANCE_ROLE, "compliance"),
        (GUARDIAN_ROLE, "guardian"),
    ):
        ledger.send(admin, "grantRole", role, actor(name).address)
    for payer in (actor("servicer"), actor("guarantor")):
        cash.send(admin, "mint", payer.address, 10**18)
        cash.send(payer, "approve", ledger.address, 2**256 - 1)
    return Ground(chain, actor, registry, calendar, oracle, certificate, cash, ledger, nodes)


def _registry(deploy: Callable[..., Any], actor: Actor) -> Any:
    admin, agent = actor("admin"), actor("transfer_agent")
    registry = deploy("HolderRegistry", 0, admin.address)
    registry.send(admin, "grantRole", TRANSFER_AGENT_ROLE, agent.address)
    registry.send(admin, "grantRole", COMPLIANCE_ROLE, actor("compliance").address)
    wallets = [actor(f"certificate_holder_{name}").address for name in "abc"]
    facts = [(identity, FOR_EVER, 840, 1) for identity in (1, 2, 3)]
    registry.send(agent, "setHolders", wallets, facts)
    return registry


def _oracle(
    chain: EmbeddedChain,
    deploy: Callable[..., Any],
    calendar: Any,
    nodes: list[LocalAccount],
    admin: LocalAccount,
) -> Any:
    config = (
        POOL,
        calendar.address,
        FACE_CENTS,
        10,
        0,
        [(FACE_CENTS, False)],
        1_000_000,
        10_000,
        0,
        1_000_000,
        1_000_000,
        DAY,
        DAY,
        admin.address,
        0,
    )
    oracle = deploy("RemittanceOracle", config)
    chain_id = chain.identity.chain_id
    proofs = [prove_node_key(node, chain_id=chain_id, oracle=oracle.address) for node in nodes]
    oracle.send(admin, "openNodeSet", [node.address for node in nodes], proofs, 3)
    return oracle


def _issue(certificate: Any, actor: Actor) -> None:
    for role, name in ((ISSUER_ROLE, "issuer"), (TRANSFER_AGENT_ROLE, "transfer_agent")):
        certificate.send(actor("admin"), "grantRole", role, actor(name).address)
    holders = [actor(f"certificate_holder_{name}").address for name in "abc"]
    third = SUPPLY // 3
    certificate.send(actor("issuer"), "batchMint", holders, [third, third, SUPPLY - 2 * third])
    certificate.send(actor("issuer"), "closeIssuance")


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
def told() -> Callable[[ContractEvent], tuple[type[ContractEvent], dict[str, Any]]]:
    """Return what an event says, without its place on the chain."""
    place = {field.name for field in fields(ContractEvent)}

    def says(event: ContractEvent) -> tuple[type[ContractEvent], dict[str, Any]]:
        own = (field.name for field in fields(event) if field.name not in place)
        return type(event), {name: getattr(event, name) for name in own}

    return says
