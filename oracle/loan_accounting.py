"""One loan's month in plain whole numbers: the oracle's own accounting.

Written apart from the servicer's engine, and sharing no arithmetic with it, so that one mistake
cannot confirm itself. The rules are those of scheduled/scheduled remittance, cents half up at
each step. Sources: docs/reference/sources.md#fannie-cent-rounding and
docs/reference/sources.md#scheduledscheduled-remittance
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from rwa.core.money import ZERO, Cents
from rwa.pool.activity import LoanActivity
from rwa.pool.loan import Loan, LoanStatus
from rwa.remittance.loan_month import LoanMonth
from rwa.remittance.refusals import (
    CurtailmentInArrears,
    CurtailmentTooLarge,
    LiquidationRefused,
    LoanEndedInArrears,
    PaymentsNotOwed,
    PayoffOutOfStep,
    PoolLineMissedPayment,
)

YEAR = 12_000_000
"""Divisor of a month's share of an annual rate in parts per million."""

SLIPS_TO = {
    LoanStatus.CURRENT: LoanStatus.DELINQUENT_30,
    LoanStatus.DELINQUENT_30: LoanStatus.DELINQUENT_60,
    LoanStatus.DELINQUENT_60: LoanStatus.DELINQUENT_90,
}
"""Standing after one more missed payment; any other standing stays."""
BEHIND_BY = {1: LoanStatus.DELINQUENT_30, 2: LoanStatus.DELINQUENT_60}
"""Standing of a borrower this many payments behind; more is 90 days."""


@dataclass(frozen=True, slots=True)
class LoanResult:
    """What a month did to a loan, and the loan it leaves."""

    month: LoanMonth
    """The loan's month."""
    loan: Loan
    """The loan after it."""


@dataclass(frozen=True, slots=True)
class Due:
    """A loan's scheduled payment of the month, in cents."""

    payment: int
    """The level payment."""
    interest: int
    """A month's interest on the balance."""
    principal: int
    """The rest of the payment, or of the balance with the last one."""


def account_loan(loan: Loan, line: LoanActivity) -> LoanResult:
    """Account one month of a loan that owes a balance. Raises ActivityRefused."""
    due = due_on(loan)
    left = loan.balance_cents.count - due.principal
    _refuse_misreported_payments(loan, line, due)
    if line.curtailment_cents.count > left:
        raise CurtailmentTooLarge(
            loan.loan_id, curtailment=line.curtailment_cents, left=Cents(left)
        )
    month = _month(loan, line, due)
    advances = (
        loan.advances_outstanding_cents + month.advances_made_cents - month.advances_recovered_cents
    )
    _refuse_stranded_advances(line, month, advances=advances)
    return LoanResult(month, _loan_after(loan, line, month, due=due, advances=advances))


def due_on(loan: Loan) -> Due:
    """The month's scheduled payment: interest first, the last payment takes the rest."""
    balance, note_rate = loan.balance_cents.count, loan.note_rate_ppm.count
    payment = loan.payment_cents.count
    if loan.recasts:
        payment = retiring_payment(balance, note_rate=note_rate, months=loan.remaining_months)
    interest = month_of(balance, rate=note_rate)
    is_last = loan.remaining_months == 1 or payment >= balance + interest
    return Due(payment, interest, balance if is_last else payment - interest)


def month_of(balance: int, *, rate: int) -> int:
    """A twelfth of a year's share of a balance, half up."""
    whole, rest = divmod(balance * rate, YEAR)
    return whole + 1 if 2 * rest >= YEAR else whole


def retiring_payment(balance: int, *, note_rate: int, months: int) -> int:
    """The level payment that retires a balance, half up.

    A payment of one at the end of each month is worth `sum (YEAR / grown)**k`, k = 1..months;
    the sum is kept as a whole number over `grown**months`, and the balance divided by it.
    """
    grown = YEAR + note_rate
    worth, discount, growth = 0, 1, 1
    for _ in range(months):
        discount *= YEAR
        growth *= grown
        worth = worth * grown + discount
    whole, rest = divmod(balance * growth, worth)
    return whole + 1 if 2 * rest >= worth else whole


def _refuse_misreported_payments(loan: Loan, line: LoanActivity, due: Due) -> None:
    made = line.payments_made
    if line.liquidation_proceeds_cents is not None:
        raise LiquidationRefused(loan.loan_id, proceeds=line.liquidation_proceeds_cents)
    if loan.recasts and made != 1:
        raise PoolLineMissedPayment(loan.loan_id, payments_made=made)
    if line.paid_off and made != 1:
        raise PayoffOutOfStep(loan.loan_id, payments_made=made)
    missed = loan.advances_outstanding_cents.count // due.payment if due.payment else 0
    if made > 1 + missed:
        raise PaymentsNotOwed(loan.loan_id, payments_made=made, owed=1 + missed)


def _refuse_stranded_advances(line: LoanActivity, month: LoanMonth, *, advances: Cents) -> None:
    if not advances:
        return
    if line.curtailment_cents:
        raise CurtailmentInArrears(
            line.loan_id, curtailment=line.curtailment_cents, advances=advances
        )
    if not month.end_cents:
        raise LoanEndedInArrears(line.loan_id, advances=advances)


def _month(loan: Loan, line: LoanActivity, due: Due) -> LoanMonth:
    balance = loan.balance_cents.count
    curtailed = line.curtailment_cents.count
    paid_off = balance - due.principal if line.paid_off else 0
    owed_now = due.interest + due.principal
    advanced = owed_now if line.payments_made == 0 else 0
    recovered = max(line.payments_made - 1, 0) * due.payment
    if line.paid_off:
        recovered = loan.advances_outstanding_cents.count
    return LoanMonth(
        loan_id=loan.loan_id,
        begin_cents=loan.balance_cents,
        capitalised_cents=ZERO,
        scheduled_cents=Cents(due.principal),
        curtailed_cents=Cents(curtailed),
        paid_off_cents=Cents(paid_off),
        liquidated_cents=ZERO,
        forgiven_cents=ZERO,
        loss_cents=ZERO,
        expenses_cents=ZERO,
        end_cents=Cents(balance - due.principal - curtailed - paid_off),
        gross_interest_cents=Cents(due.interest),
        servicing_fee_cents=Cents(month_of(balance, rate=loan.servicing_fee_ppm.count)),
        guaranty_fee_cents=Cents(month_of(balance, rate=loan.guaranty_fee_ppm.count)),
        cash_received_cents=Cents(owed_now - advanced + recovered + curtailed + paid_off),
        advances_made_cents=Cents(advanced),
        advances_recovered_cents=Cents(recovered),
    )


def _loan_after(
    loan: Loan, line: LoanActivity, month: LoanMonth, *, due: Due, advances: Cents
) -> Loan:
    months_left = loan.remaining_months - 1 if month.end_cents else 0
    payment = loan.payment_cents
    if loan.recasts and months_left:
        payment = Cents(
            retiring_payment(
                month.end_cents.count, note_rate=loan.note_rate_ppm.count, months=months_left
            )
        )
    return replace(
        loan,
        balance_cents=month.end_cents,
        payment_cents=payment,
        remaining_months=months_left,
        age_months=loan.age_months + 1,
        advances_outstanding_cents=advances,
        status=_standing(loan, line, due=due, advances=advances.count)
        if month.end_cents
        else LoanStatus.PAID_OFF,
    )


def _standing(loan: Loan, line: LoanActivity, *, due: Due, advances: int) -> LoanStatus:
    if line.payments_made == 0:
        return SLIPS_TO.get(loan.status, loan.status)
    if line.payments_made == 1:
        return loan.status
    if advances == 0:
        return LoanStatus.CURRENT
    if loan.status in (LoanStatus.FORECLOSURE, LoanStatus.REO):
        return loan.status
    behind = -(-advances // due.payment)
    return BEHIND_BY.get(behind, LoanStatus.DELINQUENT_90)
