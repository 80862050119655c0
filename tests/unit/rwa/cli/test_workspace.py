import json
from decimal import Decimal
from pathlib import Path

import pytest

from rwa.cli.operations import Borrowers
from rwa.cli.settings import Settings
from rwa.cli.workspace import (
    POOL_FILE,
    HomeNotEmpty,
    NoWorkspace,
    PoolFile,
    PoolFileUnreadable,
    Workspace,
    WorkspaceExists,
)
from rwa.core.ids import Sha256
from rwa.pool.tape import LoanTape

TAPE = Sha256("ab" * 32)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(Settings(home=tmp_path / "home"))


@pytest.fixture
def pool_file(tape: LoanTape) -> PoolFile:
    borrowers = Borrowers.at_speed(Decimal("112.50"), seed=8)
    return PoolFile.of(tape.pool, issue_tape_sha256=TAPE, borrowers=borrowers)


def test_save__read_again__is_the_same_pool(
    workspace: Workspace, pool_file: PoolFile, tape: LoanTape
) -> None:
    workspace.save(pool_file)

    assert workspace.pool() == pool_file
    assert workspace.pool().terms == tape.pool
    assert workspace.pool().borrowers.behaviour.psa == Decimal("112.50")
    assert [path.name for path in workspace.home.iterdir()] == [POOL_FILE]


def test_pool__no_home__names_rwa_init(workspace: Workspace) -> None:
    with pytest.raises(NoWorkspace) as caught:
        workspace.pool()
    assert "rwa init" in str(caught.value)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"seed": "8"}, "seed"),
        ({"psa": "fast"}, "psa"),
        ({"issue": None}, "issue"),
    ],
)
def test_pool__a_value_of_another_kind__is_refused_by_its_name(
    workspace: Workspace, pool_file: PoolFile, change: dict[str, object], said: str
) -> None:
    workspace.save(pool_file)
    path = workspace.home / POOL_FILE
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))

    with pytest.raises(PoolFileUnreadable) as caught:
        workspace.pool()
    assert said in caught.value.cause
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("content", ["", "{", "[]", "{}"])
def test_pool__half_a_file__is_refused(workspace: Workspace, content: str) -> None:
    workspace.home.mkdir()
    (workspace.home / POOL_FILE).write_text(content)

    with pytest.raises(PoolFileUnreadable) as caught:
        workspace.pool()
    assert caught.value.exit_code == 3


def test_refuse_if_taken__new_and_empty_homes__are_free(workspace: Workspace) -> None:
    workspace.refuse_if_taken()
    workspace.home.mkdir()
    workspace.refuse_if_taken()


def test_refuse_if_taken__a_pool_or_anything_else__is_refused(
    workspace: Workspace, pool_file: PoolFile
) -> None:
    workspace.home.mkdir()
    (workspace.home / "notes.txt").write_text("mine")
    with pytest.raises(HomeNotEmpty):
        workspace.refuse_if_taken()

    workspace.save(pool_file)
    with pytest.raises(WorkspaceExists) as caught:
        workspace.refuse_if_taken()
    assert caught.value.pool_id == pool_file.pool_id
