"""Loans, tapes and months for two engines to disagree about; both engines behind one question."""

from collections.abc import Callable
from dataclasses import astuple, replace
from functools import cache
from typing import Any

from rwa.core.annuity import level_payment
from rwa.core.dates import Period
from rwa.core.errors import ValueOutOfRange
from rwa.core.ids import LoanId, PoolId
from rwa.core.money import ZERO, Cents, total
from rwa.core.rates import Ppm
from rwa.pool.activity import LoanActivity, MonthActivity
from rwa.pool.loan import Loan, LoanStatus
from rwa.pool.programme import UMBS, Programme
from rwa.pool.tape import LoanTape, TapeError
from rwa.pool.terms import PoolTerms
from rwa.remittance.errors import IdentityBroken
from rwa.remittance.refusals import ActivityRefused

Outcome = tuple[Any, ...]
Changes = dict[str, Any]
Engine = Callable[[LoanTape, MonthActivity], Any]
Asked = Callable[[Engine, LoanTape, MonthActivity], Outcome]


def outcome_of(engine: Engine, tape: LoanTape, activity: MonthActivity) -> Outcome:
    """What an engine makes of a month, in a form two engines can be compared by."""
    try:
        month = engine(tape, activity)
    except ActivityRefused as refusal:
        return (
            type(refusal).__name__,
            refusal.loan_id,
            refusal.field,
            refusal.reported,
            refusal.allowed,
        )
    except ValueOutOfRange:
        return ("ValueOutOfRange",)
    except IdentityBroken as broken:
        return ("IdentityBroken", broken.name)
    except TapeError as error:
        return (type(error).__name__,)
    return ("accounted", astuple(month.remittance), month.tape.loans, month.tape.as_of)


def tape_of(loans: tuple[Loan, ...], programme: Programme = UMBS) -> LoanTape:
    issue = Period(2026, 12)
    pool = PoolTerms(
        pool_id=PoolId("POOL-1"),
        programme=programme,
        pass_through_rate_ppm=loans[0].net_rate_ppm,
        issue=issue,
        original_balance_cents=total(loan.balance_cents for loan in loans),
        original_loan_count=len(loans),
    )
    return LoanTape(pool=pool, as_of=issue, loans=loans)


def month_of(
    tape: LoanTape, lines: tuple[LoanActivity, ...], index: Ppm | None = None
) -> MonthActivity:
    return MonthActivity(
        pool_id=tape.pool.pool_id, period=tape.next_period, loans=lines, index_ppm=index
    )


BALANCE = Cents.parse("234567.89")
RATE = Ppm.percent("6.125")
PAYMENT = level_payment(balance=BALANCE, note_rate=RATE, months=300)
LOAN = Loan(
    loan_id=LoanId("L1"),
    original_balance_cents=Cents.dollars(250_000),
    balance_cents=BALANCE,
    note_rate_ppm=RATE,
    servicing_fee_ppm=Ppm.percent("0.25"),
    guaranty_fee_ppm=Ppm.percent("0.375"),
    payment_cents=PAYMENT,
    original_term_months=360,
    remaining_months=300,
    age_months=60,
    recasts=False,
    status=LoanStatus.CURRENT,
    advances_outstanding_cents=ZERO,
    escrow_balance_cents=Cents(4_321),
    state="CA",
)
LINE = LoanActivity(
    loan_id=LoanId("L1"),
    payments_made=1,
    curtailment_cents=ZERO,
    paid_off=False,
    liquidation_proceeds_cents=None,
)


def owes(months: int, status: LoanStatus = LoanStatus.DELINQUENT_90, *, odd: int = 0) -> Changes:
    """A loan so many months behind, each of them advanced, and some odd cents."""
    return {
        "status": status,
        "months_behind": months,
        "months_advanced": months,
        "advances_outstanding_cents": Cents(months * PAYMENT.count + odd),
    }


OWES_ONE = owes(1, LoanStatus.DELINQUENT_30)
OWES_FOUR = owes(4)
OWES_TWO_AND_A_BIT = owes(2, odd=1)
OWES_SIX = owes(6)
HUGE = {
    "original_balance_cents": Cents.dollars(90_000_000),
    "balance_cents": Cents.dollars(90_000_000),
    "payment_cents": level_payment(balance=Cents.dollars(90_000_000), note_rate=RATE, months=300),
}
"""Sums of more cents than fit 32 bits."""
PAYS_NOTHING = {"remaining_months": 1, "payment_cents": ZERO, "balance_cents": Cents(5_000)}
"""A last payment by count whose level payment is zero."""
HALF_A_CENT = {
    "balance_cents": Cents(100),
    "note_rate_ppm": Ppm(60_000),
    "servicing_fee_ppm": Ppm(2_500),
    "guaranty_fee_ppm": Ppm(2_500),
}
"""Interest of exactly half a cent."""

CASES: tuple[tuple[Changes, Changes], ...] = (
    ({}, {}),
    (HALF_A_CENT, {}),
    ({}, {"curtailment_cents": Cents(12_345)}),
    ({}, {"paid_off": True}),
    ({"recasts": True}, {}),
    ({"recasts": True}, {"curtailment_cents": Cents(1_234_567)}),
    ({"recasts": True, "remaining_months": 1}, {}),
    ({"remaining_months": 1}, {}),
    ({"remaining_months": 2}, {}),
    ({"balance_cents": Cents(50_000)}, {}),
    ({"balance_cents": Cents(50_000)}, {"paid_off": True}),
    ({}, {"payments_made": 0}),
    (OWES_ONE, {}),
    (OWES_ONE, {"payments_made": 0}),
    (OWES_ONE, {"payments_made": 2}),
    (OWES_ONE, {"payments_made": 3}),
    (OWES_ONE, {"paid_off": True}),
    (OWES_ONE, {"curtailment_cents": Cents(1)}),
    (OWES_ONE, {"payments_made": 2, "curtailment_cents": Cents(1)}),
    (OWES_ONE, {"payments_made": 2, "paid_off": True}),
    ({**OWES_ONE, "remaining_months": 1}, {}),
    (OWES_FOUR, {"payments_made": 0}),
    (OWES_FOUR, {"payments_made": 2}),
    (OWES_FOUR, {"payments_made": 3}),
    (OWES_FOUR, {"payments_made": 4}),
    (OWES_FOUR, {"payments_made": 5}),
    (OWES_TWO_AND_A_BIT, {"payments_made": 2}),
    (OWES_TWO_AND_A_BIT, {"payments_made": 3}),
    ({**OWES_FOUR, "status": LoanStatus.FORECLOSURE}, {"payments_made": 0}),
    ({**OWES_FOUR, "status": LoanStatus.FORECLOSURE}, {"payments_made": 2}),
    ({**OWES_FOUR, "status": LoanStatus.REO}, {"payments_made": 4}),
    ({**OWES_FOUR, "status": LoanStatus.REO}, {"payments_made": 5}),
    ({"remaining_months": 1}, {"payments_made": 0}),
    ({}, {"payments_made": 2}),
    ({}, {"payments_made": 0, "paid_off": True}),
    ({}, {"payments_made": 0, "curtailment_cents": Cents(1)}),
    ({}, {"liquidation_proceeds_cents": Cents(1)}),
    ({"recasts": True}, {"payments_made": 0}),
    ({}, {"curtailment_cents": BALANCE}),
    (HUGE, {}),
    (HUGE, {"payments_made": 0}),
    ({**OWES_ONE, "status": LoanStatus.DELINQUENT_90}, {}),
    ({**OWES_ONE, "status": LoanStatus.DELINQUENT_60}, {"payments_made": 0}),
    (OWES_TWO_AND_A_BIT, {"payments_made": 4}),
    (OWES_SIX, {"payments_made": 2}),
    (OWES_SIX, {"payments_made": 6}),
    ({**OWES_SIX, "status": LoanStatus.REO}, {"payments_made": 0}),
    ({**PAYS_NOTHING, **OWES_ONE}, {"payments_made": 2}),
    ({**PAYS_NOTHING, **OWES_ONE}, {"paid_off": True}),
    ({"recasts": True}, {"payments_made": 0, "paid_off": True}),
    ({"recasts": True}, {"payments_made": 2}),
    ({"recasts": True}, {"paid_off": True}),
    ({"recasts": True, "payment_cents": PAYMENT + Cents(1_000)}, {}),
    ({"advances_outstanding_cents": PAYMENT}, {"paid_off": True}),
)
"""Each rule of accounting, and each refusal: what is special about a loan and about its month."""
ENDED = replace(
    LOAN,
    loan_id=LoanId("L3"),
    balance_cents=ZERO,
    remaining_months=0,
    status=LoanStatus.LIQUIDATED,
    escrow_balance_cents=ZERO,
)
"""A loan that nothing happens to any more."""


@cache
def loan_cases() -> tuple[tuple[LoanTape, MonthActivity], ...]:
    """A month for each of CASES, and months at the brink, of a pool as scheduled."""
    return tuple(one_case(*case) for case in (*CASES, *brink_of_curtailment()))


def one_case(
    loan_changes: Changes,
    line_changes: Changes,
    programme: Programme = UMBS,
    index: Ppm | None = None,
) -> tuple[LoanTape, MonthActivity]:
    """The loan between two ordinary ones, before one that has ended."""
    loan, line = replace(LOAN, **loan_changes), replace(LINE, **line_changes)
    before, after = (replace(LOAN, loan_id=LoanId(number)) for number in ("L0", "L2"))
    tape = tape_of((before, loan, after, ENDED), programme)
    lines = (replace(LINE, loan_id=LoanId("L0")), line, replace(LINE, loan_id=LoanId("L2")))
    return tape, month_of(tape, lines, index)


def brink_of_curtailment() -> list[tuple[Changes, Changes]]:
    """Curtailments of all the schedule leaves, and of a cent more or less."""
    interest = Cents((2 * BALANCE.count * RATE.count + 12_000_000) // 24_000_000)
    left = BALANCE - (PAYMENT - interest)
    return [
        ({"recasts": recasts}, {"curtailment_cents": left + Cents(odd)})
        for recasts in (False, True)
        for odd in (-1, 0, 1)
    ]
