"""What a person does about a collector's outbox: look, let a job be tried again, put an alert away."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from oracle.network.config import CollectorConfig, load_config
from oracle.posting.job_rows import JobState, update_job
from oracle.posting.jobs import FlagLate
from oracle.posting.outbox import Outbox
from oracle.posting.transaction_rows import insert_alert
from oracle.store.database import open_store
from rwa.core.ids import Address

Rwa = Callable[..., Any]
ORACLE = Address("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")
WHY = "RemittanceOracle_NotLate expected 1, received 2"


@pytest.fixture
def config(issued: Rwa, oracle: Rwa, tmp_path: Path) -> str:
    """A collector with one failed job and the alert that it raised."""
    assert oracle("init-network", "--out", "network").code == 0
    path = tmp_path / "network" / "collector" / "collector.toml"
    with open_store(load_config(path, CollectorConfig).database_url({})) as store:
        outbox = Outbox(store)
        waiting = outbox.job(outbox.add(FlagLate(ORACLE, 3)))
        with store.writing() as connection:
            assert update_job(connection, waiting, waiting.standing(JobState.FAILED, WHY))
            assert insert_alert(connection, "refused", waiting.job_id, WHY, at=1)
    return str(path)


def test_jobs__a_failed_one__is_listed_with_its_alert(oracle: Rwa, config: str) -> None:
    listed = oracle("jobs", "--config", config, "--json").document

    (job,), (alert,) = listed["jobs"], listed["alerts"]
    assert (job["what"], job["state"], job["why"]) == ("flag late, period 3", "failed", WHY)
    assert (alert["kind"], alert["job"], alert["particulars"]) == ("refused", job["job"], WHY)
    shown = oracle("jobs", "--config", config)
    assert WHY in shown.out


def test_retry__a_failed_job__waits_again_and_an_unknown_one_is_refused(
    oracle: Rwa, config: str
) -> None:
    (job,) = oracle("jobs", "--config", config, "--json").document["jobs"]

    assert oracle("retry", job["job"], "--config", config, "--json").document["state"] == "waiting"

    (again,) = oracle("jobs", "--config", config, "--json").document["jobs"]
    assert (again["state"], again["why"]) == ("waiting", "")
    refused = oracle("retry", "99", "--config", config)
    assert refused.code != 0
    assert "99" in refused.err


def test_acknowledge__an_alert__is_listed_no_more_and_only_once(oracle: Rwa, config: str) -> None:
    (alert,) = oracle("jobs", "--config", config, "--json").document["alerts"]

    assert oracle("acknowledge", alert["alert"], "--config", config).code == 0

    assert oracle("jobs", "--config", config, "--json").document["alerts"] == []
    refused = oracle("acknowledge", alert["alert"], "--config", config)
    assert refused.code == 2
    assert "none is" in refused.err
