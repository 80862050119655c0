"""What must hold between a pool's month and its classes, and between neighbouring months."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rwa.core.money import Cents, total
from rwa.remittance.classes import ClassDistributions, ClassRow
from rwa.remittance.identity import Identity, Relation, Sides
from rwa.remittance.remittance import Remittance


@dataclass(frozen=True, slots=True)
class SplitMonth:
    """A pool's month together with its split between classes."""

    remittance: Remittance
    """The pool's month."""
    distributions: ClassDistributions
    """Its split."""


@dataclass(frozen=True, slots=True)
class Succession:
    """Two neighbouring months, both as last revised."""

    prior: SplitMonth
    """The earlier month."""
    current: SplitMonth
    """The month after it."""


def _cash(month: SplitMonth) -> Iterator[Sides]:
    pool, split = month.remittance, month.distributions
    available = pool.pass_through_interest_cents + pool.principal_cents + pool.recoveries_cents
    to_investors = split.interest_to_investors_cents + split.principal_to_investors_cents
    yield Sides(available, to_investors + split.reserve_change_cents + split.leftover_cents)


def rounding_allowance(month: SplitMonth) -> Cents:
    """Cents by which sums of rounded parts may miss a rounded whole: 2 a loan and 1 a class."""
    return Cents(2 * month.remittance.loan_count_begin + len(month.distributions.rows))


def _leftover_bound(month: SplitMonth) -> Iterator[Sides]:
    yield Sides(abs(month.distributions.leftover_cents), rounding_allowance(month))


def _interest_sum(month: SplitMonth) -> Iterator[Sides]:
    paid = total(row.interest_cents for row in month.distributions.rows)
    yield Sides(month.distributions.interest_to_investors_cents, paid)


def _principal_sum(month: SplitMonth) -> Iterator[Sides]:
    paid = total(row.principal_cents for row in month.distributions.rows)
    yield Sides(month.distributions.principal_to_investors_cents, paid)


def _class_roll(month: SplitMonth) -> Iterator[Sides]:
    for row in month.distributions.rows:
        added = row.accrued_cents + row.write_up_cents
        rolled = row.begin_cents - row.principal_cents - row.loss_cents + added
        if not row.notional:
            yield Sides(row.end_cents, rolled, f"class {row.tranche}")


def _class_sum(month: SplitMonth) -> Iterator[Sides]:
    pool, split = month.remittance, month.distributions
    begin = total(row.begin_cents for row in _balances(split))
    end = total(row.end_cents for row in _balances(split))
    over_begin, over_end = (
        split.overcollateralisation_begin_cents,
        split.overcollateralisation_end_cents,
    )
    yield Sides(begin + over_begin, pool.balance_begin_cents, "the begin")
    yield Sides(end + over_end, pool.balance_end_cents, "the end")


def _notional_principal(month: SplitMonth) -> Iterator[Sides]:
    for row in month.distributions.rows:
        if row.notional:
            yield Sides(row.principal_cents, Cents(0), f"class {row.tranche}")


def _notional_bound(month: SplitMonth) -> Iterator[Sides]:
    for row in month.distributions.rows:
        if row.notional:
            most = row.begin_cents + row.accrued_cents + row.write_up_cents
            yield Sides(row.end_cents, most, f"class {row.tranche}")


def _balances(split: ClassDistributions) -> Iterable[ClassRow]:
    return (row for row in split.rows if not row.notional)


SPLIT_IDENTITIES: tuple[Identity[SplitMonth], ...] = (
    Identity(
        "cash",
        "(gross interest - servicing fee - guaranty fee) + (begin - end - loss) + recoveries"
        " = interest to investors + principal to investors + reserve change + leftover",
        Relation.EQUAL,
        _cash,
    ),
    Identity(
        "leftover-bound",
        "|leftover| <= 2 cents a loan + 1 cent a class",
        Relation.AT_MOST,
        _leftover_bound,
    ),
    Identity(
        "interest-sum",
        "interest to investors = sum of the classes' interest",
        Relation.EQUAL,
        _interest_sum,
    ),
    Identity(
        "principal-sum",
        "principal to investors = sum of the classes' principal",
        Relation.EQUAL,
        _principal_sum,
    ),
    Identity(
        "class-roll",
        "end = begin - principal + accrued - loss + write-up",
        Relation.EQUAL,
        _class_roll,
    ),
    Identity(
        "class-sum",
        "the classes' balances + overcollateralisation = the pool's balance",
        Relation.EQUAL,
        _class_sum,
    ),
    Identity(
        "notional-principal",
        "a notional class is paid no principal",
        Relation.EQUAL,
        _notional_principal,
    ),
    Identity(
        "notional-bound",
        "a notional balance rises only by what accrued or was written up",
        Relation.AT_MOST,
        _notional_bound,
    ),
)
"""What must hold between a pool's month and its classes."""


def _chain(months: Succession) -> Iterator[Sides]:
    prior, this = months.prior.remittance, months.current.remittance
    yield Sides(this.period_index, prior.period_index + 1, "period_index")
    yield Sides(this.loan_count_begin, prior.loan_count_end, "loan_count")
    yield Sides(this.balance_begin_cents, prior.balance_end_cents, "balance")
    yield Sides(this.advances_begin_cents, prior.advances_end_cents, "advances")
    yield Sides(this.escrow_begin_cents, prior.escrow_end_cents, "escrow")
    yield from _split_chain(months.prior.distributions, months.current.distributions)


def _split_chain(prior: ClassDistributions, this: ClassDistributions) -> Iterator[Sides]:
    over = prior.overcollateralisation_end_cents
    yield Sides(this.overcollateralisation_begin_cents, over, "overcollateralisation")
    yield Sides(this.shortfall_begin_cents, prior.shortfall_end_cents, "shortfall")
    yield Sides(len(this.rows), len(prior.rows), "number of classes")
    for before, after in zip(prior.rows, this.rows, strict=True):
        yield Sides(int(after.tranche == before.tranche), 1, f"name of class {before.tranche}")
        yield Sides(int(after.notional), int(before.notional), f"kind of class {before.tranche}")
        yield Sides(after.begin_cents, before.end_cents, f"class {after.tranche}")


CHAIN: Identity[Succession] = Identity(
    "chain", "a month begins where the month before it ended", Relation.EQUAL, _chain
)
"""What must hold between neighbouring months."""
