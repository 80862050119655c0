from collections.abc import Callable
from typing import Any

import pytest

from rwa.core.errors import ValueOutOfRange
from rwa.core.money import ZERO, Cents
from rwa.core.rates import Ppm
from rwa.pool.loan import Loan, LoanStatus

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
