"""The reference page of the file layouts says what the code does."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from rwa.core.dates import Period
from rwa.core.ids import PoolId
from rwa.core.rates import Ppm
from rwa.pool.activity_columns import ACTIVITY_COLUMNS
from rwa.pool.columns import Column, ColumnKind
from rwa.pool.files import read_issue_tape, tape_bytes
from rwa.pool.further_rows import RESET_COLUMNS
from rwa.pool.loan import Loan, LoanStatus
from rwa.pool.programme import UMBS
from rwa.pool.rejection import TapeRejected
from rwa.pool.tape import LoanTape
from rwa.pool.tape_columns import TAPE_COLUMNS

PAGE = (Path(__file__).parents[4] / "docs" / "reference" / "tape.md").read_text()


def read(text: str) -> LoanTape:
    return read_issue_tape(
        text.encode(),
        pool_id=PoolId("MINE"),
        programme=UMBS,
        pass_through_rate=Ppm.percent("5.5"),
        issue=Period(2026, 12),
    )


@pytest.mark.parametrize(
    ("heading", "columns"),
    [("Columns of a tape", TAPE_COLUMNS), ("Columns of activity", ACTIVITY_COLUMNS)],
)
def test_reference__each_table__has_exactly_the_columns_of_the_code(
    heading: str, columns: tuple[Column, ...]
) -> None:
    section = PAGE.split(f"## {heading}\n")[1].split("\n## ")[0]
    written = [line for line in section.splitlines() if line.startswith("| `")]

    assert written == [
        f"| `{column.name}` | {column.kind} | {column.meaning} "
        f"| {column.default or '**required**'} |"
        for column in columns
    ]


def test_reference__how_cells_are_written__is_what_a_rejected_row_is_told() -> None:
    for kind in ColumnKind:
        assert f"| {kind} | {kind.wording} |" in PAGE


def test_reference__statuses__are_those_of_the_code() -> None:
    (line,) = (line for line in PAGE.splitlines() if line.startswith("`status` is one of"))

    assert re.findall(r"`([a-z0-9_]+)`", line)[1:] == list(LoanStatus)


def test_reference__shortest_tape__is_accepted() -> None:
    (text,) = re.findall(r"```csv\n(.*?)```", PAGE, re.DOTALL)

    assert len(read(text).loans) == 2


def test_reference__printed_rejection__is_what_a_bad_file_gets() -> None:
    (printed,) = re.findall(r"```\n(tape has .*?)\n```", PAGE, re.DOTALL)
    good = "{},300000,299000.50,6.125,358,2\n"
    rows = [good.format(loan_id) for loan_id in range(1001, 1008)]
    rows[1] = '1002,300000,"299,000.50",6.125,358,2\n'
    header = "loan_id,original_balance,balance,note_rate,remaining_months,age_months\n"

    with pytest.raises(TapeRejected) as caught:
        read(header + "".join(rows) + good.format(1001))

    assert str(caught.value) == printed


def test_tape_columns__every_field_of_a_loan__has_its_column(tape: LoanTape) -> None:
    names = [re.sub(r"_(cents|ppm)$", "", field.name) for field in fields(Loan)]
    names[names.index("reset") : names.index("reset") + 1] = RESET_COLUMNS

    assert [column.name for column in TAPE_COLUMNS] == ["pool_id", "as_of", *names]
    header = tape_bytes(tape).decode().splitlines()[0]
    assert header == ",".join(column.name for column in TAPE_COLUMNS)


def test_loan_errors__fields_they_name__are_columns(tape: LoanTape) -> None:
    source = Path(__file__).parents[4] / "rwa" / "pool" / "loan.py"
    named = set(re.findall(r'(?:check_\w+|ValueOutOfRange)\(\s*"(\w+)"', source.read_text()))

    assert len(named) >= 25
    assert named <= {column.name for column in TAPE_COLUMNS}
