"""Nodes and a collector over a world's chain, in this process and without a server."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any

from oracle.documents import DocumentsInMemory
from oracle.network.chain_view import ChainView
from oracle.network.gathering import Gathering
from oracle.network.messages import Answer, Notice, answer_bytes, read_answer
from oracle.network.node_loop import Backoff, NodeLoop
from oracle.network.node_service import NodeService, PoolSecrets
from oracle.network.patient_reads import patient
from oracle.network.working_copy import WorkingCopy
from oracle.node import Node
from oracle.package import MonthPackage, SignedReport
from oracle.posting.outbox import Outbox
from oracle.posting.poster import Poster
from oracle.signing_log import SigningLog
from oracle.store.database import open_store
from rwa.chain.finality import FinalInMemory
from rwa.chain.remittance_oracle import RemittanceOracle
from rwa.chain.report import Content, Envelope, envelope_message, hash_content
from rwa.core.ids import Sha256
from rwa.core.money import Cents
from rwa.pool.activity import activity_bytes
from rwa.pool.files import tape_bytes, tape_hash
from rwa.remittance.canonical import document_bytes

NODES = ("node-1", "node-2", "node-3", "node-4")
SALT = b"\x5a" * 32


@dataclass
class InProcessCollector:
    """A collector as nodes reach it, messages written and read as on the wire."""

    gathering: Gathering

    def notices(self) -> tuple[Notice, ...]:
        return self.gathering.notices()

    def document(self, name: Sha256) -> bytes:
        return self.gathering.document(name)

    def send(self, answer: Answer) -> None:
        self.gathering.receive(read_answer(answer_bytes(answer)))


@dataclass
class NetworkOfWorld:
    """One pool's nodes, collector and poster."""

    world: Any
    place: Path
    chain: Any = None
    """What collector and poster are connected to; the world's chain unless it is given."""
    time: int = 0
    loops: dict[str, NodeLoop] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.chain = self.chain or self.world.chain
        self.store = open_store(f"sqlite:///{self.place / 'collector.sqlite'}")
        self.outbox = Outbox(self.store)
        self.documents = DocumentsInMemory()
        self.documents.put(tape_bytes(self.world.tape))
        self.gathering = Gathering(
            self.store, self.outbox, self.documents, self.view(self.chain), self.clock
        )
        account = self.world.people["poster"]
        own = patient(self.chain, sleep=lambda _: None)
        self.poster = Poster(self.store, own, account, clock=self.clock)

    def clock(self) -> int:
        self.time += 1
        return self.time

    def view(self, chain: Any, final: Any = None) -> ChainView:
        contract = RemittanceOracle(
            patient(chain, sleep=lambda _: None), self.world.deployment.oracle
        )
        genesis = self.world.chain.identity.genesis_hash
        first = self.world.deployment.first_block
        return ChainView(contract, first, genesis, final or FinalInMemory())

    def service(self, name: str, *, chain: Any = None, collector: Any = None) -> NodeService:
        """A node as it starts: with its database and nothing else."""
        log = SigningLog(self.place / f"{name}.sqlite")
        return NodeService(
            Node(self.world.people[name], log, deal=self.world.deal),
            self.view(chain or self.world.chain, log),
            WorkingCopy(DocumentsInMemory(), collector or InProcessCollector(self.gathering)),
            PoolSecrets(
                terms=self.world.tape.pool,
                issue_tape_sha256=tape_hash(self.world.tape),
                salt=SALT,
            ),
        )

    def loop(self, name: str, *, chain: Any = None, collector: Any = None) -> NodeLoop:
        """A node at work."""
        collector = collector or InProcessCollector(self.gathering)
        service = self.service(name, chain=chain, collector=collector)
        return NodeLoop(service, collector, Backoff(1.0, 60.0), Random(name))

    def publish(self, package: MonthPackage) -> Sha256:
        self.documents.put(activity_bytes(package.activity))
        self.documents.put(tape_bytes(package.tape))
        return self.documents.put(document_bytes(package.document))

    def open(self, package: MonthPackage) -> Notice:
        return self.gathering.open_month(self.publish(package))

    def ask(self, *names: str) -> None:
        """Let nodes look once; each keeps running between calls."""
        for name in names or NODES:
            self.loops.setdefault(name, self.loop(name)).step()

    def bring(self, steps: int = 3) -> None:
        """Let collector and poster work."""
        for _ in range(steps):
            self.gathering.advance()
            self.poster.step()

    def due(self, period: int) -> None:
        """Let the time come at which a month is reported."""
        self.world.advance(self.world.record_time(period) + 86_400 * 5)


def falsified(package: Any) -> Any:
    remittance = package.document.remittance
    more = replace(remittance, scheduled_cents=remittance.scheduled_cents + Cents(1))
    return replace(package, document=replace(package.document, remittance=more))


def signed_by(network: NetworkOfWorld, name: str, content: Content, like: SignedReport) -> Any:
    """A report that a node's key signs, whatever its node would say."""
    account, oracle = network.world.people[name], network.world.oracle
    envelope = Envelope(
        hash_content(content), like.envelope.node_set_digest, like.envelope.valid_until
    )
    chain_id = network.world.chain.identity.chain_id
    message = envelope_message(envelope, chain_id=chain_id, oracle=oracle.address)
    return SignedReport(account.address, content, envelope, account.sign(message))
