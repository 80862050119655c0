"""What is refused, with what would have been accepted; of several rules broken, the first."""

from dataclasses import replace
from typing import Any

import pytest

from oracle.accounting.refusing import NOTHING, REPORTED
from rwa.core.money import ZERO, Cents
from rwa.core.rates import Ppm
from rwa.pool.activity import Modification
from rwa.pool.loan import LoanStatus, RateReset
from rwa.pool.programme import (
    GINNIE_II,
    PORTFOLIO_ACTUAL_ACTUAL,
    PORTFOLIO_SCHEDULED_ACTUAL,
    PRIVATE_LABEL,
    UMBS,
    Programme,
)
from rwa.remittance import refusals
from rwa.remittance.refusals import ActivityRefused
from tests.unit.oracle.one_loan import LINE, accounted, behind

CENT = Cents(1)
NEW = Modification(
    note_rate_ppm=Ppm.percent("4"), payment_cents=Cents.dollars(900), remaining_months=240
)
RESET_NOW = {
    "reset": RateReset(
        margin_ppm=Ppm.percent("2"),
        months_to_reset=1,
        interval_months=12,
        periodic_cap_ppm=Ppm.percent("1"),
        floor_ppm=Ppm.percent("3"),
        ceiling_ppm=Ppm.percent("11"),
        step_ppm=Ppm(1),
    )
}
ENDED = {"balance_cents": ZERO, "remaining_months": 0, "status": LoanStatus.LIQUIDATED}
PAID_OFF = {**ENDED, "status": LoanStatus.PAID_OFF}
MISSED = {"payments_made": 0}
SOLD = {**MISSED, "liquidation_proceeds_cents": Cents.dollars(1)}
UNADVANCED = {"months_advanced": 0, "advances_outstanding_cents": ZERO}


def refused(
    loan: dict[str, Any], line: dict[str, Any], programme: Programme = PRIVATE_LABEL
) -> ActivityRefused:
    with pytest.raises(ActivityRefused) as caught:
        accounted(loan, line, programme=programme)
    assert caught.value.loan_id == "L1"
    return caught.value


def said(refusal: ActivityRefused) -> tuple[str, str, str, str]:
    return (
        type(refusal).__name__,
        refusal.field,
        str(refusal.reported),
        str(refusal.allowed),
    )


def modified(**changes: Any) -> dict[str, Any]:
    return {"modification": replace(NEW, **changes)}


REFUSALS: tuple[
    tuple[dict[str, Any], dict[str, Any], Programme, tuple[str, str, str, str]], ...
] = (
    (
        PAID_OFF,
        {**MISSED, "recovery_cents": CENT},
        PRIVATE_LABEL,
        (
            "RecoveryUnexplained",
            "recovery",
            "0.01",
            "0.00 on a loan that was not liquidated in an earlier month",
        ),
    ),
    ({}, SOLD, UMBS, ("LiquidationRefused", "liquidation_proceeds", "1.00", "none")),
    (
        {},
        {**SOLD, "payments_made": 1},
        PRIVATE_LABEL,
        ("LiquidationOutOfStep", "payments_made", "1", "0"),
    ),
    (
        {"recasts": True},
        MISSED,
        PRIVATE_LABEL,
        ("PoolLineMissedPayment", "payments_made", "0", "1"),
    ),
    (
        {},
        {"paid_off": True, "payments_made": 2},
        PRIVATE_LABEL,
        ("PayoffOutOfStep", "payments_made", "2", "1"),
    ),
    (
        behind(2),
        {"paid_off": True, "bought_out": True},
        GINNIE_II,
        ("BuyoutTooEarly", "bought_out with missed payments", "2", "3 or more"),
    ),
    (
        behind(5, status=LoanStatus.FORECLOSURE),
        {"paid_off": True, "bought_out": True},
        PRIVATE_LABEL,
        ("BuyoutTooEarly", "bought_out with missed payments", "5", "never in this programme"),
    ),
    (
        behind(1, status=LoanStatus.REO),
        {"paid_off": True, "bought_out": True},
        GINNIE_II,
        ("BuyoutTooEarly", "bought_out with missed payments", "1", "3 or more"),
    ),
    (
        behind(2),
        {"payments_made": 4},
        PRIVATE_LABEL,
        ("PaymentsNotOwed", "payments_made", "4", "0 to 3"),
    ),
    (
        {},
        {"curtailment_cents": Cents.parse("99000.01")},
        PRIVATE_LABEL,
        ("CurtailmentTooLarge", "curtailment", "99,000.01", "0.00 to 99,000.00"),
    ),
    (
        {**behind(1), **UNADVANCED},
        {"payments_made": 2, "curtailment_cents": Cents.parse("97995.01")},
        PORTFOLIO_ACTUAL_ACTUAL,
        ("CurtailmentTooLarge", "curtailment", "97,995.01", "0.00 to 97,995.00"),
    ),
    (
        behind(2),
        {"payments_made": 2, "curtailment_cents": CENT},
        PRIVATE_LABEL,
        (
            "CurtailmentInArrears",
            "curtailment",
            "0.01",
            "0.00 while 1,500.00 of missed payments is owed",
        ),
    ),
    (
        {**behind(2), **UNADVANCED},
        {"payments_made": 2, "curtailment_cents": CENT},
        PORTFOLIO_ACTUAL_ACTUAL,
        (
            "CurtailmentInArrears",
            "curtailment",
            "0.01",
            "0.00 while 0.00 of missed payments is owed",
        ),
    ),
    (
        {},
        {"interest_shortfall_cents": CENT},
        PRIVATE_LABEL,
        (
            "ShortfallWithoutPrepayment",
            "interest_shortfall",
            "0.01",
            "0.00 without a payoff or curtailment",
        ),
    ),
    (
        {},
        {**SOLD, "interest_shortfall_cents": CENT},
        PRIVATE_LABEL,
        (
            "ShortfallWithoutPrepayment",
            "interest_shortfall",
            "0.01",
            "0.00 without a payoff or curtailment",
        ),
    ),
    (
        {},
        {"paid_off": True, "interest_shortfall_cents": Cents.parse("500.01")},
        PRIVATE_LABEL,
        ("ShortfallTooLarge", "interest_shortfall", "500.01", "0.00 to 500.00"),
    ),
    (
        behind(2),
        {**SOLD, "liquidation_proceeds_cents": Cents.parse("103500.01")},
        PRIVATE_LABEL,
        ("ProceedsTooLarge", "liquidation_proceeds", "103,500.01", "at most 103,500.00"),
    ),
    (
        {},
        {"recovery_cents": CENT},
        PRIVATE_LABEL,
        (
            "RecoveryUnexplained",
            "recovery",
            "0.01",
            "0.00 on a loan that was not liquidated in an earlier month",
        ),
    ),
    (
        {"remaining_months": 1},
        MISSED,
        PRIVATE_LABEL,
        ("LoanEndedInArrears", "missed payments owed after the last one", "100,500.00", "0.00"),
    ),
    (
        {**behind(2), "remaining_months": 1},
        {"payments_made": 2},
        PRIVATE_LABEL,
        ("LoanEndedInArrears", "missed payments owed after the last one", "1,500.00", "0.00"),
    ),
    (
        {**behind(2, each="4.00"), "balance_cents": Cents.dollars(1_000)},
        {},
        PORTFOLIO_SCHEDULED_ACTUAL,
        ("LoanEndedInArrears", "missed payments owed after the last one", "3.00", "0.00"),
    ),
    (
        behind(1),
        {"payments_made": 2, "moved_to": LoanStatus.REO},
        PRIVATE_LABEL,
        ("MovedWhileCurrent", "moved_to", "reo", "nothing while no payment is overdue"),
    ),
    (
        behind(1),
        {"paid_off": True, **modified()},
        PRIVATE_LABEL,
        ("ModificationOutOfStep", "modification", "given", "none on a loan that ended"),
    ),
    (
        behind(1),
        modified(capitalised_cents=Cents.parse("1500.01")),
        PRIVATE_LABEL,
        ("CapitalisedTooMuch", "capitalised", "1,500.01", "0.00 to 1,500.00"),
    ),
    (
        behind(1),
        {"written_off_cents": Cents.parse("1500.01")},
        PRIVATE_LABEL,
        ("WriteOffTooLarge", "written_off", "1,500.01", "0.00 to 1,500.00"),
    ),
    (
        behind(1),
        {
            **modified(capitalised_cents=Cents.dollars(1_000)),
            "written_off_cents": Cents.parse("500.01"),
        },
        PRIVATE_LABEL,
        ("WriteOffTooLarge", "written_off", "500.01", "0.00 to 500.00"),
    ),
    (
        behind(1),
        {
            **modified(capitalised_cents=Cents.dollars(1_000)),
            "written_off_cents": Cents.parse("499.99"),
        },
        PRIVATE_LABEL,
        ("AdvancesLeft", "advances after the modification", "0.01", "0.00"),
    ),
    (
        behind(1),
        modified(capitalised_cents=Cents.dollars(1_500), forgiven_cents=Cents.parse("100500.00")),
        PRIVATE_LABEL,
        ("ForgivenTooMuch", "forgiven", "100,500.00", "less than 100,500.00"),
    ),
    (
        behind(1),
        modified(
            capitalised_cents=Cents.dollars(1_500),
            forgiven_cents=Cents.dollars(500),
            deferred_cents=Cents.dollars(100_000),
        ),
        PRIVATE_LABEL,
        ("DeferredTooMuch", "deferred", "100,000.00", "less than 100,000.00"),
    ),
    (
        RESET_NOW,
        {},
        PRIVATE_LABEL,
        ("IndexMissing", "index", "nothing", "the month's value of the index"),
    ),
)
"""A loan, its line, the programme, and what is said of it."""


@pytest.mark.parametrize(("loan", "line", "programme", "expected"), REFUSALS)
def test_accounting__one_rule_broken__says_which_and_what_fits(
    loan: dict[str, Any],
    line: dict[str, Any],
    programme: Programme,
    expected: tuple[str, str, str, str],
) -> None:
    assert said(refused(loan, line, programme)) == expected


OF_A_LOAN: dict[str, Any] = {
    "bought_out": True,
    "interest_shortfall_cents": CENT,
    "recovery_cents": CENT,
    "modification": NEW,
    "moved_to": LoanStatus.REO,
    "stops_advances": True,
    "written_off_cents": CENT,
    "escrow_deposit_cents": CENT,
    "escrow_disbursement_cents": CENT,
    "late_fee_cents": CENT,
}


@pytest.mark.parametrize("field", OF_A_LOAN)
def test_accounting__line_that_recasts__tells_of_payments_alone(field: str) -> None:
    others = dict(list(OF_A_LOAN.items())[list(OF_A_LOAN).index(field) :])

    refusal = refused({"recasts": True}, {"paid_off": True, **others})

    assert said(refusal)[:3] == ("PoolLineModified", field.removesuffix("_cents"), "given")


ON_ENDED: dict[str, Any] = {
    "payments_made": 1,
    "curtailment_cents": CENT,
    "liquidation_proceeds_cents": ZERO,
    "interest_shortfall_cents": CENT,
    "modification": NEW,
    "moved_to": LoanStatus.REO,
    "stops_advances": True,
    "written_off_cents": CENT,
    "escrow_deposit_cents": CENT,
    "escrow_disbursement_cents": CENT,
    "late_fee_cents": CENT,
}


@pytest.mark.parametrize("field", ON_ENDED)
def test_accounting__loan_that_ended__has_a_recovery_alone(field: str) -> None:
    value = ON_ENDED[field]
    line = {**MISSED, "recovery_cents": CENT, field: value}

    refusal = refused(ENDED, line)

    shown = "given" if field == "modification" else value
    assert (type(refusal).__name__, refusal.field) == ("LoanEnded", field.removesuffix("_cents"))
    assert refusal.reported == shown


def test_nothing__every_field_reported__is_its_default() -> None:
    assert {*REPORTED, "loan_id"} == set(LINE.__dataclass_fields__)
    assert replace(LINE, payments_made=0, loan_id=NOTHING.loan_id) == NOTHING


ODD = {
    "curtailment": {"curtailment_cents": Cents.dollars(200_000)},
    "shortfall": {"interest_shortfall_cents": Cents.dollars(9_000)},
    "recovery": {"recovery_cents": CENT},
    "moved": {"moved_to": LoanStatus.REO},
    "terms": modified(
        capitalised_cents=Cents.dollars(9_000),
        forgiven_cents=Cents.dollars(900_000),
        deferred_cents=Cents.dollars(900_000),
    ),
    "write-off": {"written_off_cents": Cents.dollars(9_000)},
}
"""Money and terms that no loan explains."""
FEWER_TERMS = modified(forgiven_cents=Cents.dollars(900_000), deferred_cents=Cents.dollars(900_000))
ORDER: tuple[tuple[str, dict[str, Any], dict[str, Any], Programme], ...] = (
    ("RecoveryUnexplained", PAID_OFF, {"recovery_cents": CENT}, PRIVATE_LABEL),
    ("LiquidationRefused", {"recasts": True}, {**SOLD, "payments_made": 5}, UMBS),
    ("LiquidationOutOfStep", {"recasts": True}, {**SOLD, "payments_made": 5}, PRIVATE_LABEL),
    (
        "PoolLineMissedPayment",
        {"recasts": True},
        {"payments_made": 2, "paid_off": True, "bought_out": True, "late_fee_cents": CENT},
        UMBS,
    ),
    (
        "PoolLineModified",
        {"recasts": True},
        {"paid_off": True, "bought_out": True, **ODD["shortfall"]},
        UMBS,
    ),
    (
        "PayoffOutOfStep",
        {},
        {"payments_made": 5, "paid_off": True, "bought_out": True, **ODD["shortfall"]},
        UMBS,
    ),
    ("BuyoutTooEarly", {}, {"paid_off": True, "bought_out": True, **ODD["shortfall"]}, UMBS),
    (
        "PaymentsNotOwed",
        {},
        {"payments_made": 5, **ODD["curtailment"], **ODD["shortfall"]},
        UMBS,
    ),
    (
        "CurtailmentTooLarge",
        behind(2),
        {**ODD["curtailment"], **ODD["shortfall"], **ODD["recovery"]},
        UMBS,
    ),
    (
        "CurtailmentInArrears",
        behind(2),
        {"curtailment_cents": CENT, **ODD["shortfall"], **ODD["recovery"]},
        UMBS,
    ),
    (
        "ShortfallWithoutPrepayment",
        {},
        {**SOLD, "liquidation_proceeds_cents": Cents.dollars(200_000), **ODD["shortfall"]},
        PRIVATE_LABEL,
    ),
    (
        "ShortfallTooLarge",
        {},
        {"paid_off": True, **ODD["shortfall"], **ODD["recovery"]},
        UMBS,
    ),
    (
        "ProceedsTooLarge",
        {},
        {**SOLD, "liquidation_proceeds_cents": Cents.dollars(200_000), **ODD["recovery"]},
        PRIVATE_LABEL,
    ),
    (
        "RecoveryUnexplained",
        {"remaining_months": 1},
        {**MISSED, **ODD["recovery"], **ODD["moved"]},
        UMBS,
    ),
    (
        "LoanEndedInArrears",
        {"remaining_months": 1},
        {**MISSED, **ODD["moved"], **ODD["terms"]},
        UMBS,
    ),
    (
        "MovedWhileCurrent",
        {},
        {"paid_off": True, **ODD["moved"], **ODD["terms"]},
        UMBS,
    ),
    ("MovedWhileCurrent", behind(2), {**ODD["moved"], **ODD["terms"]}, UMBS),
    (
        "ModificationOutOfStep",
        {},
        {"paid_off": True, **ODD["terms"], **ODD["write-off"]},
        UMBS,
    ),
    (
        "CapitalisedTooMuch",
        behind(2),
        {**ODD["terms"], **ODD["write-off"]},
        UMBS,
    ),
    ("WriteOffTooLarge", behind(2), {**FEWER_TERMS, **ODD["write-off"]}, UMBS),
    ("AdvancesLeft", behind(2), {**FEWER_TERMS, "written_off_cents": CENT}, UMBS),
    ("ForgivenTooMuch", RESET_NOW, FEWER_TERMS, PRIVATE_LABEL),
    (
        "DeferredTooMuch",
        RESET_NOW,
        modified(deferred_cents=Cents.dollars(900_000)),
        PRIVATE_LABEL,
    ),
    ("WriteOffTooLarge", RESET_NOW, ODD["write-off"], PRIVATE_LABEL),
    ("IndexMissing", RESET_NOW, {}, PRIVATE_LABEL),
)
"""The rules in their order: each is broken together with later ones."""


@pytest.mark.parametrize(("first", "loan", "line", "programme"), ORDER)
def test_accounting__several_rules_broken__the_first_is_named(
    first: str, loan: dict[str, Any], line: dict[str, Any], programme: Programme
) -> None:
    assert type(refused(loan, line, programme)).__name__ == first


def test_refusals__every_class__is_raised_by_some_case() -> None:
    classes = {name for name in refusals.__all__ if name != "ActivityRefused"}

    raised = {expected[0] for *_, expected in REFUSALS} | {"PoolLineModified", "LoanEnded"}

    assert raised == classes
    assert {first for first, *_ in ORDER} | {"LoanEnded"} == classes
