from hypothesis import given
from hypothesis import strategies as st

from oracle.loan_accounting import YEAR, month_of, retiring_payment
from rwa.core.annuity import level_payment
from rwa.core.money import Cents
from rwa.core.rates import Ppm, monthly_interest
from rwa.pool.bounds import MAX_BALANCE

balances = st.integers(0, MAX_BALANCE.count)
rates = st.one_of(st.just(0), st.integers(0, 300_000))


def test_retiring_payment__textbook_loan__equals_the_published_payment() -> None:
    # $187,500.00 at 3.5% over 360 months pays 841.96 (sources.md, Fannie cent rounding).
    assert retiring_payment(18_750_000, note_rate=35_000, months=360) == 84_196


@given(balances, rates, st.integers(1, 480))
def test_retiring_payment__any_loan__equals_the_closed_formula(
    balance: int, rate: int, months: int
) -> None:
    payment = level_payment(balance=Cents(balance), note_rate=Ppm(rate), months=months)

    assert retiring_payment(balance, note_rate=rate, months=months) == payment.count


@given(balances, rates)
def test_month_of__any_balance__is_within_half_a_cent_and_up_at_half(
    balance: int, rate: int
) -> None:
    interest = month_of(balance, rate=rate)

    assert 2 * balance * rate - YEAR < 2 * interest * YEAR <= 2 * balance * rate + YEAR
    assert interest == monthly_interest(balance=Cents(balance), rate=Ppm(rate)).count
