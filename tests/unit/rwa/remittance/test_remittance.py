from dataclasses import replace

import pytest

from rwa.core.dates import Period
from rwa.core.errors import ValueOutOfRange
from rwa.core.money import Cents
from rwa.remittance.remittance import AMOUNT_FIELDS, MAX_AMOUNT, SIGNED_AMOUNTS, Remittance


def test_remittance__hand_made_month__derives_what_holders_get(remittance: Remittance) -> None:
    assert remittance.pass_through_interest_cents == Cents.dollars(4_692)
    assert remittance.principal_cents == Cents.dollars(48_000)


@pytest.mark.parametrize(
    ("period", "as_of"),
    [
        (Period(2027, 1), 1_798_779_600),  # 2027-01-01 05:00 UTC
        (Period(2027, 7), 1_814_414_400),  # 2027-07-01 04:00 UTC, daylight saving
    ],
)
def test_as_of__first_of_the_month__midnight_in_new_york(
    remittance: Remittance, period: Period, as_of: int
) -> None:
    assert replace(remittance, period=period).as_of == as_of


@pytest.mark.parametrize("field", sorted(set(AMOUNT_FIELDS) - SIGNED_AMOUNTS))
def test_remittance__negative_amount__refused_by_field(remittance: Remittance, field: str) -> None:
    with pytest.raises(ValueOutOfRange) as caught:
        replace(remittance, **{field: Cents(-1)})

    assert caught.value.field == field


@pytest.mark.parametrize("field", AMOUNT_FIELDS)
def test_remittance__amount_beyond_a_report__refused_by_field(
    remittance: Remittance, field: str
) -> None:
    with pytest.raises(ValueOutOfRange) as caught:
        replace(remittance, **{field: MAX_AMOUNT + Cents(1)})

    assert caught.value.field == field


@pytest.mark.parametrize("field", sorted(SIGNED_AMOUNTS))
def test_remittance__escrow_in_advance__kept_with_its_sign(
    remittance: Remittance, field: str
) -> None:
    assert getattr(replace(remittance, **{field: Cents(-7)}), field) == Cents(-7)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("period_index", 0),
        ("period_index", 2**16),
        ("revision", -1),
        ("revision", 2**16),
        ("loan_count_begin", -1),
        ("loan_count_begin", 2**32),
        ("loan_count_end", True),
    ],
)
def test_remittance__count_out_of_range__refused_by_field(
    remittance: Remittance, field: str, value: int
) -> None:
    with pytest.raises(ValueOutOfRange) as caught:
        replace(remittance, **{field: value})

    assert (caught.value.field, caught.value.value) == (field, value)
