from pathlib import Path
from typing import Any

import pytest

from rwa.cli.console import Output
from rwa.cli.month import account, simulate
from rwa.cli.operations import Operations
from rwa.cli.oracle_network.reporting import NotTheDocumentsFile, read_month, run, tell
from rwa.pool.activity import activity_bytes
from rwa.pool.canonical import sha256_of
from rwa.pool.files import tape_bytes
from rwa.remittance.canonical import document_bytes

NOBODY_LISTENS = "http://127.0.0.1:9"


@pytest.fixture
def files(operations: Operations, tmp_path: Path) -> dict[str, Path]:
    """The files of the first month."""
    package = account(operations, simulate(operations, 1), after=operations.end_of(0))
    contents = {
        "document": document_bytes(package.document),
        "activity": activity_bytes(package.activity),
        "tape": tape_bytes(package.tape),
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    return {name: tmp_path / name for name in contents}


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A servicer's configuration of a collector that does not run."""
    (tmp_path / "token").write_text("of-nobody")
    (tmp_path / "token").chmod(0o600)
    path = tmp_path / "servicer.toml"
    path.write_text(f'[collector]\nurl = "{NOBODY_LISTENS}"\ntoken_file = "token"\n')
    return path


def standing(**changes: Any) -> dict[str, Any]:
    """A month as a collector answers it."""
    return {
        "period": 1,
        "revision": 0,
        "document_sha256": "0d" * 32,
        "state": "accepted",
        "signed": [],
        "threshold": 3,
        "nodes": 4,
        "objections": [],
        **changes,
    }


def test_read_month__its_own_files__are_read_as_they_are(files: dict[str, Path]) -> None:
    month = read_month(files["document"], activity=files["activity"], tape=files["tape"])

    assert month.period == 1
    assert month.activity == files["activity"].read_bytes()
    assert month.tape == files["tape"].read_bytes()


@pytest.mark.parametrize("name", ["activity", "tape"])
def test_run__a_file_the_document_does_not_name__is_refused_before_anybody_is_asked(
    files: dict[str, Path], config: Path, name: str
) -> None:
    right = sha256_of(files[name].read_bytes())
    files[name].write_bytes(files[name].read_bytes() + b"\n")

    with pytest.raises(NotTheDocumentsFile) as refused:
        run(config, **files, as_json=False)

    found = sha256_of(files[name].read_bytes())
    error = refused.value
    assert (error.path, error.expected, error.found) == (files[name], right, found)
    assert error.exit_code == 5
    assert all(part in str(error) for part in (str(files[name]), right, found, name))


def test_tell__accepted_at_the_first_look__says_that_it_was_accepted_already(
    capsys: pytest.CaptureFixture[str],
) -> None:
    tell(Output(as_json=False), standing(), is_first=True)

    said = capsys.readouterr().err
    assert f"period 1 revision 0 is accepted already, with document {'0d' * 32}" in said
    assert "signed" not in said


def test_tell__accepted_while_waited_for__says_who_signed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    tell(Output(as_json=False), standing(signed=["a", "b", "c"]), is_first=False)

    said = capsys.readouterr().err
    assert said == "period 1 revision 0: accepted, 3 signed, 3 of 4 needed\n"
