from pathlib import Path

import pytest

from rwa.cli.arguments import FileNotThere
from rwa.cli.oracle_network.verified_month import SaltFileUnreadable, read_salt

SALT = bytes(range(32))


@pytest.mark.parametrize("text", [SALT.hex(), f"0x{SALT.hex()}\n", f" {SALT.hex().upper()} "])
def test_read_salt__hexadecimal_digits__are_the_salt(tmp_path: Path, text: str) -> None:
    (tmp_path / "salt").write_text(text)

    assert read_salt(tmp_path / "salt") == SALT


@pytest.mark.parametrize("content", [b"", b"secret words", SALT, SALT.hex().encode()[:-2]])
def test_read_salt__anything_else__is_refused_and_not_repeated(
    tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "salt").write_bytes(content)

    with pytest.raises(SaltFileUnreadable) as refused:
        read_salt(tmp_path / "salt")

    assert "secret" not in str(refused.value)
    assert SALT.hex()[:16] not in str(refused.value)
    assert "64 hexadecimal digits" in str(refused.value)


def test_read_salt__no_such_file__says_so(tmp_path: Path) -> None:
    with pytest.raises(FileNotThere):
        read_salt(tmp_path / "salt")
