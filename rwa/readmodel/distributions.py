"""Distributions, month by month."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Select, and_, func, select, tuple_

from rwa.core.dates import Period
from rwa.core.ids import PoolId, TrancheId
from rwa.readmodel.pools import pool
from rwa.readmodel.records import Distribution
from rwa.readmodel.tables import ADJUSTMENTS, FUNDINGS, PERIODS, POSTINGS, REMITTANCES


def distributions(
    connection: Connection,
    *,
    pool_id: str | None,
    after: tuple[int, int] | None,
    limit: int,
) -> tuple[Distribution, ...]:
    """Return posted distributions in the order they were first posted, after that key.

    The key is (block, log index) of the first posting: a later revision changes a row and not its
    place, and rows are only ever added behind the last. Raises UnknownPool when a pool is named
    that is not there.
    """
    if pool_id is not None:
        pool(connection, pool_id)
    rows = connection.execute(_distribution_rows(pool_id, after).limit(limit))
    return tuple(
        Distribution(
            pool_id=PoolId(row.pool_id),
            tranche_id=TrancheId(row.tranche_id),
            period=Period.from_yyyymm(row.yyyymm),
            period_index=row.period_index,
            record_time=row.record_time,
            pay_time=row.pay_time,
            revision=row.revision,
            report_revision=row.report_revision,
            document_sha256=row.document_hash.removeprefix("0x"),
            interest_units=row.interest_units,
            principal_units=row.principal_units,
            adjustment_interest_units=int(row.adjustment_interest),
            adjustment_principal_units=int(row.adjustment_principal),
            is_funded=row.payer is not None,
            block=row.block_number,
            log_index=row.log_index,
        )
        for row in rows
    )


def _distribution_rows(
    pool_id: str | None, after: tuple[int, int] | None
) -> Select[tuple[object, ...]]:
    first, newest, report = _ranked_postings(), _ranked_postings(), _reports_in_force()
    corrected = (
        select(
            *_month(ADJUSTMENTS),
            func.sum(ADJUSTMENTS.c.interest_units).label("interest"),
            func.sum(ADJUSTMENTS.c.principal_units).label("principal"),
        ).group_by(*_month(ADJUSTMENTS))
    ).subquery()
    query = (
        select(
            PERIODS,
            first.c.block_number,
            first.c.log_index,
            newest.c.revision,
            report.c.revision.label("report_revision"),
            report.c.document_hash,
            newest.c.interest_units,
            newest.c.principal_units,
            func.coalesce(corrected.c.interest, 0).label("adjustment_interest"),
            func.coalesce(corrected.c.principal, 0).label("adjustment_principal"),
            FUNDINGS.c.payer,
        )
        .join(first, and_(_same_month(first), first.c.rank == 1))
        .join(newest, and_(_same_month(newest), newest.c.rank_from_last == 1))
        .join(
            report,
            and_(
                report.c.pool_id == PERIODS.c.pool_id,
                report.c.period_index == PERIODS.c.period_index,
                report.c.rank_from_last == 1,
            ),
        )
        .outerjoin(FUNDINGS, _same_month(FUNDINGS))
        .outerjoin(corrected, _same_month(corrected))
        .order_by(first.c.block_number, first.c.log_index)
    )
    if pool_id is not None:
        query = query.where(PERIODS.c.pool_id == pool_id)
    if after is not None:
        query = query.where(tuple_(first.c.block_number, first.c.log_index) > after)
    return query


def _ranked_postings() -> FromClause:
    """Postings, each with its number among those of its month from the first and from the last."""
    place = (POSTINGS.c.block_number, POSTINGS.c.log_index)
    from_last = tuple(column.desc() for column in place)
    month = _month(POSTINGS)
    return select(
        POSTINGS,
        func.row_number().over(partition_by=month, order_by=place).label("rank"),
        func.row_number().over(partition_by=month, order_by=from_last).label("rank_from_last"),
    ).subquery()


def _reports_in_force() -> FromClause:
    """Accepted reports, each with its number among those of its month from the last."""
    month = (REMITTANCES.c.pool_id, REMITTANCES.c.period_index)
    return select(
        REMITTANCES,
        func.row_number()
        .over(partition_by=month, order_by=REMITTANCES.c.revision.desc())
        .label("rank_from_last"),
    ).subquery()


def _month(table: FromClause) -> tuple[ColumnElement[Any], ...]:
    return (table.c.pool_id, table.c.tranche_id, table.c.period_index)


def _same_month(table: FromClause) -> ColumnElement[bool]:
    return and_(
        *(mine == theirs for mine, theirs in zip(_month(PERIODS), _month(table), strict=True))
    )
