"""A pool's files as they are published, and a node that lies about its chain."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from oracle.documents import DocumentsInMemory
from oracle.package import MonthPackage
from oracle.verification.chain_record import Subject
from oracle.verification.verdict import Outcome, Verification
from oracle.verification.verify import verify_month
from rwa.chain.event_log import ContractEvent, decode_log
from rwa.chain.protocol import (
    Block,
    Chain,
    CommittedReceipt,
    MinedTransaction,
    RawLog,
    Receipt,
)
from rwa.chain.rpc_transport import RpcRefused
from rwa.core.dates import Period
from rwa.core.ids import Address
from rwa.pool.activity import activity_bytes
from rwa.pool.files import tape_bytes, tape_hash
from rwa.remittance.canonical import document_bytes

SALT = b"\x5a" * 32
"""The salt of every pool here."""


@dataclass
class LyingNode:
    """A node of the outside that answers about a real chain, but for what it is told to change."""

    truth: Chain
    drops: Callable[[ContractEvent], bool] = lambda _: False
    """Events that it leaves out of its lists; receipts keep them."""
    alters_log: Callable[[RawLog], RawLog] = lambda log: log
    """What it makes of each log in its lists."""
    alters_transaction: Callable[[MinedTransaction], MinedTransaction | None] = lambda one: one
    """What it makes of a transaction."""
    alters_receipt: Callable[[Receipt], Receipt | None] = lambda receipt: receipt
    """What it makes of a receipt."""
    replaced_blocks: set[int] = field(default_factory=set)
    """Blocks that it shows another hash of when asked for by number."""
    serves_receipts: bool = False
    """Whether it answers with the receipts of whole blocks, which give away what its lists lack."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self.truth, name)

    def logs(self, first: int, last: int, addresses: list[Address]) -> tuple[RawLog, ...]:
        kept = []
        for log in self.truth.logs(first, last, addresses):
            event = decode_log(log)
            if event is None or not self.drops(event):
                kept.append(self.alters_log(log))
        return tuple(kept)

    def block_receipts(self, numbers: Sequence[int]) -> tuple[tuple[CommittedReceipt, ...], ...]:
        if not self.serves_receipts:
            raise RpcRefused("eth_getBlockReceipts", code=-32601, message="no such method", data="")
        return self.truth.block_receipts(numbers)

    def transaction(self, transaction_hash: bytes) -> MinedTransaction | None:
        found = self.truth.transaction(transaction_hash)
        return None if found is None else self.alters_transaction(found)

    def receipt(self, transaction_hash: bytes) -> Receipt | None:
        found = self.truth.receipt(transaction_hash)
        return None if found is None else self.alters_receipt(found)

    def block(self, number: int) -> Block:
        found = self.truth.block(number)
        return replace(found, hash=b"\xee" * 32) if number in self.replaced_blocks else found


@dataclass
class Onlooker:
    """Somebody who has the published files and asks a node; knows the salt unless told not to."""

    world: Any
    files: DocumentsInMemory

    @property
    def subject(self) -> Subject:
        return Subject(
            pool=self.world.tape.pool,
            issue_tape_sha256=tape_hash(self.world.tape),
            deal=self.world.deal,
            deployment=self.world.deployment,
        )

    def publish(self, *packages: MonthPackage) -> None:
        """Put a month's files where everybody finds them."""
        self.files.put(tape_bytes(self.world.tape))
        for package in packages:
            self.files.put(document_bytes(package.document))
            self.files.put(activity_bytes(package.activity))
            self.files.put(tape_bytes(package.tape))

    def verify(
        self,
        period: int,
        *,
        chain: Any = None,
        salt: bytes | None = SALT,
        subject: Subject | None = None,
    ) -> Verification:
        month: Period = self.world.tape.pool.period_at(period)
        subject = subject or self.subject
        return verify_month(subject, chain or self.world.chain, self.files, month, salt=salt)


@pytest.fixture
def onlooker() -> Callable[[Any], Onlooker]:
    """Somebody who looks at a world, with the files of its months as last reported."""

    def look(world: Any) -> Onlooker:
        looking = Onlooker(world, DocumentsInMemory())
        looking.publish(*world.months.values())
        return looking

    return look


@pytest.fixture
def of_three(onlooker: Callable[[Any], Onlooker], three_months: Any) -> Onlooker:
    """Who looks at `three_months`, only reading."""
    return onlooker(three_months)


@pytest.fixture(scope="session")
def lying_node() -> type[LyingNode]:
    return LyingNode


@pytest.fixture(scope="session")
def failed() -> Callable[[Verification], set[str]]:
    """Names of the lines that failed."""
    return lambda found: _names(found, Outcome.FAILED)


@pytest.fixture(scope="session")
def not_checked() -> Callable[[Verification], set[str]]:
    """Names of the lines that were not checked."""
    return lambda found: _names(found, Outcome.NOT_CHECKED)


def _names(found: Verification, outcome: Outcome) -> set[str]:
    return {line.name for line in found.lines if line.outcome is outcome}
