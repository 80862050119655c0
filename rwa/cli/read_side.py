"""The read model of a pool in operation: what it must be told, and keeping it current."""

from sqlalchemy import Engine

from rwa.chain.calendar import RecordCalendar
from rwa.chain.deployment import Deployment
from rwa.chain.protocol import Chain
from rwa.core.ids import PoolId, TrancheId
from rwa.deal.terms import Deal
from rwa.pool.terms import PoolTerms
from rwa.readmodel.projector import Projector
from rwa.readmodel.registration import PoolRegistration, RegisteredPeriod, TrancheRegistration


def projector(
    database: Engine, chain: Chain, *, pool: PoolTerms, deal: Deal, deployment: Deployment
) -> Projector:
    """Return what keeps `database` at the head of `chain` for one pool."""
    return Projector(database, chain, (registration(chain, pool, deal, deployment),))


def registration(
    chain: Chain, pool: PoolTerms, deal: Deal, deployment: Deployment
) -> PoolRegistration:
    """Describe a deployed pool to the read model."""
    calendar = RecordCalendar(chain, deployment.calendar)
    periods = tuple(
        RegisteredPeriod(
            period_index=times.period,
            yyyymm=pool.period_at(times.period).yyyymm,
            record_time=times.record_time,
            pay_time=times.pay_time,
        )
        for times in calendar.all_times()
    )
    return PoolRegistration(
        pool_id=PoolId(pool.pool_id),
        programme=pool.programme.title,
        pass_through_rate_ppm=pool.pass_through_rate_ppm.count,
        original_balance_cents=pool.original_balance_cents.count,
        original_loan_count=pool.original_loan_count,
        remittance_oracle=deployment.oracle,
        holder_registry=deployment.registry,
        cash_token=deployment.cash,
        first_block=deployment.first_block,
        tranches=tuple(
            TrancheRegistration(
                tranche_id=TrancheId(contracts.name),
                tranche_index=index,
                certificate=contracts.certificate,
                distribution_ledger=contracts.ledger,
                original_face_units=terms.original_balance_cents.units,
                periods=periods,
            )
            for index, (terms, contracts) in enumerate(
                zip(deal.classes, deployment.tranches, strict=True)
            )
        ),
    )
