from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rwa.cashflow.projection.arithmetic import Unrounded, WholeCents, principal_share
from rwa.core.errors import ValueOutOfRange
from rwa.core.money import Cents

RATES = st.integers(0, 300_000).map(lambda count: Decimal(count) / 1_000_000)


@pytest.mark.parametrize(
    ("cents", "fraction", "rounded"),
    [(1, "0.5", 1), (3, "0.5", 2), (5, "0.5", 3), (1, "0.499999", 0), (100, "0.12345", 12)],
)
def test_share__of_cents__half_up(cents: int, fraction: str, rounded: int) -> None:
    assert WholeCents().share(Cents(cents), Decimal(fraction)) == Cents(rounded)


@given(RATES, st.none() | st.integers(1, 480), st.integers(1, 10**12))
def test_month__both_ways_to_count__agree_to_the_cent(
    rate: Decimal, payments_left: int | None, balance: int
) -> None:
    fee = rate / 8
    fee -= fee % Decimal("0.000001")
    terms = {"note_rate": rate, "fee_rate": fee, "payments_left": payments_left}
    exact, whole = Unrounded().month(**terms), WholeCents().month(**terms)  # type: ignore[arg-type]

    dollars, cents = balance / 100, Cents(balance)
    for name, steps in (("interest", 1), ("fee", 1), ("net_interest", 2), ("scheduled", 2)):
        unrounded, rounded = getattr(exact, name)(dollars), getattr(whole, name)(cents)
        off = abs(unrounded - WholeCents().dollars(rounded))
        assert off <= 0.005 * steps + 1e-9 * dollars, name


@given(st.floats(0, 0.1), st.integers(1, 480))
def test_principal_share__any_terms__retires_the_balance(rate: float, months: int) -> None:
    balance = 1.0
    payment = balance * (rate + principal_share(rate, payments_left=months))
    for left in range(months, 0, -1):
        balance -= balance * principal_share(rate, payments_left=left)

    assert balance == 0
    grown = (1 + rate) ** months
    level = rate * grown / (grown - 1) if rate > 1e-6 else None
    assert level is None or payment == pytest.approx(level, rel=1e-9)


def test_amount__fraction_of_a_cent__raises() -> None:
    assert WholeCents().amount(Decimal("1.10")) == Cents(110)
    with pytest.raises(ValueOutOfRange) as refused:
        WholeCents().amount(Decimal("1.101"))

    assert refused.value.field == "balance"
