import itertools
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rwa.cashflow.amortization import (
    TermOutOfRange,
    amortise,
    amortised_share,
    balance_before,
    level_payment,
)
from rwa.core.money import ZERO, Cents, total
from rwa.core.rates import Ppm, monthly_interest

BALANCES = st.integers(100_00, 10**11).map(Cents)
RATES = st.integers(0, 300_000).map(Ppm)
TERMS = st.integers(1, 480)


@given(BALANCES, RATES, TERMS)
def test_amortise__level_payment__retires_the_balance_and_loses_no_cent(
    balance: Cents, rate: Ppm, months: int
) -> None:
    payment = level_payment(balance=balance, note_rate=rate, months=months)

    rows = amortise(balance=balance, note_rate=rate, payment=payment, months=months)

    assert rows[-1].end_cents == ZERO
    assert total(row.principal_cents for row in rows) == balance
    for row in rows[:-1]:
        assert row.interest_cents == monthly_interest(balance=row.begin_cents, rate=rate)
        assert row.interest_cents + row.principal_cents == payment
    for row, following in itertools.pairwise(rows):
        assert row.end_cents == following.begin_cents
    assert [row.month for row in rows] == list(range(1, len(rows) + 1))


def test_amortise__payment_larger_than_needed__ends_early() -> None:
    rows = amortise(balance=Cents(1_000), note_rate=Ppm(0), payment=Cents(400), months=12)

    assert [row.principal_cents.count for row in rows] == [400, 400, 200]


def test_amortise__payment_smaller_than_needed__last_payment_takes_the_rest() -> None:
    rows = amortise(balance=Cents(1_000), note_rate=Ppm(0), payment=Cents(100), months=3)

    assert [row.principal_cents.count for row in rows] == [100, 100, 800]


@pytest.mark.parametrize("months", [0, 481])
def test_amortise__term_outside_1_to_480__raises(months: int) -> None:
    with pytest.raises(TermOutOfRange):
        amortise(balance=Cents(1), note_rate=Ppm(1), payment=Cents(1), months=months)


@given(BALANCES, RATES, st.integers(1, 10**9).map(Cents))
def test_balance_before__then_one_payment__the_same_balance_to_a_cent(
    balance: Cents, rate: Ppm, payment: Cents
) -> None:
    before = balance_before(balance=balance, note_rate=rate, payment=payment)

    after = before + monthly_interest(balance=before, rate=rate) - payment
    assert abs(after - balance) <= Cents(1)


@given(RATES, TERMS, st.data())
def test_amortised_share__any_term__as_the_formula_in_exact_fractions(
    rate: Ppm, term: int, data: st.DataObject
) -> None:
    left = data.draw(st.integers(0, term))
    discount = 1 / (1 + Fraction(rate.count, 12_000_000))
    exact = Fraction(left, term)
    if rate.count:
        exact = (1 - discount**left) / (1 - discount**term)

    share = amortised_share(note_rate=rate, months_left=left, term=term)

    assert abs(Fraction(share) - exact) <= exact * Fraction(1, 10**27)


def test_amortised_share__nothing_paid_or_all__one_or_zero() -> None:
    assert amortised_share(note_rate=Ppm(65_000), months_left=360, term=360) == Decimal(1)
    assert amortised_share(note_rate=Ppm(65_000), months_left=0, term=360) == Decimal(0)


@pytest.mark.parametrize(("left", "term"), [(-1, 360), (361, 360), (1, 481), (0, 0)])
def test_amortised_share__months_outside_the_term__raises(left: int, term: int) -> None:
    with pytest.raises(TermOutOfRange):
        amortised_share(note_rate=Ppm(65_000), months_left=left, term=term)
