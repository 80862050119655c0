"""What cannot be accounted, in the order in which it is named: the first rule that is broken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from oracle.accounting.collecting import CollectedMonth
from oracle.accounting.due_month import DueMonth
from oracle.accounting.new_terms import is_reset
from oracle.accounting.settling import Settled
from rwa.core.ids import LoanId
from rwa.core.money import ZERO, Cents
from rwa.pool.activity import LoanActivity, Modification
from rwa.pool.loan import Loan, LoanStatus
from rwa.remittance.refusals import (
    AdvancesLeft,
    BuyoutTooEarly,
    CapitalisedTooMuch,
    CurtailmentInArrears,
    CurtailmentTooLarge,
    DeferredTooMuch,
    ForgivenTooMuch,
    IndexMissing,
    LiquidationOutOfStep,
    LiquidationRefused,
    LoanEnded,
    LoanEndedInArrears,
    ModificationOutOfStep,
    MovedWhileCurrent,
    PaymentsNotOwed,
    PayoffOutOfStep,
    PoolLineMissedPayment,
    PoolLineModified,
    ProceedsTooLarge,
    RecoveryUnexplained,
    ShortfallTooLarge,
    ShortfallWithoutPrepayment,
    WriteOffTooLarge,
)

NOTHING = LoanActivity(
    loan_id=LoanId("none"),
    payments_made=0,
    curtailment_cents=ZERO,
    paid_off=False,
    liquidation_proceeds_cents=None,
)
"""A line that tells of nothing."""
REPORTED = tuple(field.name for field in fields(LoanActivity) if field.name != "loan_id")
"""What can be reported of a loan, in order."""
OF_A_POOL_LINE = ("payments_made", "curtailment_cents", "paid_off", "liquidation_proceeds_cents")
"""What can be reported of a line that stands for a whole pool."""


def refuse_of_ended(loan: Loan, line: LoanActivity) -> None:
    """Refuse all but a recovery on a liquidated loan."""
    if line.recovery_cents and loan.status is not LoanStatus.LIQUIDATED:
        raise RecoveryUnexplained(loan.loan_id, recovery=line.recovery_cents)
    for name in _given(line, besides=("recovery_cents",)):
        value = getattr(line, name)
        reported = "given" if isinstance(value, Modification) else value
        raise LoanEnded(loan.loan_id, field=name.removesuffix("_cents"), reported=reported)


def refuse_before_payments(loan: Loan, line: LoanActivity, month: DueMonth) -> None:
    """Refuse what no payment could make right."""
    proceeds, made = line.liquidation_proceeds_cents, line.payments_made
    if proceeds is not None and month.programme.guarantee is not None:
        raise LiquidationRefused(loan.loan_id, proceeds=proceeds)
    if proceeds is not None and made != 0:
        raise LiquidationOutOfStep(loan.loan_id, payments_made=made)
    if loan.recasts:
        _refuse_of_pool_line(loan, line)
    if line.paid_off and made != 1:
        raise PayoffOutOfStep(loan.loan_id, payments_made=made)
    if line.bought_out:
        _refuse_early_buyout(loan, needed=month.programme.buyout_missed_payments)
    if made > loan.months_behind + 1:
        raise PaymentsNotOwed(loan.loan_id, payments_made=made, owed=loan.months_behind + 1)


def _refuse_of_pool_line(loan: Loan, line: LoanActivity) -> None:
    if line.payments_made != 1:
        raise PoolLineMissedPayment(loan.loan_id, payments_made=line.payments_made)
    for name in _given(line, besides=OF_A_POOL_LINE):
        raise PoolLineModified(loan.loan_id, field=name.removesuffix("_cents"))


def _refuse_early_buyout(loan: Loan, *, needed: int | None) -> None:
    is_due = loan.status is LoanStatus.FORECLOSURE or loan.months_behind >= (needed or 0)
    if needed is None or not is_due:
        raise BuyoutTooEarly(loan.loan_id, missed=loan.months_behind, needed=needed)


def refuse_of_money(
    loan: Loan, line: LoanActivity, collected: CollectedMonth, settled: Settled
) -> None:
    """Refuse money that the loan's month does not explain."""
    _refuse_curtailment(loan, line, collected, settled)
    _refuse_shortfall(line, collected)
    if settled.loss < 0:
        proceeds = Cents(settled.cash)
        raise ProceedsTooLarge(
            loan.loan_id, proceeds=proceeds, owed=Cents(settled.cash + settled.loss)
        )
    if line.recovery_cents:
        raise RecoveryUnexplained(loan.loan_id, recovery=line.recovery_cents)
    if settled.has_ended and settled.advances:
        raise LoanEndedInArrears(loan.loan_id, advances=Cents(settled.advances))


def _refuse_curtailment(
    loan: Loan, line: LoanActivity, collected: CollectedMonth, settled: Settled
) -> None:
    left = loan.balance_cents.count - collected.principal
    if line.curtailment_cents.count > left:
        raise CurtailmentTooLarge(
            loan.loan_id, curtailment=line.curtailment_cents, left=Cents(left)
        )
    if line.curtailment_cents and settled.behind:
        raise CurtailmentInArrears(
            loan.loan_id, curtailment=line.curtailment_cents, advances=Cents(settled.advances)
        )


def _refuse_shortfall(line: LoanActivity, collected: CollectedMonth) -> None:
    short = line.interest_shortfall_cents
    if short and not (line.paid_off or line.curtailment_cents):
        raise ShortfallWithoutPrepayment(line.loan_id, shortfall=short)
    if short.count > collected.months_interest:
        raise ShortfallTooLarge(
            line.loan_id, shortfall=short, interest=Cents(collected.months_interest)
        )


def refuse_of_terms(loan: Loan, line: LoanActivity, settled: Settled, month: DueMonth) -> None:
    """Refuse a standing, new terms or a write-off that do not fit what the month left."""
    is_behind = settled.behind and not settled.has_ended and line.modification is None
    if line.moved_to is not None and not is_behind:
        raise MovedWhileCurrent(loan.loan_id, moved_to=line.moved_to)
    if line.modification is not None and settled.has_ended:
        raise ModificationOutOfStep(loan.loan_id)
    _refuse_of_advances(line, settled)
    if line.modification is not None:
        _refuse_of_balance(line, line.modification, balance=settled.left)
    if is_reset(loan) and not settled.has_ended and month.index_ppm is None:
        raise IndexMissing(loan.loan_id)


def _refuse_of_advances(line: LoanActivity, settled: Settled) -> None:
    new, advances = line.modification, settled.advances
    if new is not None:
        if new.capitalised_cents.count > advances:
            raise CapitalisedTooMuch(
                line.loan_id, capitalised=new.capitalised_cents, advances=Cents(advances)
            )
        advances -= new.capitalised_cents.count
    if line.written_off_cents.count > advances:
        raise WriteOffTooLarge(
            line.loan_id, written_off=line.written_off_cents, advances=Cents(advances)
        )
    advances -= line.written_off_cents.count
    if new is not None and advances:
        raise AdvancesLeft(line.loan_id, advances=Cents(advances))


def _refuse_of_balance(line: LoanActivity, new: Modification, *, balance: int) -> None:
    balance += new.capitalised_cents.count
    if new.forgiven_cents.count >= balance:
        raise ForgivenTooMuch(line.loan_id, forgiven=new.forgiven_cents, balance=Cents(balance))
    balance -= new.forgiven_cents.count
    if new.deferred_cents.count >= balance:
        raise DeferredTooMuch(line.loan_id, deferred=new.deferred_cents, balance=Cents(balance))


def _given(line: LoanActivity, *, besides: tuple[str, ...]) -> Iterator[str]:
    """Names of what a line tells of, in order."""
    for name in REPORTED:
        if name not in besides and getattr(line, name) != getattr(NOTHING, name):
            yield name
