from pathlib import Path

import pytest

from rwa.chain.written_secret import SecretUnusable, read_secret

SECRET = "correct horse, battery"  # noqa: S105 - a test's own
KIND = "passphrase of the key"
VARIABLE = "NODE_PASSPHRASE"


def written(directory: Path, content: bytes, *, mode: int = 0o600) -> Path:
    path = directory / "passphrase"
    path.write_bytes(content)
    path.chmod(mode)
    return path


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_read_secret__file__without_its_line_end(tmp_path: Path, end: str) -> None:
    file = written(tmp_path, (SECRET + end).encode())
    assert read_secret(KIND, file=file, variable=None, environment={}) == SECRET


def test_read_secret__blanks_around_it__are_part_of_it(tmp_path: Path) -> None:
    file = written(tmp_path, f" {SECRET} \n".encode())
    assert read_secret(KIND, file=file, variable=None, environment={}) == f" {SECRET} "


def test_read_secret__variable__its_value() -> None:
    environment = {VARIABLE: SECRET, "OTHER": "other"}
    assert read_secret(KIND, file=None, variable=VARIABLE, environment=environment) == SECRET


def test_read_secret__variable_not_set__refused_by_name() -> None:
    with pytest.raises(SecretUnusable, match="not set") as caught:
        read_secret(KIND, file=None, variable=VARIABLE, environment={"OTHER": SECRET})
    assert caught.value.source == f"environment variable {VARIABLE}"


def test_read_secret__two_sources__refused_with_both(tmp_path: Path) -> None:
    file = written(tmp_path, SECRET.encode())
    with pytest.raises(SecretUnusable, match="two sources") as caught:
        read_secret(KIND, file=file, variable=VARIABLE, environment={VARIABLE: SECRET})
    assert str(file) in caught.value.source
    assert VARIABLE in caught.value.source


def test_read_secret__no_source__refused() -> None:
    with pytest.raises(SecretUnusable, match=f"^{KIND}: no source") as caught:
        read_secret(KIND, file=None, variable=None, environment={VARIABLE: SECRET})
    assert caught.value.kind == KIND


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602, 0o644, 0o601])
def test_read_secret__file_open_to_others__refused_with_the_remedy(
    tmp_path: Path, mode: int
) -> None:
    file = written(tmp_path, SECRET.encode(), mode=mode)
    with pytest.raises(SecretUnusable, match=f"chmod 600 {file}"):
        read_secret(KIND, file=file, variable=None, environment={})


def test_read_secret__link_to_a_file_open_to_others__refused(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(written(tmp_path, SECRET.encode(), mode=0o644))
    with pytest.raises(SecretUnusable, match="chmod 600"):
        read_secret(KIND, file=link, variable=None, environment={})


def test_read_secret__file_missing_or_a_directory__refused(tmp_path: Path) -> None:
    with pytest.raises(SecretUnusable, match="does not exist"):
        read_secret(KIND, file=tmp_path / "none", variable=None, environment={})
    with pytest.raises(SecretUnusable, match="cannot be read"):
        read_secret(KIND, file=tmp_path, variable=None, environment={})


@pytest.mark.parametrize("content", [b"", b"\n", b"\r\n"])
def test_read_secret__empty__refused(tmp_path: Path, content: bytes) -> None:
    file = written(tmp_path, content)
    with pytest.raises(SecretUnusable, match=f"write the {KIND} there"):
        read_secret(KIND, file=file, variable=None, environment={})
    with pytest.raises(SecretUnusable, match=f"write the {KIND} there"):
        read_secret(KIND, file=None, variable=VARIABLE, environment={VARIABLE: content.decode()})


@pytest.mark.parametrize(
    "content", [f"{SECRET}\n{SECRET}", f"{SECRET}\n\n", f"{SECRET}\0", f"{SECRET}\t"]
)
def test_read_secret__more_than_one_line__refused_without_showing_it(
    tmp_path: Path, content: str
) -> None:
    file = written(tmp_path, content.encode())
    with pytest.raises(SecretUnusable, match="one line") as caught:
        read_secret(KIND, file=file, variable=None, environment={})
    assert SECRET not in f"{caught.value!r} {vars(caught.value)} {caught.value.__cause__!r}"


def test_read_secret__not_text__refused_without_showing_it(tmp_path: Path) -> None:
    file = written(tmp_path, SECRET.encode() + b"\xff")
    with pytest.raises(SecretUnusable, match="UTF-8") as caught:
        read_secret(KIND, file=file, variable=None, environment={})
    cause = caught.value.__cause__
    assert cause is not None
    assert SECRET not in f"{caught.value!r} {cause!r} {cause.__cause__!r}"
