from pathlib import Path

import pytest

from rwa.cli.arguments import FileNotThere
from rwa.cli.tape_input import (
    PoolRequest,
    made_up_tape,
    read_tape_file,
)
from rwa.core.rates import NotARate, Ppm
from rwa.pool.files import tape_bytes, tape_parquet
from rwa.pool.generator import PASS_THROUGH_RATE
from rwa.pool.rejection import TapeRejected

REQUEST = PoolRequest("OWN-1", "ginnie_ii", "5", "2026-10")


def test_request_rate__given_or_not__is_the_rate_or_the_usual_one() -> None:
    assert REQUEST.rate == Ppm(50_000)
    assert PoolRequest().rate == PASS_THROUGH_RATE
    with pytest.raises(NotARate):
        _ = PoolRequest("OWN-1", "umbs", "five").rate


def test_read_tape_file__csv_and_parquet__are_one_pool(tmp_path: Path) -> None:
    made = made_up_tape(REQUEST, seed=4, loan_count=3)
    (tmp_path / "tape.csv").write_bytes(tape_bytes(made))
    (tmp_path / "tape.parquet").write_bytes(tape_parquet(made))

    assert read_tape_file(tmp_path / "tape.csv", REQUEST) == made
    assert read_tape_file(tmp_path / "tape.parquet", REQUEST) == made
    assert (made.pool.pool_id, made.pool.programme.key) == ("OWN-1", "ginnie_ii")
    assert str(made.pool.issue) == "2026-10"


def test_read_tape_file__no_such_file_or_a_directory__is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.csv", tmp_path):
        with pytest.raises(FileNotThere) as caught:
            read_tape_file(path, REQUEST)
        assert caught.value.path == path
        assert caught.value.exit_code == 2


def test_read_tape_file__no_tape__is_rejected(tmp_path: Path) -> None:
    (tmp_path / "tape.csv").write_bytes(b"\xff\xfe\x00")

    with pytest.raises(TapeRejected):
        read_tape_file(tmp_path / "tape.csv", REQUEST)
