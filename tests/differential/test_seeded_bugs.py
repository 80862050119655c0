"""One bug for each rule of accounting, planted in a copy of an engine: the other engine sees it.

A copy of the package is written out under a name of its own with one text changed, so the bug is a
real one in real source, and our own modules stay as they are.
"""

import ast
from pathlib import Path
from typing import Any

import pytest

import oracle
import rwa.servicing
from oracle.recompute import recompute_pool
from rwa.servicing.accounting import run_month
from tests.differential.loan_months import Asked
from tests.differential.seeded_bugs import (
    ORACLE_BUGS,
    SERVICING_BUGS,
    recomputing_with,
    servicing_with,
)

Cases = tuple[tuple[Any, Any], ...]


def differing(outcome: Asked, cases: Cases, copied: Any, other: Any) -> int:
    return sum(outcome(copied, *case) != outcome(other, *case) for case in cases)


def test_copies__without_a_bug__agree_with_the_other_engine(outcome: Asked, cases: Cases) -> None:
    with servicing_with(None) as copied, recomputing_with(None) as recomputing:
        assert differing(outcome, cases, copied, recompute_pool) == 0
        assert differing(outcome, cases, recomputing.recompute_pool, run_month) == 0


@pytest.mark.parametrize("bug", SERVICING_BUGS)
def test_servicing__one_rule_wrong__seen_by_the_oracle(
    outcome: Asked, cases: Cases, bug: str
) -> None:
    with servicing_with(SERVICING_BUGS[bug]) as wrong:
        assert differing(outcome, cases, wrong, recompute_pool) > 0


@pytest.mark.parametrize("bug", ORACLE_BUGS)
def test_oracle__one_rule_wrong__seen_by_the_servicer(
    outcome: Asked, cases: Cases, bug: str
) -> None:
    with recomputing_with(ORACLE_BUGS[bug]) as wrong:
        assert differing(outcome, cases, wrong.recompute_pool, run_month) > 0


PLUMBING = {
    "accounting.py": {"run_month", "account", "_cents", "__init__"},
    "arrears.py": {"_is_legal"},
    "loan_columns.py": {"loan_months_of"},
    "refusing.py": set(),
    "schedule.py": set(),
    "loan_accounting.py": set(),
    "recompute.py": {
        "recompute",
        "recompute_pool",
        "summed",
        "_held",
        "_account_loans",
        "__init__",
    },
}
"""Functions that hold no rule of their own: they call, carry and add up."""


@pytest.mark.parametrize("file", PLUMBING)
def test_bugs__every_function_with_a_rule__has_one(file: str) -> None:
    package, bugs = (
        (oracle, ORACLE_BUGS)
        if file in ("loan_accounting.py", "recompute.py")
        else (rwa.servicing, SERVICING_BUGS)
    )
    text = (Path(str(package.__file__)).parent / file).read_text()
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)]
    sources = {each.name: str(ast.get_source_segment(text, each)) for each in functions}
    changed = [bug.right.strip() for bug in bugs.values() if bug.file == file]
    without = {
        name for name, source in sources.items() if not any(right in source for right in changed)
    }

    assert sources
    assert without <= PLUMBING[file], f"no bug in {sorted(without - PLUMBING[file])}"
    assert PLUMBING[file] <= sources.keys()
