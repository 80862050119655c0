"""The poster: one step after another brings the outbox to the contract.

A step guards, reconciles, acts. It may be killed anywhere and called for ever: what was signed is
in the store before it is sent, and whatever happened to it is read from the chain.
"""

from collections.abc import Callable
from typing import Final

import structlog

from oracle.metrics import OracleMetrics
from oracle.posting.chain_guard import ChainGuard
from oracle.posting.fees import FeePolicy
from oracle.posting.job_rows import JobRecord, count_open
from oracle.posting.reconciling import Overtaken, Reconciled, Reconciler
from oracle.posting.sending import Sender
from oracle.store.database import Store
from rwa.chain.accounts import Account
from rwa.chain.finality import ChainHalted, Sighting
from rwa.chain.protocol import Chain
from rwa.core.errors import ChainError

_log = structlog.get_logger()
_USUAL_FEES: Final = FeePolicy()


class Poster:
    """Brings the jobs of a store to their contracts with one account's transactions."""

    def __init__(
        self,
        store: Store,
        chain: Chain,
        account: Account,
        *,
        clock: Callable[[], int],
        fees: FeePolicy = _USUAL_FEES,
        metrics: OracleMetrics | None = None,
    ) -> None:
        """`clock` gives seconds; how long a transaction waits is measured by it alone."""
        self._store = store
        self._chain = chain
        self._clock = clock
        self._metrics = metrics or OracleMetrics()
        self._guard = ChainGuard(store, chain)
        self._reconciler = Reconciler(store, chain, self._guard, account.address, self._metrics)
        self._sender = Sender(store, chain, account, fees=fees, metrics=self._metrics)

    def step(self, at: int | None = None) -> tuple[JobRecord, ...]:
        """Do what is due now, and return the jobs that stand elsewhere than before.

        `at` dates the block on chains with simulated time, if it is after the head; elsewhere it
        means nothing. A chain that cannot be asked costs the step and no more. Raises ChainHalted,
        having changed nothing, and StoreUnusable.
        """
        changed: dict[int, JobRecord] = {}
        try:
            self._step(at, changed)
        except ChainHalted as halt:
            self._metrics.call_failures.labels(what=type(halt).__name__).inc()
            _log.critical("halted", cause=str(halt))
            raise
        except ChainError as error:
            self._metrics.call_failures.labels(what=type(error).__name__).inc()
            _log.warning("chain call failed", cause=str(error))
        except Overtaken:
            _log.info("another poster was faster")
        return tuple(changed.values())

    def _step(self, at: int | None, changed: dict[int, JobRecord]) -> None:
        now = self._clock()
        sighting = self._look()
        date = self._date(at, sighting)
        ready = self._reconcile(sighting, changed, at=date, now=now).ready
        if self._sender.act(sighting, ready, at=date, now=now):
            self._reconcile(self._look(), changed, at=date, now=now)
        with self._store.reading() as connection:
            self._metrics.outbox_pending.set(count_open(connection))

    def _look(self) -> Sighting:
        sighting = self._guard.look()
        if depth := self._guard.reorg_depth(sighting.head):
            self._metrics.reorg_depth.set(depth)
            _log.warning("reorganised", depth=depth, head=sighting.head.number)
        return sighting

    def _date(self, at: int | None, sighting: Sighting) -> int | None:
        simulated = self._chain.identity.simulated_time
        return at if simulated and at is not None and at > sighting.head.timestamp else None

    def _reconcile(
        self, sighting: Sighting, changed: dict[int, JobRecord], *, at: int | None, now: int
    ) -> Reconciled:
        time = max(sighting.head.timestamp, at or 0)
        found = self._reconciler.reconcile(sighting, time=time, now=now)
        changed.update({record.job_id: record for record in found.changed})
        return found
