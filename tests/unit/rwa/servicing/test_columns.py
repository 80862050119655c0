from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from rwa.core.ids import LoanId
from rwa.core.money import ZERO, Cents
from rwa.core.rates import Ppm
from rwa.pool.bounds import MAX_BALANCE
from rwa.pool.generator import generate_pool
from rwa.pool.loan import Accrual, Loan, LoanStatus, RateReset
from rwa.pool.tape import LoanTape
from rwa.servicing.columns import (
    STATUSES,
    ColumnOutOfRange,
    TapeColumns,
    columns_of,
    tape_of,
)

TapeMaker = Callable[..., LoanTape]


def test_tape_of__columns_of_a_generated_pool__gives_the_tape_back() -> None:
    tape = generate_pool(seed=11, loan_count=200)

    assert tape_of(columns_of(tape)) == tape


def test_tape_of__loans_with_every_field_unusual__gives_the_tape_back(
    loan: Loan, tape_of_loans: TapeMaker
) -> None:
    in_arrears = replace(
        loan,
        state=None,
        status=LoanStatus.FORECLOSURE,
        advances_outstanding_cents=Cents(12_345),
        escrow_balance_cents=Cents(-77),
        age_months=1_100,
        remaining_months=17,
    )
    gone = replace(
        loan,
        loan_id=LoanId("L2"),
        balance_cents=ZERO,
        remaining_months=0,
        status=LoanStatus.LIQUIDATED,
    )
    line = replace(loan, loan_id=LoanId("L3"), recasts=True)
    special = replace(
        loan,
        loan_id=LoanId("L4"),
        accrual=Accrual.ACTUAL_360,
        interest_only_months=5,
        balloon_months=111,
        months_behind=3,
        months_advanced=2,
        advances_stopped=True,
        deferred_cents=Cents(4_444),
        escrow_advances_cents=Cents(555),
        reset=RateReset(
            margin_ppm=Ppm(22_500),
            months_to_reset=7,
            interval_months=12,
            periodic_cap_ppm=Ppm(20_000),
            floor_ppm=Ppm(22_600),
            ceiling_ppm=Ppm(110_000),
            step_ppm=Ppm(1_250),
        ),
        remaining_months=300,
    )
    tape = tape_of_loans(in_arrears, gone, line, special)

    assert tape_of(columns_of(tape)) == tape


def test_columns__once_made__cannot_be_written(loan: Loan, tape_of_loans: TapeMaker) -> None:
    columns = columns_of(tape_of_loans(loan))

    with pytest.raises(ValueError, match="read-only"):
        columns.balance[0] = 1


def test_statuses__codes_of_the_ladder__rise_with_delinquency() -> None:
    assert STATUSES[:4] == (
        LoanStatus.CURRENT,
        LoanStatus.DELINQUENT_30,
        LoanStatus.DELINQUENT_60,
        LoanStatus.DELINQUENT_90,
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("balance", -1),
        ("balance", MAX_BALANCE.count + 1),
        ("payment", -1),
        ("note_rate", 300_001),
        ("servicing_fee", -1),
        ("remaining", 481),
        ("age", 1_201),
        ("status", 8),
        ("advances_outstanding", MAX_BALANCE.count + 1),
        ("escrow_balance", -MAX_BALANCE.count - 1),
        ("original_balance", 0),
        ("interest_only", 481),
        ("balloon", -1),
        ("months_to_reset", 481),
        ("reset_step", 300_001),
        ("months_behind", 481),
        ("months_advanced", -1),
        ("deferred", -1),
        ("escrow_advances", MAX_BALANCE.count + 1),
    ],
)
def test_columns__value_beyond_exact_arithmetic__refused_with_loan_and_field(
    loan: Loan, tape_of_loans: TapeMaker, field: str, value: int
) -> None:
    columns: TapeColumns = columns_of(tape_of_loans(loan, replace(loan, loan_id=LoanId("L2"))))
    bad = getattr(columns, field).copy()
    bad[1] = value

    with pytest.raises(ColumnOutOfRange) as caught:
        replace(columns, **{field: bad})

    assert (caught.value.loan_id, caught.value.value) == ("L2", value)
    assert field in caught.value.field


def test_columns__bounds__keep_every_product_within_64_bits() -> None:
    # The largest product formed is 2 * balance * rate + a year, in half-up interest.
    assert 2 * MAX_BALANCE.count * 300_000 + 12_000_000 <= np.iinfo(np.int64).max
    # Missed payments times payment, in recovered advances.
    assert 480 * MAX_BALANCE.count <= np.iinfo(np.int64).max
