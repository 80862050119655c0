import stat
from pathlib import Path

import pytest

from oracle.whole_files import make_private, write_whole


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize(("private", "others"), [(True, 0), (False, 0o044)])
def test_write_whole__private_or_not__others_read_what_is_not(
    tmp_path: Path, *, private: bool, others: int
) -> None:
    path = tmp_path / "place" / "file"

    write_whole(path, b"content", private=private)

    assert path.read_bytes() == b"content"
    assert mode(path) & 0o066 == others
    assert mode(path.parent) & 0o066 == others
    assert [each.name for each in path.parent.iterdir()] == ["file"]


def test_write_whole__private_over_a_file_that_all_may_read__is_its_owners_alone(
    tmp_path: Path,
) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"before")
    path.chmod(0o644)

    write_whole(path, b"after", private=True)

    assert (path.read_bytes(), mode(path)) == (b"after", 0o600)


def test_make_private__new_there_or_impossible__makes_one_leaves_one_and_raises_nothing(
    tmp_path: Path,
) -> None:
    made, there = tmp_path / "made", tmp_path / "there"
    there.write_bytes(b"rows")

    make_private(made)
    make_private(there)
    make_private(tmp_path / "no-directory" / "file")

    assert (made.read_bytes(), mode(made)) == (b"", 0o600)
    assert there.read_bytes() == b"rows"
