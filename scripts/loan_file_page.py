"""docs/reference/loan-files.md, from the tables of the layouts and the neutral record."""

import ast
import inspect
from collections.abc import Iterator

from rwa.pool.layouts import record
from rwa.pool.layouts.cells import CellKind
from rwa.pool.layouts.examining import MOST_FAULTS
from rwa.pool.layouts.fault import FaultKind
from rwa.pool.layouts.layout import FileLayout, LayoutColumn, Shape
from rwa.pool.layouts.loan_month_file import RECORD_COLUMNS
from rwa.pool.layouts.packing import MOST_BYTES
from rwa.pool.layouts.registry import LAYOUTS

HEAD = f"""# Loan files

`rwa tape import` reads loan-level files as institutions publish them into one neutral record a loan
and month, and writes the records as Parquet ([how to](../how-to/import-a-loan-file.md)).
`rwa tape check` only says what is wrong with a file. From Python: `examine_loan_file` and
`read_loan_file` in `rwa.pool.layouts.examining`. This page is written from the layouts' own tables
by `make reference`.

## How files are read

- Text in UTF-8, with or without a byte-order mark, or XML in UTF-8; gzip-compressed or not, told by
  the first bytes. A file of up to {MOST_BYTES // 2**20:,} MiB, unpacked, is read in one piece.
- Nothing is rounded. Amounts are whole cents; rates are exact to a billionth (0.0000001 per cent),
  since fees of commercial mortgages, such as 0.0002478, are finer than a part per million. A finer
  amount or rate is refused unless the digits beyond are zeros.
- A file is refused whole when one row is bad, with every bad row: its number, the column, what was
  found and what is allowed. Rows are lines of the file, or entries of an XML exhibit, from 1. Reading
  stops after {MOST_FAULTS:,} faults.
- With `--accept-rejects` the rows that can be used are written; what is wrong is written to the file
  of `--rejects`, which is then required.
- The last line must end in a line break: a file cut off inside its last number would otherwise be a
  valid file with a smaller number. The end of an XML file shows by itself.
- XML with a document type is refused before anything in it is read, so that no entity is expanded
  and no other file is opened. Unknown elements are refused like unknown columns.

| what is wrong with the file | error |
|---|---|
| it ends inside a row, an element or the compressed stream | `LoanFileTruncated` |
| cells are separated by another character | `DelimiterDiffers`, which names it |
| it looks like a file of another layout, or XML of another namespace | `LayoutDiffers`, which names it |
| it is not UTF-8 throughout | `EncodingDiffers`, with the line |
| it is no well-formed XML; it declares a document type | `MarkupBroken`; `DocumentTypeRefused` |
| it is empty, too large, or a damaged gzip file | `LoanFileEmpty`, `LoanFileTooLarge`, `PackingBroken` |
| rows are bad | `LoanFileRejected`, with every fault |

| kind of fault | what | with `--accept-rejects` |
|---|---|---|
"""
FAULTS = {
    FaultKind.CELL: "a cell is not what its column allows, or a required one is empty",
    FaultKind.ROW: "a row has another number of cells, or an element is unknown or repeated",
    FaultKind.REPEATED_MONTH: "a loan has two rows of one month; both are named",
    FaultKind.MONTH_GAP: "a loan's months do not follow one another; named at the later one",
    FaultKind.BALANCE_RISE: (
        "a balance is above the one of the month before, though the row states no modification and "
        "no other adjustment of principal below zero"
    ),
    FaultKind.FILE: (
        "reading stopped: column names are unknown, missing or repeated, a quote is not closed, or "
        "there are too many faults"
    ),
}
RECORD_HEAD = """
## The neutral record

Columns of the Parquet file, and fields of `ReportedLoanMonth`. A cell without a value means: the file
does not say. Dollars are `decimal(15, 2)`, per cent a year `decimal(10, 7)`, months text as `YYYY-MM`.
Where a layout states months alone, a date is the month's first day.

| column | cells | meaning |
|---|---|---|
"""
LAYOUTS_HEAD = """
## Layouts

Exhibit 102 of other assets, residential mortgages among them, is told by its namespace and refused.

| name | file | follows |
|---|---|---|
"""
CELLS_HEAD = """
Cells are written as:

| cells | written as |
|---|---|
"""


def loan_files_page() -> str:
    """The page: how files are read, the record, each layout's columns."""
    lines = [f"| {kind.value} | {FAULTS[kind]} | {_fate(kind)} |" for kind in FaultKind]
    record_rows = [
        f"| `{column.name}` | {column.cells} | {MEANINGS[column.field]} |"
        for column in RECORD_COLUMNS
    ]
    layouts = [f"| `{each.name}` | {each.title} | {each.source} |" for each in LAYOUTS]
    cells = [f"| {kind.value} | {kind.wording} |" for kind in CellKind]
    parts = (HEAD, lines, RECORD_HEAD, record_rows, LAYOUTS_HEAD, layouts, CELLS_HEAD, cells)
    text = "".join(part if isinstance(part, str) else "\n".join(part) + "\n" for part in parts)
    return text + "".join(f"\n{line}" for each in LAYOUTS for line in _layout(each)) + "\n"


def _fate(kind: FaultKind) -> str:
    if kind.ends_the_reading:
        return "refused all the same"
    return "left out" if kind.loses_the_row else "kept"


def _meanings() -> dict[str, str]:
    """The line under each field of the record."""
    body = ast.parse(inspect.getsource(record.ReportedLoanMonth)).body[0]
    assert isinstance(body, ast.ClassDef)  # noqa: S101 - for the type alone
    found: dict[str, str] = {}
    for field, line in zip(body.body, body.body[1:], strict=False):
        if isinstance(field, ast.AnnAssign) and isinstance(line, ast.Expr):
            name, text = ast.unparse(field.target), ast.literal_eval(line.value)
            found[name] = " ".join(text.split())
    return found


MEANINGS = _meanings()


def _layout(layout: FileLayout) -> Iterator[str]:
    yield f"### {layout.name}"
    yield ""
    yield f"{layout.title}. Follows {layout.source}."
    yield _shape(layout)
    yield ""
    yield "| position | name | column | cells | meaning |"
    yield "|---|---|---|---|---|"
    for position, column in enumerate(layout.columns, start=1):
        if column.target:
            shown = str(position) if layout.shape is Shape.POSITIONS else ""
            yield f"| {shown} | {column.source} | {_target(column)} | {_cells(column)} | {_meaning(column)} |"
    others = [column.source for column in layout.columns if not column.target]
    others += sorted(layout.passed_over)
    if others:
        yield ""
        yield f"Known and not read: {', '.join(others)}."
    yield ""


def _shape(layout: FileLayout) -> str:
    if layout.shape is Shape.MARKUP:
        return f"XML of the namespace `{layout.namespace}`; entries of single properties are passed over."
    between = " or ".join(f"`{delimiter}`" for delimiter in layout.delimiters)
    if layout.shape is Shape.NAMED:
        return f"A line of column names, in any order and case; cells separated by {between}."
    width = layout.widths_wording
    return f"No line of names; {width} cells, as many in every row, separated by {between}."


def _target(column: LayoutColumn) -> str:
    (name,) = [each.name for each in RECORD_COLUMNS if each.field == column.target]
    return f"`{name}`"


def _cells(column: LayoutColumn) -> str:
    required = ", **required**" if column.is_required else ""
    return f"{column.kind.value}{required}"


def _meaning(column: LayoutColumn) -> str:
    unsaid = f" Not known: {', '.join(column.unsaid)}." if column.unsaid else ""
    codes = ""
    if column.codes and any(str(code) != str(said) for code, said in column.codes.items()):
        listed = ", ".join(f"{code} {said}" for code, said in column.codes.items())
        codes = f" Codes: {listed}."
    return f"{column.meaning}{codes}{unsaid}"
