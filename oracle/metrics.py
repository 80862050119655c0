"""What the oracle's processes count and measure, for Prometheus."""

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest


class OracleMetrics:
    """The metrics of one process, in a registry of their own; all begin with `rwa_oracle_`."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.outbox_pending = self._gauge(
            "outbox_pending", "Jobs that are still to be brought to the contract."
        )
        self.nonce_gap = self._gauge(
            "nonce_gap", "Nonces missing below the poster's lowest transaction in flight."
        )
        self.reorg_depth = self._gauge(
            "reorg_depth", "Blocks replaced by the reorganisation seen last; 0 before the first."
        )
        self.index_lag_blocks = self._gauge(
            "index_lag_blocks", "Blocks between the chain's head and what was read of it."
        )
        self.report_age_seconds = self._gauge(
            "report_age_seconds", "Seconds since the last report came into force."
        )
        self.fee_bumps = self._counter(
            "fee_bumps", "Transactions signed again with higher fees under the same nonce."
        )
        self.failed_identities = self._counter(
            "failed_identities", "Accounting identities that did not hold in a checked report."
        )
        self.alerts = self._counter("alerts", "Alerts raised for a person to look at.", "kind")
        self.call_failures = self._counter(
            "call_failures", "Calls to a chain or another process that failed.", "what"
        )

    def exposition(self) -> bytes:
        """Return everything in the text format that Prometheus reads."""
        return generate_latest(self.registry)

    def _gauge(self, name: str, meaning: str) -> Gauge:
        return Gauge(f"rwa_oracle_{name}", meaning, registry=self.registry)

    def _counter(self, name: str, meaning: str, *labels: str) -> Counter:
        return Counter(f"rwa_oracle_{name}", meaning, labels, registry=self.registry)
