"""Months for each rule beyond payments as scheduled: remittance types, ends, terms, escrow."""

from dataclasses import replace
from functools import cache
from typing import Any

from rwa.core.ids import LoanId
from rwa.core.money import ZERO, Cents
from rwa.core.rates import Ppm
from rwa.pool.activity import Modification, MonthActivity
from rwa.pool.loan import Accrual, LoanStatus, RateReset
from rwa.pool.programme import (
    CMBS,
    GINNIE_II,
    PORTFOLIO_ACTUAL_ACTUAL,
    PORTFOLIO_SCHEDULED_ACTUAL,
    PRIVATE_LABEL,
    UMBS,
    Programme,
)
from rwa.pool.tape import LoanTape
from tests.differential.loan_months import (
    BALANCE,
    ENDED,
    LINE,
    LOAN,
    PAYMENT,
    Changes,
    loan_cases,
    month_of,
    one_case,
    owes,
    tape_of,
)
from tests.servicing_cases import case_of

DRAWN = 60
"""Months drawn from seeds, beside those that are told."""
CENT = Cents(1)
MONTH = Cents(119_727)
"""The ordinary loan's interest of a month."""
MISSED = {"payments_made": 0}
PAID_OFF = {"paid_off": True}
BOUGHT_OUT = {"paid_off": True, "bought_out": True}
STOPS = {**MISSED, "stops_advances": True}
SOLD = {**MISSED, "liquidation_proceeds_cents": Cents.dollars(50_000)}
BY_DAYS = {"accrual": Accrual.ACTUAL_360}
DEFERRED = {"deferred_cents": Cents.dollars(30_000)}
RESET = RateReset(
    margin_ppm=Ppm(22_500),
    months_to_reset=1,
    interval_months=6,
    periodic_cap_ppm=Ppm(10_000),
    floor_ppm=Ppm(30_000),
    ceiling_ppm=Ppm(68_000),
    step_ppm=Ppm(1_250),
)
TERMS = Modification(
    note_rate_ppm=Ppm.percent("4.5"),
    payment_cents=Cents.dollars(1_300),
    remaining_months=360,
    balloon_months=24,
    capitalised_cents=PAYMENT,
    forgiven_cents=Cents.dollars(9_000),
    deferred_cents=Cents.dollars(12_000),
)
NEW_TERMS = {"modification": TERMS}
TERMS_OF_CURRENT = {"modification": replace(TERMS, capitalised_cents=ZERO)}


def resets(**changes: Any) -> Changes:
    return {"reset": replace(RESET, **changes)}


def terms(**changes: Any) -> Changes:
    return {"modification": replace(TERMS, **changes)}


def behind(months: int, *, advanced: int | None = None, each: Cents = MONTH) -> Changes:
    """A loan so many months behind, the oldest of them advanced with `each`, or all."""
    count = months if advanced is None else advanced
    return {
        **owes(months),
        "months_advanced": count,
        "advances_outstanding_cents": Cents(count * each.count),
    }


STOPPED = {**behind(3, advanced=2, each=PAYMENT), "advances_stopped": True}
ACCOUNTS: tuple[Changes, ...] = tuple(
    {"escrow_balance_cents": Cents(held), "escrow_advances_cents": Cents(owed)}
    for held, owed in ((50_000, 0), (0, 4_000), (-7_000, 0), (0, 14_000), (20_000, 3_000))
)
MOVES: tuple[Changes, ...] = tuple(
    {"escrow_deposit_cents": Cents(deposit), "escrow_disbursement_cents": Cents(bill)}
    for deposit, bill in ((10_000, 0), (10_000, 45_000), (0, 70_000))
)
COLLECTED: tuple[tuple[Changes, Changes], ...] = (
    ({}, {}),
    ({}, MISSED),
    ({**BY_DAYS}, MISSED),
    ({"remaining_months": 1}, MISSED),
    ({"interest_only_months": 2}, MISSED),
    *((behind(2), {"payments_made": made}) for made in range(4)),
    *((behind(2, advanced=1), {"payments_made": made}) for made in range(4)),
    *((behind(2, advanced=0), {"payments_made": made}) for made in range(4)),
    ({**behind(2, advanced=0), **BY_DAYS}, {"payments_made": 2}),
    ({**behind(2, advanced=0), **DEFERRED}, {"payments_made": 3}),
    ({**behind(2), "interest_only_months": 2}, {"payments_made": 2}),
    ({**behind(1, advanced=0), "remaining_months": 1}, {}),
    ({**behind(1, advanced=0), "remaining_months": 1}, {"payments_made": 2}),
    (behind(3), MISSED),
    (behind(4), MISSED),
    (behind(5), MISSED),
    (behind(1), STOPS),
    ({**behind(2), "advances_stopped": True}, {"payments_made": 2}),
    ({**behind(2), "advances_stopped": True}, {"payments_made": 3}),
    ({**behind(2), "advances_outstanding_cents": Cents(1_000)}, {}),
    ({**behind(1), "advances_outstanding_cents": MONTH + CENT}, {}),
    ({**behind(1, advanced=0), "advances_outstanding_cents": MONTH}, {}),
    (behind(2), PAID_OFF),
    (behind(2, advanced=0), PAID_OFF),
    (behind(2, advanced=0), {**PAID_OFF, "interest_shortfall_cents": MONTH}),
    (behind(2), {"payments_made": 3, "curtailment_cents": Cents.dollars(900)}),
    (behind(2, advanced=0), {"payments_made": 2, "curtailment_cents": CENT}),
    (behind(2), {"payments_made": 4}),
    (behind(2), SOLD),
    (behind(2, advanced=1), SOLD),
    (behind(5), SOLD),
    ({**behind(2), "balance_cents": Cents(500)}, {}),
    ({**behind(2, advanced=0), "balance_cents": Cents(500)}, {}),
    (behind(2, advanced=0), {**MISSED, **TERMS_OF_CURRENT}),
    (behind(2, advanced=0), {**MISSED, "moved_to": LoanStatus.REO}),
)
"""Under a programme that passes actual principal on, whatever it does with interest."""
AS_SCHEDULED: tuple[tuple[Changes, Changes], ...] = (
    *((STOPPED, {"payments_made": made}) for made in range(6)),
    ({**STOPPED, **BY_DAYS}, {"payments_made": 3}),
    ({**STOPPED, "advances_outstanding_cents": PAYMENT}, {"payments_made": 2}),
    ({**STOPPED, "advances_outstanding_cents": PAYMENT + PAYMENT + CENT}, {"payments_made": 2}),
    ({**STOPPED, "remaining_months": 1}, {"payments_made": 3}),
    ({**STOPPED, "remaining_months": 1}, {"payments_made": 4}),
    (STOPPED, PAID_OFF),
    (STOPPED, SOLD),
    (STOPPED, {**MISSED, "written_off_cents": PAYMENT}),
    (STOPPED, {**MISSED, "moved_to": LoanStatus.FORECLOSURE}),
    (STOPPED, {**MISSED, **terms(capitalised_cents=PAYMENT + PAYMENT)}),
    ({}, STOPS),
    ({}, {"stops_advances": True}),
    (owes(2), STOPS),
    (owes(2), {"payments_made": 2, "stops_advances": True}),
    (behind(2, advanced=0), {"payments_made": 2}),
    (behind(2, advanced=1, each=PAYMENT), {"payments_made": 3}),
    # Kinds of loans
    (BY_DAYS, {}),
    ({**BY_DAYS, "payment_cents": Cents.dollars(1_200)}, {}),
    (DEFERRED, {}),
    (DEFERRED, {"curtailment_cents": BALANCE - Cents.dollars(10_000)}),
    ({**DEFERRED, "remaining_months": 1}, {}),
    ({"balance_cents": Cents.dollars(1_000), "deferred_cents": Cents.dollars(400)}, {}),
    ({"interest_only_months": 1}, {}),
    ({"interest_only_months": 2}, {}),
    ({"interest_only_months": 1, "balloon_months": 60}, {}),
    ({"interest_only_months": 1, **DEFERRED}, {}),
    ({"interest_only_months": 1, "remaining_months": 1}, {}),
    ({"interest_only_months": 5}, PAID_OFF),
    ({"balloon_months": 60, "remaining_months": 1}, {}),
    ({**DEFERRED, **owes(1)}, PAID_OFF),
    # Prepayments and ends
    ({}, {**PAID_OFF, "interest_shortfall_cents": Cents(5_000)}),
    ({}, {**PAID_OFF, "interest_shortfall_cents": MONTH}),
    ({}, {**PAID_OFF, "interest_shortfall_cents": MONTH + CENT}),
    ({}, {**PAID_OFF, "interest_shortfall_cents": Cents(200_000)}),
    ({}, {"curtailment_cents": CENT, "interest_shortfall_cents": Cents(700)}),
    ({}, {"interest_shortfall_cents": CENT}),
    ({}, {**SOLD, "interest_shortfall_cents": CENT}),
    ({}, SOLD),
    ({}, {**SOLD, "payments_made": 1}),
    (owes(2), SOLD),
    (owes(2), {**SOLD, "liquidation_proceeds_cents": Cents(-1_234)}),
    (owes(2), {**SOLD, "liquidation_proceeds_cents": BALANCE + MONTH}),
    (owes(2), {**SOLD, "liquidation_proceeds_cents": BALANCE + BALANCE}),
    (owes(2), {**SOLD, "moved_to": LoanStatus.REO}),
    (owes(2), {**SOLD, **NEW_TERMS}),
    (owes(2), BOUGHT_OUT),
    (owes(3), BOUGHT_OUT),
    ({**owes(2), "status": LoanStatus.FORECLOSURE}, BOUGHT_OUT),
    ({**owes(2), "status": LoanStatus.REO}, BOUGHT_OUT),
    (owes(24), BOUGHT_OUT),
    ({}, {"recovery_cents": CENT}),
    # New terms, standing, write-offs
    (owes(1), NEW_TERMS),
    (owes(1), {**NEW_TERMS, "moved_to": LoanStatus.REO}),
    (owes(1), {**NEW_TERMS, **PAID_OFF}),
    (owes(1), {**terms(capitalised_cents=PAYMENT + CENT)}),
    (owes(1), {**terms(capitalised_cents=PAYMENT - CENT)}),
    (owes(1), {**terms(capitalised_cents=PAYMENT - CENT), "written_off_cents": CENT}),
    (owes(1), {**terms(capitalised_cents=PAYMENT), "written_off_cents": CENT}),
    (owes(1), {**terms(capitalised_cents=ZERO), "payments_made": 2}),
    (owes(1), terms(forgiven_cents=BALANCE + BALANCE)),
    (owes(1), terms(deferred_cents=BALANCE + BALANCE)),
    ({**owes(1), "status": LoanStatus.REO}, NEW_TERMS),
    ({**owes(1), "interest_only_months": 1}, NEW_TERMS),
    (owes(2), {**MISSED, "written_off_cents": PAYMENT}),
    (owes(2), {"written_off_cents": Cents(3 * PAYMENT.count)}),
    (owes(2), {"written_off_cents": Cents(2 * PAYMENT.count)}),
    (owes(1), {"moved_to": LoanStatus.FORECLOSURE}),
    (owes(1), {"payments_made": 2, "moved_to": LoanStatus.FORECLOSURE}),
    (owes(1), {**PAID_OFF, "moved_to": LoanStatus.FORECLOSURE}),
    ({**owes(3), "status": LoanStatus.FORECLOSURE}, {"moved_to": LoanStatus.REO}),
    ({}, {"late_fee_cents": Cents(2_500)}),
    # Lines that stand for a pool
    *(
        ({"recasts": True}, given)
        for given in (
            {**PAID_OFF, "bought_out": True},
            {"curtailment_cents": CENT, "interest_shortfall_cents": CENT},
            {"recovery_cents": CENT},
            TERMS_OF_CURRENT,
            {"moved_to": LoanStatus.REO},
            {"stops_advances": True},
            {"written_off_cents": CENT, "late_fee_cents": CENT},
            {"escrow_deposit_cents": CENT},
            {"escrow_disbursement_cents": CENT},
            {"late_fee_cents": CENT},
        )
    ),
    # Escrow
    *((account, move) for account in ACCOUNTS for move in MOVES),
    *((account, {**MOVES[1], **PAID_OFF}) for account in ACCOUNTS),
)
"""Where the month's installment is passed on, paid or not, and where that has stopped."""
RESETS: tuple[tuple[Changes, Changes, Programme, Ppm | None], ...] = (
    *((resets(), {}, PRIVATE_LABEL, Ppm(index)) for index in (39_370, 39_375, 42_000, 90_000, 0)),
    (resets(periodic_cap_ppm=Ppm(300_000)), {}, PRIVATE_LABEL, Ppm(90_000)),
    (resets(periodic_cap_ppm=Ppm(300_000)), {}, PRIVATE_LABEL, Ppm(0)),
    (resets(ceiling_ppm=Ppm(300_000)), {}, PRIVATE_LABEL, Ppm(90_000)),
    (resets(floor_ppm=Ppm(55_000)), {}, PRIVATE_LABEL, Ppm(0)),
    (resets(months_to_reset=2), {}, PRIVATE_LABEL, Ppm(0)),
    (resets(months_to_reset=2), {}, PRIVATE_LABEL, None),
    (resets(), {}, PRIVATE_LABEL, None),
    (resets(), PAID_OFF, PRIVATE_LABEL, None),
    ({**resets(), "balloon_months": 60}, {}, PRIVATE_LABEL, Ppm(42_000)),
    ({**resets(), **DEFERRED}, {}, PRIVATE_LABEL, Ppm(42_000)),
    ({**resets(), **owes(1)}, NEW_TERMS, PRIVATE_LABEL, Ppm(42_000)),
)
"""Rates that follow an index."""


@cache
def servicing_cases() -> tuple[tuple[LoanTape, MonthActivity], ...]:
    """Every month of this module, with those of `loan_cases` and some that are drawn."""
    told = (
        *((*case, PORTFOLIO_SCHEDULED_ACTUAL, None) for case in COLLECTED),
        *((*case, PORTFOLIO_ACTUAL_ACTUAL, None) for case in COLLECTED),
        *((*case, PRIVATE_LABEL, None) for case in AS_SCHEDULED),
        (owes(2), BOUGHT_OUT, GINNIE_II, None),
        (owes(3), BOUGHT_OUT, GINNIE_II, None),
        ({**owes(2), "status": LoanStatus.FORECLOSURE}, BOUGHT_OUT, GINNIE_II, None),
        ({**owes(2), "status": LoanStatus.REO}, BOUGHT_OUT, GINNIE_II, None),
        ({}, SOLD, UMBS, None),
        ({}, {**PAID_OFF, "interest_shortfall_cents": Cents(5_000)}, CMBS, None),
        *RESETS,
    )
    drawn = (case_of(seed) for seed in range(DRAWN))
    return (*loan_cases(), *(one_case(*case) for case in told), *recoveries(), *drawn)


def recoveries() -> tuple[tuple[LoanTape, MonthActivity], ...]:
    """Months in which a line tells of a loan that has ended."""
    nothing = replace(LINE, loan_id=ENDED.loan_id, payments_made=0)
    given: tuple[Changes, ...] = (
        {},
        *({name: CENT} for name in ("curtailment_cents", "written_off_cents")),
        {"payments_made": 1},
        {"liquidation_proceeds_cents": ZERO},
        TERMS_OF_CURRENT,
        {"moved_to": LoanStatus.REO},
        {"stops_advances": True, "late_fee_cents": CENT},
    )
    first = replace(LOAN, loan_id=LoanId("L0"))
    found = []
    for status in (LoanStatus.LIQUIDATED, LoanStatus.PAID_OFF):
        tape = tape_of((first, replace(ENDED, status=status)), PRIVATE_LABEL)
        found += [
            month_case(tape, replace(nothing, recovery_cents=Cents(7_777), **changes))
            for changes in given
        ]
    return tuple(found)


def month_case(tape: LoanTape, line: Any) -> tuple[LoanTape, MonthActivity]:
    return tape, month_of(tape, (replace(LINE, loan_id=LoanId("L0")), line))
