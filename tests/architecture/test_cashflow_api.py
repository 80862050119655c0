"""The page of the cash-flow engine's functions names what there is, and all of it."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from operator import attrgetter
from pathlib import Path

import pytest

PAGE = Path(__file__).resolve().parents[2] / "docs/reference/cashflow-api.md"
ENGINE = Path(__file__).resolve().parents[2] / "rwa/cashflow"
ROW = re.compile(r"^\| (`.+`) \| `([\w.]+)` \| (.+) \|$", re.MULTILINE)
INNER_MODULES = {
    "arrays",
    "bounds",
    "compiling",
    "matlab",
    "projection.arithmetic",
    "rates.newton",
    "spec.reading",
    "tables",
    "threads",
}
"""What the engine is built from, and the names that have a page of their own."""
INNER_FUNCTIONS = {
    "behaviour.burnout.shares_after",
    "rates.hull_white.decay_mean",
    "rates.hull_white.integral_mean",
    "speeds.check_month",
    "speeds.check_share",
    "valuation.settled_line.months_between",
}
"""Used by other modules of the engine alone."""


def rows() -> list[tuple[str, str]]:
    return [
        (module, name)
        for names, module, _ in ROW.findall(PAGE.read_text())
        for name in re.findall(r"`([\w.]+)`", names)
    ]


def functions() -> Iterator[str]:
    for path in sorted(ENGINE.rglob("*.py")):
        module = ".".join(path.relative_to(ENGINE).with_suffix("").parts)
        if path.stem.endswith("_kernel") or module in INNER_MODULES:
            continue
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                yield f"{module}.{node.name}"


@pytest.mark.parametrize(("module", "name"), rows())
def test_cashflow_page__every_name__exists_where_it_says(module: str, name: str) -> None:
    found = attrgetter(name)(import_module(f"rwa.cashflow.{module}"))

    assert found.__doc__ if not isinstance(found, property) else found.fget.__doc__


def test_cashflow_page__every_result_that_is_named__exists() -> None:
    named = set(re.findall(r"`([A-Z]\w+)`", PAGE.read_text()))
    sources = "\n".join(path.read_text() for path in ENGINE.rglob("*.py"))

    assert len(named) > 20
    assert {name for name in named if f"class {name}" not in sources} == set()


def test_cashflow_page__every_public_function__is_on_it() -> None:
    known = {f"{module}.{name}" for module, name in rows()}
    public = set(functions())

    assert len(public) > 60
    assert public - known - INNER_FUNCTIONS == set()
    assert INNER_FUNCTIONS - public == set()
