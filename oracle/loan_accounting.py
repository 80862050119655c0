"""One loan's month in plain whole numbers: the oracle's own accounting.

Written apart from the servicer's engine, and sharing no arithmetic with it, so that one mistake
cannot confirm itself. The rules are those of docs/reference/servicing-rules.md, each in a module
of `oracle.accounting`; here they follow one another. Cents are rounded half up at each step.
Sources: docs/reference/sources.md#fannie-cent-rounding and
docs/reference/sources.md#scheduledscheduled-remittance
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from oracle.accounting.collecting import collect
from oracle.accounting.due_month import DueMonth
from oracle.accounting.escrow import EscrowMonth, escrow_month
from oracle.accounting.new_terms import NewTerms, terms_after
from oracle.accounting.refusing import (
    refuse_before_payments,
    refuse_of_ended,
    refuse_of_money,
    refuse_of_terms,
)
from oracle.accounting.settling import Settled, settle
from oracle.accounting.standing import final_standing, standing
from rwa.core.money import ZERO, Cents
from rwa.core.rates import Ppm
from rwa.pool.activity import LoanActivity
from rwa.pool.loan import Loan
from rwa.remittance.loan_month import LoanMonth


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanAccount:
    """All that a month did to one loan; nothing in it was refused."""

    loan: Loan
    """The loan before the month."""
    line: LoanActivity
    """What was reported of it."""
    settled: Settled
    """Where the month's money went."""
    terms: NewTerms | None
    """What is owed from now on; None where the loan ended."""
    escrow: EscrowMonth
    """What went through its escrow account."""


def account_loan(loan: Loan, line: LoanActivity, month: DueMonth) -> LoanAccount:
    """Account one month of a loan that owes a balance. Raises ActivityRefused."""
    refuse_before_payments(loan, line, month)
    collected = collect(loan, line, month)
    settled = settle(loan, line, collected)
    refuse_of_money(loan, line, collected, settled)
    refuse_of_terms(loan, line, settled, month)
    ended = settled.has_ended
    return LoanAccount(
        loan=loan,
        line=line,
        settled=settled,
        terms=None if ended else terms_after(loan, line, settled, month.index_ppm),
        escrow=escrow_month(loan, line, has_ended=ended),
    )


def recovery_of(loan: Loan, line: LoanActivity) -> LoanMonth:
    """The month of a loan that ended earlier: cash, if it was liquidated. Raises ActivityRefused."""
    refuse_of_ended(loan, line)
    return LoanMonth(
        loan_id=loan.loan_id,
        begin_cents=ZERO,
        capitalised_cents=ZERO,
        scheduled_cents=ZERO,
        curtailed_cents=ZERO,
        paid_off_cents=ZERO,
        liquidated_cents=ZERO,
        forgiven_cents=ZERO,
        loss_cents=ZERO,
        expenses_cents=ZERO,
        end_cents=ZERO,
        gross_interest_cents=ZERO,
        servicing_fee_cents=ZERO,
        guaranty_fee_cents=ZERO,
        cash_received_cents=line.recovery_cents,
        advances_made_cents=ZERO,
        advances_recovered_cents=ZERO,
        recoveries_cents=line.recovery_cents,
    )


def month_of_loan(account: LoanAccount) -> LoanMonth:
    """The amounts of a loan's month; what is capitalised is recovered, what is forgiven lost."""
    loan, line, settled = account.loan, account.line, account.settled
    terms, escrow, new = account.terms, account.escrow, account.line.modification
    capitalised = new.capitalised_cents if new else ZERO
    forgiven = new.forgiven_cents if new else ZERO
    return LoanMonth(
        loan_id=loan.loan_id,
        begin_cents=loan.balance_cents,
        capitalised_cents=capitalised,
        scheduled_cents=Cents(settled.scheduled),
        curtailed_cents=Cents(settled.curtailed),
        paid_off_cents=Cents(settled.paid_off),
        liquidated_cents=Cents(settled.liquidated),
        forgiven_cents=forgiven,
        loss_cents=Cents(settled.loss) + forgiven,
        expenses_cents=Cents(max(settled.loss - settled.liquidated, 0)),
        end_cents=Cents(terms.balance if terms else 0),
        gross_interest_cents=Cents(settled.interest),
        servicing_fee_cents=Cents(settled.servicing_fee),
        guaranty_fee_cents=Cents(settled.guaranty_fee),
        cash_received_cents=Cents(settled.cash),
        advances_made_cents=Cents(settled.advanced),
        advances_recovered_cents=Cents(settled.recovered) + capitalised,
        interest_shortfall_cents=line.interest_shortfall_cents,
        advances_written_off_cents=line.written_off_cents,
        advances_begin_cents=loan.advances_outstanding_cents,
        advances_end_cents=Cents(terms.advances if terms else 0),
        escrow_begin_cents=loan.escrow_balance_cents,
        escrow_deposits_cents=Cents(escrow.deposits),
        escrow_disbursements_cents=Cents(escrow.disbursements),
        escrow_advances_cents=Cents(escrow.put_in),
        escrow_end_cents=Cents(escrow.balance),
    )


def loan_after(account: LoanAccount) -> Loan:
    """The loan after the month. Raises ValueOutOfRange where no tape can hold it."""
    terms = account.terms
    return _ended_loan(account) if terms is None else _owing_loan(account, terms)


def _ended_loan(account: LoanAccount) -> Loan:
    """Rate, payment and amortisation stay as they were; nothing is owed or held."""
    return replace(
        account.loan,
        balance_cents=ZERO,
        remaining_months=0,
        age_months=account.loan.age_months + 1,
        status=final_standing(account.line),
        advances_outstanding_cents=ZERO,
        escrow_balance_cents=ZERO,
        interest_only_months=0,
        months_behind=0,
        months_advanced=0,
        advances_stopped=False,
        deferred_cents=ZERO,
        escrow_advances_cents=ZERO,
    )


def _owing_loan(account: LoanAccount, terms: NewTerms) -> Loan:
    return replace(
        account.loan,
        balance_cents=Cents(terms.balance),
        note_rate_ppm=Ppm(terms.note_rate),
        payment_cents=Cents(terms.payment),
        remaining_months=terms.remaining_months,
        age_months=account.loan.age_months + 1,
        status=standing(account.loan, account.line, behind=terms.behind),
        advances_outstanding_cents=Cents(terms.advances),
        escrow_balance_cents=Cents(account.escrow.balance),
        interest_only_months=terms.interest_only_months,
        balloon_months=terms.balloon_months,
        reset=terms.reset,
        months_behind=terms.behind,
        months_advanced=terms.months_advanced,
        advances_stopped=terms.stopped,
        deferred_cents=Cents(terms.deferred),
        escrow_advances_cents=Cents(account.escrow.advances),
    )
