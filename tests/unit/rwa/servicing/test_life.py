from decimal import Decimal

from rwa.core.dates import Period
from rwa.core.money import ZERO, total
from rwa.core.rates import Ppm
from rwa.deal.distribution import distribute
from rwa.deal.terms import pass_through_deal
from rwa.pool.generator import generate_pool
from rwa.remittance.identities import SplitMonth, verify_succession
from rwa.servicing.life import run_life
from rwa.servicing.simulation import Behaviour

BEHAVIOUR = Behaviour(psa=Decimal(150), curtailment_chance=Decimal("0.02"))


def test_run_life__thousand_loans_to_the_end__every_cent_reaches_holders_or_a_fee() -> None:
    tape = generate_pool(seed=7, loan_count=1_000)
    deal = pass_through_deal(tape.pool, tranche="A")
    months: list[SplitMonth] = []

    for month in run_life(tape, BEHAVIOUR, seed=7):
        prior = months[-1].distributions if months else None
        months.append(SplitMonth(month.remittance, distribute(month.remittance, deal, prior)))
        if len(months) > 1:
            verify_succession(months[-2], months[-1])

    last = months[-1].remittance
    assert (last.balance_end_cents, last.loan_count_end) == (ZERO, 0)
    assert 300 < len(months) <= 360
    pools = [month.remittance for month in months]
    splits = [month.distributions for month in months]
    received = total(pool.cash_received_cents for pool in pools)
    fees = total(pool.servicing_fee_cents + pool.guaranty_fee_cents for pool in pools)
    paid = total(
        split.interest_to_investors_cents + split.principal_to_investors_cents for split in splits
    )
    leftover = total(split.leftover_cents for split in splits)
    assert received == fees + paid + leftover
    assert (
        total(split.principal_to_investors_cents for split in splits)
        == tape.pool.original_balance_cents
    )
    assert all(
        split.rows[0].end_cents == pool.balance_end_cents
        for pool, split in zip(pools, splits, strict=True)
    )


def test_run_life__asked_for_a_few_months__stops_there() -> None:
    tape = generate_pool(seed=7, loan_count=20)

    months = list(run_life(tape, BEHAVIOUR, seed=7, months=3))

    assert [month.remittance.period_index for month in months] == [1, 2, 3]
    assert list(run_life(tape, BEHAVIOUR, seed=7, months=0)) == []


def test_run_life__adjustable_loans__ask_for_the_index_of_each_month() -> None:
    tape = generate_pool(seed=7, loan_count=5)
    asked: list[Period] = []

    def index(period: Period) -> Ppm:
        asked.append(period)
        return Ppm(43_210)

    months = list(run_life(tape, BEHAVIOUR, seed=7, months=3, index=index))

    assert asked == [Period(2027, 1), Period(2027, 2), Period(2027, 3)]
    assert {month.activity.index_ppm for month in months} == {Ppm(43_210)}
