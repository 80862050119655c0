"""One bug for each rule of accounting, planted in a copy of an engine: the other engine sees it.

A copy of the package is written out under a name of its own with one text changed, so the bug is a
real one in real source, and our own modules stay as they are.
"""

import importlib
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import oracle
import rwa.servicing
from oracle.recompute import recompute_pool
from rwa.pool.activity import MonthActivity
from rwa.pool.tape import LoanTape
from rwa.servicing.accounting import run_month

Cases = tuple[tuple[LoanTape, MonthActivity], ...]
Copier = Callable[[ModuleType, str, str, str], str]

SERVICING_BUGS = {
    "interest cut off": (
        "schedule.py",
        "(2 * balance * rate.astype(np.int64) + _YEAR) // (2 * _YEAR)",
        "balance * rate.astype(np.int64) // _YEAR",
    ),
    "last payment by count unseen": (
        "schedule.py",
        "np.where(tape.remaining == 1, tape.balance, regular)",
        "regular",
    ),
    "last payment by size unseen": (
        "schedule.py",
        "np.minimum(payment - interest, tape.balance)",
        "payment - interest",
    ),
    "recast over a month too few": (
        "schedule.py",
        "months=int(remaining[row]),",
        "months=max(int(remaining[row]) - 1, 1),",
    ),
    "payoff leaves the schedule out": (
        "loan_columns.py",
        "np.where(activity.paid_off, left, 0)",
        "np.where(activity.paid_off, tape.balance, 0)",
    ),
    "curtailment forgotten": ("loan_columns.py", "end=left - prepaid", "end=left - paid_off"),
    "servicing fee on what is left": (
        "loan_columns.py",
        "monthly_interest_column(tape.balance, tape.servicing_fee)",
        "monthly_interest_column(left, tape.servicing_fee)",
    ),
    "guaranty fee at the servicer's rate": (
        "loan_columns.py",
        "monthly_interest_column(tape.balance, tape.guaranty_fee)",
        "monthly_interest_column(tape.balance, tape.servicing_fee)",
    ),
    "advance of principal alone": (
        "arrears.py",
        "(activity.payments_made == 0), due.total, 0)",
        "(activity.payments_made == 0), due.principal, 0)",
    ),
    "month's payment counted as a cure": (
        "arrears.py",
        "np.maximum(activity.payments_made - 1, 0)",
        "activity.payments_made",
    ),
    "payoff keeps the advances": (
        "arrears.py",
        "np.where(activity.paid_off, tape.advances_outstanding, by_payments)",
        "by_payments",
    ),
    "missed payment leaves the standing": ("arrears.py", "status + 1, status)", "status, status)"),
    "part of a missed payment uncounted": (
        "arrears.py",
        "missed_payments(advances + payment - 1, payment)",
        "missed_payments(advances, payment)",
    ),
    "foreclosure ended by any cure": (
        "arrears.py",
        "_is_legal(status) & (advances > 0)",
        "_is_legal(status) & (advances < 0)",
    ),
    "months left not counted down": ("accounting.py", "tape.remaining - 1", "tape.remaining"),
    "age not counted up": ("accounting.py", "tape.age + tape.active.astype(np.int32)", "tape.age"),
    "paid-off loans still current": (
        "accounting.py",
        "STATUS_CODE[LoanStatus.PAID_OFF]",
        "STATUS_CODE[LoanStatus.LIQUIDATED]",
    ),
    "payment not recast for next month": (
        "accounting.py",
        "recast_payment(tape, balance=loans.end, remaining=remaining)",
        "tape.payment",
    ),
    "escrow lost": ("accounting.py", "_cents(tape.escrow_balance)", "ZERO"),
    "liquidation let through": ("refusing.py", "proceeds != NOT_LIQUIDATED", "proceeds < -1"),
    "pool line may miss": (
        "refusing.py",
        "tape.active & tape.recasts & (made != 1)",
        "tape.active & tape.recasts & (made > 1)",
    ),
    "payoff out of step let through": (
        "refusing.py",
        "activity.paid_off & (made != 1)",
        "activity.paid_off & (made > 1)",
    ),
    "payments not owed let through": ("refusing.py", "made > owed", "made > owed + 1"),
    "curtailment of a cent too much": (
        "refusing.py",
        "curtailment > left",
        "curtailment > left + 1",
    ),
    "curtailment of all that is left refused": (
        "refusing.py",
        "curtailment > left",
        "curtailment >= left",
    ),
    "curtailment in arrears let through": (
        "refusing.py",
        "(curtailment > 0) & (advances > 0)",
        "(curtailment < 0) & (advances > 0)",
    ),
    "loan ended in arrears": (
        "refusing.py",
        "(loans.end == 0) & (advances > 0)",
        "(loans.end < 0) & (advances > 0)",
    ),
}
ORACLE_BUGS = {
    "interest rounded half down": ("loan_accounting.py", "2 * rest >= YEAR", "2 * rest > YEAR"),
    "level payment cut off": ("loan_accounting.py", "2 * rest >= worth", "2 * rest >= 3 * worth"),
    "last payment unseen": ("loan_accounting.py", "loan.remaining_months == 1 or", "False or"),
    "payoff forgotten": ("loan_accounting.py", "if line.paid_off else 0", "if not line else 0"),
    "advance without interest": (
        "loan_accounting.py",
        "owed_now if line.payments_made == 0",
        "due.principal if line.payments_made == 0",
    ),
    "one cure too many": (
        "loan_accounting.py",
        "max(line.payments_made - 1, 0)",
        "line.payments_made",
    ),
    "sixty days called thirty": (
        "loan_accounting.py",
        "2: LoanStatus.DELINQUENT_60",
        "2: LoanStatus.DELINQUENT_30",
    ),
    "fee on the wrong rate": (
        "loan_accounting.py",
        "rate=loan.guaranty_fee_ppm.count",
        "rate=loan.servicing_fee_ppm.count",
    ),
    "loans counted after the month": (
        "recompute.py",
        "loan_count_begin=len(months)",
        "loan_count_begin=sum(1 for month in months if month.end_cents)",
    ),
}
_numbers = count()


@pytest.fixture
def copy_with_bug(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Copier]:
    """Writes a copy of a package with one text changed; returns the copy's name."""

    def copy(package: ModuleType, file: str, right: str, wrong: str) -> str:
        name = f"seeded_bug_{next(_numbers)}"
        target = tmp_path / name
        target.mkdir()
        for source in Path(str(package.__file__)).parent.glob("*.py"):
            text = source.read_text()
            if source.name == file:
                assert text.count(right) == 1, f"{file} has no single {right!r} to change"
                text = text.replace(right, wrong)
            for imported in ("recompute", "loan_accounting", "checks"):
                text = text.replace(f"oracle.{imported} ", f"{name}.{imported} ")
            (target / source.name).write_text(text.replace("rwa.servicing", name))
        return name

    monkeypatch.syspath_prepend(tmp_path)
    yield copy
    importlib.invalidate_caches()


def differing(
    outcome: Callable[..., Any], cases: Cases, copied: Callable[..., Any], other: Callable[..., Any]
) -> int:
    return sum(outcome(copied, *case) != outcome(other, *case) for case in cases)


def test_copies__without_a_bug__agree_with_the_other_engine(
    copy_with_bug: Copier, outcome: Callable[..., Any], cases: Cases
) -> None:
    servicing = copy_with_bug(rwa.servicing, "life.py", "def run_life(", "def run_life(")
    row_by_row = copy_with_bug(oracle, "recompute.py", "def recompute(", "def recompute(")
    copied = importlib.import_module(f"{servicing}.accounting").run_month
    recomputed = importlib.import_module(f"{row_by_row}.recompute").recompute_pool

    assert differing(outcome, cases, copied, recompute_pool) == 0
    assert differing(outcome, cases, recomputed, run_month) == 0


@pytest.mark.parametrize("bug", SERVICING_BUGS)
def test_servicing__one_rule_wrong__seen_by_the_oracle(
    copy_with_bug: Copier, outcome: Callable[..., Any], cases: Cases, bug: str
) -> None:
    name = copy_with_bug(rwa.servicing, *SERVICING_BUGS[bug])
    wrong = importlib.import_module(f"{name}.accounting").run_month

    assert differing(outcome, cases, wrong, recompute_pool) > 0


@pytest.mark.parametrize("bug", ORACLE_BUGS)
def test_oracle__one_rule_wrong__seen_by_the_servicer(
    copy_with_bug: Copier, outcome: Callable[..., Any], cases: Cases, bug: str
) -> None:
    name = copy_with_bug(oracle, *ORACLE_BUGS[bug])
    wrong = importlib.import_module(f"{name}.recompute").recompute_pool

    assert differing(outcome, cases, wrong, run_month) > 0
