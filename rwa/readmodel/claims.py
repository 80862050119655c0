"""What a holder could be paid now, recomputed from balances, fundings and settlements."""

from dataclasses import dataclass
from itertools import takewhile

from sqlalchemy import ColumnElement, Connection, FromClause, func, select

from rwa.core.dates import Period
from rwa.deal.entitlement import Entitlement, PeriodUnits, entitlement_of
from rwa.readmodel.holdings import HeldTranche, balance_history, held_tranches, of_tranche
from rwa.readmodel.payees import payee_of
from rwa.readmodel.pools import as_of
from rwa.readmodel.records import Claimable
from rwa.readmodel.tables import (
    ADJUSTMENTS,
    DEBT_MOVEMENTS,
    FUNDINGS,
    HELD_MOVEMENTS,
    PERIODS,
    SETTLEMENTS,
)


@dataclass(frozen=True, slots=True)
class _Credited:
    """What settlements have booked so far, base units."""

    interest_units: int
    principal_units: int
    debited_units: int
    through_period: int | None


def claimable(connection: Connection, holder: str) -> tuple[Claimable, ...]:
    """Return what settling a holder would pay now, class by class. Raises UnknownHolder."""
    now = as_of(connection).timestamp
    tranches = held_tranches(connection, holder)
    return tuple(_claimable(connection, holder, tranche, now) for tranche in tranches)


def _claimable(connection: Connection, holder: str, tranche: HeldTranche, now: int) -> Claimable:
    funded, through = _payable_periods(connection, tranche, now)
    due = _entitlement(connection, holder, tranche, funded, through)
    credited = _credited(connection, holder, tranche)
    payee = payee_of(connection, holder, pool_id=tranche.pool_id)
    interest = due.interest_units - credited.interest_units
    principal = due.principal_units - credited.principal_units
    debt = due.debit_units - credited.debited_units
    for wallet in {holder, payee.final_holder}:
        debt += _moved(connection, DEBT_MOVEMENTS, wallet, tranche)
    return Claimable(
        pool_id=tranche.pool_id,
        tranche_id=tranche.tranche_id,
        through_period=_month(connection, tranche, through),
        settled_through_period=_month(connection, tranche, credited.through_period),
        interest_units=interest,
        principal_units=principal,
        debt_units=debt,
        payable_units=0 if payee.is_blocked else max(interest + principal - debt, 0),
        held_units=_moved(connection, HELD_MOVEMENTS, holder, tranche),
        is_blocked=payee.is_blocked,
    )


def _payable_periods(
    connection: Connection, tranche: HeldTranche, now: int
) -> tuple[list[PeriodUnits], int | None]:
    """Funded periods whose pay time has come, and the last of them; None for none."""
    due = select(PERIODS.c.period_index).where(
        *of_tranche(PERIODS, tranche), PERIODS.c.pay_time <= now
    )
    funded = _amounts(
        connection,
        FUNDINGS,
        (*of_tranche(FUNDINGS, tranche), FUNDINGS.c.period_index.in_(due)),
        order=FUNDINGS.c.period_index,
    )
    return funded, max((amounts.period for amounts in funded), default=None)


def _entitlement(
    connection: Connection,
    holder: str,
    tranche: HeldTranche,
    funded: list[PeriodUnits],
    through: int | None,
) -> Entitlement:
    """What the holder has earned so far.

    Adjustments apply in their order; one whose period is not payable yet holds the rest back.
    """
    adjustments = _amounts(
        connection,
        ADJUSTMENTS,
        of_tranche(ADJUSTMENTS, tranche),
        order=ADJUSTMENTS.c.adjustment_index,
    )
    return entitlement_of(
        balance_history(connection, holder, tranche),
        funded=funded,
        adjustments=takewhile(lambda entry: entry.period <= (through or 0), adjustments),
        supply=tranche.supply_units,
    )


def _amounts(
    connection: Connection,
    table: FromClause,
    conditions: tuple[ColumnElement[bool], ...],
    *,
    order: ColumnElement[int],
) -> list[PeriodUnits]:
    rows = connection.execute(
        select(table.c.period_index, table.c.interest_units, table.c.principal_units)
        .where(*conditions)
        .order_by(order)
    )
    return [PeriodUnits(period, interest, principal) for period, interest, principal in rows]


def _credited(connection: Connection, holder: str, tranche: HeldTranche) -> _Credited:
    row = connection.execute(
        select(
            func.coalesce(func.sum(SETTLEMENTS.c.interest_units), 0),
            func.coalesce(func.sum(SETTLEMENTS.c.principal_units), 0),
            func.coalesce(func.sum(SETTLEMENTS.c.debited_units), 0),
            func.max(SETTLEMENTS.c.through_period),
        ).where(*of_tranche(SETTLEMENTS, tranche), SETTLEMENTS.c.holder == holder)
    ).one()
    interest, principal, debited, through = row
    return _Credited(int(interest), int(principal), int(debited), through)


def _moved(connection: Connection, table: FromClause, wallet: str, tranche: HeldTranche) -> int:
    """What went into a wallet's account less what came out."""
    amount = connection.execute(
        select(func.coalesce(func.sum(table.c.amount_units), 0)).where(
            *of_tranche(table, tranche), table.c.holder == wallet
        )
    ).scalar_one()
    return int(amount)


def _month(connection: Connection, tranche: HeldTranche, index: int | None) -> Period | None:
    if index is None:
        return None
    yyyymm = connection.execute(
        select(PERIODS.c.yyyymm).where(
            *of_tranche(PERIODS, tranche), PERIODS.c.period_index == index
        )
    ).scalar_one()
    return Period.from_yyyymm(yyyymm)
