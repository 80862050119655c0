"""What is to be brought to the chain, durable before anybody is told that it is kept."""

from dataclasses import dataclass, replace

import structlog
from sqlalchemy import Connection, select

from oracle.failpoints import reached
from oracle.posting.job_rows import (
    OPEN,
    JobRecord,
    JobState,
    count_open,
    find_by_key,
    find_job,
    insert_job,
    list_jobs,
    update_job,
)
from oracle.posting.jobs import Job
from oracle.store.database import Store
from oracle.store.outbox_tables import ALERTS

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Alert:
    """Something that a person has to look at."""

    alert_id: int
    """Number of the alert."""
    kind: str
    """What happened; docs/reference/posting.md says what to do."""
    job_id: int
    """The job that it is about."""
    detail: str
    """Particulars."""
    raised_at: int
    """When, Unix time."""


class Outbox:
    """The jobs of one store. Every method raises StoreUnusable."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, job: Job) -> int:
        """Keep a job and return its number; the same work is kept once.

        A report whose content is known may bring another envelope or more signatures: they take
        the place of the stored ones, and a held, unfit or failed job is tried again.
        """
        with self._store.writing() as connection:
            known = find_by_key(connection, job.natural_key)
            job_id = insert_job(connection, job) if known is None else known.job_id
            if known is not None:
                _renew(connection, known, job)
            reached("posting.adding_job")
        reached("posting.job_added")
        if known is None:
            _log.info("job added", job=job_id, kind=job.kind, **job.about())
        return job_id

    def retry(self, job_id: int) -> JobRecord:
        """Let a failed job be tried again, and return how it stands. Raises JobUnknown."""
        with self._store.writing() as connection:
            found = find_job(connection, job_id)
            if found.state is JobState.FAILED:
                update_job(connection, found, found.standing(JobState.WAITING, ""))
            return find_job(connection, job_id)

    def job(self, job_id: int) -> JobRecord:
        """Return a job and how it stands. Raises JobUnknown."""
        with self._store.reading() as connection:
            return find_job(connection, job_id)

    def jobs(self, *states: JobState) -> tuple[JobRecord, ...]:
        """Return the jobs in these states in order; all of them for none."""
        with self._store.reading() as connection:
            return list_jobs(connection, states)

    def open_jobs(self) -> tuple[JobRecord, ...]:
        """Return what is still to be done."""
        return self.jobs(*OPEN)

    def pending(self) -> int:
        """Return how many jobs are still to be done."""
        with self._store.reading() as connection:
            return count_open(connection)

    def alerts(self) -> tuple[Alert, ...]:
        """Return the alerts that nobody has acknowledged, oldest first."""
        query = select(ALERTS).where(ALERTS.c.acknowledged_at.is_(None)).order_by(ALERTS.c.id)
        with self._store.reading() as connection:
            return tuple(
                Alert(row.id, row.kind, row.job_id, row.detail, row.raised_at)
                for row in connection.execute(query)
            )

    def acknowledge(self, alert_id: int, *, at: int) -> None:
        """Note that a person has seen an alert, at Unix time `at`."""
        query = ALERTS.update().where(ALERTS.c.id == alert_id).values(acknowledged_at=at)
        with self._store.writing() as connection:
            connection.execute(query)


def _renew(connection: Connection, known: JobRecord, job: Job) -> None:
    """Let what is brought again take the place of what is stored, when it says more."""
    if not job.replaces(known.job):
        return
    renewed = replace(known, job=job)
    if known.state in (JobState.HELD, JobState.UNFIT, JobState.FAILED):
        renewed = renewed.standing(JobState.WAITING, "")
    update_job(connection, known, renewed)
