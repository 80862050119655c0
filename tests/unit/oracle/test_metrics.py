import pytest

from oracle.metrics import OracleMetrics

GAUGES = ("outbox_pending", "nonce_gap", "reorg_depth", "index_lag_blocks", "report_age_seconds")


def test_exposition__every_metric__is_named_and_explained() -> None:
    metrics = OracleMetrics()
    metrics.alerts.labels(kind="reverted").inc()
    metrics.call_failures.labels(what="broadcast").inc(2)
    metrics.fee_bumps.inc()
    metrics.failed_identities.inc()

    shown = metrics.exposition().decode()

    for name in GAUGES:
        assert f"# TYPE rwa_oracle_{name} gauge" in shown
        assert f"rwa_oracle_{name} 0.0" in shown
    assert 'rwa_oracle_alerts_total{kind="reverted"} 1.0' in shown
    assert 'rwa_oracle_call_failures_total{what="broadcast"} 2.0' in shown
    assert "rwa_oracle_fee_bumps_total 1.0" in shown
    assert "rwa_oracle_failed_identities_total 1.0" in shown


@pytest.mark.parametrize("name", GAUGES)
def test_metrics__two_processes_worth__share_nothing(name: str) -> None:
    one, other = OracleMetrics(), OracleMetrics()
    getattr(one, name).set(7)

    assert other.registry.get_sample_value(f"rwa_oracle_{name}") == 0
