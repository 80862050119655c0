from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rwa.core.dates import Period
from rwa.core.ids import PoolId, TrancheId
from rwa.core.money import ZERO, Cents, total
from rwa.core.rates import Ppm
from rwa.deal.distribution import (
    ClassesOffPool,
    NoRule,
    NotTheMonthBefore,
    RemittanceOfOtherPool,
    distribute,
    share_principal,
)
from rwa.deal.terms import Deal, PrincipalRule, pass_through_deal
from rwa.pool.terms import PoolTerms
from rwa.remittance.classes import UnknownTranche
from rwa.remittance.errors import IdentityBroken
from rwa.remittance.remittance import Remittance

DealMaker = Callable[..., Deal]


def test_distribute__one_class__receives_interest_and_all_principal(
    pool: PoolTerms, remittance: Remittance
) -> None:
    split = distribute(remittance, pass_through_deal(pool, tranche=TrancheId("A")), None)

    (row,) = split.rows
    assert (row.begin_cents, row.end_cents) == (Cents.dollars(1_000), Cents.dollars(900))
    assert row.interest_cents == split.interest_to_investors_cents == Cents.parse("5.00")
    assert row.principal_cents == split.principal_to_investors_cents == Cents.dollars(100)
    assert split.leftover_cents == ZERO
    received = remittance.cash_received_cents
    fees = remittance.servicing_fee_cents + remittance.guaranty_fee_cents
    assert received == fees + row.interest_cents + row.principal_cents


@pytest.mark.parametrize(("gross", "leftover"), [("5.45", "0.03"), ("5.39", "-0.03")])
def test_distribute__pool_interest_off_by_roundings__left_over_with_its_sign(
    pool: PoolTerms, remittance: Remittance, gross: str, leftover: str
) -> None:
    month = replace(remittance, gross_interest_cents=Cents.parse(gross))

    split = distribute(month, pass_through_deal(pool, tranche=TrancheId("A")), None)

    assert split.leftover_cents == Cents.parse(leftover)
    assert split.interest_to_investors_cents == Cents.parse("5.00")


def test_distribute__interest_off_by_more_than_roundings__refused(
    pool: PoolTerms, remittance: Remittance
) -> None:
    month = replace(remittance, gross_interest_cents=Cents.parse("5.48"))

    with pytest.raises(IdentityBroken) as caught:
        distribute(month, pass_through_deal(pool, tranche=TrancheId("A")), None)

    assert (caught.value.name, caught.value.left, caught.value.right) == (
        "leftover-bound",
        Cents(6),
        Cents(5),
    )


def test_distribute__interest_of_half_a_cent__goes_up(
    pool: PoolTerms, remittance: Remittance
) -> None:
    # 1,000.00 at 6.0006% for a month is 5.0005: the class rate is reckoned apart from the pool's.
    deal = pass_through_deal(pool, tranche=TrancheId("A"))
    terms = replace(deal.classes[0], pass_through_rate_ppm=Ppm(60_006))

    split = distribute(remittance, replace(deal, classes=(terms,)), None)

    assert split.interest_to_investors_cents == Cents.parse("5.00")
    half = replace(terms, pass_through_rate_ppm=Ppm(60_060))
    split = distribute(remittance, replace(deal, classes=(half,)), None)
    assert split.interest_to_investors_cents == Cents.parse("5.01")
    assert split.leftover_cents == Cents(-1)


def test_distribute__sequential__retires_one_class_after_another(
    deal_of: DealMaker, remittance: Remittance, next_month: Remittance
) -> None:
    deal = deal_of(PrincipalRule.SEQUENTIAL, A="300", B="250", C="450")

    first = distribute(remittance, deal, None)
    second = distribute(next_month, deal, first)

    assert [row.principal_cents for row in first.rows] == [Cents.dollars(100), ZERO, ZERO]
    assert [row.principal_cents for row in second.rows] == [
        Cents.dollars(200),
        Cents.dollars(100),
        ZERO,
    ]
    assert [row.end_cents for row in second.rows] == [
        ZERO,
        Cents.dollars(150),
        Cents.dollars(450),
    ]
    assert [row.interest_cents for row in second.rows] == [
        Cents.parse("1.00"),
        Cents.parse("1.25"),
        Cents.parse("2.25"),
    ]


def test_distribute__pro_rata__shares_by_balance_and_loses_no_cent(
    deal_of: DealMaker, remittance: Remittance
) -> None:
    deal = deal_of(PrincipalRule.PRO_RATA, A="333.33", B="333.33", C="333.34")

    split = distribute(remittance, deal, None)

    assert [row.principal_cents.count for row in split.rows] == [3_333, 3_333, 3_334]
    assert [row.interest_cents.count for row in split.rows] == [167, 167, 167]
    assert split.leftover_cents == Cents(-1)


amount_and_balances = st.lists(st.integers(0, 10**9), min_size=1, max_size=6).flatmap(
    lambda balances: st.tuples(st.integers(0, sum(balances)), st.just(balances))
)


@given(amount_and_balances, st.sampled_from(PrincipalRule))
def test_share_principal__any_amount_within_the_balances__is_shared_whole(
    drawn: tuple[int, list[int]], rule: PrincipalRule
) -> None:
    amount, counts = drawn
    balances = [Cents(count) for count in counts]

    parts = share_principal(Cents(amount), balances=balances, rule=rule)

    assert total(parts) == Cents(amount)
    assert all(ZERO <= part <= balance for part, balance in zip(parts, balances, strict=True))


def test_distribute__prior_of_another_month__refused_with_both(
    pool: PoolTerms, remittance: Remittance, next_month: Remittance
) -> None:
    deal = pass_through_deal(pool, tranche=TrancheId("A"))
    first = distribute(remittance, deal, None)

    with pytest.raises(NotTheMonthBefore) as caught:
        distribute(next_month, deal, None)
    assert (caught.value.expected, caught.value.received) == (Period(2027, 1), None)

    with pytest.raises(NotTheMonthBefore) as caught:
        distribute(remittance, deal, first)
    assert (caught.value.expected, caught.value.received) == (Period(2026, 12), Period(2027, 1))


def test_distribute__another_pool__refused(
    pool: PoolTerms, remittance: Remittance, next_month: Remittance
) -> None:
    deal = pass_through_deal(pool, tranche=TrancheId("A"))
    prior = replace(distribute(remittance, deal, None), pool_id=PoolId("POOL-2"))

    with pytest.raises(RemittanceOfOtherPool) as caught:
        distribute(replace(remittance, pool_id=PoolId("POOL-2")), deal, None)
    assert (caught.value.deal, caught.value.remittance) == ("POOL-1", "POOL-2")

    with pytest.raises(RemittanceOfOtherPool):
        distribute(next_month, deal, prior)


def test_distribute__classes_that_are_not_the_pool__refused_with_both(
    deal_of: DealMaker, remittance: Remittance
) -> None:
    with pytest.raises(ClassesOffPool) as caught:
        distribute(remittance, deal_of(PrincipalRule.SEQUENTIAL, A="999.99"), None)

    assert (caught.value.classes, caught.value.pool) == (
        Cents.parse("999.99"),
        Cents.dollars(1_000),
    )


def test_distribute__prior_without_the_class__refused(
    deal_of: DealMaker, remittance: Remittance, next_month: Remittance
) -> None:
    first = distribute(remittance, deal_of(PrincipalRule.SEQUENTIAL, A="1000"), None)

    with pytest.raises(UnknownTranche):
        distribute(next_month, deal_of(PrincipalRule.SEQUENTIAL, B="1000"), first)


@pytest.mark.parametrize("field", ["loss_cents", "recoveries_cents"])
def test_distribute__amount_without_a_rule__refused_by_name(
    pool: PoolTerms, remittance: Remittance, field: str
) -> None:
    month = replace(remittance, **{field: Cents(5)})

    with pytest.raises(NoRule) as caught:
        distribute(month, pass_through_deal(pool, tranche=TrancheId("A")), None)

    assert (caught.value.field, caught.value.amount) == (field, Cents(5))


def test_distribute__balance_that_grew__refused(pool: PoolTerms, remittance: Remittance) -> None:
    month = replace(remittance, balance_end_cents=Cents.parse("1000.01"))

    with pytest.raises(NoRule) as caught:
        distribute(month, pass_through_deal(pool, tranche=TrancheId("A")), None)

    assert (caught.value.field, caught.value.amount) == ("principal", Cents(-1))
