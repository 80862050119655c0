"""No bytes, however wrong, load as half a tape or raise anything but a rejection."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rwa.core.dates import Period
from rwa.core.errors import DataRejected
from rwa.core.ids import PoolId
from rwa.core.rates import Ppm
from rwa.pool.activity_file import read_activity
from rwa.pool.files import read_issue_tape, tape_bytes
from rwa.pool.generator import generate_pool
from rwa.pool.programme import UMBS
from rwa.pool.rejection import FileRejected
from rwa.pool.tape import LoanTape

GOOD = tape_bytes(generate_pool(seed=7, loan_count=5))
HEADER = b"loan_id,original_balance,balance,note_rate,remaining_months,age_months\n"
CELLS = st.one_of(
    st.text(max_size=8),
    st.integers().map(str),
    st.floats().map(str),
    st.sampled_from(["L1", "100000", "6.5", "360", "", "-1", "1e9", '"', "true"]),
)


def read(data: bytes) -> LoanTape | DataRejected:
    try:
        return read_issue_tape(
            data,
            pool_id=PoolId("RWA-2026-1"),
            programme=UMBS,
            pass_through_rate=Ppm(55_000),
            issue=Period(2026, 12),
        )
    except DataRejected as error:
        return error


@given(st.binary(max_size=200))
@example(b"\x00")
@example(b"PAR1")
@example(HEADER + b"\x00,1,1,1,1,1\n")
@example(HEADER + b'"' + b"9" * 200_000 + b'",1,1,1,1,1\n')
def test_read__any_bytes__rejected_with_a_fault(data: bytes) -> None:
    outcome = read(data)

    assert isinstance(outcome, FileRejected)
    assert outcome.faults


@given(st.lists(st.lists(CELLS, min_size=5, max_size=7), min_size=1, max_size=5))
def test_read__any_cells_below_a_good_header__a_tape_or_a_rejection(
    rows: list[list[str]],
) -> None:
    outcome = read(
        HEADER + "".join(f"{','.join(row)}\n" for row in rows).encode("utf-8", "replace")
    )

    if isinstance(outcome, FileRejected):
        assert outcome.faults
    elif isinstance(outcome, LoanTape):
        assert outcome.loan_count == len(outcome.loans) >= 1


@given(st.integers(0, len(GOOD) - 1))
def test_read__file_cut_anywhere__rejected_or_whole_rows(length: int) -> None:
    outcome = read(GOOD[:length])

    if isinstance(outcome, LoanTape):
        assert GOOD[:length].endswith(b"\n")
        assert GOOD.startswith(tape_bytes(outcome))
    else:
        assert isinstance(outcome, FileRejected)


@given(st.integers(0, len(GOOD) - 1), st.integers(0, 255))
def test_read__one_byte_changed__rejected_or_a_tape_of_as_many_loans(place: int, byte: int) -> None:
    outcome = read(GOOD[:place] + bytes([byte]) + GOOD[place + 1 :])

    assert isinstance(outcome, DataRejected) or len(outcome.loans) == 5


@given(st.binary(max_size=200))
def test_read_activity__any_bytes__rejected_with_a_fault(data: bytes) -> None:
    with pytest.raises(FileRejected) as caught:
        read_activity(data, pool_id=PoolId("P"), period=Period(2027, 1))

    assert caught.value.faults
