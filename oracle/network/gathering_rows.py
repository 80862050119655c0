"""Notices and answers as the database has them; what was received is never changed or deleted."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, func, select
from sqlalchemy.engine import Row

from oracle.network.messages import Answer, Notice, answer_bytes, read_answer
from oracle.package import Objection, SignedReport
from oracle.store.gathering_tables import ANSWERS, NOTICES
from rwa.chain.report import hash_content
from rwa.core.ids import Address, PoolId, Sha256

REPORT: Final = "report"
OBJECTION: Final = "objection"


@dataclass(frozen=True, slots=True)
class OpenedNotice:
    """A notice and the month it is about."""

    notice: Notice
    """What nodes are told."""
    pool_id: PoolId
    """The pool."""
    period_index: int
    """Number of the period, from 1."""
    revision: int
    """0 for the first report of the month."""


@dataclass(frozen=True, slots=True)
class ReceivedAnswer:
    """An answer and when it came."""

    answer: Answer
    """What the node said."""
    received_at: int
    """When it was kept, Unix time."""


def insert_notice(connection: Connection, opened: OpenedNotice, *, at: int) -> None:
    """Enter a notice."""
    notice = opened.notice
    connection.execute(
        NOTICES.insert().values(
            document_sha256=notice.document_sha256,
            pool_id=opened.pool_id,
            period_index=opened.period_index,
            revision=opened.revision,
            node_set_digest=notice.node_set_digest,
            valid_until=notice.valid_until,
            opened_at=at,
        )
    )


def newest_notices(connection: Connection) -> tuple[OpenedNotice, ...]:
    """Return the newest notice of every period, in the order of periods."""
    newest = select(func.max(NOTICES.c.id)).group_by(NOTICES.c.period_index)
    query = select(NOTICES).where(NOTICES.c.id.in_(newest)).order_by(NOTICES.c.period_index)
    return tuple(map(_opened, connection.execute(query)))


def newest_notice(connection: Connection, period: int) -> OpenedNotice | None:
    """Return the newest notice of a period, None when none was opened."""
    query = select(NOTICES).where(NOTICES.c.period_index == period).order_by(NOTICES.c.id.desc())
    row = connection.execute(query.limit(1)).one_or_none()
    return None if row is None else _opened(row)


def is_known_document(connection: Connection, document: Sha256) -> bool:
    """Whether a notice was ever opened for a document."""
    query = select(NOTICES.c.id).where(NOTICES.c.document_sha256 == document).limit(1)
    return connection.execute(query).one_or_none() is not None


def insert_answer(connection: Connection, answer: Answer, *, at: int) -> bool:
    """Enter an answer as it was written; False when the same is there already."""
    body = answer_bytes(answer)
    name = hashlib.sha256(body).hexdigest()
    known = select(ANSWERS.c.id).where(ANSWERS.c.sha256 == name)
    if connection.execute(known).one_or_none() is not None:
        return False
    columns = {"sha256": name, "node": answer.node, "body": body, "received_at": at}
    connection.execute(ANSWERS.insert().values(**columns, **_about(answer)))
    return True


def answer_count(connection: Connection, node: Address, document: Sha256) -> int:
    """Return how many answers of a node about a document are kept."""
    mine = (ANSWERS.c.node == node) & (ANSWERS.c.document_sha256 == document)
    return int(connection.execute(select(func.count()).where(mine)).scalar_one())


def answers_about(connection: Connection, document: Sha256) -> tuple[Answer, ...]:
    """Return every answer about a document, in the order in which they came."""
    query = select(ANSWERS).where(ANSWERS.c.document_sha256 == document).order_by(ANSWERS.c.id)
    return tuple(read_answer(bytes(row.body)) for row in connection.execute(query))


def reports_of(connection: Connection, period: int) -> tuple[SignedReport, ...]:
    """Return every signed report of a period, in the order in which they came."""
    query = select(ANSWERS).where(ANSWERS.c.period_index == period).order_by(ANSWERS.c.id)
    answers = (read_answer(bytes(row.body)) for row in connection.execute(query))
    return tuple(answer for answer in answers if isinstance(answer, SignedReport))


def objections(connection: Connection) -> tuple[ReceivedAnswer, ...]:
    """Return every objection ever received, oldest first."""
    query = select(ANSWERS).where(ANSWERS.c.kind == OBJECTION).order_by(ANSWERS.c.id)
    return tuple(
        ReceivedAnswer(read_answer(bytes(row.body)), row.received_at)
        for row in connection.execute(query)
    )


def reported_periods(connection: Connection) -> Sequence[int]:
    """Return the periods that any node signed a report of."""
    query = select(ANSWERS.c.period_index).where(ANSWERS.c.kind == REPORT).distinct()
    return sorted(connection.execute(query).scalars())


def _about(answer: Answer) -> dict[str, object]:
    if isinstance(answer, Objection):
        return {"kind": OBJECTION, "document_sha256": answer.finding.document_sha256}
    content = answer.content
    return {
        "kind": REPORT,
        "document_sha256": content.document_hash.hex(),
        "pool": content.pool,
        "period_index": content.period_index,
        "revision": content.revision,
        "content_hash": hash_content(content),
    }


def _opened(row: Row[Any]) -> OpenedNotice:
    notice = Notice(Sha256(row.document_sha256), bytes(row.node_set_digest), row.valid_until)
    return OpenedNotice(notice, PoolId(row.pool_id), row.period_index, row.revision)
