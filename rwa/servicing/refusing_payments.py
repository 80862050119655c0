"""Refusals of what is reported as paid: payments, prepayments, liquidations, recoveries."""

from __future__ import annotations

import numpy as np

from rwa.pool.loan import LoanStatus
from rwa.remittance.refusals import (
    BuyoutTooEarly,
    CurtailmentInArrears,
    CurtailmentTooLarge,
    LiquidationOutOfStep,
    LiquidationRefused,
    LoanEnded,
    LoanEndedInArrears,
    PaymentsNotOwed,
    PayoffOutOfStep,
    PoolLineMissedPayment,
    PoolLineModified,
    ProceedsTooLarge,
    RecoveryUnexplained,
    ShortfallTooLarge,
    ShortfallWithoutPrepayment,
)
from rwa.servicing.column_types import STATUS_CODE, FlagColumn
from rwa.servicing.loan_columns import owed_on_liquidation
from rwa.servicing.reported import BEYOND_PAYMENTS, REPORTED_FIELDS, given, value_given
from rwa.servicing.rules import AskedMonth, Rule, cents_at

_LIQUIDATED = STATUS_CODE[LoanStatus.LIQUIDATED]
_FORECLOSURE = STATUS_CODE[LoanStatus.FORECLOSURE]


def ended_loan_rules(month: AskedMonth) -> tuple[Rule, ...]:
    """A loan that owes nothing reports a recovery, if it was liquidated, and nothing else."""
    tape, activity = month.tape, month.activity
    others = [name for name in REPORTED_FIELDS if name != "recovery"]
    return (
        _unexplained_recovery(month, among=~tape.active & (tape.status != _LIQUIDATED)),
        *(
            Rule(
                ~tape.active & given(activity, name),
                lambda loan, row, name=name: LoanEnded(  # type: ignore[misc]
                    loan, field=name, reported=value_given(activity, name, row)
                ),
            )
            for name in others
        ),
    )


def payment_rules(month: AskedMonth) -> tuple[Rule, ...]:
    """What borrowers paid fits what they owe."""
    return (
        *_liquidation_begins(month),
        *_pool_line_rules(month),
        *_payoff_rules(month),
        *_amount_rules(month),
        *_shortfall_rules(month),
        *_end_rules(month),
    )


def _liquidation_begins(month: AskedMonth) -> tuple[Rule, ...]:
    activity, made = month.activity, month.activity.payments_made
    guaranteed = month.tape.pool.programme.guarantee is not None
    return (
        Rule(
            activity.liquidated & guaranteed,
            lambda loan, row: LiquidationRefused(
                loan, proceeds=cents_at(activity.liquidation_proceeds, row)
            ),
        ),
        Rule(
            activity.liquidated & (made != 0),
            lambda loan, row: LiquidationOutOfStep(loan, payments_made=int(made[row])),
        ),
    )


def _pool_line_rules(month: AskedMonth) -> tuple[Rule, ...]:
    made = month.activity.payments_made
    lines = month.tape.active & month.tape.recasts
    return (
        Rule(
            lines & (made != 1),
            lambda loan, row: PoolLineMissedPayment(loan, payments_made=int(made[row])),
        ),
        *(
            Rule(
                lines & given(month.activity, name),
                lambda loan, _row, name=name: PoolLineModified(loan, field=name),  # type: ignore[misc]
            )
            for name in BEYOND_PAYMENTS
        ),
    )


def _payoff_rules(month: AskedMonth) -> tuple[Rule, ...]:
    tape, activity, made = month.tape, month.activity, month.activity.payments_made
    needed = tape.pool.programme.buyout_missed_payments
    early = np.ones_like(tape.recasts)
    if needed is not None:
        early = (tape.months_behind < needed) & (tape.status != _FORECLOSURE)
    return (
        Rule(
            activity.paid_off & (made != 1),
            lambda loan, row: PayoffOutOfStep(loan, payments_made=int(made[row])),
        ),
        Rule(
            activity.bought_out & early,
            lambda loan, row: BuyoutTooEarly(
                loan, missed=int(tape.months_behind[row]), needed=needed
            ),
        ),
    )


def _amount_rules(month: AskedMonth) -> tuple[Rule, ...]:
    made, curtailment = month.activity.payments_made, month.activity.curtailment
    owed, left = month.tape.months_behind + 1, month.loans.left
    return (
        Rule(
            month.tape.active & (made > owed),
            lambda loan, row: PaymentsNotOwed(
                loan, payments_made=int(made[row]), owed=int(owed[row])
            ),
        ),
        Rule(
            curtailment > left,
            lambda loan, row: CurtailmentTooLarge(
                loan, curtailment=cents_at(curtailment, row), left=cents_at(left, row)
            ),
        ),
        Rule(
            (curtailment > 0) & (owed - month.basis.paid > 0),
            lambda loan, row: CurtailmentInArrears(
                loan,
                curtailment=cents_at(curtailment, row),
                advances=cents_at(month.loans.advances_before_terms, row),
            ),
        ),
    )


def _shortfall_rules(month: AskedMonth) -> tuple[Rule, ...]:
    activity, interest = month.activity, month.passed.newest_interest
    shortfall = activity.interest_shortfall
    prepays = activity.paid_off | (activity.curtailment > 0)
    return (
        Rule(
            (shortfall > 0) & ~prepays,
            lambda loan, row: ShortfallWithoutPrepayment(loan, shortfall=cents_at(shortfall, row)),
        ),
        Rule(
            shortfall > interest,
            lambda loan, row: ShortfallTooLarge(
                loan, shortfall=cents_at(shortfall, row), interest=cents_at(interest, row)
            ),
        ),
    )


def _end_rules(month: AskedMonth) -> tuple[Rule, ...]:
    tape, proceeds = month.tape, month.activity.liquidation_proceeds
    owed, advances = owed_on_liquidation(tape, month.passed), month.loans.advances_before_terms
    return (
        Rule(
            month.activity.liquidated & (proceeds > owed),
            lambda loan, row: ProceedsTooLarge(
                loan, proceeds=cents_at(proceeds, row), owed=cents_at(owed, row)
            ),
        ),
        _unexplained_recovery(month, among=tape.active),
        Rule(
            tape.active & (month.loans.before_terms == 0) & (advances > 0),
            lambda loan, row: LoanEndedInArrears(loan, advances=cents_at(advances, row)),
        ),
    )


def _unexplained_recovery(month: AskedMonth, *, among: FlagColumn) -> Rule:
    recovery = month.activity.recovery
    return Rule(
        among & (recovery > 0),
        lambda loan, row: RecoveryUnexplained(loan, recovery=cents_at(recovery, row)),
    )
