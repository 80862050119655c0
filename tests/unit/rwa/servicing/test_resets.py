"""Rates that follow an index: index plus margin, rounded, capped, and the payment made level."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from rwa.core.annuity import level_payment
from rwa.core.money import ZERO, Cents
from rwa.core.rates import Ppm
from rwa.pool.activity import Modification
from rwa.pool.loan import Loan, LoanStatus, RateReset
from rwa.remittance.refusals import IndexMissing

Month = Callable[..., Any]
RESET = RateReset(
    margin_ppm=Ppm.percent("2.25"),
    months_to_reset=1,
    interval_months=12,
    periodic_cap_ppm=Ppm.percent(2),
    floor_ppm=Ppm.percent("2.25"),
    ceiling_ppm=Ppm.percent(11),
    step_ppm=Ppm.percent("0.125"),
)


@pytest.mark.parametrize(
    ("changes", "index", "rate"),
    [
        ({}, "4.50", "6.75"),
        ({}, "4.5624", "6.75"),  # 6.8124% is nearer to 6.75% than to 6.875%
        ({}, "4.5625", "6.875"),  # 6.8125% is half way, and goes up
        ({}, "9.00", "8"),  # 11.25% is more than two above 6%
        ({}, "0.10", "4"),  # 2.375% is more than two below
        ({"ceiling_ppm": Ppm.percent("6.50")}, "9.00", "6.50"),
        ({"floor_ppm": Ppm.percent("5.50")}, "0.10", "5.50"),
        ({"periodic_cap_ppm": Ppm(0)}, "9.00", "6"),
        ({"floor_ppm": Ppm.percent(9)}, "0.10", "9"),  # the floor is above what the cap allows
        ({"step_ppm": Ppm(1)}, "4.5624", "6.8124"),
    ],
)
def test_run_month__months_to_reset_at_zero__rate_follows_the_index_within_its_limits(
    one_loan: Month, round_loan: Loan, changes: dict[str, Any], index: str, rate: str
) -> None:
    loan = replace(round_loan, reset=replace(RESET, **changes))

    month = one_loan(loan, index_ppm=Ppm.percent(index))

    # The month itself accrues at the old rate.
    assert month.row.gross_interest_cents == Cents.dollars(500)
    assert month.after.note_rate_ppm == Ppm.percent(rate)
    assert month.after.reset.months_to_reset == 12
    assert month.after.payment_cents == level_payment(
        balance=Cents.dollars(99_900), note_rate=Ppm.percent(rate), months=359
    )


def test_run_month__balloon_loan_reset__is_made_level_over_its_amortisation(
    one_loan: Month, round_loan: Loan
) -> None:
    loan = replace(
        round_loan,
        reset=RESET,
        remaining_months=61,
        balloon_months=299,
        deferred_cents=Cents.dollars(20_000),
    )

    month = one_loan(loan, index_ppm=Ppm.percent("4.50"))

    # 80,000.00 bear 400.00; principal 200.00 leaves 79,800.00 over 60 + 299 months.
    assert month.after.payment_cents == level_payment(
        balance=Cents.dollars(79_800), note_rate=Ppm.percent("6.75"), months=359
    )


def test_run_month__reset_later__counts_down_and_asks_for_no_index(
    one_loan: Month, round_loan: Loan
) -> None:
    loan = replace(round_loan, reset=replace(RESET, months_to_reset=5))

    month = one_loan(loan)

    assert month.after.reset.months_to_reset == 4
    assert month.after.note_rate_ppm == Ppm.percent(6)
    assert month.after.payment_cents == Cents.dollars(600)
    assert month.row.cash_received_cents == Cents.dollars(600)


def test_run_month__reset_without_an_index__refused_unless_the_loan_ends(
    one_loan: Month, round_loan: Loan
) -> None:
    loan = replace(round_loan, reset=RESET)

    with pytest.raises(IndexMissing):
        one_loan(loan)

    ended = one_loan(loan, paid_off=True)
    assert ended.after.status is LoanStatus.PAID_OFF
    assert ended.after.reset == RESET
    assert ended.after.note_rate_ppm == Ppm.percent(6)


def test_run_month__modified_and_reset__resets_the_modified_rate(
    one_loan: Month, round_loan: Loan
) -> None:
    terms = Modification(
        note_rate_ppm=Ppm.percent(3), payment_cents=Cents.dollars(500), remaining_months=400
    )

    month = one_loan(replace(round_loan, reset=RESET), index_ppm=Ppm.percent(9), modification=terms)

    # Two above the modified 3%; the payment over the 400 months that remain.
    assert month.after.note_rate_ppm == Ppm.percent(5)
    assert month.after.payment_cents == level_payment(
        balance=Cents.dollars(99_900), note_rate=Ppm.percent(5), months=400
    )
    assert month.row.loss_cents == ZERO
