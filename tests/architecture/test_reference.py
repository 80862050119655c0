import subprocess
import sys
from pathlib import Path

import pytest

from rwa.cashflow.projection.projected import COLUMNS
from rwa.cashflow.spec.reading import UnknownField
from rwa.cashflow.spec.spec import read_spec
from rwa.pool.layouts.fault import FaultKind
from rwa.pool.layouts.loan_month_file import RECORD_COLUMNS
from rwa.pool.layouts.registry import LAYOUTS


def test_reference_pages__compared_with_the_code__are_up_to_date(root: Path) -> None:
    command = [sys.executable, "scripts/write_reference.py", "--check"]
    compared = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)

    assert compared.returncode == 0, compared.stderr


def test_reference_pages__read__name_every_command_and_error_code(root: Path) -> None:
    page = (root / "docs/reference/cli.md").read_text()

    for command in ("demo", "init", "deploy", "simulate", "transfer", "settle", "holders", "serve"):
        assert f"## rwa {command}" in page
    for code in range(7):
        assert f"| {code} |" in page


def test_projection_page__read__names_every_field_and_column(root: Path) -> None:
    page = (root / "docs/reference/projection.md").read_text()
    least = b'"balance": 1, "wac": 6, "pass_through_rate": 6, "remaining_months": 1'
    terms = b'"margin": 1, "first_reset_month": 1, "index_vector": [1]'
    known: set[str] = set()
    for inner in (b'"nothing": 1', b'"adjustable": {' + terms + b', "nothing": 1}'):
        with pytest.raises(UnknownField) as refused:
            read_spec(b"{" + least + b", " + inner + b"}")
        known |= set(refused.value.known)

    assert len(known) > 30
    assert {name for name in known if f"`{name}`" not in page} == set()
    assert {name for name in COLUMNS if f"`{name}`" not in page} == set()


def test_loan_files_page__read__names_every_layout_column_and_fault(root: Path) -> None:
    page = (root / "docs/reference/loan-files.md").read_text()
    sources = {column.source for layout in LAYOUTS for column in layout.columns}

    assert len(sources) > 200
    assert {source for source in sources if source not in page} == set()
    assert {column.name for column in RECORD_COLUMNS if f"`{column.name}`" not in page} == set()
    assert {layout.name for layout in LAYOUTS if f"### {layout.name}" not in page} == set()
    assert {kind.value for kind in FaultKind if f"| {kind.value} |" not in page} == set()
