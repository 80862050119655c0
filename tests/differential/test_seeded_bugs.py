"""One bug for each rule of accounting, planted in a copy of an engine: the other engine sees it.

A copy of the package is written out under a name of its own with one text changed, so the bug is a
real one in real source, and our own modules stay as they are.
"""

import ast
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import oracle
import rwa.servicing
from oracle.recompute import recompute_pool
from rwa.servicing.accounting import run_month
from tests.differential.loan_months import Asked
from tests.differential.oracle_bugs import MONEY
from tests.differential.oracle_term_bugs import TERM_BUGS
from tests.differential.planted import Bug, recomputing_with, servicing_with
from tests.differential.seeded_bugs import ORACLE_BUGS, SERVICING_BUGS
from tests.differential.servicing_bugs import SERVICED
from tests.differential.servicing_rule_bugs import SERVICED_RULES

Cases = tuple[tuple[Any, Any], ...]


Expected = dict[str, list[Any]]


@pytest.fixture(scope="module")
def expected(outcome: Asked, cases: Cases) -> Expected:
    """What each engine as it is makes of every case."""
    engines = {"oracle": recompute_pool, "servicer": run_month}
    return {name: [outcome(engine, *case) for case in cases] for name, engine in engines.items()}


def agrees(outcome: Asked, cases: Cases, copied: Any, others: list[Any]) -> bool:
    """Whether a copy makes of every case what the other engine does; ends at the first that not."""
    return all(outcome(copied, *case) == other for case, other in zip(cases, others, strict=True))


def test_copies__without_a_bug__agree_with_the_other_engine(
    outcome: Asked, cases: Cases, expected: Expected
) -> None:
    with servicing_with(None) as copied, recomputing_with(None) as recomputing:
        assert agrees(outcome, cases, copied, expected["oracle"])
        assert agrees(outcome, cases, recomputing.recompute_pool, expected["servicer"])


@pytest.mark.parametrize("bug", SERVICING_BUGS)
def test_servicing__one_rule_wrong__seen_by_the_oracle(
    outcome: Asked, cases: Cases, expected: Expected, bug: str
) -> None:
    with servicing_with(SERVICING_BUGS[bug]) as wrong:
        assert not agrees(outcome, cases, wrong, expected["oracle"])


@pytest.mark.parametrize("bug", ORACLE_BUGS)
def test_oracle__one_rule_wrong__seen_by_the_servicer(
    outcome: Asked, cases: Cases, expected: Expected, bug: str
) -> None:
    with recomputing_with(ORACLE_BUGS[bug]) as wrong:
        assert not agrees(outcome, cases, wrong.recompute_pool, expected["servicer"])


def test_bugs__every_name__is_one_bug() -> None:
    assert len(SERVICING_BUGS) == len(SERVICED) + len(SERVICED_RULES)
    assert len(ORACLE_BUGS) == len(MONEY) + len(TERM_BUGS)


PLUMBING: dict[str, set[str]] = {
    "loan_accounting.py": {"loan_after"},
    "recompute.py": {
        "recompute",
        "recompute_pool",
        "summed",
        "_held",
        "_accounts",
        "_account",
        "_month",
        "_after",
    },
    "accounting.py": {"run_month", "account", "_cents"},
    "activity_columns.py": {
        "nothing",
        "liquidated",
        "is_modified",
        "modified",
        "activity_of",
        "_line",
    },
    "columns.py": {"__init__", "__post_init__", "active", "_check_range", "columns_of", "tape_of"},
    "loan_columns.py": {"loan_months_of"},
    "refusing_payments.py": {"payment_rules"},
    "refusing_terms.py": {"term_rules"},
    "schedule.py": {"total", "due_on", "due_payment"},
}
"""Functions that hold no rule of their own: they call, carry and add up."""
ENGINES = ((oracle, ORACLE_BUGS), (rwa.servicing, SERVICING_BUGS))


def rules_without_a_bug(package: ModuleType, file: str, bugs: dict[str, Bug]) -> set[str]:
    text = (Path(str(package.__file__)).parent / file).read_text()
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)]
    sources = {each.name: str(ast.get_source_segment(text, each)) for each in functions}
    changed = [bug.right.strip() for bug in bugs.values() if bug.file == file]
    return {
        name for name, source in sources.items() if not any(right in source for right in changed)
    }


@pytest.mark.parametrize(("package", "bugs"), ENGINES, ids=["oracle", "servicer"])
def test_bugs__every_function_with_a_rule__has_one(
    package: ModuleType, bugs: dict[str, Bug]
) -> None:
    for file in sorted({bug.file for bug in bugs.values()}):
        without = rules_without_a_bug(package, file, bugs)
        assert without == PLUMBING.get(file, set()), f"{file}: no bug in {sorted(without)}"
