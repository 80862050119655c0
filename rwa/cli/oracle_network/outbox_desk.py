"""`oracle jobs`, `retry` and `acknowledge`: the outbox of a collector, beside the running process."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from os import environ
from pathlib import Path

from oracle.network.config import CollectorConfig, load_config
from oracle.posting.job_rows import JobRecord
from oracle.posting.outbox import Alert, Outbox
from oracle.store.database import open_store
from rwa.cli.console import Output, plain
from rwa.core.errors import UsageError

JOB_HEADINGS = ("job", "what", "state", "why")
ALERT_HEADINGS = ("alert", "kind", "job", "particulars")


class AlertUnknown(UsageError):
    """No alert of that number waits for a person."""

    def __init__(self, alert_id: int, *, present: tuple[int, ...]) -> None:
        self.alert_id = alert_id
        self.present = present
        shown = ", ".join(map(str, present)) or "none"
        super().__init__(f"alert {alert_id} is not open, {shown} is; oracle jobs lists them")


def show(config_file: Path, *, as_json: bool) -> None:
    """Print jobs and open alerts. Raises StoreUnusable."""
    output = Output(as_json)
    with _outbox(config_file) as outbox:
        jobs = [_job_row(record) for record in outbox.jobs()]
        alerts = [_alert_row(alert) for alert in outbox.alerts()]
    output.table(JOB_HEADINGS, jobs)
    if alerts:
        output.say()
        output.table(ALERT_HEADINGS, alerts)
    output.result({"jobs": [plain(row) for row in jobs], "alerts": [plain(row) for row in alerts]})


def retry(config_file: Path, job_id: int, *, as_json: bool) -> None:
    """Let the poster take a failed job up again. Raises JobUnknown and StoreUnusable."""
    output = Output(as_json)
    with _outbox(config_file) as outbox:
        row = _job_row(outbox.retry(job_id))
    output.table(JOB_HEADINGS, [row])
    output.result(plain(row))


def acknowledge(config_file: Path, alert_id: int, *, as_json: bool) -> None:
    """Take an alert off the list. Raises AlertUnknown and StoreUnusable."""
    output = Output(as_json)
    with _outbox(config_file) as outbox:
        present = tuple(alert.alert_id for alert in outbox.alerts())
        if alert_id not in present:
            raise AlertUnknown(alert_id, present=present)
        outbox.acknowledge(alert_id, at=int(time.time()))
    output.say(f"alert {alert_id} is acknowledged")
    output.result({"alert": alert_id})


@contextmanager
def _outbox(config_file: Path) -> Iterator[Outbox]:
    config = load_config(config_file, CollectorConfig)
    with open_store(config.database_url(environ)) as store:
        yield Outbox(store)


def _job_row(record: JobRecord) -> dict[str, str]:
    about = record.about()
    what = " ".join(f"{name} {about[name]}" for name in ("period", "revision") if name in about)
    return {
        "job": str(record.job_id),
        "what": f"{record.job.kind}, {what}",
        "state": record.state.value,
        "why": record.reason,
    }


def _alert_row(alert: Alert) -> dict[str, str]:
    return {
        "alert": str(alert.alert_id),
        "kind": alert.kind,
        "job": str(alert.job_id),
        "particulars": alert.detail,
    }
