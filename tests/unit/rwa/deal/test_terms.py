from collections.abc import Callable
from dataclasses import replace

import pytest

from rwa.core.errors import ValueOutOfRange
from rwa.core.ids import TrancheId
from rwa.core.money import Cents
from rwa.core.rates import Ppm
from rwa.deal.terms import (
    Deal,
    NoClasses,
    PrincipalRule,
    RepeatedTranche,
    pass_through_deal,
)
from rwa.pool.terms import PoolTerms


def test_pass_through_deal__any_pool__is_one_class_of_all_of_it(pool: PoolTerms) -> None:
    deal = pass_through_deal(pool, tranche=TrancheId("A"))

    (only,) = deal.classes
    assert only.original_balance_cents == deal.original_balance_cents == Cents.dollars(1_000)
    assert only.pass_through_rate_ppm == Ppm(60_000)


def test_deal__without_classes__refused(pool: PoolTerms) -> None:
    with pytest.raises(NoClasses) as caught:
        Deal(pool_id=pool.pool_id, classes=(), principal_rule=PrincipalRule.SEQUENTIAL)

    assert caught.value.pool_id == pool.pool_id


def test_deal__class_named_twice__refused(deal_of: Callable[..., Deal]) -> None:
    deal = deal_of(PrincipalRule.SEQUENTIAL, A="600", B="400")

    with pytest.raises(RepeatedTranche) as caught:
        replace(deal, classes=(*deal.classes, deal.classes[1]))

    assert caught.value.tranche == "B"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("tranche", TrancheId("A B")),
        ("original_balance_cents", Cents(-1)),
        ("pass_through_rate_ppm", Ppm(300_001)),
    ],
)
def test_class_terms__value_out_of_range__refused_by_field(
    deal_of: Callable[..., Deal], field: str, value: object
) -> None:
    (terms,) = deal_of(PrincipalRule.SEQUENTIAL, A="1000").classes

    with pytest.raises(ValueOutOfRange) as caught:
        replace(terms, **{field: value})

    assert field.startswith(caught.value.field)
