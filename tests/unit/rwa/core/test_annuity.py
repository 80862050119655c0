from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rwa.core.annuity import MAX_TERM_MONTHS, TermOutOfRange, level_payment, split_payment
from rwa.core.money import Cents
from rwa.core.rates import Ppm, monthly_interest

BALANCES = st.integers(0, 10**13).map(Cents)
RATES = st.integers(0, 300_000).map(Ppm)
TERMS = st.integers(1, MAX_TERM_MONTHS)


@pytest.mark.parametrize(
    ("dollars", "ppm", "months", "cents"),
    [
        (187_500, 35_000, 360, 84_196),  # Fannie Mae job aid
        (100_000, 60_000, 360, 59_955),
        (100_000, 0, 360, 27_778),
        (100_000, 60_000, 1, 10_050_000),
    ],
)
def test_level_payment__known_loans__to_the_cent(
    dollars: int, ppm: int, months: int, cents: int
) -> None:
    payment = level_payment(balance=Cents.dollars(dollars), note_rate=Ppm(ppm), months=months)

    assert payment == Cents(cents)


@given(BALANCES, RATES, TERMS)
def test_level_payment__any_loan__present_value_of_the_payments_is_the_balance(
    balance: Cents, rate: Ppm, months: int
) -> None:
    payment = level_payment(balance=balance, note_rate=rate, months=months)
    discount = 1 / (1 + Fraction(rate.count, 12_000_000))
    annuity = Fraction(months)
    if rate.count:
        annuity = discount * (1 - discount**months) / (1 - discount)

    assert -annuity / 2 < payment.count * annuity - balance.count <= annuity / 2


@pytest.mark.parametrize("months", [-1, 0, 481])
def test_level_payment__term_outside_1_to_480__raises_with_the_term(months: int) -> None:
    with pytest.raises(TermOutOfRange) as caught:
        level_payment(balance=Cents(1), note_rate=Ppm(1), months=months)

    assert caught.value.months == months


@given(BALANCES, RATES, TERMS, st.integers(0, 10**12).map(Cents))
def test_split_payment__any_payment_above_interest__never_takes_more_than_the_balance(
    balance: Cents, rate: Ppm, months: int, extra: Cents
) -> None:
    payment = monthly_interest(balance=balance, rate=rate) + extra

    split = split_payment(balance=balance, note_rate=rate, payment=payment, months_left=months)

    assert split.interest_cents == payment - extra
    assert split.principal_cents == (balance if months == 1 else min(extra, balance))


@pytest.mark.parametrize("months", [0, 481])
def test_split_payment__term_outside_1_to_480__raises(months: int) -> None:
    with pytest.raises(TermOutOfRange):
        split_payment(balance=Cents(1), note_rate=Ppm(1), payment=Cents(1), months_left=months)
