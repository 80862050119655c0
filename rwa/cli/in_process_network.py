"""A pool's nodes and collector within one process: what demos and a home without servers use.

The same services as in processes of their own; only the wire between them is missing.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from oracle.collector import Quorum, Refusal
from oracle.documents import Documents
from oracle.network.chain_view import ChainView
from oracle.network.gathering import Gathering
from oracle.network.journal import keep_no_journal
from oracle.network.messages import Notice
from oracle.network.node_service import NodeService, PoolSecrets
from oracle.network.patience import Patience
from oracle.network.servicer import MonthNotAccepted
from oracle.network.working_copy import WorkingCopy
from oracle.node import Node
from oracle.posting.job_rows import JobRecord, JobState
from oracle.posting.jobs import AcceptReport
from oracle.posting.outbox import Outbox
from oracle.posting.poster import Poster
from oracle.signing_log import SigningLog
from oracle.store.database import open_store
from oracle.whole_files import OWNERS_DIRECTORY, make_private
from rwa.chain.accounts import Account
from rwa.chain.finality import FinalInMemory
from rwa.chain.remittance_oracle import RemittanceOracle
from rwa.core.errors import RwaError
from rwa.core.ids import Sha256
from rwa.deal.terms import Deal

STORE_IN_MEMORY = "sqlite://"
PATIENCE = Patience(2.0, 120.0, clock=time.monotonic, sleep=time.sleep, first_seconds=0.02)
"""How long a report may wait for its block; most chains here mine at once."""
UNSETTLED = frozenset({JobState.WAITING, JobState.IN_FLIGHT})
"""Where a report stands that has not come to an end."""


@dataclass(frozen=True, slots=True)
class InProcessNetwork:
    """Every node of a pool, asked one after the other."""

    gathering: Gathering
    """The collector."""
    services: tuple[NodeService, ...]
    """The nodes."""
    logs: tuple[SigningLog, ...]
    """What each has signed, in the nodes' order."""
    poster: Poster
    """Brings what they signed to the contract."""

    def quorum_for(self, document: Sha256, *, period: int) -> Quorum:
        """Have a published document answered by every node. Raises QuorumMissing."""
        notice = self.gathering.open_month(document)
        refusals = tuple(filter(None, (self._ask(each, notice) for each in self.services)))
        return self.gathering.quorum(period, refusals=refusals)

    def bring(self, quorum: Quorum) -> bool:
        """Have a report accepted; return whether it is in force: False, it is held.

        Raises MonthNotAccepted and ChainHalted.
        """
        oracle, outbox = self.gathering.view.contract.address, self.gathering.outbox
        job_id = outbox.add(AcceptReport.of(quorum, oracle))
        wait = PATIENCE.begin()
        self.poster.step()
        while (record := outbox.job(job_id)).state in UNSETTLED and wait.pause():
            self.poster.step()
        return _is_in_force(record, period=quorum.content.period_index)

    def close(self) -> None:
        """Release files and database."""
        self.gathering.store.close()
        for log in self.logs:
            log.close()

    def _ask(self, service: NodeService, notice: Notice) -> Refusal | None:
        """Hand a node's answer over, or say why it has none."""
        try:
            self.gathering.receive(service.answer(notice))
        except RwaError as error:
            return Refusal(service.node.address, error)
        return None


def open_network(
    contract: RemittanceOracle,
    accounts: dict[str, Account],
    *,
    deal: Deal,
    pool: PoolSecrets,
    documents: Documents,
    first_block: int,
    poster: Account,
    databases: Path | None,
) -> InProcessNetwork:
    """Start the nodes of `accounts`, by name, and a collector that posts as `poster`.

    `databases` is where each of them has its own; None keeps them in memory.
    """
    keep_no_journal()
    place = _database(databases, "collector")
    store = open_store(STORE_IN_MEMORY if place is None else f"sqlite:///{place}")
    genesis = contract.chain.identity.genesis_hash
    view = ChainView(contract, first_block, genesis, FinalInMemory())
    clock = _ChainClock(view)
    gathering = Gathering(store, Outbox(store), documents, view, clock)
    logs = {name: SigningLog(_database(databases, name)) for name in accounts}
    services = tuple(
        NodeService(
            Node(account, logs[name], deal=deal),
            ChainView(contract, first_block, genesis, logs[name]),
            WorkingCopy(documents, gathering),
            pool,
        )
        for name, account in accounts.items()
    )
    return InProcessNetwork(
        gathering,
        services,
        tuple(logs.values()),
        Poster(store, contract.chain, poster, clock=clock),
    )


def _is_in_force(record: JobRecord, *, period: int) -> bool:
    if record.state in (JobState.DONE, JobState.HELD):
        return record.state is JobState.DONE
    reason = record.reason or "no block holds its report yet"
    raise MonthNotAccepted(period, state=record.state, reason=reason)


@dataclass(frozen=True, slots=True)
class _ChainClock:
    """The chain's own time, which a demo moves."""

    view: ChainView
    """Where it is read."""

    def __call__(self) -> int:
        return self.view.chain.head().timestamp


def _database(directory: Path | None, name: str) -> Path | None:
    if directory is None:
        return None
    directory.mkdir(parents=True, exist_ok=True, mode=OWNERS_DIRECTORY)
    place = directory / f"{name}.sqlite"
    make_private(place)
    return place
