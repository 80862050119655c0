"""What a specification may say, and how each wrong field is named."""

import json
from decimal import Decimal
from typing import Any

import pytest

from rwa.cashflow.projection.assumptions import (
    NEVER,
    ConstantSpeed,
    DefaultBasis,
    Measure,
    SpeedVector,
)
from rwa.cashflow.projection.engine import Rounding
from rwa.cashflow.spec.reading import (
    FieldOutOfRange,
    FieldsDisagree,
    GivenTogether,
    MissingField,
    NotASpec,
    SpecRejected,
    UnknownField,
)
from rwa.cashflow.spec.spec import ProjectionSpec, read_spec

LEAST: dict[str, Any] = {
    "balance": 400_000_000,
    "wac": 8.125,
    "pass_through_rate": 7.5,
    "remaining_months": 12,
}


def read(**changes: Any) -> ProjectionSpec:
    return read_spec(json.dumps(LEAST | changes).encode())


def test_read_spec__the_least__fills_in_what_is_documented() -> None:
    spec = read()

    assert spec.line.balance == 400_000_000
    assert (spec.line.wac, spec.line.fee_rate) == (Decimal("0.08125"), Decimal("0.00625"))
    assert (spec.line.age_months, spec.line.interest_only_months) == (0, 0)
    assert spec.assumptions.prepayment == spec.assumptions.defaults.speed == NEVER
    assert spec.assumptions.defaults.months_to_liquidation == 12
    assert spec.assumptions.defaults.loss_severity == Decimal("0.2")
    assert spec.assumptions.defaults.advance
    assert spec.rounding is Rounding.NONE
    assert (spec.servicing_fee, spec.guaranty_fee) == (None, None)
    assert (spec.settled.settle, spec.settled.actual_delay_days) == (None, 0)
    assert (spec.price, spec.mortgage_yield, spec.yield_bey) == (None, None, None)


def test_read_spec__numbers_as_texts__are_the_same_numbers() -> None:
    texts = {name: str(value) for name, value in LEAST.items()}

    assert read_spec(json.dumps(texts).encode()) == read()


def test_read_spec__numbers__are_read_without_rounding() -> None:
    spec = read_spec(
        b'{"balance": 0.1, "wac": 6.1, "pass_through_rate": 5.6, "remaining_months": 1}'
    )

    assert spec.line.balance == Decimal("0.1")
    assert spec.line.fee_rate == Decimal("0.005")


def test_read_spec__original_months__tell_the_age() -> None:
    assert read(original_months=360).line.age_months == 348
    assert read(original_months=360, age_months=340).line.age_months == 340
    extended = read(original_months=360, age_months=400)
    assert extended.line.age_months == 400


@pytest.mark.parametrize(
    ("prepayment", "speed"),
    [
        ({"psa": 165}, ConstantSpeed(Measure.PSA, Decimal(165))),
        ({"cpr": 6}, ConstantSpeed(Measure.CPR, Decimal("0.06"))),
        ({"smm": "0.5"}, ConstantSpeed(Measure.SMM, Decimal("0.005"))),
        ({"abs": 1.5}, ConstantSpeed(Measure.ABS, Decimal("0.015"))),
        ({"smm_vector": [1] * 12}, SpeedVector(Measure.SMM, (Decimal("0.01"),) * 12)),
    ],
)
def test_read_spec__prepayment__in_every_measure(prepayment: dict[str, Any], speed: Any) -> None:
    assert read(prepayment=prepayment, age_months=1).assumptions.prepayment == speed


@pytest.mark.parametrize(
    ("default", "speed"),
    [
        ({"sda": 100}, ConstantSpeed(Measure.SDA, Decimal(100))),
        ({"cdr": 2}, ConstantSpeed(Measure.CDR, Decimal("0.02"))),
        ({"mdr": 1}, ConstantSpeed(Measure.MDR, Decimal("0.01"))),
        ({"mdr_vector": [0] * 12}, SpeedVector(Measure.MDR, (Decimal(0),) * 12)),
    ],
)
def test_read_spec__default__in_every_measure(default: dict[str, Any], speed: Any) -> None:
    spec = read(
        default=default,
        age_months=1,
        months_to_liquidation=6,
        loss_severity="0.4",
        advance=False,
        default_basis="scheduled_balance",
    )

    assert spec.assumptions.defaults.speed == speed
    assert spec.assumptions.defaults.months_to_liquidation == 6
    assert spec.assumptions.defaults.loss_severity == Decimal("0.4")
    assert not spec.assumptions.defaults.advance
    assert spec.assumptions.defaults.basis is DefaultBasis.SCHEDULED_BALANCE


@pytest.mark.parametrize(
    ("given", "fees"),
    [
        ({"servicing_fee": 0.25, "guaranty_fee": 0.375}, ("0.0025", "0.00375")),
        ({"servicing_fee": 0.25}, ("0.0025", "0.00375")),
        ({"guaranty_fee": 0.625}, ("0", "0.00625")),
    ],
)
def test_read_spec__fees__one_left_out_is_inferred(
    given: dict[str, float], fees: tuple[str, str]
) -> None:
    spec = read(**given)

    assert (spec.servicing_fee, spec.guaranty_fee) == tuple(map(Decimal, fees))


def test_read_spec__issue_that_agrees__is_taken() -> None:
    spec = read(settle="2002-04-15", issue="2000-01-01", age_months=27)

    assert str(spec.settled.settle) == "2002-04-15"
    assert read(issue="2000-01-01", age_months=27).settled.settle is None


def test_read_spec__adjustable__rates_by_month() -> None:
    spec = read(
        adjustable={
            "margin": 2,
            "first_reset_month": 7,
            "periodic_cap": 1,
            "index_vector": [10] * 12,
        }
    )

    assert spec.line.note_rates == (Decimal("0.08125"),) * 6 + (Decimal("0.09125"),) * 6
    rates = read(note_rate_vector=[8] * 12).line.note_rates
    assert rates == (Decimal("0.08"),) * 12


@pytest.mark.parametrize(
    ("changes", "field", "error"),
    [
        ({"speed": 3}, "speed", UnknownField),
        ({"prepayment": {"psa": 100, "pace": 1}}, "prepayment.pace", UnknownField),
        ({"balance": None}, "balance", MissingField),
        ({"wac": None}, "wac", MissingField),
        ({"prepayment": {"psa": 100}}, "age_months", MissingField),
        ({"prepayment": {"abs": 1}}, "age_months", MissingField),
        ({"default": {"sda": 100}}, "age_months", MissingField),
        ({"balance": 0}, "balance", FieldOutOfRange),
        ({"balance": -1}, "balance", FieldOutOfRange),
        ({"balance": "1e99"}, "balance", FieldOutOfRange),
        ({"balance": "many"}, "balance", FieldOutOfRange),
        ({"balance": "1_000"}, "balance", FieldOutOfRange),
        ({"balance": " 1000"}, "balance", FieldOutOfRange),
        ({"balance": "\u0661"}, "balance", FieldOutOfRange),
        ({"balance": "1e-400"}, "balance", FieldOutOfRange),
        ({"balance": True}, "balance", FieldOutOfRange),
        ({"balance": [1]}, "balance", FieldOutOfRange),
        ({"wac": 100.5}, "wac", FieldOutOfRange),
        ({"wac": "NaN"}, "wac", FieldOutOfRange),
        ({"pass_through_rate": 8.2}, "pass_through_rate", FieldOutOfRange),
        ({"pass_through_rate": -1}, "pass_through_rate", FieldOutOfRange),
        ({"remaining_months": -12}, "remaining_months", FieldOutOfRange),
        ({"remaining_months": 0}, "remaining_months", FieldOutOfRange),
        ({"remaining_months": 12.5}, "remaining_months", FieldOutOfRange),
        ({"remaining_months": 481}, "remaining_months", FieldOutOfRange),
        ({"age_months": -1}, "age_months", FieldOutOfRange),
        ({"original_months": 11}, "original_months", FieldOutOfRange),
        ({"amortization_months": 11}, "amortization_months", FieldOutOfRange),
        ({"interest_only_months": 12}, "interest_only_months", FieldOutOfRange),
        ({"servicing_fee": 0.7}, "servicing_fee", FieldOutOfRange),
        ({"servicing_fee": 0.25, "guaranty_fee": 0.25}, "guaranty_fee", FieldsDisagree),
        ({"prepayment": 100}, "prepayment", FieldOutOfRange),
        ({"prepayment": {}}, "prepayment", FieldOutOfRange),
        ({"prepayment": {"psa": 100, "cpr": 6}}, "prepayment", FieldOutOfRange),
        ({"age_months": 1, "prepayment": {"psa": -1}}, "prepayment.psa", FieldOutOfRange),
        ({"prepayment": {"cpr": 101}}, "prepayment.cpr", FieldOutOfRange),
        ({"prepayment": {"smm": 101}}, "prepayment.smm", FieldOutOfRange),
        ({"prepayment": {"sda": 1}}, "prepayment.sda", UnknownField),
        ({"prepayment": {"smm_vector": [1] * 11}}, "prepayment.smm_vector", FieldOutOfRange),
        ({"prepayment": {"smm_vector": [1] * 13}}, "prepayment.smm_vector", FieldOutOfRange),
        ({"prepayment": {"smm_vector": "1"}}, "prepayment.smm_vector", FieldOutOfRange),
        (
            {"prepayment": {"smm_vector": [1] * 11 + [101]}},
            "prepayment.smm_vector[12]",
            FieldOutOfRange,
        ),
        ({"default": {"mdr_vector": [1] * 5}}, "default.mdr_vector", FieldOutOfRange),
        ({"default": {"cdr": 200}}, "default.cdr", FieldOutOfRange),
        ({"months_to_liquidation": -1}, "months_to_liquidation", FieldOutOfRange),
        ({"loss_severity": 20}, "loss_severity", FieldOutOfRange),
        ({"advance": "yes"}, "advance", FieldOutOfRange),
        ({"default_basis": "x"}, "default_basis", FieldOutOfRange),
        ({"rounding": "cents"}, "rounding", FieldOutOfRange),
        ({"settle": "15.4.2002"}, "settle", FieldOutOfRange),
        ({"settle": "2002-02-30"}, "settle", FieldOutOfRange),
        ({"settle": 20020415}, "settle", FieldOutOfRange),
        ({"settle": "2002-04-15", "issue": "2000-01-01"}, "issue", FieldsDisagree),
        ({"actual_delay_days": -1}, "actual_delay_days", FieldOutOfRange),
        ({"price": 100, "yield_bey": 7}, "yield_bey", GivenTogether),
        ({"price": 100, "mortgage_yield": 7}, "mortgage_yield", GivenTogether),
        ({"price": 0}, "price", FieldOutOfRange),
        ({"price": "1e-60"}, "price", FieldOutOfRange),
        ({"yield_bey": -100}, "yield_bey", FieldOutOfRange),
        ({"note_rate_vector": [0.5] * 12}, "note_rate_vector[1]", FieldOutOfRange),
        (
            {"note_rate_vector": [8] * 12, "adjustable": {}},
            "adjustable",
            GivenTogether,
        ),
        ({"adjustable": {"margin": 2}}, "adjustable.first_reset_month", MissingField),
        ({"rounding": "cent", "wac": "8.12501"}, "wac", FieldOutOfRange),
        ({"rounding": "cent", "balance": "0.005"}, "balance", FieldOutOfRange),
    ],
)
def test_read_spec__wrong_field__is_named_with_both_sides(
    changes: dict[str, Any], field: str, error: type[SpecRejected]
) -> None:
    with pytest.raises(SpecRejected) as refused:
        read(**changes)

    assert (type(refused.value), refused.value.field) == (error, field)
    assert refused.value.exit_code == 5
    assert field in str(refused.value)
    assert "Decimal(" not in str(refused.value)
    if isinstance(refused.value, FieldOutOfRange):
        assert refused.value.allowed in str(refused.value)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "Expecting value"),
        (b"[1, 2]", "it is"),
        (b'{"balance": 1', "Expecting"),
        (b'{"balance": 1, "balance": 2}', "balance is in it twice"),
        (b'{"balance": NaN}', "NaN"),
        (b'{"balance": 1e999, "wac": ' + b"1" * 100 + b"}", "100 characters"),
        (b"\xff\xfe", "utf-8"),
        (b'{"a":' + b"[" * 100_000, "opening brackets"),
        (b" " * 1_000_001, "1,000,000 bytes"),
    ],
)
def test_read_spec__no_object__says_why(content: bytes, reason: str) -> None:
    with pytest.raises(NotASpec) as refused:
        read_spec(content)

    assert reason in refused.value.reason


def test_read_spec__byte_order_mark__is_ignored() -> None:
    assert read_spec(b"\xef\xbb\xbf" + json.dumps(LEAST).encode()) == read()


def test_read_spec__text__is_read_as_its_bytes_are() -> None:
    text = json.dumps(LEAST)

    assert read_spec(text) == read_spec(text.encode())


def test_unknown_field__close_to_a_known_one__says_which() -> None:
    with pytest.raises(UnknownField) as refused:
        read(age_month=3)

    assert "perhaps age_months is meant" in str(refused.value)


def test_missing_age__of_a_speed_by_age__says_what_needs_it() -> None:
    with pytest.raises(MissingField) as refused:
        read(prepayment={"psa": 100})

    assert refused.value.needed_by == "prepayment.psa"
    assert "prepayment.psa needs it" in str(refused.value)
