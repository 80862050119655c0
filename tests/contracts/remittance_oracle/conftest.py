"""An oracle on a real calendar with four nodes, of which three must sign, and honest months."""

from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass, fields, replace
from datetime import time
from typing import Any

import pytest

from rwa.chain.accounts import LocalAccount
from rwa.chain.contract_structs import ClassRow, Content, Envelope, Evidence
from rwa.chain.embedded import EmbeddedChain
from rwa.chain.event_log import ContractEvent
from rwa.chain.hashing import address_bytes, keccak, word_of_text
from rwa.chain.report import (
    envelope_digest,
    hash_content,
    node_set_digest,
    pack_signatures,
    prove_node_key,
)
from rwa.chain.roles import GUARDIAN_ROLE
from rwa.core.dates import Period, new_york_timestamp
from rwa.core.ids import Address
from rwa.core.money import mul_div_half_up
from rwa.pool.programme import UMBS

FIRST = Period(2027, 1)
PERIODS = 12
POOL = word_of_text("POOL-1")
BALANCE = 250_000_000
"""Cents at issue."""
LOANS = 100
NOTE_PPM, CLASS_PPM, FEE_PPM = 65_000, 60_000, 2_500
MAX_SMM_PPM, MAX_LOSS_PPM = 100_000, 10_000
NODE_DELAY, HOLD_DELAY = 3 * 86_400, 2 * 86_400
BLOCK_SECONDS = 12
"""A transaction's block is dated this much after the head."""

Actor = Callable[[str], LocalAccount]


def monthly(balance: int, ppm: int) -> int:
    """Return a month's interest, half up."""
    return mul_div_half_up(balance, ppm, 12_000_000)


def report_day(period: int) -> int:
    """Return noon of the month's fourth day, when factors are published."""
    return as_of(period) + 3 * 86_400 + 12 * 3_600


def as_of(period: int) -> int:
    """Return 00:00 New York on the 1st of the period's month."""
    return new_york_timestamp((FIRST + (period - 1)).first_day, time(0, 0))


@dataclass
class OracleDesk:
    """Everything that reporting to one oracle takes."""

    chain: EmbeddedChain
    calendar: Any
    oracle: Any
    nodes: list[LocalAccount]
    poster: LocalAccount

    def month(self, number: int, *, paid_off: int = 800_000, **changes: Any) -> Content:
        """Draft an honest month from the oracle's state: scheduled principal and payoffs."""
        before = self.oracle.read("reportOf", number - 1)
        balance, loans = before[3], before[4]
        scheduled = balance // 500
        end = balance - scheduled - paid_off
        gross, fee = monthly(balance, NOTE_PPM), monthly(balance, FEE_PPM)
        interest = monthly(balance, CLASS_PPM)
        row = ClassRow(
            begin_cents=balance,
            interest_cents=interest,
            principal_cents=balance - end,
            accrued_cents=0,
            loss_cents=0,
            write_up_cents=0,
            end_cents=end,
            notional=False,
        )
        revised = number <= self.oracle.read("lastAccepted")
        zeros = dict.fromkeys(AMOUNTS, 0)
        figures = zeros | {
            "balance_begin_cents": balance,
            "scheduled_cents": scheduled,
            "paid_off_cents": paid_off,
            "balance_end_cents": end,
            "gross_interest_cents": gross,
            "servicing_fee_cents": fee,
            "guaranty_fee_cents": fee,
            "interest_to_investors_cents": interest,
            "principal_to_investors_cents": balance - end,
            "leftover_cents": gross - 2 * fee - interest,
        }
        content = Content(
            pool=POOL,
            period=(FIRST + (number - 1)).yyyymm,
            period_index=number,
            revision=self.oracle.read("reportOf", number)[2] + 1 if revised else 0,
            previous_report_hash=self.oracle.read("lastReportHash"),
            as_of=as_of(number),
            tape_root=keccak(b"tape %d" % number),
            activity_hash=keccak(b"activity %d" % number),
            document_hash=keccak(b"document %d" % number),
            loan_count_begin=loans,
            loan_count_end=loans - 1,
            class_rows=(row,),
            **figures,
        )
        return replace(content, **changes)

    def chain_id(self) -> int:
        """Return what signatures are bound to."""
        return self.chain.identity.chain_id

    def node_set(self) -> bytes:
        """Return the digest of the nodes that sign now, as the contract has it."""
        digest: bytes = self.oracle.read("nodeSetDigest")
        return digest

    def envelope(self, content: Content) -> Envelope:
        """Return an envelope that is good for a day."""
        now = self.chain.head().timestamp
        return Envelope(hash_content(content), self.node_set(), now + 86_400)

    def sign(self, envelope: Envelope, signers: Sequence[LocalAccount]) -> bytes:
        """Return the signatures as the contract takes them."""
        digest = envelope_digest(envelope, chain_id=self.chain_id(), oracle=self.oracle.address)
        return pack_signatures({node.address: node.sign_digest(digest) for node in signers})

    def post(self, content: Content, signers: int = 3) -> tuple[ContractEvent, ...]:
        """Bring a report that the first nodes signed; return the events."""
        envelope = self.envelope(content)
        signatures = self.sign(envelope, self.nodes[:signers])
        return self.bring(content, envelope, signatures)

    def bring(
        self, content: Content, envelope: Envelope, signatures: bytes
    ) -> tuple[ContractEvent, ...]:
        """Bring a report as it is; return the events."""
        events: tuple[ContractEvent, ...] = self.oracle.send(
            self.poster, "accept", astuple(content), astuple(envelope), signatures
        )
        return events

    def accept_up_to(self, period: int) -> None:
        """Report plain months up to a period."""
        for number in range(self.oracle.read("lastAccepted") + 1, period + 1):
            self.chain.advance_to(report_day(number))
            self.post(self.month(number))

    def at_second(self, timestamp: int) -> None:
        """Move the clock so that the next transaction is mined in the given second."""
        self.chain.advance_to(timestamp - BLOCK_SECONDS)

    def prove_key(self, node: LocalAccount) -> bytes:
        """Return a node's proof of possession."""
        return prove_node_key(node, chain_id=self.chain_id(), oracle=self.oracle.address)

    def evidence(self, content: Content, node: LocalAccount) -> Evidence:
        """Return what a node signed, as evidence."""
        envelope = self.envelope(content)
        return Evidence(
            content, envelope.node_set_digest, envelope.valid_until, self.sign(envelope, [node])
        )


AMOUNTS = tuple(field.name for field in fields(Content) if field.name.endswith("_cents"))
"""Every amount of a content."""


@pytest.fixture
def calendar(deploy: Callable[..., Any]) -> Any:
    periods = [FIRST + number for number in range(PERIODS)]
    return deploy(
        "RecordCalendar",
        FIRST.yyyymm,
        [UMBS.record_time(period) for period in periods],
        [UMBS.payment_time(period) for period in periods],
    )


@pytest.fixture
def config(actor: Actor, calendar: Any) -> dict[str, Any]:
    """The constructor's argument by field, in the order of the ABI."""
    return {
        "pool": POOL,
        "calendar": calendar.address,
        "balance": BALANCE,
        "loan_count": LOANS,
        "overcollateralisation": 0,
        "classes": [(BALANCE, False)],
        "max_rate_ppm": NOTE_PPM,
        "max_fee_ppm": 2 * FEE_PPM,
        "accrual": 0,
        "max_smm_ppm": MAX_SMM_PPM,
        "max_loss_ppm": MAX_LOSS_PPM,
        "node_delay": NODE_DELAY,
        "hold_delay": HOLD_DELAY,
        "admin": actor("admin").address,
        "admin_delay": 0,
    }


@pytest.fixture
def nodes(actor: Actor) -> list[LocalAccount]:
    """Four nodes, ascending by address."""
    accounts = [actor(f"node_{number}") for number in range(1, 5)]
    return sorted(accounts, key=lambda node: address_bytes(node.address))


@pytest.fixture
def unopened(
    chain: EmbeddedChain,
    deploy: Callable[..., Any],
    actor: Actor,
    calendar: Any,
    config: dict[str, Any],
    nodes: list[LocalAccount],
) -> OracleDesk:
    """An oracle whose node set is not open yet."""
    oracle = deploy("RemittanceOracle", tuple(config.values()))
    oracle.send(actor("admin"), "grantRole", GUARDIAN_ROLE, actor("guardian").address)
    return OracleDesk(chain, calendar, oracle, nodes, actor("servicer"))


@pytest.fixture
def desk(unopened: OracleDesk, actor: Actor) -> OracleDesk:
    """The oracle with its nodes, on the day of the first report."""
    addresses = [node.address for node in unopened.nodes]
    proofs = [unopened.prove_key(node) for node in unopened.nodes]
    unopened.oracle.send(actor("admin"), "openNodeSet", addresses, proofs, 3)
    assert unopened.node_set() == node_set_digest(addresses, threshold=3, epoch=1)
    unopened.chain.advance_to(report_day(1))
    return unopened


@pytest.fixture
def oracle(desk: OracleDesk) -> Any:
    return desk.oracle


@pytest.fixture
def told() -> Callable[[ContractEvent], tuple[type[ContractEvent], dict[str, Any]]]:
    """Return what an event says, without its place on the chain."""
    place = {field.name for field in fields(ContractEvent)}

    def says(event: ContractEvent) -> tuple[type[ContractEvent], dict[str, Any]]:
        own = (field.name for field in fields(event) if field.name not in place)
        return type(event), {name: getattr(event, name) for name in own}

    return says


@pytest.fixture
def stranger(actor: Actor) -> Address:
    return actor("attacker").address
