"""Bringing the outbox to what the chain says, in one database transaction.

Rows follow the canonical chain: what left it is undone here, and only what is final is never
looked at again.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

import structlog

from oracle.failpoints import reached
from oracle.metrics import OracleMetrics
from oracle.posting.chain_guard import ChainGuard
from oracle.posting.job_rows import (
    JobRecord,
    JobState,
    unfinished_jobs,
    update_job,
)
from oracle.posting.jobs import AcceptReport
from oracle.posting.judging import Bench, Judgement, Ruling, judge, judgement_of_success
from oracle.posting.transaction_rows import (
    StoredTransaction,
    TransactionState,
    insert_alert,
    outstanding_jobs,
    unfinished_transactions,
    update_transaction,
)
from oracle.store.database import Store
from rwa.chain.contract_errors import (
    RemittanceOracle_AsOfInFuture,
    RemittanceOracle_NodeSetMismatch,
    RemittanceOracle_NotLate,
    RemittanceOracle_PeriodOutOfOrder,
    RemittanceOracle_PreviousReportMismatch,
)
from rwa.chain.finality import BlockMark, Sighting
from rwa.chain.hashing import hex_of
from rwa.chain.protocol import Chain, Receipt
from rwa.chain.transactions import revert_of
from rwa.core.ids import Address

_log = structlog.get_logger()

_STATES = {
    Ruling.DONE: JobState.DONE,
    Ruling.SUPERSEDED: JobState.SUPERSEDED,
    Ruling.HELD: JobState.HELD,
    Ruling.IMPOSSIBLE: JobState.UNFIT,
}


OVER_WHEN_READY = (
    RemittanceOracle_PeriodOutOfOrder,
    RemittanceOracle_PreviousReportMismatch,
    RemittanceOracle_NodeSetMismatch,
    RemittanceOracle_AsOfInFuture,
    RemittanceOracle_NotLate,
)
"""Refusals that a job which is ready cannot meet: a reorganisation had brought it too early."""


class Overtaken(Exception):
    """The chain or another poster moved on meanwhile; the next step sees what happened."""


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What came out of a comparison with the chain."""

    changed: tuple[JobRecord, ...]
    """Jobs that stand elsewhere now."""
    ready: tuple[JobRecord, ...]
    """Jobs that may be sent now, in order."""


@dataclass(slots=True)
class _Findings:
    """What is to be written, gathered before anything is."""

    transactions: list[tuple[StoredTransaction, StoredTransaction]] = field(default_factory=list)
    """As seen and as wanted."""
    jobs: list[tuple[JobRecord, JobRecord]] = field(default_factory=list)
    """As seen and as wanted."""
    alerts: list[tuple[str, int, str]] = field(default_factory=list)
    """Kind, job and detail."""
    mined: dict[int, list[tuple[StoredTransaction, Receipt]]] = field(default_factory=dict)
    """Transactions that are in a block they were not in before, by job."""
    in_flight: set[int] = field(default_factory=set)
    """Jobs with a transaction that may still be mined."""
    ready: list[JobRecord] = field(default_factory=list)
    """Jobs that may be sent."""


class Reconciler:
    """Compares the rows of one account, and all jobs, with the chain."""

    def __init__(
        self,
        store: Store,
        chain: Chain,
        guard: ChainGuard,
        account: Address,
        metrics: OracleMetrics,
    ) -> None:
        self._store = store
        self._chain = chain
        self._guard = guard
        self._account = account
        self._metrics = metrics

    def reconcile(self, sighting: Sighting, *, time: int, now: int) -> Reconciled:
        """Bring everything to what the chain says; a transaction sent now is mined at `time`.

        Raises ChainError, Overtaken and StoreUnusable, having changed nothing.
        """
        found = _Findings()
        # The nonce comes first: a block that comes after it only shows more receipts.
        mined_nonce = self._chain.mined_nonce(self._account)
        with self._store.reading() as connection:
            rows = unfinished_transactions(connection, self._account)
            found.in_flight = outstanding_jobs(connection, other_than=self._account)
            jobs = unfinished_jobs(connection)
        for nonce, versions in groupby(rows, key=lambda row: row.nonce):
            self._follow(tuple(versions), mined=nonce < mined_nonce, sighting=sighting, found=found)
        self._judge_all(jobs, sighting, time=time, found=found)
        return self._record(found, now=now)

    # Transactions

    def _follow(
        self,
        versions: Sequence[StoredTransaction],
        *,
        mined: bool,
        sighting: Sighting,
        found: _Findings,
    ) -> None:
        """Follow the versions of one nonce: one of them is mined, or another's, or none."""
        receipt = self._receipt_of_any(versions)
        if receipt is not None and receipt.block_number > sighting.head.number:
            raise Overtaken
        for seen in versions:
            wanted = _standing(seen, receipt, nonce_mined=mined, sighting=sighting)
            if wanted != seen:
                found.transactions.append((seen, wanted))
            if wanted.outstanding:
                found.in_flight.add(seen.job_id)
            if receipt is not None and _is_fresh(seen, wanted):
                found.mined.setdefault(seen.job_id, []).append((wanted, receipt))
        if receipt is None and mined and _is_certain(versions, sighting):
            newest = versions[-1]
            found.alerts.append(("key used elsewhere", newest.job_id, f"nonce {newest.nonce}"))

    def _receipt_of_any(self, versions: Sequence[StoredTransaction]) -> Receipt | None:
        receipts = (self._chain.receipt(version.hash) for version in reversed(versions))
        return next((receipt for receipt in receipts if receipt is not None), None)

    # Jobs

    def _judge_all(
        self, jobs: Iterable[JobRecord], sighting: Sighting, *, time: int, found: _Findings
    ) -> None:
        present = [self._reopened(job) for job in jobs]
        coming = frozenset(
            record.job.envelope.content_hash
            for record in present
            if isinstance(record.job, AcceptReport) and record.state is not JobState.FAILED
        )
        bench = Bench(self._chain, sighting.head, time, coming)
        for seen, record in zip(jobs, present, strict=True):
            wanted = self._stand(record, bench, sighting, found)
            if wanted != seen:
                found.jobs.append((seen, wanted))

    def _reopened(self, record: JobRecord) -> JobRecord:
        """Return the job, open again when the block that showed its end has left the chain."""
        if record.settled is None or self._guard.is_canonical(record.settled):
            return record
        return record.standing(JobState.WAITING, "")

    def _stand(
        self, record: JobRecord, bench: Bench, sighting: Sighting, found: _Findings
    ) -> JobRecord:
        if record.state in (JobState.DONE, JobState.SUPERSEDED):
            mark = record.settled
            final = mark is not None and mark.number <= sighting.final.number
            return record.standing(record.state, record.reason, mark, final=final)
        mined = found.mined.get(record.job_id, [])
        for transaction, receipt in mined:
            judgement = judgement_of_success(receipt) if transaction.succeeded else None
            if judgement is not None:
                return _by_judgement(record, judgement, transaction.block, sighting)
        judgement = judge(record.job, bench)
        head = BlockMark.of(sighting.head)
        if record.state is JobState.FAILED:
            over = judgement.ruling in (Ruling.DONE, Ruling.SUPERSEDED)
            return _by_judgement(record, judgement, head, sighting) if over else record
        if judgement.ruling in _STATES:
            if judgement.ruling is Ruling.IMPOSSIBLE and record.reason != judgement.reason:
                found.alerts.append(("unfit", record.job_id, judgement.reason))
            return _by_judgement(record, judgement, head, sighting)
        return _not_settled(record, judgement, mined, found)

    # Recording

    def _record(self, found: _Findings, *, now: int) -> Reconciled:
        changed = tuple(wanted for _, wanted in found.jobs)
        ready = tuple(found.ready)
        if not (found.transactions or found.jobs or found.alerts):
            return Reconciled((), ready)
        with self._store.writing() as connection:
            for before, after in found.transactions:
                if not update_transaction(connection, before, after):
                    raise Overtaken
            for seen, wanted in found.jobs:
                if not update_job(connection, seen, wanted):
                    raise Overtaken
            raised = [alert for alert in found.alerts if insert_alert(connection, *alert, at=now)]
            reached("posting.recording")
        reached("posting.recorded")
        self._tell(found, raised)
        return Reconciled(changed, ready)

    def _tell(self, found: _Findings, raised: Iterable[tuple[str, int, str]]) -> None:
        for _, row in found.transactions:
            block = row.block and row.block.number
            _log.info(
                "transaction",
                state=row.state.value,
                nonce=row.nonce,
                version=row.version,
                transaction_hash=hex_of(row.hash),
                block=block,
                final=row.final,
            )
        for _, job in found.jobs:
            _log.info("job", state=job.state.value, reason=job.reason, **job.about())
        for kind, job_id, detail in raised:
            self._metrics.alerts.labels(kind=kind).inc()
            _log.error("alert", alert=kind, job=job_id, detail=detail)


def _standing(
    seen: StoredTransaction, receipt: Receipt | None, *, nonce_mined: bool, sighting: Sighting
) -> StoredTransaction:
    """Return a transaction as the chain shows it."""
    if receipt is not None:
        block = BlockMark(receipt.block_number, receipt.block_hash)
        final = block.number <= sighting.final.number
        if receipt.transaction_hash == seen.hash:
            return seen.mined(block, succeeded=receipt.succeeded, final=final)
        return seen.displaced(block, final=final)
    if nonce_mined:
        block = BlockMark.of(sighting.head)
        if seen.state is TransactionState.DISPLACED and seen.block is not None:
            block = seen.block
        return seen.displaced(block, final=block.number <= sighting.final.number)
    return seen if seen.outstanding else seen.unmined()


def _is_certain(versions: Sequence[StoredTransaction], sighting: Sighting) -> bool:
    """Whether a foreign transaction of a nonce is seen again, or is final.

    One answer of a node that lags must not alarm anybody.
    """
    again = all(seen.state is TransactionState.DISPLACED for seen in versions)
    return again or sighting.head.number <= sighting.final.number


def _is_fresh(seen: StoredTransaction, wanted: StoredTransaction) -> bool:
    """Whether a transaction is in a block that it was not known to be in."""
    return wanted.state is TransactionState.MINED and wanted.block != seen.block


def _by_judgement(
    record: JobRecord, judgement: Judgement, mark: BlockMark | None, sighting: Sighting
) -> JobRecord:
    state = _STATES[judgement.ruling]
    if state in (JobState.HELD, JobState.UNFIT):
        return record.standing(state, judgement.reason)
    final = mark is not None and mark.number <= sighting.final.number
    return record.standing(state, judgement.reason, mark, final=final)


def _not_settled(
    record: JobRecord,
    judgement: Judgement,
    mined: Sequence[tuple[StoredTransaction, Receipt]],
    found: _Findings,
) -> JobRecord:
    """Where a job stands that the contract would still take, now or later."""
    if record.job_id in found.in_flight:
        return record.standing(JobState.IN_FLIGHT, judgement.reason)
    if judgement.ruling is Ruling.READY:
        reverted = next(_reverts(record, mined), None)
        if reverted is not None:
            transaction, reason = reverted
            detail = f"{reason} (transaction {hex_of(transaction.hash)})"
            found.alerts.append(("reverted", record.job_id, detail))
            return record.standing(JobState.FAILED, reason, transaction.block)
        found.ready.append(record.standing(JobState.WAITING, ""))
    return record.standing(JobState.WAITING, judgement.reason)


def _reverts(
    record: JobRecord, mined: Iterable[tuple[StoredTransaction, Receipt]]
) -> Iterator[tuple[StoredTransaction, str]]:
    """Why transactions of the job as it is now reverted, unless the reason is over.

    Those of an older envelope say nothing either.
    """
    call = record.job.call()
    for transaction, receipt in mined:
        error = revert_of(receipt, label=call.label)
        if error is None or isinstance(error, OVER_WHEN_READY):
            continue
        if call.data in transaction.signed:
            yield transaction, str(error)
