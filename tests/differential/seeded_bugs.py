"""One bug for each rule of accounting, in either engine: a text of its source, and what to put there.

A rule may have several, where it can go wrong to either side.
"""

import importlib
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import Any

import oracle
import rwa.servicing


@dataclass(frozen=True, slots=True)
class Bug:
    """One text of one source changed."""

    file: str
    right: str
    wrong: str


SERVICING_BUGS = {
    # A tape and its columns
    "fees exchanged on reading": Bug(
        "columns.py", "_int32([loan.servicing_fee_ppm", "_int32([loan.guaranty_fee_ppm"
    ),
    "original balance forgotten": Bug(
        "columns.py",
        "original_balance_cents=Cents(original)",
        "original_balance_cents=Cents(balance)",
    ),
    "state forgotten": Bug("columns.py", "state=state", "state=None"),
    "a month missed for good": Bug(
        "activity_columns.py", "[line.payments_made for line in lines]", "[1 for line in lines]"
    ),
    # What is due
    "interest cut off": Bug(
        "schedule.py",
        "(2 * balance * rate.astype(np.int64) + _YEAR) // (2 * _YEAR)",
        "balance * rate.astype(np.int64) // _YEAR",
    ),
    "interest rounded half down": Bug(
        "schedule.py", "+ _YEAR) // (2 * _YEAR)", "+ _YEAR - 1) // (2 * _YEAR)"
    ),
    "last payment by count unseen": Bug(
        "schedule.py", "np.where(tape.remaining == 1, tape.balance, regular)", "regular"
    ),
    "last payment by size unseen": Bug(
        "schedule.py", "np.minimum(payment - interest, tape.balance)", "payment - interest"
    ),
    "due is the level payment": Bug(
        "schedule.py", "return self.interest + self.principal", "return self.payment"
    ),
    "recast over a month too few": Bug(
        "schedule.py", "months=int(remaining[row]),", "months=max(int(remaining[row]) - 1, 1),"
    ),
    "every loan recast": Bug("schedule.py", "tape.recasts & (balance > 0)", "(balance > 0)"),
    "no loan recast": Bug("schedule.py", "tape.recasts & (balance > 0)", "(balance < 0)"),
    "sums kept in 32 bits": Bug("schedule.py", "(int(high.sum()) << 32) + ", ""),
    # What a month does to a loan
    "payoff leaves the schedule out": Bug(
        "loan_columns.py",
        "np.where(activity.paid_off, left, 0)",
        "np.where(activity.paid_off, tape.balance, 0)",
    ),
    "curtailment forgotten": Bug("loan_columns.py", "end=left - prepaid", "end=left - paid_off"),
    "payoff forgotten": Bug(
        "loan_columns.py", "end=left - prepaid", "end=left - activity.curtailment"
    ),
    "servicing fee on what is left": Bug(
        "loan_columns.py",
        "monthly_interest_column(tape.balance, tape.servicing_fee)",
        "monthly_interest_column(left, tape.servicing_fee)",
    ),
    "guaranty fee at the servicer's rate": Bug(
        "loan_columns.py",
        "monthly_interest_column(tape.balance, tape.guaranty_fee)",
        "monthly_interest_column(tape.balance, tape.servicing_fee)",
    ),
    "advances taken for cash": Bug(
        "loan_columns.py",
        "due.total - made + recovered + prepaid",
        "due.total + recovered + prepaid",
    ),
    "cures no cash": Bug(
        "loan_columns.py", "due.total - made + recovered + prepaid", "due.total - made + prepaid"
    ),
    "prepayments no cash": Bug(
        "loan_columns.py", "due.total - made + recovered + prepaid", "due.total - made + recovered"
    ),
    "recovered advances still outstanding": Bug(
        "loan_columns.py",
        "tape.advances_outstanding + made - recovered",
        "tape.advances_outstanding + made",
    ),
    "new advances not outstanding": Bug(
        "loan_columns.py",
        "tape.advances_outstanding + made - recovered",
        "tape.advances_outstanding - recovered",
    ),
    # Missed payments
    "advance of principal alone": Bug(
        "arrears.py",
        "(activity.payments_made == 0), due.total, 0)",
        "(activity.payments_made == 0), due.principal, 0)",
    ),
    "advance of net interest": Bug(
        "arrears.py",
        "(activity.payments_made == 0), due.total, 0)",
        "(activity.payments_made == 0), due.total - 1, 0)",
    ),
    "month's payment counted as a cure": Bug(
        "arrears.py", "np.maximum(activity.payments_made - 1, 0)", "activity.payments_made"
    ),
    "payoff keeps the advances": Bug(
        "arrears.py",
        "np.where(activity.paid_off, tape.advances_outstanding, by_payments)",
        "by_payments",
    ),
    "part of a payment owed as a whole one": Bug(
        "arrears.py",
        "advances // np.maximum(payment, 1)",
        "(advances + payment - 1) // np.maximum(payment, 1)",
    ),
    "no payment owed many times": Bug(
        "arrears.py", "np.where(payment > 0, advances", "np.where(payment > -1, advances"
    ),
    "missed payment leaves the standing": Bug(
        "arrears.py", "status + 1, status)", "status, status)"
    ),
    "ninety days slip into foreclosure": Bug(
        "arrears.py", "np.where(status < _LOWEST_RUNG", "np.where(status <= _LOWEST_RUNG"
    ),
    "part of a missed payment uncounted": Bug(
        "arrears.py",
        "missed_payments(advances + payment - 1, payment)",
        "missed_payments(advances, payment)",
    ),
    "more than three missed beyond ninety days": Bug(
        "arrears.py", "_LOWEST_RUNG - _CURRENT)", "_LOWEST_RUNG - _CURRENT + 1)"
    ),
    "foreclosure ended by any cure": Bug(
        "arrears.py", "_is_legal(status) & (advances > 0)", "_is_legal(status) & (advances < 0)"
    ),
    "foreclosure never ends": Bug(
        "arrears.py", "_is_legal(status) & (advances > 0)", "_is_legal(status)"
    ),
    "REO taken for a rung": Bug(
        "arrears.py",
        "(STATUS_CODE[LoanStatus.FORECLOSURE], STATUS_CODE[LoanStatus.REO])",
        "(STATUS_CODE[LoanStatus.FORECLOSURE],)",
    ),
    "month's payment counts the standing anew": Bug(
        "arrears.py", "payments_made > 1]", "payments_made > 0]"
    ),
    # The tape after, and the pool's sums
    "months left not counted down": Bug("accounting.py", "tape.remaining - 1", "tape.remaining"),
    "months left of nothing": Bug(
        "accounting.py", "np.where(owing, tape.remaining - 1, 0)", "(tape.remaining - 1)"
    ),
    "age not counted up": Bug(
        "accounting.py", "tape.age + tape.active.astype(np.int32)", "tape.age"
    ),
    "age counts after the end": Bug(
        "accounting.py", "tape.age + tape.active.astype(np.int32)", "tape.age + 1"
    ),
    "paid-off loans still current": Bug(
        "accounting.py", "STATUS_CODE[LoanStatus.PAID_OFF]", "STATUS_CODE[LoanStatus.LIQUIDATED]"
    ),
    "liquidated loans called paid off": Bug(
        "accounting.py",
        "np.where(tape.active, STATUS_CODE[LoanStatus.PAID_OFF], tape.status)",
        "np.where(tape.age >= 0, STATUS_CODE[LoanStatus.PAID_OFF], tape.status)",
    ),
    "payment not recast for next month": Bug(
        "accounting.py",
        "recast_payment(tape, balance=loans.end, remaining=remaining)",
        "tape.payment",
    ),
    "loans counted after the month": Bug(
        "accounting.py", "loan_count_begin=int(tape.active", "loan_count_begin=int(after.active"
    ),
    "loans counted before the month": Bug(
        "accounting.py", "loan_count_end=int(after.active", "loan_count_end=int(tape.active"
    ),
    "principal due left out": Bug(
        "accounting.py", "payments_due_cents=interest + scheduled", "payments_due_cents=interest"
    ),
    "advances at the end taken for those at the beginning": Bug(
        "accounting.py",
        "advances_begin_cents=_cents(tape.advances_outstanding)",
        "advances_begin_cents=_cents(after.advances_outstanding)",
    ),
    "escrow lost": Bug("accounting.py", "_cents(tape.escrow_balance)", "ZERO"),
    # Refusals
    "liquidation let through": Bug("refusing.py", "proceeds != NOT_LIQUIDATED", "proceeds < -1"),
    "pool line may miss": Bug(
        "refusing.py",
        "tape.active & tape.recasts & (made != 1)",
        "tape.active & tape.recasts & (made > 1)",
    ),
    "payoff out of step let through": Bug(
        "refusing.py", "activity.paid_off & (made != 1)", "activity.paid_off & (made > 1)"
    ),
    "payments not owed let through": Bug("refusing.py", "made > owed", "made > owed + 1"),
    "curtailment of a cent too much": Bug(
        "refusing.py", "curtailment > left", "curtailment > left + 1"
    ),
    "curtailment of all that is left refused": Bug(
        "refusing.py", "curtailment > left", "curtailment >= left"
    ),
    "curtailment in arrears let through": Bug(
        "refusing.py",
        "(curtailment > 0) & (advances > 0)",
        "(curtailment < 0) & (advances > 0)",
    ),
    "loan ended in arrears": Bug(
        "refusing.py",
        "(loans.end == 0) & (advances > 0)",
        "(loans.end < 0) & (advances > 0)",
    ),
    "last rule named instead of the first": Bug("refusing.py", "= min(found)", "= max(found)"),
}
"""Bugs of the servicer's engine."""

ACCOUNTING, POOL = "loan_accounting.py", "recompute.py"
ORACLE_BUGS = {
    # What is due
    "interest rounded half down": Bug(ACCOUNTING, "2 * rest >= YEAR", "2 * rest > YEAR"),
    "level payment cut off": Bug(ACCOUNTING, "2 * rest >= worth", "2 * rest >= 3 * worth"),
    "level payment over a month too few": Bug(
        ACCOUNTING, "for _ in range(months):", "for _ in range(max(months - 1, 1)):"
    ),
    "last payment by count unseen": Bug(ACCOUNTING, "loan.remaining_months == 1 or", "False or"),
    "last payment by size unseen": Bug(ACCOUNTING, "payment >= balance + interest", "payment < 0"),
    "pool line pays as it did": Bug(ACCOUNTING, "    if loan.recasts:\n", "    if not loan:\n"),
    "every loan recast": Bug(ACCOUNTING, "    if loan.recasts:\n", "    if loan:\n"),
    # What a month does to a loan
    "payoff forgotten": Bug(ACCOUNTING, "if line.paid_off else 0", "if not line else 0"),
    "payoff leaves the schedule out": Bug(
        ACCOUNTING, "balance - due.principal if line.paid_off", "balance if line.paid_off"
    ),
    "curtailment forgotten": Bug(
        ACCOUNTING,
        "balance - due.principal - curtailed - paid_off",
        "balance - due.principal - paid_off",
    ),
    "fee on the wrong rate": Bug(
        ACCOUNTING, "rate=loan.guaranty_fee_ppm.count", "rate=loan.servicing_fee_ppm.count"
    ),
    "servicing fee on what is left": Bug(
        ACCOUNTING,
        "month_of(balance, rate=loan.servicing_fee_ppm.count)",
        "month_of(balance - due.principal, rate=loan.servicing_fee_ppm.count)",
    ),
    "due is the level payment": Bug(
        ACCOUNTING, "owed_now = due.interest + due.principal", "owed_now = due.payment"
    ),
    "advances taken for cash": Bug(ACCOUNTING, "Cents(owed_now - advanced + ", "Cents(owed_now + "),
    "cures no cash": Bug(ACCOUNTING, "advanced + recovered + curtailed", "advanced + curtailed"),
    "prepayments no cash": Bug(ACCOUNTING, "recovered + curtailed + paid_off", "recovered"),
    "recovered advances still outstanding": Bug(
        ACCOUNTING,
        " + month.advances_made_cents - month.advances_recovered_cents",
        " + month.advances_made_cents",
    ),
    "new advances not outstanding": Bug(
        ACCOUNTING,
        " + month.advances_made_cents - month.advances_recovered_cents",
        " - month.advances_recovered_cents",
    ),
    # Missed payments
    "advance without interest": Bug(
        ACCOUNTING,
        "owed_now if line.payments_made == 0",
        "due.principal if line.payments_made == 0",
    ),
    "one cure too many": Bug(ACCOUNTING, "max(line.payments_made - 1, 0)", "line.payments_made"),
    "payoff keeps the advances": Bug(
        ACCOUNTING, "recovered = loan.advances_outstanding_cents.count", "recovered = 0"
    ),
    "part of a payment owed as a whole one": Bug(
        ACCOUNTING,
        "loan.advances_outstanding_cents.count // due.payment if",
        "-(-loan.advances_outstanding_cents.count // due.payment) if",
    ),
    "no payment owed many times": Bug(
        ACCOUNTING, "// due.payment if due.payment else 0", "// (due.payment or 1)"
    ),
    "missed payment leaves the standing": Bug(
        ACCOUNTING, "SLIPS_TO.get(loan.status, loan.status)", "loan.status"
    ),
    "sixty days stay sixty": Bug(
        ACCOUNTING,
        "LoanStatus.DELINQUENT_60: LoanStatus.DELINQUENT_90,",
        "LoanStatus.DELINQUENT_60: LoanStatus.DELINQUENT_60,",
    ),
    "ninety days slip into foreclosure": Bug(
        ACCOUNTING,
        "LoanStatus.DELINQUENT_60: LoanStatus.DELINQUENT_90,",
        "LoanStatus.DELINQUENT_60: LoanStatus.DELINQUENT_90,\n"
        "    LoanStatus.DELINQUENT_90: LoanStatus.FORECLOSURE,",
    ),
    "sixty days called thirty": Bug(
        ACCOUNTING, "2: LoanStatus.DELINQUENT_60", "2: LoanStatus.DELINQUENT_30"
    ),
    "thirty days called current": Bug(
        ACCOUNTING, "1: LoanStatus.DELINQUENT_30", "1: LoanStatus.CURRENT"
    ),
    "part of a missed payment uncounted": Bug(
        ACCOUNTING, "-(-advances // due.payment)", "advances // due.payment"
    ),
    "more than two missed called sixty days": Bug(
        ACCOUNTING,
        "BEHIND_BY.get(behind, LoanStatus.DELINQUENT_90)",
        "BEHIND_BY.get(behind, LoanStatus.DELINQUENT_60)",
    ),
    "foreclosure ended by any cure": Bug(
        ACCOUNTING, "(LoanStatus.FORECLOSURE, LoanStatus.REO)", "(LoanStatus.REO,)"
    ),
    "REO taken for a rung": Bug(
        ACCOUNTING, "(LoanStatus.FORECLOSURE, LoanStatus.REO)", "(LoanStatus.FORECLOSURE,)"
    ),
    "full cure leaves the standing": Bug(
        ACCOUNTING, "return LoanStatus.CURRENT", "return loan.status"
    ),
    "month's payment counts the standing anew": Bug(
        ACCOUNTING, "if line.payments_made == 1:", "if line.payments_made == -1:"
    ),
    # The tape after, and the pool's sums
    "months left not counted down": Bug(
        ACCOUNTING, "loan.remaining_months - 1 if", "loan.remaining_months if"
    ),
    "months left of nothing": Bug(
        ACCOUNTING,
        "loan.remaining_months - 1 if month.end_cents else 0",
        "loan.remaining_months - 1",
    ),
    "age not counted up": Bug(ACCOUNTING, "loan.age_months + 1", "loan.age_months"),
    "paid-off loans called liquidated": Bug(
        ACCOUNTING, "LoanStatus.PAID_OFF", "LoanStatus.LIQUIDATED"
    ),
    "payment not recast for next month": Bug(
        ACCOUNTING, "loan.recasts and months_left", "loan.recasts and months_left < 0"
    ),
    "loans counted after the month": Bug(
        POOL,
        "loan_count_begin=len(months)",
        "loan_count_begin=sum(1 for month in months if month.end_cents)",
    ),
    "loans counted before the month": Bug(
        POOL,
        "loan_count_end=sum(1 for month in months if month.end_cents)",
        "loan_count_end=len(months)",
    ),
    "principal due left out": Bug(
        POOL, "payments_due_cents=interest + scheduled", "payments_due_cents=interest"
    ),
    "advances at the end taken for those at the beginning": Bug(
        POOL,
        '_held(before, "advances_outstanding_cents")',
        '_held(after, "advances_outstanding_cents")',
    ),
    "escrow lost": Bug(POOL, '_held(after, "escrow_balance_cents")', "ZERO"),
    # Refusals
    "liquidation let through": Bug(
        ACCOUNTING, "if line.liquidation_proceeds_cents is not None:", "if not line:"
    ),
    "pool line may miss": Bug(
        ACCOUNTING, "if loan.recasts and made != 1:", "if loan.recasts and made > 1:"
    ),
    "pool line may pay twice": Bug(
        ACCOUNTING, "if loan.recasts and made != 1:", "if loan.recasts and made < 1:"
    ),
    "payoff out of step let through": Bug(
        ACCOUNTING, "if line.paid_off and made != 1:", "if line.paid_off and made > 1:"
    ),
    "payments not owed let through": Bug(
        ACCOUNTING, "if made > 1 + missed:", "if made > 2 + missed:"
    ),
    "curtailment of a cent too much": Bug(
        ACCOUNTING,
        "if line.curtailment_cents.count > left:",
        "if line.curtailment_cents.count > left + 1:",
    ),
    "curtailment of all that is left refused": Bug(
        ACCOUNTING,
        "if line.curtailment_cents.count > left:",
        "if line.curtailment_cents.count >= left:",
    ),
    "curtailment in arrears let through": Bug(
        ACCOUNTING, "    if line.curtailment_cents:\n", "    if not line:\n"
    ),
    "loan ended in arrears": Bug(
        ACCOUNTING, "    if not month.end_cents:\n", "    if not month:\n"
    ),
}
"""Bugs of the oracle's engine."""
_numbers = count()


@contextmanager
def servicing_with(bug: Bug | None) -> Iterator[Any]:
    """A copy of the servicer's engine with a bug, or without: its `run_month`."""
    with _copied(rwa.servicing, bug, renamed=("rwa.servicing",)) as name:
        yield importlib.import_module(f"{name}.accounting").run_month


@contextmanager
def recomputing_with(bug: Bug | None) -> Iterator[ModuleType]:
    """A copy of the oracle's engine with a bug, or without: its module `recompute`."""
    with _copied(oracle, bug, renamed=("oracle.loan_accounting",)) as name:
        yield importlib.import_module(f"{name}.recompute")


@contextmanager
def _copied(package: ModuleType, bug: Bug | None, *, renamed: tuple[str, ...]) -> Iterator[str]:
    """Write a copy of a package out with one text changed, and forget it afterwards."""
    name = f"seeded_bug_{next(_numbers)}"
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / name
        target.mkdir()
        for source in Path(str(package.__file__)).parent.glob("*.py"):
            text = source.read_text()
            if bug is not None and source.name == bug.file:
                assert text.count(bug.right) == 1, f"{bug.file}: not once {bug.right!r}"
                text = text.replace(bug.right, bug.wrong)
            for old in renamed:
                last = old.removeprefix(package.__name__)
                text = text.replace(f"from {old}", f"from {name}{last}")
            (target / source.name).write_text(text)
        sys.path.insert(0, folder)
        importlib.invalidate_caches()
        try:
            yield name
        finally:
            sys.path.remove(folder)
            for module in [each for each in sys.modules if each.split(".")[0] == name]:
                del sys.modules[module]
