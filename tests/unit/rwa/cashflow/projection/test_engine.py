"""Single rules of a projection, each where it can be seen alone."""

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest

from rwa.cashflow.projection.assumptions import (
    Assumptions,
    ConstantSpeed,
    DefaultBasis,
    Defaults,
    Measure,
    Speed,
    SpeedVector,
    psa,
)
from rwa.cashflow.projection.engine import Rounding, project
from rwa.cashflow.projection.line import Line
from rwa.core.errors import ValueOutOfRange
from rwa.core.money import Cents
from rwa.core.rates import NotARate

LINE = Line(
    balance=Decimal(100_000),
    wac=Decimal("0.06"),
    pass_through_rate=Decimal("0.055"),
    remaining_months=360,
)


def constant(measure: Measure, speed: str) -> Speed:
    return ConstantSpeed(measure, Decimal(speed))


def test_project__nothing_assumed__the_level_payment_of_the_textbook() -> None:
    months = project(LINE)

    rate = 0.06 / 12
    assert np.allclose(months.payment, 100_000 * rate / (1 - (1 + rate) ** -360), rtol=1e-12)
    assert months.net_interest[0] == pytest.approx(100_000 * 0.055 / 12)
    assert months.ending_balance[-1] == 0


def test_project__no_interest__straight_line() -> None:
    free = replace(LINE, wac=Decimal(0), pass_through_rate=Decimal(0))

    months = project(free)

    assert np.allclose(months.scheduled_principal, 100_000 / 360, rtol=1e-12)
    assert not months.gross_interest.any()


def test_project__prepaid__lowers_the_payment_not_the_term() -> None:
    months = project(LINE, Assumptions(prepayment=psa(300)))

    assert (np.diff(months.payment) < 0).all()
    assert months.ending_balance[-2] > 0


def test_project__curtailed__keeps_the_payment_and_shortens_the_term() -> None:
    slow = replace(LINE, remaining_months=120)
    curtailed = Assumptions(curtailment=constant(Measure.SMM, "0.01"))

    months = project(slow, curtailed)
    alone = project(slow)

    paying = months.beginning_balance > months.scheduled_principal + 1e-6
    assert np.allclose(months.payment[paying], alone.payment[paying], rtol=1e-9)
    assert 60 < paying.sum() < 115
    assert months.totals["gross_interest"] < alone.totals["gross_interest"]


def test_project__curtailed_once__as_many_payments_as_the_level_payment_retires() -> None:
    shares = [Decimal(0)] * 120
    shares[0] = Decimal("0.3")
    once = Assumptions(curtailment=SpeedVector(Measure.SMM, tuple(shares)))

    months = project(replace(LINE, remaining_months=120), once)

    rate, payment = 0.005, months.payment[0]
    balance = months.ending_balance[0]
    needed = -np.log(1 - rate * balance / payment) / np.log(1 + rate)
    assert (months.beginning_balance[1:] > 1e-6).sum() == int(np.ceil(needed))


@pytest.mark.parametrize("rounding", Rounding)
def test_project__balloon__the_last_month_pays_what_is_left(rounding: Rounding) -> None:
    balloon = replace(LINE, remaining_months=120, amortization_months=360)

    months = project(balloon, rounding=rounding)
    whole_term = project(LINE, rounding=rounding)

    assert np.array_equal(months.scheduled_principal[:119], whole_term.scheduled_principal[:119])
    assert months.scheduled_principal[119] == months.beginning_balance[119]
    assert months.scheduled_principal[119] > 80_000


@pytest.mark.parametrize("rounding", Rounding)
def test_project__interest_only__principal_is_level_over_what_follows(rounding: Rounding) -> None:
    months = project(replace(LINE, interest_only_months=60), rounding=rounding)
    after = project(replace(LINE, remaining_months=300), rounding=rounding)

    assert not months.scheduled_principal[:60].any()
    assert np.array_equal(months.payment[:60], months.gross_interest[:60])
    assert np.allclose(months.payment[60:], after.payment, rtol=1e-12)


def test_project__interest_only_to_the_end__a_bullet() -> None:
    bullet = replace(LINE, remaining_months=24, interest_only_months=23)

    months = project(bullet)

    assert not months.scheduled_principal[:23].any()
    assert months.scheduled_principal[23] == 100_000


def test_project__moving_note_rate__recasts_and_keeps_the_fee() -> None:
    rates = (Decimal("0.06"),) * 12 + (Decimal("0.08"),) * 348
    months = project(replace(LINE, note_rates=rates))
    before = project(LINE)

    assert np.allclose(months.payment[:12], before.payment[:12], rtol=1e-12)
    assert np.allclose(np.diff(months.payment[12:]), 0, atol=1e-8)
    assert months.payment[12] > before.payment[12]
    fee = months.gross_interest - months.net_interest
    assert np.allclose(fee, months.beginning_balance * 0.005 / 12, rtol=1e-9, atol=1e-9)


DEFAULTS = Defaults(speed=constant(Measure.MDR, "0.01"))


def defaulting(**changes: object) -> Assumptions:
    return Assumptions(defaults=replace(DEFAULTS, **changes))  # type: ignore[arg-type]


def test_project__no_advance__foreclosed_balances_stand_still() -> None:
    months = project(LINE, defaulting(advance=False))

    assert not months.advanced_principal.any()
    assert np.allclose(months.amortized_default_balance[12:], months.new_defaults[:-12])
    assert np.allclose(months.principal_loss, 0.2 * months.amortized_default_balance)
    advanced = project(LINE, defaulting(advance=True))
    assert advanced.amortized_default_balance[12] < months.amortized_default_balance[12]


def test_project__liquidated_at_once__nothing_stays_in_foreclosure() -> None:
    months = project(LINE, defaulting(months_to_liquidation=0))

    assert not months.in_foreclosure.any()
    assert np.array_equal(months.amortized_default_balance, months.new_defaults)
    assert months.new_defaults[-1] > 0


def test_project__defaults__none_in_the_last_months() -> None:
    months = project(LINE, defaulting(months_to_liquidation=18))

    assert months.new_defaults[341] > 0
    assert not months.new_defaults[342:].any()
    assert months.in_foreclosure[-1] == 0


def test_project__loss_over_what_is_left__is_what_is_left() -> None:
    short = replace(LINE, remaining_months=24)

    months = project(short, defaulting(months_to_liquidation=20, loss_severity=Decimal("0.9")))

    assert months.principal_recovery[20] == 0
    assert months.principal_loss[20] == months.amortized_default_balance[20] > 0


def test_project__textbook_basis__the_rate_is_of_the_scheduled_balance() -> None:
    standard = project(LINE, defaulting())
    textbook = project(LINE, defaulting(basis=DefaultBasis.SCHEDULED_BALANCE))

    assert standard.new_defaults[0] == pytest.approx(0.01 * 100_000)
    scheduled = 100_000 - project(LINE).scheduled_principal[0]
    assert textbook.new_defaults[0] == pytest.approx(0.01 * scheduled)


@pytest.mark.parametrize("basis", DefaultBasis)
@pytest.mark.parametrize("speed", ["0", "0.02"])
def test_project__curtailed_and_leaving__survivors_keep_their_payments(
    basis: DefaultBasis, speed: str
) -> None:
    shares = (Decimal(0),) * 11 + (Decimal("0.1"),) + (Decimal(0),) * 348
    curtailing = Assumptions(curtailment=SpeedVector(Measure.SMM, shares))
    leaving = replace(
        curtailing,
        prepayment=constant(Measure.SMM, speed),
        defaults=Defaults(speed=constant(Measure.MDR, "0.02"), basis=basis),
    )

    alone, months = project(LINE, curtailing), project(LINE, leaving)

    surviving = months.performing_balance[:-1] - months.new_defaults[1:]
    scheduled = (months.scheduled_principal - months.advanced_principal)[1:]
    share = alone.scheduled_principal[1:200] / alone.performing_balance[:199]
    assert np.allclose(scheduled[:199] / surviving[:199], share, rtol=1e-9)


@pytest.mark.parametrize("rounding", Rounding)
def test_project__curtailed_while_interest_only__schedules_nothing_then_levels(
    rounding: Rounding,
) -> None:
    curtailing = Assumptions(curtailment=constant(Measure.SMM, "0.01"))

    months = project(replace(LINE, interest_only_months=60), curtailing, rounding=rounding)

    assert not months.scheduled_principal[:60].any()
    assert months.ending_balance[59] == pytest.approx(100_000 * 0.99**60, abs=1)
    after = replace(
        LINE, balance=Decimal(repr(months.ending_balance[59].item())), remaining_months=300
    )
    assert np.allclose(months.payment[60:], project(after, curtailing, rounding=rounding).payment)


def test_project__prepayment_and_default__both_act_on_the_prior_balance() -> None:
    both = replace(defaulting(), prepayment=constant(Measure.SMM, "0.01"))

    months = project(LINE, both)

    scheduled = 100_000 - project(LINE).scheduled_principal[0]
    assert months.prepaid_principal[0] == pytest.approx(0.01 * scheduled)
    assert months.new_defaults[0] == pytest.approx(1_000)


def test_project__everything_prepays__over_after_a_month() -> None:
    months = project(LINE, Assumptions(prepayment=constant(Measure.CPR, "1")))

    assert months.total_principal[0] == 100_000
    assert not months.beginning_balance[1:].any()


def test_project__abs_speed__is_gone_when_the_first_loans_are() -> None:
    months = project(LINE, Assumptions(prepayment=constant(Measure.ABS, "0.015")))

    assert months.smm[0] == pytest.approx(1.5)
    assert months.smm[1] == pytest.approx(100 * 1.5 / (100 - 1.5))
    assert months.ending_balance[65] > 0
    assert months.ending_balance[66] == 0


def test_project__vector_of_another_length__raises() -> None:
    short = SpeedVector(Measure.SMM, (Decimal("0.01"),) * 359)

    with pytest.raises(ValueOutOfRange) as refused:
        project(LINE, Assumptions(prepayment=short))

    assert refused.value.field == "smm_vector"
    assert (refused.value.value, refused.value.allowed) == ("359 long", "360 entries, one a month")


FANNIE = Line(
    balance=Decimal("187500.00"),
    wac=Decimal("0.035"),
    pass_through_rate=Decimal("0.03"),
    remaining_months=360,
)


def test_project__cents__rounds_half_up_at_each_step() -> None:
    months = project(FANNIE, rounding=Rounding.CENT)

    assert months.payment[0] == 841.96
    assert months.gross_interest[0] == 546.88  # 546.875
    assert months.scheduled_principal[0] == 295.08
    assert months.net_interest[0] == 468.75
    assert months.ending_balance[0] == 187_204.92


def test_project__cents__investors_get_the_pass_through_rate_to_the_cent() -> None:
    line = replace(LINE, remaining_months=358, age_months=2)
    slow = Assumptions(prepayment=constant(Measure.SMM, "0.005"))

    months = project(line, slow, rounding=Rounding.CENT)

    for begin, net in zip(months.beginning_balance, months.net_interest, strict=True):
        exact = Decimal(round(100 * begin)) * Decimal("0.055") / 12
        assert round(100 * net) == int(exact.to_integral_value(ROUND_HALF_UP))
    assert months.net_interest[6] == 442.03


def test_project__cents_and_nobody_leaves__one_payment_and_the_last_takes_the_rest() -> None:
    months = project(FANNIE, rounding=Rounding.CENT)

    assert set(months.payment[:359]) == {841.96}
    assert months.scheduled_principal[359] == months.beginning_balance[359] == 838.91


def test_project__cents_and_curtailed_alone__keeps_the_payment_to_the_cent() -> None:
    shares = (Decimal("0.2"),) + (Decimal(0),) * 359
    once = Assumptions(curtailment=SpeedVector(Measure.SMM, shares))

    months = project(FANNIE, once, rounding=Rounding.CENT)

    paying = months.ending_balance > 0
    assert set(months.payment[paying]) == {841.96}
    assert 200 < paying.sum() < 300


def test_project__cents_and_the_rate_moves__levels_the_payment_anew() -> None:
    rates = (Decimal("0.035"),) * 60 + (Decimal("0.05"),) * 300

    months = project(replace(FANNIE, note_rates=rates), rounding=Rounding.CENT)

    assert [len(set(part)) for part in (months.payment[:60], months.payment[60:359])] == [1, 1]
    after = replace(
        FANNIE,
        balance=Decimal(repr(months.ending_balance[59].item())),
        wac=Decimal("0.05"),
        remaining_months=300,
    )
    again = project(after, rounding=Rounding.CENT)
    assert np.array_equal(months.payment[60:], again.payment)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"wac": Decimal("0.0600001")}, NotARate),
        ({"balance": Decimal("0.005")}, ValueOutOfRange),
    ],
)
def test_project__cents_of_finer_numbers__raises(
    changes: dict[str, Decimal], error: type[Exception]
) -> None:
    finer = replace(LINE, **changes)  # type: ignore[arg-type]

    with pytest.raises(error):
        project(finer, rounding=Rounding.CENT)
    assert len(project(finer)) == 360


def test_project__cents_in_total__are_the_sum_to_the_cent() -> None:
    months = project(LINE, Assumptions(prepayment=psa(150)), rounding=Rounding.CENT)

    for name, total in months.totals.items():
        rows = [Cents(round(100 * amount)).count for amount in getattr(months, name)]
        assert sum(rows) / 100 == total, name
