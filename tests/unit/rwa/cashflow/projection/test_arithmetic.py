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
    net = rate - rate / 8
    net -= net % Decimal("0.000001")
    exact, whole = (
        way.month(note_rate=rate, pass_through_rate=net, payments_left=payments_left)
        for way in (Unrounded(), WholeCents())
    )

    dollars, cents = balance / 100, Cents(balance)
    pairs = {
        "interest": (exact.interest(dollars), whole.interest(cents)),
        "net_interest": (exact.net_interest(dollars), whole.net_interest(cents)),
        "scheduled": (
            exact.scheduled(dollars, level=dollars, payment=None),
            whole.scheduled(cents, level=cents, payment=None),
        ),
    }
    for name, (unrounded, rounded) in pairs.items():
        steps = 2 if name == "scheduled" else 1
        off = abs(unrounded - WholeCents().dollars(rounded))
        assert off <= 0.005 * steps + 1e-9 * dollars, name


@given(RATES, st.integers(0, 10**9), st.integers(0, 10**9))
def test_net_interest__of_cents__never_less_on_more(rate: Decimal, one: int, more: int) -> None:
    terms = WholeCents().month(note_rate=rate, pass_through_rate=rate, payments_left=None)

    assert terms.net_interest(Cents(one)) <= terms.net_interest(Cents(one + more))


def test_scheduled__of_cents_at_a_payment_that_holds__is_what_interest_leaves() -> None:
    terms = WholeCents().month(
        note_rate=Decimal("0.06"), pass_through_rate=Decimal("0.055"), payments_left=100
    )

    balance = Cents(100_000)
    principal = terms.scheduled(balance, level=balance, payment=Cents(1_234))
    assert principal == Cents(1_234 - 500)
    assert terms.scheduled(Cents(7), level=balance, payment=Cents(1_234)) == Cents(7)


@pytest.mark.parametrize(
    ("amount", "part", "whole", "scaled"),
    [(10, 1, 4, 3), (10, 1, 3, 3), (10, 4, 4, 10), (0, 0, 0, 0)],
)
def test_scaled__of_cents__half_up(amount: int, part: int, whole: int, scaled: int) -> None:
    found = WholeCents().scaled(Cents(amount), part=Cents(part), whole=Cents(whole))

    assert found == Cents(scaled)


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
