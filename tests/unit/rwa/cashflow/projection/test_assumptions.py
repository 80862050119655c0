from decimal import Decimal

import pytest

from rwa.cashflow.projection.assumptions import (
    ConstantSpeed,
    Defaults,
    Measure,
    SpeedVector,
    psa,
)
from rwa.cashflow.speeds import SpeedOutOfRange, smm_from_cpr, smm_from_psa
from rwa.core.errors import ValueOutOfRange

ONE = Decimal(1)


def test_shares__on_a_curve__follow_the_age_of_the_loan() -> None:
    shares = psa(150).shares(age_months=28, months=4)

    expected = tuple(smm_from_psa(Decimal(150), month=month) for month in (29, 30, 31, 32))
    assert shares == expected
    assert shares[0] < shares[1] == shares[2] == shares[3]


def test_shares__annual_speed__the_same_month_after_month() -> None:
    for measure in (Measure.CPR, Measure.CDR):
        shares = ConstantSpeed(measure, Decimal("0.06")).shares(age_months=3, months=2)
        assert shares == (smm_from_cpr(Decimal("0.06")),) * 2


def test_shares__sda__peaks_and_falls() -> None:
    shares = ConstantSpeed(Measure.SDA, Decimal(100)).shares(age_months=0, months=200)

    assert max(shares) == shares[29] == shares[59] == smm_from_cpr(Decimal("0.006"))
    assert shares[0] < shares[1]
    assert shares[60] < shares[59]
    assert shares[119] == shares[199] == smm_from_cpr(Decimal("0.0003"))


def test_shares__abs__everything_once_the_first_loans_are_gone() -> None:
    shares = ConstantSpeed(Measure.ABS, Decimal("0.25")).shares(age_months=1, months=4)

    assert shares == (Decimal(1) / 3, Decimal("0.5"), ONE, ONE)


@pytest.mark.parametrize(
    ("measure", "speed"),
    [
        (Measure.PSA, "-1"),
        (Measure.CPR, "1.01"),
        (Measure.SMM, "-0.01"),
        (Measure.ABS, "1.5"),
        (Measure.SDA, "Infinity"),
        (Measure.CDR, "NaN"),
        (Measure.MDR, "2"),
    ],
)
def test_shares__speed_out_of_range__raises(measure: Measure, speed: str) -> None:
    with pytest.raises(SpeedOutOfRange):
        ConstantSpeed(measure, Decimal(speed)).shares(age_months=0, months=1)


def test_speed_vector__entry_out_of_range__names_it() -> None:
    with pytest.raises(SpeedOutOfRange) as refused:
        SpeedVector(Measure.MDR, (Decimal(0), Decimal("1.1")))

    assert refused.value.field == "mdr_vector[2]"


@pytest.mark.parametrize(
    ("field", "value"),
    [("months_to_liquidation", -1), ("loss_severity", Decimal("1.1"))],
)
def test_defaults__out_of_range__names_the_field(field: str, value: int | Decimal) -> None:
    with pytest.raises(ValueOutOfRange) as refused:
        Defaults(speed=psa(0), **{field: value})  # type: ignore[arg-type]

    assert refused.value.field == field
