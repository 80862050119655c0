"""Distributions, month by month."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Select, and_, func, select, tuple_

from rwa.core.dates import Period
from rwa.core.ids import PoolId, TrancheId
from rwa.readmodel.pools import pool
from rwa.readmodel.records import Distribution
from rwa.readmodel.tables import ADJUSTMENTS, FUNDINGS, PERIODS, POSTINGS


def distributions(
    connection: Connection,
    *,
    pool_id: str | None,
    after: tuple[str, str, int] | None,
    limit: int,
) -> tuple[Distribution, ...]:
    """Return posted distributions by (pool, class, period), after that key.

    Raises UnknownPool when a pool is named that is not there.
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
            interest_units=row.interest_units,
            principal_units=row.principal_units,
            adjustment_interest_units=int(row.adjustment_interest),
            adjustment_principal_units=int(row.adjustment_principal),
            is_funded=row.payer is not None,
        )
        for row in rows
    )


def _distribution_rows(
    pool_id: str | None, after: tuple[str, str, int] | None
) -> Select[tuple[object, ...]]:
    newest = (
        select(
            POSTINGS,
            func.row_number()
            .over(
                partition_by=(
                    POSTINGS.c.pool_id,
                    POSTINGS.c.tranche_id,
                    POSTINGS.c.period_index,
                ),
                order_by=(POSTINGS.c.block_number.desc(), POSTINGS.c.log_index.desc()),
            )
            .label("age"),
        )
    ).subquery()
    corrected = (
        select(
            *_month(ADJUSTMENTS),
            func.sum(ADJUSTMENTS.c.interest_units).label("interest"),
            func.sum(ADJUSTMENTS.c.principal_units).label("principal"),
        ).group_by(*_month(ADJUSTMENTS))
    ).subquery()
    key = tuple_(PERIODS.c.pool_id, PERIODS.c.tranche_id, PERIODS.c.period_index)
    query = (
        select(
            PERIODS,
            newest.c.revision,
            newest.c.interest_units,
            newest.c.principal_units,
            func.coalesce(corrected.c.interest, 0).label("adjustment_interest"),
            func.coalesce(corrected.c.principal, 0).label("adjustment_principal"),
            FUNDINGS.c.payer,
        )
        .join(newest, and_(_same_month(newest), newest.c.age == 1))
        .outerjoin(FUNDINGS, _same_month(FUNDINGS))
        .outerjoin(corrected, _same_month(corrected))
        .order_by(PERIODS.c.pool_id, PERIODS.c.tranche_id, PERIODS.c.period_index)
    )
    if pool_id is not None:
        query = query.where(PERIODS.c.pool_id == pool_id)
    return query if after is None else query.where(key > after)


def _month(table: FromClause) -> tuple[ColumnElement[Any], ...]:
    return (table.c.pool_id, table.c.tranche_id, table.c.period_index)


def _same_month(table: FromClause) -> ColumnElement[bool]:
    return and_(
        *(mine == theirs for mine, theirs in zip(_month(PERIODS), _month(table), strict=True))
    )
