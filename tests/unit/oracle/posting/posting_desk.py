"""A poster with all it works with."""

from dataclasses import dataclass, field
from typing import Any

from oracle.metrics import OracleMetrics
from oracle.posting.fees import FeePolicy
from oracle.posting.outbox import Outbox
from oracle.posting.poster import Poster
from oracle.store.database import Store
from tests.unit.oracle.posting.posted_pool import PostedPool, account

FEES = FeePolicy(cap_wei=100 * 10**9, resend_after_seconds=10, bump_after_seconds=30)


@dataclass
class Clock:
    """The poster's time, which only the test moves."""

    now: int = 1_000

    def __call__(self) -> int:
        return self.now


@dataclass
class Desk:
    """One poster, its outbox, and the pool that it posts for."""

    pool: PostedPool
    store: Store
    role: str = "poster"
    clock: Clock = field(default_factory=Clock)
    fees: FeePolicy = FEES
    metrics: OracleMetrics = field(default_factory=OracleMetrics)

    def __post_init__(self) -> None:
        self.outbox = Outbox(self.store)
        self.restart()

    def restart(self, chain: Any = None) -> None:
        """Begin anew with what is in the store, perhaps on another chain."""
        self.poster = Poster(
            self.store,
            chain or self.pool.chain,
            account(self.role),
            clock=self.clock,
            fees=self.fees,
            metrics=self.metrics,
        )

    def state(self, job_id: int) -> str:
        return self.outbox.job(job_id).state.value

    def kinds_of_alerts(self) -> list[str]:
        return [alert.kind for alert in self.outbox.alerts()]

    def metric(self, name: str, **labels: str) -> float | None:
        return self.metrics.registry.get_sample_value(f"rwa_oracle_{name}", labels)


class KilledError(BaseException):
    """Stops a step as a kill would; not an Exception, so that nothing on the way handles it."""
