"""A loan as one row of a tape, both ways, and what the cells a row leaves out mean."""

from dataclasses import dataclass

from rwa.core.annuity import MAX_TERM_MONTHS, level_payment
from rwa.core.dates import Period
from rwa.core.errors import ValueOutOfRange
from rwa.core.ids import LoanId, PoolId
from rwa.core.money import ZERO, Cents
from rwa.core.rates import Ppm, monthly_interest
from rwa.pool.further_rows import (
    FurtherTerms,
    ReadStanding,
    further_cells,
    read_arrears,
    read_further_terms,
)
from rwa.pool.loan import Loan, LoanStatus
from rwa.pool.programme import Programme
from rwa.pool.rows import FileRow
from rwa.pool.tape import LoanTape
from rwa.pool.tape_columns import TAPE_COLUMNS

USUAL_SERVICING_FEE = Ppm(2_500)
"""Servicing fee of a guaranteed pool whose tape does not say: 25 basis points."""


@dataclass(frozen=True, slots=True)
class TapeContext:
    """What is known of a tape before it is read."""

    pool_id: PoolId
    """The pool it must be of."""
    as_of: Period
    """The month it must be as of."""
    programme: Programme
    """Whether there is a guarantor decides the default fees."""
    pass_through_rate_ppm: Ppm
    """What note rates less fees must come to."""
    is_issue: bool
    """Whether this is the tape at issue, in which every loan owes something."""


def loan_of_row(row: FileRow, context: TapeContext) -> Loan | None:
    """Read one loan; None, with the faults noted in the row, when it is not valid."""
    row.require(TAPE_COLUMNS)
    row.expect("pool_id", context.pool_id)
    row.expect("as_of", str(context.as_of))
    further = read_further_terms(row)
    terms = _read_terms(row, further)
    servicing_fee, guaranty_fee = _read_fees(row, terms.note_rate, context)
    status = _read_status(row, terms.balance)
    recasts = row.truth("recasts", default=False)
    advances, escrow = row.dollars("advances_outstanding"), row.dollars("escrow_balance")
    arrears = read_arrears(row, ReadStanding(status, terms.payment, advances, recasts))
    advances_stopped = row.truth("advances_stopped", default=False)
    escrow_advances = row.dollars("escrow_advances")
    if row.faults:
        return None
    try:
        loan = Loan(
            loan_id=LoanId(row.text("loan_id")),
            original_balance_cents=terms.original_balance,
            balance_cents=terms.balance,
            note_rate_ppm=terms.note_rate,
            servicing_fee_ppm=servicing_fee,
            guaranty_fee_ppm=guaranty_fee,
            payment_cents=terms.payment,
            original_term_months=terms.original_term,
            remaining_months=terms.remaining,
            age_months=terms.age,
            recasts=recasts,
            status=status,
            advances_outstanding_cents=advances,
            escrow_balance_cents=escrow,
            state=row.text("state") or None,
            accrual=further.accrual,
            interest_only_months=further.interest_only_months,
            balloon_months=further.balloon_months,
            reset=further.reset,
            months_behind=arrears.months_behind,
            months_advanced=arrears.months_advanced,
            advances_stopped=advances_stopped,
            deferred_cents=further.deferred_cents,
            escrow_advances_cents=escrow_advances,
        )
    except ValueOutOfRange as error:
        row.reject_value(error)
        return None
    _check_against_pool(row, loan, context)
    return None if row.faults else loan


def row_of_loan(tape: LoanTape, loan: Loan) -> tuple[str, ...]:
    """Return the cells of one loan in the order of TAPE_COLUMNS; amounts plain, rates per cent."""
    return (
        tape.pool.pool_id,
        str(tape.as_of),
        loan.loan_id,
        loan.original_balance_cents.plain,
        loan.balance_cents.plain,
        loan.note_rate_ppm.plain,
        loan.servicing_fee_ppm.plain,
        loan.guaranty_fee_ppm.plain,
        loan.payment_cents.plain,
        str(loan.original_term_months),
        str(loan.remaining_months),
        str(loan.age_months),
        "true" if loan.recasts else "false",
        loan.status.value,
        loan.advances_outstanding_cents.plain,
        loan.escrow_balance_cents.plain,
        loan.state or "",
        *further_cells(loan),
    )


@dataclass(frozen=True, slots=True)
class _Terms:
    original_balance: Cents
    balance: Cents
    note_rate: Ppm
    payment: Cents
    original_term: int
    remaining: int
    age: int


def _read_terms(row: FileRow, further: FurtherTerms) -> _Terms:
    balance, note_rate = row.dollars("balance"), row.per_cent("note_rate")
    remaining, age = row.count("remaining_months"), row.count("age_months")
    payment = row.dollars("payment")
    if not row.has("payment"):
        payment = _usual_payment(balance, max(note_rate, Ppm(0)), remaining, further)
    original_term = max(1, min(remaining + age, MAX_TERM_MONTHS))
    if row.has("original_term_months"):
        original_term = row.count("original_term_months")
    return _Terms(
        row.dollars("original_balance"), balance, note_rate, payment, original_term, remaining, age
    )


def _usual_payment(balance: Cents, note_rate: Ppm, remaining: int, further: FurtherTerms) -> Cents:
    """The level payment of what bears interest, but enough to retire even the smallest balance."""
    bearing, months = balance - further.deferred_cents, remaining + further.balloon_months
    if bearing.count <= 0 or remaining < 1 or not 1 <= months <= MAX_TERM_MONTHS:
        return ZERO
    interest = monthly_interest(balance=bearing, rate=note_rate)
    if further.interest_only_months:
        return interest
    level = level_payment(balance=bearing, note_rate=note_rate, months=months)
    return max(level, interest + Cents(1))


def _read_fees(row: FileRow, note_rate: Ppm, context: TapeContext) -> tuple[Ppm, Ppm]:
    """The fees as written; what is left out takes up the rate above the pass-through rate."""
    spread = note_rate - context.pass_through_rate_ppm
    servicing, guaranty = row.per_cent("servicing_fee"), row.per_cent("guaranty_fee")
    is_said = row.has("guaranty_fee") or context.programme.net_rates_vary
    if row.has("servicing_fee") and is_said:
        return servicing, guaranty
    if not row.faults and row.has("note_rate") and spread < servicing + guaranty:
        needed = context.pass_through_rate_ppm + servicing + guaranty
        expected = f"at least {needed}, the pass-through rate and the fees given"
        row.reject("note_rate", row.text("note_rate"), expected)
    elif row.has("guaranty_fee") or not context.programme.guarantee:
        servicing = servicing if row.has("servicing_fee") else spread - guaranty
    else:
        servicing = servicing if row.has("servicing_fee") else min(spread, USUAL_SERVICING_FEE)
        guaranty = spread - servicing
    return servicing, guaranty


def _read_status(row: FileRow, balance: Cents) -> LoanStatus:
    usual = LoanStatus.CURRENT if balance else LoanStatus.PAID_OFF
    return row.one_of("status", tuple(LoanStatus)) or usual


def _check_against_pool(row: FileRow, loan: Loan, context: TapeContext) -> None:
    if context.is_issue and loan.balance_cents == ZERO:
        row.reject("balance", row.text("balance"), "more than 0.00 in the tape at issue")
    pass_through = context.pass_through_rate_ppm
    if not context.programme.net_rates_vary and loan.net_rate_ppm != pass_through:
        expected = f"a note rate less fees of {pass_through}, the pool's pass-through rate"
        row.reject("note_rate", f"{loan.net_rate_ppm} after fees", expected)
