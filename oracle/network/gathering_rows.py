"""Notices and answers as the database has them; what was received is never changed or deleted."""

import hashlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import structlog
from sqlalchemy import Connection, distinct, func, select
from sqlalchemy.engine import Row

from oracle.network.messages import Answer, MessageMalformed, Notice, answer_bytes, read_answer
from oracle.package import Objection, SignedReport
from oracle.store.gathering_tables import ANSWERS, NOTICES
from rwa.chain.report import hash_content
from rwa.core.ids import Address, PoolId, Sha256

REPORT: Final = "report"
OBJECTION: Final = "objection"

_log = structlog.get_logger()


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


def is_opened(connection: Connection, *, period: int, revision: int) -> bool:
    """Whether a notice was ever opened for a revision of a period."""
    asked = (NOTICES.c.period_index == period) & (NOTICES.c.revision == revision)
    query = select(NOTICES.c.id).where(asked).limit(1)
    return connection.execute(query).one_or_none() is not None


def is_kept(connection: Connection, answer: Answer) -> bool:
    """Whether the very same answer is there already."""
    name = hashlib.sha256(answer_bytes(answer)).hexdigest()
    query = select(ANSWERS.c.id).where(ANSWERS.c.sha256 == name)
    return connection.execute(query).one_or_none() is not None


def insert_answer(connection: Connection, answer: Answer, *, at: int) -> None:
    """Enter an answer as it was written."""
    body = answer_bytes(answer)
    name = hashlib.sha256(body).hexdigest()
    columns = {"sha256": name, "node": answer.node, "body": body, "received_at": at}
    connection.execute(ANSWERS.insert().values(**columns, **_about(answer)))


def objection_count(connection: Connection, node: Address, document: Sha256) -> int:
    """Return how many objections of a node to a document are kept."""
    mine = (ANSWERS.c.node == node) & (ANSWERS.c.document_sha256 == document)
    query = select(func.count()).where(mine & (ANSWERS.c.kind == OBJECTION))
    return int(connection.execute(query).scalar_one())


def content_counts(
    connection: Connection, node: Address, *, period: int, revision: int
) -> dict[bytes, int]:
    """Return how many reports of a node are kept for one period and revision, by content hash."""
    mine = (
        (ANSWERS.c.node == node)
        & (ANSWERS.c.period_index == period)
        & (ANSWERS.c.revision == revision)
    )
    content_hash = ANSWERS.c.content_hash
    query = select(content_hash, func.count()).where(mine).group_by(content_hash)
    return {bytes(name): count for name, count in connection.execute(query)}


def answers_about(connection: Connection, document: Sha256) -> tuple[Answer, ...]:
    """Return every answer about a document, in the order in which they came."""
    query = select(ANSWERS).where(ANSWERS.c.document_sha256 == document).order_by(ANSWERS.c.id)
    return tuple(answer for _, answer in _readable(connection.execute(query)))


def contradicting_reports(
    connection: Connection, nodes: Collection[Address], *, period: int | None = None
) -> tuple[SignedReport, ...]:
    """Return the reports of nodes that signed several contents of one period and revision.

    Of one period, or of all of them for None; those of one node stand in the order they came in.
    """
    key = (ANSWERS.c.node, ANSWERS.c.period_index, ANSWERS.c.revision)
    wanted = (ANSWERS.c.kind == REPORT) & ANSWERS.c.node.in_(nodes)
    if period is not None:
        wanted &= ANSWERS.c.period_index == period
    several = func.count(distinct(ANSWERS.c.content_hash)) > 1
    query = select(*key).where(wanted).group_by(*key).having(several).order_by(*key)
    found: list[SignedReport] = []
    for node, of_period, revision in connection.execute(query).all():
        mine = (key[0] == node) & (key[1] == of_period) & (key[2] == revision)
        rows = connection.execute(select(ANSWERS).where(mine).order_by(ANSWERS.c.id))
        found += [each for _, each in _readable(rows) if isinstance(each, SignedReport)]
    return tuple(found)


def objections(connection: Connection) -> tuple[ReceivedAnswer, ...]:
    """Return every objection ever received, oldest first."""
    query = select(ANSWERS).where(ANSWERS.c.kind == OBJECTION).order_by(ANSWERS.c.id)
    read = _readable(connection.execute(query))
    return tuple(ReceivedAnswer(answer, row.received_at) for row, answer in read)


def _readable(rows: Iterable[Row[Any]]) -> Iterator[tuple[Row[Any], Answer]]:
    """Rows and what they say; one that somebody damaged must not hold up the others."""
    for row in rows:
        try:
            yield row, read_answer(bytes(row.body))
        except MessageMalformed as error:
            _log.error("answer unreadable", answer=row.id, field=error.field)


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
