"""Jobs as the database has them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Connection, func, select
from sqlalchemy.engine import Row

from oracle.posting.errors import JobUnknown, StoredJobUnreadable
from oracle.posting.jobs import JOB_KINDS, Job
from oracle.store.outbox_tables import JOBS
from rwa.chain.finality import BlockMark
from rwa.core.ids import Address


class JobState(StrEnum):
    """Where a job stands; see docs/reference/posting.md."""

    WAITING = "waiting"
    """Nothing is signed for it: its turn, its time or a person is awaited."""
    IN_FLIGHT = "in flight"
    """A transaction for it is signed and in no block yet."""
    HELD = "held"
    """The contract holds its report outside a soft bound."""
    DONE = "done"
    """What it asks for is in force."""
    SUPERSEDED = "superseded"
    """It is not needed any more; nothing was sent, or what was sent changed nothing."""
    UNFIT = "unfit"
    """The contract would refuse it as things stand; an alert says why. It is taken up again by
    itself when things change, or when it is added with other signatures."""
    FAILED = "failed"
    """The contract refused it; an alert says why, and a person has to decide."""


LONGEST_REASON: Final = 2_000
"""Characters kept of a reason; a foreign contract may revert with any text."""
OPEN: Final = frozenset({JobState.WAITING, JobState.IN_FLIGHT, JobState.HELD})
"""Still to be done."""


@dataclass(frozen=True, slots=True)
class JobRecord:
    """A job and where it stands."""

    job_id: int
    """Number in the outbox; earlier jobs go first."""
    job: Job
    """What is to be brought."""
    state: JobState
    """Where it stands."""
    reason: str
    """Why it stands there, for people; empty when there is nothing to say."""
    settled: BlockMark | None
    """Block that showed that it is done, superseded or failed; None otherwise."""
    final: bool
    """Whether no reorganisation can undo its end."""

    def standing(
        self, state: JobState, reason: str, settled: BlockMark | None = None, *, final: bool = False
    ) -> "JobRecord":
        """Return the same job, standing elsewhere."""
        return replace(self, state=state, reason=plain(reason), settled=settled, final=final)

    def about(self) -> dict[str, object]:
        """Return what a log line says of it."""
        return {"job": self.job_id, "kind": self.job.kind, **self.job.about()}


def plain(said: str) -> str:
    """Return what somebody else said as a database can keep it: without NUL, and not too long."""
    return said.replace("\0", "?")[:LONGEST_REASON]


def find_job(connection: Connection, job_id: int) -> JobRecord:
    """Return a job. Raises JobUnknown."""
    row = connection.execute(select(JOBS).where(JOBS.c.id == job_id)).one_or_none()
    if row is None:
        raise JobUnknown(job_id)
    return _record(row)


def find_by_key(connection: Connection, natural_key: str) -> JobRecord | None:
    """Return the job of a natural key, None when there is none."""
    row = connection.execute(select(JOBS).where(JOBS.c.natural_key == natural_key)).one_or_none()
    return None if row is None else _record(row)


def list_jobs(connection: Connection, states: Collection[JobState]) -> tuple[JobRecord, ...]:
    """Return jobs in order, all of them for no state."""
    query = select(JOBS).order_by(JOBS.c.id)
    if states:
        query = query.where(JOBS.c.state.in_([state.value for state in states]))
    return tuple(map(_record, connection.execute(query)))


def unfinished_jobs(connection: Connection) -> tuple[JobRecord, ...]:
    """Return the jobs whose end is none yet, or could be undone by a reorganisation."""
    query = select(JOBS).where(~JOBS.c.final).order_by(JOBS.c.id)
    return tuple(map(_record, connection.execute(query)))


def count_open(connection: Connection) -> int:
    """Return how many jobs are still to be done."""
    query = select(func.count()).where(JOBS.c.state.in_([state.value for state in OPEN]))
    return int(connection.execute(query).scalar_one())


def insert_job(connection: Connection, job: Job) -> int:
    """Enter a new job and return its number."""
    values = {
        "natural_key": job.natural_key,
        "kind": job.kind,
        "oracle": job.oracle,
        "body": job.encoded(),
        "state": JobState.WAITING.value,
        "reason": "",
    }
    query = JOBS.insert().values(**values).returning(JOBS.c.id)
    return int(connection.execute(query).scalar_one())


def update_job(connection: Connection, seen: JobRecord, wanted: JobRecord) -> bool:
    """Let a job stand elsewhere, unless somebody else changed it since it was seen."""
    unchanged = (JOBS.c.id == seen.job_id) & (JOBS.c.state == seen.state.value)
    unchanged &= (JOBS.c.reason == seen.reason) & (JOBS.c.body == seen.job.encoded())
    query = JOBS.update().where(unchanged).values(**_values(wanted))
    return connection.execute(query).rowcount == 1


def _values(record: JobRecord) -> Mapping[str, Any]:
    settled = record.settled
    return {
        "body": record.job.encoded(),
        "state": record.state.value,
        "reason": record.reason,
        "settled_number": None if settled is None else settled.number,
        "settled_hash": None if settled is None else settled.hash,
        "final": record.final,
    }


def _record(row: Row[Any]) -> JobRecord:
    kind = JOB_KINDS.get(row.kind)
    if kind is None:
        raise StoredJobUnreadable(row.id, kind=row.kind)
    mark = None
    if row.settled_number is not None:
        mark = BlockMark(row.settled_number, bytes(row.settled_hash))
    return JobRecord(
        job_id=row.id,
        job=kind.decoded(Address(row.oracle), bytes(row.body)),
        state=JobState(row.state),
        reason=row.reason,
        settled=mark,
        final=row.final,
    )
