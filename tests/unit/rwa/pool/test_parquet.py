import io
import random
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from rwa.core.dates import Period
from rwa.core.errors import DataRejected
from rwa.core.ids import PoolId
from rwa.core.rates import Ppm
from rwa.pool.files import read_issue_tape, read_tape, tape_bytes, tape_parquet
from rwa.pool.programme import UMBS
from rwa.pool.rejection import TapeRejected
from rwa.pool.tape import LoanTape

COLUMNS: dict[str, list[Any]] = {
    "loan_id": ["A1", "A2"],
    "original_balance": [300_000, 200_000],
    "balance": [299_000.5, 150_000.25],
    "note_rate": [6.125, 5.75],
    "remaining_months": [358.0, 100.0],
    "age_months": [2, 260],
}


def parquet_of(columns: dict[str, list[Any]]) -> bytes:
    sink = io.BytesIO()
    pq.write_table(pa.table(columns), sink)
    return sink.getvalue()


def read(data: bytes) -> LoanTape:
    return read_issue_tape(
        data,
        pool_id=PoolId("MINE"),
        programme=UMBS,
        pass_through_rate=Ppm.percent("5.5"),
        issue=Period(2026, 12),
    )


def test_read__floats_and_whole_numbers_of_a_users_own_file__as_the_same_csv() -> None:
    header = ",".join(COLUMNS)
    rows = zip(*COLUMNS.values(), strict=True)
    text = "\n".join([header, *(",".join(map(str, row)) for row in rows), ""])

    assert read(parquet_of(COLUMNS)) == read(text.encode())


@pytest.mark.parametrize(
    ("column", "cells", "found"),
    [
        ("balance", [1.0, float("nan")], "nan"),
        ("balance", [1.0, float("-inf")], "-inf"),
        ("balance", [1.0, 0.1 + 0.2], "0.30000000000000004"),
        ("balance", [Decimal("1.00"), Decimal("-2.00")], "-2.00"),
        ("balance", [1.0, None], ""),
        ("loan_id", ["A1", "A1"], "A1"),
        ("note_rate", [6.125, 1e300], "1e+300"),
        ("age_months", [2, -3], "-3"),
        ("age_months", [2, 2**62], str(2**62)),
    ],
)
def test_read__bad_cell__refused_with_row_field_and_value(
    column: str, cells: list[Any], found: str
) -> None:
    with pytest.raises(TapeRejected) as caught:
        read(parquet_of(COLUMNS | {column: cells}))

    assert [(f.row, f.field, f.value) for f in caught.value.faults] == [(2, column, found)]


@pytest.mark.parametrize(
    ("columns", "field"),
    [
        ({"loan_id": ["A1"]}, "balance"),
        (COLUMNS | {"credit_score": [700, 800]}, "header"),
        ({name: cells[:0] for name, cells in COLUMNS.items()}, "content"),
    ],
)
def test_read__wrong_columns_or_no_rows__refused(columns: dict[str, list[Any]], field: str) -> None:
    with pytest.raises(TapeRejected) as caught:
        read(parquet_of(columns))

    assert field in {fault.field for fault in caught.value.faults}
    assert {fault.row for fault in caught.value.faults} == {None}


def damaged(data: bytes, chance: random.Random) -> bytes:
    if chance.random() < 0.5:
        return data[: chance.randrange(4, len(data))]
    spoilt = bytearray(data)
    for _ in range(3):
        spoilt[chance.randrange(4, len(data))] = chance.randrange(256)
    return bytes(spoilt)


def test_read__damaged_file__refused_or_still_the_same_tape(tape: LoanTape) -> None:
    data, chance = tape_parquet(tape), random.Random(7)
    refused = 0
    for _ in range(300):
        try:
            read_back = read_tape(damaged(data, chance), pool=tape.pool, as_of=tape.as_of)
        except DataRejected:
            refused += 1
        else:
            assert len(read_back.loans) == len(tape.loans)

    assert refused > 200


def test_tape_parquet__a_tape__typed_exactly(tape: LoanTape) -> None:
    table = pq.read_table(io.BytesIO(tape_parquet(tape)))

    assert table.schema.field("balance").type == pa.decimal128(15, 2)
    assert table.schema.field("note_rate").type == pa.decimal128(7, 4)
    assert table.schema.field("recasts").type == pa.bool_()
    assert table.column("state").to_pylist() == ["CA", None, "CA"]
    assert table.column("balance").to_pylist()[0] == Decimal("299727.62")


@pytest.mark.parametrize("write", [tape_bytes, tape_parquet])
def test_write__twice__the_same_bytes(tape: LoanTape, write: Callable[[LoanTape], bytes]) -> None:
    assert write(tape) == write(tape)
