from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from rwa.core.errors import ValueOutOfRange
from rwa.core.money import ZERO, Cents
from rwa.core.rates import Ppm
from rwa.pool.bounds import MAX_ACTUAL_360_BALANCE, MAX_BALANCE, MAX_RATE
from rwa.pool.loan import Accrual, Loan, LoanStatus, RateReset

RESET = RateReset(
    margin_ppm=Ppm(22_500),
    months_to_reset=60,
    interval_months=12,
    periodic_cap_ppm=Ppm(20_000),
    floor_ppm=Ppm(22_500),
    ceiling_ppm=Ppm(111_250),
    step_ppm=Ppm(1_250),
)
BILLIONS = {
    "original_balance_cents": Cents.dollars(5_000_000_000),
    "balance_cents": Cents.dollars(4_000_000_000),
    "accrual": Accrual.ACTUAL_360,
    "payment_cents": Cents.dollars(30_000_000),
}
LoanWith = Callable[..., Loan]
PAID_OFF = {"balance_cents": ZERO, "remaining_months": 0, "status": LoanStatus.PAID_OFF}


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"loan_id": ""}, "loan_id"),
        ({"loan_id": "A,B"}, "loan_id"),
        ({"loan_id": "x" * 33}, "loan_id"),
        ({"loan_id": "Ł1"}, "loan_id"),
        ({"state": "ca"}, "state"),
        ({"state": "Cal"}, "state"),
        ({"original_balance_cents": ZERO}, "original_balance"),
        ({"original_balance_cents": Cents(-1)}, "original_balance"),
        ({"original_balance_cents": Cents(10**13 + 1)}, "original_balance"),
        ({"balance_cents": Cents(-1)}, "balance"),
        ({"balance_cents": Cents.dollars(375_000) + Cents(1)}, "balance"),
        ({"payment_cents": Cents(-1)}, "payment"),
        ({"payment_cents": Cents.parse("1529.86")}, "payment"),
        ({"advances_outstanding_cents": Cents(-1)}, "advances_outstanding"),
        ({"escrow_balance_cents": Cents(-(10**14))}, "escrow_balance"),
        ({"note_rate_ppm": Ppm(-1)}, "note_rate"),
        ({"note_rate_ppm": Ppm(300_001)}, "note_rate"),
        ({"servicing_fee_ppm": Ppm(-1)}, "servicing_fee"),
        ({"servicing_fee_ppm": Ppm(61_251)}, "servicing_fee"),
        ({"guaranty_fee_ppm": Ppm(-1)}, "guaranty_fee"),
        ({"guaranty_fee_ppm": Ppm(58_751)}, "guaranty_fee"),
        ({"original_term_months": 0}, "original_term_months"),
        ({"original_term_months": 481}, "original_term_months"),
        ({"remaining_months": 0}, "remaining_months"),
        ({"remaining_months": 481}, "remaining_months"),
        ({"remaining_months": 12.0}, "remaining_months"),
        ({"age_months": -1}, "age_months"),
        ({"age_months": 1_201}, "age_months"),
        ({"status": LoanStatus.PAID_OFF}, "status"),
        ({"status": LoanStatus.LIQUIDATED}, "status"),
        (PAID_OFF | {"status": LoanStatus.CURRENT}, "status"),
        (PAID_OFF | {"remaining_months": 1}, "remaining_months"),
        ({"interest_only_months": -1}, "interest_only_months"),
        ({"interest_only_months": 360}, "interest_only_months"),
        ({"balloon_months": -1}, "balloon_months"),
        ({"balloon_months": 122}, "balloon_months"),
        ({"months_behind": -1}, "months_behind"),
        ({"months_behind": 481}, "months_behind"),
        ({"months_behind": True}, "months_behind"),
        ({"months_behind": 2, "months_advanced": 3}, "months_advanced"),
        ({"months_advanced": -1}, "months_advanced"),
        ({"advances_stopped": True}, "advances_stopped"),
        ({"deferred_cents": Cents(-1)}, "deferred"),
        ({"deferred_cents": Cents.parse("299727.63")}, "deferred"),
        ({"escrow_advances_cents": Cents(-1)}, "escrow_advances"),
        ({"reset": replace(RESET, floor_ppm=Ppm(6_249))}, "reset_floor"),
        (BILLIONS | {"balance_cents": Cents.dollars(4_000_000_000) + Cents(1)}, "balance"),
        (PAID_OFF | {"months_behind": 1}, "months_behind"),
        (PAID_OFF | {"months_advanced": 1}, "months_advanced"),
        (PAID_OFF | {"advances_stopped": True}, "advances_stopped"),
        (PAID_OFF | {"interest_only_months": 1}, "interest_only_months"),
        (PAID_OFF | {"deferred_cents": Cents(1)}, "deferred"),
        (PAID_OFF | {"advances_outstanding_cents": Cents(1)}, "advances_outstanding"),
        (PAID_OFF | {"escrow_balance_cents": Cents(1)}, "escrow_balance"),
        (PAID_OFF | {"escrow_balance_cents": Cents(-1)}, "escrow_balance"),
        (PAID_OFF | {"escrow_advances_cents": Cents(1)}, "escrow_advances"),
        ({"recasts": True, "interest_only_months": 1}, "interest_only_months"),
        ({"recasts": True, "balloon_months": 1}, "balloon_months"),
        ({"recasts": True, "reset": RESET}, "reset_margin"),
        ({"recasts": True, "reset": replace(RESET, margin_ppm=Ppm(0))}, "reset_margin"),
        ({"recasts": True, "months_behind": 1}, "months_behind"),
        ({"recasts": True, "deferred_cents": Cents(1)}, "deferred"),
    ],
)
def test_loan__one_value_out_of_range__raises_naming_the_field(
    loan_with: LoanWith, fields: dict[str, Any], named: str
) -> None:
    with pytest.raises(ValueOutOfRange) as caught:
        loan_with(**fields)

    assert caught.value.field == named
    assert caught.value.allowed


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"state": None},
        {"balance_cents": Cents.dollars(375_000), "payment_cents": Cents.dollars(1_915)},
        {"payment_cents": Cents.parse("1529.87")},
        {"payment_cents": Cents(1), "remaining_months": 1},
        {"payment_cents": Cents(1), "recasts": True},
        {"escrow_balance_cents": Cents(-1)},
        {"guaranty_fee_ppm": Ppm(58_750)},
        {"status": LoanStatus.REO},
        {"age_months": 400},
        {"interest_only_months": 359, "payment_cents": Cents(0)},
        {"balloon_months": 121},
        {"months_behind": 480, "months_advanced": 480, "advances_stopped": True},
        {"deferred_cents": Cents.parse("299727.62"), "payment_cents": Cents(0)},
        {"accrual": Accrual.ACTUAL_360, "payment_cents": Cents(0)},
        {"reset": RESET, "payment_cents": Cents(0)},
        {"balance_cents": Cents(100), "payment_cents": Cents(1)},
        BILLIONS,
        BILLIONS | {"accrual": Accrual.THIRTY_360, "balance_cents": Cents.dollars(4_000_000_001)},
        {"recasts": True, "status": LoanStatus.DELINQUENT_30},
        PAID_OFF | {"balloon_months": 480, "reset": RESET},
        PAID_OFF,
        PAID_OFF | {"status": LoanStatus.LIQUIDATED},
    ],
)
def test_loan__at_the_edge_of_what_is_allowed__exists(
    loan_with: LoanWith, fields: dict[str, Any]
) -> None:
    loan = loan_with(**fields)

    assert loan.is_active == (loan.balance_cents != ZERO)


def test_net_rate__note_rate_less_both_fees(loan_with: LoanWith) -> None:
    assert loan_with().net_rate_ppm == Ppm(55_000)


def test_is_final__paid_off_and_liquidated_only() -> None:
    final = {status for status in LoanStatus if status.is_final}

    assert final == {LoanStatus.PAID_OFF, LoanStatus.LIQUIDATED}


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"margin_ppm": Ppm(-1)}, "reset_margin"),
        ({"months_to_reset": 0}, "months_to_reset"),
        ({"months_to_reset": 481}, "months_to_reset"),
        ({"interval_months": 0}, "reset_interval"),
        ({"periodic_cap_ppm": Ppm(300_001)}, "reset_periodic_cap"),
        ({"floor_ppm": Ppm(111_251)}, "reset_floor"),
        ({"ceiling_ppm": Ppm(300_001)}, "reset_ceiling"),
        ({"step_ppm": Ppm(0)}, "reset_step"),
        ({"step_ppm": Ppm(-1)}, "reset_step"),
    ],
)
def test_rate_reset__one_value_out_of_range__raises_naming_the_column(
    fields: dict[str, Any], named: str
) -> None:
    with pytest.raises(ValueOutOfRange) as caught:
        replace(RESET, **fields)

    assert caught.value.field == named


def test_bearing__balance_less_what_is_deferred(loan_with: LoanWith) -> None:
    assert loan_with(deferred_cents=Cents(62)).bearing_cents == Cents.dollars(299_727)


def test_loan__deferred_part__payment_must_exceed_the_interest_on_the_rest(
    loan_with: LoanWith,
) -> None:
    half = {"deferred_cents": Cents.dollars(149_727) + Cents(62)}  # 150,000 at 6.125%: 765.63

    assert loan_with(**half, payment_cents=Cents.parse("765.64"))
    with pytest.raises(ValueOutOfRange) as caught:
        loan_with(**half, payment_cents=Cents.parse("765.63"))
    assert (caught.value.field, "765.63" in caught.value.allowed) == ("payment", True)


def test_loan__largest_that_counts_days__fits_sixty_three_bits() -> None:
    numerator = 2 * MAX_ACTUAL_360_BALANCE.count * MAX_RATE.count * 31 + 360 * 10**6

    assert numerator < 2**63
    assert 2 * MAX_BALANCE.count * MAX_RATE.count + 12 * 10**6 < 2**63
