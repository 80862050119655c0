from dataclasses import replace

import pytest

from rwa.core.errors import ValueOutOfRange
from rwa.core.ids import TrancheId
from rwa.core.money import Cents
from rwa.remittance.classes import (
    CLASS_AMOUNT_FIELDS,
    SIGNED_SPLIT_AMOUNTS,
    SPLIT_AMOUNT_FIELDS,
    ClassDistributions,
    ClassRow,
    DuplicateTranche,
    UnknownTranche,
)


def test_row__known_class__found_by_name(distributions: ClassDistributions) -> None:
    assert distributions.row(TrancheId("B")).loss_cents == Cents.dollars(3_000)


def test_row__unknown_class__refused_with_the_known_ones(
    distributions: ClassDistributions,
) -> None:
    with pytest.raises(UnknownTranche) as caught:
        distributions.row(TrancheId("M"))

    assert (caught.value.tranche, caught.value.known) == ("M", ("A", "Z", "B", "IO"))


def test_distributions__two_rows_of_one_class__refused(
    distributions: ClassDistributions,
) -> None:
    with pytest.raises(DuplicateTranche) as caught:
        replace(distributions, rows=(*distributions.rows, distributions.rows[1]))

    assert caught.value.tranche == "Z"


@pytest.mark.parametrize("field", CLASS_AMOUNT_FIELDS)
def test_class_row__negative_amount__refused_with_its_class(
    distributions: ClassDistributions, field: str
) -> None:
    with pytest.raises(ValueOutOfRange) as caught:
        replace(distributions.rows[0], **{field: Cents(-1)})

    assert caught.value.field == f"class A {field}"


@pytest.mark.parametrize("tranche", ["", "A B", "é", "A" * 32])
def test_class_row__name_that_fits_no_word__refused(
    distributions: ClassDistributions, tranche: str
) -> None:
    row: ClassRow = distributions.rows[0]

    with pytest.raises(ValueOutOfRange) as caught:
        replace(row, tranche=TrancheId(tranche))

    assert caught.value.field == "tranche"


@pytest.mark.parametrize("field", SPLIT_AMOUNT_FIELDS)
def test_distributions__negative_amount__only_where_a_sign_has_a_meaning(
    distributions: ClassDistributions, field: str
) -> None:
    if field in SIGNED_SPLIT_AMOUNTS:
        assert getattr(replace(distributions, **{field: Cents(-9)}), field) == Cents(-9)
        return
    with pytest.raises(ValueOutOfRange) as caught:
        replace(distributions, **{field: Cents(-9)})
    assert caught.value.field == field
