"""Signing, and handing over what is signed: stored first, and the same bytes every time.

One transaction of an account is in flight. Its nonce is how many of the account's are mined: a
nonce that somebody else used, or a reorganisation gave back, needs no counter to be mended. One
that the chain does not take keeps nobody waiting: another job's is signed under its nonce.
"""

from collections.abc import Sequence
from itertools import groupby

import structlog

from oracle.failpoints import reached
from oracle.metrics import OracleMetrics
from oracle.posting.fees import FeePolicy
from oracle.posting.job_rows import JobRecord, JobState, find_job, update_job
from oracle.posting.judging import Bench, Ruling, judge
from oracle.posting.reconciling import OVER_WHEN_READY
from oracle.posting.setbacks import Setbacks
from oracle.posting.transaction_rows import (
    StoredTransaction,
    TransactionState,
    insert_alert,
    insert_transaction,
    next_version,
    unfinished_transactions,
    update_transaction,
)
from oracle.store.database import Store
from rwa.chain.accounts import Account
from rwa.chain.errors import (
    CallReverted,
    ContractReverted,
    FeeTooLow,
    NonceTooLow,
    TransactionRefused,
)
from rwa.chain.finality import BlockMark, Sighting
from rwa.chain.hashing import hex_of, keccak
from rwa.chain.protocol import GAS_LIMIT_OF_A_TRANSACTION, Block, Chain, Fees, ViewCall
from rwa.chain.reverts import decode_revert
from rwa.chain.transactions import ContractCall, Transaction, sign_transaction

_log = structlog.get_logger()


class Sender:
    """Signs for one account, and hands over."""

    def __init__(
        self,
        store: Store,
        chain: Chain,
        account: Account,
        *,
        fees: FeePolicy,
        metrics: OracleMetrics,
    ) -> None:
        self._store = store
        self._chain = chain
        self._account = account
        self._fees = fees
        self._metrics = metrics
        self._doubted: dict[int, str] = {}
        self._setbacks = Setbacks()

    def act(
        self, sighting: Sighting, ready: Sequence[JobRecord], *, at: int | None, now: int
    ) -> bool:
        """Do what is due, at most one signature, and return whether anything was handed over.

        `at` dates a block on chains with simulated time. Raises ChainError and StoreUnusable.
        """
        nonce = self._chain.mined_nonce(self._account.address)
        rows = self._outstanding()
        if any(row.nonce < nonce for row in rows):
            return False  # A block came meanwhile: the next step reads it first.
        live = self._live(rows)
        lowest = live[0].nonce if live else nonce
        self._metrics.nonce_gap.set(lowest - nonce)
        wanted = {row.job_id for row in live} | {record.job_id for record in ready}
        self._setbacks.keep({row.hash for row in rows}, wanted)
        chosen = self._to_be_signed(live, ready, nonce, sighting, now=now)
        if chosen is not None:
            self._sign(chosen, nonce, rows, sighting, at=at, now=now)
        return self._hand_over_due(sighting, at=at, now=now, wanted=bool(live or ready))

    def _to_be_signed(
        self,
        live: Sequence[StoredTransaction],
        ready: Sequence[JobRecord],
        nonce: int,
        sighting: Sighting,
        *,
        now: int,
    ) -> JobRecord | None:
        """Return the job that is to be signed now: the one in flight again, or the next."""
        newest = [row for row in live if row.nonce == live[0].nonce][-1:]
        if not newest or newest[0].refused:
            # Those that are ready have nothing in flight: each is signed once for a nonce.
            return next(iter(ready), None)
        if newest[0].nonce > nonce or self._is_stuck(newest[0], sighting.head.number, now):
            return self._job_of(newest[0])
        return None

    # What is there

    def _outstanding(self) -> tuple[StoredTransaction, ...]:
        with self._store.reading() as connection:
            rows = unfinished_transactions(connection, self._account.address)
        return tuple(row for row in rows if row.outstanding)

    def _live(self, rows: Sequence[StoredTransaction]) -> tuple[StoredTransaction, ...]:
        """Those whose jobs still need them; others may be mined, but nobody waits for them."""
        return tuple(row for row in rows if self._job_of(row).state is JobState.IN_FLIGHT)

    def _job_of(self, row: StoredTransaction) -> JobRecord:
        with self._store.reading() as connection:
            return find_job(connection, row.job_id)

    def _is_stuck(self, newest: StoredTransaction, head: int, now: int) -> bool:
        """Whether blocks came and did not take it: more helps nothing while there is none."""
        passed_by = self._setbacks.is_passed_by(newest.hash, head)
        waited = _elapsed(newest.waiting_since, now, self._fees.bump_after_seconds)
        return newest.state is TransactionState.SENT and passed_by and waited

    # Signing

    def _sign(
        self,
        record: JobRecord,
        nonce: int,
        rows: Sequence[StoredTransaction],
        sighting: Sighting,
        *,
        at: int | None,
        now: int,
    ) -> None:
        """Sign a job's call under a nonce, above every version of it, and store the bytes."""
        call = record.job.call()
        try:
            gas = self._gas(call, sighting.head.number, at=at)
        except ContractReverted as refusal:
            self._refused_beforehand(record, refusal, sighting, now=now)
            return
        rivals = [row for row in rows if row.nonce == nonce]
        self._doubted.pop(record.job_id, None)
        fees = self._offer(rivals)
        if fees is None:
            self._alert("fee cap reached", record.job_id, f"nonce {nonce}", now=now)
            return
        transaction = Transaction(self._chain.identity.chain_id, nonce, fees, gas, call)
        signed = sign_transaction(self._account, transaction)
        version = rivals[-1].version + 1 if rivals else None
        self._store_signed(record, nonce, version, fees, signed, now=now)

    def _store_signed(
        self,
        record: JobRecord,
        nonce: int,
        version: int | None,
        fees: Fees,
        signed: bytes,
        *,
        now: int,
    ) -> None:
        """Make bytes and nonce durable; bytes that another poster overtook are forgotten."""
        account = self._account.address
        with self._store.writing() as connection:
            current = next_version(connection, account, nonce)
            if version is not None and current != version:
                return
            present = [
                row.nonce for row in unfinished_transactions(connection, account) if row.outstanding
            ]
            if version is None and nonce in present:
                return
            if find_job(connection, record.job_id) != record:
                return
            row = StoredTransaction(
                account=account,
                nonce=nonce,
                version=current,
                job_id=record.job_id,
                hash=keccak(signed),
                signed=signed,
                fees=fees,
                state=TransactionState.SIGNED,
                waiting_since=now,
                sent_at=None,
                block=None,
                succeeded=None,
                final=False,
            )
            insert_transaction(connection, row)
            update_job(connection, record, record.standing(JobState.IN_FLIGHT, ""))
            reached("posting.storing")
        reached("posting.stored")
        if version is not None:
            self._metrics.fee_bumps.inc()
        _log.info("signed", **_about(row), **record.about())

    def _gas(self, call: ContractCall, block: int, *, at: int | None) -> int:
        """Return a gas limit. Raises ContractReverted when the contract would refuse now.

        What is mined at another time cannot be tried beforehand.
        """
        if at is not None or call.to is None:
            return GAS_LIMIT_OF_A_TRANSACTION
        question = ViewCall(call.to, call.data, sender=self._account.address)
        try:
            self._chain.call(question, block=block)
            return self._chain.gas_for(question)
        except CallReverted as reverted:
            raise decode_revert(reverted.data, fault=reverted.fault, label=call.label) from reverted

    def _offer(self, rivals: Sequence[StoredTransaction]) -> Fees | None:
        """Return fees above those of every version that may still be with the chain."""
        suggested = self._chain.fees()
        if not rivals:
            return self._fees.first(suggested)
        highest = Fees(
            max(row.fees.max_fee_wei for row in rivals), max(row.fees.tip_wei for row in rivals)
        )
        return self._fees.bumped(highest, suggested)

    def _refused_beforehand(
        self, record: JobRecord, refusal: ContractReverted, sighting: Sighting, *, now: int
    ) -> None:
        """Fail a job that the contract refuses, twice running, although it looks ready."""
        if isinstance(refusal, OVER_WHEN_READY):
            return  # Its job was judged ready: a node that lags, or leads, has answered.
        if self._doubted.get(record.job_id) != str(refusal):
            # A node that lags may have answered.
            self._doubted[record.job_id] = str(refusal)
            return
        head = self._chain.head()
        time = max(head.timestamp, sighting.head.timestamp)
        judgement = judge(record.job, Bench(self._chain, head, time, coming=()))
        if judgement.ruling is not Ruling.READY:
            return  # Somebody moved the contract meanwhile: the next step says where the job is.
        if self._fail(record, str(refusal), head, now=now):
            del self._doubted[record.job_id]

    def _fail(self, record: JobRecord, reason: str, head: Block, *, now: int) -> bool:
        """Leave a job to a person, and return whether it stood as it was seen."""
        failed = record.standing(JobState.FAILED, reason, BlockMark.of(head))
        with self._store.writing() as connection:
            if not update_job(connection, record, failed):
                return False
            raised = insert_alert(connection, "refused", record.job_id, reason, at=now)
        self._tell_alert("refused", record.job_id, reason, raised=raised)
        return True

    # Handing over

    def _hand_over_due(self, sighting: Sighting, *, at: int | None, now: int, wanted: bool) -> bool:
        """Hand over what is due, lowest nonce first, until the chain takes none of a nonce."""
        if not wanted:
            return False
        rows = self._outstanding()
        due = [row for row in self._live(rows) or rows if self._is_due(row, rows, now)]
        for _, versions in groupby(due, key=lambda row: row.nonce):
            taken = False
            for row in versions:
                if self._hand_over(row, sighting, at=at, now=now):
                    taken, at = True, None
            if not taken:
                break
        return bool(due)

    def _is_due(self, row: StoredTransaction, rows: Sequence[StoredTransaction], now: int) -> bool:
        """Whether it was never handed over, or waits for long and no later one is in its place."""
        if row.sent_at is None:
            return True
        later = [each for each in rows if each.nonce == row.nonce and each.version > row.version]
        replaced = any(each.job_id == row.job_id or not each.refused for each in later)
        return not replaced and _elapsed(row.sent_at, now, self._fees.resend_after_seconds)

    def _hand_over(
        self, row: StoredTransaction, sighting: Sighting, *, at: int | None, now: int
    ) -> bool:
        """Give the chain a transaction's bytes, and return whether it took them."""
        reached("posting.before_broadcast")
        refusal: TransactionRefused | None = None
        try:
            self._chain.broadcast(row.signed, at=at)
        except TransactionRefused as refused:
            refusal = refused
        reached("posting.broadcast")
        taken = refusal is None or isinstance(refusal, NonceTooLow | FeeTooLow)
        with self._store.writing() as connection:
            update_transaction(connection, row, row.handed_over(now, taken=taken))
        reached("posting.sent_recorded")
        self._setbacks.is_passed_by(row.hash, sighting.head.number)
        if refusal is None:
            self._setbacks.taken(row.job_id)
            _log.info("handed over", **_about(row))
            return True
        self._metrics.call_failures.labels(what="broadcast").inc()
        _log.warning("not taken", cause=str(refusal), **_about(row))
        if not taken:
            self._not_taken(row, refusal, sighting, now=now)
        return False

    def _not_taken(
        self, row: StoredTransaction, refusal: TransactionRefused, sighting: Sighting, *, now: int
    ) -> None:
        """Alarm, and give the job up when the chain takes others of ours and never this."""
        # What follows a colon are amounts, which differ each time.
        cause = refusal.reason.split(":", maxsplit=1)[0]
        self._alert("transaction refused", row.job_id, cause, now=now)
        dearest = GAS_LIMIT_OF_A_TRANSACTION * row.fees.max_fee_wei
        if self._setbacks.refused(row.job_id) and self._balance() >= dearest:
            reason = f"the chain does not take its transaction: {refusal.reason}"
            self._fail(self._job_of(row), reason, sighting.head, now=now)
            self._setbacks.forget(row.job_id)

    def _balance(self) -> int:
        return self._chain.balance(self._account.address)

    def _alert(self, kind: str, job_id: int, detail: str, *, now: int) -> None:
        with self._store.writing() as connection:
            raised = insert_alert(connection, kind, job_id, detail, at=now)
        self._tell_alert(kind, job_id, detail, raised=raised)

    def _tell_alert(self, kind: str, job_id: int, detail: str, *, raised: bool) -> None:
        if raised:
            self._metrics.alerts.labels(kind=kind).inc()
            _log.error("alert", alert=kind, job=job_id, detail=detail)


def _elapsed(since: int, now: int, seconds: int) -> bool:
    """Whether that much time has passed; a clock that was set back lets nothing wait for it."""
    return not 0 <= now - since < seconds


def _about(row: StoredTransaction) -> dict[str, object]:
    return {
        "nonce": row.nonce,
        "version": row.version,
        "transaction_hash": hex_of(row.hash),
        "max_fee_wei": row.fees.max_fee_wei,
        "tip_wei": row.fees.tip_wei,
    }
