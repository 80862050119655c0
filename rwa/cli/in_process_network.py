"""A pool's nodes and collector within one process: what demos and a home without servers use.

The same services as in processes of their own; only the wire between them is missing.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from oracle.collector import Quorum, Refusal
from oracle.documents import Documents
from oracle.network.chain_view import ChainView, FinalInMemory
from oracle.network.gathering import Gathering
from oracle.network.journal import keep_no_journal
from oracle.network.messages import Notice
from oracle.network.node_service import NodeService, PoolSecrets
from oracle.network.working_copy import WorkingCopy
from oracle.node import Node
from oracle.posting.job_rows import JobRecord, JobState
from oracle.posting.jobs import AcceptReport
from oracle.posting.outbox import Outbox
from oracle.posting.poster import Poster
from oracle.signing_log import SigningLog
from oracle.store.database import open_store
from rwa.chain.accounts import Account
from rwa.chain.remittance_oracle import RemittanceOracle
from rwa.core.errors import CheckFailed, RwaError
from rwa.core.ids import Sha256
from rwa.deal.terms import Deal

STORE_IN_MEMORY = "sqlite://"
PATIENCE_SECONDS = 120.0
"""How long a report may wait for its block."""
LONGEST_PAUSE_SECONDS = 2.0
UNSETTLED = frozenset({JobState.WAITING, JobState.IN_FLIGHT})
"""Where a report stands that has not come to an end."""


class ReportNotAccepted(CheckFailed):
    """The contract refuses a report, has another in force, or has not answered in time."""

    def __init__(self, *, period: int, state: JobState, reason: str) -> None:
        self.period = period
        self.state = state
        self.reason = reason
        super().__init__(
            f"report of period {period} is {state.value}: {reason or 'no block holds it'}; "
            "see oracle status, and give the same command again"
        )


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

        Raises ReportNotAccepted and ChainHalted.
        """
        oracle, outbox = self.gathering.view.contract.address, self.gathering.outbox
        job_id = outbox.add(AcceptReport.of(quorum, oracle))
        record = outbox.job(job_id)
        for pause in _pauses():
            self.poster.step()
            record = outbox.job(job_id)
            if record.state not in UNSETTLED:
                break
            time.sleep(pause)
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
    raise ReportNotAccepted(period=period, state=record.state, reason=record.reason)


def _pauses() -> Iterator[float]:
    """None at first, where a chain mines at once; longer and longer until patience ends."""
    yield from (0.0, 0.0)
    pause, waited = 0.02, 0.0
    while waited < PATIENCE_SECONDS:
        yield pause
        waited += pause
        pause = min(2 * pause, LONGEST_PAUSE_SECONDS)


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
    directory.mkdir(parents=True, exist_ok=True)
    return directory / f"{name}.sqlite"
