"""Four nodes, a collector and a poster over the files of one directory, in one process."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from oracle.documents import DocumentsInDirectory
from oracle.network.chain_view import ChainView
from oracle.network.gathering import Gathering, MonthState
from oracle.network.messages import (
    Answer,
    Notice,
    answer_bytes,
    notices_bytes,
    read_answer,
    read_notices,
)
from oracle.network.node_loop import Backoff, NodeLoop
from oracle.network.node_service import NodeService
from oracle.network.working_copy import WorkingCopy
from oracle.node import Node
from oracle.package import Objection
from oracle.posting.outbox import Outbox
from oracle.posting.poster import Poster
from oracle.signing_log import SigningLog
from oracle.store.database import LOCK_SECONDS, Store, open_store
from rwa.chain.accounts import LocalAccount
from rwa.chain.finality import FinalInMemory
from rwa.chain.remittance_oracle import RemittanceOracle
from rwa.core.errors import CheckFailed
from rwa.core.ids import Sha256
from tests.faults.network_months import PublishedMonth, PublishedPool
from tests.faults.posting_desk import FEES
from tests.faults.reported_pool import account

MOST_ROUNDS = 40
"""After so many rounds without a kill a month is lost."""
Saying = Callable[[tuple[object, ...]], None]
"""Where what leaves a node is noted."""


@dataclass
class Wire:
    """A node's collector: what passes is written and read as over HTTP, and noted."""

    gathering: Gathering
    node: int
    say: Saying

    def notices(self) -> tuple[Notice, ...]:
        return read_notices(notices_bytes(self.gathering.notices()))

    def document(self, name: Sha256) -> bytes:
        return self.gathering.document(name)

    def send(self, answer: Answer) -> None:
        self.note(answer)
        self.gathering.receive(read_answer(answer_bytes(answer)))
        self.say(("acknowledged", self.node))

    def note(self, answer: Answer) -> None:
        """Say that a signature or an objection has left the node."""
        if isinstance(answer, Objection):
            self.say(("objected", self.node, answer.finding.document_sha256))
            return
        content = answer.content
        report = (content.period_index, content.revision, answer.envelope.content_hash.hex())
        self.say(("signed", self.node, *report))


@dataclass
class Network:
    """Everything, opened from what is in a directory."""

    published: PublishedPool
    directory: Path
    chain: Any
    say: Saying
    lock_seconds: float = LOCK_SECONDS
    posts: LocalAccount = field(default_factory=lambda: account("poster"))
    """Whose key the poster has."""

    def __post_init__(self) -> None:
        self.logs: list[SigningLog] = []
        url = f"sqlite:///{self.directory / 'collector.sqlite'}"
        self.store: Store = open_store(url, lock_seconds=self.lock_seconds)
        self.gathering = Gathering(
            self.store,
            Outbox(self.store),
            DocumentsInDirectory(self.directory / "published"),
            self._view(FinalInMemory()),
            self._clock,
        )
        self.poster = Poster(self.store, self.chain, self.posts, clock=self._clock, fees=FEES)
        keys = range(len(self.published.pool.keys))
        self.services = [self._service(number) for number in keys]
        self.loops = [
            NodeLoop(service, service.copy.source, Backoff(1, 1), Random(0))  # type: ignore[arg-type]
            for service in self.services
        ]

    def bring(self, month: PublishedMonth) -> bool:
        """Publish a month and work until it is in force; False when it never is."""
        self.publish(month)
        for _ in range(MOST_ROUNDS):
            for loop in self.loops:
                loop.step()
            self.gathering.advance()
            self.poster.step()
            if self._is_over(month):
                return True
        return False

    def _is_over(self, month: PublishedMonth) -> bool:
        """Whether a month is in force, and the outbox knows."""
        accepted = self.gathering.month(month.period).state is MonthState.ACCEPTED
        return accepted and self.gathering.outbox.pending() == 0

    def publish(self, month: PublishedMonth) -> None:
        """Hand over the files of a month and have the nodes asked."""
        for content in (self.published.issue_file, *month.files):
            self.gathering.documents.put(content)
        self.gathering.open_month(month.document)

    def offer_rival(self, month: PublishedMonth, node: int) -> None:
        """Ask a node that has signed a month for another account of it."""
        for content in month.rival_files:
            self.gathering.documents.put(content)
        seen = self.gathering.look()
        notice = Notice(month.rival, seen.node_set_digest, seen.head.timestamp + 86_400)
        service = self.services[node]
        with suppress(CheckFailed):
            wire = service.copy.source
            assert isinstance(wire, Wire)
            wire.note(service.answer(notice))

    def close(self) -> None:
        """Release every file."""
        self.store.close()
        for log in self.logs:
            log.close()

    def all_signed(self) -> list[tuple[object, ...]]:
        """Every row of every node's signing log."""
        rows = "SELECT pool, period, revision, hex(content_hash) FROM signed ORDER BY 2, 3"
        return [tuple(log._database.execute(rows).fetchall()) for log in self.logs]

    def betray(self, month: PublishedMonth, node: int) -> None:
        """Have a node sign another account of a month, whatever it has signed before.

        Raises what looking and answering raise.
        """
        for content in month.rival_files:
            self.gathering.documents.put(content)
        seen = self.gathering.look()
        notice = Notice(month.rival, seen.node_set_digest, seen.head.timestamp + 86_400)
        self.gathering.receive(self._service(node, SigningLog(None)).answer(notice))

    def _service(self, number: int, log: SigningLog | None = None) -> NodeService:
        folder = self.directory / f"node-{number}"
        folder.mkdir(exist_ok=True)
        log = log or SigningLog(folder / "signed.sqlite")
        self.logs.append(log)
        key, deal = self.published.pool.keys[number], self.published.servicer.deal
        return NodeService(
            Node(key, log, deal=deal),
            self._view(log),
            WorkingCopy(
                DocumentsInDirectory(folder / "files"), Wire(self.gathering, number, self.say)
            ),
            self.published.secrets,
        )

    def _view(self, final: Any) -> ChainView:
        contract = RemittanceOracle(self.chain, self.published.pool.oracle.address)
        return ChainView(contract, 0, self.chain.identity.genesis_hash, final)

    def _clock(self) -> int:
        return int(self.chain.head().timestamp)
