"""Parquet tapes: the columns of the CSV layout with exact decimal types.

pyarrow reads them, because it answers damaged files with exceptions.
"""

import io
from collections.abc import Iterable
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq

from rwa.pool.columns import Column, ColumnKind
from rwa.pool.rejection import RowFault
from rwa.pool.rows import FileRow, FileRows, check_header
from rwa.pool.terms import MAX_LOANS

MAGIC = b"PAR1"
"""First bytes of every Parquet file."""

_TYPES = {
    ColumnKind.TEXT: pa.string(),
    ColumnKind.MONTH: pa.string(),
    ColumnKind.DOLLARS: pa.decimal128(15, 2),
    ColumnKind.PER_CENT: pa.decimal128(7, 4),
    ColumnKind.COUNT: pa.int32(),
    ColumnKind.TRUTH: pa.bool_(),
}


def parquet_bytes(columns: tuple[Column, ...], rows: Iterable[tuple[str, ...]]) -> bytes:
    """Return a Parquet file of the rows a CSV file would have.

    Its bytes depend on the version of pyarrow: name a tape by the hash of its CSV form.
    """
    cells = list(zip(*rows, strict=True))
    arrays = [
        pa.array([_typed(cell, column.kind) for cell in column_cells], type=_TYPES[column.kind])
        for column, column_cells in zip(columns, cells, strict=True)
    ]
    table = pa.table(arrays, names=[column.name for column in columns])
    sink = io.BytesIO()
    pq.write_table(table, sink, compression="zstd")
    return sink.getvalue()


def read_parquet_rows(data: bytes, columns: tuple[Column, ...]) -> FileRows:
    """Read a Parquet file as rows of text; floats are read as their shortest decimal."""
    try:
        file = pq.ParquetFile(pa.BufferReader(data))
        names = [str(name) for name in file.schema_arrow.names]
        faults = check_header(names, columns, row=None)
        if file.metadata.num_rows > MAX_LOANS:
            found = f"{file.metadata.num_rows} rows"
            faults.append(RowFault(None, "content", found, f"at most {MAX_LOANS} rows"))
        if faults:
            return FileRows((), tuple(faults))
        table = file.read().to_pydict()
    except (pa.ArrowException, OSError, ValueError) as error:
        found = str(error).splitlines()[0][:120] if str(error) else type(error).__name__
        return FileRows((), (RowFault(None, "content", found, "a whole Parquet file"),))
    rows = zip(*(table[name] for name in names), strict=True)
    return FileRows(
        tuple(FileRow(number, _filled(names, row)) for number, row in enumerate(rows, 1)), ()
    )


def _typed(cell: str, kind: ColumnKind) -> Decimal | int | bool | str | None:
    match kind:
        case _ if not cell:
            return None
        case ColumnKind.DOLLARS | ColumnKind.PER_CENT:
            return Decimal(cell)
        case ColumnKind.COUNT:
            return int(cell)
        case ColumnKind.TRUTH:
            return cell == "true"
        case _:
            return cell


def _filled(names: list[str], values: tuple[object, ...]) -> dict[str, str]:
    texts = zip(names, map(_text, values), strict=True)
    return {name: text for name, text in texts if text}


def _text(value: object) -> str:
    if value is None:
        return ""
    return f"{value:f}" if isinstance(value, Decimal) else str(value).strip()
