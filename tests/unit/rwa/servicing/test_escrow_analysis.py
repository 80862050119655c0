"""The yearly escrow analysis by hand: taxes 1,200.00 in July and December, insurance 600.00 in May.

The year's bills are 3,000.00: 250.00 a month, a cushion of at most 500.00. From nothing, the
account stands at 250, 500, 750, 1,000, 650 (May), 900, -50 (July), 200, 450, 700, 950, 0
(December): its lowest month is July.
"""

from fractions import Fraction

import pytest

from rwa.core.errors import ValueOutOfRange
from rwa.core.money import ZERO, Cents, total
from rwa.servicing.escrow_analysis import EscrowAnalysis, analyse_escrow, in_twelfths

BILLS = tuple(
    {5: Cents.dollars(600), 7: Cents.dollars(1_200), 12: Cents.dollars(1_200)}.get(month, ZERO)
    for month in range(1, 13)
)
TARGET = Cents.dollars(550)
"""What the account must hold to be at the cushion in July."""


def conserved(analysis: EscrowAnalysis) -> EscrowAnalysis:
    paid_in = analysis.balance_cents + total(analysis.payments)
    paid_out = analysis.refund_cents + total(analysis.disbursements)
    assert analysis.balances[-1] == paid_in - paid_out
    assert total(analysis.deposits) == total(analysis.disbursements)
    assert total(analysis.shortage_payments) == analysis.shortage_cents
    return analysis


@pytest.mark.parametrize(
    ("held", "lowest", "surplus", "refund", "shortage"),
    [
        (TARGET, 500, 0, 0, 0),
        (TARGET + Cents.dollars(50), 550, 50, 50, 0),
        (TARGET + Cents.dollars(49), 549, 49, 0, 0),
        (TARGET + Cents.dollars(1_000), 1_500, 1_000, 1_000, 0),
        (ZERO, -50, 0, 0, 550),
        (Cents.dollars(-120), -170, 0, 0, 670),
    ],
)
def test_analyse_escrow__projected_year__compares_its_lowest_month_with_the_cushion(
    held: Cents, lowest: int, surplus: int, refund: int, shortage: int
) -> None:
    analysis = conserved(analyse_escrow(held, BILLS))

    assert analysis.cushion_cents == Cents.dollars(500)
    assert analysis.lowest_cents == Cents.dollars(lowest)
    assert analysis.surplus_cents == Cents.dollars(surplus)
    assert analysis.refund_cents == Cents.dollars(refund)
    assert analysis.shortage_cents == Cents.dollars(shortage)


def test_analyse_escrow__refunded__leaves_the_cushion_in_the_lowest_month() -> None:
    analysis = conserved(analyse_escrow(TARGET + Cents.dollars(300), BILLS))

    assert min(analysis.balances) == analysis.cushion_cents
    assert analysis.balances[-1] == TARGET


def test_analyse_escrow__a_cent_short_of_a_refund__is_left_in_the_account() -> None:
    held = TARGET + Cents.parse("49.99")

    assert conserved(analyse_escrow(held, BILLS)).refund_cents == ZERO
    assert analyse_escrow(held + Cents(1), BILLS).refund_cents == Cents.dollars(50)


def test_analyse_escrow__borrower_behind__is_refunded_nothing() -> None:
    analysis = conserved(analyse_escrow(Cents.dollars(5_000), BILLS, is_current=False))

    assert analysis.refund_cents == ZERO
    assert analysis.surplus_cents == Cents.dollars(4_450)


def test_analyse_escrow__short__collects_it_over_twelve_months() -> None:
    # 550.00 over twelve months: 45.83 eight times and 45.84 four times.
    analysis = conserved(analyse_escrow(ZERO, BILLS))

    assert sorted(analysis.shortage_payments) == [Cents(4_583)] * 8 + [Cents(4_584)] * 4
    assert analysis.balances[-1] == TARGET


@pytest.mark.parametrize(
    ("cushion", "held"), [(Fraction(0), "0.00"), (Fraction(1, 12), "83.33"), (None, "166.66")]
)
def test_analyse_escrow__cushion__is_rounded_down(cushion: Fraction | None, held: str) -> None:
    bills = (Cents.parse("999.99"), *(ZERO,) * 11)

    analysis = (
        analyse_escrow(ZERO, bills)
        if cushion is None
        else analyse_escrow(ZERO, bills, cushion=cushion)
    )

    assert conserved(analysis).cushion_cents == Cents.parse(held)


@pytest.mark.parametrize("cushion", [Fraction(17, 100), Fraction(-1, 100)])
def test_analyse_escrow__cushion_above_a_sixth__refused(cushion: Fraction) -> None:
    with pytest.raises(ValueOutOfRange) as caught:
        analyse_escrow(ZERO, BILLS, cushion=cushion)

    assert caught.value.field == "cushion"


@pytest.mark.parametrize("bills", [BILLS[:11], (*BILLS, ZERO), (Cents(-1), *BILLS[1:])])
def test_analyse_escrow__bills_of_no_year__refused(bills: tuple[Cents, ...]) -> None:
    with pytest.raises(ValueOutOfRange) as caught:
        analyse_escrow(ZERO, bills)

    assert caught.value.field == "disbursements"


@pytest.mark.parametrize("count", [0, 1, 11, 12, 13, 55_000, 99_999_999])
def test_in_twelfths__any_amount__adds_up_and_never_runs_ahead(count: int) -> None:
    parts = in_twelfths(Cents(count))

    assert total(parts) == Cents(count)
    for month in range(1, 13):
        assert 0 <= count * month - 12 * total(parts[:month]).count < 12
