"""What must hold of a pool's month alone."""

from __future__ import annotations

from collections.abc import Iterator

from rwa.core.money import total
from rwa.remittance.identity import Identity, Relation, Sides
from rwa.remittance.remittance import Remittance


def _balance_roll(month: Remittance) -> Iterator[Sides]:
    removed = total(
        (
            month.scheduled_cents,
            month.curtailed_cents,
            month.paid_off_cents,
            month.liquidated_cents,
            month.forgiven_cents,
        )
    )
    rolled = month.balance_begin_cents + month.capitalised_cents - removed
    yield Sides(month.balance_end_cents, rolled)


def _loss_bound(month: Remittance) -> Iterator[Sides]:
    most = month.liquidated_cents + month.forgiven_cents + month.expenses_cents
    yield Sides(month.loss_cents, most)


def _payments_due(month: Remittance) -> Iterator[Sides]:
    uncompensated = month.prepayment_interest_shortfall_cents - month.compensating_interest_cents
    due = month.gross_interest_cents + uncompensated + month.scheduled_cents
    yield Sides(month.payments_due_cents, due)


def _cash_received(month: Remittance) -> Iterator[Sides]:
    put_in = month.advances_made_cents + month.compensating_interest_cents
    available = month.cash_received_cents + put_in - month.advances_recovered_cents
    owed = month.gross_interest_cents + month.principal_cents + month.recoveries_cents
    yield Sides(available, owed)


def _compensation_bound(month: Remittance) -> Iterator[Sides]:
    most = min(month.prepayment_interest_shortfall_cents, month.servicing_fee_cents)
    yield Sides(month.compensating_interest_cents, most)


def _advances_roll(month: Remittance) -> Iterator[Sides]:
    settled = month.advances_recovered_cents + month.advances_written_off_cents
    rolled = month.advances_begin_cents + month.advances_made_cents - settled
    yield Sides(month.advances_end_cents, rolled)


def _escrow_roll(month: Remittance) -> Iterator[Sides]:
    put_in = month.escrow_deposits_cents + month.escrow_advances_cents
    rolled = month.escrow_begin_cents + put_in - month.escrow_disbursements_cents
    yield Sides(month.escrow_end_cents, rolled)


def _count_roll(month: Remittance) -> Iterator[Sides]:
    yield Sides(month.loan_count_end, month.loan_count_begin)


def _empty_pool(month: Remittance) -> Iterator[Sides]:
    yield Sides(
        int(month.balance_begin_cents.count == 0), int(month.loan_count_begin == 0), "the begin"
    )
    yield Sides(int(month.balance_end_cents.count == 0), int(month.loan_count_end == 0), "the end")


POOL_IDENTITIES: tuple[Identity[Remittance], ...] = (
    Identity(
        "balance-roll",
        "end = begin + capitalised - scheduled - curtailed - paid off - liquidated - forgiven",
        Relation.EQUAL,
        _balance_roll,
    ),
    Identity(
        "loss-bound", "loss <= liquidated + forgiven + expenses", Relation.AT_MOST, _loss_bound
    ),
    Identity(
        "payments-due",
        "payments due = gross interest + uncompensated shortfall + scheduled principal",
        Relation.EQUAL,
        _payments_due,
    ),
    Identity(
        "cash-received",
        "cash received + advances made + compensating interest - advances recovered"
        " = gross interest + (begin - end - loss) + recoveries",
        Relation.EQUAL,
        _cash_received,
    ),
    Identity(
        "compensation-bound",
        "compensating interest <= the smaller of shortfall and servicing fee",
        Relation.AT_MOST,
        _compensation_bound,
    ),
    Identity(
        "advances-roll",
        "advances end = begin + made - recovered - written off",
        Relation.EQUAL,
        _advances_roll,
    ),
    Identity(
        "escrow-roll",
        "escrow end = begin + deposits + advances - disbursements",
        Relation.EQUAL,
        _escrow_roll,
    ),
    Identity("count-roll", "loans after <= loans before", Relation.AT_MOST, _count_roll),
    Identity(
        "empty-pool",
        "a balance is 0 exactly when the number of loans is (1 = yes)",
        Relation.EQUAL,
        _empty_pool,
    ),
)
"""What must hold of a pool's month alone, in the order it is checked."""
